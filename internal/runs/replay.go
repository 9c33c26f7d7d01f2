package runs

import (
	"fmt"

	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// Replay takes the steps of a saved run again, on the code as it is now: the
// initial state must be the saved one, every step enabled, and the state after
// it the saved one. It stops at the first departure. At the end it judges the
// properties that the saved run was judged by.
//
// The error says why the run cannot be compared at all: it is not one of a
// protocol, its steps are not known, or it names a property that the system
// does not have.
func Replay(sys *model.System, saved *traces.Trace) (*traces.Replayed, error) {
	w, first, err := Of(sys, saved)
	if err != nil {
		return nil, err
	}
	var r *traces.Replayed
	if err := w.Do(func() { r = traces.Replay(w, saved, first) }); err != nil {
		return nil, err
	}
	return r, nil
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
		if k := saved.Meta.PropertyKind; saved.Meta.Property != "" && (k == system.KindInvariant || k == system.KindAction) {
			if _, err := sys.Select([]string{saved.Meta.Property}); err != nil {
				return nil, 0, err
			}
		}
		sys, err = sys.Select(saved.Meta.Properties)
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
