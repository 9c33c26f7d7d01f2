package eval

import (
	"fmt"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// builtin compiles the use of an operator of a module written in Go.
func (p *Program) builtin(e *syntax.Ref, b *syntax.Builtin, args []syntax.Expr, at env, md mode) code {
	rescue.Point("library operator")
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
		x := p.compile(args[0], at, md)
		return p.builtin2(e, b, op, x, p.compile(args[1], at, md))
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
	var warn func(msg string)
	if op.Impure && p.Warn != nil && !p.ExactJSON {
		warn = func(msg string) { p.Warn(e.Span, msg) }
	}
	run, primed := op.Eval, md.cur == Next
	return valueCode(u, func(m *Machine) value.Value {
		c := library.Call{Universe: p.Universe, Host: m.host, Primed: primed, Warn: warn, Args: make([]library.Arg, len(makers))}
		for i, make := range makers {
			c.Args[i] = make(m)
		}
		v, err := run(&c)
		if err != nil {
			m.fail(e, err)
		}
		return m.shallow(e, v)
	})
}

// builtin2 is the use of an operator of two values.
func (p *Program) builtin2(e *syntax.Ref, b *syntax.Builtin, op *library.Op, x, y code) code {
	switch b.Name {
	case "<", ">", "=<", ">=":
		if b.Module == "Naturals" || b.Module == "Integers" || b.Module == "Reals" {
			return ordered(e, b.Name, x, y, op.Eval2)
		}
	}
	c := binary(e, x, y, op.Eval2)
	c.uses.impure = c.uses.impure || op.Impure
	if is := op.Equals2; is != nil && !p.careful && !p.Without.Comparisons {
		c.equals = func(m *Machine, v value.Value) bool {
			a := x.eval(m)
			eq, err := is(v, a, y.eval(m))
			if err != nil {
				m.fail(e, err)
			}
			return eq
		}
	}
	return c
}

// valueArg and operatorArg are what an operator written in Go is given.
type valueArg struct {
	m    *Machine
	eval func(m *Machine) value.Value
}

func (a valueArg) Value() value.Value { return a.eval(a.m) }

func (a valueArg) Apply(...value.Value) value.Value { panic("a value is not an operator") }

type operatorArg struct {
	m *Machine
	f func(m *Machine, args []value.Value) value.Value
}

func (a operatorArg) Value() value.Value { panic("an operator is not a value") }

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
	case op.builtin == nil && !p.mustCall(op, nil, at):
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
		m.pause(e)
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
