package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

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
		return code{uses: u, simple: true, thunk: slot + 1, eval: func(m *Machine) value.Value {
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
		var made code
		weight := p.levels(func() { made = p.compileCell(n, c, md) })
		if r := c.mutual; r != nil {
			r.weight = weight
			made.uses.open = slices.DeleteFunc(slices.Clone(made.uses.open), func(o *recursion) bool { return o == r })
			r.body = made
		}
		c.code = p.kept(n, c, made, md)
		c.busy = false
		n.list = append(n.list, c)
	}
	if c.busy {
		if d, ok := n.site.(*syntax.OpDef); ok && d.Function {
			return c.again(e)
		}
		refuse(e, "%s is defined by itself", n.name)
	}
	if p.careful && !c.code.simple {
		return called(c.code, e)
	}
	return c.code
}

// again is the use of a function by another one that it uses, before its code is made.
func (c *cell) again(e *syntax.Ref) code {
	if c.mutual == nil {
		c.mutual = &recursion{}
	}
	r := c.mutual
	return valueCode(uses{open: []*recursion{r}}, func(m *Machine) value.Value {
		m.enter(e, r.weight)
		v := r.body.eval(m)
		m.leave(r.weight)
		return v
	})
}

// compileCell is compileName for a cell, which is forgotten when no code can be made for it.
func (p *Program) compileCell(n *byName, c *cell, md mode) code {
	made := false
	defer func() {
		if !made {
			delete(n.cells, md)
		}
	}()
	def, _ := n.site.(*syntax.OpDef)
	defer p.use(def, n.site)()
	out := p.compileName(n, md)
	made = true
	return out
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
		if n.mapped && !p.careful && !p.Whole && !p.Without.Mapped && md.assign == none && (md.cur == Current || md.cur == Next) && md.fresh == nil {
			return p.derivedCode(n, p.sharedCell(c, md), md)
		}
		return p.sharedCell(c, md)
	}
	if n.shared || n.loose || p.Without.Names && !p.careful {
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
			use := *e
			use.Bind = &syntax.Binding{Decl: op.builtin, Args: args}
			return p.language(&use, op.builtin.Name, argsAt, md)
		}
		return p.builtin(e, op.builtin, args, argsAt, md)
	}
	if len(args) != len(op.params) {
		refuse(e, "%s has %d parameters, found %d arguments", op.name, len(op.params), len(args))
	}
	var c code
	if p.mustCall(op, args, argsAt) {
		c = p.recursive(e, op, args, argsAt, md)
	} else {
		inner, names := p.bindArgs(op, args, argsAt)
		defer p.use(op.def, e)()
		c = p.inScope(names, p.compile(op.body, inner, md))
	}
	if p.careful {
		return called(c, e)
	}
	return c
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

// freshParts are the variables among the parts of a tuple that an ENABLED around it binds.
func (p *Program) freshParts(e syntax.Expr, at env, md mode) (list []int32) {
	p.parts(e, at, md, func(_ syntax.Expr, _ env, v int32) {
		if int(v) >= len(p.Variables) {
			list = append(list, v)
		}
	})
	return list
}

// anyFree reports whether one of the variables has no value: an action under ENABLED says nothing of it, so it can have another one than now.
func (m *Machine) anyFree(list []int32, bank int8) bool {
	for _, v := range list {
		if m.vars[bank][v].IsNone() {
			return true
		}
	}
	return false
}

func (p *Program) variableName(i int32) string {
	if int(i) < len(p.Variables) {
		return p.Variables[i].Name.Text
	}
	return p.freshNames[int(i)-len(p.Variables)]
}

// width is how many variables a bank has.
func (p *Program) width() int { return len(p.Variables) + len(p.freshNames) }
