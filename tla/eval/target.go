package eval

import (
	"github.com/synod-go/synod/tla/syntax"
)

// A target is what a use of a name comes to: one of name (evaluated by need), op (applied to args), a variable, a known
// value, or a language operator.
type target struct {
	meaning  meaning
	variable int32 // its place, when isVar
	isVar    bool
	lang     string // an operator of the language
	// args are the arguments, evaluated in argsAt.
	args   []syntax.Expr
	argsAt env
	// instead is the variable of an instanced module that meaning is substituted for, and by which instance.
	instead *syntax.Variable
	by      *context
}

// enterPath goes through instances: it gives the surroundings in which the declaration that a binding names stands.
func (p *Program) enterPath(b *syntax.Binding, at env) env {
	where := at
	apart := p.separate(b, at)
	for _, s := range b.Path {
		base := env{ctx: where.ctx}
		inLet := false
		if im, ok := where.find(s.Inst).(*instanceMeaning); ok {
			base, inLet = im.at, true
		}
		if len(s.Inst.Params) == 0 && !inLet {
			key := contextKey{s.Inst, base.ctx, apart}
			ctx := p.contexts[key]
			if ctx == nil {
				ctx = p.newContext(s.Inst, base)
				p.contexts[key] = ctx
			}
			where = env{ctx: ctx}
			continue
		}
		for i, q := range s.Inst.Params {
			base = base.bind(q, loose(p.argumentMeaning(q.Arity, s.Args[i], at, q.Name.Text)))
		}
		where = env{ctx: p.newContext(s.Inst, base)}
	}
	return where
}

func (p *Program) newContext(inst *syntax.Instance, at env) *context {
	ctx := &context{inst: inst, at: at, full: map[syntax.Decl]meaning{}}
	for _, s := range inst.Full {
		m := p.argumentMeaning(s.Decl.NumParams(), s.Expr, at, s.Name.Text)
		if b, ok := m.(*byName); ok {
			b.shared, b.loose = at.locals == nil, at.locals != nil
			_, b.mapped = s.Decl.(*syntax.Variable)
		}
		ctx.full[s.Decl] = m
	}
	return ctx
}

// loose marks a name that has no scope of its own in the code.
func loose(m meaning) meaning {
	if n, ok := m.(*byName); ok {
		n.loose = true
	}
	return m
}

// argumentMeaning is what a parameter stands for: an expression, or an operator.
func (p *Program) argumentMeaning(arity int, e syntax.Expr, at env, name string) meaning {
	if arity == 0 {
		return newByName(e, at, name, e)
	}
	return p.operatorOf(e, at)
}

// operatorOf is the operator that an expression without arguments stands for.
func (p *Program) operatorOf(e syntax.Expr, at env) *operator {
	switch e := e.(type) {
	case *syntax.Lambda:
		op := &operator{name: "LAMBDA", body: e.Body, env: at}
		for _, q := range e.Params {
			op.params = append(op.params, q)
		}
		return op
	case *syntax.Ref:
		b := e.Bind
		if b == nil {
			refuse(e, "internal: the name %s is not resolved", e.Name.Text)
		}
		if b.Sub != nil {
			where := p.definitionEnv(b, at)
			for _, v := range b.Sub.Vars {
				where = where.bind(v.Var, loose(newByName(v.Expr, at, v.Var.DeclName(), v.Expr)))
			}
			return &operator{name: refName(e), params: b.Sub.Params, body: b.Sub.Body, env: where}
		}
		t := p.resolve(e, b, at)
		if op, ok := t.meaning.(*operator); ok {
			return op
		}
		if t.lang != "" {
			return &operator{name: t.lang, builtin: b.Decl.(*syntax.Builtin), env: at}
		}
		refuse(e, "%s is not an operator that can be given as an argument", e.Name.Text)
	}
	refuse(e, "an operator is expected here")
	panic("unreachable")
}

// definitionEnv is where the definition that a binding names stands, with the parameters given the binding's arguments.
func (p *Program) definitionEnv(b *syntax.Binding, at env) env {
	where := p.enterPath(b, at)
	if d, ok := b.Decl.(*syntax.OpDef); ok {
		if d.InLet && len(b.Path) == 0 {
			switch m := at.find(d).(type) {
			case *operator:
				where = m.env
			case *byName:
				where = m.env
			}
		} else {
			where = env{ctx: where.ctx}
		}
		for i, q := range d.Params {
			if i < len(b.Args) {
				where = where.bind(q, loose(p.argumentMeaning(q.Arity, b.Args[i], at, q.Name.Text)))
			}
		}
	}
	return where
}

