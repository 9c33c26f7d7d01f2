package check

import (
	"encoding/binary"
	"sync"

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
	classOf           []int // the variable of which a derived one is a class, or -1
	classes           map[classStep]derivedValue
	steps, invariants []verdicts
	// stateAtoms and stepAtoms are those of the atoms of temporal properties.
	stateAtoms, stepAtoms []verdicts
	mach                  *eval.Machine
}

type derivedValue struct {
	v  value.Value
	id uint32
}

func newMemos(m *Model, shared *sharedMemos) *memos {
	w := &memos{derived: m.derived, mach: m.prog.NewMachine(), classes: map[classStep]derivedValue{}}
	for i, f := range m.derived {
		w.values = append(w.values, newMemo(f, shared.values[i]))
		v, ok := m.prog.Class(i)
		if !ok {
			v = -1
		}
		w.classOf = append(w.classOf, v)
	}
	judged := func(list []*eval.Formula, shared []*sharedMemo[bool]) (out []verdicts) {
		for i, f := range list {
			out = append(out, verdicts{newMemo(f, shared[i])})
		}
		return out
	}
	w.steps, w.invariants = judged(formulas(m.steps), shared.steps), judged(formulas(m.invariants), shared.invariants)
	if m.live != nil {
		w.stateAtoms, w.stepAtoms = judged(m.live.state, shared.stateAtoms), judged(m.live.step, shared.stepAtoms)
	}
	return w
}

// memo keeps results by the numbers of what was read.
type memo[T any] struct {
	reads         []eval.Read
	on            bool
	pairs         map[uint64]T // where two numbers or less are read
	known         map[string]T
	pair          uint64
	key           []byte
	asked         bool // the key is that of a question without an answer
	shared        *sharedMemo[T]
	count, missed int
}

const (
	memoTrial = 20_000    // how many questions a memo is given to prove itself
	memoMax   = 4_000_000 // entries
)

// sharedMemo is what all workers know: one asks it before it works something out for itself.
type sharedMemo[T any] struct {
	mu    sync.RWMutex
	pairs map[uint64]T
	known map[string]T
}

func newSharedMemo[T any]() *sharedMemo[T] {
	return &sharedMemo[T]{pairs: map[uint64]T{}, known: map[string]T{}}
}

func (s *sharedMemo[T]) find(m *memo[T]) (x T, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(m.reads) <= 2 {
		x, ok = s.pairs[m.pair]
	} else {
		x, ok = s.known[string(m.key)]
	}
	return x, ok
}

func (s *sharedMemo[T]) keep(m *memo[T], x T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pairs)+len(s.known) >= memoMax {
		return
	}
	if len(m.reads) <= 2 {
		s.pairs[m.pair] = x
	} else {
		s.known[string(m.key)] = x
	}
}

// sharedMemos are those of all workers.
type sharedMemos struct {
	values                                   []*sharedMemo[derivedValue]
	steps, invariants, stateAtoms, stepAtoms []*sharedMemo[bool]
}

func newSharedMemos(m *Model) *sharedMemos {
	s := &sharedMemos{}
	for range m.derived {
		s.values = append(s.values, newSharedMemo[derivedValue]())
	}
	list := func(n int) (out []*sharedMemo[bool]) {
		for range n {
			out = append(out, newSharedMemo[bool]())
		}
		return out
	}
	s.steps, s.invariants = list(len(m.steps)), list(len(m.invariants))
	if m.live != nil {
		s.stateAtoms, s.stepAtoms = list(len(m.live.state)), list(len(m.live.step))
	}
	return s
}

func formulas(list []claim) (out []*eval.Formula) {
	for _, c := range list {
		out = append(out, c.f)
	}
	return out
}

// plain switches all memos off, for tests.
var plain bool

func newMemo[T any](f *eval.Formula, shared *sharedMemo[T]) memo[T] {
	reads, ok := f.Reads()
	return memo[T]{reads: reads, on: ok && !plain, pairs: map[uint64]T{}, known: map[string]T{}, shared: shared}
}

// find gives what is known for the states; ok is false if nothing is. The key stays for keep.
func (m *memo[T]) find(here, there *seen) (x T, ok bool) {
	m.asked = false
	if !m.on {
		return x, false
	}
	m.count++
	if m.count == memoTrial && m.missed > memoTrial*3/4 {
		m.on, m.pairs, m.known = false, nil, nil
		return x, false
	}
	m.pair, m.key = 0, m.key[:0]
	few := len(m.reads) <= 2
	for _, r := range m.reads {
		s := here
		if r.Bank == eval.Next {
			s = there
		}
		if s == nil || r.Place >= len(s.ids) || s.ids[r.Place] == 0 {
			m.missed++
			return x, false
		}
		if few {
			m.pair = m.pair<<32 | uint64(s.ids[r.Place])
		} else {
			m.key = binary.LittleEndian.AppendUint32(m.key, s.ids[r.Place])
		}
	}
	if few {
		x, ok = m.pairs[m.pair]
	} else {
		x, ok = m.known[string(m.key)]
	}
	if !ok {
		m.missed++
		m.asked = true
		if x, ok = m.shared.find(m); ok {
			m.store(x)
		}
	}
	return x, ok
}

// keep answers the question that was asked last.
func (m *memo[T]) keep(x T) {
	if m.asked {
		m.store(x)
		m.shared.keep(m, x)
	}
}

func (m *memo[T]) store(x T) {
	if len(m.pairs)+len(m.known) >= memoMax {
		return
	}
	if len(m.reads) <= 2 {
		m.pairs[m.pair] = x
	} else {
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

// numbered says whether all that is read has a number.
func (m *memo[T]) numbered(s *seen) bool {
	for _, r := range m.reads {
		if r.Place >= len(s.ids) || s.ids[r.Place] == 0 {
			return false
		}
	}
	return len(m.reads) > 0
}
