package check

import (
	"errors"
	"sync"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// atoms are the vectors that say what the formulas without temporal operators, of which the temporal properties are made, are of a state,
// or of a step. explore keeps a vector's number.
type atoms struct {
	mu      sync.Mutex
	numbers map[string]uint32
	vectors [][]byte
	uses    []atomUse // of the vectors
}

// atomUse says whether a vector is one of a state, of a step, or both.
type atomUse struct{ ofState, ofStep bool }

func newAtoms() *atoms { return &atoms{numbers: map[string]uint32{}} }

// number is that of a vector.
func (a *atoms) number(v []byte, use atomUse) uint32 {
	a.mu.Lock()
	defer a.mu.Unlock()
	n, ok := a.numbers[string(v)]
	if !ok {
		n = uint32(len(a.vectors))
		a.numbers[string(v)] = n
		a.vectors = append(a.vectors, append([]byte(nil), v...))
		a.uses = append(a.uses, atomUse{})
	}
	a.uses[n].ofState = a.uses[n].ofState || use.ofState
	a.uses[n].ofStep = a.uses[n].ofStep || use.ofStep
	return n
}

// What an atom is of a state or a step: false, true, or without a value, because it cannot be evaluated there.
const (
	atomFalse byte = iota
	atomTrue
	atomFailed
)

func atomOf(is bool) byte {
	if is {
		return atomTrue
	}
	return atomFalse
}

// atom is one of the atoms of a kind.
type atom struct {
	*eval.Formula
	// given are the atoms about the state, by their places, that have to have these values where this one is looked at.
	given []eval.Given
	// eager says that it must have a value everywhere: it is looked at on every step.
	eager bool
}

func atomFormulas(list []atom) (out []*eval.Formula) {
	for _, a := range list {
		out = append(out, a.Formula)
	}
	return out
}

// fails says what it means that an atom cannot be evaluated: that it has no value, or the end of the search.
func (a *atom) fails(err error) (byte, error) {
	var e *eval.Error
	if a.eager || !errors.As(err, &e) || e.Kind == eval.Unsupported || e.Kind == eval.Interrupted {
		return atomFailed, err
	}
	return atomFailed, nil
}

// asked says whether an atom is looked at, where known says what the atoms about the state are. If that is not known, because one of
// these failed, it is as if this one failed too.
func (a *atom) asked(known func(place int) byte) (asked, fails bool) {
	for _, g := range a.given {
		switch known(g.Atom) {
		case atomFailed:
			return false, true
		case atomOf(!g.Is):
			return false, false
		}
	}
	return true, false
}

// stateAtoms says what the atoms are of the state that is expanded.
func (sp *space) stateAtoms() (uint32, error) {
	sp.judge.Load(eval.Current, sp.here.vals)
	v, err := vectorOf(sp.bits[:0], sp.run.live.state, nil, func(i int, f *eval.Formula) (bool, error) {
		return sp.memo.stateAtoms[i].holds(f, sp.judge, &sp.here, nil)
	})
	sp.bits = v
	if err != nil {
		return 0, err
	}
	return sp.atoms.number(v, atomUse{ofState: true}), nil
}

// stepAtoms says what the atoms are of the step to the successor in sp.there.
func (sp *space) stepAtoms() (uint32, error) {
	sp.judge.Load(eval.Current, sp.here.vals)
	var state []byte
	if sp.run.live.stepsGiven {
		var err error
		if state, err = vectorOf(nil, sp.run.live.state, nil, func(i int, f *eval.Formula) (bool, error) {
			return sp.memo.stateAtoms[i].holds(f, sp.judge, &sp.here, nil)
		}); err != nil {
			return 0, err
		}
	}
	sp.judge.Load(eval.Next, sp.there.vals)
	v, err := vectorOf(sp.bits[:0], sp.run.live.step, state, func(i int, f *eval.Formula) (bool, error) {
		return sp.memo.stepAtoms[i].holds(f, sp.judge, &sp.here, &sp.there)
	})
	sp.bits = v
	if err != nil {
		return 0, err
	}
	return sp.atoms.number(v, atomUse{ofStep: true}), nil
}

// vectorOf appends what the atoms of a list are. What is given are atoms about the state: these, or if it is nil those of the list itself.
func vectorOf(v []byte, list []atom, state []byte, holds func(i int, f *eval.Formula) (bool, error)) ([]byte, error) {
	first := len(v)
	known := func(place int) byte {
		if state != nil {
			return state[place]
		}
		return v[first+place]
	}
	for i := range list {
		a := &list[i]
		asked, fails := a.asked(known)
		is := atomFalse
		switch {
		case fails:
			is = atomFailed
		case asked:
			ok, err := holds(i, a.Formula)
			if is = atomOf(ok); err != nil {
				if is, err = a.fails(err); err != nil {
					return v, err
				}
			}
		}
		v = append(v, is)
	}
	return v, nil
}

// truths says what the atoms are of a state, and of the step to it, if from is not nil. It uses no memos.
func (sp *space) truths(from, to []value.Value) (state, step []byte, err error) {
	holds := func(_ int, f *eval.Formula) (bool, error) { return f.Holds(sp.judge) }
	sp.judge.Load(eval.Current, to)
	if state, err = vectorOf(nil, sp.run.live.state, nil, holds); err != nil || from == nil {
		return state, nil, err
	}
	sp.judge.Load(eval.Current, from)
	given, err := vectorOf(nil, sp.run.live.state, nil, holds)
	if err != nil {
		return nil, nil, err
	}
	sp.judge.Load(eval.Next, to)
	step, err = vectorOf(nil, sp.run.live.step, given, holds)
	return state, step, err
}
