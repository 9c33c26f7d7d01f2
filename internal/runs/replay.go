package runs

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
)

// Replay takes the steps of a saved run again, on the code as it is now: the
// initial state must be the saved one, every step enabled, and the state after
// it the saved one. It stops at the first departure. At the end it judges the
// properties that the saved run was judged by; a run without end goes once more round
// its loop.
//
// The error says why the run cannot be compared at all: it is not one of a
// protocol, its steps are not known, or it names a property that the system
// does not have.
func Replay(sys *model.System, saved *traces.Trace) (*traces.Replayed, error) {
	w, _, err := Of(sys, saved)
	if err != nil {
		return nil, err
	}
	return w.Replay(saved)
}

// Replay is the function Replay, on a run that Of made of the saved one.
func (r *Run) Replay(saved *traces.Trace) (replayed *traces.Replayed, err error) {
	first := 0
	if o := r.sp.Sys.Origin; o != nil {
		first = o.Steps()
	}
	err = r.Do(func() {
		if replayed = traces.Replay(r, saved.Closed(), first); replayed.Departure != nil {
			return
		}
		switch {
		case saved.Loop != traces.NoLoop:
			r.closeAgain(replayed, saved, first)
		case saved.Meta.PropertyKind == traces.KindLost:
			r.loseAgain(replayed, saved)
		}
	})
	return replayed, err
}

// closeAgain judges a run that was followed to its end, the way back included, as one
// without end.
func (r *Run) closeAgain(replayed *traces.Replayed, saved *traces.Trace, first int) {
	var e *traces.Ending
	if saved.Back == nil {
		e = r.Endless(saved.Loop-first, nil)
	} else {
		e = r.Round(saved.Loop - first)
	}
	if e == nil || e.UpTo != saved.Meta.UpTo {
		step := saved.Steps() + 1
		if saved.Back != nil {
			step = saved.Closed().Steps()
		}
		replayed.Confirmed = step - 1
		replayed.Departure = &traces.Departure{Step: step, NoWayBack: true, Loop: saved.Loop, UpTo: saved.Meta.UpTo}
		return
	}
	replayed.Judge(append(replayed.Broken, e.Broken...), saved)
	replayed.Why = e.Why[saved.Meta.Property]
}

// named reports whether a saved run is of a property, which the system must have.
func named(m *traces.Meta) bool {
	switch m.PropertyKind {
	case system.KindInvariant, system.KindAction, traces.KindTemporal, traces.KindLost:
		return m.Property != ""
	}
	return false
}

// asSaved returns the system with the fairness that a saved run assumes in the property
// that it breaks.
func asSaved(sys *model.System, m *traces.Meta) (*model.System, error) {
	if m.PropertyKind != traces.KindTemporal || m.Fair == "" {
		return sys, nil
	}
	return WithFairness(sys, m.Property, m.Fair)
}

// Fairness reads what a saved run assumes to be fair.
func Fairness(words string) (temporal.Fairness, error) {
	fair, err := temporal.ParseFairness(words)
	if err != nil {
		return fair, fmt.Errorf("what the run assumes to be fair: %w", err)
	}
	return fair, nil
}

// WithFairness returns the system with another fairness, in words, in one property. The
// error says that the property is not about whole runs, or what is wrong with the words.
func WithFairness(sys *model.System, property, words string) (*model.System, error) {
	fair, err := Fairness(words)
	if err != nil {
		return nil, err
	}
	out := *sys
	out.Properties = slices.Clone(sys.Properties)
	for i := range out.Properties {
		p := &out.Properties[i]
		if p.Name != property {
			continue
		}
		if p.Live.Kind == 0 || p.Live.Kind == temporal.IsPossible {
			return nil, fmt.Errorf("property %s is not one that a run without end breaks", p.Name)
		}
		p.Live.Fair = fair
	}
	return &out, nil
}

// Of starts a run in the system that a saved run is a run of, with the
// properties that the run was judged by. When the search that found the run
// began at the end of another one, the run starts there, after the first steps
// of the saved run; otherwise first is 0. The errors are those of Replay.
func Of(sys *model.System, saved *traces.Trace) (w *Run, first int, err error) {
	if err := replayable(saved); err != nil {
		return nil, 0, err
	}
	goal := ""
	if saved.Meta.PropertyKind == traces.KindGoal {
		goal = saved.Meta.Property
		if goal == "" && len(saved.Meta.Properties) == 1 { // it is not reached
			goal = saved.Meta.Properties[0]
		}
	} else {
		if named(&saved.Meta) {
			if _, err := sys.Select([]string{saved.Meta.Property}); err != nil {
				return nil, 0, err
			}
		}
		names := saved.Meta.Properties
		if named(&saved.Meta) && len(names) > 0 && !slices.Contains(names, saved.Meta.Property) {
			names = append(slices.Clone(names), saved.Meta.Property)
		}
		sys, err = sys.Select(names)
		if err == nil {
			sys, err = asSaved(sys, &saved.Meta)
		}
	}
	if err != nil {
		return nil, 0, err
	}
	assuming := *sys
	assuming.Assume = saved.Meta.Extra[system.MetaAssumed]
	sys = &assuming
	from, err := prefixOf(saved)
	if err != nil {
		return nil, 0, err
	}
	if from != nil {
		first = from.Trace.Steps()
	}
	w, err = newRun(sys, from, goal)
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
	return saved.Retakeable()
}
