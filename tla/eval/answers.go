package eval

import (
	"math/bits"
	"slices"
	"time"

	"github.com/synod-go/synod/tla/value"
)

// What depends on few values is asked again and again with the same ones: what a part of an action comes to (region), whether a
// condition holds (question). The answers are kept by these values, compared whole.

// A key says on which values something depends.
type key struct {
	slots   []int32 // bound variables
	parts   []*part // of variables of the current state that are not among current
	current []int32 // variables of the current state, derived ones behind the others
	next    []int32 // variables of the next state
}

// keyOf is the key of code with the given uses; ok is false if it depends on more than a key can say. What stands in slots of which
// inside is true is not known where the key is asked for.
func (p *Program) keyOf(u uses, inside func(slot int32) bool) (k key, ok bool) {
	if u.impure || len(u.open) > 0 {
		return k, false
	}
	for _, s := range u.slots {
		if !inside(s) {
			k.slots = append(k.slots, s)
		}
	}
	vars := u.whole
	var parts []*part
	for _, q := range u.parts {
		if o := q.beyond(inside); o != nil {
			parts = unionParts(parts, []*part{o})
		} else {
			vars = union(vars, []int32{q.variable})
		}
	}
	for _, q := range parts {
		if !slices.Contains(vars, q.variable) {
			k.parts = append(k.parts, q)
		}
	}
	for _, v := range vars {
		bank, place := v/stride, v%stride
		switch {
		case bank == Current && place >= derivedBase:
			k.current = append(k.current, place-derivedBase+int32(len(p.Variables)))
		case bank == Current && int(place) < len(p.Variables):
			k.current = append(k.current, place)
		case bank == Next && int(place) < len(p.Variables):
			k.next = append(k.next, place)
		default:
			return k, false
		}
	}
	return k, true
}

func mixIn(h, x uint64) uint64 {
	hi, lo := bits.Mul64(h^x, 0x9e3779b97f4a7c15)
	return hi ^ lo ^ x
}

