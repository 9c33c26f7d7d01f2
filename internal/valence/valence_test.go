package valence

import (
	"context"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore/cycles"
)

// drawn is a graph that is written down.
type drawn struct {
	initial int
	edges   [][]cycles.Edge
	refused [][]uint32
	unknown []bool
	decided []uint64
	steps   []Step // by mark
}

func (g *drawn) Len() int               { return len(g.edges) }
func (g *drawn) Initial() int           { return g.initial }
func (g *drawn) Expanded(node int) bool { return !g.unknown[node] }
func (g *drawn) Edges(node int, dst []cycles.Edge) []cycles.Edge {
	return append(dst, g.edges[node]...)
}
func (g *drawn) Refused(node int, dst []uint32) []uint32 { return append(dst, g.refused[node]...) }
func (g *drawn) Decided(node int) uint64                 { return g.decided[node] }
func (g *drawn) Step(mark uint32) Step                   { return g.steps[mark] }
func (g *drawn) edgesOf(node int) []cycles.Edge {
	if g.unknown[node] {
		return nil
	}
	return g.edges[node]
}

const drawnProcesses = 3

// draw draws a graph in which every node can be reached, as in the graph of a search.
func draw(d *rand.Rand, most, perNode int) *drawn {
	g := &drawn{}
	for p := range drawnProcesses {
		g.steps = append(g.steps,
			Step{Process: p, Kind: "timeout", Owed: true, Message: None},
			Step{Process: p, Kind: "deliver", Owed: true, Message: p})
	}
	g.steps = append(g.steps, Step{Process: 0, Kind: "crash", Fault: true, Message: None}, Step{Process: None, Kind: "drop", Fault: true, Message: None})
	n := 1 + d.IntN(most)
	g.initial = 1 + d.IntN(min(n, 2))
	mark := func() uint32 { return d.Uint32N(uint32(len(g.steps))) }
	g.edges, g.refused = make([][]cycles.Edge, n), make([][]uint32, n)
	g.unknown, g.decided = make([]bool, n), make([]uint64, n)
	for node := g.initial; node < n; node++ {
		from := d.IntN(node)
		g.edges[from] = append(g.edges[from], cycles.Edge{To: node, Mark: mark()})
	}
	forward := d.IntN(2) == 0 // without cycles
	for range d.IntN(perNode*n + 1) {
		from, to := d.IntN(n), d.IntN(n)
		if !forward || from < to {
			g.edges[from] = append(g.edges[from], cycles.Edge{To: to, Mark: mark()})
		}
	}
	for node := range n {
		if d.IntN(8) == 0 {
			g.refused[node] = append(g.refused[node], mark())
		}
		if d.IntN(12) == 0 || 2*node > n && d.IntN(2) == 0 { // mostly late
			g.decided[node] = 1 << d.IntN(3)
		}
	}
	if last := n - 1; last >= g.initial && d.IntN(5) == 0 {
		g.unknown[last], g.edges[last], g.refused[last] = true, nil, nil
	}
	return g
}

// naive returns what can be decided from every node, and whether a refused step is ahead,
// by going backward along edges for as long as that adds something.
func (g *drawn) naive(stopped int) (can []uint64, ahead []bool) {
	goes := func(mark uint32) bool { return stopped == None || g.steps[mark].Process != stopped }
	can, ahead = slices.Clone(g.decided), make([]bool, g.Len())
	for node := range can {
		ahead[node] = g.unknown[node] || slices.ContainsFunc(g.refused[node], goes)
	}
	for again := true; again; {
		again = false
		for node := range can {
			for _, e := range g.edgesOf(node) {
				if goes(e.Mark) && (can[node]|can[e.To] != can[node] || ahead[e.To] && !ahead[node]) {
					can[node] |= can[e.To]
					ahead[node] = ahead[node] || ahead[e.To]
					again = true
				}
			}
		}
	}
	return can, ahead
}

