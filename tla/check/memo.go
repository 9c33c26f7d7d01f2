package check

import (
	"encoding/binary"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// What a formula says depends only on the values of the variables that it reads, and these are often far fewer than the
// states. So verdicts are kept by the numbers of these values (compared whole). Of a refinement the variables are the derived ones,
// what the instance substitutes, whose values are kept by what they read in turn. A memo that rarely hits turns itself off.

// seen is a state with the values of the derived variables, and the numbers of all these values; 0 is no number.
type seen struct {
	vals []value.Value
	ids  []uint32
}

// memos are those of one worker.
type memos struct {
	derived           []*eval.Formula
	values            []memo[derivedValue]
	steps, invariants []verdicts
	mach              *eval.Machine
}

type derivedValue struct {
	v  value.Value
	id uint32
}

func newMemos(m *Model) *memos {
	w := &memos{derived: m.derived, mach: m.prog.NewMachine()}
	for _, f := range m.derived {
		w.values = append(w.values, newMemo[derivedValue](f))
	}
	for i := range m.steps {
		w.steps = append(w.steps, verdicts{newMemo[bool](m.steps[i].f)})
	}
	for i := range m.invariants {
		w.invariants = append(w.invariants, verdicts{newMemo[bool](m.invariants[i].f)})
	}
	return w
}

// memo keeps results by the numbers of what was read.
type memo[T any] struct {
	reads         []eval.Read
	on            bool
	known         map[string]T
	key           []byte
	asked, missed int
}

const (
	memoTrial = 20_000    // how many questions a memo is given to prove itself
	memoMax   = 4_000_000 // entries
)

// plain switches all memos off, for tests.
var plain bool

func newMemo[T any](f *eval.Formula) memo[T] {
	reads, ok := f.Reads()
	return memo[T]{reads: reads, on: ok && !plain, known: map[string]T{}}
}

// find gives what is known for the states; ok is false if nothing is. The key stays for keep.
func (m *memo[T]) find(here, there *seen) (x T, ok bool) {
	if !m.on {
		return x, false
	}
	m.asked++
	if m.asked == memoTrial && m.missed > memoTrial*3/4 {
		m.on, m.known = false, nil
		return x, false
	}
	m.key = m.key[:0]
	for _, r := range m.reads {
		s := here
		if r.Bank == eval.Next {
			s = there
		}
		if s == nil || r.Place >= len(s.ids) || s.ids[r.Place] == 0 {
			m.key = m.key[:0]
			m.missed++
			return x, false
		}
		m.key = binary.LittleEndian.AppendUint32(m.key, s.ids[r.Place])
	}
	if x, ok = m.known[string(m.key)]; !ok {
		m.missed++
	}
	return x, ok
}

func (m *memo[T]) keep(x T) {
	if m.on && (len(m.key) > 0 || len(m.reads) == 0) && len(m.known) < memoMax {
		m.known[string(m.key)] = x
	}
}

// verdicts are those of one claim.
type verdicts struct{ memo[bool] }

// holds judges a claim in a state, or over a step if there is given. The machine has the states loaded.
func (v *verdicts) holds(f *eval.Formula, j *eval.Machine, here, there *seen) (bool, error) {
	if ok, known := v.find(here, there); known {
		return ok, nil
	}
	ok, err := f.Holds(j)
	if err == nil {
		v.keep(ok)
	}
	return ok, err
}

// see completes a state with its derived variables.
func (sp *space) see(into *seen, words []uint32, vals []value.Value) {
	into.vals = append(into.vals[:0], vals...)
	into.ids = append(into.ids[:0], words[:sp.vars]...)
	loaded := false
	for i := range sp.memo.derived {
		m := &sp.memo.values[i]
		d, known := m.find(into, nil)
		if !known {
			if !loaded {
				loaded = true
				sp.memo.mach.Load(eval.Current, vals)
			}
			d = derivedValue{}
			// Where it cannot be worked out, the formula that needs it will say so.
			if v, err := sp.memo.derived[i].Value(sp.memo.mach); err == nil {
				if v, err = value.Normalize(v); err == nil {
					d = derivedValue{v, sp.table.id(v)}
				}
			}
			m.keep(d)
		}
		into.vals = append(into.vals, d.v)
		into.ids = append(into.ids, d.id)
	}
}
