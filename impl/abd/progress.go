package abd

import (
	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

const paper = "Attiya, Bar-Noy and Dolev, Sharing Memory Robustly in Message-Passing Systems"

// answered is reached when no server that is up owes a client an answer. (Here a server
// runs the operations of clients, and takes them with it when it crashes.)
var answered = model.Goal{
	Name: "all-answered",
	Doc:  "Each client has all its answers, or waits for a server that has crashed.",
	Check: model.Global(func(s *model.State) model.Reached {
		up := map[model.NodeID]bool{}
		servers := 0
		for _, n := range model.Views[*Server](s) {
			up[n.ID] = n.Up
			servers++
		}
		for _, n := range model.Views[*register.Client](s) {
			if c := n.Node; !c.Done() && up[c.ServerOf(n.ID, servers)] {
				return model.NotReached
			}
		}
		return model.ReachedIf(true, "no client waits for a server that is up")
	}),
}

// returned is the promise of the paper: no timing is assumed, and no operation waits for a
// server that may be down.
var returned = model.Property{
	Name:   "operations-return",
	Doc:    "Every operation at a server that stays up eventually returns.",
	Source: paper + ", Section 1: as long as a majority of the processors are not faulty",
	Live:   temporal.Eventually(answered.Name).Under(temporal.Messages),
	Asked:  true,
}

var claims = []temporal.Claim{
	{
		Property: returned.Name, Verdict: temporal.Holds,
		Text:   "With a majority of the servers up, every operation returns, if only messages arrive.",
		Source: paper + ", Section 1",
		With:   map[string]any{"servers": 3, "clients": 1, "crashes": 1},
	},
	{
		Property: returned.Name, Verdict: temporal.Violated,
		Text:   "Without a majority operations wait for ever.",
		Source: paper + ", Section 1: no fault-tolerant emulation is possible if half of the processors may fail",
		With:   map[string]any{"servers": 3, "clients": 1, "crashes": 2},
	},
	{
		Property: returned.Name, Verdict: temporal.Violated,
		Text:   "An operation does not return if its messages never arrive.",
		Source: paper + ", Section 2: messages are delivered eventually",
		With:   map[string]any{"clients": 1},
		Fair:   temporal.Given(temporal.None),
	},
}
