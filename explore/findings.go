package explore

import (
	"cmp"
	"fmt"
	"slices"
)

// finding is a Finding on its way: about a candidate of one parent. Its fields are those of the
// manifest of a checkpoint.
type finding struct {
	Level   int    // that is being expanded; -1 is the root
	Parent  uint64 // index in that level
	Ordinal int32  // of the candidate; -1 is the parent itself
	Label   uint32
	Code    uint32
	Step    bool
	Nth     int32  // among those of one state
	State   int32  // the place of the broken state among those that the stretch made; -1 if it is none of them
	Kind    string // if the collector tells kinds apart
}

// compare orders findings: by level, what a parent itself breaks first, as it is
// one step shorter, and then in canonical order.
func (f finding) compare(g finding) int {
	return cmp.Or(
		cmp.Compare(f.Level, g.Level),
		cmp.Compare(btoi(f.Ordinal >= 0), btoi(g.Ordinal >= 0)),
		cmp.Compare(f.Parent, g.Parent),
		cmp.Compare(f.Ordinal, g.Ordinal),
		-cmp.Compare(btoi(f.Step), btoi(g.Step)),
		cmp.Compare(f.Nth, g.Nth),
	)
}

// collector keeps what a search finds. What it keeps is the same in whatever order
// it takes findings. Workers call classify concurrently; the rest is called by one
// goroutine at a time.
type collector interface {
	// classify fills in what the collector has to know of a finding about a state or
	// about a successor of it.
	classify(space Space, f *finding, parent []uint32) error
	// take keeps findings.
	take(found []finding)
	// enough reports whether to end the search at the end of the level.
	enough() bool
	// kept returns the findings in no order.
	kept() []finding
	// counts returns how often each code was found, if that is counted.
	counts() map[uint32]uint64
	// restore makes the collector what it was when kept and counts returned these.
	restore(kept []finding, counts map[uint32]uint64)
}

// collector returns the one for the options, and for a search in which runs end at
// what they break, that.
func (o *Options) collector() (collector, *ended) {
	switch {
	case o.Kinds:
		return &byKind{most: max(1, o.MaxFindings), firsts: map[string]finding{}}, newEnded()
	case o.Continue:
		return &byCode{firsts: map[uint32]finding{}, times: map[uint32]uint64{}}, nil
	}
	return &untilFound{}, nil
}

func keepFirst[K comparable](firsts map[K]finding, key K, f finding) {
	if first, ok := firsts[key]; !ok || f.compare(first) < 0 {
		firsts[key] = f
	}
}

// settle returns the findings with their paths, the first first.
func (s *search) settle() (out []Finding) {
	found := s.found.kept()
	slices.SortFunc(found, finding.compare)
	for _, f := range found[:min(len(found), s.opts.MaxFindings)] {
		var labels []uint32
		if f.Level >= 0 {
			var err error
			if labels, err = s.log.path(f.Level, f.Parent); err != nil {
				s.diskFails(fmt.Errorf("a violation was found, and how it is reached is not known: %w", err))
				break
			}
		}
		if f.Ordinal >= 0 {
			labels = append(labels, f.Label)
		}
		out = append(out, Finding{Code: f.Code, Step: f.Step, Labels: labels})
	}
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
