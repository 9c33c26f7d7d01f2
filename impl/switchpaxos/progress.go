package switchpaxos

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// fair is what valuesDelivered assumes: packets arrive, and proposers and learners go on.
var fair = temporal.Messages.And(temporal.Timers)

var valuesDelivered = model.Property{
	Name:   "values-delivered",
	Doc:    "All values are eventually delivered by all learners.",
	Source: paper + ", Section 2",
	Live: temporal.Eventually("all-delivered").Under(fair, temporal.Detectors).With(map[string]any{
		"crashes": 0, "registers": 1, "rounds": 0, "recovers": 0, "checkpoints": unbounded, "symmetry": false,
	}),
	Asked: true,
}

var claims = []temporal.Claim{
	{
		Property: valuesDelivered.Name, Verdict: temporal.Holds,
		Text:   "A switch that does not fail needs one phase, and no backup.",
		Source: paper + ", Section 3: the coordinator",
	},
	{
		Property: valuesDelivered.Name, Verdict: temporal.Holds,
		Text:   "When the switch fails, or an acceptor, the backup goes on.",
		Source: paper + ", Section 4: failures",
		With:   map[string]any{"crashes": 1},
	},
	{
		Property: valuesDelivered.Name, Verdict: temporal.Violated,
		Text:   "A value that the switch has lost nobody delivers, if its proposer is not told that the switch has failed.",
		Source: paper + ", Section 4: failures",
		With:   map[string]any{"crashes": 1},
		Fair:   &fair,
	},
}
