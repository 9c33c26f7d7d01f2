package vr

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// progress is what is assumed to be fair: messages arrive, timers fire at last, and a replica
// that is down comes back.
var progress = temporal.Messages.And(temporal.Timers).And(temporal.Restarts).And(temporal.Invocations)

// byDifference are settings under which views may grow for ever, and the space is finite
// all the same.
func byDifference(named map[string]any) map[string]any {
	return with(map[string]any{"scripts": "a", "spread": 1, "retries": unbounded}, named)
}

// requestsAnswered is what cannot be promised without an assumption about time: view changes
// can chase each other for ever.
var requestsAnswered = model.Property{
	Name:   "requests-answered",
	Doc:    "A request that its client has sent to all replicas is eventually answered.",
	Source: paper + ", Section 8.1: liveness",
	Live: temporal.LeadsTo("asked-all", "all-answered").Under(progress).
		With(byDifference(map[string]any{"changes": []int{0, unbounded}})),
	Asked: true,
}

// oneFails are settings in which one replica may fail for ever, and any number of view
// changes follow on stabilisation.
var oneFails = byDifference(map[string]any{"changes": []int{0, 1}, "crashes": 1, "crash-stop": true})

// leaderAnswers is the promise with the assumption under which it holds.
var leaderAnswers = model.Property{
	Name:   "leader-answers",
	Doc:    "When from some point on one replica alone changes views, and waits for what is on its way, a request that its client has sent to all replicas is eventually answered.",
	Source: paper + ", Section 8.1: liveness",
	Live:   temporal.LeadsTo("asked-all", "all-answered").Under(progress).Assuming("leader=S").With(oneFails),
	Asked:  true,
}

// answersPossible asks for less: that no step but a new fault stands in the way.
var answersPossible = model.Property{
	Name:   "answers-possible",
	Doc:    "It stays possible that every client gets all its answers.",
	Source: paper + ", Section 8.1: liveness; Section 8.2",
	Live: temporal.Possible("all-clients-done").
		With(byDifference(map[string]any{"changes": []int{0, unbounded}})),
	Asked: true,
}

var claims = []temporal.Claim{
	{
		Property: requestsAnswered.Name, Verdict: temporal.Violated,
		Text:   "A replica that does not wait long enough can change views for ever, each time before the request is committed.",
		Source: paper + ", Section 8.1: liveness",
	},
	{
		Property: leaderAnswers.Name, Verdict: temporal.Holds,
		Text:   "With f+1 replicas up, and one that changes views when nothing goes on, every request is answered.",
		Source: paper + ", Section 8.1: liveness",
	},
	{
		Property: leaderAnswers.Name, Verdict: temporal.Holds,
		Text:   "It is enough that nobody's time-out overtakes what is on its way: any replica may then change views.",
		Source: paper + ", Section 8.1: liveness",
		Assume: temporal.Given("leader=C"),
	},
	{
		Property: leaderAnswers.Name, Verdict: temporal.Violated,
		Text:   "It is not enough that one replica alone changes views if that one has still to recover: it waits for a view that the others do not start.",
		Source: paper + ", Section 4.3: a replica answers only when its status is normal",
		With:   map[string]any{"crash-stop": false},
	},
	{
		Property: answersPossible.Name, Verdict: temporal.Holds,
		Text:   "While nobody fails, it stays possible that every request is answered, whatever views there are.",
		Source: paper + ", Section 8.1: liveness",
	},
	{
		Property: answersPossible.Name, Verdict: temporal.Violated,
		Text:   "When more than f replicas have crashed, all is lost, although they come back: none of them can recover.",
		Source: paper + ", Section 4.3: f+1 answers from replicas whose status is normal; " + vanlightly + ", part 5",
		With:   map[string]any{"changes": []int{0, 1}, "crashes": 2},
	},
}
