package check_test

// brokenVMs are the mutants of the fault-tolerant virtual machine in its spec.
var brokenVMs = []broken{
	{
		mutant: "ftvm/early-output", model: "MCFTVM",
		edits: []string{
			"       THEN Sends(y, s.peer, [e EXCEPT !.pair = s.pair, !.at = s.machine.since])",
			"       THEN SendsOut(Sends([y EXCEPT !.server.unacked = Append(s.unacked, <<>>)], s.peer,\n" +
				"                     [e EXCEPT !.pair = s.pair, !.at = s.machine.since]), answers)",
		},
		bounds: "Script <- OneAppendsOneGets; Clients = 2; Operations = 1",
		breaks: "OutputRequirement", length: 3,
	},
	{
		mutant: "ftvm/unlogged-output", model: "MCFTVM",
		edits: []string{
			"              Logs(y, OutputEntry, outputs)",
			"              IF y.server.unacked = <<>> THEN SendsOut([y EXCEPT !.server.machine.since = @ + 1], outputs)\n" +
				"              ELSE [y EXCEPT !.server.machine.since = @ + 1, !.server.unacked[Len(y.server.unacked)] = @ \\o outputs]",
		},
		bounds: "Script <- OneAppendsOneGets; Clients = 2; Operations = 1",
		breaks: "OutputRequirement", length: 5,
	},
	{
		mutant: "ftvm/unlogged-clock", model: "MCFTVM", config: "MCFTVMClocks",
		edits:  []string{`Logs(y, ClockEntry(clock), outputs)`, `Logs(y, ClockEntry(0), outputs)`},
		breaks: "SameState", length: 7,
	},
	{
		mutant: "ftvm/moved-interrupt", model: "MCFTVM",
		edits: []string{
			`    LET n == RunTo(m, e.at)`,
			`    LET n == RunTo(IF e.kind = "interrupt" THEN Interrupt(m, e.client, e.number) ELSE m, e.at)`,
			`[] e.kind = "interrupt" -> Interrupt(n, e.client, e.number)`, `[] e.kind = "interrupt" -> n`,
		},
		bounds: "Crashes = 0",
		breaks: "SameState", length: 4,
	},
	{
		mutant: "ftvm/dropped-log", model: "MCFTVM",
		edits: []string{
			"    LET s == ReplaysAll(x.server)\n        t ==", "    LET s == [x.server EXCEPT !.log = <<>>]\n        t ==",
		},
		breaks: "OutputRequirement", length: 15,
	},
	{
		mutant: "ftvm/late-ack", model: "MCFTVM", config: "MCFTVMClocks",
		edits: []string{
			"       ELSE Now(i)\n\n(***************************************************************************)\n(* The Output Rule:",
			"       ELSE IF s.pair = e.pair THEN Sends(Now(i), j, Ack(e.pair)) ELSE Now(i)\n\n" +
				"(***************************************************************************)\n(* The Output Rule:",
		},
		breaks: "OutputRequirement", length: 8,
	},
	{
		mutant: "ftvm/no-test-and-set", model: "MCFTVM", config: "MCFTVMClocks",
		edits:   []string{`    /\ BecomesAlone(i, AfterSuspicion(i))`, `    /\ BecomesAlone(i, GoesLive(Now(i)))`},
		bounds:  "Mistakes = 2",
		without: "LiveByFlag",
		breaks:  "OneLive", length: 2,
	},
	{
		mutant: "ftvm/no-halt", model: "MCFTVM", config: "MCFTVMClocks",
		edits: []string{
			`[] s.suspects /\ s.pair = m.pair /\ m.wasSet ->`, `[] FALSE ->`,
			`[] s.suspects /\ s.pair = m.pair /\ ~m.wasSet ->`, `[] s.suspects /\ s.pair = m.pair ->`,
		},
		bounds:  "Mistakes = 2",
		without: "LiveByFlag",
		breaks:  "OneLive", length: 6,
	},
	{
		mutant: "ftvm/disk-copy", model: "MCFTVM",
		edits: []string{
			`[s.machine EXCEPT !.since = 0]))`, `[s.machine EXCEPT !.since = 0, !.threads = <<>>]))`,
		},
		bounds: "Crashes = 0; Mistakes = 1",
		breaks: "SameState", length: 7,
	},
	{
		mutant: "ftvm/no-duplicate-filter", model: "MCFTVM",
		edits: []string{
			`IF o.op.kind = "get" \/ o \in Elements(m.done) THEN "ends"`, `IF o.op.kind = "get" THEN "ends"`,
			`after == IF t.operation \in Elements(m.done) THEN m.done ELSE Append(m.done, t.operation)`, `after == Append(m.done, t.operation)`,
		},
		bounds: "Servers = 2; Crashes = 0; Retries = 1",
		breaks: "AtMostOnce", length: 18,
	},
	{
		mutant: "ftvm/reordered", model: "MCFTVM",
		edits:  []string{`THEN q ELSE Append(q, m),`, `THEN q ELSE <<m>> \o q,`},
		bounds: "Servers = 2; Crashes = 0",
		breaks: "SameState", length: 4,
	},
	{
		mutant: "ftvm/lost-entry", model: "MCFTVM",
		edits: []string{
			`    /\ Fail(i) /\ crashes < Crashes`,
			"    /\\ \\E j \\in Server : IsNext(i, j, \"entry\") /\\ channel' = Received(i, j) /\\ UNCHANGED <<up, server, flag, client>>\n    /\\ crashes < Crashes",
		},
		bounds: "Servers = 2",
		breaks: "SameState", length: 3,
	},
}
