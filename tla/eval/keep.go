package eval

import (
	"math/bits"
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/tla/value"
)

// What is known of a region is kept by each machine for itself, and once for all of them: a machine that does not know asks there before
// it runs the code. Keys are the values read, compared whole.

// regionMemo is what a machine knows of a region.
type regionMemo struct {
	table      []entry // by hash, a power of two
	count      int
	asked, hit int
	look, run  time.Duration // what it took, in a sample of the hits, to find the answer, and to do without it
	rarely     int           // a mask over the count of hits: the hit at which all its bits are set is timed
	rests      int           // how often it was let rest
	rest       int           // questions until it is tried again
	off        bool          // for good
	collecting bool
	idle       bool // what is collected is thrown away
}

type entry struct {
	hash uint64
	*known
}

// sharedRegion is what all machines know of a region: one asks it before it learns for itself.
type sharedRegion struct {
	mu    sync.RWMutex
	known map[uint64]*known // by hash; of two with one hash the first is kept
}

func (s *sharedRegion) find(r *region, m *Machine, h uint64) *known {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if e := s.known[h]; e != nil && r.same(e.in, m) {
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
	if s.known[e.hash] == nil && len(s.known) < regionMax {
		s.known[e.hash] = e
	}
}

// drop forgets everything.
func (s *sharedRegion) drop() {
	s.mu.Lock()
	s.known = nil
	s.mu.Unlock()
}

// known are the outcomes for one thing that a region read.
type known struct {
	hash uint64
	in   []value.Value
	outs []*Outcome
}

// Outcome is one way in which a region ends.
type Outcome struct {
	// Number tells it from all other outcomes of the program.
	Number int
	Writes []Write
	action int32
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

func mixIn(h, x uint64) uint64 {
	hi, lo := bits.Mul64(h^x, 0x9e3779b97f4a7c15)
	return hi ^ lo ^ x
}

// hash is that of everything that the region reads (which other variables have a value by now does not matter); ok is false if something of it has none.
func (r *region) hash(m *Machine) (h uint64, ok bool) {
	for _, s := range r.slots {
		x := m.slots[s]
		if x.IsSymbolic() || x.IsNone() {
			return 0, false
		}
		h = mixIn(h, value.Hash(x))
	}
	vars := m.vars[Current]
	for _, v := range r.current {
		if int(v) >= len(vars) {
			return 0, false
		}
		x := vars[v]
		if x.IsSymbolic() || x.IsNone() {
			return 0, false
		}
		h = mixIn(h, value.Hash(x))
	}
	vars = m.vars[Next]
	for _, v := range r.next {
		x := vars[v]
		if x.IsSymbolic() || x.IsNone() || x.IsDelta() {
			return 0, false
		}
		// The region around, if it is the one that left the variable as it was, depends on its value.
		m.read(v)
		h = mixIn(h, value.Hash(x))
	}
	m.parts = m.parts[:0]
	for _, q := range r.parts {
		if !m.gather(m.current(q.variable), q.keys) {
			return 0, false
		}
	}
	for _, x := range m.parts {
		h = mixIn(h, value.Hash(x))
	}
	return h, true
}

// find looks up what the region reads now. Keys are compared whole.
func (memo *regionMemo) find(r *region, m *Machine, h uint64) *known {
	if len(memo.table) == 0 {
		return nil
	}
	mask := uint64(len(memo.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		switch e := &memo.table[i]; {
		case e.known == nil:
			return nil
		case e.hash == h && r.same(e.in, m):
			return e.known
		}
	}
}

func (r *region) same(in []value.Value, m *Machine) bool {
	n := 0
	for _, s := range r.slots {
		if !sameValue(in[n], m.slots[s]) {
			return false
		}
		n++
	}
	for _, v := range r.current {
		if !sameValue(in[n], m.vars[Current][v]) {
			return false
		}
		n++
	}
	for _, v := range r.next {
		if !sameValue(in[n], m.vars[Next][v]) {
			return false
		}
		n++
	}
	if len(in) != n+len(m.parts) {
		return false
	}
	for _, x := range m.parts {
		if !sameValue(in[n], x) {
			return false
		}
		n++
	}
	return true
}

func sameValue(a, b value.Value) bool {
	if a.Identical(b) {
		return true
	}
	if a.Kind() != b.Kind() || value.Hash(a) != value.Hash(b) {
		return false
	}
	eq, err := value.Equal(a, b)
	return err == nil && eq
}

// learn runs the region's code and keeps its outcomes; nil when they cannot be kept.
func (m *Machine) learn(memo *regionMemo, r *region, h uint64, body step) *known {
	if memo.count >= regionMax {
		return nil
	}
	if e := r.shared.find(r, m, h); e != nil {
		memo.insert(e)
		return e
	}
	var room [8]value.Value
	parts := append(room[:0], m.parts...)
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
	e := &known{hash: h, outs: slices.Clone(m.collected[first:])}
	m.collected = m.collected[:first]
	for _, s := range r.slots {
		e.in = append(e.in, m.slots[s])
	}
	for _, v := range r.current {
		e.in = append(e.in, m.vars[Current][v])
	}
	for _, v := range r.next {
		e.in = append(e.in, m.vars[Next][v])
	}
	e.in = append(e.in, parts...)
	memo.insert(e)
	r.shared.add(e)
	return e
}

func (memo *regionMemo) insert(e *known) {
	if 2*(memo.count+1) > len(memo.table) {
		old := memo.table
		memo.table = make([]entry, max(64, 2*len(old)))
		for _, x := range old {
			if x.known != nil {
				memo.place(x)
			}
		}
	}
	memo.place(entry{e.hash, e})
	memo.count++
}

func (memo *regionMemo) place(e entry) {
	mask := uint64(len(memo.table) - 1)
	i := e.hash & mask
	for memo.table[i].known != nil {
		i = (i + 1) & mask
	}
	memo.table[i] = e
}

// judge lets a region rest that mostly did not know, or that is done again as quickly as it is looked up. The first states of a search
// are new to it, so it gets another trial later.
func (memo *regionMemo) judge(r *region) {
	if memo.hit*2 < memo.asked || memo.look > memo.run {
		memo.rest = regionTrial * regionRest << memo.rests
		memo.rests = min(memo.rests+1, 20)
		memo.table, memo.count = nil, 0
		r.shared.drop()
		memo.rarely = regionSample
	} else {
		memo.rarely = min(4*memo.rarely+3, regionTrial-1)
	}
	memo.asked, memo.hit, memo.look, memo.run = 0, 0, 0, 0
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
