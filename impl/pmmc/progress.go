package pmmc

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// progress is what is assumed to be fair: messages arrive, timers fire at last, and a server
// that is down comes back.
var progress = temporal.Messages.And(temporal.Timers).And(temporal.Restarts).And(temporal.Invocations)

// byDifference are settings under which ballots may grow for ever, and the space is finite
// all the same: one command of one client, and two servers, which both lead.
var byDifference = map[string]any{
	"servers": 2, "clients": 1, "scripts": "a@1", "slots": 1, "scouts": []int{}, "spread": 1, "crashes": 0,
}

// commandsPerformed is what cannot be promised without an assumption: two leaders can
// preempt each other for ever.
var commandsPerformed = model.Property{
	Name:   "commands-performed",
	Doc:    "Every client eventually has all its answers.",
	Source: paper + ", Section 3: with competing leaders, no progress",
	Live:   temporal.Eventually("all-clients-done").Under(progress).With(byDifference),
	Asked:  true,
}

// leaderPerforms is the promise with the assumption under which it holds.
var leaderPerforms = model.Property{
	Name:   "leader-performs",
	Doc:    "When from some point on one leader alone starts scouts, every client eventually has all its answers.",
	Source: paper + ", Section 3",
	Live:   commandsPerformed.Live.Assuming("leader=S"),
	Asked:  true,
}

var claims = []temporal.Claim{
	{
		Property: commandsPerformed.Name, Verdict: temporal.Violated,
		Text:   "Two leaders can preempt each other for ever, each with a higher ballot.",
		Source: paper + ", Section 3",
	},
	{
		Property: leaderPerforms.Name, Verdict: temporal.Holds,
		Text:   "A leader that nobody preempts any more has every command decided and performed.",
		Source: paper + ", Section 3",
	},
	{
		Property: leaderPerforms.Name, Verdict: temporal.Violated,
		Text:   "After a crash that is not enough: a client that asks again may always choose the replica that will not propose its command again.",
		Source: paper + ", Section 2.1: clients retransmit, and broadcast to all replicas",
		With:   map[string]any{"crashes": 1, "retries": 1},
	},
	{
		Property: leaderPerforms.Name, Verdict: temporal.Violated,
		Text:   "That nothing goes wrong any more is not enough: leaders that go on may preempt each other for ever.",
		Source: paper + ", Section 3",
		Assume: temporal.Given("stable"),
	},
}
