package search

import (
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/place"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/traces"
)

// placesOf returns where the code stands that a finding is about: the check of the
// property, then the handler that took the last step of the run.
func (s *spaces) placesOf(about system.Finding, t *traces.Trace) (places []report.Place) {
	add := func(at place.Place) {
		if at != (place.Place{}) {
			places = append(places, report.Place{File: at.File, Line: at.Line})
		}
	}
	if about.Property >= 0 {
		add(place.OfFunc(s.Questions[about.Property].Form.Func))
	}
	last := t.States[t.Steps()].Step
	if last == nil {
		return places
	}
	call, ok := calls[last.Kind]
	for i, kind := range s.Handlers.Kinds {
		if ok && s.Names[i+1] == last.Node {
			add(kind.Place(call))
		}
	}
	return places
}

// calls are the handlers that take the steps of each kind.
var calls = map[string]node.Call{
	traces.StepDeliver: node.Receive, traces.StepTimeout: node.Timeout, traces.StepInvoke: node.Invoke,
	traces.StepRestart: node.Start, traces.StepStart: node.Start,
	traces.StepSuspect: node.Suspect, traces.StepTrust: node.Trust,
}
