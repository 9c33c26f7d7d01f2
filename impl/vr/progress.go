package vr

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

var progress = temporal.Messages.And(temporal.Timers).And(temporal.Restarts).And(temporal.Invocations)

// byDifference are settings under which views may grow for ever, and the space is finite all
// the same.
func byDifference(changes ...int) map[string]any {
	return map[string]any{
		"scripts": "a", "changes": changes, "spread": 1, "commits": 0, "recoveries": []int{0}, "retries": unbounded, "crashes": 0,
	}
}

var requestsAnswered = model.Property{
	Name:   "requests-answered",
	Doc:    "A request that a client has sent to all replicas is eventually answered.",
	Source: paper + ", Section 8.1",
	Live:   temporal.LeadsTo("asked-all", "all-answered").Under(progress).With(byDifference(0, unbounded)),
	Asked:  true,
}

var timelySettings = map[string]any{
	"scripts": "a", "changes": []int{0, 1}, "spread": 1, "commits": 0, "recoveries": []int{0}, "retries": unbounded,
	"crashes": 1, "crash-stop": true,
}

// timelyAnswered is the promise with the assumption under which it holds.
var timelyAnswered = model.Property{
	Name:   "timely-answered",
	Doc:    "When from some point on nothing goes wrong, and no time-out comes before what is on its way, a request that a client has sent to all replicas is eventually answered.",
	Source: paper + ", Section 8.1: liveness",
	Live:   temporal.LeadsTo("asked-all", "all-answered").Under(progress).Assuming("leader=C").With(timelySettings),
	Asked:  true,
}

func clientDone(v model.View[*Client]) model.Reached {
	return model.ReachedIf(v.Node.Done(), "%s has all its answers", v.Name)
}
