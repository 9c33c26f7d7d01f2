package value

import (
	"fmt"

	"github.com/synod-go/synod/internal/quote"
)

// An Error says which operator could not be applied to which values. Its text is TLC's where TLC has
// one.
type Error struct {
	Op     string  // the operator as it is written in TLA+: "=", "\\in", "Head", "EXCEPT", …
	Args   []Value // the values that it was given
	format string
	args   []any
}

// Error is the message for people. Values in it are printed on demand and cut when they are long.
func (e *Error) Error() string {
	args := make([]any, len(e.args))
	for i, a := range e.args {
		if v, ok := a.(Value); ok {
			a = abbreviate(v)
		}
		args[i] = a
	}
	return fmt.Sprintf(e.format, args...)
}

// maxPrinted is how much of a value an error message shows.
const maxPrinted = 2000

func abbreviate(v Value) string {
	p := printer{limit: maxPrinted}
	p.value(v)
	return quote.Cut(p.b.String(), maxPrinted)
}

// errorf makes an Error; the values among args are also its Args.
func errorf(op, format string, args ...any) *Error {
	e := &Error{Op: op, format: format, args: args}
	for _, a := range args {
		if v, ok := a.(Value); ok {
			e.Args = append(e.Args, v)
		}
	}
	return e
}

// wrongArg is TLC's complaint about an argument of the wrong kind: place is "first", "second", ….
func wrongArg(op, place, want string, got Value) *Error {
	return errorf(op, "The %s argument of %s should be %s, but instead it is:\n%s", place, op, want, got)
}
