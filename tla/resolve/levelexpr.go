package resolve

import (
	"maps"

	"github.com/synod-go/synod/tla/syntax"
)

// expr computes the level of an expression and sets it on the node.
func (l *levels) expr(e syntax.Expr) info {
	in := l.compute(e)
	e.SetLevel(in.level)
	return in
}

// all joins expressions, each of at most a level.
func (l *levels) all(out *info, most syntax.Level, what string, list ...syntax.Expr) {
	for _, e := range list {
		in := l.expr(e)
		l.atMost(out, in, most, e, what)
		out.join(in)
	}
}

// sets joins the sets of bound variables.
func (l *levels) sets(out *info, bounds []*syntax.Bounds) {
	for _, b := range bounds {
		if b.Set != nil {
			l.all(out, action, "the set of a bound variable", b.Set)
		}
	}
}

func (l *levels) fields(out *info, most syntax.Level, fields []*syntax.FieldExpr) {
	for _, f := range fields {
		l.all(out, most, "a field", f.Expr)
	}
}

func (l *levels) compute(e syntax.Expr) info {
	var out info
	switch e := e.(type) {
	case *syntax.Ref:
		return l.ref(e)
	case *syntax.Junction:
		l.all(&out, temporal, "", e.Items...)
		l.noMix(e, e.Items)
	case *syntax.Quant:
		if e.Kind >= syntax.TemporalForall {
			for _, b := range e.Bounds {
				for _, v := range b.Vars {
					l.flex[v] = true
				}
			}
			l.all(&out, temporal, "", e.Body)
			out.level = temporal
			return out
		}
		l.sets(&out, e.Bounds)
		sets := out.level
		l.all(&out, temporal, "", e.Body)
		if e.Body.GetLevel() == temporal && sets == action {
			l.errorf(e, "a temporal formula is quantified over a set of action level")
		}
	case *syntax.Choose:
		l.sets(&out, []*syntax.Bounds{e.Bounds})
		l.all(&out, action, "the formula of a CHOOSE", e.Body)
	case *syntax.SetEnum:
		l.all(&out, action, "an element", e.Elems...)
	case *syntax.SetFilter:
		l.sets(&out, []*syntax.Bounds{e.Bounds})
		l.all(&out, action, "the condition of a set", e.Cond)
	case *syntax.SetMap:
		l.sets(&out, e.Bounds)
		l.all(&out, action, "an element", e.Body)
	case *syntax.FuncLit:
		l.sets(&out, e.Bounds)
		l.all(&out, temporal, "", e.Body)
	case *syntax.FuncApply:
		l.all(&out, action, "a function", e.Fn)
		l.all(&out, action, "an argument", e.Args...)
	case *syntax.FuncSet:
		l.all(&out, action, "a set", e.Domain, e.Range)
	case *syntax.RecordLit:
		l.fields(&out, temporal, e.Fields)
	case *syntax.RecordSet:
		l.fields(&out, action, e.Fields)
	case *syntax.Field:
		l.all(&out, action, "a record", e.Record)
	case *syntax.Except:
		l.all(&out, action, "a function", e.Fn)
		for _, u := range e.Updates {
			for _, p := range u.Path {
				l.all(&out, action, "an argument", p.Index...)
			}
			l.all(&out, action, "a new value", u.Value)
		}
	case *syntax.Tuple:
		l.all(&out, action, "a component", e.Elems...)
	case *syntax.Times:
		l.all(&out, action, "a set", e.Factors...)
	case *syntax.Box:
		return l.actionFormula(e.Action, e.Sub, action)
	case *syntax.Angle:
		return l.actionFormula(e.Action, e.Sub, action)
	case *syntax.Fairness:
		return l.actionFormula(e.Action, e.Sub, temporal)
	case *syntax.If:
		l.all(&out, temporal, "", e.Cond, e.Then, e.Else)
	case *syntax.Case:
		for _, a := range e.Arms {
			l.all(&out, temporal, "", a.Cond, a.Body)
		}
		if e.Other != nil {
			l.all(&out, temporal, "", e.Other)
		}
	case *syntax.Let:
		for _, u := range e.Defs {
			switch u := u.(type) {
			case *syntax.OpDef:
				// What it demands of the parameters around it holds whether it is used or not.
				out.constrain(l.def(u))
			case *syntax.Instance:
				l.instance(u)
			}
		}
		out.join(l.expr(e.Body))
	case *syntax.Label:
		return l.expr(e.Body)
	case *syntax.Lambda:
		return l.expr(e.Body)
	case *syntax.Sequent:
		return l.claim(e)
	}
	return out
}

// actionFormula is [A]_v, <<A>>_v, WF_v(A) and SF_v(A).
func (l *levels) actionFormula(a, sub syntax.Expr, level syntax.Level) info {
	var out info
	l.opaqueArgs(&out, []syntax.Expr{a}, []syntax.Level{action}, "the action of [A]_v, <<A>>_v, WF_v(A) and SF_v(A)")
	l.opaqueArgs(&out, []syntax.Expr{sub}, []syntax.Level{state}, "the subscript v of [A]_v, <<A>>_v, WF_v(A) and SF_v(A)")
	out.level, out.params = level, nil
	return out
}

