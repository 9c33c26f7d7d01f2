package cycles

import "slices"

// tries is in how many components a loop is sought, and how many single steps
// are tried as loops.
const tries = 16

// productLasso is a path and a loop in the product.
type productLasso struct{ prefix, loop []hop }

// lassos returns short lassos into the components, which begin with the nearest.
// It returns several because how short they are is only seen when the stuttering
// is gone that the tableau alone has a use for (see Lasso.shorten).
func (c *components) lassos(fair []component) []productLasso {
	// A single step that meets everything, stuttering above all, is the easiest
	// to understand, so it comes first.
	var found []productLasso
	for _, step := range c.p.fairSteps() {
		found = append(found, productLasso{c.p.pathTo(step.from, c.p.parents), []hop{step}})
	}
	w := newWalker(c)
	for i := range fair[:min(len(fair), tries)] {
		w.component = &fair[i]
		toEntry := c.p.pathTo(w.entry, c.p.parents)
		found = append(found, productLasso{toEntry, w.loop(w.entry)})
		// The loop may as well begin where it first meets something.
		if toFirst := w.meets(w.entry, w.need); len(toFirst) > 1 {
			last := len(toFirst) - 1
			prefix := append(slices.Clone(toEntry), toFirst[:last]...)
			found = append(found, productLasso{prefix, w.loop(toFirst[last].from)})
		}
	}
	return found
}

// fairSteps returns the nearest edges from a place to itself that are loops by
// themselves.
func (p *product) fairSteps() (steps []hop) {
	all := p.task.all()
	for place := range p.ends {
		begin, end := p.edgesOf(uint32(place))
		for edge := begin; edge < end; edge++ {
			if int(p.to[edge]) != place {
				continue
			}
			m := p.markAt(edge)
			if all.often.within(m.often) && p.tableau.promises&^m.promises == 0 && all.settled.within(m.settled.or(m.strongOften)) {
				if steps = append(steps, hop{uint32(place), edge}); len(steps) == tries {
					return steps
				}
			}
		}
	}
	return steps
}

// walker finds shortest paths within a component.
type walker struct {
	*components
	*component
	pathfinder
}

func newWalker(c *components) *walker {
	return &walker{components: c, pathfinder: newPathfinder(len(c.labels))}
}

// loop returns a path from a place to itself that meets all that is needed: each
// time it goes to the nearest edge that meets something more.
func (w *walker) loop(start uint32) (loop []hop) {
	at, need := start, w.need
	for !need.empty() {
		for _, h := range w.meets(at, need) {
			loop = append(loop, h)
			need = need.without(w.p.markAt(h.edge))
			at = w.p.to[h.edge]
		}
	}
	if at != start || len(loop) == 0 {
		loop = append(loop, w.walk(at, func(edge int) bool { return w.p.to[edge] == start })...)
	}
	return loop
}

// meets returns a shortest path whose last edge meets something of what is
// needed. If nothing is needed, it returns nothing.
func (w *walker) meets(from uint32, need mark) []hop {
	if need.empty() {
		return nil
	}
	return w.walk(from, func(edge int) bool { return w.p.markAt(edge).meets(&need) })
}

// walk returns a shortest path that ends with an edge as wanted.
func (w *walker) walk(from uint32, wanted func(edge int) bool) []hop {
	path := w.find(&pieceGraph{w.components, piece{label: w.label, settled: w.settled}}, from, wanted)
	if path == nil {
		panic("cycles: a component is not connected")
	}
	return path
}
