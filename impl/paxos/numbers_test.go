package paxos

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/internal/normaltest"
)

// A search by difference meets the normal forms of the states that a plain search meets,
// and no others.
func TestNumbersByDifferenceAgainstAPlainSearch(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	for flags, depth := range map[string]int{
		"-acceptors 2 -crashes 0 -spread 2":                         14,
		"-acceptors 2 -crashes 1 -spread 3":                         9,
		"-acceptors 3 -crashes 0 -spread 2":                         9,
		"-acceptors 1 -proposers 3 -crashes 0 -spread 5":            10,
		"-acceptors 1 -crashes 0 -spread 4 -network fifo":           14,
		"-acceptors 1 -crashes 1 -spread 3 -network set":            10,
		"-acceptors 2 -layout shared -crashes 1 -spread 3":          9,
		"-acceptors 2 -crashes 0 -spread 2 -duplicates 1":           9,
		"-acceptors 2 -crashes 0 -spread 3 -learning distinguished": 10,
	} {
		t.Run(flags, func(t *testing.T) {
			plain, forms := normaltest.Compare(t, checks.System(t, &Protocol, "", checks.Flags(flags)), depth)
			t.Logf("%d states, %d normal forms", plain, forms)
			require.Less(t, forms, plain)
		})
	}
}

// By difference the space is finite, whatever proposers do, and what was chosen stays.
func TestNumbersByDifference(t *testing.T) {
	for flags, size := range map[string]checks.Size{
		"-acceptors 2 -crashes 0 -spread 2": {States: 14_533, Steps: 52_191, Depth: 34},
		"-acceptors 2 -crashes 1 -spread 2": {States: 128_763, Steps: 550_046, Depth: 43},
	} {
		t.Run(flags, func(t *testing.T) {
			sys := checks.System(t, &Protocol, "", checks.Flags(flags))
			r := checks.Explore(t, sys, synod.Options{})
			checks.AllHold(t, r, "irrevocability")
			require.Equal(t, size, checks.SizeOf(r))
			require.Contains(t, strings.Join(r.Reductions, "\n"), "ballots by difference")
			spread := r.Bounds[len(r.Bounds)-1]
			require.Equal(t, "ballots spread", spread.Name)
			require.Equal(t, "2", spread.Value)
			require.Positive(t, spread.Refused)
			if size.States < 20_000 {
				exact := checks.Explore(t, sys, synod.Options{Exact: true})
				require.Equal(t, size, checks.SizeOf(exact))
			}
		})
	}
	_, err := Protocol.System("", checks.Flags("-layout shared -spread 2"))
	require.ErrorContains(t, err, "every machine of the shared layout must propose")
	_, err = synod.Explore(t.Context(), checks.System(t, &Protocol, "", checks.Flags("-symmetry true -spread 2")), synod.Options{})
	require.ErrorContains(t, err, "they do not go together with symmetry")
}

// Every handler does the same with renumbered numbers, also the mutants'.
func TestHandlersDependOnDifferencesAlone(t *testing.T) {
	for _, m := range append([]mutant{""}, ofMutants()...) {
		t.Run(string(m), func(t *testing.T) {
			sys := checks.System(t, &Protocol, string(m), checks.Flags("-acceptors 2 -crashes 1 -spread 3 -duplicates 1"))
			sys.Properties = nil // what is broken would end the search
			require.Greater(t, normaltest.Pairs(t, sys, 9), 300)
		})
	}
}

func ofMutants() (list []mutant) {
	for _, f := range found {
		list = append(list, f.mutant)
	}
	return list
}

// What mutants break is found by difference as well, by runs that are as long.
func TestMutantsByDifference(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of thousands of states")
	}
	for _, f := range found {
		t.Run(string(f.mutant), func(t *testing.T) {
			sys := checks.System(t, &Protocol, string(f.mutant), checks.Flags("-layout shared -proposers 3 -spread 4"))
			r := checks.Explore(t, sys, synod.Options{})
			require.NotNil(t, r.Violation)
			require.Equal(t, f.breaks, r.Violation.Property)
			require.Equal(t, f.shared, r.Violation.Length())
		})
	}
}

// Two proposers that overtake each other for ever (Section 2.4): the graph of all states
// is finite, and the run in which nobody learns anything comes back to where it was, with
// every number higher.
func TestDuellingProposersByDifference(t *testing.T) {
	sys := checks.System(t, &Protocol, "", checks.Flags("-acceptors 2 -crashes 0 -spread 2"))
	r := checks.Explore(t, sys, checks.Only("eventually-learned"))
	require.Equal(t, "eventually-learned", r.Violation.Property)
	require.Contains(t, r.Violation.Text, "each time that it comes back, the ballots are 2 higher")
	require.Equal(t, uint64(12_405), r.States)
	loop := r.Violation.Trace.States[r.Violation.Trace.Loop+1:]
	tried := map[string]int{}
	for _, s := range loop {
		if s.Step.Kind == "timeout" {
			tried[s.Step.Node]++
		}
	}
	require.Equal(t, map[string]int{"P1": 1}, tried, "the timeout of P2 closes the loop")

	// With absolute numbers no loop closes: the property is open by the bound on them.
	sys = checks.System(t, &Protocol, "", checks.Flags("-acceptors 2 -crashes 0 -ballots 2,2"))
	r = checks.Explore(t, sys, checks.Only("eventually-learned"))
	require.Nil(t, r.Violation)
	require.Equal(t, map[string]string{"eventually-learned": "open"}, checks.Verdicts(r))
}
