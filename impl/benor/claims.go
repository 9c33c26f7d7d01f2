package benor

import "github.com/synod-go/synod/model/temporal"

// claims are about whole runs.
var claims = []temporal.Claim{
	{
		Property: "termination", Verdict: temporal.Holds,
		Text:   "In whatever order messages arrive, with probability 1 all processes decide: here two, that wait for each other.",
		Source: paper + ", Theorem 1",
	},
	{
		Property: "termination", Verdict: temporal.Violated,
		Text:   "Some run never ends: that in which the coins fall wrong for ever.",
		Source: "Fischer, Lynch and Paterson, Impossibility of Distributed Consensus with One Faulty Process, Theorem 1",
		Fair:   temporal.Given(temporal.Messages),
	},
	{
		Property: "termination", Verdict: temporal.Open,
		Text:   "As long as no process falls further behind than the spread, nobody who orders the steps, and lets one process crash, can keep the others from deciding, whatever the coins show.",
		Source: paper + ", Theorem 1",
		With:   map[string]any{"processes": 3, "tolerated": 1, "crashes": 1},
	},
	{
		Property: "termination", Verdict: temporal.Violated,
		Text:   "With half of the processes crashed, the others wait for ever.",
		Source: paper + ": a majority of the processes continues to operate",
		With:   map[string]any{"processes": 3, "tolerated": 1, "crashes": 2, "spread": 0, "rounds": 1},
	},
}
