package check

import (
	"context"
	"errors"
	"slices"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// Ending is what comes of taking a run for one without end.
type Ending struct {
	// Closes reports whether a step leads back to where the run is to go on.
	Closes bool
	// UpTo is "" if that step leads to the very state. Otherwise it leads to one of which the VIEW shows the same, the loop can be
	// taken from there again and again, and UpTo names the VIEW.
	UpTo string
	// Broken are the temporal properties that are false of the run.
	Broken []traces.Finding
	// Open are those of which nothing can be said, because the loop closes only up to the VIEW, and what they look at does not
	// depend on what the VIEW shows alone.
	Open []string
}

// Endless judges the run so far as one without end, which goes back from where the walk is to state number loop. It is no behaviour
// if no step leads back there; one that changes nothing always does. Where the spec has a VIEW, the loop may close up to the VIEW, as
// in a search. The error says that a formula cannot be evaluated.
func (w *Walk) Endless(loop int) (*Ending, error) {
	sp, last := w.sp, w.Len()
	to := sp.values(nil, w.places[loop].words)
	w.expand(w.here())
	e := &Ending{Closes: loop == last || slices.ContainsFunc(w.here().next, func(p *walked) bool {
		return !p.cut && slices.Equal(p.words[:sp.vars], w.places[loop].words[:sp.vars])
	})}
	m := sp.run
	if m.live == nil {
		return e, nil
	}
	if !e.Closes {
		w.underView(loop, e)
		return e, nil
	}
	g, err := w.graph(to)
	if err != nil {
		return e, err
	}
	g.loop = loop
	lasso, t := g.lasso(), &traces.Trace{States: make([]traces.State, last+1), Loop: loop}
	g.each(m, func(claim *temporalClaim, v *viewer, property, fairness *cycles.Formula) {
		if lasso.Satisfies(g, cycles.And(fairness, cycles.Not(property))) {
			e.Broken = append(e.Broken, claim.isFalse(t))
		} else if u := g.undecided(property, fairness); u != nil {
			e.Broken = append(e.Broken, w.undecided(claim, v, u))
		}
	})
	return e, nil
}

// isFalse says that the claim is false of a run without end.
func (c *temporalClaim) isFalse(t *traces.Trace) traces.Finding {
	return traces.Finding{Property: c.name, Kind: KindTemporal, Text: endlessText(c.name, c.clause.Expr.GetSpan(), t)}
}

// underView judges the run as one without end that closes only up to the VIEW.
func (w *Walk) underView(loop int, e *Ending) {
	m := w.sp.run
	if m.view == nil || m.impure {
		return
	}
	var path [][]uint32
	for _, p := range w.places {
		path = append(path, p.words)
	}
	t := &traces.Trace{States: make([]traces.State, len(path)), Loop: loop, Meta: traces.Meta{UpTo: m.upTo()}}
	open := make([]bool, len(m.temporal))
	broken := make([]bool, len(m.temporal))
	// Without a context that ends there is no error.
	_ = w.sp.eachRounds(context.Background(), path, loop, func(r *rounds) bool {
		e.Closes, e.UpTo = true, m.upTo()
		for i := range m.temporal {
			broken[i] = broken[i] || r.obstacle(w.sp, i) == ""
			open[i] = open[i] || r.open(w.sp, i) != ""
		}
		return false
	})
	for i := range m.temporal {
		switch c := &m.temporal[i]; {
		case broken[i]:
			e.Broken = append(e.Broken, c.isFalse(t))
		case open[i]:
			e.Open = append(e.Open, c.name)
		}
	}
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
