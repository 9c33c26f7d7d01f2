package eval

import (
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// exists is \E x \in S : A, a choice between as many actions as S has members.
func (p *Program) exists(e *syntax.Quant, at env, md mode, n *naming, k step) step {
	rest := e.Body
	var groups []bound
	var inner env
	var slots []int32
	if set, items, ok := p.actionClass(e, at, md); ok {
		slots = []int32{p.namedSlot(e.Bounds[0].Vars[0].Name.Text)}
		inner = at.bind(e.Bounds[0].Vars[0], &slotMeaning{slot: slots[0]})
		groups = []bound{{set: set, slots: slots, node: e.Bounds[0]}}
		rest = conjunction(items, e.Body)
	} else {
		groups, inner, _, slots = p.bounds(e, e.Bounds, at, md)
	}
	if n != nil {
		vars := append([]NamedCode(nil), n.vars...)
		i := 0
		for _, b := range e.Bounds {
			for _, v := range b.Vars {
				vars = append(vars, NamedCode{v.Name.Text, p.slotCode(&slotMeaning{slot: slots[i]})})
				i++
			}
		}
		around := n.around
		for _, g := range groups {
			around = around.with(g.set.uses)
		}
		n = &naming{name: n.name, site: n.site, vars: vars, around: around, into: n.into}
	}
	body := p.region(md, k, func(k step) step {
		if n != nil && rest != e.Body {
			return p.nameSteps(e.Body, rest, inner, md, n, k) // as the whole conjunction would be
		}
		return p.action(rest, inner, md, n, k)
	})
	if p.explains {
		return p.explainedExists(e, groups, slots, body)
	}
	p.premises(groups, e.Body, inner, md)
	if len(groups) == 1 && !groups[0].tuple {
		b, s := groups[0], slots[0]
		return func(m *Machine) {
			set := b.set.eval(m)
			if b.hopeless(m, set) {
				return
			}
			old := m.slots[s]
			m.members(b.node, set, func(x value.Value) bool {
				m.slots[s] = x
				body(m)
				return !m.done
			})
			m.slots[s] = old
		}
	}
	return func(m *Machine) {
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		m.each(groups, func() bool {
			body(m)
			return !m.done
		})
		m.restore(slots, old)
	}
}

// actionClass is the class over which an action's \E x \in S : g /\ A runs.
func (p *Program) actionClass(e *syntax.Quant, at env, md mode) (set code, rest []syntax.Expr, ok bool) {
	if len(e.Bounds) != 1 || !p.takesApart(md) {
		return set, nil, false
	}
	set, rest, ok = p.class(e.Bounds[0], e.Body, at, md, asAction)
	return set, rest, ok && len(rest) > 0
}

// A loop is how far a \A of an action has come.
type loop struct {
	items [][]value.Value // what the slots are to hold, one after the other
	at    int
}

// forall is \A x \in S : A, a conjunction of as many actions as S has members.
func (p *Program) forall(e *syntax.Quant, at env, md mode, k step) step {
	groups, inner, _, slots := p.bounds(e, e.Bounds, at, md)
	number := p.loops
	p.loops++
	var body step
	// next goes on to the next member, or to what comes after.
	next := func(m *Machine) {
		was := m.loops[number]
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		if was.at == len(was.items) {
			k(m)
		} else {
			copyInto(m, slots, was.items[was.at])
			m.loops[number].at++
			body(m)
		}
		m.loops[number] = was
		m.restore(slots, old)
	}
	body = p.action(e.Body, inner, md, nil, next)
	return func(m *Machine) {
		was := m.loops[number]
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		var items [][]value.Value
		m.each(groups, func() bool {
			items = append(items, m.saved(slots, nil))
			return true
		})
		m.loops[number] = loop{items: items}
		next(m)
		m.loops[number] = was
		m.restore(slots, old)
	}
}

func copyInto(m *Machine, slots []int32, vals []value.Value) {
	for i, s := range slots {
		m.slots[s] = vals[i]
	}
}
