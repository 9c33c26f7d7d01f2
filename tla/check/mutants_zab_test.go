package check_test

// brokenZabs are the mutants of Zab in its spec.
var brokenZabs = []broken{
	{
		mutant: "zab/epoch-first", model: "MCZab", config: "MCZabCrash",
		edits: []string{
			`Receives(i, j, "newLeader") /\ Becomes(i, j, OnNewLeader(i, j))`,
			"/\\ Receives(i, j, \"newLeader\")\n    /\\ \\/ Becomes(i, j, OnNewLeader(i, j))\n" +
				"       \\/ /\\ Follows(i, j) /\\ Message(i, j).epoch = server[i].acceptedEpoch\n" +
				"          /\\ Becomes(i, j, [Now(i) EXCEPT !.server.currentEpoch = Message(i, j).epoch])",
		},
		bounds: "Elections <- TwiceS1; GiveUps <- OnlyS1; Crashes = 0",
		breaks: "RecoveryKeepsDelivered", length: 18,
	},
	{
		mutant: "zab/ack-first", model: "MCZab",
		edits: []string{
			`!.server.currentEpoch = m.epoch, !.server.history = m.history], j,`,
			`!.server.currentEpoch = m.epoch], j,`,
		},
		breaks: "DeliveredIsStored", length: 14,
	},
	{
		mutant: "zab/equal-epoch", model: "MCZab", config: "MCZabRefused",
		edits:  []string{`m.epoch > s.acceptedEpoch ->`, `m.epoch >= s.acceptedEpoch ->`},
		breaks: "OnePrimaryPerEpoch", length: 14,
	},
	{
		mutant: "zab/forgets-epoch", model: "MCZab", config: "MCZabCrash",
		edits: []string{
			"    /\\ UNCHANGED <<channel, server>>\n",
			"    /\\ server' = [server EXCEPT ![i].acceptedEpoch = server[i].currentEpoch]\n    /\\ UNCHANGED channel\n",
		},
		breaks: "EpochsRise", length: 5,
	},
	{
		mutant: "zab/longest-history", model: "MCZab",
		edits: []string{
			"    \\/ a.currentEpoch > b.currentEpoch\n    \\/ a.currentEpoch = b.currentEpoch /\\ Len(a.history) > Len(b.history)\n",
			"    Len(a.history) > Len(b.history)\n",
		},
		bounds: "Changes = 2",
		breaks: "RecoveryKeepsDelivered", length: 19,
	},
	{
		mutant: "zab/own-history", model: "MCZab",
		edits:   []string{`    LET h == Latest(reports)`, `    LET h == x.server.history`},
		without: "DeliveredIsStored RecoveryKeepsDelivered",
		breaks:  "PrimaryIntegrity", length: 18,
	},
	{
		mutant: "zab/early-broadcast", model: "MCZab",
		edits: []string{
			`Receives(i, j, "ackEpoch") /\ Becomes(i, j, OnAckEpoch(i, j))`,
			"\n    LET x == OnAckEpoch(i, j)\n        l == x.server.leadership\n    IN /\\ Receives(i, j, \"ackEpoch\")\n" +
				"       /\\ Becomes(i, j, IF l.members # {} /\\ ~l.broadcast THEN Broadcasts(i, x) ELSE x)",
		},
		bounds: "Elections <- TwiceS1; GiveUps <- OnlyS1",
		breaks: "DeliveredIsStored", length: 13,
	},
}
