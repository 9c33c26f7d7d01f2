package resolve

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
)

// value resolves an expression that must stand for a value.
func (r *resolver) value(e syntax.Expr) { r.expr(e) }

func (r *resolver) values(list []syntax.Expr) {
	for _, e := range list {
		r.value(e)
	}
}

// argument resolves an argument for a parameter of the given arity: a value for 0, else an operator.
func (r *resolver) argument(e syntax.Expr, arity int) {
	if arity == 0 {
		if l, ok := e.(*syntax.Lambda); ok {
			r.errorf(l, "expected a value, found a LAMBDA")
			return
		}
		r.value(e)
		return
	}
	switch e := e.(type) {
	case *syntax.Lambda:
		if len(e.Params) != arity {
			r.errorf(e, "expected an operator with %d parameters, found a LAMBDA with %d", arity, len(e.Params))
		}
		r.lambda(e)
	case *syntax.Ref:
		r.ref(e, arity)
	default:
		r.errorf(e, "expected an operator with %d parameters, found an expression", arity)
		r.value(e)
	}
}

// operand resolves an argument of an operator. An operator that is given must take values: operators of operators have no more than two
// levels.
func (r *resolver) operand(e syntax.Expr, arity int) {
	r.argument(e, arity)
	ref, ok := e.(*syntax.Ref)
	if !ok || arity == 0 || ref.Bind == nil {
		return
	}
	if r.takesOperators(ref.Bind) {
		r.errorf(e, "expected an operator on values with %d parameters, found %s, which itself takes an operator", arity, ref.Name.Text)
	}
}

// takesOperators reports whether a parameter of what is named is an operator.
func (r *resolver) takesOperators(b *syntax.Binding) bool {
	if b.Sub != nil {
		return slices.ContainsFunc(b.Sub.Params, func(d syntax.Decl) bool { return d.NumParams() > 0 })
	}
	for i := range b.Decl.NumParams() {
		if r.paramArity(b.Decl, i) > 0 {
			return true
		}
	}
	return false
}

func (r *resolver) lambda(e *syntax.Lambda) {
	r.scope(func() {
		for _, p := range e.Params {
			r.push(p.Name, p)
		}
		r.value(e.Body)
	})
}

// quantified resolves the sets of bound variables, then a body in which they are bound.
func (r *resolver) quantified(body syntax.Expr, list ...*syntax.Bounds) {
	r.scope(func() {
		r.boundSets(list)
		r.bind(list)
		r.value(body)
	})
}

func (r *resolver) boundSets(list []*syntax.Bounds) {
	for _, b := range list {
		if b.Set != nil {
			r.value(b.Set)
		}
	}
}

func (r *resolver) bind(list []*syntax.Bounds) {
	for _, b := range list {
		for _, v := range b.Vars {
			r.push(v.Name, v)
			r.bound = append(r.bound, v)
		}
	}
}

func (r *resolver) fields(list []*syntax.FieldExpr) {
	seen := map[string]bool{}
	for _, f := range list {
		if seen[f.Name.Text] {
			r.errorf(f.Name, "the field %s stands here twice", f.Name.Text)
		}
		seen[f.Name.Text] = true
		r.value(f.Expr)
	}
}

// expr resolves an expression.
func (r *resolver) expr(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.Ref:
		r.ref(e, 0)
	case *syntax.At:
		if len(r.updates) == 0 {
			r.errorf(e, "@ stands outside of the value of an EXCEPT")
			return
		}
		e.Update = r.updates[len(r.updates)-1]
	case *syntax.Junction:
		r.values(e.Items)
	case *syntax.Quant:
		r.quantified(e.Body, e.Bounds...)
	case *syntax.Choose:
		r.quantified(e.Body, e.Bounds)
	case *syntax.SetEnum:
		r.values(e.Elems)
	case *syntax.SetFilter:
		r.quantified(e.Cond, e.Bounds)
	case *syntax.SetMap:
		r.quantified(e.Body, e.Bounds...)
	case *syntax.FuncLit:
		r.quantified(e.Body, e.Bounds...)
	case *syntax.FuncApply:
		r.value(e.Fn)
		r.values(e.Args)
		r.functionArity(e)
	case *syntax.FuncSet:
		r.value(e.Domain)
		r.value(e.Range)
	case *syntax.RecordLit:
		r.fields(e.Fields)
	case *syntax.RecordSet:
		r.fields(e.Fields)
	case *syntax.Field:
		r.value(e.Record)
	case *syntax.Except:
		r.except(e)
	case *syntax.Tuple:
		r.values(e.Elems)
	case *syntax.Times:
		r.values(e.Factors)
	case *syntax.Box:
		r.value(e.Action)
		r.value(e.Sub)
	case *syntax.Angle:
		r.value(e.Action)
		r.value(e.Sub)
	case *syntax.Fairness:
		r.value(e.Sub)
		r.value(e.Action)
	case *syntax.If:
		r.value(e.Cond)
		r.value(e.Then)
		r.value(e.Else)
	case *syntax.Case:
		for _, a := range e.Arms {
			r.value(a.Cond)
			r.value(a.Body)
		}
		if e.Other != nil {
			r.value(e.Other)
		}
	case *syntax.Let:
		r.let(e)
	case *syntax.Label:
		r.label(e)
	case *syntax.Lambda:
		r.errorf(e, "a LAMBDA stands only where an operator is expected")
	case *syntax.Sequent:
		r.errorf(e, "ASSUME ... PROVE stands only in theorems")
	}
}

