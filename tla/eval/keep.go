package eval

import (
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/tla/value"
)

// What is known of a region is kept by each machine for itself, and once for all of them: a machine that does not know asks there before
// it runs the code. Keys are the values read, compared whole.

// regionMemo is what a machine knows of a region.
type regionMemo struct {
	answers
	collecting bool
	idle       bool // what is collected is thrown away
}

// sharedRegion is what all machines know of a region: one asks it before it learns for itself.
type sharedRegion struct {
	mu    sync.RWMutex
	known map[uint64]*known // by hash; of two with one hash the first is kept
}

func (s *sharedRegion) find(r *region, m *Machine, h uint64) *known {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if e := s.known[h]; e != nil && r.key.same(e.in, m) {
		return e
	}
	return nil
}

func (s *sharedRegion) add(e *known) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[uint64]*known{}
	}
	if s.known[e.hash] == nil && len(s.known) < maxAnswers {
		s.known[e.hash] = e
	}
}

// drop forgets everything.
func (s *sharedRegion) drop() {
	s.mu.Lock()
	s.known = nil
	s.mu.Unlock()
}

// Outcome is one way in which a region ends.
type Outcome struct {
	// Number tells it from all other outcomes of the program.
	Number int
	Writes []Write
	action int32
}

// Into appends the values that the outcome makes of those of the current state.
func (o *Outcome) Into(dst, from []value.Value) []value.Value {
	first := len(dst)
	dst = append(dst, from...)
	for _, w := range o.Writes {
		if !w.Val.IsNone() {
			dst[first+w.Variable] = w.Val
		}
	}
	return dst
}

// Write is what an outcome does to a variable: Val is its value, what is added to it (a growth), what is put into it (a patch), or none if
// it stays as it is.
type Write struct {
	Variable int
	Val      value.Value
}

// Outcome is the outcome that alone made the state of which Each tells, if there is one: all that is to be known of the step does
// not depend on the state from which it was taken, but by its writes. It stays as it is.
func (m *Machine) Outcome() *Outcome { return m.outcome }

// learn runs the region's code and keeps its outcomes; nil when they cannot be kept.
func (m *Machine) learn(memo *regionMemo, r *region, h uint64, body step) *known {
	if memo.count >= maxAnswers {
		return nil
	}
	if e := r.shared.find(r, m, h); e != nil { // never, if it is switched off
		memo.insert(e)
		return e
	}
	in := r.key.values(m)
	first, spoiled, before := len(m.collected), m.spoiled, m.before
	m.spoiled, m.before = false, m.same
	memo.collecting = true
	body(m)
	memo.collecting = false
	m.done = false
	bad := m.spoiled
	m.spoiled, m.before = spoiled, before
	if bad {
		m.collected = m.collected[:first]
		memo.off, memo.table = true, nil
		return nil
	}
	e := &known{hash: h, in: in, outs: slices.Clone(m.collected[first:])}
	m.collected = m.collected[:first]
	memo.insert(e)
	if !m.prog.Without.Shared {
		r.shared.add(e)
	}
	return e
}

// again measures how long the region takes when it is done again.
func (m *Machine) again(memo *regionMemo, body step) time.Duration {
	spoiled, before := m.spoiled, m.before
	m.before = m.same
	memo.collecting, memo.idle = true, true
	start := time.Now()
	body(m)
	taken := time.Since(start)
	memo.collecting, memo.idle = false, false
	m.done, m.spoiled, m.before = false, spoiled, before
	return taken
}

// collect notes how the region ends this time.
func (m *Machine) collect(r *region) {
	if m.regions[r.number].idle {
		return
	}
	if len(m.collected) >= maxCollected {
		m.spoiled, m.done = true, true
		return
	}
	if m.outcome != nil {
		m.collected = append(m.collected, m.outcome) // of a region inside
		return
	}
	o := &Outcome{action: m.action, Writes: make([]Write, 0, len(r.writes))}
	vars := m.vars[Next]
	for _, v := range r.writes {
		x := vars[v]
		if x.IsNone() {
			continue
		}
		if m.same&(1<<v) != 0 {
			o.Writes = append(o.Writes, Write{Variable: int(v)})
			continue
		}
		if x.IsSymbolic() {
			n, err := value.Normalize(x)
			if err != nil {
				m.spoiled = true
				return
			}
			x = n
		}
		if m.Own != nil {
			x = m.Own(x)
		}
		o.Writes = append(o.Writes, Write{int(v), x})
	}
	o.Number = int(m.prog.outcomes.Add(1))
	m.collected = append(m.collected, o)
}

// replay does what the outcomes say, one after the other.
func (m *Machine) replay(e *known, k step) {
	vars, current := m.vars[Next], m.vars[Current]
	assigned, same, action := m.assigned, m.same, m.action
	all := uint64(1)<<len(m.prog.Variables) - 1
	for _, o := range e.outs {
		for j := range o.Writes {
			w := &o.Writes[j]
			bit := uint64(1) << w.Variable
			m.assigned |= bit
			if w.Val.IsNone() {
				m.same |= bit
				vars[w.Variable] = current[w.Variable]
			} else {
				vars[w.Variable] = w.Val
			}
		}
		m.action = o.action
		if assigned == 0 && m.assigned == all {
			m.outcome = o
		}
		k(m)
		m.outcome = nil
		for j := range o.Writes {
			vars[o.Writes[j].Variable] = value.Value{}
		}
		m.assigned, m.same = assigned, same
		if m.done {
			break
		}
	}
	m.action = action
}
