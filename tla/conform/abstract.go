package conform

import (
	"context"
	"io"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/tla/check"
)

// An Abstraction is what the states and steps of the code are like within the bounds, by an
// expression over the variables of the spec that many states have in common. Its value is a set, and
// is given by its members' texts (check.StateExpr.Members).
type Abstraction struct {
	Report *Report
	States map[string]bool
	Steps  map[AbstractStep]bool
}

// An AbstractStep is an action of the spec, and what the states before and after it are like.
type AbstractStep struct{ Before, Action, After string }

// Abstract visits the states of the code as Run does. It returns nil if the spec does not know the
// expression.
func (c *Checker) Abstract(ctx context.Context, opts explore.Options, expr string) (*Abstraction, error) {
	if !c.mapping.Spec.Knows(expr) {
		return nil, nil
	}
	w, err := c.mapping.Spec.Walker(io.Discard)
	if err != nil {
		return nil, err
	}
	e, err := w.Expr(expr)
	if err != nil {
		return nil, err
	}
	opts.Workers = 1
	run := newRun(c)
	found, err := search.Explore(ctx, c.System, search.Options{Options: opts, Watch: func() system.Watcher { return newWatcher(run) }})
	if err != nil {
		return nil, err
	}
	a := &Abstraction{Report: run.report(found), States: map[string]bool{}, Steps: map[AbstractStep]bool{}}
	names := c.mapping.Actions()
	like := make([]string, len(run.images.states)+1)
	for i, reached := range run.images.reached {
		if !reached {
			continue
		}
		s := &check.WalkedState{Level: 1}
		for _, id := range run.images.states[i] {
			s.Values = append(s.Values, c.mapping.At(id))
		}
		if like[i+1], err = e.Members(s); err != nil {
			return nil, err
		}
		a.States[like[i+1]] = true
	}
	for key, v := range run.images.known {
		for _, action := range v.actions {
			a.Steps[AbstractStep{like[key>>32], names[action], like[uint32(key)]}] = true
		}
	}
	return a, nil
}
