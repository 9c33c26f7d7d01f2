package eval

import (
	"math/big"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// compile makes code for an expression.
func (p *Program) compile(e syntax.Expr, at env, md mode) code {
	p.piece(e)
	var c code
	p.inner(func() { c = p.expression(e, at, md) })
	p.depth--
	p.track(c.uses)
	if c.uses.constant() && !c.simple && !p.Without.Constants {
		c = constantCell(c)
		c.simple = !p.careful // careful programs remember that they were here
	}
	return c
}

func (p *Program) compileAll(list []syntax.Expr, at env, md mode) []code {
	out := make([]code, len(list))
	for i, e := range list {
		out[i] = p.compile(e, at, md)
	}
	return out
}

// condition compiles an expression that must be TRUE or FALSE.
func (p *Program) condition(e syntax.Expr, at env, md mode, what string) (func(m *Machine) bool, uses) {
	c := p.compile(e, at, md)
	return c.test(e, what), c.uses
}

func (p *Program) expression(e syntax.Expr, at env, md mode) code {
	switch e := e.(type) {
	case *syntax.Ref:
		return p.ref(e, at, md)
	case *syntax.Junction:
		return p.junction(e, at, md)
	case *syntax.Number:
		return p.number(e)
	case *syntax.String:
		return literal(p.Universe.String(e.Value))
	case *syntax.Decimal:
		refuse(e, "numbers with a decimal point are not supported, nor does TLC evaluate them")
	case *syntax.Quant:
		return p.quantifier(e, at, md)
	case *syntax.Choose:
		return p.choose(e, at, md)
	case *syntax.SetEnum:
		return p.setEnum(e, at, md)
	case *syntax.SetFilter:
		return p.setFilter(e, at, md)
	case *syntax.SetMap:
		return p.setMap(e, at, md)
	case *syntax.FuncLit:
		return p.function(e, at, md, nil)
	case *syntax.FuncApply:
		return p.apply(e, at, md)
	case *syntax.FuncSet:
		return binary(e, p.compile(e.Domain, at, md), p.compile(e.Range, at, md), value.Functions)
	case *syntax.RecordLit:
		return p.record(e, at, md)
	case *syntax.RecordSet:
		return p.recordSet(e, at, md)
	case *syntax.Field:
		return p.field(e, at, md)
	case *syntax.Except:
		return p.except(e, at, md)
	case *syntax.At:
		return p.old(e, at, md)
	case *syntax.Tuple:
		return p.tuple(e, at, md)
	case *syntax.Times:
		return p.times(e, at, md)
	case *syntax.Box:
		return p.box(e, at, md)
	case *syntax.Angle:
		return p.angle(e, at, md)
	case *syntax.If:
		return p.ifThenElse(e, at, md)
	case *syntax.Case:
		return p.caseOf(e, at, md)
	case *syntax.Let:
		return p.let(e, at, md)
	case *syntax.Label:
		return p.compile(e.Body, at, md)
	case *syntax.Fairness:
		refuse(e, "a fairness condition stands where a value or an action is evaluated; it can only be part of a temporal formula")
	case *syntax.Lambda:
		refuse(e, "a LAMBDA stands where a value is expected")
	case *syntax.Sequent:
		refuse(e, "ASSUME ... PROVE has no value")
	}
	refuse(e, "this expression cannot be evaluated (%T)", e)
	panic("unreachable")
}

func (p *Program) number(e *syntax.Number) code {
	n, ok := new(big.Int).SetString(e.Digits, 10)
	if !ok || !n.IsInt64() || int64(int32(n.Int64())) != n.Int64() {
		refuse(e, "the number %s does not fit into 32 bits, nor does it in TLC", e.Digits)
	}
	return literal(value.MakeInt(int32(n.Int64())))
}

// junction is a conjunction or disjunction list: items in order, until one decides.
func (p *Program) junction(e *syntax.Junction, at env, md mode) code {
	var u uses
	tests := make([]func(m *Machine) bool, len(e.Items))
	for i, item := range e.Items {
		cond, uses := p.condition(item, at, md, "an item of this "+e.Op+" list")
		tests[i] = cond
		u = u.with(uses)
	}
	return junctionOf(e.Op == "/\\", tests, u)
}

func junctionOf(and bool, tests []func(m *Machine) bool, u uses) code {
	if len(tests) == 2 {
		a, b := tests[0], tests[1]
		if and {
			return boolCode(u, func(m *Machine) bool { return a(m) && b(m) })
		}
		return boolCode(u, func(m *Machine) bool { return a(m) || b(m) })
	}
	return boolCode(u, func(m *Machine) bool {
		for _, t := range tests {
			if t(m) != and {
				return !and
			}
		}
		return and
	})
}

func (p *Program) ifThenElse(e *syntax.If, at env, md mode) code {
	cond, u := p.condition(e.Cond, at, md, "the condition of this IF")
	a, b := p.compile(e.Then, at, md), p.compile(e.Else, at, md)
	u = u.with(allUses(a, b))
	ae, be := a.eval, b.eval
	c := valueCode(u, func(m *Machine) value.Value {
		if cond(m) {
			return ae(m)
		}
		return be(m)
	})
	if a.cond != nil && b.cond != nil {
		ac, bc := a.cond, b.cond
		c.cond = func(m *Machine) bool {
			if cond(m) {
				return ac(m)
			}
			return bc(m)
		}
	}
	return c
}

func (p *Program) caseOf(e *syntax.Case, at env, md mode) code {
	n := len(e.Arms)
	conds := make([]func(m *Machine) bool, n)
	bodies := make([]func(m *Machine) value.Value, n)
	var u uses
	for i, arm := range e.Arms {
		cond, cu := p.condition(arm.Cond, at, md, "the condition of an arm of this CASE")
		body := p.compile(arm.Body, at, md)
		conds[i], bodies[i] = cond, body.eval
		u = u.with(cu).with(body.uses)
	}
	var other func(m *Machine) value.Value
	if e.Other != nil {
		c := p.compile(e.Other, at, md)
		other = c.eval
		u = u.with(c.uses)
	}
	return valueCode(u, func(m *Machine) value.Value {
		for i, cond := range conds {
			if cond(m) {
				return bodies[i](m)
			}
		}
		if other == nil {
			m.failf(e, "no arm of this CASE is true, and it has no OTHER")
		}
		return other(m)
	})
}

func (p *Program) tuple(e *syntax.Tuple, at env, md mode) code {
	items := p.compileAll(e.Elems, at, md)
	u := allUses(items...)
	return valueCode(u, func(m *Machine) value.Value {
		vals := make([]value.Value, len(items))
		for i := range items {
			vals[i] = items[i].eval(m)
		}
		return m.shallow(e, value.Tuple(vals...))
	})
}

func (p *Program) times(e *syntax.Times, at env, md mode) code {
	items := p.compileAll(e.Factors, at, md)
	return valueCode(allUses(items...), func(m *Machine) value.Value {
		vals := make([]value.Value, len(items))
		for i := range items {
			vals[i] = items[i].eval(m)
		}
		v, err := value.Product(vals...)
		if err != nil {
			m.fail(e, err)
		}
		return m.shallow(e, v)
	})
}

func (p *Program) setEnum(e *syntax.SetEnum, at env, md mode) code {
	items := p.compileAll(e.Elems, at, md)
	if len(items) == 0 {
		return literal(value.EmptySet)
	}
	return valueCode(allUses(items...), func(m *Machine) value.Value {
		vals := make([]value.Value, len(items))
		for i := range items {
			vals[i] = items[i].eval(m)
		}
		v, err := value.MakeSet(vals)
		if err != nil {
			m.fail(e, err)
		}
		return m.shallow(e, v)
	})
}

// shape is the field names of a record, and the code of its fields.
func (p *Program) shape(e syntax.Node, fields []*syntax.FieldExpr, at env, md mode) (*value.Shape, []code) {
	names := make([]string, len(fields))
	items := make([]code, len(fields))
	for i, f := range fields {
		names[i] = f.Name.Text
		items[i] = p.compile(f.Expr, at, md)
	}
	s, err := p.Universe.RecordShape(names...)
	if err != nil {
		refuse(e, "%v", err)
	}
	return s, items
}

func (p *Program) record(e *syntax.RecordLit, at env, md mode) code {
	s, items := p.shape(e, e.Fields, at, md)
	return valueCode(allUses(items...), func(m *Machine) value.Value {
		vals := make([]value.Value, len(items))
		for i := range items {
			vals[i] = items[i].eval(m)
		}
		return m.shallow(e, s.Make(vals))
	})
}

func (p *Program) recordSet(e *syntax.RecordSet, at env, md mode) code {
	s, items := p.shape(e, e.Fields, at, md)
	return valueCode(allUses(items...), func(m *Machine) value.Value {
		vals := make([]value.Value, len(items))
		for i := range items {
			vals[i] = items[i].eval(m)
		}
		v, err := s.Records(vals)
		if err != nil {
			m.fail(e, err)
		}
		return m.shallow(e, v)
	})
}

func (p *Program) field(e *syntax.Field, at env, md mode) code {
	name := p.Universe.String(e.Name.Text)
	c := p.compile(e.Record, at, md)
	record, place := c.eval, new(value.FieldPlace)
	if p.Without.Fields {
		place = nil
	}
	out := valueCode(c.uses, func(m *Machine) value.Value {
		r := record(m)
		if place == nil {
			v, err := value.Apply(r, name)
			if err != nil {
				m.fail(e, err)
			}
			return v
		}
		if v, ok := place.Of(r); ok {
			return v
		}
		v, err := place.Find(r, name)
		if err != nil {
			m.fail(e, err)
		}
		return v
	})
	out.path = c.path.field(name)
	return out
}

// argument is the one argument of f[a, b, ...].
func (p *Program) argument(list []syntax.Expr, at env, md mode) code {
	items := p.compileAll(list, at, md)
	if len(items) == 1 {
		return items[0]
	}
	return valueCode(allUses(items...), func(m *Machine) value.Value {
		vals := make([]value.Value, len(items))
		for i := range items {
			vals[i] = items[i].eval(m)
		}
		return value.Args(vals...)
	})
}

func (p *Program) apply(e *syntax.FuncApply, at env, md mode) code {
	fn, arg := p.compile(e.Fn, at, md), p.argument(e.Args, at, md)
	c := binary(e, fn, arg, value.Apply)
	if v := fn.reads - 1; v >= 0 && fn.bank == Next && !p.Without.Deltas && p.takesApart(mode{Current, Next, Next, nil, nil}) {
		// What the action has put there is known without the rest.
		whole, key := c.eval, arg.eval
		c.eval = func(m *Machine) value.Value {
			if x := m.vars[Next][v]; x.IsPatch() {
				if part, ok := x.Patched(key(m)); ok {
					return part
				}
			}
			return whole(m)
		}
	}
	return c.applied(fn, arg)
}

// let binds the definitions of a LET.
func (p *Program) let(e *syntax.Let, at env, md mode) code {
	inner, names := p.letEnv(e, at)
	return p.inScope(names, p.compile(e.Body, inner, md))
}

// letEnv gives the definitions of a LET their meanings. The names are those whose cells start empty in the LET.
func (p *Program) letEnv(e *syntax.Let, at env) (env, []*byName) {
	var names []*byName
	for _, u := range e.Defs {
		switch u := u.(type) {
		case *syntax.OpDef:
			if len(u.Params) == 0 && !(u.Recursive && !u.Function) {
				b := newByName(u.Body, at, u.Name.Text, u)
				names = append(names, b)
				at = at.bind(u, b)
				b.env = at // a recursive function uses its own name
				continue
			}
			op := &operator{name: u.Name.Text, body: u.Body, def: u}
			for _, q := range u.Params {
				op.params = append(op.params, q)
			}
			at = at.bind(u, op)
			op.env = at
		case *syntax.Instance:
			at = at.bind(u, &instanceMeaning{at})
		case *syntax.Recursive:
		}
	}
	// RECURSIVE names may be used by definitions before them: all of the LET's operators see the whole LET.
	for s := at.locals; s != nil; s = s.up {
		switch m := s.meaning.(type) {
		case *operator:
			if m.def != nil && m.def.InLet && containsUnit(e.Defs, m.def) {
				m.env = at
			}
		case *byName:
			if d, ok := s.decl.(*syntax.OpDef); ok && containsUnit(e.Defs, d) {
				m.env = at
			}
		}
	}
	return at, names
}

func containsUnit(list []syntax.Unit, d *syntax.OpDef) bool {
	for _, u := range list {
		if u == syntax.Unit(d) {
			return true
		}
	}
	return false
}

// inScope surrounds code with the beginning and end of the scope of names: their cells start empty, and hold again what they
// held before when the code is done (it may be inside of itself, by recursion).
func (p *Program) inScope(names []*byName, c code) code {
	slots := cellSlots(names)
	c.uses = c.uses.without(slots...)
	switch len(slots) {
	case 0:
		return c
	case 1:
		s := slots[0]
		eval, cond := c.eval, c.cond
		out := code{uses: c.uses, eval: func(m *Machine) value.Value {
			old := m.slots[s]
			m.slots[s] = value.Value{}
			v := eval(m)
			m.slots[s] = old
			return v
		}}
		if cond != nil {
			out.cond = func(m *Machine) bool {
				old := m.slots[s]
				m.slots[s] = value.Value{}
				v := cond(m)
				m.slots[s] = old
				return v
			}
		}
		return out
	}
	eval, cond := c.eval, c.cond
	out := code{uses: c.uses, eval: func(m *Machine) value.Value {
		var room [8]value.Value
		old := m.empty(slots, room[:0])
		v := eval(m)
		m.restore(slots, old)
		return v
	}}
	if cond != nil {
		out.cond = func(m *Machine) bool {
			var room [8]value.Value
			old := m.empty(slots, room[:0])
			v := cond(m)
			m.restore(slots, old)
			return v
		}
	}
	return out
}

func cellSlots(names []*byName) []int32 {
	var slots []int32
	for _, n := range names {
		for _, c := range n.list {
			if c.slot >= 0 {
				slots = append(slots, c.slot)
			}
		}
	}
	return slots
}

func (m *Machine) empty(slots []int32, old []value.Value) []value.Value {
	for _, s := range slots {
		old = append(old, m.slots[s])
		m.slots[s] = value.Value{}
	}
	return old
}

func (m *Machine) restore(slots []int32, old []value.Value) {
	for i, s := range slots {
		m.slots[s] = old[i]
	}
}
