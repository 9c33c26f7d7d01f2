package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
)

// What is accepted and looks like a slip: a check that says less than one thinks.

// advice are the warnings about what the model file asks for.
func (m *run) advice() (list []string) {
	warn := func(at syntax.Span, format string, args ...any) {
		list = append(list, at.String()+": "+fmt.Sprintf(format, args...))
	}
	for _, mod := range m.spec.Order {
		if why := stale(mod.Syntax); why != "" {
			warn(mod.Syntax.AlgorithmAt, "%s", why)
		}
	}
	for _, n := range m.config.Invariants {
		if e, err := m.reference(n); err == nil && e.GetLevel() == syntax.ConstantLevel {
			warn(n.Span, "the invariant %s mentions no variable, so it is the same in all states; write ASSUME for what is to hold of constants", n.Text)
		}
	}
	for _, n := range m.config.Properties {
		if e, err := m.reference(n); err == nil && e.GetLevel() <= syntax.StateLevel {
			warn(n.Span, "the PROPERTY %s is a formula about one state, so it is judged in the initial states alone; for all states claim it as INVARIANT, or as []%[1]s", n.Text)
		}
	}
	if len(m.temporal) > 0 && len(m.fairness) == 0 && !m.assumesFairness() {
		from := "the specification " + m.config.Specification.Text + " has no fairness"
		at := m.config.Specification.Span
		if m.config.Specification.Text == "" {
			at, from = m.config.Next.Span, "INIT and NEXT say nothing of fairness"
		}
		warn(at, "%s, so a behaviour may stop in any state, and what is to happen eventually need not; WF or SF in a SPECIFICATION says what must go on", from)
	}
	if lacking := m.unboxed(); len(lacking) > 0 {
		warn(m.box.Sub.GetSpan(), "the subscript of the next-state relation lacks %s: a step that leaves the subscript as it is may change that in any way, and such steps are not looked at",
			strings.Join(lacking, ", "))
	}
	for _, n := range m.fieldsLikeDefinitions() {
		warn(n.Span, "the field %s has the name of a definition, and has nothing to do with it: r.%[1]s is r[\"%[1]s\"]; write r[%[1]s] for what is defined", n.Text)
	}
	return list
}

// assumesFairness reports whether the temporal properties themselves say under which fairness they claim something, or that cannot be
// told because the evaluation of what is constant in them was interrupted.
func (m *run) assumesFairness() bool {
	var assumes func(t *eval.Temporal, negated bool) bool
	assumes = func(t *eval.Temporal, negated bool) bool {
		if t.Op == eval.WeakOp || t.Op == eval.StrongOp {
			return negated
		}
		return slices.ContainsFunc(t.Args, func(a *eval.Temporal) bool { return assumes(a, negated != (t.Op == eval.NotOp)) })
	}
	for i := range m.temporal {
		form, err := m.temporal[i].clause.Form()
		if eval.IsInterrupted(err) || err == nil && assumes(form, false) {
			return true
		}
	}
	return false
}

// unboxed are the variables that the v of [][Next]_v does not mention; none if that cannot be told.
func (m *run) unboxed() (lacking []string) {
	if m.box == nil {
		return nil
	}
	mentioned, clear := map[syntax.Decl]bool{}, true
	var look func(e syntax.Node)
	look = func(e syntax.Node) {
		syntax.Walk(e, func(n syntax.Node) bool {
			r, ok := n.(*syntax.Ref)
			switch {
			case !ok:
				return true
			case r.Bind == nil || len(r.Bind.Path) > 0 || r.Bind.Sub != nil:
				clear = false
				return true
			}
			switch d := r.Bind.Decl.(type) {
			case *syntax.Variable:
				clear = clear && slices.Contains(m.prog.Variables, d) // else it is one of an instance
			case *syntax.OpDef:
				if !mentioned[d] {
					mentioned[d] = true
					look(d.Body)
				}
			}
			mentioned[r.Bind.Decl] = true
			return true
		})
	}
	look(m.box.Sub)
	for _, v := range m.prog.Variables {
		if clear && !mentioned[v] {
			lacking = append(lacking, v.Name.Text)
		}
	}
	return lacking
}

// fieldsLikeDefinitions lists the field names that are also names of constant definitions without parameters, each where it is used
// first.
func (m *run) fieldsLikeDefinitions() (list []syntax.Name) {
	seen := map[string]bool{}
	field := func(n syntax.Name) {
		b := m.spec.Root.Lookup(n.Text)
		if n.Text == "" || b == nil || seen[n.Text] {
			return
		}
		if d, ok := b.Decl.(*syntax.OpDef); ok && len(d.Params) == 0 && !d.Function && d.Level == syntax.ConstantLevel {
			seen[n.Text] = true
			list = append(list, n)
		}
	}
	for _, mod := range m.spec.Order {
		syntax.Walk(mod.Syntax, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Field:
				field(n.Name)
			case *syntax.FieldExpr:
				field(n.Name)
			case *syntax.Update:
				for _, p := range n.Path {
					field(p.Field)
				}
			}
			return true
		})
	}
	return list
}
