package ftvm

import (
	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

var allClientsDone = keyvalue.AllClientsDone[*Client]()

// fair is what clientsAnswered assumes, besides heartbeats: machines run, and clients ask
// again.
var fair = temporal.Messages.And(temporal.Invocations).And(temporal.Timers)

var clientsAnswered = model.Property{
	Name:   "clients-answered",
	Doc:    "Every client eventually has the answers to all its operations.",
	Source: paper + ", Section 2.3",
	Live: temporal.Eventually(allClientsDone.Name).Under(fair, temporal.Detectors).With(map[string]any{
		"servers": 2, "scripts": "append;get", "retries": unbounded, "mistakes": 0,
	}),
	Asked: true,
}

var claims = []temporal.Claim{
	{
		Property: clientsAnswered.Name, Verdict: temporal.Holds,
		Text:   "Whichever server of a pair fails, every client is answered.",
		Source: paper + ", Section 2.3: detecting and responding to failure",
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Holds,
		Text:   "So it is when no server fails, and one is suspected by mistake: one of the two goes live.",
		Source: paper + ", Section 2.3: split-brain problems",
		With:   map[string]any{"crashes": 0, "mistakes": 2, "clients": 1, "scripts": "append,get"},
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Holds,
		Text:   "A server that cannot reach the shared storage waits until it can: no cut of a link does harm when it heals.",
		Source: paper + ", Section 2.3: if the VM cannot access the shared storage",
		With:   map[string]any{"links": 1, "clients": 1, "scripts": "append"},
		Fair:   temporal.Given(fair.And(temporal.Detectors).And(temporal.Heals)),
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "A server that is suspected by mistake counts as one that fails: when the other one fails, too, nobody is left.",
		Source: paper + ", Section 2.3: a virtual machine that finds the flag set halts itself",
		With:   map[string]any{"mistakes": 1, "clients": 1, "scripts": "append,get"},
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "A new backup does not help against a second failure that comes before it has the copy.",
		Source: paper + ", Section 3.1: redundancy is restored within minutes",
		With:   map[string]any{"servers": 3, "crashes": 2, "scripts": "append", "clients": 1},
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "Without heartbeats nobody takes over.",
		Source: paper + ", Section 2.3: heartbeats and the traffic on the logging channel are monitored",
		Fair:   &fair,
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "An output that was lost with the primary is not sent again, if its client does not ask again.",
		Source: paper + ", Section 2.2: the network infrastructure, such as TCP, deals with lost packets",
		With:   map[string]any{"retries": 0},
	},
}
