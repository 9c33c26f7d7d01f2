package explore

import (
	"maps"
	"slices"
)

// byKind ends the search when it has findings of so many kinds, of each of which it
// keeps the first.
type byKind struct {
	most   int
	firsts map[string]finding
}

func (*byKind) classify(space Space, f *finding, parent []uint32) (err error) {
	f.Kind, err = space.(Kinder).Kind(f.Code, parent, f.Label, f.Ordinal < 0)
	return err
}

func (c *byKind) take(found []finding) {
	for _, f := range found {
		keepFirst(c.firsts, f.Kind, f)
	}
}

func (c *byKind) enough() bool            { return len(c.firsts) >= c.most }
func (c *byKind) kept() []finding         { return slices.Collect(maps.Values(c.firsts)) }
func (*byKind) counts() map[uint32]uint64 { return nil }

func (c *byKind) restore(kept []finding, _ map[uint32]uint64) {
	c.firsts = map[string]finding{}
	for _, f := range kept {
		c.firsts[f.Kind] = f
	}
}

// end takes out what no run goes on to from the state that was expanded last, in
// a search for several kinds: all successors, if it is the state itself that is
// broken, or those to which a step leads that breaks something. These are checked
// and not expanded, as if cut.
func (st *stretch) end() {
	o, first := &st.succ, uint32(st.succ.first)
	at := len(o.cuts)
	for at > 0 && o.cuts[at-1] >= first {
		at--
	}
	here := slices.DeleteFunc(slices.Clone(o.found()), func(f ordinalCode) bool { return f.ordinal >= 0 })
	if len(here) > 0 {
		o.list, o.cuts = o.list[:first], o.cuts[:at]
		o.findings = append(o.findings[:o.seen], here...)
		return
	}
	tail := slices.Clone(o.cuts[at:])
	for _, f := range o.found() {
		if number := first + uint32(f.ordinal); !slices.Contains(tail, number) {
			tail = append(tail, number)
			st.ended++
		}
	}
	slices.Sort(tail)
	o.cuts = append(o.cuts[:at], tail...)
}

// ended are the states at which runs end because they break something: they are not
// expanded. A nil *ended has none.
type ended struct{ current, next map[uint64]bool } // by index in their level

func newEnded() *ended { return &ended{next: map[uint64]bool{}} }

// has reports whether a state of the current level is not expanded.
func (e *ended) has(index uint64) bool { return e != nil && e.current[index] }

// note marks the new states of a stretch that break something. The states are
// numbered from first.
func (e *ended) note(st *stretch, first uint64) {
	if e == nil {
		return
	}
	for _, f := range st.gatherFindings {
		if f.State >= 0 {
			e.next[first+uint64(f.State)] = true
		}
	}
}

// advance makes the next level the current one.
func (e *ended) advance() {
	if e != nil {
		e.current, e.next = e.next, map[uint64]bool{}
	}
}
