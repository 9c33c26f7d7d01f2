package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/live"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/traces"
)

// liveness is everything that is checked by looking for cycles.
type liveness struct {
	atoms    []*eval.Formula // in the order of their making
	kinds    []eval.Operator // StateAtom or StepAtom
	stutters []bool          // of step atoms
	places   []int           // in state or step
	// state and step are the atoms by kind: formulas without temporal operators, of which the properties are made.
	state, step []*eval.Formula

	fairness   []*eval.Temporal
	properties []*eval.Temporal // one for each of model.temporal
}

// compileTemporal compiles the temporal properties and the fairness that they may assume.
func (m *Model) compileTemporal() error {
	if len(m.temporal) == 0 {
		return nil
	}
	l := &liveness{}
	take := func(c *eval.Clause, into *[]*eval.Temporal) {
		if m.liveErr != nil {
			return
		}
		var t *eval.Temporal
		if t, l.atoms, m.liveErr = c.Temporal(l.atoms); m.liveErr == nil {
			*into = append(*into, t)
		}
	}
	for i := range m.fairness {
		take(&m.fairness[i], &l.fairness)
	}
	for i := range m.temporal {
		take(&m.temporal[i].clause, &l.properties)
	}
	if m.liveErr != nil {
		return nil // a simulation does without them
	}
	m.live = l
	l.kinds, l.stutters, l.places = make([]eval.Operator, len(l.atoms)), make([]bool, len(l.atoms)), make([]int, len(l.atoms))
	for _, list := range [][]*eval.Temporal{l.fairness, l.properties} {
		for _, t := range list {
			l.note(t)
		}
	}
	for i, f := range l.atoms {
		into := &l.state
		if l.kinds[i] == eval.StepAtom {
			into = &l.step
		}
		l.places[i] = len(*into)
		*into = append(*into, f)
	}
	return nil
}

// prepareTemporal has the search log its edges, if there are temporal properties.
func (m *Model) prepareTemporal(s *system, opts *Options, r *Report) error {
	if len(m.temporal) == 0 {
		return nil
	}
	if opts.Simulate != nil {
		r.Warnings = append(r.Warnings, "temporal properties are not checked in a simulation")
		return nil
	}
	if m.liveErr != nil {
		return m.liveErr
	}
	if m.group != nil {
		r.Warnings = append(r.Warnings, "temporal properties are checked under SYMMETRY: that can miss violations and report false ones")
	}
	if m.view != nil {
		r.Warnings = append(r.Warnings, "temporal properties are checked under VIEW: that can miss violations and report false ones")
	}
	if len(m.constraints)+len(m.actionLimit) > 0 {
		r.Warnings = append(r.Warnings, "temporal properties are checked under a constraint: behaviours that it cuts off are not looked at, so a property may hold emptily")
	}
	s.atoms = newAtoms()
	opts.Edges = true
	return nil
}

// note finds out what the atoms of a formula are.
func (l *liveness) note(t *eval.Temporal) {
	if t.Op == eval.StateAtom || t.Op == eval.StepAtom {
		l.kinds[t.Atom], l.stutters[t.Atom] = t.Op, t.Stutter
	}
	for _, a := range t.Args {
		l.note(a)
	}
}

// view is the graph as one property sees it: with the atoms of the property and of the fairness, as bits.
type view struct {
	*explore.Graph
	s           *system
	state, step []int // the atoms' places among all
	stutter     live.Bits
	edges       []explore.Edge
}

func pick(v []byte, places []int) (bits live.Bits) {
	for i, p := range places {
		if v[p] != 0 {
			bits.Set(i)
		}
	}
	return bits
}

func (v *view) Bits(node int) live.Bits {
	if !v.Expanded(node) {
		return live.Bits{}
	}
	return pick(v.s.atoms.vectors[v.Graph.Bits(node)], v.state)
}

func (v *view) Stutter() live.Bits { return v.stutter }

func (v *view) Edges(node int, dst []live.Edge) []live.Edge {
	v.edges = v.Graph.Edges(node, v.edges[:0])
	for _, e := range v.edges {
		dst = append(dst, live.Edge{To: int(e.To), Bits: pick(v.s.atoms.vectors[e.Bits], v.step)})
	}
	return dst
}

// viewer gives atoms their bits.
type viewer struct {
	l    *liveness
	view *view
	bits map[int]int
	full bool
}

