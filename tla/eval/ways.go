package eval

import "github.com/synod-go/synod/tla/value"

// How a selection is asked while code runs: it keeps the ways to its branches.

// way is a branch whose guard holds, and the values of what is bound around it.
type way struct {
	branch int
	vals   []value.Value
}

const (
	maxWays  = 1 << 14 // of one selection for one key
	maxKnown = 1 << 20 // values kept by one selection
)

// holds makes the choice.
func (s *selection) holds(m *Machine) bool {
	ways, ok := s.ways(m)
	if !ok {
		return s.plain(m)
	}
	is := false
	for i := 0; i < len(ways) && !is; i++ {
		s.follow(m, &ways[i], func(number int) { is = (*s.branches)[number].holds(m) })
	}
	return is
}

// each is guards.
func (s *selection) each(m *Machine, found func(branch int)) {
	ways, ok := s.ways(m)
	if !ok {
		s.guards(m, found)
		return
	}
	for i := range ways {
		s.follow(m, &ways[i], found)
	}
}

// follow calls found with what is bound on the way.
func (s *selection) follow(m *Machine, w *way, found func(branch int)) {
	slots := (*s.branches)[w.branch].slots[s.from:]
	var room [8]value.Value
	old := m.saved(slots, room[:0])
	copyInto(m, slots, w.vals)
	found(w.branch)
	m.restore(slots, old)
}

// ways are the branches whose guards hold; ok is false if that is not to be kept.
func (s *selection) ways(m *Machine) (ways []way, ok bool) {
	a := &m.questions[s.number]
	e, h, ok := a.ask(m, &s.key, func(m *Machine) { s.guards(m, func(int) {}) })
	if !ok {
		return nil, false
	}
	if e == nil {
		if e = s.learn(m, a, h); e == nil {
			return nil, false
		}
	}
	return e.ways, true
}

// learn finds the branches whose guards hold, and keeps them; nil if there are too many.
func (s *selection) learn(m *Machine, a *answers, h uint64) *known {
	e := &known{hash: h, in: s.key.values(m)}
	a.off = true // if a guard fails it stays so
	size, ok := len(e.in), true
	s.guards(m, func(number int) {
		if ok = len(e.ways) < maxWays; ok {
			w := way{number, m.saved((*s.branches)[number].slots[s.from:], nil)}
			e.ways = append(e.ways, w)
			size += 1 + len(w.vals)
		}
	})
	a.off = false
	if !ok {
		return nil
	}
	if a.size+size <= maxKnown {
		a.size += size
		a.insert(e)
	}
	return e
}
