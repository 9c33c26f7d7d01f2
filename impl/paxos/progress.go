package paxos

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// progress is what is assumed to be fair: messages arrive, a proposer's timer fires at last,
// and a machine that is down comes back.
var progress = temporal.Messages.And(temporal.Timers).And(temporal.Restarts)

// byDifference are settings under which the numbers of proposals may grow for ever, and the
// space is finite all the same: two acceptors are enough for a majority that both must be in.
var byDifference = map[string]any{"acceptors": 2, "spread": 2, "crashes": 0}

// eventuallyLearned is what no protocol can promise without an assumption (Fischer, Lynch
// and Paterson 1985): without a distinguished proposer two can go on for ever, each
// with a number that is higher than the other's.
var eventuallyLearned = model.Property{
	Name:   "eventually-learned",
	Doc:    "Some learner eventually learns a value.",
	Source: paper + ", Section 2.4: to guarantee progress, a distinguished proposer must be selected",
	Live:   temporal.Eventually("value-learned").Under(progress).With(byDifference),
	Asked:  true,
}

// leaderDecides is the promise with the assumption under which it holds.
var leaderDecides = model.Property{
	Name:   "leader-decides",
	Doc:    "When some proposer is the only one that tries from some point on, a learner eventually learns a value.",
	Source: paper + ", Section 2.4; Chandra, Hadzilacos and Toueg, The Weakest Failure Detector for Solving Consensus: the eventual leader Omega",
	Live:   eventuallyLearned.Live.Assuming("leader=P"),
	Asked:  true,
}

var claims = []temporal.Claim{
	{
		Property: eventuallyLearned.Name, Verdict: temporal.Violated,
		Text:   "Two proposers can keep issuing proposals with increasing numbers, none of which is ever chosen.",
		Source: paper + ", Section 2.4",
	},
	{
		Property: leaderDecides.Name, Verdict: temporal.Holds,
		Text:   "With a distinguished proposer a value is eventually learned.",
		Source: paper + ", Section 2.4",
	},
	{
		Property: leaderDecides.Name, Verdict: temporal.Violated,
		Text:   "That nothing goes wrong any more is not enough: if both proposers go on, they may duel for ever.",
		Source: paper + ", Section 2.4",
		Assume: temporal.Given("stable"),
	},
}
