package cycles_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
)

// counter counts to three and back to zero, or gets stuck at two if it may.
type counter struct{ stuck bool }

func (c counter) Space() explore.Space { return c }
func (c counter) Memory() int64        { return 0 }

const (
	atZero = 0 // atom of a state
	counts = 0 // atom of a step
)

func (c counter) Expand(s []uint32, out *explore.Successors) {
	add := func(to uint32) { out.Add(uint64(to+1)<<60, to, out.Keep([]uint32{to})) }
	if len(s) == 0 {
		add(0)
		return
	}
	if s[0] == 0 {
		out.MarkHere(1 << atZero)
	}
	if s[0] == 4 {
		return
	}
	add((s[0] + 1) % 4)
	out.Mark(1 << counts)
	if c.stuck && s[0] == 2 {
		add(4)
		out.Mark(1 << counts)
	}
}

func (c counter) Build(_ []uint32, picked []explore.Successor, out *explore.States) {
	for _, p := range picked {
		out.Add([]uint32{p.Label})
	}
}

func (c counter) Key(dst, s []uint32) ([]uint32, error) { return append(dst, s...), nil }

// explored makes the graph of a search one that can be checked.
type explored struct {
	*explore.Graph
	buffer []explore.Edge
}

func (g *explored) Stutter() uint32 { return 0 }

// A mark is the bits themselves.
func (g *explored) StateAtoms(mark uint32) cycles.Bits { return cycles.Bits{uint64(mark)} }
func (g *explored) StepAtoms(mark uint32) cycles.Bits  { return cycles.Bits{uint64(mark)} }

func (g *explored) Edges(node int, dst []cycles.Edge) []cycles.Edge {
	g.buffer = g.Graph.Edges(node, g.buffer[:0])
	for _, e := range g.buffer {
		dst = append(dst, cycles.Edge{To: int(e.To), Mark: e.Mark})
	}
	return dst
}

// TestGraphOfASearch takes a graph from a search to its lasso.
func TestGraphOfASearch(t *testing.T) {
	check := func(sys counter) *cycles.Lasso {
		r, err := explore.Search(context.Background(), sys, explore.Options{Edges: true})
		require.NoError(t, err)
		fair := cycles.Always(cycles.Eventually(cycles.Step(counts)))
		if sys.stuck {
			fair = cycles.True
		}
		l, err := cycles.Counterexample(context.Background(), &explored{Graph: r.Graph}, fair,
			cycles.Always(cycles.Eventually(cycles.State(atZero))))
		require.NoError(t, err)
		return l
	}
	require.Nil(t, check(counter{}))
	l := check(counter{stuck: true})
	require.NotNil(t, l)
	require.Equal(t, []cycles.LassoStep{{From: 1, Edge: cycles.Stutter, To: 1}}, l.Loop)
}
