package paxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
)

// found says what comes of a mutant under the bounds that it brings: what it breaks,
// the length of the shortest run in the separate and in the shared layout.
var found = []struct {
	mutant           mutant
	breaks           string
	separate, shared int
	text             string
}{
	{forgetPromise, "uniformity", 16, 10, "v1 was chosen as proposal 1, and v2 as proposal 2"},
	{acceptBelowPromise, "uniformity", 14, 8, "v1 was chosen as proposal 1, and v2 as proposal 2"},
	{ownValue, "uniformity", 14, 8, "v1 was chosen as proposal 1, and v2 as proposal 2"},
	{lowestAccepted, "uniformity", 20, 11, "v1 was chosen as proposal 3, and v2 as proposal 2"},
	{minorityQuorum, "quorum-intersection", 0, 0, "but they have no member in common"},
	{disjointPhases, "quorum-intersection", 0, 0, "but they have no member in common"},
	{sharedNumbers, "uniformity", 14, 8, "v1 was chosen as proposal 1, and v2 as proposal 1"},
	{learnEarly, "learn-only-chosen", 7, 3, "learned v1, but no quorum has accepted one proposal with it"},
}

func TestMutantsAreFound(t *testing.T) {
	var known []checks.Known
	for _, f := range found {
		known = append(known, checks.Known{Mutant: string(f.mutant), Breaks: f.breaks, Length: f.separate})
	}
	known = append(known, checks.Known{Mutant: string(singleTry), Breaks: leaderDecides.Name, Length: 7})
	checks.MutantsAre(t, &Protocol, known...)
	for _, f := range found {
		m := Protocol.Mutant(string(f.mutant))
		for _, learning := range []string{all, distinguished} {
			for layout, length := range map[string]int{separate: f.separate, shared: f.shared} {
				t.Run(m.Name+" "+layout+" "+learning, func(t *testing.T) {
					given := map[string]string{"layout": layout, "learning": learning}
					v, _ := checks.MutantIsFound(t, &Protocol, m.Name, given, length)
					require.Contains(t, v.Text, f.text)
				})
			}
		}
	}
}

// To take acceptors and learners as interchangeable hides no violation.
func TestMutantsAreFoundUnderSymmetry(t *testing.T) {
	for _, f := range found {
		checks.MutantIsFound(t, &Protocol, string(f.mutant), map[string]string{"symmetry": "true"}, f.separate)
	}
}

// With the check of the configuration off, quorums without a common member
// choose two values.
func TestMinorityQuorumBreaksUniformity(t *testing.T) {
	for mutant, lengths := range map[mutant]map[string]int{
		minorityQuorum: {separate: 8, shared: 2},
		disjointPhases: {separate: 12, shared: 6},
	} {
		for layout, length := range lengths {
			sys := checks.System(t, &Protocol, string(mutant), map[string]string{"layout": layout})
			v := checks.Violates(t, sys, checks.Only("uniformity"), "uniformity", length)
			require.Equal(t, "v1 was chosen as proposal 1, and v2 as proposal 2", v.Text)
		}
	}
}

// Under the bounds that a mutant brings, Paxos itself violates nothing.
func TestWithoutTheMistakeAllHolds(t *testing.T) {
	for _, m := range Protocol.Mutants {
		for _, layout := range []string{separate, shared} {
			t.Run(m.Name+" "+layout, func(t *testing.T) {
				sys, err := Protocol.System(m.Name, map[string]string{"layout": layout})
				require.NoError(t, err)
				bounds := sys.Settings
				checks.NothingBroken(t, explored(t, "", bounds))
			})
		}
	}
}

// Section 2.2: two proposals are not enough for lowest-accepted, for at most one
// lower one can be reported.
func TestLowestAcceptedNeedsThreeBallots(t *testing.T) {
	checks.NothingBroken(t, explored(t, string(lowestAccepted), map[string]string{"ballots": "1"}))
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }
