package eval

import (
	"fmt"

	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
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

// enterPath goes through instances: it gives the surroundings in which the declaration at the end of the path stands.
func (p *Program) enterPath(path []syntax.Step, at env) env {
	where := at
	for _, s := range path {
		base := env{ctx: where.ctx}
		inLet := false
		if im, ok := where.find(s.Inst).(*instanceMeaning); ok {
			base, inLet = im.at, true
		}
		if len(s.Inst.Params) == 0 && !inLet {
			key := contextKey{s.Inst, base.ctx}
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
	where := p.enterPath(b.Path, at)
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
		where = p.enterPath(b.Path, at)
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

// ref compiles a use of a name.
func (p *Program) ref(e *syntax.Ref, at env, md mode) code {
	b := e.Bind
	if b == nil {
		refuse(e, "internal: the name %s is not resolved", e.Name.Text)
	}
	if b.Sub != nil {
		body, where, names := p.part(b, at)
		return p.inScope(names, p.compile(body, where, md))
	}
	return p.target(e, p.resolve(e, b, at), at, md)
}

// part is a subexpression that is named from outside.
func (p *Program) part(b *syntax.Binding, at env) (syntax.Expr, env, []*byName) {
	where := p.definitionEnv(b, at)
	var names []*byName
	for _, v := range b.Sub.Vars {
		n := newByName(v.Expr, at, v.Var.DeclName(), v.Expr)
		names = append(names, n)
		where = where.bind(v.Var, n)
	}
	return b.Sub.Body, where, names
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

func (p *Program) variable(e syntax.Node, i int32, bank int8) code {
	if bank == none {
		refuse(e, "the variable %s is primed where no next state is known", p.variableName(i))
	}
	name := p.variableName(i)
	use := []int32{int32(bank)*stride + i}
	c := code{simple: true, reads: i + 1, bank: bank, uses: uses{vars: use, whole: use}}
	if bank == Next && int(i) < len(p.Variables) {
		c.eval = func(m *Machine) value.Value {
			v := m.vars[bank][i]
			if v.IsNone() {
				m.failf(e, "%s' is used before it has a value", name)
			}
			if v.IsDelta() || m.same != 0 {
				return m.next(i)
			}
			return v
		}
		return c
	}
	c.eval = func(m *Machine) value.Value {
		v := m.vars[bank][i]
		if v.IsNone() {
			if bank == 0 {
				m.failf(e, "the variable %s is used before it has a value", name)
			}
			m.failf(e, "%s' is used before it has a value", name)
		}
		return v
	}
	return c
}

func (p *Program) slotCode(s *slotMeaning) code {
	slot := s.slot
	u := uses{slots: []int32{slot}}
	if s.thunk {
		return code{uses: u, simple: true, eval: func(m *Machine) value.Value {
			if v := m.slots[slot]; !v.IsNone() {
				return v
			}
			v := m.force(m.thunks[slot])
			m.slots[slot] = v
			return v
		}}
	}
	return code{uses: u, simple: true, path: slotPath(slot), eval: func(m *Machine) value.Value { return m.slots[slot] }}
}

// name compiles a use of something that is evaluated by need.
func (p *Program) name(e *syntax.Ref, n *byName, md mode) code {
	c := n.cells[md]
	if c == nil {
		c = &cell{slot: none, busy: true}
		n.cells[md] = c
		c.code = p.kept(n, c, p.compileName(n, md), md)
		c.busy = false
		n.list = append(n.list, c)
	}
	if c.busy {
		if d, ok := n.site.(*syntax.OpDef); ok && d.Function {
			refuse(e, "the function %s is used in its own domain, or by another function that it uses; that is not supported", n.name)
		}
		refuse(e, "%s is defined by itself", n.name)
	}
	if p.careful && !c.code.simple {
		return called(c.code, e)
	}
	return c.code
}

func (p *Program) compileName(n *byName, md mode) code {
	if d, ok := n.site.(*syntax.OpDef); ok && d.Function {
		return p.function(n.expr.(*syntax.FuncLit), n.env, md, d)
	}
	return p.compile(n.expr, n.env, md)
}

// kept makes the code keep its value, where that is sound: not what reads the bank that is being assigned, nor what is
// impure.
func (p *Program) kept(n *byName, into *cell, c code, md mode) code {
	if d, ok := n.site.(*syntax.OpDef); ok && c.uses.impure && !c.uses.fleeting && n.shared && d.Level == syntax.ConstantLevel && len(c.uses.vars)+len(c.uses.slots)+len(c.uses.open) == 0 {
		// As in TLC, a constant definition is evaluated once for all modes, even one that draws at random.
		if n.drawn.eval == nil {
			n.drawn = constantCell(c)
		}
		return n.drawn
	}
	if c.simple || c.uses.impure || len(c.uses.open) > 0 || md.assign != none && c.uses.readsBank(md.assign) {
		return c
	}
	if n.shared && len(c.uses.slots) == 0 {
		if n.mapped && !p.careful && !p.Whole && md.assign == none && (md.cur == Current || md.cur == Next) && md.fresh == nil {
			return p.derivedCode(n, p.sharedCell(c, md), md)
		}
		return p.sharedCell(c, md)
	}
	if n.shared || n.loose {
		return c
	}
	s := p.namedSlot(n.name)
	p.cellSlots[s] = true
	into.slot = s
	eval := c.eval
	out := code{path: c.path, part: c.part, uses: c.uses.with(uses{slots: []int32{s}}), eval: func(m *Machine) value.Value {
		if v := m.slots[s]; !v.IsNone() {
			return v
		}
		v := eval(m)
		m.slots[s] = v
		return v
	}}
	if c.cond != nil {
		get := out.eval
		out.cond = func(m *Machine) bool { return get(m).IsTrue() }
	}
	return out
}

// called remembers the use of an operator while it is evaluated, for the chain of calls of an error.
func called(c code, e syntax.Node) code {
	eval, cond := c.eval, c.cond
	c.eval = func(m *Machine) value.Value {
		m.chain = append(m.chain, e)
		v := eval(m)
		m.chain = m.chain[:len(m.chain)-1]
		return v
	}
	if cond != nil {
		c.cond = func(m *Machine) bool {
			m.chain = append(m.chain, e)
			v := cond(m)
			m.chain = m.chain[:len(m.chain)-1]
			return v
		}
	}
	return c
}

// call compiles the application of an operator.
func (p *Program) call(e *syntax.Ref, op *operator, args []syntax.Expr, argsAt env, md mode) code {
	if op.builtin != nil {
		if op.builtin.Module == "" {
			return p.languageOf(e, op.builtin.Name, p.compileAll(args, argsAt, md), md)
		}
		return p.builtin(e, op.builtin, args, argsAt, md)
	}
	if len(args) != len(op.params) {
		refuse(e, "%s has %d parameters, found %d arguments", op.name, len(op.params), len(args))
	}
	var c code
	if p.mustCall(op) {
		c = p.recursive(e, op, args, argsAt, md)
	} else {
		inner, names := p.bindArgs(op, args, argsAt)
		before := p.nodes
		c = p.inScope(names, p.compile(op.body, inner, md))
		if op.def != nil {
			p.inlined[op.def] += p.nodes - before
		}
	}
	if p.careful {
		return called(c, e)
	}
	return c
}

// maxInlined bounds the code that the copies of one operator make together; past it further uses are calls.
const maxInlined = 200_000

// mustCall says that an operator's body is compiled once and called, instead of being copied to where it is used.
func (p *Program) mustCall(op *operator) bool {
	return op.def != nil && (op.def.Recursive || p.inlined[op.def] > maxInlined)
}

// bindArgs gives the parameters of an operator their arguments.
func (p *Program) bindArgs(op *operator, args []syntax.Expr, argsAt env) (env, []*byName) {
	inner := op.env
	var names []*byName
	for i, q := range op.params {
		m := p.argumentMeaning(q.NumParams(), args[i], argsAt, q.DeclName())
		if n, ok := m.(*byName); ok {
			// An argument that is a plain name passes that name's meaning on, so that its value is kept once.
			if r, ok := args[i].(*syntax.Ref); ok && r.Bind != nil && r.Bind.Sub == nil && len(r.Bind.Path) == 0 {
				if t := p.plain(r, argsAt); t != nil {
					inner = inner.bind(q, t)
					continue
				}
			}
			names = append(names, n)
		}
		inner = inner.bind(q, m)
	}
	return inner, names
}

// plain is the meaning of a name that is a parameter, bound variable or LET definition without arguments, else nil.
func (p *Program) plain(r *syntax.Ref, at env) meaning {
	switch r.Bind.Decl.(type) {
	case *syntax.Param, *syntax.Bound, *syntax.OpDef:
	default:
		return nil
	}
	if len(r.Bind.Args) > 0 {
		return nil
	}
	switch m := at.find(r.Bind.Decl).(type) {
	case *byName:
		return m
	case *slotMeaning:
		return m
	case *fixedMeaning:
		return m
	}
	return nil
}

// builtin compiles the use of an operator of a module written in Go.
func (p *Program) builtin(e *syntax.Ref, b *syntax.Builtin, args []syntax.Expr, at env, md mode) code {
	op, ok := b.Info.(*library.Op)
	if !ok {
		refuse(e, "%s of module %s is not supported", b.Name, b.Module)
	}
	if len(args) != len(op.Params) {
		refuse(e, "%s has %d parameters, found %d arguments", b.Name, len(op.Params), len(args))
	}
	switch {
	case op.Const != nil:
		return literal(op.Const(p.Universe))
	case op.Eval1 != nil:
		c := unary(e, p.compile(args[0], at, md), op.Eval1)
		c.uses.impure = c.uses.impure || op.Impure
		return c
	case op.Eval2 != nil:
		x, y := p.compile(args[0], at, md), p.compile(args[1], at, md)
		switch b.Name {
		case "<", ">", "=<", ">=":
			if b.Module == "Naturals" || b.Module == "Integers" || b.Module == "Reals" {
				return ordered(e, b.Name, x, y, op.Eval2)
			}
		}
		c := binary(e, x, y, op.Eval2)
		c.uses.impure = c.uses.impure || op.Impure
		return c
	case op.Eval == nil:
		refuse(e, "%s of module %s is not supported", b.Name, b.Module)
	}
	var u uses
	makers := make([]func(m *Machine) library.Arg, len(args))
	for i, a := range args {
		if op.Params[i] == 0 {
			c := p.compile(a, at, md)
			u = u.with(c.uses)
			makers[i] = func(m *Machine) library.Arg { return valueArg{m, c.eval} }
			continue
		}
		f, fu := p.applicable(a, at, op.Params[i], md)
		u = u.with(fu)
		makers[i] = func(m *Machine) library.Arg { return operatorArg{m, f} }
	}
	if op.Impure {
		u.impure, p.Impure = true, true
		u.fleeting = op.Level > syntax.ConstantLevel
	}
	run := op.Eval
	return valueCode(u, func(m *Machine) value.Value {
		c := library.Call{Universe: p.Universe, Host: m.host, Args: make([]library.Arg, len(makers))}
		for i, make := range makers {
			c.Args[i] = make(m)
		}
		v, err := run(&c)
		if err != nil {
			m.fail(e, err)
		}
		return v
	})
}

// valueArg and operatorArg are what an operator written in Go is given.
type valueArg struct {
	m    *Machine
	eval func(m *Machine) value.Value
}

func (a valueArg) Value() value.Value               { return a.eval(a.m) }
func (a valueArg) Apply(...value.Value) value.Value { panic("a value is not an operator") }

type operatorArg struct {
	m *Machine
	f func(m *Machine, args []value.Value) value.Value
}

func (a operatorArg) Value() value.Value                    { panic("an operator is not a value") }
func (a operatorArg) Apply(args ...value.Value) value.Value { return a.f(a.m, args) }

// argumentName is what argument i of an operator is called.
func argumentName(op *operator, i int) string {
	if i < len(op.params) {
		return op.params[i].DeclName()
	}
	return fmt.Sprintf("argument %d", i+1)
}

// applicable compiles an operator argument into a function of values.
func (p *Program) applicable(e syntax.Expr, at env, arity int, md mode) (func(m *Machine, args []value.Value) value.Value, uses) {
	op := p.operatorOf(e, at)
	slots := make([]int32, arity)
	codes := make([]code, arity)
	for i := range slots {
		slots[i] = p.namedSlot(argumentName(op, i))
		codes[i] = p.slotCode(&slotMeaning{slot: slots[i]})
	}
	var body code
	switch {
	case op.builtin == nil && !p.mustCall(op):
		inner := op.env
		for i, q := range op.params {
			inner = inner.bind(q, &slotMeaning{slot: slots[i]})
		}
		body = p.compile(op.body, inner, md)
	default:
		// The operator is applied to names for the values.
		outer := at
		args := make([]syntax.Expr, arity)
		for i := range args {
			d := &syntax.Bound{Span: e.GetSpan(), Name: syntax.Name{Span: e.GetSpan(), Text: "argument"}}
			outer = outer.bind(d, &slotMeaning{slot: slots[i]})
			r := &syntax.Ref{Name: d.Name, Bind: &syntax.Binding{Decl: d}}
			r.Span = e.GetSpan()
			args[i] = r
		}
		use, ok := e.(*syntax.Ref)
		if !ok {
			refuse(e, "an operator is expected here")
		}
		body = p.call(use, op, args, outer, md)
	}
	eval := body.eval
	return func(m *Machine, args []value.Value) value.Value {
		var room [4]value.Value
		old := room[:0]
		for i, s := range slots {
			old = append(old, m.slots[s])
			m.slots[s] = args[i]
		}
		v := eval(m)
		m.restore(slots, old)
		return v
	}, body.uses.without(slots...)
}

// freshVariable is the place of a variable that an ENABLED around it binds, else none.
func (p *Program) freshVariable(t target, md mode) int32 {
	if t.instead == nil || !md.fresh.binds(t.by) {
		return none
	}
	key := defKey{t.instead, t.by}
	i, ok := p.fresh[key]
	if !ok {
		i = int32(len(p.Variables) + len(p.freshNames))
		p.fresh[key] = i
		p.freshNames = append(p.freshNames, t.instead.Name.Text)
	}
	return i
}

func (p *Program) variableName(i int32) string {
	if int(i) < len(p.Variables) {
		return p.Variables[i].Name.Text
	}
	return p.freshNames[int(i)-len(p.Variables)]
}

// width is how many variables a bank has.
func (p *Program) width() int { return len(p.Variables) + len(p.freshNames) }
