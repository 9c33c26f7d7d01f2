package eval

import (
	"slices"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Reason is the part of a false formula that makes it false.
type Reason struct {
	Span  syntax.Span
	Bound []NamedValue // the values of the bound variables around it: the witnesses
	// Values are those of its operands that neither the text nor Bound shows.
	Values []NamedValue
}

// Why finds the part of a formula that makes it false in the machine's states, nil if it is not false. It goes through
// definitions, conjunctions, implications, universal quantifiers and the A of a step [A]_v.
func (f *Formula) Why(m *Machine) (why *Reason) {
	ok, err := f.Holds(m)
	if ok || err != nil {
		return nil
	}
	defer rescue.Known(func(*Error) { m.reset() })
	w := explainer{p: f.prog, m: m, md: f.md, why: &Reason{Span: f.expr.GetSpan()}}
	why = w.why
	w.false(f.expr, f.at)
	return why
}

type explainer struct {
	p   *Program
	m   *Machine
	md  mode
	why *Reason
}

// holds evaluates a part.
func (w *explainer) holds(e syntax.Expr, at env) bool {
	c, _ := w.p.condition(e, at, w.md, "this formula")
	w.m.grow()
	return c(w.m)
}

// false goes down into a formula that is false.
func (w *explainer) false(e syntax.Expr, at env) {
	w.why.Span = e.GetSpan()
	switch e := e.(type) {
	case *syntax.Label:
		w.false(e.Body, at)
	case *syntax.Junction:
		if e.Op == "/\\" {
			w.first(e.Items, at)
		}
	case *syntax.Let:
		inner, names := w.p.letEnv(e, at)
		loosen(names)
		w.false(e.Body, inner)
	case *syntax.If:
		if w.holds(e.Cond, at) {
			w.false(e.Then, at)
		} else {
			w.false(e.Else, at)
		}
	case *syntax.Quant:
		if e.Kind == syntax.Forall {
			w.witness(e, at)
		}
	case *syntax.Box:
		w.false(e.Action, at)
	case *syntax.Ref:
		body, inner, lang := w.p.unfold(e, at)
		switch {
		case body != nil:
			w.false(body, inner)
		case lang == "/\\":
			w.first(e.Bind.Args, at)
		case lang == "=>":
			w.false(e.Bind.Args[1], at)
		default:
			w.operands(e, at)
		}
	case *syntax.FuncApply:
		w.operands(e, at)
	}
}

// operands notes the values of what a false comparison compares.
func (w *explainer) operands(e syntax.Expr, at env) {
	for _, o := range w.p.operands(e, at, w.md) {
		known := func(v NamedValue) bool { return v.Name == o.Name }
		if o.code.uses.constant() || slices.ContainsFunc(w.why.Bound, known) || slices.ContainsFunc(w.why.Values, known) {
			continue
		}
		w.m.grow()
		if v := o.code.eval(w.m); !v.IsNone() {
			w.why.Values = append(w.why.Values, NamedValue{o.Name, v})
		}
	}
}

// first goes down into the first false item of a conjunction.
func (w *explainer) first(items []syntax.Expr, at env) {
	for _, item := range items {
		if !w.holds(item, at) {
			w.false(item, at)
			return
		}
	}
}

// witness finds the first values for which a universal quantifier is false.
func (w *explainer) witness(e *syntax.Quant, at env) {
	groups, inner, _, slots := w.p.bounds(e, e.Bounds, at, w.md)
	body, _ := w.p.condition(e.Body, inner, w.md, "the body of this quantifier")
	w.m.grow()
	var found []value.Value
	w.m.each(groups, func() bool {
		if body(w.m) {
			return true
		}
		found = w.m.saved(slots, nil)
		return false
	})
	if found == nil {
		return
	}
	fixed := at
	i := 0
	for _, b := range e.Bounds {
		for _, v := range b.Vars {
			fixed = fixed.bind(v, &fixedMeaning{found[i]})
			w.why.Bound = append(w.why.Bound, NamedValue{v.Name.Text, found[i]})
			i++
		}
	}
	w.false(e.Body, fixed)
}
