package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// language compiles the use of an operator of the language itself.
func (p *Program) language(e *syntax.Ref, name string, at env, md mode) code {
	b := e.Bind
	switch name {
	case "'":
		return p.primed(e, b.Args[0], at, md)
	case "UNCHANGED":
		return p.unchanged(e, b.Args[0], at, md)
	case "ENABLED":
		return p.enabled(e, b.Args[0], at, md)
	case "\\cdot":
		return p.composed(e, at, md)
	case "[]", "<>", "~>", "-+->":
		refuse(e, "the temporal operator %s stands where a value or an action is evaluated", name)
	case "\\in", "\\notin":
		if c, ok := p.inClassOf(e, name == "\\in", at, md); ok {
			return c
		}
		if c, ok := p.inFilter(e, name == "\\in", at, md); ok {
			return c
		}
		if s, ok := e.Bind.Args[1].(*syntax.Ref); ok && isLanguage(s, "SUBSET") && name == "\\in" && !p.careful {
			super := p.compile(s.Bind.Args[0], at, md)
			if elem := p.compile(e.Bind.Args[0], at, md); super.uses.constant() && !elem.uses.constant() {
				return p.subsetOfConstant(e, elem, super)
			}
		}
	case "=":
		if f, ok := b.Args[0].(*syntax.Tuple); ok && len(f.Elems) > 0 {
			if g, ok := b.Args[1].(*syntax.Tuple); ok && len(g.Elems) == len(f.Elems) {
				return p.tuplesEqual(f, g, at, md)
			}
		}
	}
	return p.languageOf(e, name, p.compileAll(b.Args, at, md), md)
}

// tuplesEqual compares two tuples element by element, without making them. All elements are evaluated before.
func (p *Program) tuplesEqual(f, g *syntax.Tuple, at env, md mode) code {
	return pairsEqual(f, p.compileAll(f.Elems, at, md), p.compileAll(g.Elems, at, md))
}

// pairsEqual compares as many values as there are in a with those of b, after all of them are evaluated.
func pairsEqual(e syntax.Node, a, b []code) code {
	items := slices.Concat(a, b)
	return boolCode(allUses(items...), func(m *Machine) bool {
		var room [8]value.Value
		vals := room[:0]
		for i := range items {
			vals = append(vals, items[i].eval(m))
		}
		for i := range a {
			is, err := value.Equal(vals[i], vals[len(a)+i])
			if err != nil {
				m.fail(e, err)
			}
			if !is {
				return false
			}
		}
		return true
	})
}

// languageOf applies an operator of the language to code.
func (p *Program) languageOf(e *syntax.Ref, name string, args []code, md mode) code {
	side := func(i int) func(m *Machine) bool {
		if len(args) == 1 {
			return args[i].test(e, "the argument of "+name)
		}
		return args[i].test(e, "the "+[]string{"left", "right"}[i]+" side of "+name)
	}
	switch name {
	case "TRUE":
		return literal(value.True)
	case "FALSE":
		return literal(value.False)
	case "BOOLEAN":
		return literal(value.Boolean)
	case "STRING":
		return literal(value.Strings)
	case "/\\", "\\/":
		return junctionOf(name == "/\\", []func(m *Machine) bool{side(0), side(1)}, allUses(args...))
	case "=>":
		a, b := side(0), side(1)
		return boolCode(allUses(args...), func(m *Machine) bool { return !a(m) || b(m) })
	case "<=>":
		a, b := side(0), side(1)
		return boolCode(allUses(args...), func(m *Machine) bool { return a(m) == b(m) })
	case "~":
		a := side(0)
		return boolCode(args[0].uses, func(m *Machine) bool { return !a(m) })
	case "=":
		return equal(e, args[0], args[1])
	case "/=":
		return compared(e, args[0], args[1], func(a, b value.Value) (bool, error) {
			eq, err := value.Equal(a, b)
			return !eq, err
		})
	case "\\in":
		return compared(e, args[0], args[1], value.Member)
	case "\\notin":
		return compared(e, args[0], args[1], func(a, b value.Value) (bool, error) {
			in, err := value.Member(a, b)
			return !in, err
		})
	case "\\subseteq":
		return subset(e, args[0], args[1])
	case "\\cup":
		return binary(e, args[0], args[1], value.Union)
	case "\\cap":
		return binary(e, args[0], args[1], value.Intersection)
	case "\\":
		return binary(e, args[0], args[1], value.Difference)
	case "SUBSET":
		return unary(e, args[0], value.Subsets)
	case "UNION":
		return unary(e, args[0], value.BigUnion)
	case "DOMAIN":
		return unary(e, args[0], value.Domain)
	}
	refuse(e, "the operator %s is not supported", name)
	panic("unreachable")
}

