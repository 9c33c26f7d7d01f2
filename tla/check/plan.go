package check

import (
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// Most steps are outcomes that were kept (see eval.Outcome), and the same ones are taken from very many states. What is the same about
// them every time is worked out once: the numbers of all values that they write.

// plan is what an outcome does.
type plan struct{ writes []planned }

// planned is what it does to one variable: it gets a value, or members, or a value at some place, or what takes more than that to find out.
type planned struct {
	variable int
	val      value.Value // as the outcome has it
	id       uint32      // of a value
	members  []numbered
	entry    *placed
}

type numbered struct {
	v  value.Value
	id uint32
}

// placed is a value at a place, to which keys lead.
type placed struct {
	keys []numbered
	now  numbered
}

// plan is that of an outcome.
func (sp *space) plan(o *eval.Outcome) *plan {
	for o.Number >= len(sp.plans) {
		sp.plans = append(sp.plans, nil)
	}
	p := sp.plans[o.Number]
	if p == nil {
		p = &plan{}
		for _, w := range o.Writes {
			if !w.Val.IsNone() {
				p.writes = append(p.writes, sp.planned(w))
			}
		}
		sp.plans[o.Number] = p
	}
	return p
}

func (sp *space) planned(w eval.Write) planned {
	number := func(v value.Value) numbered {
		v = sp.table.own(v)
		return numbered{v, sp.table.id(v)}
	}
	out := planned{variable: w.Variable, val: w.Val}
	switch {
	case w.Val.IsGrowth():
		added := w.Val.Added()
		n, _ := added.Len()
		for i := range n {
			out.members = append(out.members, number(added.At(i)))
		}
	case w.Val.IsPatch():
		entries, depth := w.Val.Entries()
		if len(entries) > depth+1 { // one can change what another one has changed
			break
		}
		e := &placed{now: number(entries[depth])}
		for _, k := range entries[:depth] {
			e.keys = append(e.keys, number(k))
		}
		out.entry = e
	default:
		out.id = sp.table.id(w.Val)
	}
	return out
}

// follow makes the successor of s that a plan leads to.
func (t *successor) follow(sp *space, p *plan, s []uint32) {
	t.vals, t.words = append(t.vals[:0], sp.from...), append(t.words[:0], s[:sp.vars]...)
	for i := range p.writes {
		w := &p.writes[i]
		j, from, before := w.variable, sp.from[w.variable], len(t.changes)
		switch {
		case w.id != 0:
			t.vals[j], t.words[j] = w.val, w.id
			continue
		case w.members != nil:
			for _, x := range w.members {
				if !sp.has(j, x) {
					t.changes = append(t.changes, change{variable: uint32(j), val: x.id})
				}
			}
		case w.entry != nil:
			if now, is := sp.put(from, w.entry); is {
				t.changes = append(t.changes, change{uint32(j), w.entry.keys[0].id, now})
			}
		default:
			t.note(sp, j, w.val)
		}
		if len(t.changes) > before {
			t.vals[j], t.words[j] = w.val, 0
		}
	}
}

// put gives the number of what a function has at the first key of a place when the value there is another one; is is false if it is not.
func (sp *space) put(f value.Value, e *placed) (now uint32, is bool) {
	row, err := value.Apply(f, e.keys[0].v)
	old := row
	for _, k := range e.keys[1:] {
		if err != nil {
			break
		}
		old, err = value.Apply(old, k.v)
	}
	if err == nil && same(old, e.now.v) {
		return 0, false
	}
	if len(e.keys) == 1 {
		return e.now.id, true
	}
	from := sp.table.id(row)
	if len(e.keys) == 2 {
		now, err = sp.with(from, e.keys[1].id, e.now.id)
	} else {
		var path []value.Value
		for _, k := range e.keys[1:] {
			path = append(path, k.v)
		}
		if row, err = sp.rowWith(row, path, e.now.v); err == nil {
			now = sp.table.id(row)
		}
	}
	if err != nil {
		return e.now.id, true // the error comes again when the function is made
	}
	return now, now != from
}

// seenMax bounds the numbers of members that are marked.
const seenMax = 1 << 20

// has says whether the set that is the value of variable j in the state that is expanded has a member, which is the table's own.
func (sp *space) has(j int, x numbered) bool {
	set := sp.from[j]
	n, _ := set.Len()
	if _, own := set.Number(sp.table.serial); !own || sp.without.Marks || !sp.table.members || x.id >= seenMax || n < 4 {
		return sp.isMember(x.v, set)
	}
	if sp.inSets == nil {
		sp.inSets = make([]marks, sp.vars)
	}
	m := &sp.inSets[j]
	if m.of != sp.here.ids[j] {
		m.of = sp.here.ids[j]
		m.mark(set, n, sp.table.serial)
	}
	if !m.known {
		return sp.isMember(x.v, set)
	}
	return int(x.id) < len(m.at) && m.at[x.id] == m.round
}

// marks are the members of a variable's set.
type marks struct {
	of    uint32 // the number of the set
	known bool   // all members are marked
	at    []uint32
	round uint32 // what a member is marked with
}

func (m *marks) mark(set value.Value, n int, table uint32) {
	m.known = true
	m.round++
	for i := range n {
		id, ok := set.At(i).Number(table)
		if !ok || id >= seenMax {
			m.known = false
			return
		}
		if int(id) >= len(m.at) {
			m.at = append(m.at, make([]uint32, int(id)+1-len(m.at))...)
		}
		m.at[id] = m.round
	}
}

// isMember says whether a set has a member, which is the table's own. An error comes again when the set is made.
func (sp *space) isMember(x, set value.Value) bool {
	is, err := value.HasMember(set, x, sp.table.serial)
	return is && err == nil
}
