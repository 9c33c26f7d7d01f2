package explore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEdgesAgainstPlainEdges holds the graph of every form of the search against
// a map and a queue on random graphs: the order of nodes, which are initial and
// expanded, every edge with its label and bits, and the paths.
func TestEdgesAgainstPlainEdges(t *testing.T) {
	count := 200
	if testing.Short() {
		count = 40
	}
	for seed := range uint64(count) {
		d := rand.New(rand.NewPCG(seed, 8))
		g := newGraph(seed, 1+d.IntN(3000), 1+d.IntN(4))
		g.keep = seed%2 == 0
		if seed%3 == 0 {
			g.cut = func(s int) bool { return s%5 == int(seed)%5 } // initial states too
		}
		depth := -1
		if d.IntN(2) == 0 {
			depth = d.IntN(12)
		}
		states, initial, edges := g.plainEdges(depth)
		for _, form := range []Options{
			{},
			{Workers: 2},
			{Workers: 5},
			{Workers: 2, Exact: true},
			{Workers: 2, Memory: 4 << 20, SpillDir: t.TempDir()},
		} {
			form.Bounded, form.Depth, form.Edges = depth >= 0, max(0, depth), true
			at := fmt.Sprintf("seed %d, %+v", seed, form)
			g.built.Store(0)
			r, err := Search(context.Background(), g, form)
			require.NoError(t, err)
			if g.keep {
				require.Zero(t, g.built.Load(), at)
			}
			requireGraph(t, g, r.Graph, states, initial, edges, at)
		}
	}
}

func requireGraph(t *testing.T, g *graph, got *Graph, states []int, initial int, edges [][]Edge, at string) {
	require.Equal(t, len(states), got.Len(), at)
	require.Equal(t, initial, got.Initial(), at)
	total := 0
	for node, state := range states {
		expanded := node < len(edges)
		require.Equal(t, expanded, got.Expanded(node), at)
		have := got.Edges(node, nil)
		if !expanded {
			require.Empty(t, have, at)
			require.Zero(t, got.Mark(node), at)
			continue
		}
		require.Equal(t, markOf(state), got.Mark(node), at)
		require.Equal(t, edges[node], have, at)
		total += len(have)
		if node%97 == 0 {
			var s []uint32
			for _, l := range got.Path(node) {
				s = mustStep(t, g, s, l)
			}
			require.Equal(t, state, stateOf(s), at)
		}
	}
	require.Equal(t, total, int(got.EdgeCount()), at)
}

// TestGraphIsCompact: an edge takes no more than 16 bytes, its share of the
// nodes included.
func TestGraphIsCompact(t *testing.T) {
	g := newGraph(7, 300_000, 6)
	r, err := Search(context.Background(), g, Options{Workers: 2, Edges: true})
	require.NoError(t, err)
	require.Less(t, float64(r.Graph.Bytes())/float64(r.Graph.EdgeCount()), 16.0)
}

// TestGraphOfASearchThatEndsEarly: whatever ends a search, a node is either
// expanded, with all its edges, or marked as not expanded.
func TestGraphOfASearchThatEndsEarly(t *testing.T) {
	g := newGraph(2, 1<<19, 4)
	states, initial, edges := g.plainEdges(-1)
	for _, exact := range []bool{false, true} {
		r, err := Search(context.Background(), g, Options{Workers: 2, Memory: 8 << 20, Exact: exact, Edges: true, SpillDir: t.TempDir()})
		require.NoError(t, err)
		require.Equal(t, []string{ByMemory}, r.BoundedBy)
		requireGraphBegins(t, r.Graph, states, initial, edges)
	}
	slow := newGraph(2, 1<<19, 4)
	r, err := Search(slow.endsAt(t, 2000), slow, Options{Edges: true})
	require.NoError(t, err)
	require.Equal(t, []string{ByInterrupt}, r.BoundedBy)
	requireGraphBegins(t, r.Graph, states, initial, edges)
	require.Equal(t, int(r.States), r.Graph.Len())

	r, err = Search(context.Background(), g, Options{})
	require.NoError(t, err)
	require.Nil(t, r.Graph)
}

