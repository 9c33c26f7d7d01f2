package search

import (
	"context"
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/internal/system"
)

// Around is what leaves a state, and what follows each step. A step has the same mark before
// and after another one, also where numbers go by difference.
type Around struct {
	// Edges are those of the graph, but for the marks.
	Edges []cycles.Edge
	// After has by edge the steps that follow, where they are known, and Refused those that
	// a bound refuses there. To tells their ends from each other, and is no number of a state.
	After   [][]cycles.Edge
	Refused [][]uint32
}

// EachAround calls f for each state of which the steps are known, in order. It must not keep
// what it is given. The error says that ctx is done.
func (g *LiveGraph) EachAround(ctx context.Context, f func(node int, a *Around)) error {
	look := g.look
	if g.sys.Model.Numbers != nil {
		look = g.rewalk().look
	}
	a := &Around{}
	for node := range g.Len() {
		if node%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if g.Expanded(node) {
			a.Edges, a.After, a.Refused = a.Edges[:0], a.After[:0], a.Refused[:0]
			look(node, a)
			f(node, a)
		}
	}
	return ctx.Err()
}

// look reads from the graph what is around a state.
func (g *LiveGraph) look(node int, a *Around) {
	a.Edges = g.Edges(node, a.Edges)
	for _, e := range a.Edges {
		after := a.follow()
		if g.Expanded(e.To) {
			*after = g.Edges(e.To, *after)
		}
		a.Refused = append(a.Refused, g.Seen(e.To).Refused)
	}
}

// follow makes room for what follows one more edge.
func (a *Around) follow() *[]cycles.Edge {
	last := len(a.After)
	if last < cap(a.After) {
		a.After = a.After[:last+1]
		a.After[last] = a.After[last][:0]
	} else {
		a.After = append(a.After, nil)
	}
	return &a.After[last]
}

// rewalk takes the steps of a graph once more, from each state as it was found, because by
// difference a message has another name where the numbers are renumbered in another way.
type rewalk struct {
	*LiveGraph
	sp     *system.Space
	states [][]uint32 // by node: those that were reached and are still to be left
}

func (g *LiveGraph) rewalk() *rewalk {
	w := &rewalk{g, system.NewSpace(g.sys), make([][]uint32, g.Len())}
	w.sp.Plain = true
	for node := range g.Initial() {
		_, w.states[node], _ = w.sp.RunAlong(g.graph.Path(node), nil)
	}
	return w
}

// look finds out what is around a state. The states before it have been looked at.
func (w *rewalk) look(node int, a *Around) {
	s, names := w.states[node], map[uint64]int{}
	w.states[node] = nil
	here := w.expand(s)
	for i, e := range w.graph.Edges(node, nil) {
		if here.Of()[i].Label != e.Label {
			panic(guard.Internal{Err: fmt.Errorf("steps of the graph are other ones when they are taken once more")})
		}
		to := int(e.To)
		a.Edges = append(a.Edges, cycles.Edge{To: to, Mark: here.MarkOf(i)})
		after := a.follow()
		if !w.Expanded(to) {
			a.Refused = append(a.Refused, nil)
			continue
		}
		next := w.take(s, step.Label(e.Label))
		if to > node && w.states[to] == nil {
			w.states[to] = next
		}
		there := w.expand(next)
		for j, end := range there.Of() {
			if _, known := names[end.Name]; !known {
				names[end.Name] = len(names)
			}
			*after = append(*after, cycles.Edge{To: names[end.Name], Mark: there.MarkOf(j)})
		}
		a.Refused = append(a.Refused, w.sys.SeenOf(there.MarkOfState()).Refused)
	}
}

// take takes a step that has been judged before.
func (w *rewalk) take(s []uint32, l step.Label) []uint32 {
	change := w.sp.ChangeOf(s, l, 0)
	if !w.sp.Apply(s, &change) {
		panic(guard.Internal{Err: fmt.Errorf("a step of the graph is not enabled: label %#x", l)})
	}
	return w.sp.FX.Write(w.sp, s, nil)
}

func (w *rewalk) expand(s []uint32) *explore.Successors {
	out := explore.NewMarked()
	w.sp.Expand(s, out)
	guard.Must(out.Err())
	return out
}
