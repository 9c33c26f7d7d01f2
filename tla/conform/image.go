package conform

import (
	"encoding/binary"
	"slices"

	"github.com/synod-go/synod/tla/check"
)

// verdict says what a step of the code is to the spec: one or more of its actions, a stutter, or nothing that it allows.
type verdict struct {
	actions []int
	stutter bool
}

func (v verdict) departs() bool { return !v.stutter && len(v.actions) == 0 }

// images knows every state of the spec that was met: the images of the code's states, and where the spec's steps lead from them.
// An image has a number, counted from 1.
type images struct {
	c       *Checker
	mapper  *check.Mapper
	numbers map[string]uint32
	states  [][]uint32 // by number less 1: the numbers of its values
	reached []bool     // by number less 1: it is the image of a state of the code
	steps   map[uint32][]specStep
	initial []uint32
	known   map[uint64]*verdict
	key     []byte
}

// specStep is a step of the spec from an image.
type specStep struct {
	action int
	to     uint32
}

func newImages(c *Checker) *images {
	return &images{c: c, mapper: c.mapping.NewMapper(), numbers: map[string]uint32{}, steps: map[uint32][]specStep{}, known: map[uint64]*verdict{}}
}

// number is the number of a state of the spec.
func (m *images) number(state []uint32) uint32 {
	m.key = m.key[:0]
	for _, id := range state {
		m.key = binary.LittleEndian.AppendUint32(m.key, id)
	}
	n, ok := m.numbers[string(m.key)]
	if !ok {
		m.states = append(m.states, slices.Clone(state))
		m.reached = append(m.reached, false)
		n = uint32(len(m.states))
		m.numbers[string(m.key)] = n
	}
	return n
}

// of is the image of a state of the code, given by the numbers of its variables' values.
func (m *images) of(state []uint32) (uint32, error) {
	image, err := m.mapper.Image(nil, state)
	if err != nil {
		return 0, err
	}
	n := m.number(image)
	m.reached[n-1] = true
	return n, nil
}

// isInitial reports whether an image is an initial state of the spec.
func (m *images) isInitial(image uint32) (bool, error) {
	if m.initial == nil {
		err := m.mapper.Each(nil, func(_ int, state []uint32) { m.initial = append(m.initial, m.number(state)) })
		if err != nil {
			return false, err
		}
	}
	for _, n := range m.initial {
		if m.same(image, n) {
			return true, nil
		}
	}
	return false, nil
}

// judge says what a step between two images is.
func (m *images) judge(before, after uint32) (*verdict, error) {
	key := uint64(before)<<32 | uint64(after)
	if v := m.known[key]; v != nil {
		return v, nil
	}
	steps, err := m.stepsFrom(before)
	if err != nil {
		return nil, err
	}
	v := &verdict{stutter: m.same(after, before)}
	for _, s := range steps {
		if !v.stutter && m.same(after, s.to) && !slices.Contains(v.actions, s.action) {
			v.actions = append(v.actions, s.action)
		}
	}
	slices.Sort(v.actions)
	m.known[key] = v
	return v, nil
}

// stepsFrom are the steps of the spec from an image.
func (m *images) stepsFrom(image uint32) ([]specStep, error) {
	if steps, ok := m.steps[image]; ok {
		return steps, nil
	}
	var steps []specStep
	err := m.mapper.Each(m.states[image-1], func(action int, state []uint32) {
		steps = append(steps, specStep{action, m.number(state)})
	})
	if err != nil {
		return nil, err
	}
	m.steps[image] = steps
	return steps, nil
}

// same says whether an image is a state of the spec; with losses, whether it is one but for messages that are lost.
func (m *images) same(image, state uint32) bool {
	if image == state || !m.c.Losses {
		return image == state
	}
	a, b := m.states[image-1], m.states[state-1]
	for i := range a {
		if i != m.c.msgs && a[i] != b[i] {
			return false
		}
	}
	return m.mapper.Subset(a[m.c.msgs], b[m.c.msgs])
}

// count says how many images there are, and how many states of the spec are initial or one step from an image, but no image.
func (m *images) count() (distinct, missed uint64) {
	for _, is := range m.reached {
		if is {
			distinct++
		} else {
			missed++
		}
	}
	return distinct, missed
}
