package cycles

import "slices"

// loopTries is at how many places of each component a short loop is tried.
const loopTries = 64

// lasso returns a short lasso into a fair component.
func (s *fairSearch) lasso() *Lasso {
	w := &fairWalker{fairSearch: s, pathfinder: newPathfinder(len(s.nodes)), tally: tally{numbers: &s.numbers}}
	var best []hop
	var start uint32
	for i := range s.fair[:min(len(s.fair), tries)] {
		w.piece = &s.fair[i]
		for _, place := range w.piece.places[:min(len(w.piece.places), loopTries)] {
			if loop, ok := w.shortLoop(place); ok && (best == nil || len(loop)+s.depth(place) < len(best)+s.depth(start)) {
				best, start = loop, place
			}
		}
	}
	if best == nil {
		w.piece = &s.fair[0]
		start = w.piece.places[0]
		best = w.wholeLoop(start)
	}
	l := &Lasso{}
	for _, h := range s.pathTo(start, s.parents) {
		l.Prefix = append(l.Prefix, s.step(h.from, h.edge))
	}
	for _, h := range best {
		if h.edge == Stutter {
			node := int(s.nodes[h.from])
			l.Loop = append(l.Loop, LassoStep{node, Stutter, node})
			continue
		}
		l.Loop = append(l.Loop, s.step(h.from, h.edge))
	}
	return l
}

func (r *region) depth(place uint32) (steps int) {
	for ; r.parents[place] != noPlace; place = r.parents[place] {
		steps++
	}
	return steps
}

// fairWalker finds shortest paths within a fair component.
type fairWalker struct {
	*fairSearch
	pathfinder
	piece *fairPiece
	tally tally
}

// shortLoop returns the shortest loop at a place, if it is fair by itself: to stutter
// there is the shortest.
func (w *fairWalker) shortLoop(place uint32) (loop []hop, ok bool) {
	stutter := []hop{{place, Stutter}}
	if w.count(stutter); w.isFair() {
		return stutter, true
	}
	loop = w.walk(place, func(edge int) bool { return w.to[edge] == place })
	if loop == nil {
		return nil, false
	}
	w.count(loop)
	return loop, w.isFair()
}

// wholeLoop returns a loop at a place of a fair component that meets what is still
// lacking, one condition after the other, until it is fair.
func (w *fairWalker) wholeLoop(start uint32) (loop []hop) {
	place := start
	for {
		back := loop
		if place != start || len(loop) == 0 {
			back = append(slices.Clone(loop), w.walk(place, func(edge int) bool { return w.to[edge] == start })...)
		}
		w.count(back)
		wanted := w.lacking()
		if wanted == nil {
			return back
		}
		more := w.walk(place, wanted)
		loop = append(loop, more...)
		place = w.to[more[len(more)-1].edge]
	}
}

// count tallies a loop.
func (w *fairWalker) count(loop []hop) {
	t := &w.tally
	t.reset()
	edges := map[uint32][]int{}
	var order []uint32
	for _, h := range loop {
		if edges[h.from] == nil {
			order = append(order, h.from)
		}
		edges[h.from] = append(edges[h.from], h.edge)
	}
	t.size = len(order)
	for _, place := range order {
		w.tallyPlace(t, place, func(edge int) bool { return slices.Contains(edges[place], edge) })
	}
}

// isFair reports whether the loop that was counted is fair and comes back as asked.
func (w *fairWalker) isFair() bool {
	_, neglected := w.tally.neglected()
	return !neglected && w.tally.again && w.tally.starved() == nil
}

// lacking says of an edge whether it leads to something that the loop that was counted
// lacks; it returns nil if the loop is fair.
func (w *fairWalker) lacking() func(edge int) bool {
	t := &w.tally
	if !t.again {
		return func(edge int) bool { return w.again[w.to[edge]] }
	}
	if c, neglected := t.neglected(); neglected {
		return func(edge int) bool {
			return slices.Contains(w.of(edge).weak, c) || !w.weaklyEnabled(w.to[edge], c) || w.of(edge).passes && w.numbers.fleetingWeak[c]
		}
	}
	if starved := t.starved(); starved != nil {
		return func(edge int) bool {
			return slices.Contains(w.of(edge).strong, starved[0]) || w.of(edge).passes && w.numbers.fleetingStrong[starved[0]]
		}
	}
	return nil
}

// weaklyEnabled reports whether a step of a weak condition is enabled at a place.
func (r *region) weaklyEnabled(place, weak uint32) bool {
	begin, end := r.edgesOf(place)
	for edge := begin; edge < end; edge++ {
		if slices.Contains(r.of(edge).weak, weak) {
			return true
		}
	}
	return false
}

// walk returns a shortest path inside the component that ends with an edge as wanted,
// nil if there is none.
func (w *fairWalker) walk(from uint32, wanted func(edge int) bool) []hop {
	return w.find(&fairGraph{w.fairSearch, w.piece}, from, wanted)
}
