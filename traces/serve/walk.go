package serve

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/traces"
)

// walk is where a live system is, and what is known of the way there.
type walk struct {
	live traces.Live
	// at is the address of where it is; nil says that this is not known. broken is
	// what every state of it breaks, and every step.
	at     address
	broken [][]traces.Finding
	// bound are the values that the enabled actions bind first, for every state of it. A
	// picture has lanes for them from the beginning.
	bound [][]traces.Value
	// initial is nil until it is asked for.
	initial *initial
	kind    string // of its traces
}

// start goes to an initial state.
func (w *walk) start(initial int) {
	w.live.Start(initial)
	w.at = address{stateCode(w.live.State().Vars)}
	w.broken, w.bound = w.broken[:0], w.bound[:0]
	w.arrived()
}

// arrived notes what the state breaks that was just reached, and what can be bound there.
func (w *walk) arrived() {
	w.broken = append(w.broken, w.live.Broken())
	var bound []traces.Value
	if w.kind == traces.KindTLA {
		for _, step := range w.live.Enabled() {
			if len(step.Args) == 0 {
				continue
			}
			if v := step.Args[0].Value; !slices.ContainsFunc(bound, func(b traces.Value) bool { return traces.Equal(b, v) }) {
				bound = append(bound, v)
			}
		}
	}
	w.bound = append(w.bound, bound)
}

// take takes an enabled step.
func (w *walk) take(i int) {
	w.live.Take(i)
	w.at = append(w.at, codeOf(w.live.State()))
	w.arrived()
}

func (w *walk) back() {
	w.live.Back()
	last := len(w.at) - 1
	w.at, w.broken, w.bound = w.at[:last], w.broken[:last], w.bound[:last]
}

// to goes to an address, or as far as it can; then refused says what stands in the
// way. The number of a step is counted with the first so many of the run before it.
func (w *walk) to(a address, first int) (refused string) {
	if len(w.at) == 0 || w.at[0] != a[0] {
		i, ok := w.initials().number[a[0]]
		if !ok {
			w.start(0)
			return "The run of this address cannot be shown: it begins in a state that is no initial one here. The address is of another system, or of other settings, or the initial state is another one now."
		}
		w.start(i)
	}
	for n := w.common(a); len(w.at) > n; {
		w.back()
	}
	for _, code := range a[len(w.at):] {
		number := first + len(w.at)
		switch found, same := w.step(code); {
		case found:
		case same:
			return fmt.Sprintf("The address goes on, but its step %d leads to another state now than when the address was made. What is shown ends before that step.", number)
		default:
			return fmt.Sprintf("The address goes on, but its step %d is not enabled here. What is shown ends before that step: the system has changed, or the address is of other settings.", number)
		}
	}
	return ""
}

// common is how many codes of an address are those of the way here.
func (w *walk) common(a address) int {
	n := 0
	for n < len(a) && n < len(w.at) && a[n] == w.at[n] {
		n++
	}
	return n
}

// step takes the enabled step with a code. If there is none, same says that one of
// them is that step, but leads to another state.
func (w *walk) step(code string) (found, same bool) {
	enabled := w.live.Enabled()
	for i := range enabled {
		if whatCode(&enabled[i]) != code[:part] {
			continue
		}
		same = true
		if w.take(i); w.at[len(w.at)-1] == code {
			return true, true
		}
		w.back()
	}
	return false, same
}
