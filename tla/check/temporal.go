package check

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// liveness is everything that is checked by looking for cycles.
type liveness struct {
	atoms    []*eval.Formula // in the order of their making
	kinds    []eval.Operator // StateAtom or StepAtom
	stutters []bool          // of step atoms
	given    [][]eval.Given
	eager    []bool
	places   []int // in state or step
	// state and step are the atoms by kind: formulas without temporal operators, of which the properties are made.
	state, step []atom
	stepsGiven  bool // whether some step atom is looked at only where others have a value

	fairness   []*eval.Temporal
	properties []*eval.Temporal // one for each of model.temporal
}

// compileTemporal compiles the temporal properties and the fairness that they may assume.
func (m *run) compileTemporal() error {
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
	n := len(l.atoms)
	l.kinds, l.stutters, l.places, l.given, l.eager = make([]eval.Operator, n), make([]bool, n), make([]int, n), make([][]eval.Given, n), make([]bool, n)
	for _, list := range [][]*eval.Temporal{l.fairness, l.properties} {
		for _, t := range list {
			l.note(t)
			l.noteEager(t)
		}
	}
	for i, f := range l.atoms {
		a := atom{Formula: f, eager: l.eager[i]}
		for _, g := range l.given[i] {
			a.given = append(a.given, eval.Given{Atom: l.places[g.Atom], Is: g.Is})
		}
		into := &l.state
		if l.kinds[i] == eval.StepAtom {
			into = &l.step
			l.stepsGiven = l.stepsGiven || len(a.given) > 0
		}
		l.places[i] = len(*into)
		*into = append(*into, a)
	}
	return nil
}

// prepareTemporal has the search log its edges, if there are temporal properties.
func (m *run) prepareTemporal(s *system, opts *Options, r *Report) error {
	if len(m.temporal) == 0 {
		return nil
	}
	if opts.Simulate != nil {
		r.Warnings = append(r.Warnings, "temporal properties are not checked in a simulation, in which every behaviour ends: they stay open")
		return nil
	}
	if m.liveErr != nil {
		return m.liveErr
	}
	if m.group != nil {
		// A state stands for its permutations then, and a behaviour that goes from one to another and never back to itself looks as if it
		// were a loop.
		s.group = nil
		r.Warnings = append(r.Warnings, "SYMMETRY is not used, because temporal properties are checked: with it violations are missed and false ones reported; to use it, check invariants and temporal properties with two model files")
	}
	if m.view != nil {
		r.Warnings = append(r.Warnings, "temporal properties are checked under VIEW: that can miss violations")
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
		l.kinds[t.Atom], l.stutters[t.Atom], l.given[t.Atom] = t.Op, t.Stutter, t.Given
	}
	for _, a := range t.Args {
		l.note(a)
	}
}

// noteEager finds the atoms that must have a value everywhere, as in TLC: those of fairness, of []<>P and of <>[]P, where these are no
// parts of larger temporal formulas. What they come to is decided by all states and steps alike.
func (l *liveness) noteEager(t *eval.Temporal) {
	switch t.Op {
	case eval.NotOp, eval.AndOp, eval.OrOp:
		for _, a := range t.Args {
			l.noteEager(a)
		}
	case eval.WeakOp, eval.StrongOp:
		l.mustHaveValues(t)
	case eval.AlwaysOp, eval.EventuallyOp:
		inner := t.Args[0]
		for inner.Op == eval.NotOp {
			inner = inner.Args[0]
		}
		if (inner.Op == eval.AlwaysOp || inner.Op == eval.EventuallyOp) && !temporal(inner.Args[0]) {
			l.mustHaveValues(inner)
		}
	}
}

func (l *liveness) mustHaveValues(t *eval.Temporal) {
	if t.Op == eval.StateAtom || t.Op == eval.StepAtom {
		l.eager[t.Atom] = true
	}
	for _, a := range t.Args {
		l.mustHaveValues(a)
	}
}

// temporal reports whether a formula has a temporal operator.
func temporal(t *eval.Temporal) bool {
	return t.Op >= eval.AlwaysOp || slices.ContainsFunc(t.Args, temporal)
}

// view is the graph as one property sees it: with the atoms of the property and of the fairness, as bits.
type view struct {
	*explore.Graph
	s           *system
	state, step []picked // what the bits say
	stutter     cycles.Bits
	edges       []explore.Edge
}

// picked is an atom, by its place among all of its kind, and what a bit says that it is.
type picked struct {
	place int
	is    byte
}

func pick(v []byte, list []picked) (bits cycles.Bits) {
	for i, p := range list {
		if v[p.place] == p.is {
			bits.Set(i)
		}
	}
	return bits
}

// Stutter is a mark behind those of the vectors.
func (v *view) Stutter() uint32 { return uint32(len(v.s.atoms.vectors)) }

