package live

import (
	"math/rand/v2"
	"slices"
)

// testGraph is a graph that is given by hand or drawn.
type testGraph struct {
	initial int
	bits    []uint64
	edges   [][]Edge
	unknown []bool // nodes that were not expanded
	stutter uint64
}

func (g *testGraph) Len() int               { return len(g.bits) }
func (g *testGraph) Initial() int           { return g.initial }
func (g *testGraph) Expanded(node int) bool { return g.unknown == nil || !g.unknown[node] }
func (g *testGraph) Bits(node int) Bits     { return Bits{g.bits[node]} }
func (g *testGraph) Stutter() Bits          { return Bits{g.stutter} }
func (g *testGraph) Edges(node int, dst []Edge) []Edge {
	return append(dst, g.edges[node]...)
}

const testAtoms = 3

// drawGraph draws a graph of up to n nodes.
func drawGraph(d *rand.Rand, n int) *testGraph {
	n = 1 + d.IntN(n)
	g := &testGraph{initial: 1 + d.IntN(min(n, 2)), stutter: d.Uint64N(1 << testAtoms)}
	for range n {
		g.bits = append(g.bits, d.Uint64N(1<<testAtoms))
		var edges []Edge
		for range d.IntN(3) {
			edges = append(edges, Edge{To: d.IntN(n), Bits: Bits{d.Uint64N(1 << testAtoms)}})
		}
		g.edges = append(g.edges, edges)
	}
	if d.IntN(4) == 0 {
		g.unknown = make([]bool, n)
		g.unknown[d.IntN(n)] = true
	}
	return g
}

// drawFormula draws a formula of at most the given depth.
func drawFormula(d *rand.Rand, depth int) *Formula {
	if depth == 0 || d.IntN(8) == 0 {
		if d.IntN(2) == 0 {
			return State(d.IntN(testAtoms))
		}
		return Step(d.IntN(testAtoms))
	}
	sub := func() *Formula { return drawFormula(d, depth-1) }
	switch d.IntN(8) {
	case 0:
		return Not(sub())
	case 1:
		return And(sub(), sub())
	case 2:
		return Or(sub(), sub())
	case 3:
		return LeadsTo(sub(), sub())
	case 4, 5:
		return Always(sub())
	}
	return Eventually(sub())
}

// drawFairness draws an assumption: often none, mostly fairness.
func drawFairness(d *rand.Rand) *Formula {
	all := []*Formula{}
	for range d.IntN(3) {
		enabled, step := State(d.IntN(testAtoms)), Step(d.IntN(testAtoms))
		switch d.IntN(4) {
		case 0:
			all = append(all, drawFormula(d, 2))
		case 1:
			all = append(all, WF(enabled, step))
		default:
			all = append(all, SF(enabled, step))
		}
	}
	return And(all...)
}

// naive evaluates a formula at a position of a word from the meaning of the
// operators alone: it looks at every position that is yet to come.
func naive(f *Formula, word []letter, loop, at int) bool {
	switch f.op {
	case opTrue:
		return true
	case opFalse:
		return false
	case opState:
		return word[at].state.Has(f.atom)
	case opStep:
		return word[at].step.Has(f.atom)
	case opNot:
		return !naive(f.args[0], word, loop, at)
	case opAnd:
		for _, arg := range f.args {
			if !naive(arg, word, loop, at) {
				return false
			}
		}
		return true
	case opOr:
		for _, arg := range f.args {
			if naive(arg, word, loop, at) {
				return true
			}
		}
		return false
	case opAlways:
		for later := min(at, loop); later < len(word); later++ {
			if (later >= at || later >= loop) && !naive(f.args[0], word, loop, later) {
				return false
			}
		}
		return true
	}
	return !naive(Always(Not(f.args[0])), word, loop, at)
}

// lassos calls f with every lasso of at most the given number of steps, until it
// returns false.
func (g *testGraph) lassos(length int, f func(l *Lasso, word []letter) bool) {
	var steps []LassoStep
	var word []letter
	var walk func(node int) bool
	walk = func(node int) bool {
		if !g.Expanded(node) {
			return true
		}
		for i := range steps {
			if steps[i].From == node {
				l := &Lasso{slices.Clone(steps[:i]), slices.Clone(steps[i:])}
				if !f(l, word) {
					return false
				}
			}
		}
		if len(steps) == length {
			return true
		}
		take := func(edge, to int, bits Bits) bool {
			steps = append(steps, LassoStep{node, edge, to})
			word = append(word, letter{g.Bits(node), bits})
			more := walk(to)
			steps, word = steps[:len(steps)-1], word[:len(word)-1]
			return more
		}
		for i, e := range g.edges[node] {
			if !take(i, e.To, e.Bits) {
				return false
			}
		}
		return take(Stutter, node, g.Stutter())
	}
	for node := range g.initial {
		if !walk(node) {
			return
		}
	}
}
