package eval

import (
	"math/bits"
	"slices"
	"sync"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A region is a part of a next-state relation whose outcomes are kept: an action with its bound variables, a branch, or what
// comes after the tests of a conjunction. What it does depends only on what it reads, and that is often far less than the state.
// A set that the action only adds to (msgs' = msgs \cup {m}) is not read: what is added is all that matters. So the states of a
// region are few where those of the spec are many, as the handlers of a protocol run few times in package model.
//
// Regions stand in each other. One that rarely knows the answer turns itself off, so that its parts are asked instead.

// tracking collects what the code of a region uses while it is made.
type tracking struct {
	quiet  int // inside of an expression, which says itself what it uses
	uses   uses
	writes []int32 // variables of the next state
	bad    bool    // something in it cannot be kept
	up     *tracking
}

// track adds to what the region that is being made uses.
func (p *Program) track(u uses) {
	if p.tracking != nil && p.tracking.quiet == 0 {
		p.tracking.uses = p.tracking.uses.with(u)
	}
}

// inner makes the parts of an expression.
func (p *Program) inner(make func()) {
	if t := p.tracking; t != nil {
		t.quiet++
		defer func() { t.quiet-- }()
	}
	make()
}

func (p *Program) trackWrite(v int32) {
	if p.tracking != nil {
		p.tracking.writes = union(p.tracking.writes, []int32{v})
	}
}

// untracked makes code whose uses are counted otherwise, or not at all.
func (p *Program) untracked(make func()) {
	was := p.tracking
	p.tracking = nil
	make()
	p.tracking = was
}

// spoil says that the regions around cannot be kept.
func (p *Program) spoil() {
	for t := p.tracking; t != nil; t = t.up {
		t.bad = true
	}
}

// region is what the code of a region knows of it.
type region struct {
	number  int32
	shared  sharedRegion
	slots   []int32 // bound variables that it reads
	parts   []*part // of variables that it reads otherwise not
	current []int32 // variables that it reads, derived ones behind the others
	next    []int32 // variables of the next state that were given a value before
	writes  []int32
	mask    uint64 // of writes
}

// regionMemo is what a machine knows of a region.
type regionMemo struct {
	table      []*known // by hash, a power of two
	count      int
	asked, hit int
	rests      int  // how often it was let rest
	rest       int  // questions until it is tried again
	off        bool // for good
	collecting bool
}

// sharedRegion is what all machines know of a region: one asks it before it learns for itself.
type sharedRegion struct {
	mu    sync.RWMutex
	known map[uint64]*known // by hash; of two with one hash the first is kept
}

func (s *sharedRegion) find(r *region, m *Machine, h uint64) *known {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if e := s.known[h]; e != nil && e.assigned == m.assigned && r.same(e.in, m) {
		return e
	}
	return nil
}

func (s *sharedRegion) add(e *known) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[uint64]*known{}
	}
	if s.known[e.hash] == nil && len(s.known) < regionMax {
		s.known[e.hash] = e
	}
}

// drop forgets everything.
func (s *sharedRegion) drop() {
	s.mu.Lock()
	s.known = nil
	s.mu.Unlock()
}

// known are the outcomes for one thing that a region read.
type known struct {
	hash     uint64
	assigned uint64
	in       []value.Value
	outs     []outcome
}

// outcome is one way in which a region ends.
type outcome struct {
	action int32
	writes []write
}

// write is what an outcome does to a variable: val is its value, what is added to it (a growth), or none if it stays as it is.
type write struct {
	variable int32
	val      value.Value
}

const (
	regionTrial = 2048    // questions after which a region is judged
	regionRest  = 4       // trials that it is then left alone, twice as many each time
	regionMax   = 1 << 19 // entries
	// maxCollected bounds the outcomes that are being collected.
	maxCollected = 1 << 14
	minRegion    = 6 // pieces of code: less than that is done again as quickly as it is looked up
)

