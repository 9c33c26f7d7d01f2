package cycles

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// fairCase is a graph with actions, and a question about it.
type fairCase struct {
	initial                int
	edges                  [][]Edge
	refused                [][]uint32
	unknown                []bool
	starts, within, comers []bool
	stakes                 []Stakes // by mark
}

func (g *fairCase) Len() int               { return len(g.edges) }
func (g *fairCase) Initial() int           { return g.initial }
func (g *fairCase) Expanded(node int) bool { return !g.unknown[node] }
func (g *fairCase) Edges(node int, dst []Edge) []Edge {
	return append(dst, g.edges[node]...)
}
func (g *fairCase) Refused(node int, dst []uint32) []uint32 {
	return append(dst, g.refused[node]...)
}

func (g *fairCase) question() Question {
	is := func(list []bool) func(int) bool {
		if list == nil {
			return nil
		}
		return func(node int) bool { return list[node] }
	}
	return Question{
		Starts: is(g.starts), Within: is(g.within), Again: is(g.comers),
		Fair: func(mark uint32) Stakes { return g.stakes[mark] },
	}
}

// drawFairCase draws a case of up to n nodes.
func drawFairCase(d *rand.Rand, n int) *fairCase {
	const marks = 5
	n = 1 + d.IntN(n)
	g := &fairCase{initial: 1 + d.IntN(min(n, 2)), unknown: make([]bool, n)}
	for range n {
		var edges []Edge
		for range d.IntN(4) {
			edges = append(edges, Edge{To: d.IntN(n), Mark: d.Uint32N(marks)})
		}
		var refused []uint32
		if d.IntN(5) == 0 {
			refused = append(refused, d.Uint32N(marks))
		}
		g.edges, g.refused = append(g.edges, edges), append(g.refused, refused)
	}
	g.unknown[d.IntN(n)] = d.IntN(6) == 0
	some := func(chance int) (list []bool) {
		if d.IntN(3) > 0 {
			for range n {
				list = append(list, d.IntN(4) < chance)
			}
		}
		return list
	}
	g.starts, g.within, g.comers = some(2), some(3), some(1)
	conditions := func() (list []uint32) {
		for c := range uint32(2) {
			if d.IntN(4) == 0 {
				list = append(list, 7+c)
			}
		}
		return list
	}
	for range marks {
		g.stakes = append(g.stakes, Stakes{Weak: conditions(), Strong: conditions()})
	}
	if d.IntN(2) == 0 {
		for i := range g.stakes {
			s := &g.stakes[i]
			s.FleetingWeak, s.FleetingStrong, s.Passes = fleets(conditions()), fleets(conditions()), d.IntN(4) == 0
		}
	}
	if d.IntN(2) == 0 {
		for i := range g.stakes {
			g.stakes[i].Coin = d.Uint32N(3)
		}
	}
	return g
}

// fleets makes fleeting conditions of others.
func fleets(list []uint32) (out []uint32) {
	for _, c := range list {
		out = append(out, c+10)
	}
	return out
}

// region returns, from the meaning of the question alone, the nodes that are passed.
func (g *fairCase) region() []bool {
	in := make([]bool, g.Len())
	may := func(node int) bool { return !g.unknown[node] && (g.within == nil || g.within[node]) }
	for node := range in {
		in[node] = may(node) && (g.starts == nil && node < g.initial || g.starts != nil && g.starts[node])
	}
	for range in {
		for node, edges := range g.edges {
			for _, e := range edges {
				in[e.To] = in[e.To] || in[node] && may(e.To)
			}
		}
	}
	return in
}

type naiveEdge struct {
	from, index int
}