// opaqueArgs joins the arguments of an operator that looks at more than their values.
func (l *levels) opaqueArgs(out *info, args []syntax.Expr, most []syntax.Level, what string) {
	for i, a := range args {
		in := l.expr(a)
		l.atMost(out, in, most[i], a, what)
		out.constrain(in)
		for _, p := range in.params {
			out.hide(p)
		}
	}
}

// noMix refuses an action beside a temporal formula.
func (l *levels) noMix(at syntax.Node, list []syntax.Expr) {
	var a, t bool
	for _, e := range list {
		a = a || e.GetLevel() == action
		t = t || e.GetLevel() == temporal
	}
	if a && t {
		l.errorf(at, "an action and a temporal formula stand side by side: an action belongs into [][A]_v or <><<A>>_v")
	}
}

// ref is the level of a use of a name.
func (l *levels) ref(e *syntax.Ref) info {
	var out info
	b := e.Bind
	if b == nil {
		return out
	}
	if b.Sub != nil {
		// A variable of \EE that is given a value is one no more.
		flex := l.flex
		l.flex = maps.Clone(flex)
		for _, v := range b.Sub.Vars {
			if x, ok := v.Var.(*syntax.Bound); ok {
				delete(l.flex, x)
			}
		}
		out = l.through(l.expr(b.Sub.Body), b.Path, e)
		l.flex = flex
		for _, v := range b.Sub.Vars {
			out.join(l.argument(v.Expr).info)
		}
		for _, a := range b.Args {
			out.join(l.argument(a).info)
		}
		return out
	}
	switch d := b.Decl.(type) {
	case *syntax.Constant:
		return l.applied(d, b, e)
	case *syntax.Param:
		return l.applied(d, b, e)
	case *syntax.Variable:
		out.level = state
		out.addParam(d) // what an instance substitutes for it can be of a higher level
		return out
	case *syntax.Bound:
		if l.flex[d] {
			out.level = state
		}
		return out
	case *syntax.New:
		out.level = d.Level()
		for _, a := range b.Args {
			out.join(l.expr(a))
		}
		return out
	case *syntax.Fact:
		in, ok := l.facts[d]
		if !ok {
			in = l.claim(d.Body)
		}
		return l.through(in, b.Path, e)
	case *syntax.OpDef:
		in := l.through(l.def(d), b.Path, e)
		if len(b.Args) == 0 {
			return in
		}
		args := map[syntax.Decl]argInfo{}
		for i, a := range b.Args {
			args[d.Params[i]] = l.argument(a)
		}
		return l.subst(in, args, e)
	case *syntax.Builtin:
		if d.Module == "" {
			return l.languageOp(d, b, e)
		}
		sig := l.r.sigs[d]
		out.level = sig.Level
		for i, a := range b.Args {
			in := l.argument(a).info
			if i < len(sig.Most) {
				l.atMost(&out, in, sig.Most[i], a, "an argument of "+d.Name)
			}
			out.join(in)
		}
	}
	return out
}

// applied is a use of a constant or parameter.
func (l *levels) applied(d syntax.Decl, b *syntax.Binding, e *syntax.Ref) info {
	var out info
	out.addParam(d)
	for i, a := range b.Args {
		in := l.argument(a).info
		out.call(call{d, i, in.level, in.params})
		out.join(in)
	}
	return out
}

// languageOp is a use of an operator of the language.
func (l *levels) languageOp(d *syntax.Builtin, b *syntax.Binding, e *syntax.Ref) info {
	var out info
	op := language[d.Name]
	what := "an argument of " + d.Name
	if !op.pass {
		l.opaqueArgs(&out, b.Args, op.max, what)
		out.level = op.level
		l.temporalOp(d.Name, b.Args)
		return out
	}
	for i, a := range b.Args {
		l.all(&out, op.max[i], what, a)
	}
	switch d.Name {
	case "/\\", "\\/", "=>", "<=>":
		l.noMix(e, b.Args)
	}
	return out
}

// temporalOp refuses an action below a temporal operator, but for [][A]_v and <><<A>>_v.
func (l *levels) temporalOp(name string, args []syntax.Expr) {
	for _, a := range args {
		if a.GetLevel() != action {
			continue
		}
		switch name {
		case "[]":
			if _, ok := a.(*syntax.Box); !ok {
				l.errorf(a, "[] stands before an action that is not of the form [A]_v")
			}
		case "<>":
			if _, ok := a.(*syntax.Angle); !ok {
				l.errorf(a, "<> stands before an action that is not of the form <<A>>_v")
			}
		case "~>", "-+->":
			l.errorf(a, "an argument of %s must not be an action", name)
		}
	}
}
