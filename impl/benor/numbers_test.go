package benor

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/internal/normaltest"
	"github.com/synod-go/synod/model/temporal"
)

// A search by difference meets the normal forms of the states that a plain search meets,
// and no others.
func TestRoundsByDifferenceAgainstAPlainSearch(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	for flags, depth := range map[string]int{
		"-processes 2 -tolerated 0 -crashes 0 -spread 1":              20,
		"-processes 2 -tolerated 0 -crashes 1 -spread 1 -network set": 20,
		"-inputs 0,0,1 -crashes 0 -spread 2":                          16,
		"-inputs 0,0,1 -crashes 1 -spread 1":                          14,
	} {
		t.Run(flags, func(t *testing.T) {
			plain, forms := normaltest.Compare(t, checks.System(t, &Protocol, "", checks.Flags(flags)), depth)
			t.Logf("%d states, %d normal forms", plain, forms)
			require.Less(t, forms, plain)
		})
	}
}

// Every handler does the same with renumbered rounds, also the mutants'.
func TestHandlersDependOnDifferencesAlone(t *testing.T) {
	names := []string{""}
	for _, m := range mutants {
		if m.Name != string(stopWhenDecided) { // it is refused
			names = append(names, m.Name)
		}
	}
	for _, m := range names {
		t.Run(m, func(t *testing.T) {
			sys := checks.System(t, &Protocol, m, checks.Flags("-processes 3 -tolerated 1 -inputs 0,0,1 -spread 2 -crashes 1"))
			sys.Properties = nil // what is broken would end the search
			require.Greater(t, normaltest.Pairs(t, sys, 12), 100)
		})
	}
}

// By difference the space is finite, though rounds are not bounded. With one crash tolerated
// somebody may fall behind by any number of rounds, so the spread refuses steps.
func TestRoundsByDifference(t *testing.T) {
	for flags, size := range map[string]checks.Size{
		"-processes 2 -tolerated 0 -crashes 0 -spread 1": {States: 276, Steps: 652, Depth: 16},
		"-processes 2 -tolerated 0 -crashes 0 -spread 3": {States: 276, Steps: 652, Depth: 16},
		"-crashes 0 -spread 1":                           {States: 82_976, Steps: 397_464, Depth: 29},
	} {
		r := checks.Explore(t, checks.System(t, &Protocol, "", checks.Flags(flags)), checks.Only("termination"))
		require.Nil(t, r.Violation)
		require.Equal(t, size, checks.SizeOf(r), flags)
		require.Equal(t, size.States > 1000, r.Bounds[len(r.Bounds)-1].Refused > 0, flags)
	}
	sys := checks.System(t, &Protocol, "", checks.Flags("-processes 2 -tolerated 0 -spread 1"))
	checks.AllHold(t, checks.Explore(t, sys, synod.Options{}))
}

// That coins fall wrong for ever is a run without end, but one without probability.
func TestOnlyCoinsEndIt(t *testing.T) {
	sys := checks.System(t, &Protocol, "", checks.Flags("-processes 2 -tolerated 0 -crashes 0 -spread 1"))
	r := checks.Explore(t, sys, checks.Only("termination"))
	require.Equal(t, "holds", r.Properties[0].Verdict)
	require.Equal(t, "eventually all-decided, with probability 1", r.Properties[0].Formula)
	require.Equal(t, "messages, coins", r.Properties[0].Fair)

	chosen := *sys
	chosen.Properties = slices.Clone(sys.Properties)
	for i := range chosen.Properties {
		chosen.Properties[i].Live.Fair = temporal.Messages
	}
	r = checks.Explore(t, &chosen, checks.Only("termination"))
	require.Equal(t, "termination", r.Violation.Property)
	require.Equal(t, "all-decided is never reached: the run goes round for ever; each time that it comes back, the rounds are 1 higher", r.Violation.Text)
	saved := r.Violation.Trace
	again, err := synod.Replay(sys, saved)
	require.NoError(t, err)
	require.Equal(t, r.Violation.Text, again.Again.Text)
	saved.Meta.Fair = "messages, coins"
	again, err = synod.Replay(sys, saved)
	require.NoError(t, err)
	require.Nil(t, again.Again)
	require.Contains(t, again.Why, "no order of the steps keeps it so whatever they show")
}
