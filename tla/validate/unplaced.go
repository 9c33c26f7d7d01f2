package validate

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/traces"
)

// An Unplaced is an event of one of several logs that comes next in it and cannot be placed.
type Unplaced struct {
	// Log is its file, Event its number there, from 1, Line where it stands and Text that line.
	Log         string
	Event, Line int
	Text        string
	// Waits names an event of another log that must have happened before; "" if there is none, and
	// no behaviour of the spec goes on with this event.
	Waits string
	// Near are the actions that came nearest to taking it.
	Near []eval.Miss
}

// explain completes the misfit of several logs: the events that come next after the longest
// beginning of an order that is a behaviour. The joined log is in the file at path.
func (o *orders) explain(path string) error {
	r, f := o.report, o.report.Misfit
	f.Variables = o.w.Variables()
	if o.best == nil { // there is no initial state
		o.search.explain(nil)
		return nil
	}
	for s, l := range o.Sequences {
		p := traces.Place{Sequence: s, Event: o.best.done[s]}
		if p.Event == len(l.Events) {
			continue
		}
		u := Unplaced{Log: o.paths[s], Event: p.Event + 1, Line: p.Event + 2}
		u.Text = (&logFile{path: u.Log}).line(u.Line)
		if before, waits := o.Waits(p, o.best.done); waits {
			u.Waits = o.name(before)
		} else {
			o.refused(&u, p)
		}
		r.Unplaced = append(r.Unplaced, u)
	}
	log, err := traces.ReadLogFile(path)
	if err != nil {
		return &LogError{err.Error()}
	}
	placed := *log
	placed.Events = nil
	for _, p := range append(o.order, o.misfit) {
		placed.Events = append(placed.Events, log.Events[o.at[p.Sequence][p.Event]])
	}
	r.order = &placed
	return nil
}

// refused finds out why no behaviour goes on with an event; the first that is refused is the
// misfit.
func (o *orders) refused(u *Unplaced, p traces.Place) {
	f := o.report.Misfit
	_, before, err := o.uncounted(o.best.states, p, o.best.n)
	if err != nil || len(before) == 0 {
		return
	}
	state := before[0].WalkedState
	if o.Near > 0 {
		u.Near, state = o.nearest(before)
	}
	if f.Log == "" {
		o.misfit = p
		f.Log, f.Event, f.Line, f.Text, f.Near = u.Log, u.Event, u.Line, u.Text, u.Near
		f.States, f.State, f.Differences = len(before), state, differences(f.Variables, before)
	}
}

// unplacedText tells of the other events that cannot be placed.
func (r *Report) unplacedText() string {
	var b strings.Builder
	for i := range r.Unplaced {
		u := &r.Unplaced[i]
		switch {
		case u.Waits != "":
			fmt.Fprintf(&b, "\n%s: event %d, line %d, waits for %s\n", u.Log, u.Event, u.Line, u.Waits)
		case u.Log != r.Misfit.Log:
			fmt.Fprintf(&b, "\n%s: event %d, line %d, cannot be placed either:\n  %s\n", u.Log, u.Event, u.Line, u.Text)
			if len(u.Near) > 0 {
				nearText(&b, 1, &u.Near[0])
			}
		}
	}
	return b.String()
}
