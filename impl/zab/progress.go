package zab

import (
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// leaderActivated is what the oracle is for. Nobody has to give up a leader that it follows.
var leaderActivated = model.Property{
	Name:   "leader-activated",
	Doc:    "When the oracle names a server, some leader broadcasts.",
	Source: paper + ", Phases 0 to 2",
	Live: temporal.Eventually("leader-established").Under(temporal.Messages, temporal.Timer(string(electTimer)), temporal.Restarts).
		With(with(map[string]any{"elections": []int{1}, "changes": 0})),
	Asked: true,
}

// transactionCommitted is what a leader that stays is for.
var transactionCommitted = model.Property{
	Name:   "transaction-committed",
	Doc:    "A transaction that a leader has broadcast is eventually delivered.",
	Source: paper + ", Phase 3: broadcast",
	With:   "changes",
	Live: temporal.LeadsTo("transaction-broadcast", "transaction-delivered").Under(temporal.Messages, temporal.Restarts).
		With(with(map[string]any{"elections": []int{1}})),
	Asked: true,
}

var claims = slices.Concat(progressClaims, channelClaims)

var progressClaims = []temporal.Claim{
	{
		Property: leaderActivated.Name, Verdict: temporal.Open,
		Text:   "Within the bounds, and while nobody gives up, one server that the oracle names alone is activated.",
		Source: paper + ", Phases 0 to 2",
	},
	{
		Property: leaderActivated.Name, Verdict: temporal.Violated,
		Text:   "If the oracle names all servers, nobody follows.",
		Source: paper + ", Phase 0: leader election",
		With:   map[string]any{"elections": []int{1, 1, 1}},
	},
	{
		Property: leaderActivated.Name, Verdict: temporal.Violated,
		Text:   "Who follows a leader that has failed must give it up.",
		Source: paper + ", Phase 3: a follower that hears nothing goes back to phase 0",
		With:   map[string]any{"crashes": 1, "crash-stop": true},
	},
	{
		Property: transactionCommitted.Name, Verdict: temporal.Open,
		Text:   "Within the bounds, and while nobody gives up, what a leader broadcasts is delivered.",
		Source: paper + ", Phase 3: broadcast",
	},
	{
		Property: transactionCommitted.Name, Verdict: temporal.Violated,
		Text:   "A leader that fails takes a transaction that nobody else has with it.",
		Source: paper + ": a transaction is delivered when a quorum has it",
		With:   map[string]any{"crashes": 1, "crash-stop": true},
	},
}

// channelClaims are about what the paper presumes of its channels.
var channelClaims = []temporal.Claim{
	{
		Property: "primary-integrity", Verdict: temporal.Violated, Length: 19,
		Text:   "Channels must not deliver a message twice: a NewLeader that comes again cuts the history off.",
		Source: paper + ": integrity of channels",
		With:   map[string]any{"network": "set", "elections": []int{1, 1}, "give-ups": []int{0}, "crashes": 0},
	},
	{
		Property: "primary-integrity", Verdict: temporal.Violated, Length: 20,
		Text:   "A single message that comes twice is enough.",
		Source: paper + ": integrity of channels",
		With:   map[string]any{"network": "multiset", "duplicates": 1},
	},
	{
		Property: "primary-integrity", Verdict: temporal.Holds,
		Text:   "Within these bounds messages may overtake each other: proposals have their places.",
		Source: paper + ": prefix of channels",
		With:   map[string]any{"network": "multiset"},
	},
}
