package check

import (
	"slices"

	"github.com/synod-go/synod/explore"
)

// Often several steps lead from a state to the same one. What constraints and temporal properties ask of them has one answer.

// answer says what is known of a step.
type answer struct {
	cut  bool
	mark uint32 // the number of its atoms
}

func (a *answer) tell(sp *space, out *explore.Successors) {
	switch {
	case a.cut:
		out.Cut()
	case sp.marks(out):
		out.Mark(a.mark)
	}
}

// twins are the successors of the state that is expanded.
type twins struct {
	on    bool
	names map[uint64]int // of names, the first successor with it
	words []uint32       // of all of them
	list  []answer
}

func (w *twins) forget() {
	if len(w.list) > 1<<12 {
		w.names = nil // to clear a large map takes as long for few entries as for many
	}
	w.list, w.words = w.list[:0], w.words[:0]
	clear(w.names)
}

// find is the answer for a step to the same state, if there was one.
func (w *twins) find(name uint64, words []uint32) *answer {
	if !w.on {
		return nil
	}
	i, ok := w.names[name]
	if n := len(words); ok && slices.Equal(w.words[i*n:(i+1)*n], words) {
		return &w.list[i]
	}
	return nil
}

func (w *twins) add(name uint64, words []uint32, a answer) {
	if !w.on {
		return
	}
	if w.names == nil {
		w.names = map[uint64]int{}
	}
	if _, taken := w.names[name]; taken {
		return // under a symmetry other states have the same name
	}
	w.names[name] = len(w.list)
	w.list = append(w.list, a)
	w.words = append(w.words, words...)
}