// TestAgainstBackwardSearch holds valences, classes and critical configurations of random
// graphs against their definitions.
func TestAgainstBackwardSearch(t *testing.T) {
	var bivalent, blocked, critical, byBound, torn int
	for seed := range uint64(6000) {
		d := rand.New(rand.NewPCG(seed, 16))
		g := draw(d, 14, 2)
		a, err := Of(context.Background(), g, drawnProcesses)
		require.NoError(t, err)
		can, ahead := g.naive(None)
		want := Counts{All: g.Len(), Decided: map[int]int{}, Univalent: map[int]Tally{}, Blocked: make([]Tally, drawnProcesses)}
		isCritical := make([]bool, g.Len())
		for node := range can {
			require.Equal(t, Valence{can[node], ahead[node]}, a.At(node), "seed %d, node %d", seed, node)
			want.classify(g.decided[node], can[node], ahead[node])
			isCritical[node] = g.isCritical(node, can)
		}
		for p := range drawnProcesses {
			without, refused := g.naive(p)
			for node := range can {
				require.Equal(t, Valence{without[node], refused[node]}, a.Without(p, node), "seed %d, node %d", seed, node)
				if can[node] != 0 && without[node] == 0 {
					want.Blocked[p].add(refused[node])
				}
			}
			blocked += want.Blocked[p].All
			byBound += want.Blocked[p].ByBound
		}
		require.Equal(t, want, a.Count(), "seed %d", seed)
		g.checkCritical(t, a, isCritical)
		first := a.First(func(node int) bool { return can[node] == 0 })
		require.Equal(t, slices.Index(can, 0), first)

		all := uint64(0)
		for _, c := range can[:g.initial] {
			all |= c
		}
		initially, err := Initially(context.Background(), g)
		require.NoError(t, err)
		require.Equal(t, all, initially.Values)
		bivalent += want.Bivalent
		torn += want.Torn
		for _, is := range isCritical {
			if is {
				critical++
			}
		}
	}
	for _, n := range []int{bivalent, blocked, critical, byBound} {
		require.Greater(t, n, 100)
	}
	require.Zero(t, torn)
}

func (c *Counts) classify(decided, can uint64, ahead bool) {
	if decided != 0 {
		c.Decided[bits.TrailingZeros64(decided)]++
		return
	}
	switch bits.OnesCount64(can) {
	case 0:
		c.Stuck.add(ahead)
	case 1:
		v := bits.TrailingZeros64(can)
		t := c.Univalent[v]
		t.add(ahead)
		c.Univalent[v] = t
	default:
		c.Bivalent++
	}
}

func (g *drawn) isCritical(node int, can []uint64) bool {
	if g.decided[node] != 0 || bits.OnesCount64(can[node]) < 2 {
		return false
	}
	steps := 0
	for _, e := range g.edgesOf(node) {
		if g.steps[e.Mark].Fault {
			continue
		}
		steps++
		if bits.OnesCount64(can[e.To]) != 1 {
			return false
		}
	}
	return steps > 0
}

func (g *drawn) checkCritical(t *testing.T, a *Analysis, is []bool) {
	total := 0
	for _, c := range a.Critical() {
		total += c.Count.All
		require.True(t, is[c.First])
		var processes []int
		for _, e := range g.edges[c.First] {
			if s := g.steps[e.Mark]; !s.Fault {
				processes = append(processes, s.Process)
			}
		}
		slices.Sort(processes)
		require.Equal(t, slices.Compact(processes), c.Processes)
		for i, s := range c.Steps {
			e := g.edges[c.First][s.Edge]
			require.Equal(t, s.To, e.To)
			require.Equal(t, s.Value, a.At(e.To).Value())
			require.True(t, i == 0 || c.Steps[i-1].Value < s.Value)
		}
	}
	want := 0
	for _, critical := range is {
		if critical {
			want++
		}
	}
	require.Equal(t, want, total)
}

// A decision that contradicts another one is counted.
func TestTwoDecisionsAreCounted(t *testing.T) {
	g := &drawn{initial: 1, edges: make([][]cycles.Edge, 1), refused: make([][]uint32, 1), unknown: make([]bool, 1), decided: []uint64{3}}
	a, err := Of(context.Background(), g, 1)
	require.NoError(t, err)
	require.Equal(t, Counts{All: 1, Decided: map[int]int{}, Univalent: map[int]Tally{}, Blocked: make([]Tally, 1), Torn: 1}, a.Count())
	require.False(t, a.Open(0))
}

// TestLongestAgainstAllRuns holds the longest run on which a decision is open against all
// such runs of random graphs.
func TestLongestAgainstAllRuns(t *testing.T) {
	var long, endless int
	for seed := range uint64(6000) {
		g := draw(rand.New(rand.NewPCG(seed, 17)), 10, 1)
		a, err := Of(context.Background(), g, drawnProcesses)
		require.NoError(t, err)
		var onPath [10]bool
		cycle, most := false, -1
		var visit func(node, steps int)
		visit = func(node, steps int) {
			if !a.Open(node) {
				return
			}
			if onPath[node] {
				cycle = true
				return
			}
			most = max(most, steps)
			onPath[node] = true
			for _, e := range g.edgesOf(node) {
				visit(e.To, steps+1)
			}
			onPath[node] = false
		}
		for node := range g.initial {
			visit(node, 0)
		}
		run, without := a.Longest()
		require.Equal(t, cycle, without, "seed %d", seed)
		if cycle || most < 0 {
			require.Nil(t, run)
			endless++
			continue
		}
		require.Len(t, run.Steps, most, "seed %d", seed)
		at := run.Start
		require.Less(t, at, g.initial)
		for _, s := range run.Steps {
			require.Equal(t, at, s.From)
			require.Equal(t, s.To, g.edges[at][s.Edge].To)
			at = s.To
			require.True(t, a.Open(at))
		}
		require.Equal(t, at, run.End())
		if most > 2 {
			long++
		}
	}
	require.Greater(t, long, 50)
	require.Greater(t, endless, 100)
}

