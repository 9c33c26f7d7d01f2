package cycles

import (
	"math/rand/v2"
	"slices"
)

// testGraph is a graph that is given by hand or drawn.
type testGraph struct {
	initial int
	bits    []uint32
	edges   [][]Edge
	unknown []bool // nodes that were not expanded
	stutter uint32
}

func (g *testGraph) Len() int               { return len(g.bits) }
func (g *testGraph) Initial() int           { return g.initial }
func (g *testGraph) Expanded(node int) bool { return g.unknown == nil || !g.unknown[node] }
func (g *testGraph) Mark(node int) uint32   { return g.bits[node] }
func (g *testGraph) Stutter() uint32        { return g.stutter }

// A mark is the bits themselves.
func (g *testGraph) StateAtoms(mark uint32) Bits { return Bits{uint64(mark)} }
func (g *testGraph) StepAtoms(mark uint32) Bits  { return Bits{uint64(mark)} }

func (g *testGraph) Edges(node int, dst []Edge) []Edge {
	return append(dst, g.edges[node]...)
}

const testAtoms = 3

// failing is the first of the bits that say that an atom has no value. They are set
// of few nodes and steps.
const failing = 8

// drawBits draws the bits of a node or a step.
func drawBits(d *rand.Rand) uint32 {
	bits := d.Uint32N(1 << testAtoms)
	if d.IntN(4) == 0 {
		bits |= 1 << (failing + d.IntN(testAtoms))
	}
	return bits
}

// drawGraph draws a graph of up to n nodes.
func drawGraph(d *rand.Rand, n int) *testGraph {
	n = 1 + d.IntN(n)
	g := &testGraph{initial: 1 + d.IntN(min(n, 2)), stutter: d.Uint32N(1 << testAtoms)}
	for range n {
		g.bits = append(g.bits, drawBits(d))
		var edges []Edge
		for range d.IntN(3) {
			edges = append(edges, Edge{To: d.IntN(n), Mark: drawBits(d)})
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
		atom := State(d.IntN(testAtoms))
		if d.IntN(2) == 0 {
			atom = Step(d.IntN(testAtoms))
		}
		if d.IntN(3) == 0 {
			atom = atom.Unless(failing + d.IntN(testAtoms))
		}
		return atom
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
func naive(f *Formula, word []letter, loop, at int) truth {
	switch f.op {
	case opTrue:
		return yes
	case opFalse:
		return no
	case opState, opStep:
		bits := word[at].state
		if f.op == opStep {
			bits = word[at].step
		}
		switch {
		case f.failed != none && bits.Has(f.failed):
			return unknown
		case bits.Has(f.atom):
			return yes
		}
		return no
	case opNot:
		return 2 - naive(f.args[0], word, loop, at)
	case opAnd:
		v := yes
		for _, arg := range f.args {
			if v = min(v, naive(arg, word, loop, at)); v == no {
				break
			}
		}
		return v
	case opOr:
		v := no
		for _, arg := range f.args {
			if v = max(v, naive(arg, word, loop, at)); v == yes {
				break
			}
		}
		return v
	case opAlways:
		v := yes
		for later := min(at, loop); later < len(word) && v != no; later++ {
			if later >= at || later >= loop {
				v = min(v, naive(f.args[0], word, loop, later))
			}
		}
		return v
	}
	return 2 - naive(Always(Not(f.args[0])), word, loop, at)
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
		take := func(edge, to int, mark uint32) bool {
			steps = append(steps, LassoStep{node, edge, to})
			word = append(word, letter{g.StateAtoms(g.Mark(node)), g.StepAtoms(mark)})
			more := walk(to)
			steps, word = steps[:len(steps)-1], word[:len(word)-1]
			return more
		}
		for i, e := range g.edges[node] {
			if !take(i, e.To, e.Mark) {
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
