package raft

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// progress is what is assumed to be fair: messages arrive, timers fire at last, and a server
// that is down comes back.
var progress = temporal.Messages.And(temporal.Timers).And(temporal.Restarts).And(temporal.Invocations)

// elections are settings under which terms may grow for ever, and the space is finite all
// the same.
var elections = map[string]any{"spread": 1, "commands": 0, "crashes": 0}

// leaderEmerges is the promise of elections, for which the paper needs time.
var leaderEmerges = model.Property{
	Name:   "leader-emerges",
	Doc:    "Some server is eventually elected leader.",
	Source: paper + ", Section 5.6: Raft will be able to elect and maintain a steady leader as long as broadcastTime ≪ electionTimeout ≪ MTBF",
	Live:   temporal.Eventually("leader-elected").Under(progress).With(elections),
	Asked:  true,
}

// leaderElected is the promise with the assumption under which it holds.
var leaderElected = model.Property{
	Name:   "leader-steady",
	Doc:    "When from some point on one server alone starts elections, and waits for the votes, some server is eventually elected leader.",
	Source: paper + ", Section 5.6",
	Live:   leaderEmerges.Live.Assuming("leader=S"),
	Asked:  true,
}

// clientsAnswered is what clients are promised, who ask again. No election starts before
// somebody leads: a fixed leader whose log is behind would never be elected (Section 5.4.1), so
// that an eventual leader is not enough for Raft unless it is up to date.
var clientsAnswered = model.Property{
	Name:   "clients-answered",
	Doc:    "Every client eventually has all its answers.",
	Source: paper + ", Section 8: clients retry commands with a different server",
	With:   "clients",
	Live: temporal.Eventually("all-clients-done").Under(progress).Assuming("leader=S").With(map[string]any{
		"clients": 1, "scripts": "w", "sessions": true, "retries": unbounded, "heartbeats": unbounded, "terms": 1, "elections": []int{0, 0, 0},
	}),
	Asked: true,
}

// deposedStepsDown is what keeps an old leader from misleading clients for ever.
var deposedStepsDown = model.Property{
	Name:   "deposed-steps-down",
	Doc:    "When there are two leaders, one of them eventually steps down.",
	Source: paper + ", Section 5.1: if a candidate or leader discovers that its term is out of date, it immediately reverts to follower state",
	Live: temporal.LeadsTo("two-leaders", "at-most-one-leader").
		Under(temporal.Messages, temporal.Timer(string(heartbeatTimer)), temporal.Restarts).
		With(twoElections),
	Asked: true,
}

// transferEnds is what a leader that hands over is promised: the term has a leader that takes
// commands in the end. Nobody else starts an election, and messages arrive.
var transferEnds = model.Property{
	Name:   "transfer-ends",
	Doc:    "When a leader hands its leadership over, some leader eventually takes commands.",
	Source: dissertation + ", Section 3.10",
	With:   "transfers",
	Live:   temporal.LeadsTo("handing-over", "leader-takes-commands").Under(temporal.Messages).With(oneTransfer),
	Asked:  true,
}

// answersPossible is what a majority of the voters is needed for.
var answersPossible = model.Property{
	Name:   "answers-possible",
	Doc:    "It stays possible that all clients have all their answers.",
	Source: paper + ", Section 5.1: a majority of the servers",
	With:   "membership",
	Live: temporal.Possible("all-clients-done").With(map[string]any{
		"membership": "single", "change-tries": 0, "terms": 1, "elections": []int{1, 0, 0}, "crash-stop": true, "crashes": 1,
		"clients": 1, "scripts": "w", "sessions": true, "retries": unbounded, "heartbeats": unbounded,
	}),
	Asked: true,
}

var oneTransfer = map[string]any{"transfers": 1, "terms": 2, "commands": 1, "elections": []int{1, 0, 0}, "crashes": 0}

var twoElections = map[string]any{"terms": 2, "commands": 0, "heartbeats": unbounded, "elections": []int{1, 1, 0}, "crashes": 0}

// removal are settings under which S1 may leave.
var removal = map[string]any{"membership": "single", "changes": "r1", "commands": 0, "crashes": 0, "elections": []int{1, 1, 0}}