// resolve finds what a use of a name comes to.
func (p *Program) resolve(e *syntax.Ref, b *syntax.Binding, at env) target {
	// What a model file replaces is the definition itself, not the copy of it that I!Op names.
	if _, constant := b.Decl.(*syntax.Constant); !constant && (len(b.Path) == 0 || p.Everywhere[b.Decl]) {
		if t, ok := p.given(e, b.Decl, b.Args, at); ok {
			return t
		}
	}
	t := target{args: b.Args, argsAt: at}
	where := at
	if len(b.Path) > 0 {
		where = p.enterPath(b, at)
	}
	switch d := b.Decl.(type) {
	case *syntax.Builtin:
		if d.Module == "" {
			t.lang = d.Name
			return t
		}
		t.meaning = &operator{name: d.Name, builtin: d, env: at}
		return t
	case *syntax.Constant, *syntax.Variable:
		return p.declared(e, d, where, t)
	case *syntax.OpDef:
		if m := where.find(d); m != nil {
			t.meaning = m
			return t
		}
		t.meaning = p.definition(d, where.ctx)
		return t
	case *syntax.Param, *syntax.Bound, *syntax.New:
		m := where.find(d)
		if m == nil {
			refuse(e, "internal: %s has no meaning here", d.DeclName())
		}
		t.meaning = m
		return t
	case *syntax.Fact:
		key := defKey{d, where.ctx}
		if p.defs[key] == nil {
			n := newByName(d.Body, env{ctx: where.ctx}, d.Name.Text, d)
			n.shared = true
			p.defs[key] = n
		}
		t.meaning = p.defs[key]
		return t
	}
	refuse(e, "%s cannot be evaluated (%T)", e.Name.Text, b.Decl)
	panic("unreachable")
}

// given is what the model file gives a declaration.
func (p *Program) given(e *syntax.Ref, d syntax.Decl, args []syntax.Expr, at env) (target, bool) {
	if v, ok := p.Values[d]; ok {
		return target{meaning: &fixedMeaning{v}}, true
	}
	r := p.Replaced[d]
	if r == nil || r.Decl == d {
		return target{}, false
	}
	nb := *r
	nb.Args = args
	t := p.resolve(e, &nb, env{ctx: p.root})
	t.args, t.argsAt = args, at
	return t, true
}

// definition is the meaning of a definition of a module in a context.
func (p *Program) definition(d *syntax.OpDef, ctx *context) meaning {
	key := defKey{d, ctx}
	if len(d.Params) == 0 && !(d.Recursive && !d.Function) {
		if p.defs[key] == nil {
			n := newByName(d.Body, env{ctx: ctx}, d.Name.Text, d)
			n.shared = true
			p.defs[key] = n
		}
		return p.defs[key]
	}
	if p.ops[key] == nil {
		op := &operator{name: d.Name.Text, body: d.Body, env: env{ctx: ctx}, def: d}
		for _, q := range d.Params {
			op.params = append(op.params, q)
		}
		p.ops[key] = op
	}
	return p.ops[key]
}

// declared is a constant or variable: what an instance around substitutes for it, or the spec's own.
func (p *Program) declared(e *syntax.Ref, d syntax.Decl, where env, t target) target {
	if same := p.Spec.Same[d]; same != nil {
		d = same
	}
	for ctx := where.ctx; ; ctx = ctx.at.ctx {
		if m := ctx.full[d]; m != nil {
			t.meaning = m
			if v, ok := d.(*syntax.Variable); ok {
				t.instead, t.by = v, ctx
			}
			return t
		}
		if ctx.inst == nil {
			break
		}
	}
	if i, ok := p.vars[d]; ok {
		t.variable, t.isVar = i, true
		return t
	}
	if _, ok := d.(*syntax.Constant); ok {
		if g, ok := p.given(e, d, t.args, t.argsAt); ok {
			return g
		}
		refuse(e, "the constant %s has no value: the model file gives it none", d.DeclName())
	}
	refuse(e, "%s is a variable of a module that is not the spec's root", d.DeclName())
	panic("unreachable")
}

// target compiles what a use of a name comes to.
func (p *Program) target(e *syntax.Ref, t target, at env, md mode) code {
	if v := p.freshVariable(t, md); v != none {
		return p.variable(e, v, md.cur)
	}
	switch {
	case t.isVar:
		return p.variable(e, t.variable, md.cur)
	case t.lang != "":
		return p.language(e, t.lang, at, md)
	}
	switch m := t.meaning.(type) {
	case *fixedMeaning:
		return literal(m.v)
	case *slotMeaning:
		return p.slotCode(m)
	case *byName:
		return p.name(e, m, md)
	case *operator:
		return p.call(e, m, t.args, t.argsAt, md)
	}
	refuse(e, "internal: %s has no meaning that can be evaluated", e.Name.Text)
	panic("unreachable")
}
