package eval

import (
	"slices"
	"time"

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

// selection is a \E of a test of a step.
type selection struct {
	number   int32
	key      key // of the guards
	guards   guards
	branches []branch
	plain    func(m *Machine) bool // as it is written
}

// branch is what comes after guards.
type branch struct {
	slots []int32 // what is bound around it
	holds func(m *Machine) bool
}

// guards calls found with the number of every branch whose guard holds, in order.
type guards func(m *Machine, found func(branch int))

// way is a branch whose guard holds, and the values of what is bound around it.
type way struct {
	branch int
	vals   []value.Value
}

const (
	maxWays  = 1 << 14 // of one choice for one key
	maxKnown = 1 << 20 // values kept by one choice
	// maxSelections is the number of pieces of code from which on no choices are made: they are code of their own.
	maxSelections = maxNodes / 8
)

// selection makes \E a selection, if it is one; c is its code as it is written.
func (p *Program) selection(e *syntax.Quant, at env, md mode, c code) code {
	if e.Kind != syntax.Exists || p.nodes > maxSelections {
		return c
	}
	b := selecting{p: p, md: md, selection: &selection{plain: c.cond}}
	if err := b.make(e, at); err != nil || !b.guarded || b.uses.constant() {
		return c
	}
	k, ok := p.keyOf(b.uses, func(s int32) bool { return p.cellSlots[s] })
	if !ok || len(k.next) > 0 {
		return c
	}
	b.key, b.number = k, p.questions
	p.questions++
	return boolCode(c.uses, b.selection.holds)
}

// selecting makes a selection.
type selecting struct {
	*selection
	p       *Program
	md      mode
	uses    uses      // of the guards
	slots   []int32   // that are bound where it is
	names   []*byName // whose scope it is in
	guarded bool
}

func (b *selecting) make(e syntax.Expr, at env) (err error) {
	defer catch(&err)
	b.guards = b.branchesOf(e, at)
	return nil
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
	b.uses = b.uses.with(c.uses.without(b.slots...))
	return c
}

// found ends the guards of a branch, of which e is left; nil is nothing.
func (b *selecting) found(e syntax.Expr, at env) guards {
	number := len(b.branches)
	holds := func(*Machine) bool { return true }
	if e != nil {
		cond, u := b.p.condition(e, at, b.md, "this part of an action")
		holds = b.p.inScope(b.names, boolCode(u, cond)).cond
	}
	b.branches = append(b.branches, branch{slices.Clone(b.slots), holds})
	return func(_ *Machine, found func(int)) { found(number) }
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
		if x.Bind == nil || x.Bind.Sub != nil {
			break
		}
		t := p.resolve(x, x.Bind, at)
		switch t.lang {
		case "/\\":
			return b.all(e, at)
		case "\\/":
			return b.either(x.Bind.Args, at)
		}
		switch m := t.meaning.(type) {
		case *byName:
			if d, ok := m.site.(*syntax.OpDef); !ok || !d.Function {
				return b.branchesOf(m.expr, m.env)
			}
		case *operator:
			if m.builtin == nil && !p.mustCall(m) {
				inner, names := p.bindArgs(m, t.args, t.argsAt)
				return b.within(names, func() guards { return b.branchesOf(m.body, inner) })
			}
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
	for i := range groups {
		groups[i].set = b.scoped(groups[i].set)
	}
	was := b.slots
	b.slots = append(slices.Clone(was), slots...)
	g := b.branchesOf(body, inner)
	b.slots = was
	return func(m *Machine, found func(int)) {
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		m.each(groups, func() bool {
			g(m, found)
			return true
		})
		m.restore(slots, old)
	}
}

// class is the class of a set over which \E x \in S : g /\ A runs.
func (b *selecting) class(e *syntax.Quant, at env) (set code, rest []syntax.Expr, ok bool) {
	if len(e.Bounds) != 1 {
		return set, nil, false
	}
	set, rest, ok = b.p.class(e.Bounds[0], e.Body, at, b.md)
	b.guarded = b.guarded || ok
	return set, rest, ok && len(rest) > 0
}

// holds makes the choice.
func (c *selection) holds(m *Machine) bool {
	a := &m.questions[c.number]
	if a.resting() {
		return c.plain(m)
	}
	var start time.Time
	sample := a.timed()
	if sample {
		start = time.Now()
	}
	h, ok := c.key.hash(m)
	if !ok {
		return c.plain(m)
	}
	e := a.find(&c.key, m, h)
	if e == nil {
		a.counted(false)
		if e = c.learn(m, a, h); e == nil {
			return c.plain(m)
		}
		return c.oneOf(m, e.ways)
	}
	is := c.oneOf(m, e.ways)
	if sample {
		a.look += time.Since(start)
		start = time.Now()
		c.plain(m)
		a.run += time.Since(start)
	}
	a.counted(true)
	return is
}

// learn finds the branches whose guards hold, and keeps them; nil if there are too many.
func (c *selection) learn(m *Machine, a *answers, h uint64) *known {
	e := &known{hash: h, in: c.key.values(m)}
	a.off = true // if a guard fails it stays so
	ok := c.open(m, e)
	a.off = false
	if !ok {
		return nil
	}
	size := len(e.in)
	for _, w := range e.ways {
		size += 1 + len(w.vals)
	}
	if a.size+size <= maxKnown {
		a.size += size
		a.insert(e)
	}
	return e
}

// open are the branches whose guards hold; ok is false if there are too many.
func (c *selection) open(m *Machine, e *known) (ok bool) {
	ok = true
	c.guards(m, func(number int) {
		if ok = len(e.ways) < maxWays; ok {
			e.ways = append(e.ways, way{number, m.saved(c.branches[number].slots, nil)})
		}
	})
	return ok
}

// oneOf says whether one of the branches holds.
func (c *selection) oneOf(m *Machine, ways []way) bool {
	for i := range ways {
		w := &ways[i]
		b := &c.branches[w.branch]
		var room [8]value.Value
		old := m.saved(b.slots, room[:0])
		copyInto(m, b.slots, w.vals)
		is := b.holds(m)
		m.restore(b.slots, old)
		if is {
			return true
		}
	}
	return false
}
