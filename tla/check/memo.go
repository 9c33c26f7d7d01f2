package check

import (
	"slices"
	"sync"

	"github.com/synod-go/synod/internal/table"
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
	classOf           []int               // the variable of which a derived one is a class, or -1
	classesOf         [][]int             // the classes of each variable
	classes           keyed[uint32]       // a class that gets a member, by derived variable, class and member
	ones              keyed[derivedValue] // sets with one member, by that
	memberOf          keyed[uint64]       // the classes, a bit for each, that a value is a member of, by variable and value
	steps, invariants []verdicts
	// stateAtoms and stepAtoms are those of the atoms of temporal properties.
	stateAtoms, stepAtoms []verdicts
	mach                  *eval.Machine
}

type derivedValue struct {
	v  value.Value
	id uint32
}

func newMemos(m *run, shared *sharedMemos) *memos {
	without := &m.Sources.tuning.without
	w := &memos{derived: m.derived, mach: m.prog.NewMachine()}
	w.classes.off, w.ones.off, w.memberOf.off = without.Grown, without.Ones, without.Members
	w.classesOf = make([][]int, len(m.prog.Variables))
	for i, f := range m.derived {
		w.values = append(w.values, newMemo(f, shared.values[i], without.Derived))
		v, ok := m.prog.Class(i)
		if ok {
			w.classesOf[v] = append(w.classesOf[v], i)
		} else {
			v = -1
		}
		w.classOf = append(w.classOf, v)
	}
	judged := func(list []*eval.Formula, shared []*sharedMemo[bool]) (out []verdicts) {
		for i, f := range list {
			v := verdicts{memo: newMemo(f, shared[i], without.Verdicts), over: -1}
			for _, r := range v.reads {
				v.mask |= placeBit(r.Place)
			}
			v.pure = v.on
			if at, ok := f.Over(); ok && v.pure {
				v.over = at
			}
			out = append(out, v)
		}
		return out
	}
	w.steps, w.invariants = judged(formulas(m.steps), shared.steps), judged(formulas(m.invariants), shared.invariants)
	if m.live != nil {
		w.stateAtoms, w.stepAtoms = judged(atomFormulas(m.live.state), shared.stateAtoms), judged(atomFormulas(m.live.step), shared.stepAtoms)
	}
	return w
}

// memo keeps results by the numbers of what was read.
type memo[T any] struct {
	reads         []eval.Read
	on            bool
	table         keyed[T]
	key           []uint32
	hash          uint64
	asked         bool // the key is that of a question without an answer
	shared        *sharedMemo[T]
	count, missed int
}

// keyed is a hash table whose keys are lists of numbers, all equally long.
type keyed[T any] struct {
	off   bool
	index table.Index // the places of the keys
	keys  []uint32    // one after the other
	found []T
}

// hashOf is the hash of a key.
func hashOf(key []uint32) uint64 {
	h := uint64(len(key))
	for _, x := range key {
		h = (h ^ uint64(x)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return h
}

func (t *keyed[T]) find(key []uint32, hash uint64) (x T, ok bool) {
	at, ok := t.index.Find(hash, func(at uint32) bool {
		return slices.Equal(t.keys[int(at)*len(key):(int(at)+1)*len(key)], key)
	})
	if ok {
		x = t.found[at]
	}
	return x, ok
}

// of and set are find and put of a key that is given number by number.
func (t *keyed[T]) of(key ...uint32) (x T, ok bool) { return t.find(key, hashOf(key)) }

func (t *keyed[T]) set(x T, key ...uint32) {
	if !t.off && len(t.found) < memoMax {
		t.put(key, hashOf(key), x)
	}
}

// put adds a key that is not there.
func (t *keyed[T]) put(key []uint32, hash uint64, x T) {
	t.index.Add(hash, uint32(len(t.found)))
	t.keys, t.found = append(t.keys, key...), append(t.found, x)
}

const (
	memoTrial = 20_000    // how many questions a memo is given to prove itself
	memoMax   = 4_000_000 // entries
)

// sharedMemo is what all workers know: one asks it before it works something out for itself.
type sharedMemo[T any] struct {
	mu    sync.RWMutex
	table keyed[T]
}

// newSharedMemo is nil, which knows nothing, if it is switched off.
func newSharedMemo[T any](off bool) *sharedMemo[T] {
	if off {
		return nil
	}
	return &sharedMemo[T]{}
}

func (s *sharedMemo[T]) find(m *memo[T]) (x T, ok bool) {
	if s == nil {
		return x, false
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.table.find(m.key, m.hash)
}

func (s *sharedMemo[T]) keep(m *memo[T], x T) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.table.find(m.key, m.hash); !known && len(s.table.found) < memoMax {
		s.table.put(m.key, m.hash, x)
	}
}

// sharedMemos are those of all workers.
type sharedMemos struct {
	values                                   []*sharedMemo[derivedValue]
	steps, invariants, stateAtoms, stepAtoms []*sharedMemo[bool]
}

func newSharedMemos(m *run) *sharedMemos {
	off := m.Sources.tuning.without.Shared
	s := &sharedMemos{}
	for range m.derived {
		s.values = append(s.values, newSharedMemo[derivedValue](off))
	}
	list := func(n int) (out []*sharedMemo[bool]) {
		for range n {
			out = append(out, newSharedMemo[bool](off))
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

func newMemo[T any](f *eval.Formula, shared *sharedMemo[T], off bool) memo[T] {
	reads, ok := f.Reads()
	return memo[T]{reads: reads, on: ok && !off, shared: shared}
}

// find gives what is known for the states; ok is false if nothing is. The key stays for keep.
func (m *memo[T]) find(here, there *seen) (x T, ok bool) {
	m.asked = false
	if !m.on {
		return x, false
	}
	m.count++
	if m.count == memoTrial && m.missed > memoTrial*3/4 {
		m.on, m.table = false, keyed[T]{}
		return x, false
	}
	m.key = m.key[:0]
	for _, r := range m.reads {
		s := here
		if r.Bank == eval.Next {
			s = there
		}
		if s == nil || r.Place >= len(s.ids) || s.ids[r.Place] == 0 {
			m.missed++
			return x, false
		}
		m.key = append(m.key, s.ids[r.Place])
	}
	m.hash = hashOf(m.key)
	if x, ok = m.table.find(m.key, m.hash); !ok {
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
	if len(m.table.found) < memoMax {
		m.table.put(m.key, m.hash, x)
	}
}

// verdicts are those of one claim.
type verdicts struct {
	memo[bool]
	over int    // the place of the set of whose members it speaks one by one, or -1
	pure bool   // it depends on nothing but what it reads
	mask uint64 // of the places that it reads in a state, all bits where these are too many
}

// placeBit stands for a place; from the 64th on all have the same.
func placeBit(place int) uint64 { return 1 << min(place, 63) }

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

// numbered reports whether all that is read has a number.
func (m *memo[T]) numbered(s *seen) bool {
	for _, r := range m.reads {
		if r.Place >= len(s.ids) || s.ids[r.Place] == 0 {
			return false
		}
	}
	return len(m.reads) > 0
}

// differs has the bits of all places in which two states differ, or where it is not known.
func (s *seen) differs(t *seen) (mask uint64) {
	for i, id := range s.ids {
		if id == 0 || id != t.ids[i] {
			mask |= placeBit(i)
		}
	}
	return mask
}
