package check

import (
	"sync"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// atoms are the formulas without temporal operators of which the temporal properties are made. Which of them are true of a
// state, or of a step, is a vector of bits; explore keeps its number.
type atoms struct {
	state, step []*eval.Formula

	mu      sync.Mutex
	numbers map[string]uint64
	vectors [][]byte
}

func newAtoms() *atoms { return &atoms{numbers: map[string]uint64{}} }

func (a *atoms) ofState(m *eval.Machine, vals []value.Value) (uint64, error) {
	m.Load(eval.Current, vals)
	return a.vector(m, a.state)
}

func (a *atoms) ofStep(m *eval.Machine) (uint64, error) { return a.vector(m, a.step) }

func (a *atoms) vector(m *eval.Machine, list []*eval.Formula) (uint64, error) {
	v := make([]byte, len(list))
	for i, f := range list {
		ok, err := f.Holds(m)
		if err != nil {
			return 0, err
		}
		if ok {
			v[i] = 1
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	n, ok := a.numbers[string(v)]
	if !ok {
		n = uint64(len(a.vectors))
		a.numbers[string(v)] = n
		a.vectors = append(a.vectors, v)
	}
	return n, nil
}
