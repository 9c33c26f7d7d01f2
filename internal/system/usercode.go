package system

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/model"
)

// epochsOf returns the epochs of a node.
func (c *System) epochsOf(n any) []int {
	return guard.Watched(&c.calls, "Epochs.Of", func() []int { return c.Model.Epochs.Of(n) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *System) inConstraint(s *model.State) bool {
	return guard.Watched(&c.calls, "the state constraint", func() bool { return c.Model.Constraint(s) })
}

// excludedBy returns the number of the first assumption that does not hold in a state, or
// -1. A walk to where the search starts is as free of assumptions as of bounds.
func (c *System) excludedBy(s *model.State) int {
	if c.Faults.Lifted {
		return -1
	}
	return slices.IndexFunc(c.Model.Assumptions, func(a model.Assumption) bool {
		return !guard.Watched(&c.calls, "assumption "+a.Name, func() bool { return a.Holds(s) })
	})
}

// checkAssumptions checks that every assumption can be named and asked.
func (c *System) checkAssumptions() error {
	for i, a := range c.Model.Assumptions {
		switch {
		case a.Name == "":
			return fmt.Errorf("assumption %d has no name", i+1)
		case a.Holds == nil:
			return fmt.Errorf("assumption %s has no Holds", a.Name)
		case slices.ContainsFunc(c.Model.Assumptions[:i], func(b model.Assumption) bool { return b.Name == a.Name }):
			return fmt.Errorf("two assumptions are named %s", a.Name)
		}
	}
	return nil
}
