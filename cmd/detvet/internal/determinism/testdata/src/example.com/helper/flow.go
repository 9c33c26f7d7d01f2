package helper

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Msg is a message.
type Msg struct{ L []int }

// Wrap holds what it is given.
func Wrap(l []int) Msg { return Msg{L: l} }

// WrapTwice does it by another function, behind an interface.
func WrapTwice(l []int) any { return again(l) }

func again(l []int) any {
	var m any = Wrap(l)
	return m
}

// Copied does not.
func Copied(l []int) Msg { return Msg{L: slices.Clone(l)} }

// Replaced does not either.
func Replaced(l []int) Msg {
	l = slices.Clone(l)
	return Msg{L: l}
}

// Sum needs no copy.
func Sum(l []int) (sum int) {
	for _, i := range l {
		sum += i
	}
	return sum
}

// Both returns one that is shared and one that is not.
func Both(l []int) (shared, copied []int) {
	copied = slices.Clone(l)
	shared = l
	return
}

// Tell sends what it is given.
func Tell(env model.Env, l []int) { env.Send(1, Msg{L: l}) }

// TellFar does it by calling itself.
func TellFar(env model.Env, n int, l []int) {
	if n > 0 {
		TellFar(env, n-1, l)
		return
	}
	Tell(env, l[1:])
}

// TellCopy sends a copy.
func TellCopy(env model.Env, l []int) { env.Send(1, Copied(l)) }

// TellAny sends what it is given, whatever it is.
func TellAny(env model.Env, m any) {
	switch m := m.(type) {
	case Msg:
		env.Send(1, m)
	}
}

// Same returns what it is given.
func Same[T any](v T) T { return v }

// Log has a list.
type Log struct{ list []int }

// Tail shares it.
func (l *Log) Tail() []int { return l.list[1:] }

// Copy does not.
func (l *Log) Copy() []int { return append([]int(nil), l.list...) }

// Tell sends it.
func (l Log) Tell(env model.Env) { env.Record(l.list) }
