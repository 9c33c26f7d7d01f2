package twophase

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// The numbers of distinct states of 3 and 5 resource managers are those that the
// Rust library Stateright publishes for its model of the same specification:
// 288 and 8,832 (version 0.31.0, examples/2pc.rs, test can_model_2pc).
//
// The numbers of steps differ, because a step of Synod changes something. In
// Stateright's model the transaction manager may hear of a prepared manager, or
// a manager obey a decision, again and again; it counts each of these steps that
// lead back to where they began, and so comes to 1,145 and 58,145 (its own report
// says one more: it counts the initial state too) where there are 761 and 37,345
// here.
func TestStatesAreStaterights(t *testing.T) {
	for _, c := range []struct {
		servers       int
		states, steps uint64
		depth         int
	}{
		// One resource manager by hand. Undecided: it works, has prepared, has
		// been heard of, or has aborted: 4 states with 3+2+2+1 steps. The
		// transaction manager has aborted: it works; has prepared or aborted,
		// each of them heard of or not; has aborted and never prepared: 6 states
		// with 3+1+1 steps. It has committed: told or not, 2 states, 1 step.
		{1, 12, 14, 4},
		{3, 288, 761, 10},
		{5, 8_832, 37_345, 16},
	} {
		sys, err := System(c.servers, model.Set)
		require.NoError(t, err)
		r := checks.Explore(t, sys, synod.Options{})
		checks.NothingBroken(t, r)
		require.Equal(t, checks.Size{States: c.states, Steps: c.steps, Depth: c.depth}, checks.SizeOf(r), "%d resource managers", c.servers)
	}
}

// One resource manager agrees with itself; there is nothing to test.
func TestConsistencyIsTested(t *testing.T) {
	for servers, want := range map[int]string{1: synod.VerdictVacuous, 2: synod.VerdictHolds} {
		sys, err := System(servers, model.Set)
		require.NoError(t, err)
		r := checks.Explore(t, sys, synod.Options{})
		require.Equal(t, []synod.PropertyResult{{Name: "consistency", Verdict: want}}, r.Properties)
	}
}

// Resource managers are interchangeable. What is one state under permutation is
// the same with and without the reduction, so each orbit stands for at most n!
// states, and the search is as deep.
func TestSymmetryKeepsVerdictAndDepth(t *testing.T) {
	for servers, want := range map[int]uint64{2: 34, 3: 80, 5: 314} {
		sys, err := System(servers, model.Set)
		require.NoError(t, err)
		whole := checks.Explore(t, sys, synod.Options{})
		sys.Symmetry = true
		reduced := checks.Explore(t, sys, synod.Options{})
		require.Equal(t, want, reduced.States)
		require.Equal(t, whole.Depth, reduced.Depth)
		require.Equal(t, whole.Properties, reduced.Properties)
	}
}
