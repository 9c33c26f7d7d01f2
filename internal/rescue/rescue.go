// Package rescue is the one place where this module recovers from panics.
//
// A parser or an evaluator gives up from deep inside by panicking with a type of its own, and its entry point
// turns that into an error: Known. Any other panic is a defect. It must never be lost: a result that was half
// worked out would look like a whole one. So Known lets it go on, and Any, at the edge of a goroutine or of
// the program, turns it into a *Panic.
package rescue

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// A Panic is a defect of this module or of the code that it runs: what was panicked with, and where.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string { return fmt.Sprintf("internal error: %v", p.Value) }

// Unwrap gives the error with which the code panicked, if it is one.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// Known is deferred. It hands a panic with a T to use, and lets every other panic go on. The errors of Go's
// run-time system are never known, even where T is an interface that they have.
func Known[T any](use func(T)) {
	v := recover()
	if v == nil {
		return
	}
	known, ok := value(v).(T)
	if !ok || isFault(v) {
		panic(v)
	}
	use(known)
}

// Error is Known for an E that becomes the error of the function that defers it.
func Error[E error](err *error) {
	v := recover()
	if v == nil {
		return
	}
	known, ok := value(v).(E)
	if !ok || isFault(v) {
		panic(v)
	}
	*err = known
}

// Any is deferred. It hands any panic to use, which may panic with its Value again.
func Any(use func(*Panic)) {
	if v := recover(); v != nil {
		use(caught(v))
	}
}

// caught keeps the stack of a panic that was caught before, in another goroutine for instance.
func caught(v any) *Panic {
	if p, ok := v.(*Panic); ok {
		return p
	}
	return &Panic{Value: v, Stack: debug.Stack()}
}

// value is what the code panicked with first.
func value(v any) any {
	if p, ok := v.(*Panic); ok {
		return p.Value
	}
	return v
}

// isFault reports whether Go's run-time system panicked: a nil pointer, an index, a failed type assertion.
func isFault(v any) bool {
	err, ok := value(v).(error)
	var fault runtime.Error
	return ok && errors.As(err, &fault)
}

// planted is called at every Point. It is nil but in tests.
var planted atomic.Pointer[func(stage string)]

// Point marks a stage of the work, for tests of what becomes of a panic there.
func Point(stage string) {
	if f := planted.Load(); f != nil {
		(*f)(stage)
	}
}

// Plant makes every Point call f until undo is called. It is for tests.
func Plant(f func(stage string)) (undo func()) {
	planted.Store(&f)
	return func() { planted.Store(nil) }
}
