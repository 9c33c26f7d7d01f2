package check_test

// brokenEPaxoses are the mutants of Egalitarian Paxos in its spec. What no-validation and silent-validation
// lead to needs five servers, which are too many here: a claim that stands behind that is violated.
var brokenEPaxoses = []broken{
	{
		mutant: "epaxos/single-ballot", model: "MCEPaxos",
		edits: []string{
			`Begins([x EXCEPT !.server.instance[c].ballot = b], c, NoAttempt)`,
			`Begins([x EXCEPT !.server.instance[c].ballot = b, !.server.instance[c].accepted = b], c, NoAttempt)`,
		},
		breaks: "AcceptedRight", length: 3,
	},
	{
		mutant: "epaxos/no-validation", model: "MCEPaxos",
		edits:  []string{`THEN Validates(x, c, reports) ELSE`, `THEN Proposes(x, c, Original(reports[Some(Supporting(reports))].initialDeps)) ELSE`},
		breaks: "ProposalsJustified", length: 5,
	},
	{
		mutant: "epaxos/silent-validation", model: "MCEPaxos",
		edits: []string{
			"    [x EXCEPT !.server.instance[c].proposal.payload = p.payload,\n" +
				"              !.server.instance[c].initial = TRUE,\n" +
				"              !.server.instance[c].initialDeps = p.deps]\n",
			"    x\n",
		},
		breaks: "ValidatedIsKnown", length: 6,
	},
	{
		mutant: "epaxos/impatient", model: "MCEPaxos", config: "MCEPaxosConflict",
		edits:  []string{`/\ a.against # {} /\ (a.refuted \/ Barely(a)) ->`, `/\ a.against # {} ->`},
		bounds: "Recoveries <- OnlyS3",
		breaks: "ProposalsSafe", length: 9,
	},
	{
		mutant: "epaxos/forget-accepted", model: "MCEPaxos",
		edits:  []string{`/\ LatestAccepted(reports) # {} ->`, `/\ FALSE ->`},
		breaks: "ProposalsSafe", length: 11,
	},
	{
		mutant: "epaxos/always-nop", model: "MCEPaxos",
		edits:  []string{`IF FastPossible(c, reports) THEN`, `IF FALSE THEN`},
		breaks: "ProposalsSafe", length: 6,
	},
	{
		mutant: "epaxos/accept-old", model: "MCEPaxos", config: "MCEPaxosConflict",
		edits:  []string{`MayAccept(n, b) == b >= n.ballot /\ ~Ended(n, b)`, `MayAccept(n, b) == ~Ended(n, b)`},
		bounds: "Recoveries <- OnlyS2",
		breaks: "PromisesKept", length: 7,
	},
	{
		mutant: "epaxos/always-fast", model: "MCEPaxos", config: "MCEPaxosConflict",
		edits:  []string{`[] Quorum(a.answered) /\ a.same ->`, `[] Quorum(a.answered) ->`},
		bounds: "Recoveries <- OnlyS2",
		breaks: "ProposalsSafe", length: 7,
	},
	{
		mutant: "epaxos/initial-deps", model: "MCEPaxos", config: "MCEPaxosConflict",
		edits:  []string{`Original(deps \cup Interfering(x.server, c))`, `Original(deps)`},
		breaks: "Visibility", length: 6,
	},
	{
		mutant: "epaxos/execute-early", model: "MCEPaxos", config: "MCEPaxosConflict",
		edits: []string{
			`    /\ \A d \in Behind(s, c) : Committed(s, d)` + "\n",
			`    /\ Committed(s, c)` + "\n",
			`    /\ \A d \in Behind(s, c) \ {c} : Done(s, d) \/`,
			`    /\ \A d \in Behind(s, c) \ {c} : ~Committed(s, d) \/ Done(s, d) \/`,
		},
		breaks: "ExecutionOrder", length: 6,
	},
	{
		mutant: "epaxos/own-first", model: "MCEPaxos", config: "MCEPaxosConflict",
		edits: []string{
			`RECURSIVE Executes(_)` + "\n" + `Executes(s) ==`, `RECURSIVE Executes(_, _)` + "\n" + `Executes(i, s) ==`,
			`~Done(s, c) /\ Executable(s, c)}`, `~Done(s, c) /\ Executable(i, s, c)}`,
			`ELSE Executes([s EXCEPT`, `ELSE Executes(i, [s EXCEPT`,
			`!.server = Executes(@)]`, `!.server = Executes(x.id, @)]`,
			`Executable(s, c) ==`, `Executable(i, s, c) ==`,
			`(c \in Behind(s, d) /\ c < d)`, `(c \in Behind(s, d) /\ IF i \in {c, d} THEN c = i ELSE c < d)`,
		},
		breaks: "ExecutionOrder", length: 11,
	},
}
