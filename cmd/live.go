package cmd

import (
	"slices"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/traces"
)

// liveRun is a live system of which this program saves runs.
type liveRun struct {
	traces.Live
	// first is where in the saved run the live one begins: at its end, a search
	// can have started from another run.
	first int
}

// Trace is the run so far, with its beginning in another run if it has one.
func (l *liveRun) Trace() *traces.Trace {
	t := l.Live.Trace()
	t.Meta.Tool = toolVersion()
	return t
}

// Replay takes the steps of a saved run again.
func (l *liveRun) Replay(saved *traces.Trace) (*traces.Replayed, error) {
	if w, ok := l.Live.(traces.Replayer); ok {
		return w.Replay(saved)
	}
	return traces.Replay(l, saved, l.first), nil
}

// Unwrap returns the live system itself.
func (l *liveRun) Unwrap() traces.Live { return l.Live }

// liveOf opens the system that a saved run is a run of.
func (ps protocols) liveOf(saved *traces.Trace) (*liveRun, error) {
	if saved.Meta.Kind == traces.KindTLA {
		w, err := check.WalkOf(saved)
		if err != nil {
			return nil, err
		}
		return &liveRun{w, 0}, nil
	}
	if saved.Meta.PropertyKind == system.Conformance {
		return ps.conformingOf(saved)
	}
	sys, err := ps.systemOf(saved)
	if err != nil {
		return nil, err
	}
	w, first, err := runs.Of(sys, saved)
	if err != nil {
		return nil, err
	}
	return &liveRun{w, first}, nil
}

// conforming is a walk whose steps are judged by a spec as well.
type conforming struct {
	*runs.Run
	checker *conform.Checker
	first   int
}

// Replay takes the steps of a saved run again, judged by the spec as well.
func (c *conforming) Replay(saved *traces.Trace) (*traces.Replayed, error) {
	return traces.Replay(c, saved, c.first), nil
}

// conformingOf opens the code of a run that departs from a spec.
func (ps protocols) conformingOf(saved *traces.Trace) (*liveRun, error) {
	c, err := ps.conformanceOf(saved)
	if err != nil {
		return nil, err
	}
	w, first, err := runs.Of(c.System, saved)
	if err != nil {
		return nil, err
	}
	return &liveRun{&conforming{w, c, first}, first}, nil
}

// Broken is what the walk finds, and the departure from the spec, if the last step
// is one. A state that the spec cannot judge is no departure.
func (c *conforming) Broken() []traces.Finding {
	list := slices.Clone(c.Run.Broken())
	if f, err := c.checker.Replay(c.Run.Trace()); f != nil && err == nil {
		f.ByStep = c.Len() > 0
		list = append(list, *f)
	}
	return list
}

// Trace says of the run also that it is one of code that is held against its spec,
// whose system has no properties.
func (c *conforming) Trace() *traces.Trace {
	t := c.Run.Trace()
	t.Meta.PropertyKind = system.Conformance
	if broken := c.Broken(); len(broken) > 0 {
		t.Meta.Breaks(&broken[0])
	}
	return t
}
