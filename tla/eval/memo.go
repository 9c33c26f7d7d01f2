package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Sets of messages grow, and are looked at member by member in every state: \A m \in msgs : P(m). Where P reads nothing but m,
// its truth is kept for each m. A memo that rarely hits turns itself off.

// slotMemo is what a machine knows of a condition on one bound variable.
type slotMemo struct {
	known         map[uint64]judged // by hash; of two values with one hash the first is kept
	asked, missed int
	off           bool
}

type judged struct {
	v  value.Value
	is bool
}

const (
	slotTrial = 10_000
	slotMax   = 1 << 20
)

// remembered keeps the truth of a condition that depends on the bound variable in slot s alone.
func (p *Program) remembered(cond func(m *Machine) bool, u uses, s int32) func(m *Machine) bool {
	if p.careful || p.Without.Members || len(u.vars) > 0 || u.impure || len(u.open) > 0 || !slices.Equal(u.slots, []int32{s}) {
		return cond
	}
	at := p.memos
	p.memos++
	return func(m *Machine) bool {
		memo := &m.memos[at]
		if memo.off {
			return cond(m)
		}
		x := m.slots[s]
		if x.IsSymbolic() || x.Kind() == value.Int || x.Kind() == value.Bool {
			return cond(m)
		}
		memo.asked++
		h := value.Hash(x)
		if j, ok := memo.known[h]; ok {
			if j.v.Identical(x) {
				return j.is
			}
			if j.v.Kind() == x.Kind() {
				if eq, err := value.Equal(j.v, x); err == nil && eq {
					return j.is
				}
			}
			return cond(m)
		}
		memo.missed++
		if memo.asked > slotTrial && memo.missed > memo.asked/2 || len(memo.known) > slotMax {
			memo.off, memo.known = true, nil
			return cond(m)
		}
		is := cond(m)
		if memo.known == nil {
			memo.known = map[uint64]judged{}
		}
		memo.known[h] = judged{x, is}
		return is
	}
}

// subset is S \subseteq T for a constant T: whether a value is a member of T is kept.
func (p *Program) subset(e syntax.Node, a, b code) code {
	s := p.newSlot()
	test := p.remembered(func(m *Machine) bool {
		is, err := value.Member(m.slots[s], b.eval(m))
		if err != nil {
			m.fail(e, err)
		}
		return is
	}, uses{slots: []int32{s}}, s)
	out := boolCode(a.uses, func(m *Machine) bool {
		v := a.eval(m)
		n, ok := v.Len()
		if !ok || v.Kind() != value.Set {
			is, err := value.SubsetPausing(v, b.eval(m), func() { m.pause(e) })
			if err != nil {
				m.fail(e, err)
			}
			return is
		}
		old := m.slots[s]
		all := true
		for i := 0; i < n && all; i++ {
			m.slots[s] = v.At(i)
			all = test(m)
		}
		m.slots[s] = old
		return all
	})
	return out.overMembers(a, uses{})
}
