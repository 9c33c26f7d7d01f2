package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Whether a step is one of \E a \in Acceptor, b \in Ballot : A(a, b) \/ \E v \in Value : B(a, b, v) is asked of many steps from states that
// agree in what the guards of A and B read. Which of its branches have a guard that holds, and for which values, is worked out once for
// these; of a step only what comes after the guards is asked, of these branches. Guards are the conjuncts with which a branch begins, as far as
// they speak of the current state alone.
//
// So guards are evaluated that TLC does not come to when an earlier branch is true. If one fails, the careful program decides, and the
// choice is made as written from then on.

// selection is a \E of a test of a step, or one among the guards of another.
type selection struct {
	number   int32
	key      key // of the guards
	guards   guards
	from     int                   // how many of the slots of its branches are bound outside
	branches *[]branch             // of the outermost
	plain    func(m *Machine) bool // as it is written
}

// branch is what comes after guards.
type branch struct {
	slots []int32 // what is bound around it
	holds func(m *Machine) bool
}

// guards calls found with the number of every branch whose guard holds, in order.
type guards func(m *Machine, found func(branch int))

// maxSelections is the number of pieces of code from which on no selections are made: they are code of their own.
const maxSelections = maxNodes / 8

// selection makes \E a selection, if it is one; c is its code as it is written.
func (p *Program) selection(e *syntax.Quant, at env, md mode, c code) code {
	if e.Kind != syntax.Exists || p.nodes > maxSelections || p.Without.Selections {
		return c
	}
	b := selecting{p: p, md: md}
	g, err := b.make(e, at)
	if err != nil || g == nil || !b.guarded {
		return c
	}
	if s := b.selection(g, b.uses); s != nil {
		s.plain = c.cond
		return boolCode(c.uses, s.holds)
	}
	return c
}

// selecting makes a selection.
type selecting struct {
	p        *Program
	md       mode
	branches []branch
	uses     uses      // of the guards of the \E that is being made
	whole    []int32   // of the guards so far, as uses have them
	slots    []int32   // that are bound where it is
	names    []*byName // whose scope it is in
	guarded  bool
}

func (b *selecting) make(e *syntax.Quant, at env) (g guards, err error) {
	defer catch(&err)
	return b.exists(e, at), nil
}

// selection keeps what guards with the given uses come to; nil if that cannot be done.
func (b *selecting) selection(g guards, u uses) *selection {
	p := b.p
	k, ok := p.keyOf(u, func(s int32) bool { return p.cellSlots[s] })
	if !ok || len(k.next) > 0 || u.constant() {
		return nil
	}
	s := &selection{number: p.questions, key: k, guards: g, from: len(b.slots), branches: &b.branches}
	p.questions++
	return s
}

// reads counts what guards use.
func (b *selecting) reads(u uses) {
	b.uses = b.uses.with(u)
	b.whole = union(b.whole, u.without(b.slots...).whole)
}

// state compiles what speaks of the current state alone; ok is false if e does not.
func (b *selecting) state(e syntax.Expr, at env) (c code, ok bool) {
	if b.p.level(e, at) > syntax.StateLevel {
		return c, false
	}
	c = b.p.compile(e, at, b.md)
	if c.uses.impure || len(c.uses.open) > 0 || c.uses.readsBank(Next) {
		return c, false
	}
	return c, true
}

// guard compiles a guard.
func (b *selecting) guard(e syntax.Expr, at env) (holds func(m *Machine) bool, ok bool) {
	c, ok := b.state(e, at)
	if !ok {
		return nil, false
	}
	c = b.scoped(boolCode(c.uses, c.test(e, "this guard")))
	b.guarded = true
	return c.cond, true
}

// scoped is code in the scope of the names around, for the guards.
func (b *selecting) scoped(c code) code {
	c = b.p.inScope(b.names, c)
	b.reads(c.uses)
	return c
}

// found ends the guards of a branch, of which e is left; nil is nothing.
func (b *selecting) found(e syntax.Expr, at env) guards {
	number := len(b.branches)
	holds := func(*Machine) bool { return true }
	var kept []operand
	if e != nil {
		rest := left{selecting: b, names: b.names}
		c := rest.code(e, at)
		holds = b.p.inScope(b.names, boolCode(c.uses, c.test(e, "this part of an action"))).cond
		kept = rest.kept
	}
	slots := slices.Clone(b.slots)
	for _, o := range kept {
		slots = append(slots, o.slot)
	}
	b.branches = append(b.branches, branch{slots, holds})
	if len(kept) == 0 {
		return func(_ *Machine, found func(int)) { found(number) }
	}
	own := slots[len(b.slots):]
	return func(m *Machine, found func(int)) {
		var room, old [4]value.Value
		vals := room[:0]
		for _, o := range kept {
			vals = append(vals, o.code.eval(m))
		}
		was := m.saved(own, old[:0])
		copyInto(m, own, vals)
		found(number)
		m.restore(own, was)
	}
}

