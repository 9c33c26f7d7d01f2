package check

import (
	"context"
	"errors"
	"slices"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// Endless judges the run so far as one without end, which goes back from where the walk is to state number loop: it returns the
// temporal properties that are false of it. It is no behaviour, and closes is false, if no step leads back there; one that changes
// nothing always does. The error says that a formula cannot be evaluated.
func (w *Walk) Endless(loop int) (closes bool, broken []traces.Finding, err error) {
	sp, last := w.sp, w.Len()
	to := w.sp.values(nil, w.places[loop].words)
	w.expand(w.here())
	closes = loop == last || slices.ContainsFunc(w.here().next, func(p *walked) bool {
		return !p.cut && slices.Equal(p.words[:sp.vars], w.places[loop].words[:sp.vars])
	})
	m := sp.run
	if !closes || m.live == nil {
		return closes, nil, nil
	}
	g, err := w.graph(to)
	if err != nil {
		return true, nil, err
	}
	g.loop = loop
	lasso := g.lasso()
	g.each(m, func(claim *temporalClaim, v *viewer, property, fairness *cycles.Formula) {
		if lasso.Satisfies(g, cycles.And(fairness, cycles.Not(property))) {
			f := traces.Finding{Property: claim.name, Kind: KindTemporal, Text: endlessText(claim.name, claim.clause.Expr.GetSpan(), last, loop)}
			broken = append(broken, f)
		} else if u := g.undecided(property, fairness); u != nil {
			broken = append(broken, w.undecided(claim, v, u))
		}
	})
	return true, broken, nil
}

// undecidedHere lists the temporal properties that depend on what cannot be evaluated where the walk is.
func (w *Walk) undecidedHere() (broken []traces.Finding, err error) {
	sp, last := w.sp, w.Len()
	if sp.run.live == nil {
		return nil, nil
	}
	g, err := w.graph(sp.values(nil, w.here().words))
	if err != nil {
		return nil, err
	}
	g.loop = last
	g.each(sp.run, func(claim *temporalClaim, v *viewer, property, fairness *cycles.Formula) {
		u := g.undecided(property, fairness)
		if u != nil && (u.Step.From == last || u.OfStep && u.Step.To == last) {
			broken = append(broken, w.undecided(claim, v, u))
		}
	})
	return broken, nil
}

// graph is the run so far, with a step to a state after it, as a graph.
func (w *Walk) graph(to []value.Value) (*lassoGraph, error) {
	sp := w.sp
	g := &lassoGraph{}
	before := sp.values(nil, w.places[0].words)
	for _, p := range w.places {
		now := sp.values(nil, p.words)
		if err := g.add(sp, before, now); err != nil {
			return nil, err
		}
		before = now
	}
	if err := g.add(sp, before, to); err != nil {
		return nil, err
	}
	// The first step was none; the last state is one that was there already.
	g.step, g.state = g.step[1:], g.state[:len(w.places)]
	return g, nil
}

// each calls f with every temporal property, as the graph is seen by it.
func (g *lassoGraph) each(m *run, f func(claim *temporalClaim, v *viewer, property, fairness *cycles.Formula)) {
	for i := range m.live.properties {
		v := m.live.viewer(&view{}, slices.Concat(g.state, g.step)...)
		property, fairness := v.formulas(i)
		g.picked = v.view
		f(&m.temporal[i], v, property, fairness)
	}
}

// undecided says where a property depends on what cannot be evaluated.
func (g *lassoGraph) undecided(property, fairness *cycles.Formula) (u *cycles.Undecided) {
	_, err := cycles.Counterexample(context.Background(), g, fairness, property)
	errors.As(err, &u)
	return u
}

func (w *Walk) undecided(claim *temporalClaim, v *viewer, u *cycles.Undecided) traces.Finding {
	from, to := w.sp.values(nil, w.places[u.Step.From].words), []value.Value(nil)
	if u.OfStep {
		to = w.sp.values(nil, w.places[u.Step.To].words)
	}
	shown := failure(claim.name, w.sp.atomError(v.of(u), from, to))
	return traces.Finding{Property: shown.Property, Kind: shown.Kind, Text: shown.Text}
}

// lassoGraph is one behaviour without end, as a graph: after each state comes the next, after the last one that where the loop begins.
type lassoGraph struct {
	state, step [][]byte // the atoms that are true of the states, and of the steps from them
	loop        int
	picked      *view // which of them the property looks at
}

// add adds the atoms of a state, and of the step to it.
func (g *lassoGraph) add(sp *space, from, to []value.Value) error {
	state, step, err := sp.truths(from, to)
	g.state, g.step = append(g.state, state), append(g.step, step)
	return err
}

// lasso is the behaviour.
func (g *lassoGraph) lasso() *cycles.Lasso {
	lasso := &cycles.Lasso{}
	for i := range g.state {
		step := cycles.LassoStep{From: i, To: i + 1}
		if i < g.loop {
			lasso.Prefix = append(lasso.Prefix, step)
			continue
		}
		if i == len(g.state)-1 {
			step.To = g.loop
		}
		lasso.Loop = append(lasso.Loop, step)
	}
	return lasso
}

func (g *lassoGraph) Len() int          { return len(g.state) }
func (g *lassoGraph) Initial() int      { return 1 }
func (g *lassoGraph) Expanded(int) bool { return true }

// The marks are the places of the states, and of the steps from them.
func (g *lassoGraph) Mark(node int) uint32 { return uint32(node) }
func (g *lassoGraph) Stutter() uint32      { return uint32(len(g.step)) }

func (g *lassoGraph) StateAtoms(mark uint32) cycles.Bits { return pick(g.state[mark], g.picked.state) }

func (g *lassoGraph) StepAtoms(mark uint32) cycles.Bits {
	if mark == g.Stutter() {
		return g.picked.stutter
	}
	return pick(g.step[mark], g.picked.step)
}

func (g *lassoGraph) Edges(node int, dst []cycles.Edge) []cycles.Edge {
	to := node + 1
	if to == len(g.state) {
		to = g.loop
	}
	return append(dst, cycles.Edge{To: to, Mark: uint32(node)})
}
