package search

import (
	"context"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// GraphToDecisions is Graph, but no state in which one of the goals is true is expanded.
func GraphToDecisions(ctx context.Context, sys *model.System, goals []string, opts Options) (*LiveGraph, *Report, error) {
	opts.Edges = true
	s, r, err := observed(ctx, sys, goals, system.FinalDecisions, opts)
	if err != nil {
		return nil, nil, err
	}
	return newLiveGraph(s.System, r.Result.Graph), r, nil
}

// Agree looks for a state in which two of the goals are true. The run to it is then the
// report's violation.
func Agree(ctx context.Context, sys *model.System, goals []string, opts Options) (*Report, error) {
	_, r, err := observed(ctx, sys, goals, system.OneDecision, opts)
	return r, err
}

// Along returns a shortest run to a state that goes on by some steps from there.
func (g *LiveGraph) Along(start int, steps []cycles.LassoStep) *traces.Trace {
	labels, _, _ := g.sp.RunAlong(g.graph.Path(start), g.stepsOf(steps))
	return g.sp.Follow(labels)
}

// Shift returns by how much numbers by difference are higher each time that the loop of a
// lasso comes back, and how they are called.
func (g *LiveGraph) Shift(l *cycles.Lasso) (higher int64, numbers string) {
	if n := g.sys.Model.Numbers; n != nil {
		return g.higher(l), n.Name
	}
	return 0, ""
}

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
	var edges []explore.Edge
	for _, label := range labels {
		edges = g.graph.Edges(from, edges[:0])
		at := slices.IndexFunc(edges, func(e explore.Edge) bool { return e.Label == label })
		if at < 0 {
			return nil
		}
		from = int(edges[at].To)
		path = append(path, from)
	}
	return path
}
