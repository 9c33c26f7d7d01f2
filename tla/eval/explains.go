package eval

import (
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// How the code of the explaining program differs: tests say when they are false and count when they are passed, choices keep errors
// to themselves. In other programs these functions give back what they were given.

// passing counts a conjunct that was passed, for what comes after it.
func (p *Program) passing(k step) step {
	if !p.explains {
		return k
	}
	return func(m *Machine) {
		m.near.passed++
		k(m)
		m.near.passed--
	}
}

// missing is what is done when the conjunct e is false; nil in other programs.
func (p *Program) missing(e syntax.Node, values ...NamedCode) step {
	if !p.explains {
		return nil
	}
	c := &conjunct{e, slices.Clone(p.path), values}
	return func(m *Machine) { m.miss(c, nil) }
}

// missed is missing for the values of an expression's operands.
func (p *Program) missed(e syntax.Expr, at env, md mode) step {
	if !p.explains {
		return nil
	}
	return p.missing(e, p.operands(e, at, md)...)
}

// operands are the parts of an expression whose values say why it is false.
func (p *Program) operands(e syntax.Expr, at env, md mode) (list []NamedCode) {
	var parts []syntax.Expr
	switch e := e.(type) {
	case *syntax.Ref:
		if e.Bind != nil && len(e.Bind.Args) == 1 && (e.Name.Text == "~" || e.Name.Text == "\\lnot" || e.Name.Text == "\\neg") {
			return p.operands(e.Bind.Args[0], at, md)
		}
		if e.Bind != nil {
			parts = e.Bind.Args
		}
	case *syntax.FuncApply:
		parts = e.Args
	}
	for _, x := range parts {
		switch x.(type) {
		case *syntax.Number, *syntax.String, *syntax.Lambda:
			continue
		}
		if c, err := p.tryCompile(x, at, md); err == nil && !c.lit {
			list = append(list, NamedCode{oneLine(x.GetSpan().Text()), c})
		}
	}
	return list
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// within compiles what stands in a definition.
func (p *Program) within(e *syntax.Ref, make func() step) step {
	if !p.explains {
		return make()
	}
	p.path = append(p.path, oneLine(e.GetSpan().Text()))
	s := p.under(make())
	p.path = p.path[:len(p.path)-1]
	return s
}

// under remembers where s stands, for errors.
func (p *Program) under(s step) step {
	if !p.explains {
		return s
	}
	path := slices.Clone(p.path)
	return func(m *Machine) {
		m.near.path = path
		s(m)
	}
}

// binding shows what is bound around s and what comes after it.
func (p *Program) binding(vars []NamedCode, s step) step {
	vars = slices.DeleteFunc(slices.Clone(vars), func(v NamedCode) bool { return v.code.eval == nil || v.code.uses.constant() })
	if !p.explains || len(vars) == 0 {
		return s
	}
	return func(m *Machine) {
		old := m.near.trail
		m.near.trail = append(old[:len(old):len(old)], vars...)
		s(m)
		m.near.trail = old
	}
}

// changed is what is done when a part of UNCHANGED did change.
func (p *Program) changed(e syntax.Node, part syntax.Expr, at env, md mode) step {
	if !p.explains {
		return nil
	}
	name := oneLine(part.GetSpan().Text())
	return p.missing(e, NamedCode{name, p.compile(part, at, md)}, NamedCode{name + "'", p.primed(part, part, at, md)})
}

// explainedExists is \E x \in S : A, whose choices are shown, and so is an empty set.
func (p *Program) explainedExists(e *syntax.Quant, groups []bound, slots []int32, body step) step {
	var vars []NamedCode
	for _, b := range e.Bounds {
		for _, v := range b.Vars {
			vars = append(vars, NamedCode{v.Name.Text, p.slotCode(&slotMeaning{slot: slots[len(vars)]})})
		}
	}
	var sets []NamedCode
	for i, g := range groups {
		if b := g.node.(*syntax.Bounds); b.Set != nil && (i == 0 || groups[i-1].node != g.node) {
			sets = append(sets, NamedCode{oneLine(b.Set.GetSpan().Text()), g.set})
		}
	}
	body, empty := p.branch(p.binding(vars, body)), p.missing(bounding{e}, sets...)
	return p.under(func(m *Machine) {
		old, none := m.saved(slots, nil), true
		m.each(groups, func() bool {
			none = false
			body(m)
			return !m.done && !m.near.Cut
		})
		if m.restore(slots, old); none {
			empty(m)
		}
	})
}

// bounding is a quantifier without its body.
type bounding struct{ *syntax.Quant }

// GetSpan is the place of the quantifier and its sets.
func (b bounding) GetSpan() syntax.Span {
	s := b.Quant.GetSpan()
	s.End = b.Bounds[len(b.Bounds)-1].GetSpan().End
	return s
}

// silently compiles what is a question inside of an action, not a part of it.
func (p *Program) silently() (again func()) {
	was := p.explains
	p.explains = false
	return func() { p.explains = was }
}

// guarded is e as a test where it assigns nothing, so that of a choice that is true no side counts as missed. What counts as passed
// are the conjuncts of the side that passed most.
func (p *Program) guarded(e syntax.Expr, at env, md mode, k step) step {
	p.guards++
	id := p.guards
	s := p.choosing(e, at, md, nil, func(m *Machine) {
		if n := m.near; n.counting == id {
			n.most = max(n.most, n.passed)
			return
		}
		k(m)
	})
	c, err := p.tryCompile(e, at, md)
	if err != nil {
		return s
	}
	cond := c.test(e, "this part of an action")
	assigns := c.uses.readsBank(md.assign) || len(c.uses.open) > 0
	return func(m *Machine) {
		if !assigns || !slices.ContainsFunc(m.vars[md.assign][:len(p.Variables)], value.Value.IsNone) {
			is := false
			if err := m.try(func(m *Machine) { is = cond(m) }); err == nil && is {
				n := m.near
				passed := n.passed
				n.passed = m.mostPassed(s, id)
				k(m)
				n.passed = passed
				return
			}
		}
		s(m)
	}
}

// mostPassed is how many conjuncts are passed when the code of the guard with that number is.
func (m *Machine) mostPassed(s step, id int) int {
	n := m.near
	counting, most := n.counting, n.most
	n.counting, n.most = id, n.passed
	n.silent++
	_ = m.try(s) // an error in one side is none when another is true
	n.silent--
	found := n.most
	n.counting, n.most = counting, most
	return found
}

// branch is one of several ways to go on.
func (p *Program) branch(s step) step {
	if !p.explains {
		return s
	}
	return func(m *Machine) { m.attempt(s) }
}
