package system

import (
	"github.com/synod-go/synod/model"
)

// epochsOf returns the epochs of a node.
func (c *System) epochsOf(n any) []int {
	return watched(c, "Epochs.Of", func() []int { return c.Model.Epochs.Of(n.(model.Node)) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *System) inConstraint(s *model.State) bool {
	return watched(c, "the state constraint", func() bool { return c.Model.Constraint(s) })
}
