package normaltest_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/normaltest"
	"github.com/synod-go/synod/internal/system"
)

// A run along a path of the graph comes at each of its nodes to a state of that node's
// normal form, though not always to the state itself.
func TestRunsAlongPathsOfTheGraph(t *testing.T) {
	others, shifts := 0, 0
	for seed := range uint64(30) {
		sys := randomSystem(seed)
		c, r := normaltest.Graph(t, sys, 5+2*min(sys.InFlight, 2))
		sp, g, d := system.NewSpace(c), r.Graph, rand.New(rand.NewPCG(seed, 1))
		for range 10 {
			node := d.IntN(g.Initial())
			way := g.Path(node)
			var steps []system.StepFrom
			for range 12 {
				edges := g.Edges(node, nil)
				if len(edges) == 0 {
					break
				}
				e := edges[d.IntN(len(edges))]
				steps = append(steps, system.StepFrom{Way: g.Path(node), Label: e.Label})
				node = int(e.To)
				labels, _, end := sp.RunAlong(way, steps)
				require.Len(t, labels, len(way)+len(steps))
				_, of, _ := sp.RunAlong(g.Path(node), nil)
				shift, same := sp.ShiftBetween(of, end)
				require.True(t, same, "seed %d", seed)
				if fmt.Sprint(of[2:]) != fmt.Sprint(end[2:]) {
					others++
				}
				if shift != 0 {
					shifts++
					back, _ := sp.ShiftBetween(end, of)
					require.Equal(t, -shift, back)
				}
				require.Equal(t, of[:2], end[:2], "states of one normal form have one name")
			}
		}
	}
	t.Logf("%d times another state of the normal form, %d of them shifted", others, shifts)
	require.Greater(t, shifts, 20)
	require.Greater(t, others, shifts)
}

// With exact names a search meets as many states, and on one worker the same.
func TestExactNamesByDifference(t *testing.T) {
	for seed := range uint64(20) {
		var counts []string
		for _, opts := range []explore.Options{{Workers: 2}, {Workers: 1}, {Workers: 2, Exact: true}, {Workers: 1, OneByOne: true}} {
			sys := randomSystem(seed)
			opts.Bounded, opts.Depth = true, 4+2*min(sys.InFlight, 2)
			r := normaltest.Search(t, sys, opts)
			counts = append(counts, fmt.Sprint(r.States, r.Steps, r.Frontier))
		}
		for _, count := range counts {
			require.Equal(t, counts[0], count, "seed %d", seed)
		}
	}
}
