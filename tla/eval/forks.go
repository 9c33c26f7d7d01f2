package eval

import "github.com/synod-go/synod/tla/syntax"

// In an action \/ and \E are choices, also among tests: from (x = 1 \/ y = 1) /\ z' = 0 two steps come where both sides hold, and a side
// that fails is an error whatever the other one says. As a test the same expression asks no further than to the first side that holds. So a
// shortcut that asks guards of an action as tests must leave out those that fork.

// forks reports whether an action that begins with e can go on in more than one way. What is not known for sure, or soon, forks.
func (p *Program) forks(e syntax.Expr, at env) bool {
	f := forking{p, maxLooked}
	return f.forks(e, at)
}

// maxLooked bounds the expressions that are looked at, through definitions, to know what an expression is.
const maxLooked = 10_000

type forking struct {
	*Program
	left int // expressions that may be looked at
}

func (p *forking) forks(e syntax.Expr, at env) bool {
	if p.left--; p.left < 0 {
		return true
	}
	switch x := e.(type) {
	case *syntax.Label:
		return p.forks(x.Body, at)
	case *syntax.Junction:
		return x.Op == "\\/" || p.anyForks(x.Items, at)
	case *syntax.Quant:
		return x.Kind != syntax.Forall || p.forks(x.Body, at)
	case *syntax.If:
		return p.forks(x.Then, at) || p.forks(x.Else, at)
	case *syntax.Case:
		for _, arm := range x.Arms {
			if p.forks(arm.Body, at) {
				return true
			}
		}
		return x.Other != nil && p.forks(x.Other, at)
	case *syntax.Let:
		inner, names := p.letEnv(x, at)
		loosen(names)
		return p.forks(x.Body, inner)
	case *syntax.FuncApply:
		name, _ := p.stepFunction(x, at)
		return name != nil
	case *syntax.Ref:
		return p.nameForks(x, at)
	case *syntax.Box, *syntax.Angle:
		return true
	}
	return false
}

func (p *forking) anyForks(list []syntax.Expr, at env) bool {
	for _, e := range list {
		if p.forks(e, at) {
			return true
		}
	}
	return false
}

// nameForks is forks of the use of a name.
func (p *forking) nameForks(e *syntax.Ref, at env) bool {
	b := e.Bind
	if b.Sub != nil {
		body, where, names := p.part(b, at)
		loosen(names)
		return p.forks(body, where)
	}
	switch b.Decl.(type) {
	case *syntax.Bound, *syntax.New:
		return false
	}
	t := p.resolve(e, b, at)
	switch t.lang {
	case "\\/", "\\cdot":
		return true
	case "/\\":
		return p.anyForks(b.Args, at)
	case "=>":
		return p.forks(b.Args[1], at)
	}
	switch m := t.meaning.(type) {
	case *byName:
		d, ok := m.site.(*syntax.OpDef)
		return !(ok && d.Function) && p.forks(m.expr, m.env)
	case *operator:
		if m.builtin != nil {
			return false
		}
		if m.def != nil && m.def.Recursive {
			return true
		}
		inner, names := p.bindArgs(m, t.args, t.argsAt)
		loosen(names)
		return p.forks(m.body, inner)
	}
	return false
}
