package traces

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Replayed is the result of replaying a saved run.
type Replayed struct {
	// Confirmed is the number of steps that were enabled, sent and recorded what was
	// saved, and led to the saved state. It is negative if the initial state
	// differs already.
	Confirmed int
	// Departure is where the live system leaves the saved run; nil if it does not.
	Departure *Departure
	// Broken is what is broken at the end of the saved run; empty if the live system
	// departs earlier.
	Broken []Finding
	// Again is the finding in Broken for which the run was saved; nil if it is not
	// there, or the run was saved for none.
	Again *Finding
	// Why says why a property about whole runs, for which the run was saved, is not
	// violated by it any more; "" if it is, or that is not known.
	Why string
}

// Departure is the place where the live system leaves a saved run: a step that is
// not enabled, or a field that has another value after it.
type Departure struct {
	// Step is the number of the step, counted from 1; 0 is the initial state.
	Step int
	// NotEnabled reports whether the saved step cannot be taken. Why is the reason,
	// as far as the state shows it, and Nearest are the enabled steps that resemble
	// it most, the nearest first.
	NotEnabled bool
	Saved      Step
	Why        string
	Nearest    []Step
	// NoWayBack reports whether the run is a lasso, and no step leads from its last
	// state back to state Loop, up to UpTo as in Meta.
	NoWayBack bool
	Loop      int
	UpTo      string
	// Field is the path of the first field that differs, when the step could be
	// taken: S1.log[2].term. What the step sent and recorded is compared before
	// the state. SavedValue and LiveValue are the texts of the two values there,
	// "none" where there is none.
	Field                 string
	SavedValue, LiveValue string
}

// String returns on one line where and how the system departs.
func (d *Departure) String() string {
	at := fmt.Sprintf("step %d", d.Step)
	if d.Step == 0 {
		at = "the initial state"
	}
	if d.NoWayBack {
		return fmt.Sprintf("%s: no step leads from the last state back to %s", at, backTo(d.Loop, d.UpTo))
	}
	if d.NotEnabled {
		return fmt.Sprintf("%s: %s is not enabled: %s", at, quoted(d.Saved), d.Why)
	}
	return fmt.Sprintf("%s: %s is %s in the saved run, %s now", at, d.Field, d.SavedValue, d.LiveValue)
}

func quoted(s Step) string { return "“" + s.String() + "”" }

// Replay takes the steps of a saved run again, those after the first ones. The
// initial state must equal the saved one, every step must be enabled, and the state
// after it must equal the saved one. Replay stops at the first departure. If first
// is positive, l must be at the saved state with that index already.
func Replay(l Live, saved *Trace, first int) *Replayed {
	r := &Replayed{Confirmed: -1}
	if first == 0 {
		if r.Departure = startAs(l, saved.States[0]); r.Departure != nil {
			return r
		}
	}
	for i := first + 1; i < len(saved.States); i++ {
		r.Confirmed = i - 1
		if r.Departure = retake(l, saved.States[i]); r.Departure != nil {
			r.Departure.Step = i
			return r
		}
	}
	r.Confirmed = saved.Steps()
	r.Judge(l.Broken(), saved)
	return r
}

// Judge notes what is broken at the end of the saved run.
func (r *Replayed) Judge(broken []Finding, saved *Trace) {
	r.Broken, r.Again = broken, again(broken, saved.Meta)
}

// Retakeable returns an error if the trace lacks what is needed to take its steps
// again.
func (t *Trace) Retakeable() error {
	if len(t.States) == 0 {
		return errors.New("the trace has no states")
	}
	for i, s := range t.States[1:] {
		if s.Step == nil {
			return fmt.Errorf("the trace does not say which step led to its state %d", i+1)
		}
	}
	return nil
}

// startAs starts a run in the initial state that equals the saved one. If there is
// none, it returns how the nearest one departs.
func startAs(l Live, saved State) *Departure {
	nearest, fewest := 0, -1
	for i := range l.Initial() {
		l.Start(i)
		changes := len(Diff(saved.Vars, l.State().Vars))
		if changes == 0 {
			return nil
		}
		if fewest < 0 || changes < fewest {
			nearest, fewest = i, changes
		}
	}
	l.Start(nearest)
	return departure(saved, l.State())
}

