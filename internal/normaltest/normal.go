// Package normaltest holds a search with numbers by difference against a plain one, in
// tests. It has its own idea of the normal form of a state, which is slow and made of the
// values that properties see.
package normaltest

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
)

type use int

const (
	counts use = iota
	remembers
	awaits
)

// Form is a normal form.
type Form struct {
	Text   string
	Spread int64
}

// Of returns the normal form of a state.
func Of(sys *model.System, s *model.State) Form {
	w := walker{numbers: sys.Numbers}
	base, greatest := int64(math.MaxInt64), int64(0)
	var old []int64
	gather := func(n int64, u use) (int64, bool) {
		greatest = max(greatest, n)
		if u == counts {
			base = min(base, n)
		} else if u == remembers && n > 0 {
			old = append(old, n)
		}
		return n, true
	}
	w.state(sys, s, gather)
	f := Form{}
	if base != math.MaxInt64 {
		f.Spread = greatest - base
	}
	if base == 0 {
		f.Text = w.state(sys, s, func(n int64, _ use) (int64, bool) { return n, true })
		return f
	}
	old = slices.DeleteFunc(old, func(n int64) bool { return n >= base })
	slices.Sort(old)
	old = slices.Compact(old)
	lowest := base
	for base != math.MaxInt64 && lowest-int64(max(1, sys.Numbers.Stride)) > int64(len(old)) {
		lowest -= int64(max(1, sys.Numbers.Stride))
	}
	f.Text = w.state(sys, s, func(n int64, u use) (int64, bool) {
		switch {
		case n == 0:
			return 0, true
		case n >= base:
			return n - base + lowest, true
		case u == awaits:
			return 0, false
		}
		return int64(slices.Index(old, n)) + 1, true
	})
	return f
}

// walker writes values with other numbers.
type walker struct {
	numbers *growing.Numbers
	to      func(n int64, u use) (int64, bool)
	lost    bool
	forgot  bool
}

func (w *walker) state(sys *model.System, s *model.State, to func(n int64, u use) (int64, bool)) string {
	w.to = to
	var lines []string
	for _, n := range s.Nodes {
		w.lost = w.isLost(sys, n)
		lines = append(lines, fmt.Sprint(n.Name, n.Up, n.Timers, w.write(reflect.ValueOf(n.Node), counts)))
	}
	w.lost = false
	var packets []string
	uncounted := sys.InFlight == 0 && sys.Faults.Drops == 0 && sys.Faults.Duplicates == 0
	for _, p := range s.InFlight {
		if uncounted && w.isLost(sys, s.Nodes[p.To-1]) {
			continue // nobody will ever get it
		}
		packets = append(packets, fmt.Sprint(p.From, p.To, reflect.TypeOf(p.Message), w.write(reflect.ValueOf(p.Message), counts)))
	}
	if sys.Network != model.FIFO {
		slices.Sort(packets)
	} else {
		slices.SortStableFunc(packets, func(a, b string) int { return cmp.Compare(a[:3], b[:3]) })
	}
	return strings.Join(append(lines, packets...), "\n")
}

// isLost reports whether a node never runs again.
func (w *walker) isLost(sys *model.System, n model.View[any]) bool {
	return !n.Up && slices.ContainsFunc(sys.Groups, func(g model.Group) bool { return g.CrashStop && strings.HasPrefix(n.Name, g.Prefix) })
}

func (w *walker) write(v reflect.Value, u use) string {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if !slices.Contains(w.numbers.Types, v.Type()) {
			return fmt.Sprint(v.Int())
		}
		if u == counts && w.lost {
			u = remembers
		}
		n, keep := w.to(v.Int(), u)
		w.forgot = w.forgot || !keep
		return fmt.Sprint("n", n)
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return "nil"
		}
		return v.Elem().Type().String() + w.write(v.Elem(), u)
	case reflect.Struct:
		return w.fields(v, u)
	case reflect.Slice, reflect.Array:
		var all []string
		for i := range v.Len() {
			all = append(all, w.write(v.Index(i), u))
		}
		return fmt.Sprint(all)
	case reflect.Map:
		var all []string
		for it := v.MapRange(); it.Next(); {
			outer := w.forgot
			w.forgot = false
			key := w.write(it.Key(), u)
			if !w.forgot {
				all = append(all, key+":"+w.write(it.Value(), u))
			}
			w.forgot = outer
		}
		slices.Sort(all)
		return fmt.Sprint("map", all)
	}
	return fmt.Sprint(v)
}

func (w *walker) fields(v reflect.Value, u use) string {
	var all []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Tag.Get("model") == "const" {
			continue
		}
		inner := u
		own := growing.Field{Of: v.Type(), Name: f.Name}
		if slices.Contains(w.numbers.Remembered, own) {
			inner = remembers
		} else if slices.Contains(w.numbers.Awaited, own) {
			inner = awaits
		}
		all = append(all, f.Name+w.write(v.Field(i), inner))
	}
	return fmt.Sprint(all)
}

// Compare searches a system with numbers by difference and the same without, to a depth,
// and wants the normal forms of the states of the two to be the same, and that the first
// search counted each once. The properties of the system are left out. It returns how
// many states the plain search has, and how many normal forms there are.
func Compare(t *testing.T, sys *model.System, depth int) (plain, forms uint64) {
	t.Helper()
	numbers := sys.Numbers
	require.NotNil(t, numbers)
	explored := func(plainly bool) (*search.Report, map[string]bool) {
		is := *sys
		var mu sync.Mutex
		met := map[string]bool{}
		is.Properties = []model.Property{{Name: "forms", Check: model.Global(func(s *model.State) model.Verdict {
			form := Of(sys, s)
			mu.Lock()
			defer mu.Unlock()
			met[form.Text] = true
			return model.Holds
		})}}
		if plainly {
			is.Numbers = nil
			is.Assumptions = append(slices.Clone(sys.Assumptions), model.Assumption{Name: "spread", Holds: func(s *model.State) bool {
				return numbers.Spread == 0 || Of(sys, s).Spread <= int64(numbers.Spread)
			}})
		}
		r, err := search.Explore(t.Context(), &is, search.Options{Options: explore.Options{Workers: 2, Bounded: true, Depth: depth}})
		require.NoError(t, err)
		require.Nil(t, r.Violation)
		return r, met
	}
	a, formsA := explored(false)
	b, formsB := explored(true)
	for text := range formsB {
		require.True(t, formsA[text], "only the plain search has\n%s", text)
	}
	for text := range formsA {
		require.True(t, formsB[text], "only the search by difference has\n%s", text)
	}
	// Properties do not see what budgets are spent, but for who is down for ever.
	restarts := func(g model.Group) bool { return g.Crashes && !g.CrashStop }
	if sys.Faults == (model.Faults{}) || sys.Faults == (model.Faults{Crashes: sys.Faults.Crashes}) && !slices.ContainsFunc(sys.Groups, restarts) {
		require.Equal(t, uint64(len(formsA)), a.States, "each normal form is one state")
	}
	return b.States, a.States
}
