package explore

import "errors"

// System is what can be searched.
type System interface {
	// Space returns a view of the system for one worker. It is called once per
	// worker, before the search starts.
	Space() Space
	// Memory returns the bytes held by tables that all workers share.
	Memory() int64
}

// Space is one worker's view of a transition system. Its methods are called by
// one goroutine at a time, those of different Spaces concurrently.
//
// A state is a vector of words whose meaning is the system's. A state's name is
// what tells it from others (a fingerprint, of a view of it or of its smallest
// permutation if the system likes); the search holds two states of one name for
// one state and keeps the one that comes first.
//
// The empty state stands for the root, whose successors are the initial states.
type Space interface {
	// Expand adds the successors of s to out. What it adds, and in which order,
	// must depend on the content of s alone: not on the worker, nor on what was
	// expanded before. When it is told to stop and leaves s halfway, it says so with
	// Successors.Unfinished.
	Expand(s []uint32, out *Successors)
	// Build adds to out the given successors of s, in order, and reports what
	// each breaks. They are as Expand gave them, and States.Kept has what it put
	// aside; when a path is walked again, only their labels are set.
	Build(s []uint32, picked []Successor, out *States)
	// Key appends to dst words that are equal for two states exactly when they
	// are one state. It serves exact searches and uses no hash. An error ends the
	// search, as that of Successors.Fail does.
	Key(dst, s []uint32) ([]uint32, error)
}

// Kinder is a Space that tells kinds of findings apart. Options.Kinds needs one.
type Kinder interface {
	// Kind says what the finding of a code is about, and of which kind the step
	// that leads to it is. The step is that of the label from s; or here says that
	// s itself is what is broken, and then there is no label. An error ends the
	// search, as that of Successors.Fail does.
	Kind(code uint32, s []uint32, label uint32, here bool) (string, error)
}

// Portable is a Space whose states another process can read, which has numbers of
// its own for whatever the words of a state stand for.
type Portable interface {
	// Encode appends a state in a form that means the same in every process.
	Encode(dst []byte, s []uint32) []byte
	// Decode appends the words of a state that Encode wrote.
	Decode(dst []uint32, data []byte) ([]uint32, error)
}

// ErrStopped is what a Space fails with when the context of the search is done
// while it waits for something: the search ends with what it has.
var ErrStopped = errors.New("the search was stopped")

// Successor is one successor of a state, by name.
type Successor struct {
	// Name tells the state from others. (Names of more bits would keep their other
	// bits beside the list, as marks are kept, so that a search that does not need
	// them does not pay for them.)
	Name uint64
	// Label is the system's own code for the step: with the state that it
	// leaves, it tells the successor. It is relative to that state: in another one
	// of the same name, or of the same class under a symmetry, the label of the same
	// action may be another, so a path is walked again from the states that the
	// search kept. What means the same in all states is a mark (Successors.Mark).
	Label uint32
	// Hint is whatever the system wants to be given back when the successor is
	// built, to save it work. It must not be needed.
	Hint uint32
}

// Step is one step along a path, built anew from its label.
func Step(space Space, from []uint32, label uint32) ([]uint32, error) {
	var out States
	space.Build(from, []Successor{{Label: label}}, &out)
	if out.err != nil {
		return nil, out.err
	}
	var to []uint32
	out.each(func(_ int, s []uint32) { to = append([]uint32(nil), s...) })
	return to, nil
}

// Path builds the states along a path, given by the labels from the root.
func Path(space Space, labels []uint32) (states [][]uint32, err error) {
	var s []uint32
	for _, l := range labels {
		if s, err = Step(space, s, l); err != nil {
			return nil, err
		}
		states = append(states, s)
	}
	return states, nil
}
