package paxos

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// found says what comes of a mutant under the bounds that it brings: the length
// of the shortest run in the separate and in the shared layout.
var found = []struct {
	mutant           mutant
	separate, shared int
	text             string
}{
	{forgetPromise, 16, 10, "v1 was chosen as proposal 1, and v2 as proposal 2"},
	{acceptBelowPromise, 14, 8, "v1 was chosen as proposal 1, and v2 as proposal 2"},
	{ownValue, 14, 8, "v1 was chosen as proposal 1, and v2 as proposal 2"},
	{lowestAccepted, 20, 11, "v1 was chosen as proposal 3, and v2 as proposal 2"},
	{minorityQuorum, 0, 0, "but they have no member in common"},
	{sharedNumbers, 14, 8, "v1 was chosen as proposal 1, and v2 as proposal 1"},
	{learnEarly, 7, 3, "learned v1, but no quorum has accepted one proposal with it"},
}

func TestMutantsAreFound(t *testing.T) {
	require.Len(t, Protocol.Mutants, len(found))
	for _, f := range found {
		m := Protocol.Mutant(string(f.mutant))
		for _, learning := range []string{all, distinguished} {
			for layout, length := range map[string]int{separate: f.separate, shared: f.shared} {
				t.Run(m.Name+" "+layout+" "+learning, func(t *testing.T) {
					given := map[string]string{"layout": layout, "learning": learning}
					r := explored(t, m.Name, given)
					require.NotNil(t, r.Violation)
					require.Equal(t, m.Breaks, r.Violation.Property)
					require.Equal(t, length, r.Violation.Length())
					require.Contains(t, r.Violation.Text, f.text)
					replayed(t, m.Name, given, r.Violation)
				})
			}
		}
	}
}

// To take acceptors and learners as interchangeable hides no violation.
func TestMutantsAreFoundUnderSymmetry(t *testing.T) {
	for _, f := range found {
		m := Protocol.Mutant(string(f.mutant))
		r := explored(t, m.Name, map[string]string{"symmetry": "true"})
		require.NotNil(t, r.Violation, m.Name)
		require.Equal(t, m.Breaks, r.Violation.Property)
		require.Equal(t, f.separate, r.Violation.Length(), m.Name)
	}
}

// replayed takes the run of a violation again, step by step.
func replayed(t *testing.T, mutant string, given map[string]string, v *model.Violation) {
	t.Helper()
	sys, _, err := Protocol.System(mutant, given)
	require.NoError(t, err)
	again, err := model.Replay(sys, v.Trace)
	require.NoError(t, err)
	require.Nil(t, again.Departure)
	require.NotNil(t, again.Again)
	require.Equal(t, v.Text, again.Again.Text)
}

// With the check of the configuration off, quorums without a common member
// choose two values.
func TestMinorityQuorumBreaksUniformity(t *testing.T) {
	for layout, length := range map[string]int{separate: 8, shared: 2} {
		given := map[string]string{"layout": layout}
		r := explored(t, string(minorityQuorum), given, "uniformity")
		require.NotNil(t, r.Violation)
		require.Equal(t, "uniformity", r.Violation.Property)
		require.Equal(t, length, r.Violation.Length())
		require.Equal(t, "v1 was chosen as proposal 1, and v2 as proposal 2", r.Violation.Text)
		replayed(t, string(minorityQuorum), given, r.Violation)
	}
}

// Under the bounds that a mutant brings, Paxos itself violates nothing.
func TestWithoutTheMistakeAllHolds(t *testing.T) {
	for _, m := range Protocol.Mutants {
		for _, layout := range []string{separate, shared} {
			t.Run(m.Name+" "+layout, func(t *testing.T) {
				_, bounds, err := Protocol.System(m.Name, map[string]string{"layout": layout})
				require.NoError(t, err)
				r := explored(t, "", bounds)
				require.Nil(t, r.Violation)
				require.True(t, r.Complete())
			})
		}
	}
}

// Section 2.2: two proposals are not enough for lowest-accepted, for at most one
// lower one can be reported.
func TestLowestAcceptedNeedsThreeBallots(t *testing.T) {
	r := explored(t, string(lowestAccepted), map[string]string{"ballots": "1"})
	require.Nil(t, r.Violation)
	require.True(t, r.Complete())
}

// Every mutant is complete, names a property that there is, and gives bounds
// that there are.
func TestMutantsAreDescribed(t *testing.T) {
	properties, _ := testConfig("").claims()
	var names []string
	for _, p := range properties {
		require.NotEmpty(t, p.Doc, p.Name)
		require.NotEmpty(t, p.Source, p.Name)
		names = append(names, p.Name)
	}
	for _, m := range Protocol.Mutants {
		require.NotEmpty(t, m.Doc, m.Name)
		require.NotEmpty(t, m.Source, m.Name)
		require.Contains(t, names, m.Breaks, m.Name)
		for name, value := range m.With {
			i := slices.IndexFunc(Protocol.Params, func(p model.Param) bool { return p.Name == name })
			require.GreaterOrEqual(t, i, 0, "%s: no param %s", m.Name, name)
			require.IsType(t, Protocol.Params[i].Default, value, "%s: %s", m.Name, name)
		}
	}
}
