package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// What an action does to a variable is kept as it was said, where that is less than the value: what is added to a set (a growth), what
// is put into a function (a patch), or that it stays. So neither the old value nor the new one matters to the region around, and most
// successors, which were found before, are known without the sets and functions being made.

// next is the value of a variable in the next state; a set that was only added to is made now. What asks for it depends on the set.
func (m *Machine) next(v int32) value.Value {
	x := m.vars[Next][v]
	if x.IsGrowth() {
		m.spoiled = true
		// Both are sets whose members compare: they were looked at when the growth was made.
		s, err := value.Union(m.vars[Current][v], x.Added())
		if err != nil {
			panic(&Error{Msg: err.Error(), Cause: err})
		}
		return s
	}
	if x.IsPatch() {
		m.spoiled = true
		f, err := x.Into(m.vars[Current][v])
		if err != nil {
			panic(&Error{Msg: err.Error(), Cause: err})
		}
		return f
	}
	m.read(v)
	return x
}

// read notes that a variable of the next state is looked at. If the region that is being learned left it as it was, it did not read it
// so far.
func (m *Machine) read(v int32) {
	if m.same&^m.before&(1<<v) != 0 {
		m.spoiled = true
	}
}

// assigning is the bit of a variable that is assigned in the bank of the next state, 0 in another one.
func (p *Program) assigning(v int32, bank int8) uint64 {
	if bank != Next {
		return 0
	}
	p.trackWrite(v)
	return 1 << v
}

// assignedValue is the value that an action has given a variable.
func (m *Machine) assignedValue(v int32, bank int8) value.Value {
	if bank == Next {
		return m.next(v)
	}
	return m.vars[bank][v]
}

// growing is x' = x \cup a \cup b.
func (p *Program) growing(e *syntax.Ref, v int32, added []syntax.Expr, where []env, sum syntax.Expr, at env, md mode, k step) step {
	p.Growing = true
	c := p.compile(added[0], where[0], md)
	for i := 1; i < len(added); i++ {
		c = binary(e, c, p.compile(added[i], where[i], md), value.Union)
	}
	var whole code
	p.untracked(func() { whole = p.compile(sum, at, md) })
	return p.grows(e, v, c, whole, k)
}

// grows is x' = x \cup e, by what is added. sum is the whole right side, for when x' has a value or e is no listed set.
func (p *Program) grows(e syntax.Node, v int32, added, sum code, k step) step {
	p.trackWrite(v)
	p.noteWrite(v, Next, Grown, nil)
	slow := p.assign(e, v, Next, sum, nil, k)
	eval := added.eval
	bit := uint64(1) << v
	return func(m *Machine) {
		vars := m.vars[Next]
		if !m.Grows || !vars[v].IsNone() {
			m.spoiled = true
			slow(m)
			return
		}
		s := m.vars[Current][v]
		_, listed := s.Len()
		growth, ok := value.Growth(eval(m))
		if !ok || !listed || s.IsSymbolic() || !value.SameKind(s, growth) {
			m.spoiled = true
			slow(m)
			return
		}
		vars[v] = growth
		m.assigned |= bit
		k(m)
		m.assigned &^= bit
		vars[v] = value.Value{}
	}
}

