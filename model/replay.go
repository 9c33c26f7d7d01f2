package model

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/synod-go/synod/traces"
)

// Replayed is what came of taking a saved run's steps again.
type Replayed struct {
	// Confirmed counts the steps that were enabled, sent and recorded what was
	// saved, and led to the saved state. It is negative when not even the
	// initial state is the saved one.
	Confirmed int
	// Departure says where the live code leaves the saved run; nil if nowhere.
	Departure *Departure
	// Broken is what is broken at the end of the saved run; empty when the run
	// departs before.
	Broken []traces.Finding
	// Again is the one of Broken that the saved run was saved for; nil when there
	// is none, or none was saved.
	Again *traces.Finding
}

// Departure is the place where the live code leaves a saved run: a step that is
// not enabled, or a field that has another value after it.
type Departure struct {
	// Step is the number of the step, counted from 1; 0 is the initial state.
	Step int
	// NotEnabled says that the saved step cannot be taken. Why says what stands
	// against it, as far as the state shows that, and Nearest lists the enabled
	// steps that resemble it most, the nearest first.
	NotEnabled bool
	Saved      traces.Step
	Why        string
	Nearest    []traces.Step
	// Field is the path of the first field that differs, when the step could be
	// taken: S1.log[2].term. What the step sent and recorded is compared before
	// the state. SavedValue and LiveValue are the texts of the two values there,
	// "none" where there is none.
	Field                 string
	SavedValue, LiveValue string
}

// String says in one line where and how.
func (d *Departure) String() string {
	at := fmt.Sprintf("step %d", d.Step)
	if d.Step == 0 {
		at = "the initial state"
	}
	if d.NotEnabled {
		return fmt.Sprintf("%s: %s is not enabled: %s", at, quoted(d.Saved), d.Why)
	}
	return fmt.Sprintf("%s: %s is %s in the saved run, %s in the code", at, d.Field, d.SavedValue, d.LiveValue)
}

func quoted(s traces.Step) string { return "“" + s.String() + "”" }

// Replay takes the steps of a saved run again, on the code as it is now: the
// initial state must be the saved one, every step enabled, and the state after
// it the saved one. It stops at the first departure. At the end it judges the
// properties that the saved run was judged by.
//
// The error says why the run cannot be compared at all: it is not one of a
// protocol, its steps are not known, or it names a property that the system
// does not have.
func Replay(sys *System, saved *traces.Trace) (*Replayed, error) {
	w, first, err := WalkOf(sys, saved)
	if err != nil {
		return nil, err
	}
	r := &Replayed{Confirmed: -1}
	if first == 0 {
		if r.Departure = w.startAs(saved.States[0]); r.Departure != nil {
			return r, nil
		}
	}
	for i := first + 1; i < len(saved.States); i++ {
		r.Confirmed = i - 1
		if r.Departure = w.follow(saved.States[i]); r.Departure != nil {
			r.Departure.Step = i
			return r, nil
		}
	}
	r.Confirmed = saved.Steps()
	r.Broken = w.Broken()
	r.Again = again(r.Broken, saved.Meta)
	return r, nil
}

// WalkOf starts a walk in the system that a saved run is a run of, with the
// properties that the run was judged by. When the search that found the run
// began at the end of another one, the walk starts there, after the first steps
// of the saved run; otherwise first is 0. The errors are those of Replay.
func WalkOf(sys *System, saved *traces.Trace) (w *Walk, first int, err error) {
	if err := replayable(saved); err != nil {
		return nil, 0, err
	}
	if saved.Meta.PropertyKind == traces.KindGoal {
		sys, err = sys.towards(saved.Meta.Property)
	} else {
		if k := saved.Meta.PropertyKind; saved.Meta.Property != "" && (k == kindInvariant || k == kindAction) {
			if _, err := sys.Select([]string{saved.Meta.Property}); err != nil {
				return nil, 0, err
			}
		}
		sys, err = sys.Select(saved.Meta.Properties)
	}
	if err != nil {
		return nil, 0, err
	}
	from, err := prefixOf(saved)
	if err != nil {
		return nil, 0, err
	}
	if from != nil {
		first = from.Trace.Steps()
	}
	w, err = NewWalkFrom(sys, from)
	return w, first, err
}

