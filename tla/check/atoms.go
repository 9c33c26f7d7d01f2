package check

import (
	"sync"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// atoms are the vectors of bits that say which of the formulas without temporal operators, of which the temporal properties are made,
// are true of a state, or of a step. explore keeps a vector's number.
type atoms struct {
	mu      sync.Mutex
	numbers map[string]uint64
	vectors [][]byte
}

func newAtoms() *atoms { return &atoms{numbers: map[string]uint64{}} }

// number is that of a vector.
func (a *atoms) number(v []byte) uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	n, ok := a.numbers[string(v)]
	if !ok {
		n = uint64(len(a.vectors))
		a.numbers[string(v)] = n
		a.vectors = append(a.vectors, append([]byte(nil), v...))
	}
	return n
}

// stateAtoms says which atoms are true of the state that is expanded.
func (sp *space) stateAtoms() (uint64, error) {
	sp.judge.Load(eval.Current, sp.here.vals)
	return sp.vector(sp.model.live.state, sp.memo.stateAtoms, nil)
}

// stepAtoms says which atoms are true of the step to the successor in sp.there.
func (sp *space) stepAtoms() (uint64, error) {
	sp.judge.Load(eval.Current, sp.here.vals)
	sp.judge.Load(eval.Next, sp.there.vals)
	return sp.vector(sp.model.live.step, sp.memo.stepAtoms, &sp.there)
}

func (sp *space) vector(list []*eval.Formula, known []verdicts, there *seen) (uint64, error) {
	v := sp.bits[:0]
	for i, f := range list {
		ok, err := known[i].holds(f, sp.judge, &sp.here, there)
		if err != nil {
			return 0, err
		}
		if ok {
			v = append(v, 1)
		} else {
			v = append(v, 0)
		}
	}
	sp.bits = v
	return sp.atoms.number(v), nil
}

// truths says which atoms are true of a state, and which of the step to it, if from is not nil. It uses no memos.
func (sp *space) truths(from, to []value.Value) (state, step []byte, err error) {
	of := func(list []*eval.Formula) (v []byte, err error) {
		v = make([]byte, len(list))
		for i, f := range list {
			ok, err := f.Holds(sp.judge)
			if err != nil {
				return nil, err
			}
			if ok {
				v[i] = 1
			}
		}
		return v, nil
	}
	sp.judge.Load(eval.Current, to)
	if state, err = of(sp.model.live.state); err != nil || from == nil {
		return state, nil, err
	}
	sp.judge.Load(eval.Current, from)
	sp.judge.Load(eval.Next, to)
	step, err = of(sp.model.live.step)
	return state, step, err
}
