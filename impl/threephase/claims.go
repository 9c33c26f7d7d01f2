package threephase

import "github.com/synod-go/synod/model/temporal"

// claims are about whole runs.
var claims = []temporal.Claim{
	{
		Property: "termination", Verdict: temporal.Holds,
		Text:   "Whatever sites fail, the others decide.",
		Source: paper + ": nonblocking protocols",
	},
	{
		Property: "termination", Verdict: temporal.Holds,
		Text:   "A partition that heals, and that nobody takes for a failure, only delays the decision.",
		Source: paper + ": the network never fails, and delivers what is sent",
		With:   map[string]any{"partitions": 1},
		Fair:   temporal.Given(fair.And(temporal.Heals)),
	},
	{
		Property: "termination", Verdict: temporal.Violated,
		Text:   "Sites wait for ever for one that has failed, if they are not told so.",
		Source: paper + ": the network can tell that a site has failed",
		With:   map[string]any{"crashes": 1},
		Fair:   temporal.Given(temporal.Messages.And(temporal.Timers)),
	},
	{
		Property: "termination", Verdict: temporal.Violated,
		Text:   "A site that takes another for failed, by mistake, may wait for ever.",
		Source: paper + ": the network can tell that a site has failed",
		With:   map[string]any{"crashes": 0, "mistakes": 1},
	},
}