// primed is e': the expression in the next state.
func (p *Program) primed(e syntax.Node, arg syntax.Expr, at env, md mode) code {
	if md.next == none {
		refuse(e, "a prime stands where no next state is known")
	}
	return p.compile(arg, at, md.prime())
}

// prime is the mode of what is primed.
func (md mode) prime() mode {
	return mode{cur: md.next, next: none, assign: md.assign, fresh: md.enabled}
}

// unchanged is UNCHANGED e: e' = e.
func (p *Program) unchanged(e syntax.Node, arg syntax.Expr, at env, md mode) code {
	var tests []func(m *Machine) bool
	var after, before []code
	simple := true
	p.parts(arg, at, md, func(x syntax.Expr, where env, v int32) {
		a, b := p.primed(e, x, where, md), p.compile(x, where, md)
		after, before = append(after, a), append(before, b)
		tests = append(tests, compared(e, a, b, value.Equal).cond)
		simple = simple && v != none
	})
	u := allUses(after...).with(allUses(before...))
	switch {
	case len(tests) == 1:
		return boolCode(u, tests[0])
	case !simple: // a part may fail where another one has changed
		return pairsEqual(e, after, before)
	}
	return junctionOf(true, tests, u)
}

// parts calls f with the parts of a tuple of variables, which may have a name: <<x, vars2>>. Of a part that is a variable of the
// spec the third argument is its place, else none.
func (p *Program) parts(e syntax.Expr, at env, md mode, f func(e syntax.Expr, at env, variable int32)) {
	switch e := e.(type) {
	case *syntax.Tuple:
		for _, x := range e.Elems {
			p.parts(x, at, md, f)
		}
		return
	case *syntax.Label:
		p.parts(e.Body, at, md, f)
		return
	case *syntax.Ref:
		if e.Bind == nil || e.Bind.Sub != nil {
			break
		}
		t := p.resolve(e, e.Bind, at)
		if t.isVar {
			f(e, at, t.variable)
			return
		}
		if v := p.freshVariable(t, md.prime()); v != none {
			f(e, at, v)
			return
		}
		if n, ok := t.meaning.(*byName); ok {
			if d, ok := n.site.(*syntax.OpDef); ok && d.Function {
				break
			}
			if p.isTupleOfNames(n.expr, n.env) {
				p.parts(n.expr, n.env, md, f)
				return
			}
		}
	}
	f(e, at, none)
}

// isTupleOfNames says whether an expression is a tuple, or a name of a variable or of such a tuple.
func (p *Program) isTupleOfNames(e syntax.Expr, at env) bool {
	switch e := e.(type) {
	case *syntax.Tuple:
		return true
	case *syntax.Label:
		return p.isTupleOfNames(e.Body, at)
	case *syntax.Ref:
		if e.Bind == nil || e.Bind.Sub != nil {
			return false
		}
		t := p.resolve(e, e.Bind, at)
		if t.isVar {
			return true
		}
		n, ok := t.meaning.(*byName)
		if !ok {
			return false
		}
		d, isDef := n.site.(*syntax.OpDef)
		return !(isDef && d.Function) && p.isTupleOfNames(n.expr, n.env)
	}
	return false
}

