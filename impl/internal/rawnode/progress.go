package rawnode

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// leaderPossible is broken by a lock-out: a state from which no order of steps leads to a
// leader that can commit, though nothing more goes wrong.
var leaderPossible = model.Property{
	Name:  "leader-possible",
	Doc:   "It stays possible that a leader commits an entry of its term.",
	Live:  temporal.Possible("leader-ready"),
	Asked: true,
}

// leaderSteady is the promise of elections with the assumption under which it holds. Nobody
// campaigns before: the one whose clock ticks may lack what others have committed, and would
// never be elected.
var leaderSteady = model.Property{
	Name: "leader-steady",
	Doc:  "When from some point on the clock of one server alone ticks, and waits for the messages, somebody finally leads for ever and commits.",
	Live: temporal.FinallyAlways("leader-ready").Under(temporal.Messages, temporal.Timers, temporal.Restarts).
		Assuming("leader=" + serverPrefix).With(map[string]any{"ticks": 1, "election-tick": 3, "scripts": "none"}),
	Asked: true,
}

// progress are the claims about whole runs. All versions keep them.
var progress = []temporal.Claim{
	steady(nil),
	steady(map[string]any{"pre-vote": true}),
	steady(map[string]any{"check-quorum": true}),
	steady(map[string]any{"pre-vote": true, "check-quorum": true}),
	{
		Property: leaderPossible.Name, Verdict: temporal.Open,
		Text:   "Within the bounds one server that stops for ever locks nobody out.",
		Source: "Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm, Section 5.1: a majority of servers is enough",
		With:   map[string]any{"scripts": "none", "crashes": 1, "crash-stop": true, "terms": 3},
	},
	{
		Property: leaderPossible.Name, Verdict: temporal.Violated, Length: 5,
		Text:   "With two of three servers stopped for ever nobody can lead any more.",
		Source: "Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm, Section 5.1",
		With:   map[string]any{"scripts": "none", "crashes": 2, "crash-stop": true, "elections": []int{1}, "terms": 2},
	},
}

// steady is the claim that a leader emerges under some settings.
func steady(with map[string]any) temporal.Claim {
	return temporal.Claim{
		Property: leaderSteady.Name, Verdict: temporal.Holds, With: with,
		Text:   "One server whose clock ticks is elected, and leads for ever.",
		Source: "Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm, Section 5.6; Ongaro, Consensus: Bridging Theory and Practice, Section 9.6 (PreVote) and Section 6.2 (CheckQuorum)",
	}
}