// fairSet reports whether to pass some nodes and take some edges again and again, and
// nothing else, is fair and as asked.
func (g *fairCase) fairSet(nodes []int, edges []naiveEdge) bool {
	again := g.comers == nil || slices.ContainsFunc(nodes, func(node int) bool { return g.comers[node] })
	if !again {
		return false
	}
	enabled := func(node int, of func(Stakes) []uint32, c uint32) bool {
		has := func(mark uint32) bool { return slices.Contains(of(g.stakes[mark]), c) }
		return slices.ContainsFunc(g.edges[node], func(e Edge) bool { return has(e.Mark) }) || slices.ContainsFunc(g.refused[node], has)
	}
	taken := func(of func(Stakes) []uint32, c uint32) bool {
		return slices.ContainsFunc(edges, func(e naiveEdge) bool { return slices.Contains(of(g.stakes[g.edges[e.from][e.index].Mark]), c) })
	}
	weak, strong := func(s Stakes) []uint32 { return s.Weak }, func(s Stakes) []uint32 { return s.Strong }
	passes := slices.ContainsFunc(edges, func(e naiveEdge) bool { return g.stakes[g.edges[e.from][e.index].Mark].Passes })
	briefly, briefStrong := func(s Stakes) []uint32 { return s.FleetingWeak }, func(s Stakes) []uint32 { return s.FleetingStrong }
	for c := range uint32(2) {
		everywhere, somewhere := !passes, false
		for _, node := range nodes {
			everywhere = everywhere && enabled(node, briefly, 17+c)
			somewhere = somewhere || !passes && enabled(node, briefStrong, 17+c)
		}
		if everywhere && !taken(briefly, 17+c) || somewhere && !taken(briefStrong, 17+c) {
			return false
		}
	}
	for c := range uint32(2) {
		everywhere, somewhere := true, false
		for _, node := range nodes {
			everywhere = everywhere && enabled(node, weak, 7+c)
			somewhere = somewhere || enabled(node, strong, 7+c)
		}
		switch {
		case everywhere && !taken(weak, 7+c):
			return false
		case somewhere && !taken(strong, 7+c):
			return false
		}
	}
	return true
}