// branchesOf takes an action apart.
func (b *selecting) branchesOf(e syntax.Expr, at env) guards {
	if holds, ok := b.guard(e, at); ok {
		return guarded(holds, b.found(nil, at))
	}
	p := b.p
	switch x := e.(type) {
	case *syntax.Label:
		return b.branchesOf(x.Body, at)
	case *syntax.Junction:
		if x.Op == "\\/" {
			return b.either(x.Items, at)
		}
		return b.all(e, at)
	case *syntax.Let:
		inner, names := p.letEnv(x, at)
		return b.within(names, func() guards { return b.branchesOf(x.Body, inner) })
	case *syntax.If:
		if cond, ok := b.guard(x.Cond, at); ok {
			then, other := b.branchesOf(x.Then, at), b.branchesOf(x.Else, at)
			return func(m *Machine, found func(int)) {
				if cond(m) {
					then(m, found)
				} else {
					other(m, found)
				}
			}
		}
	case *syntax.Quant:
		if g := b.exists(x, at); g != nil {
			return g
		}
	case *syntax.Ref:
		body, inner, names, lang := b.meaning(x, at)
		switch {
		case body != nil:
			return b.within(names, func() guards { return b.branchesOf(body, inner) })
		case lang == "/\\":
			return b.all(e, at)
		case lang == "\\/":
			return b.either(x.Bind.Args, at)
		}
	}
	return b.found(e, at)
}

// within makes what stands in the scope of names.
func (b *selecting) within(names []*byName, make func() guards) guards {
	was := b.names
	b.names = append(slices.Clone(was), names...)
	g := make()
	b.names = was
	return g
}

func guarded(holds func(m *Machine) bool, then guards) guards {
	return func(m *Machine, found func(int)) {
		if holds(m) {
			then(m, found)
		}
	}
}

func (b *selecting) either(items []syntax.Expr, at env) guards {
	var sides []guards
	for _, item := range items {
		sides = append(sides, b.branchesOf(item, at))
	}
	return func(m *Machine, found func(int)) {
		for _, side := range sides {
			side(m, found)
		}
	}
}

// all is a conjunction: guards, and what comes after them.
func (b *selecting) all(e syntax.Expr, at env) guards {
	items := conjuncts(e, nil)
	var tests []func(m *Machine) bool
	for len(items) > 0 {
		holds, ok := b.guard(items[0], at)
		if !ok {
			break
		}
		tests, items = append(tests, holds), items[1:]
	}
	var g guards
	switch len(items) {
	case 0:
		g = b.found(nil, at)
	case 1:
		g = b.branchesOf(items[0], at)
	default:
		g = b.found(conjunction(items, e), at)
	}
	for i := len(tests) - 1; i >= 0; i-- {
		g = guarded(tests[i], g)
	}
	return g
}

// exists is a \E over sets that speak of the current state; nil if it is something else.
func (b *selecting) exists(e *syntax.Quant, at env) guards {
	p := b.p
	if e.Kind != syntax.Exists {
		return nil
	}
	body := e.Body
	var groups []bound
	var inner env
	var slots []int32
	if set, rest, ok := b.class(e, at); ok {
		slots = []int32{p.newSlot()}
		inner = at.bind(e.Bounds[0].Vars[0], &slotMeaning{slot: slots[0]})
		groups = []bound{{set: set, slots: slots, node: e.Bounds[0]}}
		body = conjunction(rest, e.Body)
	} else {
		for _, x := range e.Bounds {
			if x.Set == nil || p.level(x.Set, at) > syntax.StateLevel {
				return nil
			}
		}
		var u uses
		groups, inner, u, slots = p.bounds(e, e.Bounds, at, b.md)
		if u.impure || len(u.open) > 0 || u.readsBank(Next) {
			return nil
		}
	}
	outside := b.uses
	b.uses = uses{}
	for i := range groups {
		groups[i].set = b.scoped(groups[i].set)
	}
	was := b.slots
	b.slots = append(slices.Clone(was), slots...)
	g := b.branchesOf(body, inner)
	b.slots = was
	own := b.uses.without(slots...)
	b.uses = outside.with(own)
	all := func(m *Machine, found func(int)) {
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		m.each(groups, func() bool {
			g(m, found)
			return true
		})
		m.restore(slots, old)
	}
	if len(was) > 0 {
		if s := b.selection(all, own); s != nil {
			return s.each
		}
	}
	return all
}

// class is the class of a set over which \E x \in S : g /\ A runs.
func (b *selecting) class(e *syntax.Quant, at env) (set code, rest []syntax.Expr, ok bool) {
	if len(e.Bounds) != 1 {
		return set, nil, false
	}
	set, rest, ok = b.p.class(e.Bounds[0], e.Body, at, b.md, asTest)
	b.guarded = b.guarded || ok
	return set, rest, ok && len(rest) > 0
}
