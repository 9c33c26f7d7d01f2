package system

import (
	"fmt"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
)

// Failed is what this package panics with when a search cannot go on because of the
// system under test, or with explore.ErrStopped when it is told to end while the
// system's code runs. The methods of a Space make it the error of the search; who
// calls others recovers from it.
type Failed struct{ Err error }

// failing is deferred. It makes a panic with a Failed the failure of out.
func failing(out interface{ Fail(error) }) {
	if v := recover(); v != nil {
		defer rescue.Known(func(e Failed) { out.Fail(e.Err) })
		panic(v)
	}
}

// protect runs code of the user's: a panic in it ends the search with an error that
// says what panicked. Where no search does that, its caller recovers from a
// Failed.
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
	case Internal, Failed:
		return true
	}
	return false
}

// panicked ends the search because code of the user's panicked.
func panicked(what string, p *rescue.Panic) Failed {
	return Failed{Err: fmt.Errorf("%s panicked: %v\n%s", what, p.Value, handlerStack(p.Stack))}
}

// epochsOf returns the epochs of a node.
func (c *System) epochsOf(n model.Node) []int {
	return watched(c, "Epochs.Of", func() []int { return c.Model.Epochs.Of(n) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *System) inConstraint(s *model.State) bool {
	return watched(c, "the state constraint", func() bool { return c.Model.Constraint(s) })
}
