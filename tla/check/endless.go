package check

import (
	"slices"

	"github.com/synod-go/synod/tla/live"
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
	m := sp.model
	if !closes || m.live == nil {
		return closes, nil, nil
	}
	var g lassoGraph
	before := sp.values(nil, w.places[0].words)
	for _, p := range w.places {
		now := sp.values(nil, p.words)
		if err := g.add(sp, before, now); err != nil {
			return true, nil, err
		}
		before = now
	}
	if err := g.add(sp, before, to); err != nil {
		return true, nil, err
	}
	// The first step was none; the last state is one that was there already.
	g.step, g.state = g.step[1:], g.state[:last+1]
	g.loop = loop
	var lasso live.Lasso
	for i := range g.state {
		step := live.LassoStep{From: i, To: i + 1}
		if i < loop {
			lasso.Prefix = append(lasso.Prefix, step)
			continue
		}
		if i == last {
			step.To = loop
		}
		lasso.Loop = append(lasso.Loop, step)
	}
	for i := range m.live.properties {
		v := viewer{l: m.live, view: &view{}, bits: map[int]int{}}
		property, fairness := v.formulas(i)
		g.picked = v.view
		claim := &m.temporal[i]
		if !v.full && lasso.Satisfies(&g, live.And(fairness, live.Not(property))) {
			f := traces.Finding{Property: claim.name, Kind: KindTemporal, Text: endlessText(claim.name, claim.clause.Expr.GetSpan(), last, loop)}
			broken = append(broken, f)
		}
	}
	return true, broken, nil
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

func (g *lassoGraph) Len() int                { return len(g.state) }
func (g *lassoGraph) Initial() int            { return 1 }
func (g *lassoGraph) Expanded(int) bool       { return true }
func (g *lassoGraph) Bits(node int) live.Bits { return pick(g.state[node], g.picked.state) }
func (g *lassoGraph) Stutter() live.Bits      { return g.picked.stutter }

func (g *lassoGraph) Edges(node int, dst []live.Edge) []live.Edge {
	to := node + 1
	if to == len(g.state) {
		to = g.loop
	}
	return append(dst, live.Edge{To: to, Bits: pick(g.step[node], g.picked.step)})
}
