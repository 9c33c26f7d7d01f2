package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/syntax"
)

// What comes after the guards of a branch often begins with x' = e, or x' = x (+) e, where e speaks of the current state alone and of
// little that the guards do not speak of: the message that is sent. Such an operand is worked out with the guards, and its value kept with
// the bound variables.

// operand is part of what comes after guards that is kept with them.
type operand struct {
	slot int32
	code code
}

// left makes the code of what is left of a branch after its guards.
type left struct {
	*selecting
	names []*byName // whose scope it is in
	kept  []operand
	// against is the variable with which operands are compared; nil is something else.
	against []int32
}

const (
	minOperand   = 3  // pieces of code
	largeOperand = 12 // the same for one that speaks of more variables than the guards
	maxOperands  = 4  // of one branch
)

// code is that of e, which is evaluated first after the guards.
func (l *left) code(e syntax.Expr, at env) code {
	p := l.p
	switch x := e.(type) {
	case *syntax.Label:
		return l.code(x.Body, at)
	case *syntax.Junction:
		if x.Op == "/\\" {
			return l.conjunction(e, at)
		}
	case *syntax.Let:
		inner, names := p.letEnv(x, at)
		return l.within(names, func() code { return l.code(x.Body, inner) })
	case *syntax.Ref:
		body, inner, names, lang := l.meaning(x, at)
		switch {
		case body != nil:
			return l.within(names, func() code { return l.code(body, inner) })
		case lang == "/\\":
			return l.conjunction(e, at)
		case lang == "=":
			if _, isTuple := x.Bind.Args[1].(*syntax.Tuple); !isTuple {
				side := p.compile(x.Bind.Args[0], at, l.md)
				l.against = nil
				if side.reads > 0 {
					l.against = side.uses.vars
				}
				return equal(x, side, l.operand(x.Bind.Args[1], at, 0))
			}
		}
	}
	return p.compile(e, at, l.md)
}

func (l *left) conjunction(e syntax.Expr, at env) code {
	items := conjuncts(e, nil)
	c := l.code(items[0], at)
	tests, u := []func(m *Machine) bool{c.test(items[0], "an item of this conjunction")}, c.uses
	for _, item := range items[1:] {
		holds, more := l.p.condition(item, at, l.md, "an item of this conjunction")
		tests, u = append(tests, holds), u.with(more)
	}
	return junctionOf(true, tests, u)
}

// within makes code in the scope of names.
func (l *left) within(names []*byName, make func() code) code {
	was := l.names
	l.names = append(slices.Clone(was), names...)
	c := make()
	l.names = was
	return l.p.inScope(names, c)
}

// meaning is the body of the definition that a name stands for, and the names that begin there, or the operator of the language.
func (b *selecting) meaning(e *syntax.Ref, at env) (body syntax.Expr, inner env, names []*byName, lang string) {
	if e.Bind == nil || e.Bind.Sub != nil {
		return nil, at, nil, ""
	}
	t := b.p.resolve(e, e.Bind, at)
	switch m := t.meaning.(type) {
	case *byName:
		if d, ok := m.site.(*syntax.OpDef); !ok || !d.Function {
			return m.expr, m.env, nil, ""
		}
	case *operator:
		if m.builtin == nil && !b.p.mustCall(m, t.args, t.argsAt) {
			inner, names := b.p.bindArgs(m, t.args, t.argsAt)
			return m.body, inner, names, ""
		}
	}
	return nil, at, nil, t.lang
}

// operand is the code of e, or of the value that is kept of it. Where e depends on more than the guards, its own operands may not. size is
// that of what it is an operand of: names in it that it has in common with e are no code of e's own any more.
func (l *left) operand(e syntax.Expr, at env, size int32) code {
	p := l.p
	nodes := p.nodes
	c := p.compile(e, at, l.md)
	size = max(size, p.nodes-nodes)
	if c.simple || c.uses.constant() || size < minOperand || len(l.kept) == maxOperands {
		return c
	}
	if l.keeps(c.uses, size >= largeOperand) {
		o := operand{p.newSlot(), c}
		o.code = p.inScope(l.names, c)
		l.reads(o.code.uses)
		l.kept = append(l.kept, o)
		return p.slotCode(&slotMeaning{slot: o.slot})
	}
	switch x := e.(type) {
	case *syntax.Label:
		return l.operand(x.Body, at, size)
	case *syntax.Ref:
		if x.Bind == nil || x.Bind.Sub != nil {
			break
		}
		body, inner, names, lang := l.meaning(x, at)
		if body != nil {
			return l.within(names, func() code { return l.operand(body, inner, size) })
		}
		if lang == "\\cup" {
			a := l.operand(x.Bind.Args[0], at, size)
			return p.languageOf(x, lang, []code{a, l.operand(x.Bind.Args[1], at, size)}, l.md)
		}
		if t := p.resolve(x, x.Bind, at); len(t.args) == 2 {
			if b, ok := t.meaning.(*operator); ok && b.builtin != nil {
				if op, ok := b.builtin.Info.(*library.Op); ok && op.Eval2 != nil {
					a := l.operand(t.args[0], t.argsAt, size)
					return p.builtin2(x, b.builtin, op, a, l.operand(t.args[1], t.argsAt, size))
				}
			}
		}
	}
	return c
}

// keeps says whether code with the given uses depends on little but what the guards depend on: on parts of the current state, and if it is
// large on other variables than the one it is compared with, which mostly changes together with it.
func (l *left) keeps(u uses, large bool) bool {
	if u.impure || len(u.open) > 0 || u.readsBank(Next) {
		return false
	}
	for _, v := range u.without(l.selecting.slots...).whole {
		if slices.Contains(l.whole, v) {
			continue
		}
		if !large || l.against == nil || v%stride == l.against[0]%stride {
			return false
		}
	}
	return true
}
