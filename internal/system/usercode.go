package system

import (
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/model"
)

// epochsOf returns the epochs of a node.
func (c *System) epochsOf(n any) []int {
	return guard.Watched(&c.calls, "Epochs.Of", func() []int { return c.Model.Epochs.Of(n.(model.Node)) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *System) inConstraint(s *model.State) bool {
	return guard.Watched(&c.calls, "the state constraint", func() bool { return c.Model.Constraint(s) })
}
