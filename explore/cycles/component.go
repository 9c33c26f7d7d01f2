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
	p      *product
	labels []uint32 // of every place: of the piece in which it is now
	last   uint32   // label given
	index  []uint32 // the order of visits, 0 is not visited
	low    []uint32
	stack  []uint32
	frames []frame
	todo   []piece
	fair   []component
	all    mark // what every condition but promises comes to
	some   mark // room for judge: what some edge of a component meets
	every  Bits // likewise: what every edge meets
}

type frame struct {
	place uint32
	edge  int // the next one
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
		index:  make([]uint32, len(p.nodes)),
		low:    make([]uint32, len(p.nodes)),
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
	for _, place := range in.places {
		c.index[place] = 0
	}
	visits := uint32(0)
	enter := func(place uint32) {
		visits++
		c.index[place], c.low[place] = visits, visits
		c.stack = append(c.stack, place)
		begin, _ := c.p.edgesOf(place)
		c.frames = append(c.frames, frame{place, begin})
	}
	for _, root := range in.places {
		if c.labels[root] != in.label || c.index[root] != 0 {
			continue
		}
		enter(root)
		for len(c.frames) > 0 {
			top := &c.frames[len(c.frames)-1]
			place := top.place
			_, end := c.p.edgesOf(place)
			if top.edge < end {
				edge := top.edge
				top.edge++
				// A place that has left the stack has another label.
				if !c.inside(in.label, in.settled, edge) {
					continue
				}
				if to := c.p.to[edge]; c.index[to] == 0 {
					enter(to)
				} else {
					c.low[place] = min(c.low[place], c.index[to])
				}
				continue
			}
			c.frames = c.frames[:len(c.frames)-1]
			if len(c.frames) > 0 {
				parent := c.frames[len(c.frames)-1].place
				c.low[parent] = min(c.low[parent], c.low[place])
			}
			if c.low[place] == c.index[place] {
				at := len(c.stack) - 1
				for c.stack[at] != place {
					at--
				}
				c.judge(c.stack[at:], in.settled)
				c.stack = c.stack[:at]
			}
		}
	}
}

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
