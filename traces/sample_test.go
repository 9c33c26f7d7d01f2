package traces_test

import (
	"math/big"

	"github.com/synod-go/synod/traces"
)

// Short names: the tests are full of values.
type (
	rec = traces.Record
	seq = traces.Seq
	tup = traces.Tuple
	num = traces.Int
	str = traces.Str
)

var set = traces.NewSet

func mapOf(pairs ...traces.Pair) traces.Map {
	m, err := traces.NewMap(pairs...)
	if err != nil {
		panic(err)
	}
	return m
}

func bigInt(digits string) traces.Value {
	v, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		panic(digits)
	}
	return traces.NewInt(v)
}

func server(up bool, term int, role string, votes traces.Set, log seq, timers ...traces.Value) rec {
	return rec{
		{"up", traces.Bool(up)}, {"term", num(term)}, {"role", str(role)}, {"votedFor", str("nobody")},
		{"votes", votes}, {"log", log}, {"commitIndex", num(0)}, {"timers", set(timers...)},
	}
}

func packet(from, to, name string, message traces.Value) rec {
	return rec{{"from", str(from)}, {"to", str(to)}, {"name", str(name)}, {"message", message}}
}

func protocolState(step *traces.Step, s1, s2, s3 rec, elected traces.Map, crashes int, network ...traces.Value) traces.State {
	return traces.State{Step: step, Vars: rec{
		{"nodes", rec{{"S1", s1}, {"S2", s2}, {"S3", s3}}},
		{"network", seq(network)},
		{"monitors", rec{{"elections", elected}}},
		{"faults", rec{{"crashes", num(crashes)}}},
	}}
}

// raftRun is a run that no Raft would take; it has one step of most kinds.
func raftRun() *traces.Trace {
	none, election, heartbeat := set(), str("election"), str("heartbeat")
	follower := server(true, 0, "follower", none, nil, election)
	candidate := server(true, 1, "candidate", set(str("S1")), nil, election)
	ask := rec{{"term", num(1)}, {"candidate", str("S1")}, {"lastIndex", num(0)}, {"lastTerm", num(0)}}
	yes := rec{{"term", num(1)}, {"granted", traces.Bool(true)}}
	entry := rec{{"term", num(1)}, {"command", str("put x=1")}}
	voter := server(true, 1, "follower", none, nil, election)
	leader := server(true, 1, "leader", set(str("S1"), str("S2")), seq{entry}, heartbeat)
	long := rec{
		{"term", num(1)}, {"leader", str("S1")}, {"prevIndex", num(0)}, {"prevTerm", num(0)},
		{"entries", seq{entry, entry, entry}}, {"leaderCommit", num(0)},
	}
	grown := server(true, 1, "follower", none, seq{entry, entry, entry}, election)
	down := server(false, 1, "", none, seq{entry}, []traces.Value{}...)
	nobody, once := mapOf(), mapOf(traces.Pair{num(1), set(str("S1"))})
	askTo2, askTo3 := packet("S1", "S2", "RequestVote", ask), packet("S1", "S3", "RequestVote", ask)
	vote, beat := packet("S2", "S1", "Vote", yes), packet("S1", "S2", "AppendEntries", long)

	return &traces.Trace{
		Loop: traces.NoLoop,
		Meta: traces.Meta{
			Tool: "synod 0.1", Kind: traces.KindProtocol, Protocol: "raft", Mutant: "double-vote",
			Settings: map[string]string{"servers": "3", "crashes": "1"},
			Property: "election-safety", PropertyKind: "monitor", Properties: []string{"election-safety", "log-matching"},
			Violation: "S1 and S3 were both elected in term 1",
		},
		States: []traces.State{
			protocolState(nil, follower, follower, follower, nobody, 1),
			protocolState(&traces.Step{
				Kind: traces.StepTimeout, Node: "S1", Name: "election",
				Sent: []traces.Packet{{"S1", "S2", "RequestVote", ask}, {"S1", "S3", "RequestVote", ask}},
			}, candidate, follower, follower, nobody, 1, askTo2, askTo3),
			protocolState(&traces.Step{
				Kind: traces.StepDeliver, Node: "S2", From: "S1", To: "S2", Name: "RequestVote", Message: ask,
				Sent: []traces.Packet{{"S2", "S1", "Vote", yes}},
			}, candidate, voter, follower, nobody, 1, askTo3, vote),
			protocolState(&traces.Step{
				Kind: traces.StepDeliver, Node: "S1", From: "S2", To: "S1", Name: "Vote", Message: yes, Choices: []int{1},
				Sent:     []traces.Packet{{"S1", "S2", "AppendEntries", long}},
				Recorded: []traces.Event{{"S1", "Elected", rec{{"term", num(1)}}}},
			}, leader, voter, follower, once, 1, beat),
			protocolState(&traces.Step{
				Kind: traces.StepDuplicate, From: "S1", To: "S2", Name: "AppendEntries", Message: long,
			}, leader, voter, follower, once, 1, append(beat[:4:4], traces.Field{"copies", num(2)})),
			protocolState(&traces.Step{
				Kind: traces.StepDeliver, Node: "S2", From: "S1", To: "S2", Name: "AppendEntries", Message: long,
			}, leader, grown, follower, once, 1, beat),
			protocolState(&traces.Step{Kind: traces.StepCrash, Node: "S1"}, down, grown, follower, once, 0, beat),
			protocolState(traces.Cut([]string{"S1"}, []string{"S2", "S3"}), down, grown, follower, once, 0, beat),
			protocolState(&traces.Step{
				Kind: traces.StepDrop, From: "S1", To: "S2", Name: "AppendEntries", Message: long, Note: "the last one",
			}, down, grown, follower, once, 0),
		},
	}
}

// tlaRun is a behaviour of a spec, a lasso, with values of all kinds.
func tlaRun() *traces.Trace {
	state := func(step *traces.Step, clock int, queue seq, owner string) traces.State {
		return traces.State{Step: step, Vars: rec{
			{"clock", mapOf(traces.Pair{str("p1"), num(clock)}, traces.Pair{str("p2"), num(1)})},
			{"queue", queue},
			{"owner", tup{str(owner), num(clock)}},
			{"crit", set(str(owner))},
			{"total", bigInt("123456789012345678901234567890")},
			{"all", traces.Opaque("Nat \\ {0}")},
		}}
	}
	request := rec{{"type", str("req")}, {"clock", num(2)}}
	return &traces.Trace{
		Loop:   1,
		Meta:   traces.Meta{Kind: traces.KindTLA, Source: "LamportMutex.tla", Property: "Fairness", Violation: "p2 waits\nfor ever"},
		Params: []string{"all"},
		States: []traces.State{
			state(nil, 1, nil, "p1"),
			state(&traces.Step{Kind: traces.StepAction, Name: "Request", Args: rec{{"p", str("p1")}}}, 2, seq{request}, "p1"),
			state(&traces.Step{Kind: traces.StepAction, Name: "Enter"}, 2, seq{request}, "p2"),
		},
	}
}
