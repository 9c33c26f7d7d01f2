package benor

import "github.com/synod-go/synod/model/temporal"

// claims are about whole runs. That all decide is open, because rounds are bounded: the
// coins may fall wrong in any number of rounds.
var claims = []temporal.Claim{
	{
		Property: "termination", Verdict: temporal.Open,
		Text:   "Within the bounds no run gets stuck, if more than half of the processes do not crash.",
		Source: paper + ", Theorem 1",
		With:   map[string]any{"rounds": 1},
	},
	{
		Property: "termination", Verdict: temporal.Violated,
		Text:   "With half of the processes crashed, the others wait for ever.",
		Source: paper + ": a majority of the processes continues to operate",
		With:   map[string]any{"rounds": 1, "crashes": 2},
	},
}