// hash is that of the key's values, of which those of the parts are in m.parts then; ok is false if one of them is missing or has no hash.
// Which other variables have a value by now does not matter.
func (k *key) hash(m *Machine) (h uint64, ok bool) {
	for _, s := range k.slots {
		x := m.slots[s]
		if x.IsSymbolic() || x.IsNone() {
			return 0, false
		}
		h = mixIn(h, value.Hash(x))
	}
	vars := m.vars[Current]
	for _, v := range k.current {
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
	for _, v := range k.next {
		x := vars[v]
		if x.IsSymbolic() || x.IsNone() || x.IsDelta() {
			return 0, false
		}
		// The region around, if it is the one that left the variable as it was, depends on its value.
		m.read(v)
		h = mixIn(h, value.Hash(x))
	}
	m.parts = m.parts[:0]
	for _, q := range k.parts {
		if !m.gather(m.current(q.variable), q.keys) {
			return 0, false
		}
	}
	for _, x := range m.parts {
		h = mixIn(h, value.Hash(x))
	}
	return h, true
}

// values are the key's values, after hash.
func (k *key) values(m *Machine) []value.Value {
	in := make([]value.Value, 0, len(k.slots)+len(k.current)+len(k.next)+len(m.parts))
	for _, s := range k.slots {
		in = append(in, m.slots[s])
	}
	for _, v := range k.current {
		in = append(in, m.vars[Current][v])
	}
	for _, v := range k.next {
		in = append(in, m.vars[Next][v])
	}
	return append(in, m.parts...)
}

// same says whether the key's values are the given ones, after hash.
func (k *key) same(in []value.Value, m *Machine) bool {
	n := 0
	for _, s := range k.slots {
		if !sameValue(in[n], m.slots[s]) {
			return false
		}
		n++
	}
	for _, v := range k.current {
		if !sameValue(in[n], m.vars[Current][v]) {
			return false
		}
		n++
	}
	for _, v := range k.next {
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

// answers are what a machine has learned, by the values of one key, and how well that served.
type answers struct {
	table      []entry // by hash, a power of two
	count      int
	size       int // values in it, where these are counted
	asked, hit int
	look, run  time.Duration // what it took, in a sample of the hits, to find the answer, and to do without it
	rarely     int           // a mask over the count of hits: the hit at which all its bits are set is timed
	rests      int           // how often it was let rest
	rest       int           // questions until it is tried again
	off        bool          // for good
}

type entry struct {
	hash uint64
	*known
}

// known is the answer for one thing that was asked.
type known struct {
	hash uint64
	in   []value.Value
	outs []*Outcome // of a region
	is   bool       // of a question
	ways []way      // of a selection
}

const (
	trial = 2048 // questions after which answers are judged
	// trialSample is a mask over the count of hits: one in 32 is timed, to learn whether the look-up was quicker than the work. After each
	// trial that is stood the mask grows, and fewer are timed.
	trialSample = 1<<5 - 1
	trialRest   = 4 // trials that are left out after one that was not stood, twice as many each time
	maxAnswers  = 1 << 19
)

// resting says whether nothing is to be asked now.
func (a *answers) resting() bool {
	if a.rest > 0 {
		a.rest--
		return true
	}
	return a.off
}

// timed says whether the next answer, if there is one, is to be timed.
func (a *answers) timed() bool { return a.hit&a.rarely == a.rarely }

// counted counts a question, and judges when it is time; the answer was known if hit.
func (a *answers) counted(hit bool) {
	a.asked++
	if hit {
		a.hit++
	}
	if a.asked == trial {
		a.judge()
	}
}

// ask looks up the answer for the key's values; e is nil if none is known, and h is then the hash to keep it by. ok is false if nothing is to be
// asked now. again does the work anew: a sample of the known answers is timed against it.
func (a *answers) ask(m *Machine, k *key, again func(m *Machine)) (e *known, h uint64, ok bool) {
	if a.resting() {
		return nil, 0, false
	}
	var start time.Time
	sample := a.timed()
	if sample {
		start = time.Now()
	}
	if h, ok = k.hash(m); !ok {
		return nil, 0, false
	}
	if e = a.find(k, m, h); e != nil && sample {
		a.look += time.Since(start)
		start = time.Now()
		again(m)
		a.run += time.Since(start)
	}
	a.counted(e != nil)
	return e, h, true
}

// find looks up the key's values. They are compared whole.
func (a *answers) find(k *key, m *Machine, h uint64) *known {
	if len(a.table) == 0 {
		return nil
	}
	mask := uint64(len(a.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		switch e := &a.table[i]; {
		case e.known == nil:
			return nil
		case e.hash == h && k.same(e.in, m):
			return e.known
		}
	}
}

func (a *answers) insert(e *known) {
	if 2*(a.count+1) > len(a.table) {
		old := a.table
		a.table = make([]entry, max(64, 2*len(old)))
		for _, x := range old {
			if x.known != nil {
				a.place(x)
			}
		}
	}
	a.place(entry{e.hash, e})
	a.count++
}

func (a *answers) place(e entry) {
	mask := uint64(len(a.table) - 1)
	i := e.hash & mask
	for a.table[i].known != nil {
		i = (i + 1) & mask
	}
	a.table[i] = e
}

// judge lets answers rest that mostly were not known, or are found again as quickly as they are looked up; then they are forgotten. The
// first states of a search are new to them, so they get another trial later.
func (a *answers) judge() (rests bool) {
	rests = a.hit*2 < a.asked || a.look > a.run
	if rests {
		a.rest = trial * trialRest << a.rests
		a.rests = min(a.rests+1, 20)
		a.table, a.count, a.size = nil, 0, 0
		a.rarely = trialSample
	} else {
		a.rarely = min(4*a.rarely+3, trial-1)
	}
	a.asked, a.hit, a.look, a.run = 0, 0, 0, 0
	return rests
}
