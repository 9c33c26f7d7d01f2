package cycles

import (
	"context"
	"slices"
)

// component is a set of places in which a loop can meet all conditions of a
// task. Between any two of its places there is a path along edges of the
// component: those inside it whose settled bits have all of settled.
type component struct {
	label   uint32
	settled Bits
	entry   uint32 // its first place: no other is nearer to the beginning
	need    mark   // what a loop has to meet once
}

// components finds the components of a product: by Tarjan's algorithm, without
// recursion, over and over on what is left of a component whose strong
// conditions are not met.
type components struct {
	scc
	p      *product
	labels []uint32 // of every place: of the piece in which it is now
	last   uint32   // label given
	todo   []piece
	fair   []component
	all    mark // what every condition but promises comes to
	some   mark // room for judge: what some edge of a component meets
	every  Bits // likewise: what every edge meets
}

// piece is a set of places that is still to be looked at.
type piece struct {
	places  []uint32
	label   uint32
	settled Bits // edges that lack one of these are gone
}

// fairComponents returns the components, that with the nearest entry first.
func fairComponents(ctx context.Context, p *product) ([]component, *components, error) {
	c := &components{
		p:      p,
		all:    p.task.all(),
		labels: make([]uint32, len(p.nodes)),
		scc:    newSCC(len(p.nodes)),
	}
	all := make([]uint32, len(p.nodes))
	for i := range all {
		all[i] = uint32(i)
	}
	// <>[]q without an alternative must hold in every component.
	var settled Bits
	for i, s := range p.task.strong {
		settled.put(i, s.often == False)
	}
	c.todo = []piece{{all, 0, settled}}
	for len(c.todo) > 0 {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		last := len(c.todo) - 1
		next := c.todo[last]
		c.todo = c.todo[:last]
		c.split(next)
	}
	slices.SortFunc(c.fair, func(a, b component) int { return int(a.entry) - int(b.entry) })
	return c.fair, c, nil
}

// inside reports whether an edge to a place belongs to a piece or component.
func (c *components) inside(label uint32, settled Bits, edge int) bool {
	return c.labels[c.p.to[edge]] == label && settled.within(c.p.markAt(edge).settled)
}

// split finds the strongly connected components of a piece.
func (c *components) split(in piece) {
	// A place that has left the stack has another label.
	gone := func(place uint32) bool { return c.labels[place] != in.label }
	c.scc.split(&pieceGraph{c, in}, in.places, gone, func(places []uint32) { c.judge(places, in.settled) })
}

// pieceGraph is a piece as scc sees it.
type pieceGraph struct {
	*components
	piece
}

func (g *pieceGraph) edgesOf(place uint32) (begin, end int) { return g.p.edgesOf(place) }
func (g *pieceGraph) target(edge int) uint32                { return g.p.target(edge) }
func (g *pieceGraph) inside(edge int) bool                  { return g.components.inside(g.label, g.settled, edge) }

// judge takes a strongly connected component: it is fair, or it is not, or it
// has to lose edges.
func (c *components) judge(places []uint32, settled Bits) {
	c.last++
	for _, place := range places {
		c.labels[place] = c.last
	}
	some, any := &c.some, false
	some.often, some.strongOften, some.promises = some.often[:0], some.strongOften[:0], 0
	every := append(c.every[:0], c.all.settled...) // of these, is met by every edge
	c.every = every
	for _, place := range places {
		begin, end := c.p.edgesOf(place)
		for edge := begin; edge < end; edge++ {
			if c.inside(c.last, settled, edge) {
				m := c.p.markAt(edge)
				some.often.add(m.often)
				some.strongOften.add(m.strongOften)
				some.promises |= m.promises
				every.keep(m.settled)
				any = true
			}
		}
	}
	all := &c.all
	if !any || !all.often.within(some.often) || c.p.tableau.promises&^some.promises != 0 {
		return
	}
	unsettled := all.settled.without(every)
	if lack := unsettled.without(some.strongOften); !lack.empty() {
		c.todo = append(c.todo, piece{slices.Clone(places), c.last, settled.or(lack)})
		return
	}
	c.fair = append(c.fair, component{
		label: c.last, settled: settled, entry: slices.Min(places),
		need: mark{often: all.often, strongOften: unsettled, promises: c.p.tableau.promises},
	})
}
