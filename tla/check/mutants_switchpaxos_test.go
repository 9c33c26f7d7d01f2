package check_test

// brokenSwitches are the mutants of Paxos in switches in its spec.
var brokenSwitches = []broken{
	{
		mutant: "switchpaxos/restarted-sequence", model: "MCSwitchPaxos",
		edits:  []string{`/\ switchUp' = FALSE`, `/\ switchUp' = TRUE`},
		breaks: "OneValuePerRound", length: 3,
	},
	{
		mutant: "switchpaxos/early-reuse", model: "MCSwitchPaxos",
		edits:  []string{`HasRegister(a, i) == acceptor[a].low < i /\ i =< acceptor[a].low + Size`, `HasRegister(a, i) == TRUE`},
		bounds: "Instances = 2; Crashes = 0",
		breaks: "RegistersRight", length: 3,
	},
	{
		mutant: "switchpaxos/no-phase1", model: "MCSwitchPaxos", config: "MCSwitchPaxosGap",
		edits: []string{
			`/\ Attempt(m.instance, NoOp)`,
			"/\\ backup' = [backup EXCEPT !.round = Max(@, FirstRound) + 1]\n" +
				"    /\\ Send({[type |-> \"2a\", instance |-> m.instance, vote |-> [round |-> backup'.round, value |-> NoOp]]})",
		},
		breaks: "Agreement", length: 12,
	},
	{
		mutant: "switchpaxos/own-value", model: "MCSwitchPaxos",
		edits:  []string{`value == IF high = NoVote THEN backup.value ELSE high.value`, `value == backup.value`},
		bounds: "Crashes = 0; Mistakes = 1",
		breaks: "Agreement", length: 11,
	},
	{
		mutant: "switchpaxos/forgetful-acceptor", model: "MCSwitchPaxos",
		edits: []string{
			`/\ failed' = failed \cup {a}`, `/\ failed' = failed`,
			`![a] = Lost]`, `![a] = NewAcceptor]`,
		},
		breaks: "RegistersRight", length: 3,
	},
	{
		mutant: "switchpaxos/learn-early", model: "MCSwitchPaxos",
		edits:  []string{`IF Majority(by, Acceptor)`, `IF by # {}`},
		breaks: "LearnOnlyChosen", length: 3,
	},
	{
		mutant: "switchpaxos/skip-gap", model: "MCSwitchPaxos", config: "MCSwitchPaxosGap",
		edits: []string{
			`!.ahead = With(@, i, m.vote.value)]`,
			`!.ahead = [j \in 1..i |-> IF j = i THEN m.vote.value ELSE IF j \in DOMAIN @ THEN @[j] ELSE NoOp]]`,
		},
		breaks: "LearnOnlyChosen", length: 6,
	},
}
