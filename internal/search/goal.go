package search

import (
	"context"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// runToGoal looks for a run to the goal at whose end a search is to start. When
// there is none, the report of the search for it says why.
func runToGoal(ctx context.Context, sys *model.System, opts Options) (*runs.From, *Report, error) {
	goal := opts
	goal.FromGoal, goal.Until, goal.Properties, goal.Simulate = "", opts.FromGoal, nil, nil
	r, err := Explore(ctx, sys, goal)
	if err != nil {
		return nil, nil, err
	}
	if r.Verdict != VerdictReached {
		return nil, r, nil
	}
	return &runs.From{Trace: r.Violation.Trace}, r, nil
}

// aim turns the verdict of a search until a goal into one about the goal.
func (r *Report) aim(opts Options) {
	r.Goal = opts.FromGoal
	if opts.Until == "" {
		return
	}
	r.Goal = opts.Until
	for _, v := range r.Violations {
		if v.Property == opts.Until {
			v.Kind = traces.KindGoal
			v.Trace.Meta.PropertyKind, v.Trace.Meta.StepViolation = traces.KindGoal, false
		}
	}
	switch {
	case r.Violation != nil && r.Violation.Property == opts.Until:
		r.Verdict = VerdictReached
	case r.Verdict == VerdictHolds:
		r.Verdict = VerdictUnreached
	}
}
