package validate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
)

const (
	maxExplained = 30 // states whose actions are explained
	maxValues    = 4  // values that are shown of a variable that differs
)

// explain completes the misfit.
func (s *search) explain(log *logFile) {
	f := s.report.Misfit
	f.Variables = s.w.Variables()
	s.locate(f, log)
	if f.Event == 0 {
		if s.Near < 0 {
			return
		}
		if x, err := s.w.Explain(nil, s.Near); err == nil {
			f.Near = x.Misses
		}
		return
	}
	f.States = s.lastN
	if f.States == 0 {
		f.States = len(s.last)
	}
	f.State = s.last[0].WalkedState
	f.Differences = differences(f.Variables, s.last)
	if s.Near > 0 {
		f.Near, f.State = s.nearest(s.last)
	}
}

// locate finds the event in the file.
func (s *search) locate(f *Misfit, log *logFile) {
	switch {
	case f.Event == 0:
	case s.events != nil:
		if n, _ := s.events.Len(); f.Event <= n {
			f.Text = s.events.At(f.Event - 1).String()
		}
	case f.Event <= len(log.places):
		f.Line = log.places[f.Event-1]
		f.Text = log.line(f.Line)
	}
}

// nearest are the nearest misses in any of the states, one for each conjunct, and the state of the nearest of all.
func (s *search) nearest(list []*node) ([]eval.Miss, *check.WalkedState) {
	type miss struct {
		eval.Miss
		state *check.WalkedState
	}
	var all []miss
	for _, n := range list[:min(len(list), maxExplained)] {
		x, err := s.w.Explain(n.WalkedState, 4*s.Near)
		if err != nil {
			continue
		}
		for _, w := range x.Misses {
			i := slices.IndexFunc(all, func(o miss) bool {
				return o.Span == w.Span && o.Action == w.Action && slices.Equal(o.Path, w.Path)
			})
			switch {
			case i < 0:
				all = append(all, miss{w, n.WalkedState})
			case all[i].Passed < w.Passed:
				all[i] = miss{w, n.WalkedState}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b miss) int { return cmp.Compare(b.Passed, a.Passed) })
	if len(all) == 0 {
		return nil, list[0].WalkedState
	}
	var out []eval.Miss
	for _, w := range all[:min(len(all), s.Near)] {
		out = append(out, w.Miss)
	}
	return out, all[0].state
}

// differences are the variables in which states differ.
func differences(names []string, list []*node) (out []Difference) {
	for i, name := range names {
		counts := map[string]bool{}
		d := Difference{Variable: name}
		for _, n := range list {
			text := n.Values[i].String()
			if counts[text] {
				continue
			}
			counts[text] = true
			if len(d.Some) < maxValues {
				d.Some = append(d.Some, strings.Join(strings.Fields(text), " "))
			}
		}
		if d.Values = len(counts); d.Values > 1 {
			out = append(out, d)
		}
	}
	return out
}
