package cmd

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// What the tests from outside need to know besides what is exported.
const (
	IssuesURL      = issuesURL
	DebugEnv       = debugEnv
	CompletionFlag = completionFlag
)

// LiveRun is a live run that says of what it is one.
type LiveRun = liveRun

// First is where in the saved run the live one begins.
func (l *liveRun) First() int { return l.first }

// LiveOf opens the system that a saved run is a run of.
func LiveOf(ps []*model.Protocol, saved *traces.Trace) (*LiveRun, error) {
	return protocols(ps).liveOf(saved)
}

// Confirmed takes the steps of a saved run again, and reports whether all is as it says.
func Confirmed(ps []*model.Protocol, saved *traces.Trace) (bool, error) {
	_, r, err := protocols(ps).replayed(saved)
	return err == nil && confirmed(saved, r), err
}
