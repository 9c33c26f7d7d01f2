package check

import (
	"encoding/binary"

	"github.com/synod-go/synod/traces"
)

// A spec that asks about the search (TLCGet), or draws at random, does not say the same twice. Such a spec is searched state by state,
// as TLC does it with one worker: of every successor it is asked first whether the constraints allow it, then, if it is new, its
// invariants, then what is claimed of the step, before the next successor is looked for. What came of it is kept, because it cannot be
// asked again.

// observed is what a spec can ask about, and what its states came to.
type observed struct {
	names    map[uint64]bool // of the states that were found
	waiting  int64           // states that were found and not yet expanded
	steps    uint64
	initial  uint64
	walks    uint64 // of a simulation
	diameter uint32 // the greatest level of a state so far
	// found has the successors, by the words of the state and the label.
	found map[string]*foundState
	// states has each state as it was found first, by its words; in a simulation as the walk came to it.
	states map[string]*foundState
}

// foundState is a successor, or initial state.
type foundState struct {
	before          *foundState  // nil of an initial one
	step            *traces.Step // to it, in a simulation
	words           []uint32
	cut             bool
	ofStep, ofState []uint32 // codes of findings
}

func newObserved() *observed {
	return &observed{names: map[uint64]bool{}, found: map[string]*foundState{}, states: map[string]*foundState{}}
}

// observe judges successor i of s.
func (sp *space) observe(i int, s []uint32) error {
	o, t := sp.observed, &sp.to
	walking := sp.run.host.walks != nil
	if walking && len(s) == 0 && i == 0 {
		o.forget()
	}
	t.begin(sp, i, s)
	if err := t.complete(sp); err != nil {
		return err
	}
	r := &foundState{before: o.states[wordsKey(s)], words: append([]uint32(nil), t.words...)}
	if walking && len(s) > 0 {
		r.step = sp.stepOf(sp.mach, sp.actions[i])
	}
	sp.looking = r
	o.found[string(foundKey(s, uint32(i)))] = r
	o.steps++
	if len(s) == 0 {
		o.initial++
	}
	ofStep := func(code uint32) { r.ofStep = append(r.ofStep, code) }
	ofState := func(code uint32) { r.ofState = append(r.ofState, code) }
	r.cut = sp.cuts(t, ofStep)
	fresh := true
	if !r.cut {
		sp.setLevel(s, 1)
		name, err := sp.name(t, len(s) == 0)
		if err != nil {
			return err
		}
		if fresh = walking || !o.names[name]; fresh {
			o.names[name] = true
			o.diameter = max(o.diameter, r.words[sp.vars])
		}
	}
	if key := wordsKey(r.words); fresh {
		if old := o.states[key]; walking || old == nil || old.cut {
			o.states[key] = r
		}
		sp.judgeState(nil, r.words, ofState)
	}
	sp.judgeClaims(s, t, ofStep)
	if !r.cut && fresh {
		o.waiting++
	}
	sp.setLevel(s, 0)
	return nil
}

// forget begins a new walk.
func (o *observed) forget() {
	o.names = map[uint64]bool{}
	o.found = map[string]*foundState{}
	o.states = map[string]*foundState{}
	o.walks++
}

func wordsKey(s []uint32) string { return string(foundKey(s, 0)) }

func foundKey(s []uint32, label uint32) (key []byte) {
	for _, w := range s {
		key = binary.LittleEndian.AppendUint32(key, w)
	}
	return binary.LittleEndian.AppendUint32(key, label)
}

// figures tells the spec how far the search is, if there is one.
func (o *observed) figures(h *host) {
	if o == nil {
		return
	}
	h.generated.Store(o.steps)
	h.distinct.Store(uint64(len(o.names)))
	h.queue.Store(uint64(max(0, o.waiting)))
	h.diameter.Store(o.diameter)
	h.initial.Store(o.initial)
	h.walksMade.Store(o.walks)
}
