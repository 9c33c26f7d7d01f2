package model

import (
	"fmt"

	"github.com/synod-go/synod/explore"
)

// protect runs code of the user's that is neither a handler nor a property
// (those are findings with a run): a panic in it ends the search with an error
// that says what panicked.
func protect[T any](what string, f func() T) T {
	defer func() {
		if v := recover(); v != nil {
			switch v.(type) {
			case internalError, explore.SystemError:
				panic(v)
			}
			panic(explore.SystemError{Err: fmt.Errorf("%s panicked: %v\n%s", what, v, handlerStack())})
		}
	}()
	return f()
}

// caught turns the panic of protect into an error where no search does that.
func caught(err *error) {
	if v := recover(); v != nil {
		system, ok := v.(explore.SystemError)
		if !ok {
			panic(v)
		}
		*err = system.Err
	}
}

// clocksOf returns the clocks of a node.
func (c *compiled) clocksOf(n Node) []int {
	return protect("Clocks.Of", func() []int { return c.sys.Clocks.Of(n) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *compiled) inConstraint(s *State) bool {
	return protect("the state constraint", func() bool { return c.sys.Constraint(s) })
}