// replayable reports why a trace cannot be replayed on a protocol.
func replayable(saved *traces.Trace) error {
	switch saved.Meta.Kind {
	case traces.KindProtocol:
	case traces.KindTLA:
		return fmt.Errorf("the trace is of a TLA+ spec; one of a protocol is needed")
	default:
		return fmt.Errorf("the trace does not say that it is of a protocol (another tool's, perhaps); one that Synod saved is needed")
	}
	if len(saved.States) == 0 {
		return fmt.Errorf("the trace has no states")
	}
	for i, s := range saved.States[1:] {
		if s.Step == nil {
			return fmt.Errorf("the trace does not say which step led to its state %d", i+1)
		}
	}
	return nil
}

// startAs starts the walk in the initial state that equals the saved one. If
// there is none, it says how the one that comes nearest departs.
func (w *Walk) startAs(saved traces.State) *Departure {
	nearest, fewest := 0, -1
	for i := range w.Initial() {
		w.Start(i)
		changes := len(traces.Diff(w.part(saved).Vars, w.part(w.State()).Vars))
		if changes == 0 {
			return nil
		}
		if fewest < 0 || changes < fewest {
			nearest, fewest = i, changes
		}
	}
	w.Start(nearest)
	return departure(w.part(saved), w.part(w.State()))
}

// part is what is compared of a state: everything, or in a loose walk what the
// nodes and the network are.
func (w *Walk) part(s traces.State) traces.State {
	if !w.loose {
		return s
	}
	var kept traces.Record
	for _, f := range s.Vars {
		if f.Name == varNodes || f.Name == varNetwork {
			kept = append(kept, f)
		}
	}
	return traces.State{Vars: kept, Step: s.Step}
}

// follow takes the saved step. When several enabled steps look like it, it
// takes the one that leads to the saved state.
func (w *Walk) follow(saved traces.State) *Departure {
	enabled := w.Enabled()
	var first *Departure
	for i := range enabled {
		if unlike(saved.Step, &enabled[i]) > 0 {
			continue
		}
		w.Take(i)
		d := departure(w.part(saved), w.part(w.State()))
		if d == nil {
			return nil
		}
		if first == nil {
			first = d
		}
		w.Back()
	}
	if first != nil {
		return first
	}
	return &Departure{
		NotEnabled: true,
		Saved:      *saved.Step,
		Why:        whyNotEnabled(*saved.Step, w.State().Vars),
		Nearest:    nearest(saved.Step, enabled),
	}
}

// departure compares a saved state, and what the step to it did, with the live
// ones.
func departure(saved, live traces.State) *Departure {
	if saved.Step != nil && live.Step != nil {
		a, b := deeds(saved.Step), deeds(live.Step)
		if changes := traces.Diff(a, b); len(changes) > 0 {
			c := changes[0]
			return &Departure{Field: c.Path, SavedValue: valueText(c.Before), LiveValue: valueText(c.After)}
		}
	}
	path, before, after, found := traces.Departure(saved, live)
	if !found {
		return nil
	}
	return &Departure{Field: path, SavedValue: valueText(before), LiveValue: valueText(after)}
}

// deeds is what a step did, as a value.
func deeds(s *traces.Step) traces.Record {
	sent, recorded := traces.Seq{}, traces.Seq{}
	for _, p := range s.Sent {
		sent = append(sent, traces.Record{
			{Name: "from", Value: traces.NewStr(p.From)}, {Name: "to", Value: traces.NewStr(p.To)},
			{Name: "name", Value: traces.NewStr(p.Name)}, {Name: "message", Value: p.Message},
		})
	}
	for _, e := range s.Recorded {
		recorded = append(recorded, traces.Record{
			{Name: "node", Value: traces.NewStr(e.Node)},
			{Name: "name", Value: traces.NewStr(e.Name)}, {Name: "value", Value: e.Value},
		})
	}
	return traces.Record{{Name: "sent", Value: sent}, {Name: "recorded", Value: recorded}}
}

