package check

import (
	"slices"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// Touched lists which parts of a state its steps read and write: the values of variables that
// are functions, by key, and the members of those that are sets.
type Touched struct {
	// Read are the parts on which the steps depend, and Written those to which they give a value,
	// also where it is the one that they had, or the members that they add.
	Read, Written []Part
	// Scanned are the variables that are sets all of whose members the steps depend on.
	Scanned []int
	// Wild says that the steps may depend on everything, and change everything.
	Wild bool
}

// A Part is one of a variable: its value at a key, or whether a value is a member.
type Part struct {
	Variable int
	Key      value.Value
}

// Touched takes the steps from s to see what they touch, besides the given variable. Variables
// that are neither functions nor sets count as read by every step; one that gives such a variable
// another value is wild, as is one that gives a function or set in another way than by EXCEPT and
// unions.
func (w *Walker) Touched(s *WalkedState, besides int) (t Touched) {
	watches := make([]value.Watch, len(s.Values))
	watched, parted := slices.Clone(s.Values), make([]bool, len(s.Values))
	for i, v := range s.Values {
		if i != besides {
			watched[i], parted[i] = value.Watched(v, &watches[i])
		}
	}
	off := func(off bool) {
		for i := range watches {
			watches[i].Off = off
		}
	}
	w.here = s
	w.level(false)
	w.mach.Load(eval.Current, watched)
	err := w.m.next.Each(w.mach, func(vals []value.Value, _ int) bool {
		off(true)
		defer off(false)
		for i, v := range vals {
			if i == besides {
				continue
			}
			list, ok := value.Written(watched[i], v)
			if !ok && (parted[i] || isChanged(s.Values[i], v)) {
				t.Wild = true
			}
			for _, key := range list {
				t.Written = append(t.Written, Part{i, key})
			}
		}
		return true
	}, func() {})
	t.Wild = t.Wild || err != nil || len(w.m.constraints) > 0 || len(w.m.actionLimit) > 0
	for i := range watches {
		if watches[i].All {
			t.Scanned = append(t.Scanned, i)
		}
		for _, key := range watches[i].Keys {
			t.Read = append(t.Read, Part{i, key})
		}
	}
	return t
}

// isChanged reports whether a variable that is looked at as a whole has another value.
func isChanged(was, is value.Value) bool {
	is, err := value.Normalize(is)
	return err != nil || !same(was, is)
}
