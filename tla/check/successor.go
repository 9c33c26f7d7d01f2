package check

import (
	"slices"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// Most successors were found before, so no more is made of one than is needed to say which state it is. Its name comes from that
// of the state before: what the changed variables added is taken away, and what they add now is added. A set that only grew is not
// made either: its hash is a sum over its members.

// successor is one that was found from the state that is being expanded.
type successor struct {
	vals    []value.Value // a growth or patch in place of a value that was not made
	words   []uint32      // the numbers of the values, 0 for what was not made; then the level, if the spec can ask for it
	changes []change
	whole   bool // nothing is left to be made
	kept    []uint32
}

// A change is a member that a variable's set gets (then key is 0), or a value that its function gets at a key.
type change struct{ variable, key, val uint32 }

// begin makes successor number i of s.
func (t *successor) begin(sp *space, i int, s []uint32) {
	t.changes = t.changes[:0]
	switch o := sp.outs[i]; {
	case o == nil:
		t.read(sp, sp.found[sp.at[i]:][:sp.vars], s)
	case o.Number < sp.maxPlans:
		t.follow(sp, sp.plan(o), s)
	default:
		sp.ofOne = o.Into(sp.ofOne[:0], sp.from)
		t.read(sp, sp.ofOne, s)
	}
	t.whole = len(t.changes) == 0
	if sp.levels {
		level := uint32(1)
		if len(s) > 0 {
			level += s[sp.vars]
		}
		t.words = append(t.words, level)
	}
}

// read takes the values of a successor.
func (t *successor) read(sp *space, vals []value.Value, s []uint32) {
	t.vals, t.words = append(t.vals[:0], vals...), t.words[:0]
	for j, v := range t.vals {
		if len(s) > 0 {
			if v.IsDelta() {
				v = t.note(sp, j, v)
				t.vals[j] = v
			}
			if v.Identical(sp.from[j]) {
				t.words = append(t.words, s[j])
				continue
			}
			if v.IsDelta() {
				t.words = append(t.words, 0)
				continue
			}
		}
		t.words = append(t.words, sp.table.id(v))
	}
}

// note keeps what a growth or patch really changes; the old value is given back when that is nothing.
func (t *successor) note(sp *space, j int, d value.Value) value.Value {
	before, from := len(t.changes), sp.from[j]
	if d.IsPatch() {
		for entries, depth := d.Entries(); len(entries) > 0; entries = entries[depth+1:] {
			t.put(sp, j, entries[:depth], entries[depth])
		}
	} else {
		added := d.Added()
		n, _ := added.Len()
		for i := range n {
			x := added.At(i)
			if value.HasObject(from, x) {
				continue
			}
			if x = sp.table.own(x); !sp.isMember(x, from) {
				t.changes = append(t.changes, change{variable: uint32(j), val: sp.table.id(x)})
			}
		}
	}
	if len(t.changes) == before {
		return from
	}
	return d
}

// put keeps that a patch puts now at a place of variable j.
func (t *successor) put(sp *space, j int, path []value.Value, now value.Value) {
	key := sp.table.id(path[0])
	old, err := value.Apply(sp.from[j], path[0])
	at := len(t.changes)
	if len(path) > 1 && err == nil {
		row := old
		for i, c := range t.changes { // another entry can have changed the same row
			if c.variable == uint32(j) && c.key == key {
				at, row = i, sp.table.at(c.val)
			}
		}
		now, err = sp.rowWith(row, path[1:], now)
	}
	now = sp.table.own(now)
	if err == nil && same(old, now) {
		if at < len(t.changes) {
			t.changes = slices.Delete(t.changes, at, at+1)
		}
		return
	}
	c := change{uint32(j), key, sp.table.id(now)}
	if at < len(t.changes) {
		t.changes[at] = c
	} else {
		t.changes = append(t.changes, c)
	}
}

// rowWith is a function with another value at a place.
func (sp *space) rowWith(f value.Value, path []value.Value, now value.Value) (value.Value, error) {
	if len(path) > 1 {
		g, _, err := value.ExceptAt(f, path, func(value.Value) (value.Value, error) { return now, nil })
		return g, err
	}
	id, err := sp.with(sp.table.id(f), sp.table.id(path[0]), sp.table.id(now))
	if err != nil {
		return value.Value{}, err
	}
	return sp.table.at(id), nil
}

// with is the number of a function with another value at a key, all given by their numbers.
func (sp *space) with(f, key, now uint32) (uint32, error) {
	if id, ok := sp.settled.of(f, key, now); ok {
		return id, nil
	}
	g, _, err := value.Except(sp.table.at(f), sp.table.at(key), sp.table.at(now))
	if err != nil {
		return 0, err
	}
	id := sp.table.id(g)
	sp.settled.set(id, f, key, now)
	return id, nil
}

// applied is a value with a change made.
func (sp *space) applied(v value.Value, c change) (value.Value, error) {
	x := sp.table.at(c.val)
	if c.key == 0 {
		return value.Insert(v, x)
	}
	v, _, err := value.Except(v, sp.table.at(c.key), x)
	return v, err
}

// complete makes the values that were not made.
func (t *successor) complete(sp *space) error {
	if t.whole {
		return nil
	}
	for j := range sp.vars {
		if err := t.settle(sp, j); err != nil {
			return err
		}
	}
	t.whole = true
	return nil
}

// settle makes the value of one variable.
func (t *successor) settle(sp *space, j int) error {
	if t.words[j] != 0 {
		return nil
	}
	at := slices.IndexFunc(t.changes, func(c change) bool { return int(c.variable) == j })
	id, _, err := sp.changed(sp.here.ids[j], t.changes[at:])
	if err != nil {
		return &eval.Error{Span: sp.run.next.Actions[0].Span, Msg: err.Error(), Cause: err}
	}
	v := sp.table.at(id)
	t.vals[j], t.words[j] = v, id
	return nil
}

// changed is the value with number id after the changes of one variable, which come first in a list, and its number; rest are those
// of other variables.
func (sp *space) changed(id uint32, changes []change) (now uint32, rest []change, err error) {
	var v value.Value // if it has no number yet
	for rest = changes; len(rest) > 0 && rest[0].variable == changes[0].variable; rest = rest[1:] {
		c := rest[0]
		if c.key != 0 && id != 0 {
			if id, err = sp.with(id, c.key, c.val); err != nil {
				return 0, nil, err
			}
			continue
		}
		if id != 0 {
			v, id = sp.table.at(id), 0
		}
		if v, err = sp.applied(v, c); err != nil {
			return 0, nil, err
		}
	}
	if id == 0 {
		id = sp.table.idOfOwn(v) // the members are: those of the set before, and those of changes
	}
	return id, rest, nil
}

// keep is what Build needs of the successor: its words, the action, and the changes.
func (t *successor) keep(action uint32) []uint32 {
	t.kept = append(append(t.kept[:0], t.words...), action)
	if !t.whole {
		for _, c := range t.changes {
			if t.words[c.variable] == 0 {
				t.kept = append(t.kept, c.variable, c.key, c.val)
			}
		}
	}
	return t.kept
}

// kept makes the words of a successor of s from what was kept.
func (sp *space) kept(kept, s []uint32) (words []uint32, action uint32, err error) {
	n := sp.vars
	if sp.levels {
		n++
	}
	words, action = append(sp.words[:0], kept[:n]...), kept[n]
	sp.words = words
	sp.changes = sp.changes[:0]
	for rest := kept[n+1:]; len(rest) > 0; rest = rest[3:] {
		sp.changes = append(sp.changes, change{rest[0], rest[1], rest[2]})
	}
	for list := sp.changes; len(list) > 0; {
		j := list[0].variable
		id, rest, err := sp.changed(s[j], list)
		if err != nil {
			return nil, 0, &eval.Error{Span: sp.run.next.Actions[action].Span, Msg: err.Error(), Cause: err}
		}
		words[j] = id
		if list[0].key == 0 {
			sp.inherit(s[j], id, list[:len(list)-len(rest)])
		}
		list = rest
	}
	return words, action, nil
}
