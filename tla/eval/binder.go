package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// bound is one group of bound variables: each (or the tuple of them) runs over a set.
type bound struct {
	set   code
	slots []int32
	tuple bool
	node  syntax.Node
	// premise is what must hold before any member is of use (see premises).
	premise []func(m *Machine) bool
}

// bounds compiles the sets of bound variables and binds the variables. Only bounded ones are evaluated.
func (p *Program) bounds(e syntax.Node, list []*syntax.Bounds, at env, md mode) ([]bound, env, uses, []int32) {
	var out []bound
	var u uses
	var slots []int32
	inner := at
	for _, b := range list {
		var set code
		if b.Set != nil {
			set = p.compile(b.Set, at, md)
		} else {
			name := b.Vars[0].Name.Text
			set = valueCode(uses{impure: true}, func(m *Machine) value.Value {
				m.failf(e, "the variable %s has no set to range over: an unbounded quantifier cannot be evaluated", name)
				return value.Value{}
			})
		}
		u = u.with(set.uses)
		g := bound{set: set, tuple: b.Tuple, node: b}
		for _, v := range b.Vars {
			s := p.namedSlot(v.Name.Text)
			if !b.Tuple && set.uses.constant() {
				p.boundOver[s] = set
			}
			slots = append(slots, s)
			inner = inner.bind(v, &slotMeaning{slot: s})
			if b.Tuple {
				g.slots = append(g.slots, s)
				continue
			}
			out = append(out, bound{set: set, slots: []int32{s}, node: b})
		}
		if b.Tuple {
			out = append(out, g)
		}
	}
	return out, inner, u, slots
}

// put gives the group's variables a member of its set.
func (b *bound) put(m *Machine, x value.Value) {
	if !b.tuple {
		m.slots[b.slots[0]] = x
		return
	}
	n, ok := x.Len()
	if !x.IsSequence() || !ok || n != len(b.slots) {
		m.failf(b.node, "%s is not a tuple of %d elements", show(x), len(b.slots))
	}
	for i, s := range b.slots {
		m.slots[s] = x.At(i)
	}
}

// members calls f with the members of a set in canonical order until it returns false, and says whether it went through.
func (m *Machine) members(e syntax.Node, set value.Value, f func(x value.Value) bool) bool {
	if set.Kind() != value.Set {
		m.failf(e, "%s is not a set", show(set))
	}
	if n, ok := set.Len(); ok {
		for i := range n {
			m.pause(e)
			if !f(set.At(i)) {
				return false
			}
		}
		return true
	}
	all := true
	err := value.Each(set, func(x value.Value) bool {
		m.pause(e)
		all = f(x)
		return all
	})
	if err != nil {
		m.fail(e, err)
	}
	return all
}

// each runs through all combinations of the groups' members until f returns false, and reports whether it went through. All sets are
// evaluated before, also where one of them is empty: none of them speaks of what the others bind.
func (m *Machine) each(groups []bound, f func() bool) bool {
	if len(groups) == 0 {
		return f()
	}
	sets := make([]value.Value, len(groups))
	for i := range groups {
		if i > 0 && !groups[i].tuple && groups[i].node == groups[i-1].node {
			sets[i] = sets[i-1]
		} else {
			sets[i] = groups[i].set.eval(m)
		}
		if sets[i].Kind() != value.Set {
			m.failf(groups[i].node, "%s is not a set", show(sets[i]))
		}
	}
	return m.eachOf(groups, sets, f)
}

// eachOf is each where the sets are known.
func (m *Machine) eachOf(groups []bound, sets []value.Value, f func() bool) bool {
	b := &groups[0]
	if b.hopeless(m, sets[0]) {
		return true
	}
	return m.members(b.node, sets[0], func(x value.Value) bool {
		b.put(m, x)
		if len(groups) == 1 {
			return f()
		}
		return m.eachOf(groups[1:], sets[1:], f)
	})
}

// saving keeps what stands in slots over f: code may run inside of itself, by recursion.
func (m *Machine) saved(slots []int32, room []value.Value) []value.Value {
	for _, s := range slots {
		room = append(room, m.slots[s])
	}
	return room
}

func (p *Program) quantifier(e *syntax.Quant, at env, md mode) code {
	if e.Kind != syntax.Forall && e.Kind != syntax.Exists {
		refuse(e, "temporal quantification (\\AA, \\EE) is not supported, nor does TLC check it")
	}
	return p.asked(e, at, md, func() code {
		if c, ok := p.classQuantifier(e, at, md); ok {
			return c
		}
		groups, inner, u, slots := p.bounds(e, e.Bounds, at, md)
		return p.quantified(e, e.Body, groups, inner, u, slots, md)
	})
}

