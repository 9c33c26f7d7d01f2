package rotating

import "github.com/synod-go/synod/model/temporal"

// claims are about whole runs. That all decide is open, because rounds are bounded: a
// process may be in any round before the decision comes to it.
var claims = []temporal.Claim{
	{
		Property: "termination", Verdict: temporal.Open,
		Text:   "Within the bounds no run goes on for ever without a decision, and none gets stuck, if a majority does not crash.",
		Source: paper + ", Section 6.2",
	},
	{
		Property: "termination", Verdict: temporal.Violated,
		Text:   "Without a majority that does not crash, processes wait for ever.",
		Source: paper + ", Section 6: the algorithm for an eventually strong failure detector requires a majority of correct processes",
		With:   map[string]any{"crashes": 2, "mistakes": 0},
	},
	{
		Property: "termination", Verdict: temporal.Violated,
		Text:   "If nobody suspects a coordinator that has crashed, processes wait for it for ever.",
		Source: paper + ", Section 2: strong completeness",
		With:   map[string]any{"mistakes": 0},
		Fair:   temporal.Given(temporal.Messages),
	},
}