func (v *view) StateAtoms(mark uint32) cycles.Bits { return pick(v.s.atoms.vectors[mark], v.state) }

func (v *view) StepAtoms(mark uint32) cycles.Bits {
	if mark == v.Stutter() {
		return v.stutter
	}
	return pick(v.s.atoms.vectors[mark], v.step)
}

func (v *view) Edges(node int, dst []cycles.Edge) []cycles.Edge {
	v.edges = v.Graph.Edges(node, v.edges[:0])
	for _, e := range v.edges {
		dst = append(dst, cycles.Edge{To: int(e.To), Mark: e.Mark})
	}
	return dst
}

// viewer gives atoms their bits.
type viewer struct {
	l     *liveness
	view  *view
	fails func(place int) bool // whether the atom of this place, of either kind, has no value somewhere
	atoms map[int]*cycles.Formula
}

func (l *liveness) viewer(v *view, vectors ...[]byte) *viewer {
	failed := map[int]bool{}
	for _, vector := range vectors {
		for place, is := range vector {
			if is == atomFailed {
				failed[place] = true
			}
		}
	}
	return &viewer{l: l, view: v, fails: func(place int) bool { return failed[place] }, atoms: map[int]*cycles.Formula{}}
}

// atom is an atom as one of the bits of the view, with one more for where it has no value.
func (w *viewer) atom(t *eval.Temporal) *cycles.Formula {
	if f := w.atoms[t.Atom]; f != nil {
		return f
	}
	list, of := &w.view.state, cycles.State
	if t.Op == eval.StepAtom {
		list, of = &w.view.step, cycles.Step
	}
	place, bit := w.l.places[t.Atom], len(*list)
	fails := w.fails(place)
	f := of(bit)
	*list = append(*list, picked{place, atomTrue})
	if fails {
		f = f.Unless(bit + 1)
		*list = append(*list, picked{place, atomFailed})
	}
	w.atoms[t.Atom] = f
	if t.Op == eval.StepAtom && w.l.stutters[t.Atom] {
		w.view.stutter.Set(bit)
	}
	return f
}

// of is the atom, by its place, of which a bit speaks.
func (w *viewer) of(u *cycles.Undecided) *atom {
	if u.OfStep {
		return &w.l.step[w.view.step[u.Atom].place]
	}
	return &w.l.state[w.view.state[u.Atom].place]
}

func (w *viewer) formula(t *eval.Temporal) *cycles.Formula {
	args := make([]*cycles.Formula, len(t.Args))
	for i, a := range t.Args {
		args[i] = w.formula(a)
	}
	switch t.Op {
	case eval.StateAtom, eval.StepAtom:
		return w.atom(t)
	case eval.NotOp:
		return cycles.Not(args[0])
	case eval.AndOp:
		return cycles.And(args...)
	case eval.OrOp:
		return cycles.Or(args...)
	case eval.AlwaysOp:
		return cycles.Always(args[0])
	case eval.EventuallyOp:
		return cycles.Eventually(args[0])
	case eval.WeakOp:
		return cycles.WF(args[0], args[1])
	case eval.StrongOp:
		return cycles.SF(args[0], args[1])
	}
	panic("a temporal operator of no known kind")
}

// formulas are a property, and the fairness that it may assume.
func (w *viewer) formulas(i int) (property, fairness *cycles.Formula) {
	property = w.formula(w.l.properties[i])
	var list []*cycles.Formula
	for _, f := range w.l.fairness {
		list = append(list, w.formula(f))
	}
	return property, cycles.And(list...)
}

// checkTemporal looks for behaviours that break temporal properties, one for each of at most so many, in the order of the model file.
func (s *system) checkTemporal(ctx context.Context, result *explore.Result, r *Report, most int) (list []*Violation, err error) {
	m := s.run
	for i := range m.live.properties {
		claim := &m.temporal[i]
		if len(list) == most {
			break
		}
		if slices.ContainsFunc(list, func(v *Violation) bool { return v.Property == claim.name }) {
			continue
		}
		w := m.live.viewer(&view{Graph: result.Graph, s: s}, s.atoms.vectors...)
		property, fairness := w.formulas(i)
		span := claim.clause.Expr.GetSpan()
		lasso, err := cycles.Counterexample(ctx, w.view, fairness, property)
		var undecided *cycles.Undecided
		switch {
		case err == nil:
		case errors.As(err, &undecided):
		case ctx.Err() != nil:
			boundedBy(ctx, r)
			return list, nil
		default:
			return nil, unsupported(span, fmt.Sprintf("the property %s: %v", claim.name, err))
		}
		s.decided++
		var v *Violation
		switch {
		case undecided != nil:
			if v, err = s.undecided(claim, w, result.Graph, undecided); err != nil {
				return nil, err
			}
		case lasso != nil:
			if v, err = s.lasso(ctx, i, result.Graph, lasso); err != nil {
				if !errors.Is(err, ctx.Err()) {
					return nil, err
				}
				s.decided--
				boundedBy(ctx, r)
				return list, nil
			}
		default:
			continue
		}
		list = append(list, v)
	}
	if len(list) == 0 && len(m.fairness) > 0 && !bounded(r) {
		s.adviseOnFairness(ctx, result, r)
	}
	return list, nil
}

