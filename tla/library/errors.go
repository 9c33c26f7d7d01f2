package library

import (
	"fmt"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/tla/value"
)

// An Error says which operator of which module could not be applied to which values. Its text is TLC's
// where TLC has one. It unwraps to a *value.Error with the same operator and values.
type Error struct {
	Module string // may be empty when the operator is clear without
	Op     string
	Args   []value.Value // the values at fault
	// Unsupported says that TLC can do it, and Synod cannot.
	Unsupported bool
	format      string
	args        []any
}

// Error is the message for people. Values in it are printed on demand, and cut when they are long.
func (e *Error) Error() string {
	args := make([]any, len(e.args))
	for i, a := range e.args {
		if v, ok := a.(value.Value); ok {
			a = abbreviate(v)
		}
		args[i] = a
	}
	return fmt.Sprintf(e.format, args...)
}

// Unwrap is the error as package value would have it.
func (e *Error) Unwrap() error { return &value.Error{Op: e.Op, Args: e.Args} }

// maxPrinted is how much of a value an error message shows.
const maxPrinted = 2000

func abbreviate(v value.Value) string { return quote.Cut(v.String(), maxPrinted) }

// errorf makes an Error; the values among args are also its Args.
func errorf(op, format string, args ...any) error {
	e := &Error{Op: op, format: format, args: args}
	for _, a := range args {
		if v, ok := a.(value.Value); ok {
			e.Args = append(e.Args, v)
		}
	}
	return e
}

var ordinals = [...]string{"first", "second", "third", "fourth", "fifth", "sixth"}

// wrongArg is TLC's complaint about argument i (from 0) of several.
func wrongArg(op string, i int, want string, got value.Value) error {
	return errorf(op, "The %s argument of %s should be a %s, but instead it is:\n%s", ordinals[i], op, want, got)
}

// wrongOnly is TLC's complaint about an only argument.
func wrongOnly(op, want string, got value.Value) error {
	return errorf(op, "The argument of %s should be a %s, but instead it is:\n%s", op, want, got)
}
