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
	)
}

// take keeps the findings of a stretch. In a search that continues there may be
// as many as there are states: only the first of each code stays.
func (s *search) take(found []finding) {
	if !s.opts.Continue {
		s.findings = append(s.findings, found...)
		return
	}
	for _, f := range found {
		s.counts[f.code]++
		if first, ok := s.firsts[f.code]; !ok || f.compare(first) < 0 {
			s.firsts[f.code] = f
		}
	}
}

// settleFindings puts the findings, with their paths, into the result.
func (s *search) settleFindings(r *Result) {
	s.findings = slices.AppendSeq(s.findings, maps.Values(s.firsts))
	slices.SortStableFunc(s.findings, func(f, g finding) int {
		order := f.compare(g)
		if order == 0 && s.opts.Continue {
			order = cmp.Compare(f.code, g.code) // a map has no order
		}
		return order
	})
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
