package primarybackup

import (
	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

var allClientsDone = keyvalue.AllClientsDone[*Client]()

var doneOrNoViewServer = model.Goal{
	Name: "done-or-no-view-server",
	Doc:  "All clients have the answers to all their operations, or the view server has stopped.",
	Check: model.Global(func(s *model.State) model.Reached {
		for _, v := range model.Views[*ViewServer](s) {
			if v.Node.Stopped {
				return model.ReachedIf(true, "%s has stopped", v.Name)
			}
		}
		for _, c := range model.Views[*Client](s) {
			if !c.Node.Done() {
				return model.NotReached
			}
		}
		return model.ReachedIf(true, "all clients have all their answers")
	}),
}

// clientsAnswered assumes of all timers that they fire, but for what is a fault.
var clientsAnswered = model.Property{
	Name:   "clients-answered",
	Doc:    "Every client eventually has the answers to all its operations.",
	Source: dslabs + ", Part 2",
	Live:   temporal.Eventually(allClientsDone.Name).Under(temporal.Messages, temporal.Invocations, temporal.Timers),
	Asked:  true,
}

// answeredWhileUp is the promise with the assumption under which it holds: the view server
// checks for pings only when those that are on their way have come.
var answeredWhileUp = model.Property{
	Name:   "answered-while-up",
	Doc:    "When from some point on nobody fails, and no ping check overtakes a ping, every client eventually has all its answers.",
	Source: dslabs + ", Part 2",
	Live:   clientsAnswered.Live.Assuming("leader=" + viewServerPrefix).With(map[string]any{"servers": 2, "clients": 1}),
	Asked:  true,
}

// answersPossible asks for less: that no step but a new fault stands in the way.
var answersPossible = model.Property{
	Name:   "answers-possible",
	Doc:    "While the view server is up, it stays possible that every client gets all its answers.",
	Source: dslabs + ", Part 1",
	Live:   temporal.Possible(doneOrNoViewServer.Name),
	Asked:  true,
}

var claims = []temporal.Claim{
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "The system makes no progress while the view server is down.",
		Source: dslabs + ", Overview: the view server is a single point of failure; " + mit,
		With:   map[string]any{"servers": 2, "clients": 1, "stops": 1},
	},
	{
		Property: answeredWhileUp.Name, Verdict: temporal.Holds,
		Text:   "While the servers and the view server are up, and pings arrive in time, every client is answered.",
		Source: dslabs + ", Part 2",
	},
	{
		Property: answersPossible.Name, Verdict: temporal.Violated,
		Text:   "The system is stuck if a primary fails before it has acknowledged its view.",
		Source: dslabs + ", Part 1: the view service must not change the view until the primary acknowledges, even if it thinks that the primary has died",
		With:   map[string]any{"servers": 2, "clients": 1, "stops": 1, "checks": unbounded},
	},
	{
		Property: answersPossible.Name, Verdict: temporal.Holds,
		Text:   "While nobody fails, it stays possible that every client gets its answers, whatever the view server suspects.",
		Source: dslabs + ", Part 2",
		With:   map[string]any{"servers": 2, "clients": 1},
	},
}
