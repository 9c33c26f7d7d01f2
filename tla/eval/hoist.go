package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// In \E i, j \in S : Sent(i) /\ … the first conjunct does not ask about j. It is asked once for all j, before the loop over them.
// What comes later in the body is asked where it stands, and the hoisted conjuncts again there: only what is known to be false is
// skipped. That ends at a conjunct that forks: one of its ways may fail, which a test that holds by another one does not show. An error
// of a hoisted conjunct is one that would not have come up with an empty set; the careful program, which hoists nothing, decides that.

// premises gives the bounds of a \E what must hold before the loop over each is worth it.
func (p *Program) premises(groups []bound, body syntax.Expr, at env, md mode) {
	if p.careful || p.Without.Premises {
		return
	}
	var inner []int32
	before := 0
	for i := len(groups) - 1; i >= 0; i-- {
		inner = append(inner, groups[i].slots...)
		groups[i].premise = p.premise(body, at, md, inner)
	}
	for i := range groups {
		// The loops inside ask for more, or for nothing.
		if n := len(groups[i].premise); n <= before {
			groups[i].premise = nil
		} else {
			before = n
		}
	}
}

// premise compiles the conjuncts with which an action begins, as far as they depend neither on the slots nor on what the action
// assigns.
func (p *Program) premise(body syntax.Expr, at env, md mode, slots []int32) (tests []func(m *Machine) bool) {
	p.leading(body, at, func(e syntax.Expr, at env) bool {
		if p.level(e, at) >= syntax.ActionLevel {
			return false
		}
		c, err := p.tryCompile(e, at, md)
		if err != nil || c.uses.impure || len(c.uses.open) > 0 || md.assign != none && c.uses.readsBank(md.assign) {
			return false
		}
		for _, s := range c.uses.slots {
			if slices.Contains(slots, s) {
				return false
			}
		}
		if p.forks(e, at) {
			return false
		}
		if !c.lit {
			tests = append(tests, c.test(e, "this part of an action"))
		}
		return true
	})
	return tests
}

// hopeless says that no member of the set can make the rest true.
func (b *bound) hopeless(m *Machine, set value.Value) bool {
	if len(b.premise) == 0 {
		return false
	}
	if n, ok := set.Len(); ok && n < 2 {
		return false // to ask costs as much
	}
	for _, holds := range b.premise {
		if !holds(m) {
			return true
		}
	}
	return false
}

// leading calls f with the conjuncts of an action, in order, until it returns false, which leading then does too. It goes through
// definitions.
func (p *Program) leading(e syntax.Expr, at env, f func(e syntax.Expr, at env) bool) bool {
	switch x := e.(type) {
	case *syntax.Label:
		return p.leading(x.Body, at, f)
	case *syntax.Junction:
		if x.Op != "/\\" {
			break
		}
		for _, item := range x.Items {
			if !p.leading(item, at, f) {
				return false
			}
		}
		return true
	case *syntax.Let:
		inner, names := p.letEnv(x, at)
		loosen(names)
		return p.leading(x.Body, inner, f)
	case *syntax.Quant:
		if x.Kind == syntax.Exists {
			return false
		}
	case *syntax.Ref:
		body, inner, lang := p.unfold(x, at)
		switch {
		case lang == "/\\":
			return p.leading(x.Bind.Args[0], at, f) && p.leading(x.Bind.Args[1], at, f)
		case body != nil:
			return p.leading(body, inner, f)
		}
	}
	return f(e, at)
}
