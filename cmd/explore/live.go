package main

import (
	"maps"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
)

// liveRun is a live system whose runs say what they are runs of, so that they
// can be saved and opened again.
type liveRun struct {
	traces.Live
	meta traces.Meta
	// first is where in the saved run the live one begins: at its end, a search
	// can have started from another run.
	first int
}

// Trace is the run so far, with its beginning in another run if it has one.
func (l *liveRun) Trace() *traces.Trace {
	t := l.Live.Trace()
	m := t.Meta
	m.Tool, m.Protocol, m.Mutant, m.Source = toolVersion(), l.meta.Protocol, l.meta.Mutant, l.meta.Source
	m.Settings = maps.Clone(l.meta.Settings)
	t.Meta = m
	return t
}

// liveOf opens the system that a saved run is a run of.
func liveOf(saved *traces.Trace) (*liveRun, error) {
	if saved.Meta.Kind == traces.KindTLA {
		w, err := check.WalkOf(saved)
		if err != nil {
			return nil, err
		}
		return &liveRun{w, saved.Meta, 0}, nil
	}
	sys, err := systemOf(saved)
	if err != nil {
		return nil, err
	}
	w, first, err := model.WalkOf(sys, saved)
	if err != nil {
		return nil, err
	}
	return &liveRun{w, saved.Meta, first}, nil
}
