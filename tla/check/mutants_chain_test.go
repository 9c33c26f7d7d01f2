package check_test

// brokenChains are the mutants of chain replication in its spec.
var brokenChains = []broken{
	{
		mutant: "chain/head-replies", model: "MCChain",
		edits: []string{
			"       ELSE Sends(y, s.succ, UpdateMessage(u))",
			"       ELSE IF IsHead(s) THEN Sends(Sends(y, u.client, Reply(u.number, <<>>)), s.succ, UpdateMessage(u))\n" +
				"            ELSE Sends(y, s.succ, UpdateMessage(u))",
		},
		bounds: "Servers = 2",
		breaks: "AnswersKept", length: 2,
	},
	{
		mutant: "chain/middle-read", model: "MCChain",
		edits: []string{
			`[] op.kind = "get" /\ ~Apportioned -> {Last(chain)}`, `[] op.kind = "get" /\ ~Apportioned -> Elements(chain)`,
			`(IsTail(s) \/ (Apportioned /\ ~IsDirty(s, q.key)))`, `TRUE`,
		},
		bounds: "Servers = 2; Clients = 2; Script <- OneAppendsOneGets; Operations = 1",
		breaks: "QueriesFresh", length: 4,
	},
	{
		mutant: "chain/sent-not-forwarded", model: "MCChain",
		edits:  []string{`ToSuccessor(x, SubSeq(s.sent, has + 1, Len(s.sent)))`, `x`},
		bounds: "Firsts = 3; Clients = 2; Script <- BothAppend; Operations = 1; Kind = {\"append\"}",
		breaks: "UpdatePropagation", length: 10,
	},
	{
		mutant: "chain/hasty-link", model: "MCChain",
		edits: []string{
			`<<<<succ, NewPredecessor(pred)>>>> \o Telling(m.chain)`,
			`<<<<succ, NewPredecessor(pred)>>>> \o Telling(m.chain) \o IF pred = Nobody THEN <<>> ELSE <<<<pred, NewSuccessor(succ, 0)>>>>`,
			`THEN <<<<m.predecessor, NewSuccessor(i, m.received)>>>>`, `THEN <<>>`,
		},
		bounds: "Firsts = 3",
		breaks: "UpdatePropagation", length: 9,
	},
	{
		mutant: "chain/old-predecessor", model: "MCChain",
		edits:  []string{`x.server.role = "member" /\ x.server.pred = j`, `x.server.role = "member"`},
		bounds: "Firsts = 3",
		breaks: "UpdatePropagation", length: 10,
	},
	{
		mutant: "chain/early-tail", model: "MCChain",
		edits: []string{
			`y == [x EXCEPT !.server.role = "copier",`, `y == [x EXCEPT !.server.role = "member",`,
			`THEN Sends(y, j, Copied) ELSE x`, `THEN Sends(Sends(y, j, Copied), Master, Joined(j)) ELSE x`,
			`z == Sends(y, Master, Joined(j))`, `z == y`,
		},
		bounds: "Servers = 2; Firsts = 1; Crashes = 0; Clients = 2; Script <- OneAppendsOneGets; Operations = 1",
		breaks: "AnswersKept", length: 5,
	},
	{
		mutant: "chain/late-copy", model: "MCChain",
		edits:  []string{`IF m.number > x.server.number THEN`, `IF TRUE THEN`},
		breaks: "HistoriesGrow", length: 11,
	},
	{
		mutant: "chain/no-duplicate-filter", model: "MCChain",
		edits: []string{
			"CASE IsHead(s) /\\ u \\notin Elements(s.hist) ->", "CASE IsHead(s) ->",
			`[] IsHead(s) /\ u \in Elements(s.hist) /\ (IsTail(s) \/ u \notin Elements(s.sent)) ->`, `[] FALSE ->`,
		},
		bounds: "Servers = 2; Crashes = 0; Retries = 1",
		breaks: "AtMostOnce", length: 4,
	},
	{
		mutant: "chain/dirty-read", model: "MCChain",
		edits:  []string{`(Apportioned /\ ~IsDirty(s, q.key))`, `Apportioned`},
		bounds: "Servers = 2; Clients = 2; Script <- OneAppendsOneGets; Operations = 1; Apportioned = TRUE",
		breaks: "QueriesFresh", length: 4,
	},
	{
		mutant: "chain/clean-read", model: "MCChain",
		edits:  []string{"IsDirty(s, q.key) ->\n              Sends(x, s.tail, q)", "IsDirty(s, q.key) ->\n              Answer(x, q, Processed(s))"},
		bounds: "Servers = 2; Clients = 2; Script <- OneAppendsOneGets; Operations = 1; Apportioned = TRUE",
		breaks: "QueriesFresh", length: 5,
	},
	{
		mutant: "chain/reordered", model: "MCChain",
		edits:  []string{`THEN q ELSE Append(q, m),`, `THEN q ELSE <<m>> \o q,`},
		bounds: "Servers = 2; Crashes = 0; Clients = 2; Script <- BothAppend; Operations = 1; Kind = {\"append\"}",
		breaks: "UpdatePropagation", length: 5,
	},
	{
		mutant: "chain/lost-update", model: "MCChain",
		edits: []string{
			`MCFail(i) == Fail(i) /\ crashes < Crashes`,
			"MCFail(i) ==\n    /\\ \\E j \\in Server : channel[i][j] # <<>> /\\ channel' = Received(j, i) /\\ UNCHANGED <<up, server, master, client>>\n    /\\ crashes < Crashes",
		},
		bounds: "Servers = 2; Clients = 2; Script <- BothAppend; Operations = 1; Kind = {\"append\"}",
		breaks: "UpdatePropagation", length: 6,
	},
	{
		mutant: "chain/wrong-suspicion", model: "MCChain",
		edits:  []string{"    /\\ ~up[i]\n", ""},
		bounds: "Servers = 2; Crashes = 0; Clients = 2; Script <- OneAppendsOneGets; Operations = 1",
		breaks: "NeighboursRight", length: 4,
	},
	{
		mutant: "chain/comes-back", model: "MCChain",
		edits: []string{
			`up' = [up EXCEPT ![i] = FALSE]`, `up' = up`,
			`server' = [server EXCEPT ![i] = NewServer("down")]`, `server' = [server EXCEPT ![i] = FirstServer(i)]`,
		},
		bounds: "Servers = 2",
		breaks: "HistoriesGrow", length: 3,
	},
}
