package shrink

import (
	"context"
	"slices"

	"github.com/synod-go/synod/traces"
)

// moment is a step of a run, and the states before and after it.
type moment struct {
	*traces.Step
	before, after traces.Record
}

func moments(states []traces.State) []moment {
	list := make([]moment, len(states)-1)
	for i := range list {
		list[i] = moment{states[i+1].Step, states[i].Vars, states[i+1].Vars}
	}
	return list
}

// shrinker holds the best run so far, and tries others.
type shrinker struct {
	ctx     context.Context
	live    traces.Live
	first   int // the steps of the trace that came before the live run
	options Options
	meta    traces.Meta // of the given run

	best    []moment
	trace   *traces.Trace // best as the live system shows it
	found   traces.Finding
	causes  [][]int // of the steps of best; nil before they are asked for
	shared  int     // how many steps of best the live run begins with
	initial int     // the initial state

	tried, taken int
}

// start begins the live run in the state in which the given one begins. If the given
// run began at the end of another one, the live system does too.
func (s *shrinker) start(saved *traces.Trace) bool {
	for i := range s.live.Initial() {
		s.initial = i
		if s.live.Start(i); s.first > 0 || traces.Equal(s.live.State().Vars, saved.States[0].Vars) {
			return true
		}
	}
	return false
}

// how is a way to find a step again.
type how int

const (
	// exactly: the same step, with a message of the same content.
	exactly how = iota
	// nearly: or else the step of the same node with the same name, a message of
	// the same sender, whose content differs least. Without the first election the
	// second is of another term.
	nearly
)

// find returns the enabled step that is a step of another run, or -1.
func (s *shrinker) find(m *moment, how how) int {
	enabled := s.live.Enabled()
	same := -1
	for i := range enabled {
		if !enabled[i].Same(m.Step) {
			continue
		}
		if same >= 0 {
			return s.findByEffect(m, how)
		}
		same = i
	}
	if same >= 0 || how == exactly {
		return same
	}
	least := 0
	for i := range enabled {
		e := &enabled[i]
		if e.Kind != m.Kind || e.Node != m.Node || e.From != m.From || e.To != m.To || e.Name != m.Name {
			continue
		}
		n := len(traces.Diff(e.Message, m.Message)) + len(traces.Diff(e.Args, m.Args))
		if !slices.Equal(e.Choices, m.Choices) {
			n++
		}
		if same < 0 || n < least {
			same, least = i, n
		}
	}
	return same
}

// findByEffect chooses between equal steps, such as an action of a spec with several
// outcomes, by their effect on the state.
func (s *shrinker) findByEffect(m *moment, how how) int {
	want := traces.Diff(m.before, m.after)
	before := s.live.State().Vars
	best, least := -1, 0
	for i := range s.live.Enabled() {
		if !s.live.Enabled()[i].Same(m.Step) {
			continue
		}
		s.take(i)
		got := traces.Diff(before, s.live.State().Vars)
		s.live.Back()
		n := unlike(want, got) + unlike(got, want)
		if n == 0 {
			return i
		}
		if how == nearly && (best < 0 || n < least) {
			best, least = i, n
		}
	}
	return best
}

// unlike counts the changes in a whose result differs in b.
func unlike(a, b []traces.Change) (n int) {
	for _, c := range a {
		if !slices.ContainsFunc(b, func(d traces.Change) bool {
			return c.Path == d.Path && c.Member == d.Member && traces.Equal(c.After, d.After) &&
				(c.After != nil || traces.Equal(c.Before, d.Before))
		}) {
			n++
		}
	}
	return n
}

func (s *shrinker) take(i int) {
	s.live.Take(i)
	s.taken++
}

// broken reports whether the live run breaks, where it is, what is to be kept,
// and notes it.
func (s *shrinker) broken() bool {
	for _, f := range s.live.Broken() {
		if s.meta.Property == "" || f.Property == s.meta.Property && (f.Kind == s.meta.PropertyKind || s.meta.PropertyKind == traces.KindGoal) {
			if s.meta.Property == "" { // from now on it is this one
				s.meta.Breaks(&f)
			}
			s.found = f
			return true
		}
	}
	return false
}

// accept makes the live run the best one.
func (s *shrinker) accept() {
	s.trace = s.live.Trace()
	s.trace.Meta.Breaks(&s.found)
	if s.meta.PropertyKind == traces.KindGoal {
		s.trace.Meta.PropertyKind, s.trace.Meta.StepViolation = traces.KindGoal, false
	}
	s.best, s.causes = moments(s.trace.States[s.first:]), nil
	s.shared = s.live.Len()
	if s.options.Progress != nil {
		s.options.Progress(len(s.best))
	}
}

// rewind makes the live run the first k steps of the best one.
func (s *shrinker) rewind(k int) {
	for s.live.Len() > min(k, s.shared) {
		s.live.Back()
	}
	for s.live.Len() < k {
		s.take(s.find(&s.best[s.live.Len()], exactly))
	}
	s.shared = k
}

// try takes the first k steps of the best run and then those of rest that are
// enabled when their turn comes, until the property is broken.
func (s *shrinker) try(k int, rest []moment, how how) bool {
	if s.ctx.Err() != nil {
		return false
	}
	s.rewind(k)
	s.tried++
	for i := range rest {
		if s.ctx.Err() != nil {
			return false
		}
		at := s.find(&rest[i], how)
		if at < 0 {
			continue
		}
		s.take(at)
		if s.broken() {
			return true
		}
	}
	return false
}