// patching is x' = [x EXCEPT ![k].p = e, ...], where paths lead to the keys k: only these parts of x matter and change. ok is false if e is
// something else.
func (p *Program) patching(e *syntax.Ref, v int32, right syntax.Expr, at env, md mode, k step) (step, bool) {
	for {
		l, ok := right.(*syntax.Label)
		if !ok {
			break
		}
		right = l.Body
	}
	x, ok := right.(*syntax.Except)
	if !ok {
		return nil, false
	}
	var fn code
	p.untracked(func() { fn = p.compile(x.Fn, at, md) })
	if fn.reads-1 != v || fn.bank != Current {
		return nil, false
	}
	type update struct {
		path []code
		key  *part // what path leads to, as far as all updates can say where it is
		slot int32 // of @
		val  code
	}
	var updates []update
	var u uses
	depth := 0
	possible := true
	p.untracked(func() {
		for _, w := range x.Updates {
			var list []code
			for _, el := range w.Path {
				if el.Index == nil {
					list = append(list, literal(p.Universe.String(el.Field.Text)))
				} else {
					list = append(list, p.argument(el.Index, at, md))
				}
			}
			n := pathDepth(list)
			if n == 0 {
				possible = false
				return
			}
			if depth == 0 || n < depth {
				depth = n
			}
			s := p.newSlot()
			val := p.compile(w.Value, at.bind(updateDecl{w}, &slotMeaning{slot: s}), md)
			updates = append(updates, update{path: list, slot: s, val: val})
			u = u.with(allUses(list...)).with(val.uses.without(s))
		}
		for i := range updates {
			w := &updates[i]
			for _, c := range w.path[:depth] {
				w.key = newPart(v, w.key, c.path)
			}
			u = u.with(uses{parts: []*part{w.key}})
		}
	})
	if !possible {
		return nil, false
	}
	var whole code
	p.untracked(func() { whole = p.compile(right, at, md) })
	p.track(u)
	p.trackWrite(v)
	for i := range updates {
		p.noteWrite(v, Next, Patched, updates[i].key)
	}
	slow := p.assign(e, v, Next, whole, nil, k)
	bit := uint64(1) << v
	return func(m *Machine) {
		vars := m.vars[Next]
		if !m.Grows || !vars[v].IsNone() {
			m.spoiled = true
			slow(m)
			return
		}
		entries := make([]value.Value, 0, (depth+1)*len(updates))
		for i := range updates {
			w := &updates[i]
			old := w.key.value(m)
			plain := true
			place := len(entries)
			for _, k := range w.key.keys {
				key := k.follow(m)
				plain = plain && plainKey(key)
				entries = append(entries, key)
			}
			at := place
			for j := 0; j < place; j += depth + 1 {
				if slices.EqualFunc(entries[j:j+depth], entries[place:], value.Value.Identical) {
					old, at = entries[j+depth], j
				}
			}
			if old.IsNone() || old.IsSymbolic() || !plain {
				m.spoiled = true
				slow(m)
				return
			}
			var room [4]value.Value
			path := room[:0]
			for _, c := range w.path[depth:] {
				path = append(path, c.eval(m))
			}
			outer := m.slots[w.slot]
			now, done, err := value.ExceptAt(old, path, func(at value.Value) (value.Value, error) {
				m.slots[w.slot] = at
				return w.val.eval(m), nil
			})
			m.slots[w.slot] = outer
			if err != nil || !done || now.IsSymbolic() {
				m.spoiled = true
				slow(m)
				return
			}
			if at == place {
				entries = append(entries, now)
			} else {
				entries = entries[:place]
				entries[at+depth] = now
			}
		}
		vars[v] = value.Patch(depth, entries)
		m.assigned |= bit
		k(m)
		m.assigned &^= bit
		vars[v] = value.Value{}
	}, true
}

// pathDepth is how many of the first keys of an update say where it is, so that the rest of the function does not matter: those to
// which paths lead, up to the last that is no literal.
func pathDepth(keys []code) int {
	depth := 0
	for i, c := range keys {
		if c.path == nil {
			break
		}
		if i == 0 || c.path.slot != none {
			depth = i + 1
		}
	}
	return depth
}

// plainKey says whether keys that are equal are identical.
func plainKey(v value.Value) bool {
	switch v.Kind() {
	case value.Int, value.Bool, value.String, value.Model:
		return true
	}
	return false
}

// keeps is UNCHANGED x.
func (p *Program) keeps(e syntax.Node, v int32, k step) step {
	p.trackWrite(v)
	p.noteWrite(v, Next, Kept, nil)
	bit := uint64(1) << v
	return func(m *Machine) {
		vars, current := m.vars[Next], m.vars[Current]
		if vars[v].IsNone() {
			vars[v] = current[v]
			m.assigned |= bit
			m.same |= bit
			k(m)
			m.assigned &^= bit
			m.same &^= bit
			vars[v] = value.Value{}
			return
		}
		if m.same&bit != 0 {
			k(m)
			return
		}
		m.spoiled = true
		eq, err := value.Equal(m.next(v), current[v])
		if err != nil {
			m.fail(e, err)
		}
		if eq {
			k(m)
		}
	}
}

// growth takes e apart as x \cup a \cup b, where x is the variable in place v. It gives what is added.
func (p *Program) growth(e syntax.Expr, at env, md mode, v int32) (added []syntax.Expr, where []env, ok bool) {
	switch x := e.(type) {
	case *syntax.Label:
		return p.growth(x.Body, at, md, v)
	case *syntax.Ref:
		if x.Bind == nil || x.Bind.Sub != nil {
			return nil, nil, false
		}
		t := p.resolve(x, x.Bind, at)
		if t.isVar {
			return nil, nil, t.variable == v
		}
		if n, isName := t.meaning.(*byName); isName {
			if d, def := n.site.(*syntax.OpDef); def && d.Function {
				return nil, nil, false
			}
			return p.growth(n.expr, n.env, md, v)
		}
		if t.lang != "\\cup" {
			return nil, nil, false
		}
		args := x.Bind.Args
		for i := range args {
			if more, envs, ok := p.growth(args[i], at, md, v); ok {
				return append(more, args[1-i]), append(envs, at), true
			}
		}
	}
	return nil, nil, false
}
