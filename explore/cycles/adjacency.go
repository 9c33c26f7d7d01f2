package cycles

import "slices"

// adjacency has the edges of places, in flat arrays.
type adjacency struct {
	ends []int    // where a place's edges end
	to   []uint32 // of every edge
}

// edgesOf returns where the edges of a place begin and end.
func (a *adjacency) edgesOf(place uint32) (begin, end int) {
	if place > 0 {
		begin = a.ends[place-1]
	}
	return begin, a.ends[place]
}

// target returns the place to which an edge leads.
func (a *adjacency) target(edge int) uint32 { return a.to[edge] }

// hop is an edge with the place that it leaves.
type hop struct {
	from uint32
	edge int
}

// pathTo returns the first edges by which a place was reached, given from where each
// place was reached first; noPlace is the beginning.
func (a *adjacency) pathTo(place uint32, parents []uint32) (path []hop) {
	for parent := parents[place]; parent != noPlace; place, parent = parent, parents[parent] {
		edge, _ := a.edgesOf(parent)
		for a.to[edge] != place {
			edge++
		}
		path = append(path, hop{parent, edge})
	}
	slices.Reverse(path)
	return path
}

// pathfinder finds shortest paths along edges that are inside a part of a graph.
type pathfinder struct {
	seen  []uint32 // the walk in which a place was seen last
	via   []hop    // by which it was reached
	walks uint32
	queue []uint32
}

func newPathfinder(places int) pathfinder {
	return pathfinder{seen: make([]uint32, places), via: make([]hop, places)}
}

// find returns a shortest path that ends with an edge as wanted, nil if there is none.
func (w *pathfinder) find(g digraph, from uint32, wanted func(edge int) bool) (path []hop) {
	w.walks++
	w.seen[from] = w.walks
	w.queue = append(w.queue[:0], from)
	for at := 0; at < len(w.queue); at++ {
		place := w.queue[at]
		begin, end := g.edgesOf(place)
		for edge := begin; edge < end; edge++ {
			if !g.inside(edge) {
				continue
			}
			if wanted(edge) {
				path = append(path, hop{place, edge})
				for ; place != from; place = w.via[place].from {
					path = append(path, w.via[place])
				}
				slices.Reverse(path)
				return path
			}
			if to := g.target(edge); w.seen[to] != w.walks {
				w.seen[to], w.via[to] = w.walks, hop{place, edge}
				w.queue = append(w.queue, to)
			}
		}
	}
	return nil
}
