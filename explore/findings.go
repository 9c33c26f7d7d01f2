package explore

import (
	"cmp"
	"maps"
	"slices"
)

// finding is a Finding on its way: about a candidate of one parent.
type finding struct {
	level   int    // that is being expanded; -1 is the root
	parent  uint64 // index in that level
	ordinal int32  // of the candidate; -1 is the parent itself
	label   uint32
	code    uint32
	step    bool
	nth     int32  // among those of one state
	state   int32  // the place of the broken state among those that the stretch made; -1 if it is none of them
	kind    string // in a search for several kinds
}

// compare orders findings: by level, what a parent itself breaks first, as it is
// one step shorter, and then in canonical order.
func (f finding) compare(g finding) int {
	return cmp.Or(
		cmp.Compare(f.level, g.level),
		cmp.Compare(btoi(f.ordinal >= 0), btoi(g.ordinal >= 0)),
		cmp.Compare(f.parent, g.parent),
		cmp.Compare(f.ordinal, g.ordinal),
		-cmp.Compare(btoi(f.step), btoi(g.step)),
		cmp.Compare(f.nth, g.nth),
	)
}

// take keeps the findings of a stretch. In a search that goes on there may be as
// many as there are states: only the first of each code, or kind, stays.
func (s *search) take(found []finding) {
	switch {
	case s.opts.Kinds:
		for _, f := range found {
			keepFirst(s.kinds, f.kind, f)
		}
	case s.opts.Continue:
		for _, f := range found {
			s.counts[f.code]++
			keepFirst(s.firsts, f.code, f)
		}
	default:
		s.findings = append(s.findings, found...)
	}
}

func keepFirst[K comparable](firsts map[K]finding, key K, f finding) {
	if first, ok := firsts[key]; !ok || f.compare(first) < 0 {
		firsts[key] = f
	}
}

// enough says that the search has found what it looks for.
func (s *search) enough() bool {
	return len(s.findings) > 0 || s.opts.Kinds && len(s.kinds) >= s.opts.MaxFindings
}

// kindOf asks what a finding is about, in a search for several kinds.
func (s *search) kindOf(w *worker, f *finding, parent []uint32) string {
	if !s.opts.Kinds {
		return ""
	}
	return w.space.(Kinder).Kind(f.code, parent, f.label, f.ordinal < 0)
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

// endStates marks the new states that break something, in a search for several
// kinds: they are not expanded. The states of the stretch are numbered from first.
func (s *search) endStates(st *stretch, first uint64) {
	if !s.opts.Kinds {
		return
	}
	for _, f := range st.gatherFindings {
		if f.state >= 0 {
			s.nextEnded[first+uint64(f.state)] = true
		}
	}
}

// settleFindings puts the findings, with their paths, into the result.
func (s *search) settleFindings(r *Result) {
	s.findings = slices.AppendSeq(s.findings, maps.Values(s.firsts))
	s.findings = slices.AppendSeq(s.findings, maps.Values(s.kinds))
	slices.SortFunc(s.findings, finding.compare)
	for _, f := range s.findings[:min(len(s.findings), s.opts.MaxFindings)] {
		var labels []uint32
		if f.level >= 0 {
			labels = s.log.path(f.level, f.parent)
		}
		if f.ordinal >= 0 {
			labels = append(labels, f.label)
		}
		r.Findings = append(r.Findings, Finding{Code: f.code, Step: f.step, Labels: labels})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