// retake takes the saved step. If several enabled steps are the same, it takes the
// one that leads to the saved state; if none does, it takes none.
func retake(l Live, saved State) *Departure {
	enabled := l.Enabled()
	var first *Departure
	for i := range enabled {
		if !enabled[i].Same(saved.Step) {
			continue
		}
		l.Take(i)
		d := departure(saved, l.State())
		if d == nil {
			return nil
		}
		if first == nil {
			first = d
		}
		l.Back()
	}
	if first != nil {
		return first
	}
	return NotEnabled(l, saved.Step)
}

// NotEnabled returns the departure of a run whose next step is not enabled.
func NotEnabled(l Live, step *Step) *Departure {
	return &Departure{
		Step:       l.Len() + 1,
		NotEnabled: true,
		Saved:      *step,
		Why:        whyNotEnabled(*step, l.State().Vars),
		Nearest:    nearest(step, l.Enabled()),
	}
}

// departure compares a saved state, and what the step to it did, with the live one.
func departure(saved, live State) *Departure {
	if saved.Step != nil && live.Step != nil {
		a, b := deeds(saved.Step), deeds(live.Step)
		if changes := Diff(a, b); len(changes) > 0 {
			c := changes[0]
			return fieldDeparts(c.Path, c.Before, c.After)
		}
	}
	path, before, after, found := Difference(saved, live)
	if !found {
		return nil
	}
	return fieldDeparts(path, before, after)
}

func fieldDeparts(path string, saved, live Value) *Departure {
	d := &Departure{Field: path}
	d.SavedValue, d.LiveValue = texts(saved, live)
	return d
}

// deeds returns as a value what a step sent and recorded.
func deeds(s *Step) Record {
	sent, recorded := Seq{}, Seq{}
	for _, p := range s.Sent {
		sent = append(sent, Record{
			{Name: "from", Value: NewStr(p.From)}, {Name: "to", Value: NewStr(p.To)},
			{Name: "name", Value: NewStr(p.Name)}, {Name: "message", Value: p.Message},
		})
	}
	for _, e := range s.Recorded {
		recorded = append(recorded, Record{
			{Name: "node", Value: NewStr(e.Node)},
			{Name: "name", Value: NewStr(e.Name)}, {Name: "value", Value: e.Value},
		})
	}
	return Record{{Name: "sent", Value: sent}, {Name: "recorded", Value: recorded}}
}

// unlike measures how much two steps differ: 0 is the same step. What the steps
// sent and recorded does not count.
func unlike(a, b *Step) int {
	n := 0
	for _, part := range []struct {
		weight int
		same   bool
	}{
		{16, a.Kind == b.Kind},
		{8, a.Node == b.Node},
		{4, a.Name == b.Name},
		{2, a.From == b.From},
		{2, a.To == b.To},
		{1, Equal(a.Message, b.Message)},
		{1, slices.Equal(a.Choices, b.Choices)},
		{1, Equal(a.Args, b.Args)},
	} {
		if !part.same {
			n += part.weight
		}
	}
	return n
}

// maxNearest is how many enabled steps a departure lists.
const maxNearest = 3

// nearest returns the enabled steps that resemble a step most.
func nearest(step *Step, enabled []Step) []Step {
	list := slices.Clone(enabled)
	slices.SortStableFunc(list, func(a, b Step) int { return cmp.Compare(unlike(step, &a), unlike(step, &b)) })
	return list[:min(len(list), maxNearest)]
}

// again returns the finding that a run was saved for: the one with the same
// text, or else the first one of the same property.
func again(found []Finding, meta Meta) *Finding {
	if meta.Property == "" {
		return nil
	}
	var same *Finding
	for i := range found {
		v := &found[i]
		if v.Property != meta.Property {
			continue
		}
		if v.Text == meta.Violation {
			return v
		}
		if same == nil {
			same = v
		}
	}
	return same
}
