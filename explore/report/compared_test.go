package report_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore/report"
)

// What a part of a model has not may stand in the rest of it.
func TestComparisonWithAPartOfAModel(t *testing.T) {
	text := func(complete bool) string {
		r := &report.Report{Command: report.LiveCluster, Verdict: report.Holds, Cluster: &report.Cluster{Compared: &report.Compared{
			Model: "MCToy", Bounds: []string{"ups"}, Complete: complete,
			Actions: []report.ComparedAction{{Name: "Up", Model: 7, Live: 2}, {Name: "Down", Live: 1}, {Name: "Stay", Model: 3}},
			States:  4, StatesSeen: 1, StatesBeyond: 2, Steps: 5, StepsSeen: 1,
			Beyond: []report.AbstractStep{{Action: "Up", Before: "low", After: "top"}},
		}}}
		var b bytes.Buffer
		require.NoError(t, r.Text(&b, report.TextOptions{Self: "explore"}))
		_, compared, found := bytes.Cut(b.Bytes(), []byte("steps by the action of the spec"))
		require.True(t, found)
		return string(compared)
	}
	require.Contains(t, text(true), `, in the model MCToy (all of it) and in the run
  Up             7           2
  Down           0           1  never in the model: its bounds and settings leave it out
  Stay           3           0
  never taken in the run: Stay

abstract states and steps (Abstract in the spec)
  of the model's 4 states the run saw 1 (25.0 %), and 2 that the model has not
  of the model's 5 steps the run took 1 (20.0 %), and 1 that the model has not
    Up: 1 step
  one of these: Up
    from  low
    to    top
  the model is bounded by: ups
`)
	part := text(false)
	require.Contains(t, part, ", in the model MCToy (a part of it) and in the run\n")
	require.Contains(t, part, "  Down           0           1  never in this part\n")
	require.Contains(t, part, "of the model's 4 states the run saw 1 (25.0 %), and 2 that this part has not\n")
	require.Contains(t, part, "of the model's 5 steps the run took 1 (20.0 %), and 1 that this part has not\n")
}
