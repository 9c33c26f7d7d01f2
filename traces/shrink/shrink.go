// Package shrink makes a run shorter without losing what it shows.
//
// A run that a random walk found, or that was recorded, breaks a property after
// hundreds of steps of which ten matter. [Shrink] takes steps out, one and
// everything that depends on it, then single ones, and takes what is left again
// on the live system, until no step can go. Then it puts what is left in an
// order in which the nodes take turns as seldom as can be, and the run reads
// like a story.
//
// A run is made of steps, and a step is found again in another run by what it is:
// the same message of the same sender is delivered, the same timer fires. What it
// did there may differ. Nothing is believed: a shorter run counts only if the live
// system took it, step by step, and broke the same property at its end.
//
// The result is a local minimum, not a shortest run: no single step can be left
// out of it. The same run gives the same result each time.
//
// The package knows runs, not what they are runs of.
package shrink

import (
	"context"
	"errors"
	"fmt"

	"github.com/synod-go/synod/traces"
)

// Options say how a run is shrunk. The zero value will do.
type Options struct {
	// Lanes tells for every state of a run who took the step to it: the number of
	// a node, or -1 for nobody. Nil goes by the nodes that the steps name.
	Lanes func(*traces.Trace) []int
	// Progress, if not nil, is called with the length whenever a shorter run is found.
	Progress func(steps int)
}

// Result is what came of it.
type Result struct {
	// Trace is the shrunk run. Its Meta is that of the live system, and names the
	// property that the run breaks.
	Trace *traces.Trace
	// Finding is what the run breaks at its end.
	Finding traces.Finding
	// Steps and Switches are the length of the given run up to where it breaks the
	// property first, and how often the next step there is another node's.
	Steps, Switches int
	// NewSwitches is the latter of the shrunk run.
	NewSwitches int
	// Minimal says that no step can go. It is false when the work was ended
	// before: then Trace is the best so far.
	Minimal bool
	// Tried counts the runs that were tried, Taken the steps that were taken.
	Tried, Taken int
}

// Gone is the error when the live system does not break what the given run
// breaks.
type Gone struct {
	Why string
	// Departure is the step that is not enabled any more, if it is that.
	Departure *traces.Departure
}

func (g *Gone) Error() string { return g.Why }

func gone(format string, args ...any) error { return &Gone{Why: fmt.Sprintf(format, args...)} }

// Shrink shrinks the part of a run that comes after its first steps; the live
// system begins there. What must stay broken is what the run says that it
// breaks, or else what it breaks first. When ctx ends, the result is the best so
// far.
//
// The error says what kind of run cannot be shrunk, is Gone, or is that of ctx when
// it ended before the given run was taken once.
func Shrink(ctx context.Context, l traces.Live, saved *traces.Trace, first int, o Options) (*Result, error) {
	if saved.Loop != traces.NoLoop {
		return nil, errors.New("it is a run without end; one that breaks a property in its last state or step can be shrunk")
	}
	if o.Lanes == nil {
		o.Lanes = byNode
	}
	s := &shrinker{ctx: ctx, live: l, first: first, options: o, meta: saved.Meta}
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

// again takes the given run again, up to where it breaks what is to be kept.
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
