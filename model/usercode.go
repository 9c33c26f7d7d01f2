package model

import (
	"fmt"

	"github.com/synod-go/synod/explore"
)

// protect runs code of the user's: a panic in it ends the search with an error that
// says what panicked.
func protect[T any](what string, f func() T) T {
	defer func() {
		if v := recover(); v != nil {
			if isOurs(v) {
				panic(v)
			}
			panic(panicked(what, v))
		}
	}()
	return f()
}

// isOurs reports whether a panic is one of this package, and not of the user's code.
func isOurs(v any) bool {
	switch v.(type) {
	case internalError, explore.SystemError, explore.Interrupted:
		return true
	}
	return false
}

// panicked ends the search because code of the user's panicked.
func panicked(what string, v any) explore.SystemError {
	return explore.SystemError{Err: fmt.Errorf("%s panicked: %v\n%s", what, v, handlerStack())}
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
	return watched(c, "Clocks.Of", func() []int { return c.sys.Clocks.Of(n) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *compiled) inConstraint(s *State) bool {
	return watched(c, "the state constraint", func() bool { return c.sys.Constraint(s) })
}
