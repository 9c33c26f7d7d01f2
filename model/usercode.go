package model

import (
	"fmt"

	"github.com/synod-go/synod/internal/rescue"
)

// systemError is what this package panics with when a search cannot go on because of
// the system under test, or with explore.ErrStopped when it is told to end while the
// system's code runs. It does not leave the package: the methods of a space make it
// the error of the search.
type systemError struct{ error }

func (e systemError) Unwrap() error { return e.error }

// failing is deferred. It makes a panic with a systemError the failure of out.
func failing(out interface{ Fail(error) }) {
	if v := recover(); v != nil {
		defer rescue.Known(func(e systemError) { out.Fail(e.error) })
		panic(v)
	}
}

// protect runs code of the user's: a panic in it ends the search with an error that
// says what panicked. Where no search does that, its caller recovers from a
// systemError.
func protect[T any](what string, f func() T) T {
	defer rescue.Any(func(p *rescue.Panic) {
		if isOurs(p.Value) {
			panic(p)
		}
		panic(panicked(what, p))
	})
	return f()
}

// isOurs reports whether a panic is one of this package, and not of the user's code.
func isOurs(v any) bool {
	switch v.(type) {
	case internalError, systemError:
		return true
	}
	return false
}

// panicked ends the search because code of the user's panicked.
func panicked(what string, p *rescue.Panic) systemError {
	return systemError{fmt.Errorf("%s panicked: %v\n%s", what, p.Value, handlerStack(p.Stack))}
}

// clocksOf returns the clocks of a node.
func (c *compiled) clocksOf(n Node) []int {
	return watched(c, "Clocks.Of", func() []int { return c.sys.Clocks.Of(n) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *compiled) inConstraint(s *State) bool {
	return watched(c, "the state constraint", func() bool { return c.sys.Constraint(s) })
}
