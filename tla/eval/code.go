package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// code is what an expression becomes: functions that run on a Machine. At least one of eval and cond is set.
type code struct {
	eval func(m *Machine) value.Value
	// cond is the truth value, without the way over a Value.
	cond func(m *Machine) bool
	// equals says whether the value equals x, without making it; nil where that is no less work.
	equals func(m *Machine, x value.Value) bool
	uses   uses
	// thunk is, for a parameter that may be a thunk, 1 + its slot.
	thunk int32
	// simple code costs no more than reading a slot: to keep its value gains nothing.
	simple bool
	// lit says that the value is known: val.
	lit bool
	val value.Value
	// reads is, for a plain variable, 1 + its place; bank is where it is read.
	reads int32
	bank  int8
	// path says, for what is as good as a bound variable, where the value comes from.
	path *path
	// part is set for a part of a variable: x[i][j], where i and j have paths.
	part *part
	// class is, for a class of a variable of the current state, 1 + its number among those of uses.
	class int32
	// over is, for what says something of each member of a variable or class of the current state, without looking at it otherwise,
	// 1 + its number among those of uses.
	over int32
}

// source is the number among those of uses of the variable of the current state, or class of one, that the code reads.
func (c code) source() (v int32, ok bool) {
	switch {
	case c.class > 0:
		return c.class - 1, true
	case c.reads > 0 && c.bank == Current:
		return c.reads - 1, true
	}
	return 0, false
}

// overMembers is the code of a conjunction over the members of set; of each is asked what uses u.
func (c code) overMembers(set code, u uses) code {
	if v, ok := set.source(); ok && !slices.Contains(u.vars, v) {
		c.over = v + 1
	}
	return c
}

// uses is what the value of an expression depends on.
type uses struct {
	vars  []int32 // bank*stride + variable, sorted
	whole []int32 // those of vars that are looked at in whole, not only in the parts below
	parts []*part
	slots []int32 // sorted
	// impure code can give another value the next time.
	impure bool
	// fleeting code is impure even where it looks constant: TLCGet and the like.
	fleeting bool
	// open are the recursive operators that are still being made, so that it is not known what they use.
	open []*recursion
}

// stride is more than there are variables.
const stride = 1 << 16

func (u uses) constant() bool {
	return len(u.vars) == 0 && len(u.slots) == 0 && !u.impure && len(u.open) == 0
}

// closed adds what the open operators use. That is known when code runs: then they are made.
func (u uses) closed() uses {
	open := u.open
	for i := 0; i < len(open); i++ {
		body := open[i].body.uses
		u = u.with(body)
		open = unionOpen(open, body.open)
	}
	u.open = nil
	return u
}

func (u uses) with(w uses) uses {
	return uses{union(u.vars, w.vars), union(u.whole, w.whole), unionParts(u.parts, w.parts), union(u.slots, w.slots),
		u.impure || w.impure, u.fleeting || w.fleeting, unionOpen(u.open, w.open)}
}

// without takes away slots that are set inside.
func (u uses) without(slots ...int32) uses {
	out := u
	out.slots, out.parts = nil, nil
	for _, s := range u.slots {
		if !slices.Contains(slots, s) {
			out.slots = append(out.slots, s)
		}
	}
	for _, q := range u.parts {
		// Which part it is may not be known outside.
		if o := q.beyond(func(s int32) bool { return slices.Contains(slots, s) }); o != nil {
			out.parts = unionParts(out.parts, []*part{o})
		} else {
			out.whole = union(out.whole, []int32{q.variable})
		}
	}
	return out
}

// readsBank says whether the value depends on a variable of the bank.
func (u uses) readsBank(b int8) bool {
	for _, v := range u.vars {
		if v/stride == int32(b) {
			return true
		}
	}
	return false
}

func union(a, b []int32) []int32 {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	out := make([]int32, 0, len(a)+len(b))
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			out = append(out, a[i])
			i++
		case i == len(a) || b[j] < a[i]:
			out = append(out, b[j])
			j++
		default:
			out = append(out, a[i])
			i++
			j++
		}
	}
	return out
}

func unionOpen(a, b []*recursion) []*recursion {
	if len(a) == 0 {
		return b
	}
	out := a
	for _, r := range b {
		if !slices.Contains(out, r) {
			out = append(out[:len(out):len(out)], r)
		}
	}
	return out
}

func allUses(codes ...code) uses {
	var u uses
	for _, c := range codes {
		u = u.with(c.uses)
	}
	return u
}