// boundedBy notes why the search for cycles ended early.
func boundedBy(ctx context.Context, r *Report) {
	if by := explore.WhyDone(ctx); !slices.Contains(r.BoundedBy, by) {
		r.BoundedBy = append(slices.Clip(r.BoundedBy), by)
	}
}

// undecided is the failure of a property that depends on an atom that cannot be evaluated, with the behaviour that comes to it.
func (s *system) undecided(claim *temporalClaim, w *viewer, g *explore.Graph, u *cycles.Undecided) (*Violation, error) {
	b := s.behaviour(g, append(slices.Clone(u.Path), u.Step)[0].From)
	for _, step := range u.Path {
		b.add(step)
	}
	if b.err != nil {
		return nil, b.err
	}
	from, to := b.states[len(b.states)-1], []value.Value(nil)
	if u.OfStep {
		b.add(u.Step)
		to = b.states[len(b.states)-1]
	}
	if b.lost {
		return nil, unsupported(claim.clause.Expr.GetSpan(), fmt.Sprintf("what the property %s looks at seems to have no value somewhere, but no behaviour that comes "+
			"there can be shown: under a VIEW states that are not the same count as one; it has to be checked without the VIEW", claim.name))
	}
	v := failure(claim.name, b.sp.atomError(w.of(u), from, to))
	if u.Lasso != nil {
		// Under a VIEW the lasso need not be a behaviour of the spec. Then the way to where the value is missing is shown.
		if l := s.alongLasso(g, u.Lasso); l.err != nil || !l.lost && l.closes {
			b = l
		}
	}
	if b.err != nil {
		return nil, b.err
	}
	v.Trace, v.states = b.t, b.states
	b.sp.describe(v)
	return v, nil
}

// atomError is why an atom cannot be evaluated in a state, or of the step to another one.
func (sp *space) atomError(a *atom, from, to []value.Value) error {
	sp.judge.Load(eval.Current, from)
	if to != nil {
		sp.judge.Load(eval.Next, to)
	}
	if _, err := a.Holds(sp.judge); err != nil {
		return err
	}
	return errors.New("the evaluation failed during the search, but not when it was repeated")
}

func unsupported(span syntax.Span, msg string) error {
	return &eval.Error{Kind: eval.Unsupported, Span: span, Msg: msg}
}

// lasso is the violation of the i-th temporal property that a lasso of the graph shows. The error says that under a VIEW no behaviour
// of the spec shows it.
func (s *system) lasso(ctx context.Context, i int, g *explore.Graph, lasso *cycles.Lasso) (*Violation, error) {
	claim := &s.run.temporal[i]
	span := claim.clause.Expr.GetSpan()
	b := s.alongLasso(g, lasso)
	if b.err != nil {
		return nil, b.err
	}
	if s.run.view != nil {
		if why, err := b.underView(ctx, i); err != nil {
			return nil, err
		} else if why != "" {
			return nil, unsupported(span, fmt.Sprintf("the property %s seems to be violated, but by no behaviour that can be shown: under a VIEW states that are "+
				"not the same count as one, and %s; it has to be checked without the VIEW", claim.name, why))
		}
	}
	v := &Violation{
		Kind: KindTemporal, Property: claim.name, Text: endlessText(claim.name, span, b.t), Span: span, Trace: b.t, states: b.states, after: b.after,
	}
	b.sp.describe(v)
	return v, nil
}

// endlessText says which property is false of a behaviour that goes from its last state back to one.
func endlessText(name string, span syntax.Span, t *traces.Trace) string {
	text := fmt.Sprintf("the temporal property %s (%s) does not hold of a behaviour that ", name, span)
	switch last := len(t.States) - 1; {
	case last == t.Loop:
		return text + fmt.Sprintf("stays in state %d for ever", t.Loop)
	case t.Meta.UpTo != "":
		return text + fmt.Sprintf("goes from state %d back to %s for ever: the loop was taken %d times, and each time what the VIEW shows of its states and all "+
			"that the property and the fairness look at were the same, though the states were not; a later round may still differ",
			last, t.BackTo(t.Loop), roundsOf(last+1-t.Loop))
	default:
		return text + fmt.Sprintf("goes from state %d back to state %d for ever", last, t.Loop)
	}
}
