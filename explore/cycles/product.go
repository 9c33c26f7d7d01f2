package cycles

import (
	"context"
	"errors"
	"math"
)

// product is a graph and a tableau that walk together, as far as they come from
// the initial nodes. Its nodes, here called places, are numbered breadth first.
type product struct {
	graph   Graph
	task    *task
	tableau *tableau

	nodes, states []uint32 // of every place
	parents       []uint32 // noPlace at the beginning
	ends          []int    // where a place's edges end
	to            []uint32
	marks         []uint32 // of the edges, numbers in distinct
	distinct      []mark

	numbers  placeMap
	expanded []bool // by node
	letters  map[letter]uint32
	lastSeen letter
	lastIs   uint32
	markOf   map[mark]uint32
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

var errTooManyPlaces = errors.New("graph and tableau have more than 2^32 states together")

// newProduct builds the product whole.
func newProduct(ctx context.Context, g Graph, expanded []bool, task *task, least truth) (*product, error) {
	t, err := newTableau(task.rest)
	if err != nil {
		return nil, err
	}
	p := &product{
		graph: g, task: task, tableau: t, expanded: expanded, least: least,
		letters: map[letter]uint32{}, markOf: map[mark]uint32{},
	}
	p.lastIs = p.intern(letter{})
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
			return nil, p.undecided(p.pathTo(place), at, lacks)
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
	bits := p.graph.Bits(node)
	p.edges = p.graph.Edges(node, p.edges[:0])
	for i, e := range p.edges {
		if !p.expanded[e.To] {
			continue
		}
		at = LassoStep{node, i, e.To}
		for _, step := range p.stepsOf(p.states[place], letter{bits, e.Bits}) {
			if !f(i, uint32(e.To), step) {
				return at
			}
		}
		if p.lacks != nil {
			return at
		}
	}
	for _, step := range p.stepsOf(p.states[place], letter{bits, p.graph.Stutter()}) {
		if !f(Stutter, uint32(node), step) {
			break
		}
	}
	return LassoStep{node, Stutter, node}
}

// stepsOf returns the steps of the tableau; they are worked out once for every
// state and letter.
func (p *product) stepsOf(state uint32, at letter) []productStep {
	at.state = at.state.and(p.task.letters.state)
	at.step = at.step.and(p.task.letters.step)
	if at != p.lastSeen {
		p.lastSeen, p.lastIs = at, p.intern(at)
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
			number, ok := p.markOf[m]
			if !ok {
				number = uint32(len(p.distinct))
				p.markOf[m] = number
				p.distinct = append(p.distinct, m)
			}
			steps = append(steps, productStep{f.state, number})
		}
		p.steps[state][p.lastIs] = steps
	}
	return steps
}

func (p *product) intern(at letter) uint32 {
	number, ok := p.letters[at]
	if !ok {
		number = uint32(len(p.letters))
		p.letters[at] = number
	}
	return number
}

// place returns the number of a place, which is new if it was not seen before.
func (p *product) place(node, state, parent uint32) uint32 {
	number, isNew := p.numbers.add(uint64(state)<<32|uint64(node), uint32(len(p.nodes)))
	if isNew {
		p.nodes = append(p.nodes, node)
		p.states = append(p.states, state)
		p.parents = append(p.parents, parent)
	}
	return number
}

// edgesOf returns where the edges of a place begin and end.
func (p *product) edgesOf(place uint32) (begin, end int) {
	if place > 0 {
		begin = p.ends[place-1]
	}
	return begin, p.ends[place]
}

// markAt returns the mark of an edge.
func (p *product) markAt(edge int) mark { return p.distinct[p.marks[edge]] }

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

// pathTo returns the edges by which a place was first reached.
func (p *product) pathTo(place uint32) (path []hop) {
	for parent := p.parents[place]; parent != noPlace; place, parent = parent, p.parents[parent] {
		begin, end := p.edgesOf(parent)
		for edge := begin; edge < end; edge++ {
			if p.to[edge] == place {
				path = append(path, hop{parent, edge})
				break
			}
		}
	}
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	return path
}

// placeMap numbers pairs of node and state: open addressing over flat memory.
type placeMap struct {
	keys    []uint64 // 1 + the pair; 0 is empty
	numbers []uint32
	used    int
}

// add returns the number of a pair, which gets the given one if it has none.
func (m *placeMap) add(pair uint64, number uint32) (have uint32, isNew bool) {
	if 3*(m.used+1) > 2*len(m.keys) {
		old := *m
		slots := max(64, 2*len(old.keys))
		*m = placeMap{make([]uint64, slots), make([]uint32, slots), old.used}
		for i, key := range old.keys {
			if key != 0 {
				at := m.slot(key)
				m.keys[at], m.numbers[at] = key, old.numbers[i]
			}
		}
	}
	at := m.slot(pair + 1)
	if m.keys[at] != 0 {
		return m.numbers[at], false
	}
	m.keys[at], m.numbers[at] = pair+1, number
	m.used++
	return number, true
}

func (m *placeMap) slot(key uint64) int {
	mask := len(m.keys) - 1 // the number of slots is a power of two
	hash := key * 0x9e3779b97f4a7c15
	at := int(hash>>32) & mask
	for m.keys[at] != 0 && m.keys[at] != key {
		at = (at + 1) & mask
	}
	return at
}