// TestGraphWithoutHalfOfAState leaves the expansion of each state in turn halfway:
// the graph has none of its edges, and all of every other state that it says is
// expanded.
func TestGraphWithoutHalfOfAState(t *testing.T) {
	g := newGraph(3, 60, 4)
	g.cut = func(s int) bool { return s%7 == 3 }
	states, initial, edges := g.plainEdges(-1)
	for _, form := range []Options{{}, {Workers: 3}, {Exact: true}, {OneByOne: true}} {
		form.Edges = true
		unexpanded := 0
		for _, left := range states {
			g.halfway = func(s int) bool { return s == left }
			r, err := Search(context.Background(), g, form)
			require.NoError(t, err)
			require.Equal(t, ByTime, r.BoundedBy[0])
			require.NotZero(t, r.Frontier)
			require.Equal(t, initial, r.Graph.Initial())
			requireWhole(t, r.Graph, states, edges)
			for node := range r.Graph.Len() {
				if states[node] == left {
					require.False(t, r.Graph.Expanded(node), "%+v: state %d", form, left)
					unexpanded++
				}
			}
		}
		require.NotZero(t, unexpanded)
		g.halfway = never
		r, err := Simulate(context.Background(), g, form, Walks{Count: 3, Length: 5})
		require.NoError(t, err)
		require.Equal(t, ByWalks, r.BoundedBy[0])
	}
}

// requireGraphBegins wants a beginning of a graph. When memory is short some
// states of the last round are missing, so only expanded nodes are compared, by
// how many edges they have.
func requireGraphBegins(t *testing.T, got *Graph, states []int, initial int, edges [][]Edge) {
	require.Equal(t, initial, got.Initial())
	expanded := requireWhole(t, got, states, edges)
	require.Positive(t, expanded)
	require.Less(t, expanded, got.Len())
}

// requireWhole wants expanded nodes to have all their edges, and the others none. It
// returns how many are expanded.
func requireWhole(t *testing.T, got *Graph, states []int, edges [][]Edge) (expanded int) {
	for node := range got.Len() {
		have := got.Edges(node, nil)
		if !got.Expanded(node) {
			require.Empty(t, have)
			continue
		}
		expanded++
		require.Equal(t, markOf(states[node]), got.Mark(node))
		require.Len(t, have, len(edges[node]))
		for i, e := range have {
			require.Less(t, int(e.To), got.Len())
			require.Equal(t, edges[node][i].Label, e.Label)
		}
	}
	return expanded
}

// TestContinueCountsAllFindings goes on to the end: all findings are counted,
// the first of each code is the one that a search that stops has first, and every
// state is visited.
func TestContinueCountsAllFindings(t *testing.T) {
	for seed := range uint64(20) {
		g := newGraph(seed, 3000, 3)
		g.finding = func(s int) bool { return s%100 == 5 }
		g.dead = func(s int) bool { return s%200 == 7 }
		g.onStep = func(from, to int) bool { return (from*31+to)%300 == 3 }
		states, _, edges := g.plainEdges(-1)
		want := map[uint32]uint64{}
		count := func(code uint32, is bool) {
			if is {
				want[code]++
			}
		}
		for _, to := range g.next[0] {
			count(codeStep, g.onStep(0, to))
		}
		for node, state := range states {
			count(codeState, g.finding(state))
			count(codeHere, g.dead(state))
			for _, e := range edges[node] {
				count(codeStep, g.onStep(state, states[e.To]))
			}
		}
		var first *Result
		for _, form := range []Options{{}, {Workers: 2}, {Workers: 3, Exact: true}} {
			form.Continue, form.MaxFindings = true, 10
			r, err := Search(context.Background(), g, form)
			require.NoError(t, err)
			require.True(t, r.Complete())
			require.Equal(t, len(states), int(r.States))
			require.Equal(t, want, r.Counts)
			require.Len(t, r.Findings, len(want))
			for _, f := range r.Findings {
				requirePath(t, g, f)
			}
			if first == nil {
				first = r
			}
			require.Equal(t, first.Findings, r.Findings)
		}
		stops, err := Search(context.Background(), g, Options{})
		require.NoError(t, err)
		require.Equal(t, first.Findings[0], stops.Findings[0])
		require.Nil(t, stops.Counts)
	}
}

// TestKeptWordsAreNotNeeded: no hint gives no words, and neither does a hint of
// other Successors.
func TestKeptWordsAreNotNeeded(t *testing.T) {
	var succ Successors
	var out States
	hint := succ.Keep([]uint32{1, 2, 3})
	empty := succ.Keep(nil)
	require.NotZero(t, hint)
	require.Nil(t, out.Kept(hint))
	out.kept = succ.kept
	require.Equal(t, []uint32{1, 2, 3}, out.Kept(hint))
	require.Empty(t, out.Kept(empty))
	require.Nil(t, out.Kept(0))

	g := newGraph(4, 3000, 3)
	g.keep = true
	_, err := Simulate(context.Background(), g, Options{Workers: 2}, Walks{Count: 1000, Length: 20})
	require.NoError(t, err)
	require.Zero(t, g.built.Load())
}
