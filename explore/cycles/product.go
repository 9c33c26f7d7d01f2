package cycles

import (
	"context"
	"errors"
	"math"

	"github.com/synod-go/synod/internal/table"
)

// product is a graph and a tableau that walk together, as far as they come from
// the initial nodes. Its nodes, here called places, are numbered breadth first.
type product struct {
	graph   Graph
	task    *task
	tableau *tableau

	nodes, states []uint32 // of every place
	parents       []uint32 // noPlace at the beginning
	adjacency
	marks    []uint32 // of the edges, numbers in distinct
	distinct []mark

	numbers  table.Map         // places by state and node
	expanded []bool            // by node
	letters  []letter          // those that differ in what the task asks about
	letterOf map[string]uint32 // by key
	pairs    map[uint64]uint32 // letters by the graph's marks of a state and a step
	lastPair uint64
	lastIs   uint32
	markOf   map[string]uint32 // by key
	// least is how true a condition must be to be met: unknown in a search for a
	// behaviour that may be a counterexample, see search.
	least truth
	doubt *Formula // an atom without a value on which it depends what is met
	lacks *Formula // one without which the tableau cannot go on
	// steps are the tableau's by state and letter.
	steps [][][]productStep
	edges []Edge
}

// productStep is a step of the tableau with the mark of the edges that it goes
// along.
type productStep struct{ state, mark uint32 }

const noPlace = math.MaxUint32

// noPair is none of product.pairs: a mark is never all ones.
const noPair = math.MaxUint64

var errTooManyPlaces = errors.New("graph and tableau have more than 2^32 states together")

// newProduct builds the product whole.
func newProduct(ctx context.Context, g Graph, expanded []bool, task *task, least truth) (*product, error) {
	t, err := newTableau(task.rest)
	if err != nil {
		return nil, err
	}
	p := &product{
		graph: g, task: task, tableau: t, expanded: expanded, least: least,
		letterOf: map[string]uint32{}, pairs: map[uint64]uint32{}, markOf: map[string]uint32{}, lastPair: noPair,
	}
	for node := range g.Initial() {
		if expanded[node] {
			p.place(uint32(node), 0, noPlace)
		}
	}
	for place := uint32(0); int(place) < len(p.nodes); place++ {
		if place%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		at := p.follow(place, func(_ int, to uint32, step productStep) bool {
			p.to = append(p.to, p.place(to, step.state, place))
			p.marks = append(p.marks, step.mark)
			return true
		})
		if lacks := p.lacks; lacks != nil {
			p.lacks = nil
			return nil, p.undecided(p.pathTo(place, p.parents), at, lacks)
		}
		if t.tooLarge {
			return nil, errTableau
		}
		p.ends = append(p.ends, len(p.to))
		if len(p.nodes) >= noPlace {
			return nil, errTooManyPlaces
		}
	}
	return p, nil
}

// follow calls f for the product's edges that leave a place, in their order,
// until it returns false or an atom lacks: with the index of the graph's edge, or
// Stutter, the node to which it leads, and the step of the tableau. It returns the
// step of the graph that it came to.
func (p *product) follow(place uint32, f func(edge int, to uint32, step productStep) bool) (at LassoStep) {
	node := int(p.nodes[place])
	mark, stutter := p.graph.Mark(node), p.graph.Stutter()
	p.edges = p.graph.Edges(node, p.edges[:0])
	for i, e := range p.edges {
		if !p.expanded[e.To] {
			continue
		}
		at = LassoStep{node, i, e.To}
		for _, step := range p.stepsOf(p.states[place], mark, e.Mark) {
			if !f(i, uint32(e.To), step) {
				return at
			}
		}
		if p.lacks != nil {
			return at
		}
	}
	for _, step := range p.stepsOf(p.states[place], mark, stutter) {
		if !f(Stutter, uint32(node), step) {
			break
		}
	}
	return LassoStep{node, Stutter, node}
}

// stepsOf returns the steps of the tableau; they are worked out once for every
// state and letter.
func (p *product) stepsOf(state uint32, ofState, ofStep uint32) []productStep {
	if pair := uint64(ofState)<<32 | uint64(ofStep); pair != p.lastPair {
		p.lastPair, p.lastIs = pair, p.letter(ofState, ofStep)
	}
	for int(state) >= len(p.steps) {
		p.steps = append(p.steps, nil)
	}
	for len(p.steps[state]) <= int(p.lastIs) {
		p.steps[state] = append(p.steps[state], nil)
	}
	steps := p.steps[state][p.lastIs]
	if steps == nil {
		steps = []productStep{} // worked out, even if there are none
		at := p.letters[p.lastIs]
		follows, lacks := p.tableau.follows(state, at)
		if p.lacks = lacks; lacks != nil {
			return nil
		}
		for _, f := range follows {
			m, lacks := p.task.markOf(at, p.least)
			if p.doubt == nil {
				p.doubt = lacks
			}
			m.promises = p.tableau.promises &^ f.putOff
			key := m.key()
			number, ok := p.markOf[key]
			if !ok {
				number = uint32(len(p.distinct))
				p.markOf[key] = number
				p.distinct = append(p.distinct, m)
			}
			steps = append(steps, productStep{f.state, number})
		}
		p.steps[state][p.lastIs] = steps
	}
	return steps
}

// letter returns the number of the letter for the marks of a state and a step.
func (p *product) letter(ofState, ofStep uint32) uint32 {
	pair := uint64(ofState)<<32 | uint64(ofStep)
	number, ok := p.pairs[pair]
	if ok {
		return number
	}
	at := letter{p.graph.StateAtoms(ofState).and(p.task.letters.state), p.graph.StepAtoms(ofStep).and(p.task.letters.step)}
	if number, ok = p.letterOf[at.key()]; !ok {
		number = uint32(len(p.letters))
		p.letters = append(p.letters, at)
		p.letterOf[at.key()] = number
	}
	p.pairs[pair] = number
	return number
}

// place returns the number of a place, which is new if it was not seen before.
func (p *product) place(node, state, parent uint32) uint32 {
	number, isNew := p.numbers.Add(1+(uint64(state)<<32|uint64(node)), uint32(len(p.nodes)))
	if isNew {
		p.nodes = append(p.nodes, node)
		p.states = append(p.states, state)
		p.parents = append(p.parents, parent)
	}
	return number
}

// markAt returns the mark of an edge.
func (p *product) markAt(edge int) *mark { return &p.distinct[p.marks[edge]] }

// step returns the graph's step that an edge of the product goes along.
func (p *product) step(place uint32, edge int) (s LassoStep) {
	begin, _ := p.edgesOf(place)
	skip := edge - begin
	p.follow(place, func(index int, to uint32, _ productStep) bool {
		s = LassoStep{From: int(p.nodes[place]), Edge: index, To: int(to)}
		skip--
		return skip >= 0
	})
	return s
}
