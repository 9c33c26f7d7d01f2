package intern

import "sync/atomic"

// Flat is an array that grows, is read without locks and is written under its
// owner's lock. A reader takes a snapshot; an id that is beyond it was given
// later, and a new snapshot has it.
type Flat[T any] struct {
	current atomic.Pointer[[]T]
}

func (f *Flat[T]) Snapshot() []T {
	if p := f.current.Load(); p != nil {
		return *p
	}
	return nil
}

// At returns one element. Loops keep a snapshot instead.
func (f *Flat[T]) At(i uint32) T { return f.Snapshot()[i] }

// Add appends; the caller holds the lock that guards f.
func (f *Flat[T]) Add(v ...T) (first uint32) {
	s := f.Snapshot()
	first = uint32(len(s))
	// Elements beyond the length of every snapshot are nobody's yet, so that
	// writing them in place disturbs no reader.
	s = append(s, v...)
	f.current.Store(&s)
	return first
}
