package search

import (
	"context"
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// LiveGraph is the graph of all states that a search found, with what its marks tell: a
// cycles.ActionGraph. Only its runs (Trace, Lasso and the like) are for one goroutine at a
// time.
type LiveGraph struct {
	graph *explore.Graph
	sys   *system.System
	sp    *system.Space
	seen  []system.Seen // by mark of a state
}

// Graph explores a system and returns the graph of its states, which tells which of the
// goals of the given names are true in each. What is found broken ends the search, and is in
// the report; then the graph is of what was visited before.
func Graph(ctx context.Context, sys *model.System, goals []string, opts Options) (g *LiveGraph, r *Report, err error) {
	opts.Edges = true
	s, r, err := observed(ctx, sys, goals, system.NoDecisions, opts)
	if err != nil {
		return nil, nil, err
	}
	return newLiveGraph(s.System, r.Result.Graph), r, nil
}

// observed explores a system and records in which states the goals of the given names are
// true; decisions says what it means for the search that one is.
func observed(ctx context.Context, sys *model.System, goals []string, decisions system.Decisions, opts Options) (s *spaces, r *Report, err error) {
	defer guard.Caught(&err)
	if sys, err = sys.Select(opts.Properties); err != nil {
		return nil, nil, err
	}
	c, err := runs.CompileFrom(sys, opts.HashSeed, opts.From, "")
	if err != nil {
		return nil, nil, err
	}
	if _, err := c.Observe(goals); err != nil {
		return nil, nil, err
	}
	c.Observed.Decisions = decisions
	s = &spaces{System: c}
	r, err = s.supervisedSearch(ctx, opts)
	return s, r, err
}

func newLiveGraph(c *system.System, graph *explore.Graph) *LiveGraph {
	return &LiveGraph{graph: graph, sys: c, sp: system.NewSpace(c), seen: c.AllSeen()}
}

// Len is the number of states.
func (g *LiveGraph) Len() int { return g.graph.Len() }

// Initial is the number of initial states, which come first.
func (g *LiveGraph) Initial() int { return g.graph.Initial() }

// Expanded reports whether all steps of a state are known.
func (g *LiveGraph) Expanded(node int) bool { return g.graph.Expanded(node) }

// Edges appends the steps that leave a state.
func (g *LiveGraph) Edges(node int, dst []cycles.Edge) []cycles.Edge {
	var room [32]explore.Edge
	for _, e := range g.graph.Edges(node, room[:0]) {
		dst = append(dst, cycles.Edge{To: int(e.To), Mark: e.Mark})
	}
	return dst
}

// Refused appends the marks of the steps that a bound refused.
func (g *LiveGraph) Refused(node int, dst []uint32) []uint32 {
	return append(dst, g.Seen(node).Refused...)
}

// Seen is what is known of a state.
func (g *LiveGraph) Seen(node int) *system.Seen { return &g.seen[g.graph.Mark(node)] }

// Truth reports whether the goal of a number, in the order of Graph's argument, is true in
// a state.
func (g *LiveGraph) Truth(node, goal int) bool { return g.Seen(node).Truths.Has(goal) }

// Bounds are the bounds that refused a step of the protocol in a state, by number.
func (g *LiveGraph) Bounds(node int) []int { return g.Seen(node).Bounds }

// BoundName is the name of a bound.
func (g *LiveGraph) BoundName(bound int) string { return g.sys.BoundName(bound) }

// Action is what the mark of a step stands for.
func (g *LiveGraph) Action(mark uint32) system.Action { return g.sys.ActionOf(mark) }

// System is the system whose states these are.
func (g *LiveGraph) System() *system.System { return g.sys }

// Trace returns a shortest run to a state.
func (g *LiveGraph) Trace(node int) *traces.Trace {
	return g.sp.Follow(g.graph.Path(node))
}

// Lasso returns the shortest run to where a lasso begins, and along it. Its last state is
// the last of the loop, and the step that closes the loop is in its Back.
func (g *LiveGraph) Lasso(l *cycles.Lasso) *traces.Trace {
	steps := g.stepsOf(l.Prefix)
	stutters := len(l.Loop) == 1 && l.Loop[0].Edge == cycles.Stutter
	if !stutters {
		steps = append(steps, g.stepsOf(l.Loop)...)
	}
	way := g.graph.Path(l.Start())
	labels, _, _ := g.sp.RunAlong(way, steps)
	t := g.sp.Follow(labels)
	t.Loop = len(way) + len(l.Prefix) - 1
	if last := t.Steps(); !stutters {
		t.Back, t.States = &t.States[last], t.States[:last]
		if !traces.Equal(t.Back.Vars, t.States[t.Loop].Vars) {
			t.Meta.UpTo = g.sys.UpTo()
		}
	}
	return t
}

// higher returns by how much the numbers by difference are higher each time that the loop
// of a lasso comes back.
func (g *LiveGraph) higher(l *cycles.Lasso) int64 {
	if l.Loop[0].Edge == cycles.Stutter {
		return 0
	}
	way, _, _ := g.sp.RunAlong(g.graph.Path(l.Start()), g.stepsOf(l.Prefix))
	_, begin, end := g.sp.RunAlong(way, g.stepsOf(l.Loop))
	shift, closes := g.sp.ShiftBetween(begin, end)
	if !closes {
		panic(guard.Internal{Err: fmt.Errorf("the loop of a lasso does not close")})
	}
	return shift
}

func (g *LiveGraph) stepsOf(steps []cycles.LassoStep) (out []system.StepFrom) {
	for _, s := range steps {
		out = append(out, system.StepFrom{Way: g.graph.Path(s.From), Label: g.labelOf(s)})
	}
	return out
}

func (g *LiveGraph) labelOf(s cycles.LassoStep) uint32 {
	return g.graph.Edges(s.From, nil)[s.Edge].Label
}