// connected reports whether edges lead from each of their nodes to each other one, and
// returns the nodes.
func (g *fairCase) connected(edges []naiveEdge) (nodes []int, ok bool) {
	reach := map[[2]int]bool{}
	for _, e := range edges {
		to := g.edges[e.from][e.index].To
		reach[[2]int{e.from, to}] = true
		nodes = append(nodes, e.from, to)
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	for _, k := range nodes {
		for _, i := range nodes {
			for _, j := range nodes {
				reach[[2]int{i, j}] = reach[[2]int{i, j}] || reach[[2]int{i, k}] && reach[[2]int{k, j}]
			}
		}
	}
	for _, i := range nodes {
		for _, j := range nodes {
			if !reach[[2]int{i, j}] {
				return nil, false
			}
		}
	}
	return nodes, true
}

// closed reports whether some edges have with each edge all outcomes of its coin.
func (g *fairCase) closed(edges []naiveEdge) bool {
	for _, e := range edges {
		coin := g.stakes[g.edges[e.from][e.index].Mark].Coin
		if coin == 0 {
			continue
		}
		for i, other := range g.edges[e.from] {
			if g.stakes[other.Mark].Coin == coin && !slices.Contains(edges, naiveEdge{e.from, i}) {
				return false
			}
		}
		if slices.ContainsFunc(g.refused[e.from], func(mark uint32) bool { return g.stakes[mark].Coin == coin }) {
			return false
		}
	}
	return true
}

// naiveSet is what fair behaviours may meet again and again.
type naiveSet struct {
	nodes []int
	edges []naiveEdge
}

// naiveFair returns all sets that fair behaviours may meet again and again, with a positive
// probability: connected sets of edges that no coin leaves, and nodes that stutter.
func (g *fairCase) naiveFair() (sets []naiveSet) {
	in := g.region()
	var all []naiveEdge
	for node, edges := range g.edges {
		if !in[node] {
			continue
		}
		if g.fairSet([]int{node}, nil) {
			sets = append(sets, naiveSet{nodes: []int{node}})
		}
		for i, e := range edges {
			if in[e.To] {
				all = append(all, naiveEdge{node, i})
			}
		}
	}
	for set := 1; set < 1<<len(all); set++ {
		var edges []naiveEdge
		for i, e := range all {
			if set>>i&1 != 0 {
				edges = append(edges, e)
			}
		}
		if nodes, ok := g.connected(edges); ok && g.closed(edges) && g.fairSet(nodes, edges) {
			sets = append(sets, naiveSet{nodes, edges})
		}
	}
	return sets
}

// largest returns the sets of nodes of which no other one is a part.
func largest(sets []naiveSet) (nodes [][]int) {
	within := func(a, b naiveSet) bool {
		return !slices.ContainsFunc(a.nodes, func(node int) bool { return !slices.Contains(b.nodes, node) })
	}
	for i, a := range sets {
		part := false
		for j, b := range sets {
			part = part || within(a, b) && (!within(b, a) || j < i)
		}
		if !part {
			nodes = append(nodes, a.nodes)
		}
	}
	slices.SortFunc(nodes, slices.Compare[[]int])
	return nodes
}

// TestFairAgainstAllLoops holds the search for fair behaviours against all sets of edges
// of small random graphs.
func TestFairAgainstAllLoops(t *testing.T) {
	count := 20000
	if testing.Short() {
		count = 4000
	}
	found, none, unlucky := 0, 0, 0
	for seed := range uint64(count) {
		d := rand.New(rand.NewPCG(seed, 2))
		g := drawFairCase(d, 4)
		at := fmt.Sprintf("seed %d: %+v", seed, *g)
		q := g.question()
		q.Workers, q.stretch = 1+d.IntN(3), d.IntN(3)
		a, err := Fair(context.Background(), g, q)
		require.NoError(t, err)
		in := g.region()
		require.Equal(t, trues(in), len(a.Visited), at)
		for _, node := range a.Visited {
			require.True(t, in[node], at)
		}
		sets := g.naiveFair()
		require.Equal(t, len(sets) > 0, a.Lasso != nil, at)
		stays, err := Stays(context.Background(), g, g.question())
		require.NoError(t, err)
		for i := range stays {
			slices.Sort(stays[i])
		}
		slices.SortFunc(stays, slices.Compare[[]int])
		require.Equal(t, largest(sets), stays, at)
		if a.Lasso == nil {
			none++
			if g.onlyByCoins() {
				unlucky++
			}
			continue
		}
		found++
		g.requireFair(t, a.Lasso, in, sets, at)
	}
	t.Logf("%d fair behaviours, %d times none, %d of them because of coins", found, none, unlucky)
	require.Greater(t, found, count/5)
	require.Greater(t, none, count/5)
	require.Greater(t, unlucky, count/100)
}

// onlyByCoins reports whether there is a fair behaviour if the scheduler chooses what the
// coins show.
func (g *fairCase) onlyByCoins() bool {
	chosen := *g
	chosen.stakes = slices.Clone(g.stakes)
	for i := range chosen.stakes {
		chosen.stakes[i].Coin = 0
	}
	return len(chosen.naiveFair()) > 0
}

func trues(list []bool) (n int) {
	for _, is := range list {
		if is {
			n++
		}
	}
	return n
}

// requireFair wants a lasso to be a path of the graph inside the region whose loop is
// fair, and part of one of the sets that fair behaviours may meet again and again.
func (g *fairCase) requireFair(t *testing.T, l *Lasso, in []bool, sets []naiveSet, at string) {
	t.Helper()
	node := l.Start()
	if g.starts == nil {
		require.Less(t, node, g.initial, at)
	} else {
		require.True(t, g.starts[node], at)
	}
	var nodes []int
	var edges []naiveEdge
	for i, s := range slices.Concat(l.Prefix, l.Loop) {
		require.Equal(t, node, s.From, at)
		require.True(t, in[s.From] && in[s.To], at)
		if s.Edge == Stutter {
			require.Equal(t, s.From, s.To, at)
		} else {
			require.Equal(t, g.edges[s.From][s.Edge].To, s.To, at)
		}
		if node = s.To; i >= len(l.Prefix) {
			nodes = append(nodes, s.From)
			if s.Edge != Stutter {
				edges = append(edges, naiveEdge{s.From, s.Edge})
			}
		}
	}
	require.Equal(t, l.Loop[0].From, node, at)
	slices.Sort(nodes)
	require.True(t, g.fairSet(slices.Compact(nodes), edges), "%s: %+v", at, l)
	require.True(t, slices.ContainsFunc(sets, func(s naiveSet) bool {
		return slices.Contains(s.nodes, node) && !slices.ContainsFunc(edges, func(e naiveEdge) bool { return !slices.Contains(s.edges, e) })
	}), "%s: %+v", at, l)
}
