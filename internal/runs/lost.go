package runs

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
)

// mostAhead is how many states are looked at to see whether something is out of reach.
const mostAhead = 1 << 20

// loseAgain judges whether what a saved run lost is still out of reach at its end.
func (r *Run) loseAgain(replayed *traces.Replayed, saved *traces.Trace) {
	f, why := r.Lost(saved.Meta.Property)
	if f != nil {
		replayed.Judge(append(replayed.Broken, *f), saved)
	}
	replayed.Why = why
}

// Lost looks whether the run has lost what a property claims to be always possible: that
// no steps but new faults lead to it from where the run is, and no bound refuses a step of
// the protocol on the way. It returns what is broken, or nil and why nothing is.
func (r *Run) Lost(property string) (broken *traces.Finding, why string) {
	var formula temporal.Formula
	for _, q := range r.sp.Sys.Questions {
		if q.Name == property {
			formula = q.Live
		}
	}
	if formula.Kind != temporal.IsPossible {
		return nil, fmt.Sprintf("it claims something else now: %s", formula)
	}
	steps, why := r.ahead(formula.P, r.here())
	switch {
	case why != "":
		return nil, why
	case steps == 0:
		return nil, fmt.Sprintf("%s is reached in the last state", formula.P)
	case steps > 0:
		return nil, fmt.Sprintf("%s can be reached from the last state on, in so many steps: %d", formula.P, steps)
	}
	before := false
	if r.Len() > 0 {
		steps, why := r.ahead(formula.P, r.places[r.Len()-1])
		before = steps >= 0 && why == ""
	}
	return &traces.Finding{Property: property, Kind: traces.KindLost, ByStep: r.Len() > 0, Text: formula.Lost(r.Len() == 0, before)}, ""
}

// ahead returns how many steps that are no new faults lead from a place to a goal; it is
// negative if none do. Why says why that is not known.
func (r *Run) ahead(goal string, from *place) (steps int, why string) {
	r.look(from)
	if r.isTrue(from, goal) {
		return 0, ""
	}
	seen := map[string]bool{key(from.words): true}
	level := []*place{from}
	var bounds []int
	for steps = 1; len(level) > 0; steps++ {
		var next []*place
		for _, p := range level {
			r.look(p)
			bounds = append(bounds, p.seen.Bounds...)
			for i, l := range p.labels {
				if r.sp.Sys.IsFault(r.sp.Sys.ActionOf(p.marks[i])) {
					continue
				}
				to := &place{words: r.after(p.words, l)}
				if k := key(to.words); !seen[k] {
					seen[k] = true
					if r.isTrue(to, goal) {
						return steps, ""
					}
					next = append(next, to)
				}
			}
			p.labels, p.marks = nil, nil
		}
		if len(seen) > mostAhead {
			return -1, fmt.Sprintf("%d states lie ahead, and more; too many to look through", mostAhead)
		}
		level = next
	}
	return -1, r.refusing(bounds)
}

// refusing says that bounds refused steps, if any did.
func (r *Run) refusing(bounds []int) string {
	slices.Sort(bounds)
	var names []string
	for _, b := range slices.Compact(bounds) {
		names = append(names, r.sp.Sys.BoundName(b))
	}
	if names == nil {
		return ""
	}
	return "it is open now, because a bound refuses steps that may lead there: " + strings.Join(names, ", ")
}

// after returns the state to which a step leads.
func (r *Run) after(from []uint32, label uint32) []uint32 {
	to, err := explore.Step(r.sp, from, label)
	if err != nil {
		panic(guard.System{Err: err})
	}
	return to
}

// key is a state as a key of a map.
func key(words []uint32) string {
	var b []byte
	for _, w := range words {
		b = binary.NativeEndian.AppendUint32(b, w)
	}
	return string(b)
}