func valueText(v traces.Value) string {
	if v == nil {
		return "none"
	}
	return v.String()
}

// unlike says how little two steps resemble each other: 0 is the same step.
// What the steps did is left out.
func unlike(a, b *traces.Step) int {
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
		{1, traces.Equal(a.Message, b.Message)},
		{1, slices.Equal(a.Choices, b.Choices)},
		{1, traces.Equal(a.Args, b.Args)},
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
func nearest(step *traces.Step, enabled []traces.Step) []traces.Step {
	list := slices.Clone(enabled)
	slices.SortStableFunc(list, func(a, b traces.Step) int { return cmp.Compare(unlike(step, &a), unlike(step, &b)) })
	return list[:min(len(list), maxNearest)]
}

// whyNotEnabled says what in the state stands against a step, if the state
// shows it.
func whyNotEnabled(step traces.Step, vars traces.Record) string {
	nodes, _ := vars.Get(varNodes)
	isUp := func(name string) (up, found bool) {
		all, _ := nodes.(traces.Record)
		v, found := all.Get(name)
		fields, _ := v.(traces.Record)
		u, _ := fields.Get("up")
		return traces.Equal(u, traces.Bool(true)), found
	}
	if step.Node != "" {
		up, found := isUp(step.Node)
		switch {
		case !found:
			return fmt.Sprintf("there is no node %q", step.Node)
		case step.Kind == traces.StepRestart && up:
			return step.Node + " is up"
		case step.Kind != traces.StepRestart && !up:
			return step.Node + " is down"
		}
	}
	switch step.Kind {
	case traces.StepDeliver, traces.StepDrop, traces.StepDuplicate:
		if !inFlight(step, vars) {
			return "no such message is in flight"
		}
		return "the message is in flight, but to deliver it would change nothing, it is not its turn, or a budget is spent"
	case traces.StepTimeout:
		if !timerSet(step, nodes) {
			return fmt.Sprintf("timer %s is not set at %s", step.Name, step.Node)
		}
		return "the timer is set, but it would change nothing, or its budget is spent"
	case traces.StepCrash, traces.StepPartition:
		return "its budget is spent"
	case traces.StepHeal:
		return "there is no cut"
	case traces.StepInvoke:
		return "the client is not idle, has another operation next, or has none left"
	}
	return "no such step can be taken here"
}

func inFlight(step traces.Step, vars traces.Record) bool {
	network, _ := vars.Get(varNetwork)
	list, _ := network.(traces.Seq)
	return slices.ContainsFunc(list, func(v traces.Value) bool {
		r, _ := v.(traces.Record)
		is := func(name string, want traces.Value) bool {
			got, _ := r.Get(name)
			return traces.Equal(got, want)
		}
		return is("from", traces.NewStr(step.From)) && is("to", traces.NewStr(step.To)) &&
			is("name", traces.NewStr(step.Name)) && is("message", step.Message)
	})
}

func timerSet(step traces.Step, nodes traces.Value) bool {
	all, _ := nodes.(traces.Record)
	v, _ := all.Get(step.Node)
	fields, _ := v.(traces.Record)
	timers, _ := fields.Get("timers")
	set, _ := timers.(traces.Set)
	return slices.ContainsFunc(set, func(t traces.Value) bool { return traces.Equal(t, traces.NewStr(step.Name)) })
}

// again returns the finding that a run was saved for: the one with the same
// text, or else the first one of the same property.
func again(found []traces.Finding, meta traces.Meta) *traces.Finding {
	if meta.Property == "" {
		return nil
	}
	var same *traces.Finding
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