// literal is code whose value is known.
func literal(v value.Value) code {
	c := code{eval: func(*Machine) value.Value { return v }, simple: true, lit: true, val: v, path: literalPath(v)}
	if b, ok := v.AsBool(); ok {
		c.cond = func(*Machine) bool { return b }
	}
	return c
}

// boolCode is code that gives a truth value.
func boolCode(u uses, cond func(m *Machine) bool) code {
	return code{cond: cond, uses: u, eval: func(m *Machine) value.Value { return value.MakeBool(cond(m)) }}
}

// valueCode is code that gives any value.
func valueCode(u uses, eval func(m *Machine) value.Value) code { return code{eval: eval, uses: u} }

// test gives the truth value of code that must have one; e and what say what it is.
func (c code) test(e syntax.Node, what string) func(m *Machine) bool {
	if c.cond != nil {
		return c.cond
	}
	eval := c.eval
	return func(m *Machine) bool {
		v := eval(m)
		b, ok := v.AsBool()
		if !ok {
			m.failf(e, "%s is not TRUE or FALSE but %s", what, show(v))
		}
		return b
	}
}

// unary and binary apply fallible operators.

func unary(e syntax.Node, a code, f func(a value.Value) (value.Value, error)) code {
	ae := a.eval
	return valueCode(a.uses, func(m *Machine) value.Value {
		v, err := f(ae(m))
		if err != nil {
			m.fail(e, err)
		}
		return m.shallow(e, v)
	})
}

func binary(e syntax.Node, a, b code, f func(a, b value.Value) (value.Value, error)) code {
	ae, be := a.eval, b.eval
	if b.lit {
		w := b.val
		return valueCode(a.uses, func(m *Machine) value.Value {
			v, err := f(ae(m), w)
			if err != nil {
				m.fail(e, err)
			}
			return m.shallow(e, v)
		})
	}
	return valueCode(allUses(a, b), func(m *Machine) value.Value {
		x := ae(m)
		v, err := f(x, be(m))
		if err != nil {
			m.fail(e, err)
		}
		return m.shallow(e, v)
	})
}

// equal is a = b.
func equal(e syntax.Node, a, b code) code {
	if a.lit && !b.lit {
		a, b = b, a
	}
	if w := b.val; b.lit && (w.Kind() == value.String || w.Kind() == value.Int) {
		// A text or number is what it is: if the other is of its kind too, they are identical or not equal.
		ae, kind := a.eval, w.Kind()
		return boolCode(a.uses, func(m *Machine) bool {
			v := ae(m)
			if v.Identical(w) {
				return true
			}
			if v.Kind() == kind {
				return false
			}
			is, err := value.Equal(v, w)
			if err != nil {
				m.fail(e, err)
			}
			return is
		})
	}
	if is := b.equals; is != nil {
		ae := a.eval
		return boolCode(allUses(a, b), func(m *Machine) bool { return is(m, ae(m)) })
	}
	return compared(e, a, b, value.Equal)
}

// ordered is one of < > =< >=, of which f is what it comes to for anything but two integers.
func ordered(e syntax.Node, name string, a, b code, f func(a, b value.Value) (value.Value, error)) code {
	holds := map[string]func(x, y int32) bool{
		"<": func(x, y int32) bool { return x < y }, "=<": func(x, y int32) bool { return x <= y },
		">": func(x, y int32) bool { return x > y }, ">=": func(x, y int32) bool { return x >= y },
	}[name]
	ae, be := a.eval, b.eval
	return boolCode(allUses(a, b), func(m *Machine) bool {
		v := ae(m)
		w := be(m)
		x, ok := v.AsInt()
		y, also := w.AsInt()
		if ok && also {
			return holds(x, y)
		}
		r, err := f(v, w)
		if err != nil {
			m.fail(e, err)
		}
		return r.IsTrue()
	})
}

func compared(e syntax.Node, a, b code, f func(a, b value.Value) (bool, error)) code {
	ae, be := a.eval, b.eval
	return boolCode(allUses(a, b), func(m *Machine) bool {
		x := ae(m)
		v, err := f(x, be(m))
		if err != nil {
			m.fail(e, err)
		}
		return v
	})
}

// subset is a \subseteq b. A set that is not listed can have more members than there is time for.
func subset(e syntax.Node, a, b code) code {
	ae, be := a.eval, b.eval
	return boolCode(allUses(a, b), func(m *Machine) bool {
		x := ae(m)
		v, err := value.SubsetPausing(x, be(m), func() { m.pause(e) })
		if err != nil {
			m.fail(e, err)
		}
		return v
	})
}
