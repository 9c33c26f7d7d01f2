package handler

import (
	"regexp"
	"slices"
	"time"

	"github.com/synod-go/synod/traces"
)

// The likely causes of two runs that differ, in the words of detvet.
const (
	ofMap     = "the order of a map's iteration, which is random: range over sorted keys"
	ofClock   = "the clock (package time): set a timer of Env instead"
	ofPointer = "the address of a pointer, which is another one in every run: print what it points to"
	outside   = "something that is no field of the node: a random number (use Env.Choose), the clock, another goroutine, or a variable of the package or of a closure that an earlier run changed"
)

// What is said besides of a difference in what is not shown: of a machine.
const orOmitted = "; give it another value in the wrapping, or name the field in Group.Omit if it makes no difference"

// likely ends a text about a difference with its likely cause.
func likely(cause string) string { return "\nlikely cause: " + cause }

// LikelyOutside is the likely cause of a difference that says nothing about its cause.
func LikelyOutside() string { return likely(outside) }

// hiddenCause guesses why machines differ in what is not shown, given the place and what
// stands there.
func hiddenCause(text string) string {
	if timeField.MatchString(text) {
		return "the clock (package time)" + orOmitted
	}
	return outside + orOmitted
}

// timeField matches the path of a field of a time.Time.
var timeField = regexp.MustCompile(`^\S+\.(wall|ext): `)

// cause guesses why two runs made two different values, given other values that
// the handler could see.
func cause(a, b traces.Value, seen ...traces.Value) string {
	g := guess{seen: seen}
	g.compare(a, b)
	for _, likely := range []string{ofMap, ofPointer, ofClock} {
		if slices.Contains(g.causes, likely) {
			return likely
		}
	}
	return outside
}

type guess struct {
	seen   []traces.Value
	causes []string
}

// compare looks for the parts in which two values differ.
func (g *guess) compare(a, b traces.Value) {
	if traces.Equal(a, b) {
		return
	}
	switch a := a.(type) {
	case traces.Seq:
		if b, ok := b.(traces.Seq); ok {
			g.lists(a, b)
			return
		}
	case traces.Record:
		if b, ok := b.(traces.Record); ok {
			for _, f := range a {
				if v, has := b.Get(f.Name); has {
					g.compare(f.Value, v)
				}
			}
			return
		}
	case traces.Map:
		if b, ok := b.(traces.Map); ok {
			for _, p := range a {
				if v, has := b.Get(p.Key); has {
					g.compare(p.Value, v)
				}
			}
			return
		}
	}
	g.leaves(a, b)
}

func (g *guess) lists(a, b traces.Seq) {
	if reordered(a, b) {
		g.causes = append(g.causes, ofMap)
		return
	}
	for i := range min(len(a), len(b)) {
		g.compare(a[i], b[i])
	}
}

// reordered reports whether two lists have the same elements in another order.
func reordered(a, b traces.Seq) bool {
	if len(a) != len(b) || traces.Equal(a, b) {
		return false
	}
	sorted := func(list traces.Seq) traces.Seq { return slices.SortedFunc(slices.Values(list), traces.Compare) }
	return traces.Equal(sorted(a), sorted(b))
}

var (
	address = regexp.MustCompile(`0x[0-9a-f]{6,}`)
	moment  = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|m=[+-]\d`)
)

// isNow reports whether a number counts seconds since 1970 to today, or a fraction of
// them as package time does.
func isNow(n traces.Int) bool {
	for _, unit := range []time.Duration{time.Second, time.Millisecond, time.Microsecond, time.Nanosecond} {
		fraction := int64(time.Second / unit)
		if time.Since(time.Unix(int64(n)/fraction, 0)).Abs() < 24*time.Hour {
			return true
		}
	}
	return false
}

// leaves looks at two values without parts in common.
func (g *guess) leaves(a, b traces.Value) {
	if slices.ContainsFunc(g.seen, func(v traces.Value) bool { return inOneMap(v, a, b) }) {
		g.causes = append(g.causes, ofMap)
		return
	}
	switch a := a.(type) {
	case traces.Int:
		if b, ok := b.(traces.Int); ok && isNow(a) && isNow(b) {
			g.causes = append(g.causes, ofClock)
		}
	case traces.Str:
		if b, ok := b.(traces.Str); ok {
			g.texts(string(a), string(b))
		}
	}
}

func (g *guess) texts(a, b string) {
	letters := func(s string) string {
		sorted := []rune(s)
		slices.Sort(sorted)
		return string(sorted)
	}
	switch {
	case address.MatchString(a) && address.MatchString(b):
		g.causes = append(g.causes, ofPointer)
	case moment.MatchString(a) && moment.MatchString(b):
		g.causes = append(g.causes, ofClock)
	case letters(a) == letters(b): // put together in two orders
		g.causes = append(g.causes, ofMap)
	}
}

// inOneMap reports whether two values are keys, or elements, of one map in v.
func inOneMap(v, a, b traces.Value) bool {
	switch v := v.(type) {
	case traces.Map:
		keys, elements := 0, 0
		for _, p := range v {
			if traces.Equal(p.Key, a) || traces.Equal(p.Key, b) {
				keys++
			}
			if traces.Equal(p.Value, a) || traces.Equal(p.Value, b) {
				elements++
			}
		}
		if keys >= 2 || elements >= 2 {
			return true
		}
		return slices.ContainsFunc(v, func(p traces.Pair) bool { return inOneMap(p.Value, a, b) })
	case traces.Record:
		return slices.ContainsFunc(v, func(f traces.Field) bool { return inOneMap(f.Value, a, b) })
	case traces.Seq:
		return slices.ContainsFunc(v, func(e traces.Value) bool { return inOneMap(e, a, b) })
	}
	return false
}