// classQuantifier is a quantifier over a class of a set: \E x \in S : g /\ p, \A x \in S : g => p.
func (p *Program) classQuantifier(e *syntax.Quant, at env, md mode) (code, bool) {
	if len(e.Bounds) != 1 {
		return code{}, false
	}
	cond, then := e.Body, syntax.Expr(nil)
	if e.Kind == syntax.Forall {
		use, ok := e.Body.(*syntax.Ref)
		if !ok || !isLanguage(use, "=>") {
			return code{}, false
		}
		cond, then = use.Bind.Args[0], use.Bind.Args[1]
		for { // p => (q => r) is p /\ q => r
			inner, ok := then.(*syntax.Ref)
			if !ok || !isLanguage(inner, "=>") {
				break
			}
			cond, then = conjunction([]syntax.Expr{cond, inner.Bind.Args[0]}, cond), inner.Bind.Args[1]
		}
	}
	set, rest, ok := p.class(e.Bounds[0], cond, at, md, asTest)
	if !ok {
		return code{}, false
	}
	s := p.newSlot()
	v := e.Bounds[0].Vars[0]
	inner := at.bind(v, &slotMeaning{slot: s})
	groups := []bound{{set: set, slots: []int32{s}, node: e.Bounds[0]}}
	var body syntax.Expr
	switch {
	case len(rest) == 0 && then == nil: // is there one?
		return boolCode(set.uses, func(m *Machine) bool {
			n, _ := set.eval(m).Len()
			return n > 0
		}), true
	case len(rest) == 0:
		body = then
	case then == nil:
		body = conjunction(rest, cond)
	default:
		body = implication(e.Body.(*syntax.Ref), conjunction(rest, cond), then)
	}
	return p.quantified(e, body, groups, inner, set.uses, []int32{s}, md), true
}

// quantified is a quantifier whose groups of bound variables are compiled.
func (p *Program) quantified(e *syntax.Quant, cond syntax.Expr, groups []bound, inner env, u uses, slots []int32, md mode) code {
	body, bu := p.condition(cond, inner, md, "the body of this quantifier")
	u = u.with(bu.without(slots...))
	stop := e.Kind == syntax.Exists // the body's value that decides
	if len(groups) == 1 && !groups[0].tuple {
		b, s := groups[0], slots[0]
		set := b.set.eval
		known := p.lookedUp(e, cond, inner, s, md)
		out := boolCode(u, func(m *Machine) bool {
			old := m.slots[s]
			v := set(m)
			if known != nil {
				if found, ok := known(m, v); ok {
					return found == stop
				}
			}
			all := true
			if n, ok := v.Len(); ok && v.Kind() == value.Set {
				for i := range n {
					m.slots[s] = v.At(i)
					if body(m) == stop {
						all = false
						break
					}
				}
			} else {
				all = m.members(b.node, v, func(x value.Value) bool {
					m.slots[s] = x
					return body(m) != stop
				})
			}
			m.slots[s] = old
			return all != stop
		})
		if e.Kind == syntax.Forall {
			out = out.overMembers(b.set, bu)
		}
		return out
	}
	return boolCode(u, func(m *Machine) bool {
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		all := m.each(groups, func() bool { return body(m) != stop })
		m.restore(slots, old)
		return all != stop
	})
}

// longEnough is from how many values on a sequence is worth an index.
const longEnough = 64

// lookedUp answers \E k \in 1..n : s[k].f = x, and \A k \in 1..n : s[k].f # x, by an index of s that
// is kept while it grows (value.Find): found says whether there is such a k. It is nil for what is
// asked in other words.
func (p *Program) lookedUp(e *syntax.Quant, cond syntax.Expr, inner env, slot int32, md mode) func(m *Machine, set value.Value) (found, ok bool) {
	test, ok := cond.(*syntax.Ref)
	equality := map[syntax.QuantKind]string{syntax.Exists: "=", syntax.Forall: "/="}[e.Kind]
	if !ok || p.careful || !isLanguage(test, equality) || len(e.Bounds) != 1 || len(e.Bounds[0].Vars) != 1 {
		return nil
	}
	left, name := test.Bind.Args[0], value.Value{}
	if f, ok := left.(*syntax.Field); ok {
		left, name = f.Record, p.Universe.String(f.Name.Text)
	}
	at, ok := left.(*syntax.FuncApply)
	if !ok || len(at.Args) != 1 {
		return nil
	}
	k, ok := at.Args[0].(*syntax.Ref)
	if !ok || k.Bind == nil || k.Bind.Decl != syntax.Decl(e.Bounds[0].Vars[0]) {
		return nil
	}
	seq, x := p.compile(at.Fn, inner, md), p.compile(test.Bind.Args[1], inner, md)
	for _, c := range []code{seq, x} {
		if c.uses.impure || len(c.uses.open) > 0 || slices.Contains(c.uses.slots, slot) {
			return nil
		}
	}
	return func(m *Machine, set value.Value) (found, ok bool) {
		n, listed := set.Len()
		if !listed || n < longEnough || set.Kind() != value.Set || !isNumber(set.At(0), 1) || !isNumber(set.At(n-1), n) {
			return false, false
		}
		return value.Find(seq.eval(m), n, name, x.eval(m))
	}
}

