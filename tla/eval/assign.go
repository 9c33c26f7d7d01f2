package eval

import (
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// assignable is the variable that an expression on the left of = or \in stands for: x' in an action, x in an initial predicate.
func (p *Program) assignable(e syntax.Expr, at env, md mode) (int32, int8) {
	for {
		switch x := e.(type) {
		case *syntax.Label:
			e = x.Body
			continue
		case *syntax.Let:
			inner, names := p.letEnv(x, at)
			loosen(names)
			e, at = x.Body, inner
			continue
		case *syntax.Ref:
			if x.Bind == nil || x.Bind.Sub != nil {
				return none, none
			}
			t := p.resolve(x, x.Bind, at)
			if v := p.freshVariable(t, md); v != none && md.cur == md.assign {
				return v, md.cur
			}
			switch {
			case t.isVar && md.cur == md.assign:
				return t.variable, md.cur
			case t.lang == "'" && md.next == md.assign && md.next != none:
				return p.assignable(x.Bind.Args[0], at, md.prime())
			}
			if n, ok := t.meaning.(*byName); ok {
				if d, ok := n.site.(*syntax.OpDef); ok && d.Function {
					return none, none
				}
				e, at = n.expr, n.env
				continue
			}
		}
		return none, none
	}
}

// assign is x' = e: it gives x' its value, or tests it if it has one. If that is false, miss is called, if there is one.
func (p *Program) assign(e syntax.Node, v int32, bank int8, c code, miss, k step) step {
	eval := c.eval
	bit := p.assigning(v, bank)
	return p.under(func(m *Machine) {
		vars := m.vars[bank]
		if vars[v].IsNone() {
			vars[v] = eval(m)
			m.assigned |= bit
			k(m)
			m.assigned &^= bit
			vars[v] = value.Value{}
			return
		}
		eq, err := value.Equal(m.assignedValue(v, bank), eval(m))
		if err != nil {
			m.fail(e, err)
		}
		if eq {
			k(m)
		} else if miss != nil {
			miss(m)
		}
	})
}

// assignFrom is x' \in S: it gives x' each member of the set in turn, or tests it if it has a value.
func (p *Program) assignFrom(e syntax.Node, v int32, bank int8, c code, member func(x, s value.Value) (bool, error), miss, k step) step {
	eval := c.eval
	bit := p.assigning(v, bank)
	return p.under(func(m *Machine) {
		vars := m.vars[bank]
		if vars[v].IsNone() {
			set := eval(m)
			m.assigned |= bit
			m.members(e, set, func(x value.Value) bool {
				vars[v] = x
				k(m)
				return !m.done
			})
			m.assigned &^= bit
			vars[v] = value.Value{}
			return
		}
		in, err := member(m.assignedValue(v, bank), eval(m))
		if err != nil {
			m.fail(e, err)
		}
		if in {
			k(m)
		} else if miss != nil {
			miss(m)
		}
	})
}

// stutter is UNCHANGED e.
func (p *Program) stutter(e syntax.Node, arg syntax.Expr, at env, md mode, k step) step {
	if md.next == none || md.next != md.assign {
		same, miss := p.unchanged(e, arg, at, md), p.missing(e)
		return func(m *Machine) {
			if same.cond(m) {
				k(m)
			} else if miss != nil {
				miss(m)
			}
		}
	}
	k = p.passing(k)
	type part struct {
		expr syntax.Expr
		at   env
		v    int32
	}
	var list []part
	p.parts(arg, at, md, func(x syntax.Expr, where env, v int32) { list = append(list, part{x, where, v}) })
	for i := len(list) - 1; i >= 0; i-- {
		x := list[i]
		if x.v != none && p.takesApart(md) && !p.Without.Deltas {
			k = p.keeps(e, x.v, k)
			continue
		}
		c := p.compile(x.expr, x.at, md)
		if x.v != none {
			p.noteWrite(x.v, md.next, Kept, nil)
			k = p.assign(e, x.v, md.next, c, p.changed(e, x.expr, x.at, md), k)
			continue
		}
		same, miss := compared(e, p.primed(e, x.expr, x.at, md), c, value.Equal), p.changed(e, x.expr, x.at, md)
		after := k
		k = func(m *Machine) {
			if same.cond(m) {
				after(m)
			} else if miss != nil {
				miss(m)
			}
		}
	}
	return k
}
