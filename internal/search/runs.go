package search

import (
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/traces"
)

// Along returns a shortest run to a state that goes on by some steps from there.
func (g *LiveGraph) Along(start int, steps []cycles.LassoStep) *traces.Trace {
	labels := slices.Clone(g.graph.Path(start))
	for _, s := range steps {
		labels = append(labels, g.labelOf(s))
	}
	return g.sp.Follow(labels)
}

// Lasso returns a run that goes round for ever.
func (g *LiveGraph) Lasso(l *cycles.Lasso) *traces.Trace { return g.trace(l) }

// PathTo returns the states that the shortest run to a state passes, that state the last.
func (g *LiveGraph) PathTo(state int) (path []int) {
	labels := g.graph.Path(state)[1:]
	for initial := range g.Initial() {
		if path = g.follow(initial, labels); path != nil && path[len(path)-1] == state {
			return path
		}
	}
	return nil // the graph has no such state
}

// follow returns the states along steps with the given labels, nil if there are no such
// steps.
func (g *LiveGraph) follow(from int, labels []uint32) []int {
	path := []int{from}
	for _, label := range labels {
		g.edges = g.graph.Edges(from, g.edges[:0])
		at := slices.IndexFunc(g.edges, func(e explore.Edge) bool { return e.Label == label })
		if at < 0 {
			return nil
		}
		from = int(g.edges[at].To)
		path = append(path, from)
	}
	return path
}
