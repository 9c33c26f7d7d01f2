package eval

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// function compiles [x \in S |-> e]; def is the definition f[x \in S] == e whose body it is, or nil.
func (p *Program) function(e *syntax.FuncLit, at env, md mode, def *syntax.OpDef) code {
	var self int32 = none
	inner := at
	if def != nil && def.Recursive {
		self = p.newSlot()
		inner = inner.bind(def, &slotMeaning{slot: self})
	}
	groups, inner, u, slots := p.boundsIn(e, e.Bounds, at, inner, md)
	var body code
	levels := p.levels(func() { body = p.compile(e.Body, inner, md) })
	bu := body.uses
	mine := slots
	if self != none {
		mine = append(append([]int32(nil), slots...), self)
	}
	u = u.with(bu.without(mine...))
	mutual := slices.ContainsFunc(bu.open, func(r *recursion) bool { return r.op == nil })
	if len(groups) == 1 && self == none && !mutual && !p.careful {
		// The function is worked out at once, unless its domain is too large for that.
		b := groups[0]
		return valueCode(u, func(m *Machine) value.Value {
			dom := b.set.eval(m)
			if dom.Kind() != value.Set {
				m.failf(b.node, "%s is not a set", show(dom))
			}
			n, ok := dom.Len()
			if !ok {
				size, err := value.Size(dom)
				if err != nil || size > maxEager {
					return m.lazily(e, groups, dom, body, bu, slots, none, levels)
				}
				if dom, err = value.Members(dom); err != nil {
					m.fail(e, err)
				}
				n, _ = dom.Len()
			} else if n > maxEager {
				return m.lazily(e, groups, dom, body, bu, slots, none, levels)
			}
			m.pause(e)
			var room [4]value.Value
			old := m.saved(slots, room[:0])
			vals := make([]value.Value, n)
			for i := range vals {
				b.put(m, dom.At(i))
				vals[i] = body.eval(m)
			}
			m.restore(slots, old)
			f, err := value.MakeFunc(dom, vals)
			if err != nil {
				m.fail(e, err)
			}
			return m.shallow(e, f)
		})
	}
	return valueCode(u, func(m *Machine) value.Value {
		return m.lazily(e, groups, m.domain(e, groups), body, bu, slots, self, levels)
	})
}

// maxEager is the size of the domain up to which a function is worked out at once.
const maxEager = 5_000

// boundsIn is bounds whose variables are bound in inner while the sets are evaluated in at.
func (p *Program) boundsIn(e syntax.Node, list []*syntax.Bounds, at, inner env, md mode) ([]bound, env, uses, []int32) {
	groups, with, u, slots := p.bounds(e, list, at, md)
	if inner.locals == at.locals {
		return groups, with, u, slots
	}
	i := 0
	for _, b := range list {
		for _, v := range b.Vars {
			inner = inner.bind(v, &slotMeaning{slot: slots[i]})
			i++
		}
	}
	return groups, inner, u, slots
}

// domain is the domain of a function of one or more groups of variables.
func (m *Machine) domain(e syntax.Node, groups []bound) value.Value {
	if len(groups) == 1 {
		dom := groups[0].set.eval(m)
		if dom.Kind() != value.Set {
			m.failf(groups[0].node, "%s is not a set", show(dom))
		}
		return dom
	}
	sets := make([]value.Value, len(groups))
	for i := range groups {
		sets[i] = groups[i].set.eval(m)
	}
	dom, err := value.Product(sets...)
	if err != nil {
		m.fail(e, err)
	}
	return dom
}

// escapeWeight is what the way into a symbolic set or function takes of the stack, in levels of code.
const escapeWeight = 20

// An escape is code that outlives the evaluation that made it, in a symbolic function or set: it has its own copy of what it
// needs, and runs on a machine of its own.
type escape struct {
	prog   *Program
	slots  []int32
	vals   []value.Value
	thunks []*thunk
	vars   []int32
	states []value.Value
	depth  int
	weight int32
	chain  []syntax.Node
}

