package eval

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/tla/value"
)

// An action on one server looks at that server's part of the variables, term[s] and log[s], and changes nothing else:
// term' = [term EXCEPT ![s] = @ + 1]. So regions know which parts of a variable they read, and write only parts: then the other servers
// do not matter to them.

// A path is where a simple value comes from: a bound variable or a literal, and fields of it. It can be followed anywhere in the
// scope of the bound variable.
type path struct {
	slot   int32 // none for a literal
	val    value.Value
	fields []value.Value
	text   string // the same for equal paths
}

func literalPath(v value.Value) *path {
	switch v.Kind() {
	case value.Int, value.Bool, value.String, value.Model:
		return &path{slot: none, val: v, text: fmt.Sprintf("%d %s", v.Kind(), v)}
	}
	return nil
}

// anywhere is the path that leads to every key: which one is meant is not known where the part is asked for.
var anywhere = &path{slot: every, text: "*"}

// every is no slot.
const every = none - 1

func slotPath(slot int32) *path { return &path{slot: slot, text: fmt.Sprint("slot ", slot)} }

// field is the path of a field of what p leads to; nil if p is.
func (p *path) field(name value.Value) *path {
	if p == nil || p.slot == none {
		return nil
	}
	return &path{p.slot, p.val, append(slices.Clip(p.fields), name), p.text + "." + name.String()}
}

// follow gives the value; none if that fails.
func (p *path) follow(m *Machine) value.Value {
	v := p.val
	if p.slot != none {
		v = m.slots[p.slot]
	}
	for _, name := range p.fields {
		if !v.IsRecord() {
			return value.Value{}
		}
		var err error
		if v, err = value.Apply(v, name); err != nil {
			return value.Value{}
		}
	}
	return v
}

// A part of a variable of the current state: x[i][j], where paths lead to i and j. Where i is not known, it is what all of x has
// at j, for every i.
type part struct {
	variable int32
	keys     []*path
	text     string
}

func newPart(variable int32, before *part, key *path) *part {
	q := &part{variable: variable, text: fmt.Sprint(variable)}
	if before != nil {
		q.keys, q.text = slices.Clip(before.keys), before.text
	}
	q.keys = append(q.keys, key)
	q.text += "[" + key.text + "]"
	return q
}

// beyond is the part as it can be asked for where some slots are unknown; nil if that is the whole variable.
func (q *part) beyond(unknown func(slot int32) bool) *part {
	var keys []*path
	known := 0 // keys up to the last that is known
	for _, k := range q.keys {
		if k.slot >= 0 && unknown(k.slot) {
			k = anywhere
		}
		keys = append(keys, k)
		if k != anywhere {
			known = len(keys)
		}
	}
	var out *part
	for _, k := range keys[:known] {
		out = newPart(q.variable, out, k)
	}
	return out
}

// value is that of a part whose keys are all known; none if there is no such part.
func (q *part) value(m *Machine) value.Value {
	v := m.current(q.variable)
	for _, k := range q.keys {
		key := k.follow(m)
		if key.IsNone() || !v.IsListed() {
			return value.Value{}
		}
		var ok bool
		if v, ok = value.Lookup(v, key); !ok {
			return value.Value{}
		}
	}
	return v
}

// gather appends to m.parts what is at the end of all ways from v along the keys, and what says which ways there are. Where a way
// leads out of a domain that is no value: an action that looks there fails, and its outcomes are not kept; one that does not look has
// the same outcomes wherever there is nothing. It returns false if a way cannot be followed.
func (m *Machine) gather(v value.Value, keys []*path) bool {
	for i, k := range keys {
		if !v.IsListed() {
			if v.IsNone() || v.IsSymbolic() {
				return false
			}
			v = value.Value{} // what is no function has nothing anywhere
			break
		}
		if k == anywhere {
			n, _ := v.Len()
			m.parts = append(m.parts, value.DomainMark(v))
			for j := range n {
				if !m.gather(v.At(j), keys[i+1:]) {
					return false
				}
			}
			return true
		}
		key := k.follow(m)
		if key.IsNone() {
			return false
		}
		var ok bool
		if v, ok = value.Lookup(v, key); !ok {
			break
		}
	}
	if v.IsSymbolic() {
		return false
	}
	m.parts = append(m.parts, v)
	return true
}

func unionParts(a, b []*part) []*part {
	if len(a) == 0 {
		return b
	}
	out := a
	for _, q := range b {
		if !slices.ContainsFunc(out, func(o *part) bool { return o.text == q.text }) {
			out = append(slices.Clip(out), q)
		}
	}
	return out
}

// applied is f[x] where f is a variable of the current state, or a part of one, and a path leads to x.
func (c code) applied(f, x code) code {
	if x.path == nil || f.part == nil && (f.reads == 0 || f.bank != Current) {
		return c
	}
	variable := f.reads - 1
	if f.part != nil {
		variable = f.part.variable
	}
	c.part = newPart(variable, f.part, x.path)
	c.uses.whole, c.uses.parts = x.uses.whole, unionParts([]*part{c.part}, x.uses.parts)
	return c
}
