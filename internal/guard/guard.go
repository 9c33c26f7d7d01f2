// Package guard runs code of the user's where a panic must not end the process, and
// tells defects of the machinery from those of the system under test.
package guard

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/synod-go/synod/internal/rescue"
)

// Internal is a defect of the machinery, not of the system under test.
type Internal struct{ Err error }

func (e Internal) Error() string { return e.Err.Error() }

// System is what the machinery panics with when a search cannot go on because of the
// system under test, or with explore.ErrStopped when it is told to end while the
// system's code runs. It does not leave the machinery: the methods of a space make it
// the error of the search.
type System struct{ Err error }

func (e System) Error() string { return e.Err.Error() }

func (e System) Unwrap() error { return e.Err }

// Caught is deferred. It turns a panic with a System into an error.
func Caught(err *error) {
	if v := recover(); v != nil {
		defer rescue.Known(func(e System) { *err = e.Err })
		panic(v)
	}
}

// Failing is deferred. It makes a panic with a System the failure of out.
func Failing(out interface{ Fail(error) }) {
	if v := recover(); v != nil {
		defer rescue.Known(func(e System) { out.Fail(e.Err) })
		panic(v)
	}
}

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

// Protect runs code of the user's: a panic in it ends the search with an error that
// says what panicked. Where no search does that, its caller recovers from a System.
func Protect[T any](what string, f func() T) T {
	defer rescue.Any(func(p *rescue.Panic) {
		if IsOurs(p.Value) {
			panic(p)
		}
		panic(Panicked(what, p))
	})
	return f()
}

// IsOurs reports whether a panic is one of the machinery, and not of the user's code.
func IsOurs(v any) bool {
	switch v.(type) {
	case Internal, System:
		return true
	}
	return false
}

// Panicked returns what ends the search because code of the user's panicked.
func Panicked(what string, p *rescue.Panic) System {
	return System{Err: fmt.Errorf("%s panicked: %v\n%s", what, p.Value, Stack(p.Stack))}
}

// ours matches the functions of the machinery that call the user's code.
var ours = regexp.MustCompile(`^github\.com/synod-go/synod/(internal/(system|handler|node|guard)\.|model\.\(\*Protocol\)\.)`)

// makes is how a stack names the function that calls a protocol's New.
const makes = "github.com/synod-go/synod/model.(*Protocol).made("

// InNew reports whether the New of a protocol panicked.
func InNew(p *rescue.Panic) bool { return strings.Contains(string(p.Stack), makes) }

// Stack returns the part of a stack that is of the user's code that panicked, up to
// where the machinery called it.
func Stack(whole []byte) string {
	var lines []string
	stack := strings.Split(string(whole), "\n")
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