// box is [A]_v: A, or v unchanged.
func (p *Program) box(e *syntax.Box, at env, md mode) code {
	a, u := p.condition(e.Action, at, md, "the action of [A]_v")
	same := p.unchanged(e, e.Sub, at, md)
	return boolCode(u.with(same.uses), func(m *Machine) bool { return a(m) || same.cond(m) })
}

// angle is <<A>>_v: A, and v changed.
func (p *Program) angle(e *syntax.Angle, at env, md mode) code {
	a, u := p.condition(e.Action, at, md, "the action of <<A>>_v")
	same := p.unchanged(e, e.Sub, at, md)
	return boolCode(u.with(same.uses), func(m *Machine) bool { return a(m) && !same.cond(m) })
}

// inFilter is e \in {x \in S : p}, which is decided without making the set: e \in S /\ p. Where TLC makes the set, p is asked of all members of S:
// it may fail for another one.
func (p *Program) inFilter(e *syntax.Ref, in bool, at env, md mode) (code, bool) {
	set, where := e.Bind.Args[1], at
	for {
		switch x := set.(type) {
		case *syntax.Label:
			set = x.Body
			continue
		case *syntax.Ref:
			if x.Bind == nil || x.Bind.Sub != nil {
				return code{}, false
			}
			body, inner, _ := p.unfold(x, where)
			if body == nil {
				return code{}, false
			}
			set, where = body, inner
			continue
		case *syntax.SetFilter:
			if !p.careful && p.compile(set, where, md).uses.constant() {
				return code{}, false // its set is made once
			}
			groups, inner, u, slots := p.bounds(x, []*syntax.Bounds{x.Bounds}, where, md)
			cond, cu := p.condition(x.Cond, inner, md, "the condition of this set")
			elem := p.compile(e.Bind.Args[0], at, md)
			b, makes := groups[0], p.lists(x.Bounds.Set, where)
			u = u.with(elem.uses).with(cu.without(slots...))
			return boolCode(u, func(m *Machine) bool {
				v, base := elem.eval(m), b.set.eval(m)
				var room [4]value.Value
				old := m.saved(slots, room[:0])
				n, listed := base.Len()
				listed = listed && makes && base.Kind() == value.Set
				if listed {
					var chosen []value.Value
					for i := range n {
						x := base.At(i)
						if b.put(m, x); cond(m) {
							chosen = append(chosen, x)
						}
					}
					base = value.Sublist(chosen)
				}
				is, err := value.Member(v, base)
				if err != nil {
					m.fail(e, err)
				}
				if is && !listed {
					b.put(m, v)
					is = cond(m)
				}
				m.restore(slots, old)
				return is == in
			}), true
		}
		return code{}, false
	}
}

// lists reports whether TLC makes a set member by member where it is asked for, as far as its expression tells.
func (p *Program) lists(e syntax.Expr, at env) bool {
	left := maxLooked
	return p.listsWithin(e, at, &left)
}

func (p *Program) listsWithin(e syntax.Expr, at env, left *int) bool {
	if *left--; *left < 0 {
		return false
	}
	switch x := e.(type) {
	case *syntax.SetEnum, *syntax.SetMap:
		return true
	case *syntax.Label:
		return p.listsWithin(x.Body, at, left)
	case *syntax.SetFilter:
		return p.listsWithin(x.Bounds.Set, at, left)
	case *syntax.Ref:
		if x.Bind == nil || x.Bind.Sub != nil {
			return false
		}
		if t := p.resolve(x, x.Bind, at); t.isVar {
			return true
		} else if b, ok := t.meaning.(*operator); ok && b.builtin != nil {
			return b.builtin.Name == ".."
		}
		body, inner, lang := p.unfold(x, at)
		args := x.Bind.Args
		switch lang {
		case "\\cup":
			return p.listsWithin(args[0], at, left) && p.listsWithin(args[1], at, left)
		case "\\cap":
			return p.listsWithin(args[0], at, left) || p.listsWithin(args[1], at, left)
		case "\\":
			return p.listsWithin(args[0], at, left)
		}
		return body != nil && p.listsWithin(body, inner, left)
	}
	return false
}