func (w *viewer) formula(t *eval.Temporal) *live.Formula {
	args := make([]*live.Formula, len(t.Args))
	for i, a := range t.Args {
		args[i] = w.formula(a)
	}
	switch t.Op {
	case eval.StateAtom, eval.StepAtom:
		bit, ok := w.bits[t.Atom]
		list := &w.view.state
		if t.Op == eval.StepAtom {
			list = &w.view.step
		}
		if !ok {
			bit = len(*list)
			if bit >= live.MaxAtoms {
				w.full = true
				return live.True
			}
			*list = append(*list, w.l.places[t.Atom])
			w.bits[t.Atom] = bit
			if t.Op == eval.StepAtom && w.l.stutters[t.Atom] {
				w.view.stutter.Set(bit)
			}
		}
		if t.Op == eval.StepAtom {
			return live.Step(bit)
		}
		return live.State(bit)
	case eval.NotOp:
		return live.Not(args[0])
	case eval.AndOp:
		return live.And(args...)
	case eval.OrOp:
		return live.Or(args...)
	case eval.AlwaysOp:
		return live.Always(args[0])
	case eval.EventuallyOp:
		return live.Eventually(args[0])
	case eval.WeakOp:
		return live.WF(args[0], args[1])
	case eval.StrongOp:
		return live.SF(args[0], args[1])
	}
	panic("a temporal operator of no known kind")
}

// formulas are a property, and the fairness that it may assume.
func (w *viewer) formulas(i int) (property, fairness *live.Formula) {
	property = w.formula(w.l.properties[i])
	var list []*live.Formula
	for _, f := range w.l.fairness {
		list = append(list, w.formula(f))
	}
	return property, live.And(list...)
}

// checkTemporal looks for behaviours that break temporal properties, one for each of at most so many, in the order of the model file.
func (s *system) checkTemporal(ctx context.Context, result *explore.Result, r *Report, most int) (list []*Violation, err error) {
	m := s.model
	for i := range m.live.properties {
		claim := &m.temporal[i]
		if len(list) == most {
			break
		}
		if slices.ContainsFunc(list, func(v *Violation) bool { return v.Property == claim.name }) {
			continue
		}
		w := viewer{l: m.live, view: &view{Graph: result.Graph, s: s}, bits: map[int]int{}}
		property, fairness := w.formulas(i)
		span := claim.clause.Expr.GetSpan()
		if w.full {
			return nil, unsupported(span, fmt.Sprintf("the property %s with the spec's fairness has more than %d different predicates", claim.name, live.MaxAtoms))
		}
		lasso, err := live.Counterexample(ctx, w.view, fairness, property)
		if err != nil {
			if ctx.Err() != nil {
				r.BoundedBy = append(r.BoundedBy, explore.ByInterrupt)
				return list, nil
			}
			return nil, unsupported(span, fmt.Sprintf("the property %s: %v", claim.name, err))
		}
		s.decided++
		if lasso != nil {
			v, err := s.lasso(claim.name, span, result.Graph, lasso)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
	}
	return list, nil
}

func unsupported(span syntax.Span, msg string) error {
	return &eval.Error{Kind: eval.Unsupported, Span: span, Msg: msg}
}

// lasso is the violation that a lasso shows.
func (s *system) lasso(name string, span syntax.Span, g *explore.Graph, lasso *live.Lasso) (*Violation, error) {
	sp := s.Space().(*space)
	first := lasso.Start()
	if len(lasso.Prefix) > 0 {
		first = lasso.Prefix[0].From
	}
	labels := g.Path(first)
	t, states := sp.follow(labels)
	var words []uint32
	for _, l := range labels {
		words = explore.Step(sp, words, l)
	}
	add := func(step live.LassoStep) {
		if step.Edge == live.Stutter {
			return
		}
		label := g.Edges(step.From, nil)[step.Edge].Label
		st := sp.step(words, label)
		words = explore.Step(sp, words, label)
		states = append(states, sp.values(nil, words))
		t.States = append(t.States, traces.State{Vars: sp.record(sp.values(nil, words)), Step: st})
	}
	for _, step := range lasso.Prefix {
		add(step)
	}
	start := len(t.States) - 1
	for _, step := range lasso.Loop {
		add(step)
	}
	if last := len(t.States) - 1; last > start {
		// The last state is the loop's first one again.
		t.States, states = t.States[:last], states[:last]
	}
	t.Loop = start
	v := &Violation{Kind: KindTemporal, Property: name, Text: endlessText(name, span, len(t.States)-1, start), Trace: t, states: states}
	sp.describe(v)
	return v, nil
}

// endlessText says which property is false of a behaviour that goes from its last state back to one.
func endlessText(name string, span syntax.Span, last, loop int) string {
	text := fmt.Sprintf("the temporal property %s (%s) does not hold of a behaviour that ", name, span)
	if last == loop {
		return text + fmt.Sprintf("stays in state %d for ever", loop)
	}
	return text + fmt.Sprintf("goes from state %d back to state %d for ever", last, loop)
}
