package normaltest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

// compiled is a compiled system as a search takes it.
type compiled struct{ *system.System }

// Space implements explore.System.
func (c compiled) Space() explore.Space { return system.NewSpace(c.System) }

// Graph searches a system with numbers by difference and returns it, compiled, with the
// search's result and its graph. With depth 0 all states are visited.
func Graph(t *testing.T, sys *model.System, depth int) (*system.System, *explore.Result) {
	t.Helper()
	return searched(t, sys, explore.Options{Workers: 2, Edges: true, Bounded: depth > 0, Depth: depth})
}

// Search searches a system.
func Search(t *testing.T, sys *model.System, opts explore.Options) *explore.Result {
	t.Helper()
	_, r := searched(t, sys, opts)
	return r
}

func searched(t *testing.T, sys *model.System, opts explore.Options) (*system.System, *explore.Result) {
	t.Helper()
	c, err := system.Compile(sys, 0, "")
	require.NoError(t, err)
	r, err := explore.Search(t.Context(), compiled{c}, opts)
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	return c, r
}

// Pairs searches a system with numbers by difference to a depth, and then holds the
// declaration against each pair of a node state and an input that was met, with every
// renumbering that a search tries.
func Pairs(t *testing.T, sys *model.System, depth int) (pairs int) {
	t.Helper()
	c, _ := Graph(t, sys, depth)
	pairs, wrong := c.CheckNumbers()
	require.Empty(t, wrong)
	return pairs
}
