// Package helper is called by nodes and knows nothing of them.
package helper

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"time"
)

// Stamp is two calls away from the clock.
func Stamp() int64 { return now().UnixNano() }

func now() time.Time { return time.Now() }

// Ping and Pong call each other, and Ping the clock.
func Ping(n int) int64 {
	if n > 0 {
		return Pong(n - 1)
	}
	return now().Unix()
}

// Pong is as bad as Ping.
func Pong(n int) int64 { return Ping(n) }

// Any returns any key.
func Any[K comparable, V any](m map[K]V) (k K) {
	for k := range m {
		return k
	}
	return k
}

// Keys is in the map's order, which is the caller's business.
func Keys[K comparable, V any](m map[K]V) []K {
	var keys []K
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

// Values is the same with package maps.
func Values(m map[int]int) []int { return slices.Collect(maps.Values(m)) }

// Sorted is in order.
func Sorted(m map[int]int) []int { return slices.Sorted(maps.Keys(m)) }

// Order sorts.
func Order(list []int) { slices.Sort(list) }

// Set is a set of numbers.
type Set map[int]bool

// Add commutes.
func (s Set) Add(i int) { s[i] = true }

// Last does not.
type Last struct{ N int }

// Note leaves the last one.
func (l *Last) Note(i int) { l.N = i }

// Larger picks one.
func Larger(a, b int) int {
	if a < b {
		return b
	}
	return a
}

// Clock is a part of nodes.
type Clock struct{}

// Tick reads the time.
func (Clock) Tick() int64 { return time.Now().Unix() }

var count int

// Count changes a package variable.
func Count() int {
	count++
	return count
}

// Ignored is silenced here, so nobody hears of it.
func Ignored() int64 {
	return time.Now().Unix() //detvet:ignore only printed
}

// Counter returns a function with a state.
func Counter() func() int {
	n := 0
	return func() int { n++; return n }
}

var limits = map[string]int{"a": 1}

// Limits is a view of a package variable.
func Limits() map[string]int { return limits }

// Table is a map with methods.
type Table struct{ m map[int]int }

// Put tells its places apart by k.
func (t *Table) Put(k, v int) { t.m[k] = v }

// Total does not care for the order.
func Total(list []int) (n int) {
	for _, v := range list {
		n += v
	}
	return n
}

// Names yields in the map's order.
func Names(m map[int]int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Describe prints what it is given.
func Describe(what ...any) string { return fmt.Sprint(what...) }

// Two has two bad methods.
type Two struct{}

func (Two) String() string               { return time.Now().String() }
func (Two) Format(fmt.State, rune)       { _ = rand.Int() }
func (Two) MarshalText() ([]byte, error) { return []byte{byte(rand.Int())}, nil }

// First, Second and Third run one of two functions.
func First(f func() int) int  { return f() }
func Second(f func() int) int { return f() }
func Third(f func() int) int  { return f() }

func hour() int { return time.Now().Hour() }
func dice() int { return rand.Int() }

// Hours and Dice run them.
func Hours() int { return First(hour) + Second(hour) + Third(hour) }
func Dice() int  { return First(dice) + Second(dice) + Third(dice) }
