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
	Name:  "leader-steady",
	Doc:   "When from some point on the clock of one server alone ticks, and waits for the messages, somebody finally leads for ever and commits.",
	Live: temporal.FinallyAlways("leader-ready").Under(temporal.Messages, temporal.Timers, temporal.Restarts).
		Assuming("leader=" + serverPrefix).With(map[string]any{"ticks": 1, "election-tick": 3, "scripts": "none"}),
	Asked: true,
}
