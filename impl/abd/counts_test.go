package abd

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// The 544 distinct states of 2 servers and 2 clients are those of the Rust
// library Stateright (version 0.31.0, examples/linearizable-register.rs, test
// can_model_linearizable_register). The other numbers are pinned so that a change
// of the semantics does not go unseen; with 2 servers the naive search of package
// model comes to the same.
func TestStatesAreStaterights(t *testing.T) {
	for _, c := range []struct {
		servers       int
		network       model.Network
		states, steps uint64
		depth         int
	}{
		{2, model.Multiset, 544, 874, 24},
		{2, model.FIFO, 620, 882, 24},
		{3, model.FIFO, 1_212_979, 4_730_933, 40},
	} {
		if c.servers > 2 && testing.Short() {
			continue
		}
		sys, err := System(c.servers, 2, c.network)
		require.NoError(t, err)
		r := checks.Explore(t, sys, synod.Options{})
		checks.NothingBroken(t, r)
		require.Equal(t, checks.Size{States: c.states, Steps: c.steps, Depth: c.depth}, checks.SizeOf(r), "%d servers, %v", c.servers, c.network)
		require.Equal(t, []synod.PropertyResult{{Name: "linearizability", Verdict: synod.VerdictHolds}}, r.Properties)
	}
}
