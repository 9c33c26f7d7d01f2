// Package shrink makes a run shorter without losing what it shows.
//
// A run that was recorded, or found at random, may break a property after hundreds
// of steps, although ten of them matter. [Shrink] removes steps, first each with
// everything that depends on it, then single ones, and replays the rest on the live
// system, until no step can be removed. Then it reorders the steps so that the nodes
// take turns as seldom as possible, which makes the run easy to read.
//
// A step is found again in another run by its kind and content: the same message
// from the same sender is delivered, the same timer fires. Its effect may differ. A
// shorter run counts only if the live system took it, step by step, and broke the
// same property at its end. A run without end stays one: what is left of it must go round
// a loop, break the property, and be fair as the property assumes.
//
// The result is a local minimum and not always a shortest run: no single step can be
// left out of it. The same run gives the same result each time.
package shrink

import (
	"context"
	"fmt"

	"github.com/synod-go/synod/traces"
)

// Options are the options of Shrink. The zero value is valid.
type Options struct {
	// Lanes returns for every state of a run the number of the node that took the
	// step to it, or -1 if none did. If it is nil, the nodes that the steps name
	// are used.
	Lanes func(*traces.Trace) []int
	// Progress, if not nil, is called with the length whenever a shorter run is found.
	Progress func(steps int)
}

// Result is the result of shrinking a run.
type Result struct {
	// Trace is the shrunk run. Its Meta is the live system's, and names the property
	// that the run breaks.
	Trace *traces.Trace
	// Finding is what the run breaks at its end.
	Finding traces.Finding
	// Steps is the length of the given run up to where it first breaks the property.
	// Switches is how often in it the next step is another node's.
	Steps, Switches int
	// NewSwitches is Switches for the shrunk run.
	NewSwitches int
	// Minimal reports whether no step can be removed. It is false if the work was
	// interrupted; Trace is then the best run so far.
	Minimal bool
	// Tried is the number of runs tried, and Taken the number of steps taken.
	Tried, Taken int
}

// Gone is the error if the live system does not break what the given run breaks.
type Gone struct {
	Why string
	// Departure is the step that is no longer enabled, if that is the reason.
	Departure *traces.Departure
}

func (g *Gone) Error() string { return g.Why }

func gone(format string, args ...any) error { return &Gone{Why: fmt.Sprintf(format, args...)} }

// Shrink shrinks the part of a run that comes after its first steps; the live system
// begins there. The property that must stay broken is the one that the run names, or
// else the first that it breaks. If ctx ends, the result is the best run so far.
//
// Shrink fails if the run cannot be shrunk, with Gone if the property is not broken any
// more, and with the error of ctx if it ended before the given run was replayed.
func Shrink(ctx context.Context, l traces.Live, saved *traces.Trace, first int, o Options) (*Result, error) {
	if o.Lanes == nil {
		o.Lanes = byNode
	}
	s := &shrinker{ctx: ctx, live: l, first: first, options: o, meta: saved.Meta}
	if saved.Loop != traces.NoLoop {
		return shrinkEndless(ctx, s, saved)
	}
	if err := s.again(saved); err != nil {
		return nil, err
	}
	r := &Result{Steps: len(s.best), Switches: switches(s.lanes())}
	s.halve()
	for {
		s.minimise()
		if !s.reorder() {
			break
		}
	}
	r.Trace, r.Finding = s.trace, s.found
	r.NewSwitches, r.Minimal = switches(s.lanes()), ctx.Err() == nil
	r.Tried, r.Taken = s.tried, s.taken
	return r, nil
}

// again replays the given run up to where it breaks the property.
func (s *shrinker) again(saved *traces.Trace) error {
	if !s.start(saved) {
		return gone("its initial state is none any more")
	}
	if s.broken() {
		s.accept()
		return nil
	}
	for i, m := range moments(saved.States[s.first:]) {
		if m.Step == nil {
			return fmt.Errorf("it does not say which step led to state %d", s.first+i+1)
		}
		at := s.find(&m, exactly)
		if at < 0 {
			d := traces.NotEnabled(s.live, m.Step)
			d.Step += s.first
			return &Gone{fmt.Sprintf("its step %d, %s, is not enabled any more", d.Step, m.Step), d}
		}
		s.take(at)
		if s.broken() {
			s.accept()
			return nil
		}
		if err := s.ctx.Err(); err != nil {
			return err
		}
	}
	if s.meta.Property == "" {
		return gone("it breaks no property, so there is nothing to shrink")
	}
	return gone("it does not break %s any more", s.meta.Property)
}
