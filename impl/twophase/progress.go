package twophase

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/spec"
)

// allDecided looks at the resource managers: the transaction manager decides for them.
var allDecided = spec.AllDecided(func(v model.View[*ResourceManager]) (State, bool) {
	return v.Node.State, v.Node.State.decided()
})

// termination assumes that messages arrive, and that a manager makes one of its moves at
// last, if it stays possible.
var termination = spec.Termination("Gray and Lamport, Consensus on Transaction Commit, Section 2: Nontriviality, and that the protocol is nonblocking, which two-phase commit is not",
	temporal.Messages, temporal.Timers)

var claims = []temporal.Claim{
	{
		Property: termination.Name, Verdict: temporal.Holds,
		Text:   "If nobody fails, every resource manager learns of the decision.",
		Source: paper,
	},
	{
		Property: termination.Name, Verdict: temporal.Violated,
		Text:   "Two-phase commit blocks: if the transaction manager fails, resource managers that have prepared wait for ever.",
		Source: "Gray and Lamport, Consensus on Transaction Commit, Section 3.3: the failure of the transaction manager can cause the protocol to block",
		With:   map[string]any{"crashes": 1, "crash-stop": true},
	},
}
