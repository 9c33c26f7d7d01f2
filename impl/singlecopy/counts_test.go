package singlecopy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// The 93 distinct states of 1 server and 2 clients are those of the Rust library
// Stateright (version 0.31.0, examples/single-copy-register.rs, test
// can_model_single_copy_register). The other numbers are pinned so that a change
// of the semantics does not go unseen; the naive search of package model comes to
// the same.
func TestStatesAreStaterights(t *testing.T) {
	for _, c := range []struct {
		clients       int
		states, steps uint64
		depth         int
	}{
		// By hand: one client's put, its answer, its get, its answer.
		{1, 5, 4, 4},
		{2, 93, 120, 8},
		{3, 4_243, 6_777, 12},
	} {
		sys, err := System(1, c.clients, model.Multiset)
		require.NoError(t, err)
		r := checks.Explore(t, sys, synod.Options{})
		checks.NothingBroken(t, r)
		require.Equal(t, checks.Size{States: c.states, Steps: c.steps, Depth: c.depth}, checks.SizeOf(r), "%d clients", c.clients)
		require.Equal(t, []synod.PropertyResult{{Name: "linearizability", Verdict: synod.VerdictHolds}}, r.Properties)
	}
}

// With two servers a client that writes at one reads the unwritten value at the
// other: its put, the answer, its get, the answer.
func TestTwoCopiesAreNotLinearizable(t *testing.T) {
	for _, network := range []model.Network{model.Multiset, model.Set, model.FIFO} {
		sys, err := System(2, 2, network)
		require.NoError(t, err)
		r := checks.Explore(t, sys, synod.Options{})
		require.Equal(t, synod.VerdictViolated, r.Verdict)
		require.Equal(t, "linearizability", r.Violation.Property)
		require.Equal(t, 4, r.Violation.Length(), network)
		var names []string
		for _, s := range r.Violation.Trace.States[1:] {
			require.Equal(t, traces.StepDeliver, s.Step.Kind)
			names = append(names, s.Step.Name)
		}
		require.Equal(t, []string{"Put", "PutOk", "Get", "GetOk"}, names)
	}
}
