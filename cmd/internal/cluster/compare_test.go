package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/tla/validate"
)

func TestCompare(t *testing.T) {
	model := &conform.Abstraction{
		Report: &conform.Report{Spec: "MCToy", Actions: []conform.ActionCount{{Name: "MCUp", Steps: 7}, {Name: "MCDown", Steps: 5}, {Name: "MCStay"}}},
		States: map[string]bool{"low": true, "high": true, "middle": true},
		Steps:  map[conform.AbstractStep]bool{{Before: "low", Action: "MCUp", After: "high"}: true, {Before: "high", Action: "MCDown", After: "low"}: true},
	}
	got := compare(model, []validate.Taken{
		{State: "low"},
		{Action: "TraceUp", State: "high"},
		{Action: "TraceUseless", State: "high"}, // no step of the spec
		{Action: "TraceUp", State: "top"},       // beyond the bounds
		{Action: "TraceUp", State: "top"},
		{Action: "TraceUp", State: "top"}, // once is enough
		{Action: "TraceStay", State: "low"},
		{Action: "TraceUp", State: "high"},
	})
	require.Equal(t, []report.ComparedAction{{Name: "Up", Model: 7, Live: 5}, {Name: "Down", Model: 5}, {Name: "Stay", Live: 1}}, got.Actions)
	require.Equal(t, []report.AbstractStep{
		{Action: "Stay", Before: "top", After: "low"},
		{Action: "Up", Before: "high", After: "top"},
		{Action: "Up", Before: "top", After: "top"},
	}, got.Beyond)
	require.Equal(t, [3]int{3, 2, 1}, [3]int{got.States, got.StatesSeen, got.StatesBeyond})
	require.Equal(t, [2]int{2, 1}, [2]int{got.Steps, got.StepsSeen})
	require.Empty(t, got.Empty())

	got = compare(model, []validate.Taken{{State: "low"}, {Action: "LogUp", State: "high"}, {Action: "LogDown", State: "low"}})
	require.Contains(t, got.Empty(), "the comparison with MCToy says nothing: no event of the run took one of its actions")
	model.Steps = nil
	require.Equal(t, "the run is compared with nothing: no step of MCToy was visited", compare(model, nil).Empty())
}
