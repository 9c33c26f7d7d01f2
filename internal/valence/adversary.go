package valence

import (
	"context"

	"github.com/synod-go/synod/explore/cycles"
)

// Schedule is an order of steps in which nothing is ever decided although it is
// admissible: every process but the one that stops takes steps for ever, unless it has
// none, and gets every message that is sent to it.
type Schedule struct {
	// Stopped is the process that stops, or None.
	Stopped int
	// Open says that both values can be decided all the time, by steps of all processes.
	Open bool
	// Blocked says that in the end nothing can be decided without the process that stops.
	// Otherwise the decision is only put off, again and again.
	Blocked bool
	Lasso   *cycles.Lasso
}

// Adversary looks for a schedule that decides nothing, with a process that may stop, or
// None. One that keeps the decision open is preferred; nil is none. The error says that
// ctx is done.
func (a *Analysis) Adversary(ctx context.Context, stopped int) (*Schedule, error) {
	undecided := func(node int) bool { return a.Decided(node) == 0 }
	for _, within := range []func(node int) bool{a.Open, undecided} {
		answer, err := cycles.Fair(ctx, a, cycles.Question{Within: within, Fair: a.admissible(stopped), Workers: a.Workers})
		if err != nil {
			return nil, err
		}
		if answer.Lasso == nil {
			continue
		}
		s := &Schedule{Stopped: stopped, Open: true, Blocked: stopped != None, Lasso: answer.Lasso}
		for _, step := range answer.Lasso.Loop {
			s.Open = s.Open && a.Open(step.From)
			s.Blocked = s.Blocked && a.Blocked(stopped, step.From)
		}
		return s, nil
	}
	return nil, nil
}

// admissible is what is assumed of the processes and messages: what a process that does
// not stop can do for ever it does again and again, and what can be delivered to it for
// ever is delivered.
func (a *Analysis) admissible(stopped int) cycles.Fairness {
	return func(mark uint32) (s cycles.Stakes) {
		step := a.Step(mark)
		s.Passes, s.Idle = step.Passes, step.Idle
		if !step.Owed || step.Process == stopped {
			return s
		}
		s.Weak = append(s.Weak, uint32(step.Process))
		if step.Message != None {
			to := &s.Weak
			if step.Fleeting {
				to = &s.FleetingWeak
			}
			*to = append(*to, uint32(a.Processes+step.Message))
		}
		return s
	}
}

// RefusedBut reports whether a bound refuses a step of the protocol in a configuration that
// is not one of a process, which may be None.
func (a *Analysis) RefusedBut(process, node int) bool {
	for _, mark := range a.Refused(node, nil) {
		if process == None || a.Step(mark).Process != process {
			return true
		}
	}
	return false
}