// TestAdversaryAgainstAllSchedules holds the adversary against all schedules of small
// random graphs: sets of edges that can be taken again and again, and stuttering.
func TestAdversaryAgainstAllSchedules(t *testing.T) {
	var open, closed, none int
	for seed := range uint64(6000) {
		g := draw(rand.New(rand.NewPCG(seed, 18)), 4, 1)
		a, err := Of(context.Background(), g, drawnProcesses)
		require.NoError(t, err)
		for stopped := None; stopped < drawnProcesses; stopped++ {
			undecided := func(node int) bool { return g.decided[node] == 0 }
			got, err := a.Adversary(context.Background(), stopped)
			require.NoError(t, err)
			switch wantOpen := g.hasSchedule(stopped, a.Open); {
			case wantOpen:
				require.NotNil(t, got, "seed %d", seed)
				require.True(t, got.Open, "seed %d", seed)
				open++
			case g.hasSchedule(stopped, undecided):
				require.NotNil(t, got, "seed %d", seed)
				require.False(t, got.Open, "seed %d", seed)
				closed++
			default:
				require.Nil(t, got, "seed %d", seed)
				none++
			}
			if got != nil {
				require.Equal(t, stopped, got.Stopped)
				for _, s := range slices.Concat(got.Lasso.Prefix, got.Lasso.Loop) {
					require.True(t, undecided(s.From) && undecided(s.To))
				}
			}
		}
	}
	for _, n := range []int{open, closed, none} {
		require.Greater(t, n, 50)
	}
}

// hasSchedule reports whether there is an admissible schedule within some nodes, by trying
// all sets of edges.
func (g *drawn) hasSchedule(stopped int, within func(node int) bool) bool {
	reached := make([]bool, g.Len())
	for node := range reached {
		reached[node] = node < g.initial && within(node) && !g.unknown[node]
	}
	type edge struct {
		from int
		cycles.Edge
	}
	var all []edge
	for range reached {
		for node, edges := range g.edges {
			for _, e := range edges {
				reached[e.To] = reached[e.To] || reached[node] && within(e.To) && !g.unknown[e.To]
			}
		}
	}
	for node, edges := range g.edges {
		for _, e := range edges {
			if reached[node] && reached[e.To] {
				all = append(all, edge{node, e})
			}
		}
	}
	for node := range reached { // for ever in one place
		if reached[node] && g.admissible(stopped, []int{node}, nil) {
			return true
		}
	}
	for set := 1; set < 1<<len(all); set++ {
		var nodes []int
		var marks []uint32
		var some []cycles.Edge // from To, as pairs
		next := map[int][]int{}
		for i, e := range all {
			if set>>i&1 != 0 {
				nodes, marks = append(nodes, e.from, e.To), append(marks, e.Mark)
				next[e.from] = append(next[e.from], e.To)
				some = append(some, e.Edge)
			}
		}
		slices.Sort(nodes)
		if nodes = slices.Compact(nodes); connected(nodes, next) && len(some) > 0 && g.admissible(stopped, nodes, marks) {
			return true
		}
	}
	return false
}

// connected reports whether every node can be reached from every other one.
func connected(nodes []int, next map[int][]int) bool {
	for _, from := range nodes {
		seen := map[int]bool{}
		var visit func(node int)
		visit = func(node int) {
			for _, to := range next[node] {
				if !seen[to] {
					seen[to] = true
					visit(to)
				}
			}
		}
		visit(from)
		if len(seen) != len(nodes) {
			return false
		}
	}
	return true
}

// admissible reports whether a run may pass some nodes for ever, and take steps with some
// marks alone.
func (g *drawn) admissible(stopped int, nodes []int, taken []uint32) bool {
	owed := func(is func(Step) bool) bool {
		for _, mark := range taken {
			if is(g.steps[mark]) {
				return true
			}
		}
		for _, node := range nodes {
			enabled := slices.Clone(g.refused[node])
			for _, e := range g.edges[node] {
				enabled = append(enabled, e.Mark)
			}
			if !slices.ContainsFunc(enabled, func(mark uint32) bool { return is(g.steps[mark]) }) {
				return true
			}
		}
		return false
	}
	for p := range drawnProcesses {
		if p == stopped {
			continue
		}
		if !owed(func(s Step) bool { return s.Process == p && s.Owed }) || !owed(func(s Step) bool { return s.Owed && s.Message == p }) {
			return false
		}
	}
	return true
}

// What can no longer be decided because time is up is no result.
func TestAnalysisEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g := draw(rand.New(rand.NewPCG(1, 19)), 10, 2)
	_, err := Of(ctx, g, drawnProcesses)
	require.ErrorIs(t, err, context.Canceled)
	_, err = Initially(ctx, g)
	require.ErrorIs(t, err, context.Canceled)
}
