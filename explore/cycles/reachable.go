package cycles

import "context"

// Reachable returns for each node the union of what the nodes have to which allowed
// steps lead from it, itself among them. It is asked of each node what it has, 64 bits,
// and of each mark whether steps with it are allowed; nil allows all. What an unexpanded
// node has is all that is known of it. The error says that ctx is done.
func Reachable(ctx context.Context, g ActionGraph, has func(node int) uint64, allowed func(mark uint32) bool) ([]uint64, error) {
	w, err := newWhole(ctx, g, allowed)
	if err != nil {
		return nil, err
	}
	places := make([]uint32, g.Len())
	values := make([]uint64, g.Len())
	for node := range places {
		places[node] = uint32(node)
		values[node] = has(node)
	}
	finder := newSCC(len(places))
	finder.split(w, places, func(place uint32) bool { return w.done[place] }, func(component []uint32) {
		// The components to which steps lead from this one were found before.
		var all uint64
		for _, place := range component {
			w.done[place] = true
			all |= values[place]
			begin, end := w.edgesOf(place)
			for edge := begin; edge < end; edge++ {
				all |= values[w.to[edge]]
			}
		}
		for _, place := range component {
			values[place] = all
		}
	})
	return values, ctx.Err()
}

// whole is a graph with the edges that are allowed.
type whole struct {
	adjacency
	done []bool // whether a node's component was found
}

func newWhole(ctx context.Context, g ActionGraph, allowed func(mark uint32) bool) (*whole, error) {
	w := &whole{adjacency{ends: make([]int, g.Len())}, make([]bool, g.Len())}
	var edges []Edge
	for node := range g.Len() {
		if node%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if g.Expanded(node) {
			edges = g.Edges(node, edges[:0])
			for _, e := range edges {
				if allowed == nil || allowed(e.Mark) {
					w.to = append(w.to, uint32(e.To))
				}
			}
		}
		w.ends[node] = len(w.to)
	}
	return w, nil
}

func (w *whole) inside(edge int) bool { return !w.done[w.to[edge]] }
