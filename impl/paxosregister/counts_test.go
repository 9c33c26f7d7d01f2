package paxosregister

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// The numbers for 3 servers and 2 clients are those of the Rust library
// Stateright (version 0.31.0, examples/paxos.rs, test can_model_paxos: 16,668
// distinct states), for 3 clients those that its command `paxos check 3` prints:
// 1,194,428. Both agree to the step. Its report says 32,971 and 2,420,477 steps,
// for it counts the initial state too, and depths of 21 and 28, for there the
// initial state has depth 1.
func TestStatesAndStepsAreStaterights(t *testing.T) {
	for _, c := range []struct {
		clients       int
		states, steps uint64
		depth         int
	}{
		{2, 16_668, 32_970, 20},
		{3, 1_194_428, 2_420_476, 27},
	} {
		if c.clients > 2 && testing.Short() {
			continue
		}
		sys, err := System(3, c.clients, model.Multiset)
		require.NoError(t, err)
		r := checks.Explore(t, sys, synod.Options{})
		checks.AllHold(t, r)
		require.Equal(t, checks.Size{States: c.states, Steps: c.steps, Depth: c.depth}, checks.SizeOf(r), "%d clients", c.clients)
	}
}

// Without another source: what the other networks, and one client, come to. They
// are pinned so that a change of the semantics does not go unseen; the naive
// search of package model comes to the same.
func TestStatesOnOtherNetworks(t *testing.T) {
	for _, c := range []struct {
		clients       int
		network       model.Network
		states, steps uint64
		depth         int
	}{
		{1, model.Multiset, 265, 481, 13},
		{1, model.Set, 265, 481, 13},
		{1, model.FIFO, 237, 511, 14},
		{2, model.Set, 16_355, 32_616, 20},
		{2, model.FIFO, 33_328, 110_215, 24},
	} {
		sys, err := System(3, c.clients, c.network)
		require.NoError(t, err)
		r := checks.Explore(t, sys, synod.Options{})
		checks.NothingBroken(t, r)
		require.Equal(t, checks.Size{States: c.states, Steps: c.steps, Depth: c.depth}, checks.SizeOf(r), "%d clients, %v", c.clients, c.network)
	}
}
