package chain

import (
	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

var allClientsDone = keyvalue.AllClientsDone[*Client]()

// fair is what clientsAnswered assumes: clients ask again, and the master is told of
// failures.
var fair = temporal.Messages.And(temporal.Invocations).And(temporal.Timers)

var clientsAnswered = model.Property{
	Name:   "clients-answered",
	Doc:    "Every client eventually has the answers to all its operations, while one server of the chain is up.",
	Source: paper + ", Section 3.1",
	Live:   temporal.Eventually(allClientsDone.Name).Under(fair, temporal.Detectors).With(map[string]any{"scripts": "append;get"}),
	Asked:  true,
}

var claims = []temporal.Claim{
	{
		Property: clientsAnswered.Name, Verdict: temporal.Holds,
		Text:   "Whichever server fails, or joins, every client is answered.",
		Source: paper + ", Section 3.1: coping with server failures",
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Holds,
		Text:   "So it is with apportioned queries.",
		Source: craq + ", Section 2.3",
		With:   map[string]any{"queries": queriesApportioned, "clients": 1, "scripts": "append,get"},
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "Nobody is answered any more when all servers of the chain have failed.",
		Source: paper + ", Section 3: as many as t-1 of t servers can fail without compromising availability",
		With:   map[string]any{"servers": 2, "crashes": 2},
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "Clients ask a server that has failed for ever, if the master is not told so.",
		Source: paper + ", Section 3: a server's halted state can be detected by the environment",
		Fair:   &fair,
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "A request to a server that fails is lost, if its client does not ask again.",
		Source: paper + ", Section 2: a client that has no reply sends its request again",
		With:   map[string]any{"retries": 0},
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "It does not help to ask again for an update that is lost between two servers.",
		Source: paper + ", Section 3: a reliable FIFO link to the next element of the chain",
		With:   map[string]any{"servers": 2, "crashes": 0, "drops": 1},
	},
}
