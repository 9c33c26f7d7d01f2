package model

import (
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
)

// protect runs code of the user's that is neither a handler nor a property
// (those are findings with a run): a panic in it ends the search with an error
// that says what panicked. Where no search does that, its caller recovers from a
// SystemError.
func protect[T any](what string, f func() T) T {
	defer rescue.Any(func(p *rescue.Panic) {
		switch p.Value.(type) {
		case internalError, explore.SystemError:
			panic(p)
		}
		panic(explore.SystemError{Err: fmt.Errorf("%s panicked: %v\n%s", what, p.Value, handlerStack(p.Stack))})
	})
	return f()
}

// clocksOf returns the clocks of a node.
func (c *compiled) clocksOf(n Node) []int {
	return protect("Clocks.Of", func() []int { return c.sys.Clocks.Of(n) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *compiled) inConstraint(s *State) bool {
	return protect("the state constraint", func() bool { return c.sys.Constraint(s) })
}
