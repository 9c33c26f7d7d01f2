package rescue_test

import (
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/rescue"
)

type known struct{ error }

// panicOf is what f panics with.
func panicOf(f func()) (p *rescue.Panic) {
	defer rescue.Any(func(q *rescue.Panic) { p = q })
	f()
	return nil
}

// TestKnown: a panic of the known type becomes an error; every other one goes on as it is, also where the known type is an interface
// that the errors of the run-time system have.
func TestKnown(t *testing.T) {
	parse := func(v any) (err error) {
		defer rescue.Error[known](&err)
		if v != nil {
			panic(v)
		}
		return nil
	}
	require.NoError(t, parse(nil))
	require.EqualError(t, parse(known{errors.New("bad")}), "bad")
	for _, v := range []any{"a text", errors.New("unknown"), 7} {
		p := panicOf(func() { _ = parse(v) })
		require.NotNil(t, p)
		require.Equal(t, v, p.Value)
		require.Contains(t, string(p.Stack), "TestKnown", "the stack is that of the panic")
	}
	p := panicOf(func() {
		var err error
		defer rescue.Error[error](&err)
		var list []int
		fmt.Println(list[len(list)])
	})
	require.NotNil(t, p, "a fault of the run-time system is never known")
	var fault runtime.Error
	require.ErrorAs(t, p, &fault)
}

// TestTwice: Known deferred twice, for two types, gives each its own.
func TestTwice(t *testing.T) {
	run := func(v any) (got string) {
		defer rescue.Known(func(n int) { got = fmt.Sprint("number ", n) })
		defer rescue.Known(func(s string) { got = "text " + s })
		panic(v)
	}
	require.Equal(t, "number 3", run(3))
	require.Equal(t, "text a", run("a"))
	require.NotNil(t, panicOf(func() { run(1.5) }))
}

// TestAgain: a Panic that is passed on keeps its first stack.
func TestAgain(t *testing.T) {
	first := panicOf(func() { panic("deep") })
	again := panicOf(func() { panic(first) })
	require.Same(t, first, again)
	var err error
	func() {
		defer rescue.Error[known](&err)
		defer rescue.Any(func(p *rescue.Panic) { panic(p) })
		panic(known{errors.New("bad")})
	}()
	require.EqualError(t, err, "bad", "and is known by the value of the first panic")
}

// TestPoint: a point does nothing unless something is planted.
func TestPoint(t *testing.T) {
	rescue.Point("anywhere")
	undo := rescue.Plant(func(stage string) { panic(stage) })
	p := panicOf(func() { rescue.Point("here") })
	undo()
	rescue.Point("here")
	require.Equal(t, "here", p.Value)
}

// catch is Error by another name, as package eval has it.
var catch = rescue.Error[known]

// TestByName: recovering works through a variable too, though recover only works in the deferred function itself.
func TestByName(t *testing.T) {
	run := func() (err error) {
		defer catch(&err)
		panic(known{errors.New("bad")})
	}
	require.EqualError(t, run(), "bad")
}
