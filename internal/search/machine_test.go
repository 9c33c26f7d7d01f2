package search

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// wrapped is a node of random systems behind the face of a machine.
type wrapped struct {
	*randomNode
	log func(string)
}

// wrappedDisk is what a crash leaves of it.
type wrappedDisk struct{ Fuel, Term int }

func (w *wrapped) Disk() any  { return wrappedDisk{w.Fuel, w.Term} }
func (w *wrapped) State() any { return w }
func (w *wrapped) Shown() any { return w.randomNode }

// machines returns a system whose nodes are machines that do what the nodes of a random
// system do.
func machines(sys *model.System) *model.System {
	for i := range sys.Groups {
		g := &sys.Groups[i]
		construct := g.New
		g.New, g.Symmetric = nil, false
		g.Omit = map[string]string{"search.wrapped.log": "it only writes", "*search.randomRules": "nobody writes it"}
		g.Boot = func(id model.NodeID, disk any) model.Machine {
			w := &wrapped{randomNode: construct(id).(*randomNode), log: func(string) {}}
			if d, ok := disk.(wrappedDisk); ok {
				w.Fuel, w.Term = d.Fuel, d.Term
			}
			return w
		}
	}
	sys.Symmetry = false
	return sys
}

// TestMachinesAreNodes holds machines against the nodes that they wrap, which are held
// against the naive search: states, steps, depth, verdicts and counterexamples are the same.
func TestMachinesAreNodes(t *testing.T) {
	count := 150
	if testing.Short() {
		count = 40
	}
	violated, second := 0, 0
	for seed := range uint64(count) {
		plain := randomSystem(seed)
		plain.Symmetry = false
		opts := Options{Options: explore.Options{Depth: 5, Bounded: true}}
		nodes, err := Explore(context.Background(), plain, opts)
		if err != nil {
			require.ErrorContains(t, err, "excludes every initial state", "seed %d", seed)
			continue
		}
		wrapped, err := Explore(context.Background(), machines(randomSystem(seed)), opts)
		require.NoError(t, err, "seed %d", seed)
		require.Equal(t, nodes.Verdict, wrapped.Verdict, "seed %d", seed)
		require.Equal(t, nodes.States, wrapped.States, "seed %d", seed)
		require.Equal(t, nodes.Depth, wrapped.Depth, "seed %d", seed)
		require.Equal(t, nodes.StepCounts, wrapped.StepCounts, "seed %d", seed)
		if len(nodes.Violations) > 0 {
			violated++
			require.Equal(t, nodes.Violations[0].Text, wrapped.Violations[0].Text, "seed %d", seed)
			require.Equal(t, nodes.Violations[0].Trace.Steps(), wrapped.Violations[0].Trace.Steps(), "seed %d", seed)
		}
	}
	require.Greater(t, violated, count/10)
	_ = second
}
