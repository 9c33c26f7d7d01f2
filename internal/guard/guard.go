// Package guard runs code of the user's where a panic must not end the process, and
// tells defects of the machinery from those of the system under test.
package guard

import (
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/synod-go/synod/explore"
)

// Internal is a defect of the machinery, not of the system under test.
type Internal struct{ Err error }

func (e Internal) Error() string { return e.Err.Error() }

// Must ends the search with an internal error; the callers' errors mean that what was
// encoded by this process cannot be read back by it.
func Must(err error) {
	if err != nil {
		panic(Internal{Err: err})
	}
}

// Must1 is Must for a function with a result.
func Must1[T any](v T, err error) T {
	Must(err)
	return v
}

// Protect runs code of the user's that is neither a handler nor a property (those are
// findings with a run): a panic in it ends the search with an error that says what
// panicked.
func Protect[T any](what string, f func() T) T {
	defer func() {
		if v := recover(); v != nil {
			switch v.(type) {
			case Internal, explore.SystemError:
				panic(v)
			}
			panic(explore.SystemError{Err: fmt.Errorf("%s panicked: %v\n%s", what, v, Stack())})
		}
	}()
	return f()
}

// Caught turns the panic of Protect into an error where no search does that.
func Caught(err *error) {
	if v := recover(); v != nil {
		system, ok := v.(explore.SystemError)
		if !ok {
			panic(v)
		}
		*err = system.Err
	}
}

// ours matches the functions of the machinery that call the user's code.
var ours = regexp.MustCompile(`^github\.com/synod-go/synod/internal/(system|handler|node|guard)\.`)

// Stack returns the stack of the user's code that panics, up to where the machinery
// called it. It is called while the panic is recovered.
func Stack() string {
	var lines []string
	stack := strings.Split(string(debug.Stack()), "\n")
	for i := 0; i+1 < len(stack); i++ {
		if strings.HasPrefix(stack[i], "panic(") {
			stack = stack[i+2:]
			break
		}
	}
	for i := 0; i+1 < len(stack); i += 2 {
		if ours.MatchString(stack[i]) {
			break
		}
		place, _, _ := strings.Cut(strings.TrimSpace(stack[i+1]), " ")
		name := stack[i]
		if at := strings.LastIndex(name, "("); at > 0 {
			name = name[:at] // the arguments are addresses
		}
		lines = append(lines, "  at "+name+" ("+shortPath(place)+")")
	}
	return strings.Join(lines, "\n")
}

// shortPath keeps the last two elements of a path, so that a report is the same on
// every machine.
func shortPath(p string) string {
	parts := strings.Split(p, "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}