// remembers says whether steps of the mode can be kept.
func (p *Program) remembers(md mode) bool {
	return !p.careful && !p.Plain && len(p.Variables) <= 64 && md == mode{cur: Current, next: Next, assign: Next}
}

// region makes a step of which the outcomes are kept. make makes its code, with what comes after it.
func (p *Program) region(md mode, k step, make func(k step) step) step {
	if !p.remembers(md) {
		return make(k)
	}
	t := &tracking{up: p.tracking}
	r := &region{number: p.regions}
	p.regions++
	low, nodes := p.slots, p.nodes
	p.tracking = t
	body := make(func(m *Machine) {
		if m.regions[r.number].collecting {
			m.collect(r)
		} else {
			k(m)
		}
	})
	p.tracking = t.up
	if t.up != nil {
		t.up.uses, t.up.writes, t.up.bad = t.up.uses.with(t.uses), union(t.up.writes, t.writes), t.up.bad || t.bad
	}
	if t.bad || len(t.writes) == 0 || p.nodes-nodes < minRegion || !r.reads(p, t, low) {
		return body
	}
	return func(m *Machine) {
		memo := &m.regions[r.number]
		if memo.off || !m.Grows || m.assigned&r.mask != 0 {
			body(m)
			return
		}
		if memo.rest > 0 {
			memo.rest--
			body(m)
			return
		}
		h, ok := r.hash(m)
		if !ok {
			body(m)
			return
		}
		memo.asked++
		e := memo.find(r, m, h)
		if e == nil {
			if e = m.learn(memo, r, h, body); e == nil {
				body(m)
				return
			}
		} else {
			memo.hit++
		}
		if memo.asked == regionTrial {
			memo.judge(r)
		}
		m.replay(e, k)
	}
}

// reads works out what the region depends on; false if that cannot be asked for, or is all there is.
func (r *region) reads(p *Program, t *tracking, low int32) bool {
	if t.uses.impure || len(t.uses.open) > 0 {
		return false
	}
	for _, s := range t.uses.slots {
		if s < low && !p.cellSlots[s] {
			r.slots = append(r.slots, s)
		}
	}
	r.writes = t.writes
	for _, v := range t.writes {
		r.mask |= 1 << v
	}
	vars := t.uses.whole
	var parts []*part
	for _, q := range t.uses.parts {
		// What is bound inside is not known where the region begins.
		inside := slices.ContainsFunc(q.keys, func(k *path) bool { return k.slot >= low || p.cellSlots[k.slot] })
		if inside {
			vars = union(vars, []int32{q.variable})
		} else {
			parts = append(parts, q)
		}
	}
	for _, q := range parts {
		if !slices.Contains(vars, q.variable) {
			r.parts = append(r.parts, q)
		}
	}
	whole := 0
	for _, v := range vars {
		bank, place := v/stride, v%stride
		switch {
		case bank == Current && place >= derivedBase:
			r.current = append(r.current, place-derivedBase+int32(len(p.Variables)))
		case bank == Current && int(place) < len(p.Variables):
			r.current = append(r.current, place)
			whole++
		case bank == Next && int(place) < len(p.Variables):
			if !slices.Contains(t.writes, place) {
				r.next = append(r.next, place)
			}
		default:
			return false
		}
	}
	return whole < len(p.Variables)
}

func mixIn(h, x uint64) uint64 {
	hi, lo := bits.Mul64(h^x, 0x9e3779b97f4a7c15)
	return hi ^ lo ^ x
}