func isNumber(v value.Value, n int) bool {
	i, ok := v.AsInt()
	return ok && int(i) == n
}

func (p *Program) choose(e *syntax.Choose, at env, md mode) code {
	if e.Bounds.Set == nil {
		// TLC's message is about the same: only a model file can give such a definition a value.
		return valueCode(uses{impure: true}, func(m *Machine) value.Value {
			m.failf(e, "an unbounded CHOOSE cannot be evaluated; the model file can replace the definition it stands in by a model value")
			return value.Value{}
		})
	}
	groups, inner, u, slots := p.bounds(e, []*syntax.Bounds{e.Bounds}, at, md)
	body, bu := p.condition(e.Body, inner, md, "the body of this CHOOSE")
	u = u.with(bu.without(slots...))
	b := groups[0]
	return valueCode(u, func(m *Machine) value.Value {
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		var found value.Value
		m.members(b.node, b.set.eval(m), func(x value.Value) bool {
			b.put(m, x)
			if body(m) {
				found = x
				return false
			}
			return true
		})
		m.restore(slots, old)
		if found.IsNone() {
			m.failf(e, "CHOOSE finds no value: no member of the set satisfies the condition")
		}
		return found
	})
}

func (p *Program) setFilter(e *syntax.SetFilter, at env, md mode) code {
	cond := e.Cond
	var groups []bound
	var inner env
	var u uses
	var slots []int32
	if set, rest, ok := p.class(e.Bounds, e.Cond, at, md, asTest); ok {
		if len(rest) == 0 {
			return set
		}
		slots = []int32{p.newSlot()}
		inner = at.bind(e.Bounds.Vars[0], &slotMeaning{slot: slots[0]})
		groups = []bound{{set: set, slots: slots, node: e.Bounds}}
		u, cond = set.uses, conjunction(rest, e.Cond)
	} else {
		groups, inner, u, slots = p.bounds(e, []*syntax.Bounds{e.Bounds}, at, md)
	}
	body, bu := p.condition(cond, inner, md, "the condition of this set")
	u = u.with(bu.without(slots...))
	b := groups[0]
	return valueCode(u, func(m *Machine) value.Value {
		m.pause(e)
		set := b.set.eval(m)
		if set.Kind() != value.Set {
			m.failf(b.node, "%s is not a set", show(set))
		}
		var v value.Value
		var err error
		if n, ok := set.Len(); ok {
			var room [4]value.Value
			old := m.saved(slots, room[:0])
			var chosen []value.Value
			for i := range n {
				x := set.At(i)
				b.put(m, x)
				if body(m) {
					chosen = append(chosen, x)
				}
			}
			m.restore(slots, old)
			if len(chosen) == n {
				return set
			}
			return value.Sublist(chosen)
		} else {
			finite, ferr := value.IsFinite(set)
			if ferr == nil && finite {
				if size, serr := value.Size(set); serr == nil && size <= value.MaxSetSize {
					var room [4]value.Value
					old := m.saved(slots, room[:0])
					v, err = value.Filter(set, false, func(x value.Value) (bool, error) {
						b.put(m, x)
						return body(m), nil
					})
					m.restore(slots, old)
					if err != nil {
						m.fail(e, err)
					}
					return v
				}
			}
			rule, x := m.predicate(&b, body, bu)
			v, err = value.Filter(set, true, rule)
			v = m.shallow(e, value.Deepen(value.Deepen(v, x.vals), x.states))
		}
		if err != nil {
			m.fail(e, err)
		}
		return v
	})
}

// mostMapped bounds the values from which {e : x \in S} is made.
const mostMapped = 2 * value.MaxSetSize

func (p *Program) setMap(e *syntax.SetMap, at env, md mode) code {
	groups, inner, u, slots := p.bounds(e, e.Bounds, at, md)
	body := p.compile(e.Body, inner, md)
	u = u.with(body.uses.without(slots...))
	return valueCode(u, func(m *Machine) value.Value {
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		var vals []value.Value
		m.each(groups, func() bool {
			vals = append(vals, body.eval(m))
			if len(vals) > mostMapped {
				m.failf(e, "this set has more than %d values before equal ones are counted once", mostMapped)
			}
			return true
		})
		m.restore(slots, old)
		v, err := value.MakeSet(vals)
		if err != nil {
			m.fail(e, err)
		}
		return m.shallow(e, v)
	})
}