// functionArity refuses f[a, b] where f is defined as f[x \in S].
func (r *resolver) functionArity(e *syntax.FuncApply) {
	ref, ok := e.Fn.(*syntax.Ref)
	if !ok || ref.Bind == nil || len(e.Args) < 2 {
		return
	}
	d, ok := ref.Bind.Decl.(*syntax.OpDef)
	if !ok || !d.Function || ref.Bind.Sub != nil {
		return
	}
	n := 0
	for _, b := range d.Body.(*syntax.FuncLit).Bounds {
		if b.Tuple {
			n++
		} else {
			n += len(b.Vars)
		}
	}
	if n != len(e.Args) {
		r.errorf(e, "the function %s has %d arguments, found %d", d.Name.Text, n, len(e.Args))
	}
}

func (r *resolver) except(e *syntax.Except) {
	r.value(e.Fn)
	for _, u := range e.Updates {
		for _, p := range u.Path {
			r.values(p.Index)
		}
		labels := r.labels
		r.labels = nil
		r.updates = append(r.updates, u)
		r.value(u.Value)
		r.updates = r.updates[:len(r.updates)-1]
		r.labels = labels
	}
}

func (r *resolver) let(e *syntax.Let) {
	r.scope(func() {
		pending := r.recursive(e.Defs)
		announced := map[*syntax.OpDef]bool{}
		for _, u := range e.Defs {
			switch u := u.(type) {
			case *syntax.Recursive:
				for _, d := range u.Decls {
					if def := pending[d]; def != nil {
						r.push(d.Name, def)
						announced[def] = true
					}
				}
			case *syntax.OpDef:
				u.InLet, u.Module = true, r.mod.Name()
				r.opDef(u)
				if !announced[u] {
					r.push(u.Name, u)
				}
			case *syntax.Instance:
				r.letInstance(u)
			}
		}
		r.value(e.Body)
	})
}

// letInstance resolves an instance of a LET, which must have a name.
func (r *resolver) letInstance(u *syntax.Instance) {
	r.instance(u)
	r.push(u.Name, u)
}

// label checks that a label names the variables that are bound between it and the definition (or label) around it.
func (r *resolver) label(e *syntax.Label) {
	if r.labels == nil {
		r.errorf(e.Name, "the label %s stands where no label can: outside of a named definition, in an EXCEPT, or where a NEW of an inner ASSUME is known", e.Name.Text)
	} else if r.labels[e.Name.Text] {
		r.errorf(e.Name, "the label %s stands twice in the definition", e.Name.Text)
	} else {
		r.labels[e.Name.Text] = true
	}
	want := map[string]bool{}
	for _, b := range r.bound {
		want[b.Name.Text] = true
	}
	for _, p := range e.Params {
		if !want[p.Name.Text] {
			r.errorf(p, "the label %s names %s, which is no variable bound between it and the definition", e.Name.Text, p.Name.Text)
		}
		delete(want, p.Name.Text)
	}
	for _, b := range r.bound {
		if want[b.Name.Text] {
			r.errorf(e.Name, "the label %s must name the bound variable %s: %s(%s)", e.Name.Text, b.Name.Text, e.Name.Text, b.Name.Text)
			break
		}
	}
	saved, bound := r.labels, r.bound
	r.labels, r.bound = map[string]bool{}, nil
	r.value(e.Body)
	r.labels, r.bound = saved, bound
}
