package eval

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Of a class (see class) often only those members are asked for that have to do with something bound: {m \in msgs : m.type = "1b" /\
// m.bal = b}. So the class is kept as an index: a function from the keys, here m.bal, to the members that have them. Who looks at ballot b
// depends on the index at b alone, which is a part of a derived variable (see part), and other ballots do not matter to it.

// index says how an index is made of a variable.
type index struct {
	bounds *syntax.Bounds
	tests  []syntax.Expr // that make the class
	passed []passed      // tests that come before some key, and are only asked where the keys are right
	keys   []syntax.Expr
	at     env
}

// A passed test has another place than in the text. So it must not fail, whatever the constant sets have over which it is asked.
type passed struct {
	test  syntax.Expr
	slots []int32
	sets  [][]value.Value
}

// maxPassed bounds how often a passed test is asked of one member.
const maxPassed = 64

// indexed takes an index out of the items of a condition on a member of a set, of which the first n make a class with the given code:
// those m.f = k where k is bound elsewhere. rest are the items that are left. ok is false if there is no key.
func (p *Program) indexed(b *syntax.Bounds, items []syntax.Expr, n int, variable int32, class code, at env, md mode, stands standing) (set code, rest []syntax.Expr, ok bool) {
	if !p.takesApart(md) || p.Without.Indexes {
		return code{}, nil, false // what is no action gains nothing by parts
	}
	x := &index{bounds: b, tests: items[:n], at: at}
	var keys []*path
	s := p.newSlot()
	inner := at.bind(b.Vars[0], &slotMeaning{slot: s})
	var between []syntax.Expr // since the last key
	var pending []passed
	last := n
	for i := n; i < len(items); i++ {
		if member, key := p.keyed(items[i], inner, s); key != nil {
			x.keys, keys = append(x.keys, member), append(keys, key)
			x.passed, pending = append(x.passed, pending...), nil
			rest, between = append(rest, between...), nil
			last = i + 1
			continue
		}
		t, fits := p.passedTest(items[i], inner, s)
		if !fits || !stands(p, items[i], at) {
			break
		}
		between, pending = append(between, items[i]), append(pending, t)
	}
	if len(keys) == 0 {
		return code{}, nil, false
	}
	key := classKey{variable, x.text()}
	name := p.classes[key]
	if name == nil {
		name = newByName(b.Set, at, "", b)
		name.class, name.index = variable, x
		if key.text != "" {
			p.classes[key] = name
		}
	}
	var slow code
	p.untracked(func() { slow = p.membersThat(b, items[n:last], class, at, md) })
	return p.indexCode(name, keys, slow), append(rest, items[last:]...), true
}

// membersThat is the set of those members of a class that pass all tests.
func (p *Program) membersThat(b *syntax.Bounds, tests []syntax.Expr, class code, at env, md mode) code {
	s := p.newSlot()
	cond, u := p.condition(conjunction(tests, b.Set), at.bind(b.Vars[0], &slotMeaning{slot: s}), md, "the condition of this set")
	return valueCode(class.uses.with(u.without(s)), func(m *Machine) value.Value {
		old := m.slots[s]
		var chosen []value.Value
		m.members(b, class.eval(m), func(x value.Value) bool {
			if m.slots[s] = x; cond(m) {
				chosen = append(chosen, x)
			}
			return true
		})
		m.slots[s] = old
		return value.Sublist(chosen)
	})
}

// memberMode is how what speaks of a member is compiled.
var memberMode = mode{cur: Current, next: none, assign: none}

// keyed takes m.f = k apart: m is what stands in slot s, and a path leads to k from elsewhere.
func (p *Program) keyed(e syntax.Expr, at env, s int32) (member syntax.Expr, key *path) {
	use, ok := e.(*syntax.Ref)
	if !ok || !isLanguage(use, "=") {
		return nil, nil
	}
	p.untracked(func() {
		var sides [2]code
		for i, arg := range use.Bind.Args {
			var err error
			if sides[i], err = p.tryCompile(arg, at, memberMode); err != nil {
				return
			}
		}
		for i, c := range sides {
			u, k := c.uses, sides[1-i].path
			if len(u.vars) == 0 && !u.impure && len(u.open) == 0 && slices.Equal(u.slots, []int32{s}) && k != nil && k.slot >= 0 && k.slot != s {
				member, key = use.Bind.Args[i], k
				return
			}
		}
	})
	return member, key
}

// passedTest says whether a test of the member in slot s depends, besides on it, on nothing but what is bound over small constant sets.
func (p *Program) passedTest(e syntax.Expr, at env, s int32) (t passed, ok bool) {
	t.test = e
	if e.GetLevel() > syntax.StateLevel {
		return t, false
	}
	var u uses
	p.untracked(func() {
		c, err := p.tryCompile(e, at, memberMode)
		u, ok = c.uses, err == nil
	})
	if !ok || len(u.vars) > 0 || u.impure || len(u.open) > 0 {
		return t, false
	}
	times := 1
	for _, slot := range u.slots {
		if slot == s {
			continue
		}
		set, known := p.constantSet(slot)
		if times *= len(set); !known || times > maxPassed {
			return t, false
		}
		t.slots, t.sets = append(t.slots, slot), append(t.sets, set)
	}
	return t, true
}

// constantSet is the set over which the variable in a slot is bound, if that is a constant with few members.
func (p *Program) constantSet(slot int32) (members []value.Value, ok bool) {
	set, ok := p.boundOver[slot]
	if !ok {
		return nil, false
	}
	m := p.NewMachine()
	var v value.Value
	var err error
	func() {
		defer catch(&err)
		v = set.eval(m)
	}()
	n, listed := v.Len()
	if err != nil || !listed || v.Kind() != value.Set || n > maxPassed {
		return nil, false
	}
	for i := range n {
		members = append(members, v.At(i))
	}
	return members, true
}

// text is the same for indexes that are the same wherever they stand; "" if that is not known.
func (x *index) text() string {
	v := x.bounds.Vars[0]
	tests, keys := classText(x.tests, v), classText(x.keys, v)
	if len(x.tests) > 0 && tests == "" || keys == "" {
		return ""
	}
	text := tests + "by" + keys
	for _, t := range x.passed {
		// What is passed has no part in what the index is, only in whether it can be used: so one for each place where it stands.
		text += fmt.Sprintf("past %p", t.test)
	}
	return text
}

// code makes the index.
func (x *index) code(p *Program) code {
	set := p.compile(x.bounds.Set, x.at, memberMode)
	s := p.newSlot()
	inner := x.at.bind(x.bounds.Vars[0], &slotMeaning{slot: s})
	var test func(m *Machine) bool
	if len(x.tests) > 0 {
		test, _ = p.condition(conjunction(x.tests, x.bounds.Set), inner, memberMode, "the condition of this set")
	}
	var passed []func(m *Machine) bool
	for _, t := range x.passed {
		cond, _ := p.condition(t.test, inner, memberMode, "the condition of this set")
		passed = append(passed, cond)
	}
	var keys []code
	for _, k := range x.keys {
		keys = append(keys, p.compile(k, inner, memberMode))
	}
	return valueCode(set.uses, func(m *Machine) value.Value {
		old := m.slots[s]
		var entries []value.Value // the keys of a member, and the member
		m.members(x.bounds, set.eval(m), func(e value.Value) bool {
			m.slots[s] = e
			if test != nil && !test(m) {
				return true
			}
			for i, t := range x.passed {
				m.pass(passed[i], t.slots, t.sets)
			}
			for _, k := range keys {
				entries = append(entries, k.eval(m))
			}
			entries = append(entries, e)
			return true
		})
		m.slots[s] = old
		f, err := value.Index(len(keys), entries)
		if err != nil {
			m.fail(x.bounds, err)
		}
		return f
	})
}

// pass asks a test for all values of the slots. It fails where the test does.
func (m *Machine) pass(test func(m *Machine) bool, slots []int32, sets [][]value.Value) {
	if len(slots) == 0 {
		test(m)
		return
	}
	old := m.slots[slots[0]]
	for _, v := range sets[0] {
		m.slots[slots[0]] = v
		m.pass(test, slots[1:], sets[1:])
	}
	m.slots[slots[0]] = old
}

// indexCode is the code of those members of a class that have the keys. slow is the same worked out member by member.
func (p *Program) indexCode(name *byName, keys []*path, slow code) code {
	use := p.derive(name, slow.uses.vars)
	var at *part
	u := uses{vars: []int32{use}}
	for _, k := range keys {
		at = newPart(use, at, k)
		u = u.with(uses{slots: []int32{k.slot}})
	}
	u.parts = unionParts(u.parts, []*part{at})
	return valueCode(u, func(m *Machine) value.Value {
		v := m.current(use)
		if v.IsNone() {
			return slow.eval(m)
		}
		for _, k := range keys {
			n, _ := v.Len()
			if n == 0 {
				return value.EmptySet
			}
			key := k.follow(m)
			if !compares(key, v.KeyAt(0)) || !compares(key, v.KeyAt(n-1)) {
				m.spoiled = true // the answer, or the error, depends on all keys
				return slow.eval(m)
			}
			var ok bool
			if v, ok = value.Lookup(v, key); !ok {
				return value.EmptySet
			}
		}
		return v
	})
}

// compares says whether a value can be compared with another one without an error.
func compares(a, b value.Value) bool {
	if a.IsNone() {
		return false
	}
	_, err := value.Equal(a, b)
	return err == nil
}
