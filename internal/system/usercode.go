package system

import (
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// protect runs code of the user's that is neither a handler nor a property
// (those are findings with a run): a panic in it ends the search with an error
// that says what panicked.
func protect[T any](what string, f func() T) T {
	defer func() {
		if v := recover(); v != nil {
			switch v.(type) {
			case Internal, explore.SystemError:
				panic(v)
			}
			panic(explore.SystemError{Err: fmt.Errorf("%s panicked: %v\n%s", what, v, handlerStack())})
		}
	}()
	return f()
}

// Caught turns the panic of protect into an error where no search does that.
func Caught(err *error) {
	if v := recover(); v != nil {
		system, ok := v.(explore.SystemError)
		if !ok {
			panic(v)
		}
		*err = system.Err
	}
}

// epochsOf returns the epochs of a node.
func (c *System) epochsOf(n model.Node) []int {
	return protect("Epochs.Of", func() []int { return c.Model.Epochs.Of(n) })
}

// inConstraint reports whether a state lies inside the state constraint.
func (c *System) inConstraint(s *model.State) bool {
	return protect("the state constraint", func() bool { return c.Model.Constraint(s) })
}