var claims = []temporal.Claim{
	{
		Property: leaderEmerges.Name, Verdict: temporal.Violated,
		Text:   "Without randomised timeouts split votes could repeat indefinitely.",
		Source: paper + ", Section 5.2: without extra measures split votes could repeat indefinitely",
	},
	{
		Property: leaderElected.Name, Verdict: temporal.Holds,
		Text:   "One server that starts elections alone, and waits for the votes, is elected.",
		Source: paper + ", Section 5.2: only a single server will time out; Section 5.6",
	},
	{
		Property: leaderElected.Name, Verdict: temporal.Violated,
		Text:   "That nothing goes wrong any more is not enough: if all servers go on, split votes may repeat.",
		Source: paper + ", Section 5.6: timing is critical",
		Assume: temporal.Given("stable"),
	},
	{
		Property: leaderEmerges.Name, Verdict: temporal.Violated,
		Text:   "Check-quorum does not keep split votes from repeating.",
		Source: paper + ", Section 5.2",
		With:   map[string]any{"check-quorum": true},
	},
	{
		Property: leaderElected.Name, Verdict: temporal.Holds,
		Text:   "With check-quorum, too, one server that starts elections alone, and waits for the votes, is elected.",
		Source: dissertation + ", Section 4.2.3",
		With:   map[string]any{"check-quorum": true},
	},
	{
		Property: leaderEmerges.Name, Verdict: temporal.Violated,
		Text:   "Nor do transfers of the leadership.",
		Source: paper + ", Section 5.2",
		With:   map[string]any{"transfers": 1},
	},
	{
		Property: leaderEmerges.Name, Verdict: temporal.Violated,
		Text:   "Nor do pre-votes: two servers support each other, and then vote for themselves.",
		Source: dissertation + ", Section 9.6",
		With:   map[string]any{"pre-vote": true, "servers": 2},
	},
	{
		Property: leaderElected.Name, Verdict: temporal.Holds,
		Text:   "With pre-votes, too, one server that starts elections alone is elected.",
		Source: dissertation + ", Section 9.6",
		With:   map[string]any{"pre-vote": true, "servers": 2},
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Holds,
		Text:   "With a majority up and a steady leader every client that asks again is answered.",
		Source: paper + ", Section 5.1: a majority of servers; Section 8",
		With:   map[string]any{"crashes": 1},
	},
	{
		Property: clientsAnswered.Name, Verdict: temporal.Violated,
		Text:   "A client that does not ask again may wait for ever: its server may not be the leader.",
		Source: paper + ", Section 8: if the client's first choice is not the leader",
		With:   map[string]any{"sessions": false, "retries": 1, "crashes": 0, "scripts": "w@1"},
	},
	{
		Property: deposedStepsDown.Name, Verdict: temporal.Open,
		Text:   "Within the bounds no deposed leader goes on for ever: it hears of the newer term, and steps down.",
		Source: paper + ", Section 5.1",
	},
	{
		Property: deposedStepsDown.Name, Verdict: temporal.Violated,
		Text:   "A deposed leader that nobody reaches goes on for ever.",
		Source: dissertation + ", Section 6.2",
		With:   map[string]any{"partitions": 1},
	},
	{
		Property: deposedStepsDown.Name, Verdict: temporal.Open,
		Text:   "With check-quorum it steps down, though nobody reaches it.",
		Source: dissertation + ", Section 6.2: a leader steps down if an election timeout elapses without a successful round of heartbeats to a majority",
		With:   map[string]any{"partitions": 1, "check-quorum": true},
	},
	{
		Property: transferEnds.Name, Verdict: temporal.Open,
		Text:   "The leadership is handed over, or the transfer is given up.",
		Source: dissertation + ", Section 3.10",
	},
	{
		Property: answersPossible.Name, Verdict: temporal.Open,
		Text:   "Of three servers that vote one may fail: then another election helps, if anything does.",
		Source: paper + ", Section 5.1",
	},
	{
		Property: answersPossible.Name, Verdict: temporal.Violated,
		Text:   "Of two that vote none may fail, though a third one learns all that they have.",
		Source: dissertation + ", Section 4.2.1: a server that does not vote is not counted for majorities",
		With:   map[string]any{"servers": 2, "learners": 1},
	},
	{
		Property: "removed-keep-quiet", Verdict: temporal.Violated, Length: 10,
		Text:   "A server that has left, and was not told, deposes the leader.",
		Source: dissertation + ", Section 4.2.3: disruptive servers",
		With:   removal,
	},
	{
		Property: "removed-keep-quiet", Verdict: temporal.Holds,
		Text:   "Who leads, or hears a leader, leaves it alone.",
		Source: dissertation + ", Section 4.2.3",
		With:   with(removal, map[string]any{"check-quorum": true}),
	},
	{
		Property: "linearizability", Verdict: temporal.Holds,
		Text:   "Reads under a lease are linearizable while clocks drift no more than it allows.",
		Source: dissertation + ", Section 6.4.1",
		With:   leaseReads,
	},
	{
		Property: "linearizability", Verdict: temporal.Violated, Length: 25,
		Text:   "If clocks drift more, they are not.",
		Source: dissertation + ", Section 6.4.1: if clock drift is larger than expected, clients may see stale information",
		With:   with(leaseReads, map[string]any{"drift": 2}),
	},
}
