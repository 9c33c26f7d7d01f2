package twophase

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// allDecided says nothing of resource managers that are down.
var allDecided = model.Goal{
	Name: "all-decided", Every: true,
	Doc: "Every resource manager that is up has committed or aborted.",
	Check: model.Local(func(v model.View[*ResourceManager]) model.Reached {
		return model.ReachedIf(!v.Up || v.Node.State.decided(), "%s has %s", v.Name, v.Node.State)
	}),
}

// allDecide is what the transaction manager is for, and what its failure takes away.
var allDecide = model.Property{
	Name:   "all-decide",
	Doc:    "Every resource manager that stays up eventually commits or aborts.",
	Source: "Gray and Lamport, Consensus on Transaction Commit, Section 3: if the TM has failed, the protocol blocks until it is repaired",
	Live:   temporal.Eventually(allDecided.Name).Under(temporal.Messages, temporal.Timers, temporal.Restarts),
	Asked:  true,
}

var claims = []temporal.Claim{
	{
		Property: allDecide.Name, Verdict: temporal.Holds,
		Text:   "If no manager fails, all decide.",
		Source: allDecide.Source,
	},
	{
		Property: allDecide.Name, Verdict: temporal.Violated,
		Text:   "Two-phase commit blocks: when the transaction manager has failed, those that have prepared wait for ever.",
		Source: allDecide.Source,
		With:   map[string]any{"crashes": 1, "crash-stop": true},
	},
	{
		Property: allDecide.Name, Verdict: temporal.Holds,
		Text:   "It does not block for ever if the managers that fail are repaired.",
		Source: allDecide.Source,
		With:   map[string]any{"crashes": 1},
	},
}
