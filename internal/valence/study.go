package valence

import (
	"context"
	"slices"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// Study is what is found out about a system.
type Study struct {
	*Analysis
	// Values are the values that may be decided, Names the names of the processes.
	Values, Names []string
	// Search is the search that made the graph. Where it was not complete, or ended by
	// something that is broken, the graph is a part of the whole one.
	Search *search.Report

	// ToDecisions says that what comes after a decision was left out. Disagreement is
	// looked for in a search of its own then: Agreement is its report, otherwise nil.
	ToDecisions bool
	Agreement   *search.Report

	graph *explored
}

// Begin explores a system and finds out what its configurations can decide. The error says
// why that cannot be done.
func Begin(ctx context.Context, sys *model.System, opts search.Options) (*Study, error) {
	g, err := exploredOf(ctx, sys, opts)
	if err != nil {
		return nil, err
	}
	s := &Study{Values: g.values, Names: g.System().Names[1:], Search: g.report, graph: g}
	if s.Analysis, err = Of(ctx, g, len(s.Names)); err != nil {
		return nil, err
	}
	s.Workers = opts.Workers
	if s.ToDecisions = sys.Numbers != nil; s.ToDecisions {
		bare := *sys
		bare.Properties = nil
		goals, _ := decisions(sys)
		if s.Agreement, err = search.Agree(ctx, &bare, goals, opts); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Shift returns by how much numbers by difference are higher each time that a schedule
// comes back, and how they are called; "" if there are none.
func (s *Study) Shift(schedule *Schedule) (higher int64, numbers string) {
	return s.graph.Shift(schedule.Lasso)
}

// Decidable returns what can be decided from the initial configurations of a system, by
// the names of the values, and whether a bound keeps more from being decided.
func Decidable(ctx context.Context, sys *model.System, opts search.Options) (names []string, bounded bool, err error) {
	g, err := exploredOf(ctx, sys, opts)
	if err != nil {
		return nil, false, err
	}
	v, err := Initially(ctx, g)
	if err != nil {
		return nil, false, err
	}
	return g.names(v.Values), v.Bounded || !g.report.Complete(), nil
}

// Can returns the names of the values of a set.
func (s *Study) Can(values uint64) []string { return s.graph.names(values) }

func (e *explored) names(values uint64) (names []string) {
	for i, name := range e.values {
		if values&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Bounds returns the names of the bounds that keep runs that have decided nothing from
// going on, where a process may have stopped, or None. Without any, what was not found
// does not exist.
func (s *Study) Bounds(stopped int) (names []string) {
	seen := map[int]bool{}
	for node := range s.Len() {
		if s.Decided(node) != 0 {
			continue
		}
		if !s.Expanded(node) {
			seen[-1] = true
		} else if s.RefusedBut(stopped, node) {
			for _, b := range s.graph.Bounds(node) {
				seen[b] = true
			}
		}
	}
	for b := range seen {
		name := "the end of the search"
		if b >= 0 {
			name = s.graph.BoundName(b)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// BoundsAt returns the names of the bounds that refuse a step in one configuration.
func (s *Study) BoundsAt(node int) (names []string) {
	for _, b := range s.graph.Bounds(node) {
		names = append(names, s.graph.BoundName(b))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// To returns a shortest run to a configuration, and on by some steps, with the valence of
// each of its states.
func (s *Study) To(node int, steps ...cycles.LassoStep) *traces.Trace {
	t := s.graph.Along(node, steps)
	path := s.graph.PathTo(node)
	for _, step := range steps {
		path = append(path, step.To)
	}
	s.colour(t, path)
	return t
}

// Endless returns the run of a lasso, likewise.
func (s *Study) Endless(l *cycles.Lasso) *traces.Trace {
	t := s.graph.Lasso(l)
	path := s.graph.PathTo(l.Start())
	for _, step := range slices.Concat(l.Prefix, l.Loop[:len(l.Loop)-1]) {
		path = append(path, step.To)
	}
	s.colour(t, path)
	return t
}

// Closing describes the step by which a lasso goes back; "" if it stays where it is.
func (s *Study) Closing(l *cycles.Lasso) string {
	if l.Loop[0].Edge == cycles.Stutter {
		return ""
	}
	return s.graph.Lasso(l).Back.Step.String()
}

func (s *Study) colour(t *traces.Trace, path []int) {
	list := make([][]string, len(path))
	for i, node := range path {
		list[i] = s.Can(s.At(node).Values)
	}
	t.SetValences(list)
}

// StepText describes the step along an edge.
func (s *Study) StepText(node, edge int) string {
	edges := s.Edges(node, nil)
	t := s.graph.Along(node, []cycles.LassoStep{{From: node, Edge: edge, To: edges[edge].To}})
	return t.States[len(t.States)-1].Step.String()
}