// hash is that of everything that the region reads; ok is false if something of it has none.
func (r *region) hash(m *Machine) (h uint64, ok bool) {
	h = m.assigned
	for _, s := range r.slots {
		x := m.slots[s]
		if x.IsSymbolic() || x.IsNone() {
			return 0, false
		}
		h = mixIn(h, value.Hash(x))
	}
	vars := m.vars[Current]
	for _, v := range r.current {
		if int(v) >= len(vars) {
			return 0, false
		}
		x := vars[v]
		if x.IsSymbolic() || x.IsNone() {
			return 0, false
		}
		h = mixIn(h, value.Hash(x))
	}
	vars = m.vars[Next]
	for _, v := range r.next {
		x := vars[v]
		if x.IsSymbolic() || x.IsNone() || x.IsDelta() {
			return 0, false
		}
		h = mixIn(h, value.Hash(x))
	}
	m.parts = m.parts[:0]
	for _, q := range r.parts {
		x := q.value(m)
		if x.IsSymbolic() || x.IsNone() {
			return 0, false
		}
		m.parts = append(m.parts, x)
		h = mixIn(h, value.Hash(x))
	}
	return h, true
}

// find looks up what the region reads now. Keys are compared whole.
func (memo *regionMemo) find(r *region, m *Machine, h uint64) *known {
	mask := uint64(len(memo.table) - 1)
	if len(memo.table) == 0 {
		return nil
	}
	for i := h & mask; memo.table[i] != nil; i = (i + 1) & mask {
		if e := memo.table[i]; e.hash == h && e.assigned == m.assigned && r.same(e.in, m) {
			return e
		}
	}
	return nil
}

func (r *region) same(in []value.Value, m *Machine) bool {
	n := 0
	for _, s := range r.slots {
		if !sameValue(in[n], m.slots[s]) {
			return false
		}
		n++
	}
	for _, v := range r.current {
		if !sameValue(in[n], m.vars[Current][v]) {
			return false
		}
		n++
	}
	for _, v := range r.next {
		if !sameValue(in[n], m.vars[Next][v]) {
			return false
		}
		n++
	}
	for _, x := range m.parts {
		if !sameValue(in[n], x) {
			return false
		}
		n++
	}
	return true
}

func sameValue(a, b value.Value) bool {
	if a.Identical(b) {
		return true
	}
	if a.Kind() != b.Kind() || value.Hash(a) != value.Hash(b) {
		return false
	}
	eq, err := value.Equal(a, b)
	return err == nil && eq
}

// learn runs the region's code and keeps its outcomes; nil when they cannot be kept.
func (m *Machine) learn(memo *regionMemo, r *region, h uint64, body step) *known {
	if memo.count >= regionMax {
		return nil
	}
	if e := r.shared.find(r, m, h); e != nil {
		memo.insert(e)
		return e
	}
	var room [8]value.Value
	parts := append(room[:0], m.parts...)
	first, spoiled, before := len(m.collected), m.spoiled, m.before
	m.spoiled, m.before = false, m.same
	memo.collecting = true
	body(m)
	memo.collecting = false
	m.done = false
	bad := m.spoiled
	m.spoiled, m.before = spoiled, before
	if bad {
		m.collected = m.collected[:first]
		memo.off, memo.table = true, nil
		return nil
	}
	e := &known{hash: h, assigned: m.assigned, outs: slices.Clone(m.collected[first:])}
	m.collected = m.collected[:first]
	for _, s := range r.slots {
		e.in = append(e.in, m.slots[s])
	}
	for _, v := range r.current {
		e.in = append(e.in, m.vars[Current][v])
	}
	for _, v := range r.next {
		e.in = append(e.in, m.vars[Next][v])
	}
	e.in = append(e.in, parts...)
	memo.insert(e)
	r.shared.add(e)
	return e
}

func (memo *regionMemo) insert(e *known) {
	if 2*(memo.count+1) > len(memo.table) {
		old := memo.table
		memo.table = make([]*known, max(64, 2*len(old)))
		for _, x := range old {
			if x != nil {
				memo.place(x)
			}
		}
	}
	memo.place(e)
	memo.count++
}

func (memo *regionMemo) place(e *known) {
	mask := uint64(len(memo.table) - 1)
	i := e.hash & mask
	for memo.table[i] != nil {
		i = (i + 1) & mask
	}
	memo.table[i] = e
}

