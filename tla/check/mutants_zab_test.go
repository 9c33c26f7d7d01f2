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
		bounds:  "Elections <- TwiceS1OnceS2; GiveUps <- OnceS2S3",
		without: "OneHistoryPerEpoch",
		breaks:  "PrimaryIntegrity", length: 28,
	},
	{
		mutant: "zab/ack-first", model: "MCZab",
		edits: []string{
			`!.server.currentEpoch = m.epoch, !.server.history = m.history], j,`,
			`!.server.currentEpoch = m.epoch], j,`,
		},
		breaks: "DeliveredIsStored", length: 24,
	},
	{
		mutant: "zab/equal-epoch", model: "MCZab", config: "MCZabRefused",
		edits:  []string{`m.epoch > s.acceptedEpoch ->`, `m.epoch >= s.acceptedEpoch ->`},
		breaks: "OnePrimaryPerEpoch", length: 18,
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
			"    IN reports[best].history\n",
			"    IN reports[IF \"S1\" \\in DOMAIN reports THEN \"S1\" ELSE best].history\n",
		},
		bounds: "Elections <- TwiceS1OnceS2; GiveUps <- OnceS1TwiceS3; Changes = 2",
		breaks: "TotalOrder", length: 29,
	},
	{
		mutant: "zab/own-history", model: "MCZab",
		edits:  []string{`    LET h == Latest(reports)`, `    LET h == x.server.history`},
		breaks: "PrimaryIntegrity", length: 18,
	},
	{
		mutant: "zab/early-broadcast", model: "MCZab",
		edits: []string{
			`THEN Welcomes(y, DOMAIN reports \ {i})`, `THEN Broadcasts(i, Welcomes(y, DOMAIN reports \ {i}))`,
			`    IN TellsCommitted(i, y, y.server.leadership.members)`, `    IN TellsCommitted(i, y, y.server.leadership.members)`,
		},
		bounds: "Elections <- TwiceS1OnceS2; GiveUps <- OnceEach",
		breaks: "DeliveredIsStored", length: 20,
	},
}