func (m *Machine) escaping(u uses) *escape {
	u = u.closed()
	x := &escape{prog: m.prog, slots: u.slots, vars: m.prog.underlying(u.vars), depth: m.depth + 1}
	for _, s := range u.slots {
		x.vals = append(x.vals, m.slots[s])
		if m.prog.careful {
			x.thunks = append(x.thunks, m.thunks[s])
		}
	}
	for _, v := range x.vars {
		val := m.vars[v/stride][v%stride]
		if v/stride == Next && !val.IsNone() && int(v%stride) < len(m.prog.Variables) {
			val = m.next(v % stride)
		}
		x.states = append(x.states, val)
	}
	x.weight = m.weight + escapeWeight
	if m.prog.careful {
		x.chain = append([]syntax.Node(nil), m.chain...)
	}
	return x
}

// run evaluates on a machine of the pool.
func (x *escape) run(f func(m *Machine)) (err error) {
	if x.prog.stop.Load() {
		return &Error{Kind: Interrupted, Msg: "the evaluation was interrupted"}
	}
	m := x.prog.machines.Get().(*Machine)
	m.grow()
	defer catch(&err) // a machine that failed is dropped
	if x.prog.careful {
		clear(m.slots) // an error tells what stands in them
	}
	for i, s := range x.slots {
		m.slots[s] = x.vals[i]
		if x.thunks != nil {
			m.thunks[s] = x.thunks[i]
		}
	}
	for i, v := range x.vars {
		m.vars[v/stride][v%stride] = x.states[i]
		m.touch(int(v / stride))
	}
	m.depth, m.weight = x.depth, x.weight
	m.chain = append(m.chain[:0], x.chain...)
	if m.depth > maxDepth || m.weight > maxWeight {
		return &Error{Msg: "evaluation is too deep: does its recursion end?"}
	}
	f(m)
	m.depth, m.weight = 0, 0
	x.prog.machines.Put(m)
	return nil
}

// predicate is the condition of a set that stays symbolic, and what it has of its own.
func (m *Machine) predicate(b *bound, body func(m *Machine) bool, u uses) (func(value.Value) (bool, error), *escape) {
	x := m.escaping(u.without(b.slots...))
	return func(v value.Value) (in bool, err error) {
		err = x.run(func(m *Machine) {
			b.put(m, v)
			in = body(m)
		})
		return in, err
	}, x
}

// lazily makes a function whose values are worked out when they are asked for. self is the slot of a recursive function's own
// name, or none.
func (m *Machine) lazily(e syntax.Node, groups []bound, dom value.Value, body code, u uses, slots []int32, self, levels int32) value.Value {
	weight := max(levels+escapeWeight, maxWeight/maxDepth)
	mine := slots
	if self != none {
		mine = append(append([]int32(nil), slots...), self)
	}
	x := m.escaping(u.without(mine...))
	var f value.Value
	var depth atomic.Int32
	var mu sync.Mutex
	known := map[string]value.Value{}
	rule := func(arg value.Value) (v value.Value, err error) {
		var key string
		if self != none && !x.prog.Without.Recursion {
			if k, kerr := normalKey(arg); kerr == nil {
				key = k
				mu.Lock()
				v, ok := known[key]
				mu.Unlock()
				if ok {
					return v, nil
				}
			}
		}
		if depth.Add(weight) > maxWeight {
			depth.Add(-weight)
			return v, &Error{Span: e.GetSpan(), Msg: "the recursion of this function is too deep: does it end?"}
		}
		err = x.run(func(m *Machine) {
			if self != none {
				m.slots[self] = f
			}
			if len(groups) == 1 {
				groups[0].put(m, arg)
			} else {
				for i := range groups {
					groups[i].put(m, arg.At(i))
				}
			}
			v = body.eval(m)
		})
		depth.Add(-weight)
		if err == nil && key != "" {
			mu.Lock()
			known[key] = v
			mu.Unlock()
		}
		return v, err
	}
	f, err := value.Lambda(dom, rule)
	if err != nil {
		m.fail(e, err)
	}
	f = m.shallow(e, value.Deepen(value.Deepen(f, x.vals), x.states))
	return f
}

func normalKey(v value.Value) (string, error) {
	v, err := value.Normalize(v)
	if err != nil {
		return "", err
	}
	b, err := value.AppendBinary(nil, v)
	return string(b), err
}
