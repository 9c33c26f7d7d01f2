package epaxos

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// fair is what eventuallySettled assumes: messages arrive, and timers fire as often as they may.
var fair = temporal.Messages.And(temporal.Timers)

var eventuallySettled = model.Property{
	Name:   "eventually-settled",
	Doc:    "Every server that does not fail eventually submits its command, and commits all that it knows of.",
	Source: paper + ", Section 2: Liveness",
	Live:   temporal.Eventually("settled").Under(fair).With(map[string]any{"recoveries": []int{0}, "crashes": 0, "crash-stop": true}),
	Asked:  true,
}

// claims are about whole runs.
var claims = []temporal.Claim{
	{
		Property: eventuallySettled.Name, Verdict: temporal.Holds,
		Text:   "Where nothing fails, nothing needs to be recovered.",
		Source: paper + ", Section 4: the commit protocol",
	},
	{
		Property: eventuallySettled.Name, Verdict: temporal.Violated,
		Text:   "Where a server fails, its command may remain uncommitted if nobody recovers it.",
		Source: paper + ", Section 5: recovery",
		With:   map[string]any{"crashes": 1},
	},
	{
		Property: eventuallySettled.Name, Verdict: temporal.Open,
		Text:   "Where a server fails, nobody gets stuck before the recoveries are used up.",
		Source: paper + ", Section 5: recovery",
		With:   map[string]any{"crashes": 1, "commands": 1, "recoveries": []int{0, 1, 1}},
	},
}