// judge lets a region rest that mostly did not know: the first states of a search are new to it, so it gets another trial later.
func (memo *regionMemo) judge(r *region) {
	if memo.hit*2 < memo.asked {
		memo.rest = regionTrial * regionRest << memo.rests
		memo.rests = min(memo.rests+1, 20)
		memo.table, memo.count = nil, 0
		r.shared.drop()
	}
	memo.asked, memo.hit = 0, 0
}

// collect notes how the region ends this time.
func (m *Machine) collect(r *region) {
	if len(m.collected) >= maxCollected {
		m.spoiled, m.done = true, true
		return
	}
	o := outcome{action: m.action, writes: make([]write, 0, len(r.writes))}
	vars := m.vars[Next]
	for _, v := range r.writes {
		x := vars[v]
		if x.IsNone() {
			continue
		}
		if m.same&(1<<v) != 0 {
			o.writes = append(o.writes, write{variable: v})
			continue
		}
		if x.IsSymbolic() {
			n, err := value.Normalize(x)
			if err != nil {
				m.spoiled = true
				return
			}
			x = n
		}
		if m.Own != nil {
			x = m.Own(x)
		}
		o.writes = append(o.writes, write{v, x})
	}
	m.collected = append(m.collected, o)
}

// replay does what the outcomes say, one after the other.
func (m *Machine) replay(e *known, k step) {
	vars, current := m.vars[Next], m.vars[Current]
	assigned, same, action := m.assigned, m.same, m.action
	for i := range e.outs {
		o := &e.outs[i]
		for _, w := range o.writes {
			bit := uint64(1) << w.variable
			m.assigned |= bit
			if w.val.IsNone() {
				m.same |= bit
				vars[w.variable] = current[w.variable]
			} else {
				vars[w.variable] = w.val
			}
		}
		m.action = o.action
		k(m)
		for _, w := range o.writes {
			vars[w.variable] = value.Value{}
		}
		m.assigned, m.same = assigned, same
		if m.done {
			break
		}
	}
	m.action = action
}

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
	if m.same&^m.before&(1<<v) != 0 {
		m.spoiled = true
	}
	return x
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
		key  *part
		rest []code
		slot int32 // of @
		val  code
	}
	var updates []update
	var u uses
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
			if list[0].path == nil {
				possible = false
				return
			}
			key := newPart(v, nil, list[0].path)
			s := p.newSlot()
			val := p.compile(w.Value, at.bind(updateDecl{w}, &slotMeaning{slot: s}), md)
			updates = append(updates, update{key, list[1:], s, val})
			u = u.with(allUses(list...)).with(val.uses.without(s)).with(uses{parts: []*part{key}})
		}
	})
	if !possible {
		return nil, false
	}
	var whole code
	p.untracked(func() { whole = p.compile(right, at, md) })
	p.track(u)
	p.trackWrite(v)
	slow := p.assign(e, v, Next, whole, nil, k)
	bit := uint64(1) << v
	return func(m *Machine) {
		vars := m.vars[Next]
		if !m.Grows || !vars[v].IsNone() {
			m.spoiled = true
			slow(m)
			return
		}
		pairs := make([]value.Value, 0, 2*len(updates))
		for i := range updates {
			w := &updates[i]
			key := w.key.keys[0].follow(m)
			old := w.key.value(m)
			at := len(pairs)
			for j := 0; j < len(pairs); j += 2 {
				if pairs[j].Identical(key) {
					old, at = pairs[j+1], j
				}
			}
			if old.IsNone() || old.IsSymbolic() || !plainKey(key) {
				m.spoiled = true
				slow(m)
				return
			}
			var room [4]value.Value
			path := room[:0]
			for _, c := range w.rest {
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
			if at == len(pairs) {
				pairs = append(pairs, key, now)
			} else {
				pairs[at+1] = now
			}
		}
		vars[v] = value.Patch(pairs)
		m.assigned |= bit
		k(m)
		m.assigned &^= bit
		vars[v] = value.Value{}
	}, true
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
