package paxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/flexible"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// testConfig is that of the defaults: P1 and P2 are machines 1 and 2, A1 to A3
// machines 3 to 5, and L1 and L2 machines 6 and 7.
func testConfig(m mutant) config {
	return newConfig(settings{
		mutant: m, layout: separate, learning: all,
		proposers: 2, acceptors: 3, learners: 2, ballots: []int{2, 1}, quorums: flexible.Sizes{Phase1: 2, Phase2: 2},
	})
}

func envOf(node string) *modeltest.Env { return modeltest.New(node, testConfig("").groups()...) }

func packets(from model.NodeID, m model.Message, to ...model.NodeID) []model.Packet {
	var list []model.Packet
	for _, id := range to {
		list = append(list, model.Packet{From: from, To: id, Message: m})
	}
	return list
}

// Phase 1(a), and Section 2.5: proposers choose numbers from disjoint sets, each
// higher than any that they have used.
func TestPrepareRequest22(t *testing.T) {
	env, p := envOf("P1"), &Proposer{index: 1, config: testConfig("")}
	p.Start(env)
	require.Equal(t, []model.Timer{proposeTimer}, env.Timers)

	p.Timeout(env, proposeTimer)
	require.Equal(t, packets(1, Prepare{1}, 3, 4, 5), env.Take())
	require.Equal(t, []model.Event{Proposed{1}}, env.Events)
	require.True(t, p.Preparing)

	// What was gathered for an abandoned number is of no use for the next.
	p.Promises, p.Highest = model.SetOf(3), Proposal{9, 9}
	env.Timers = nil
	p.Timeout(env, proposeTimer)
	require.Equal(t, packets(1, Prepare{3}, 3, 4, 5), env.Take())
	require.Equal(t, &Proposer{Tried: 3, Preparing: true, index: 1, config: p.config}, p)
	require.Equal(t, []model.Timer{proposeTimer}, env.Timers)
	require.Len(t, env.Events, 1, "it proposes its value once")
}

func TestNumbersAreDisjoint25(t *testing.T) {
	for _, proposers := range []int{1, 2, 3, 5} {
		c := config{proposers: make([]model.NodeID, proposers)}
		owner := map[Number]int{}
		for index := 1; index <= proposers; index++ {
			last := Number(0)
			for used := range 5 {
				require.Equal(t, used, c.numbersUsed(last))
				n := c.numberAfter(last, index)
				require.Greater(t, n, last)
				require.Zero(t, owner[n], "number %d", n)
				owner[n], last = index, n
			}
		}
	}
}

// Ballots say how many numbers each proposer may use; the last holds for the
// rest, and those beyond the proposers lie idle. They bound the system: a proposer
// itself can always go on, but for a machine that does not propose.
func TestBallots(t *testing.T) {
	require.Equal(t, "2,0,1,1,1", ballotsBound([]int{2, 0, 1}, 5).Value)
	require.Equal(t, "2", ballotsBound([]int{2, 0, 1}, 1).Value)
	c := config{proposers: make([]model.NodeID, 5)}
	refuses := ballotsBound([]int{2, 0, 1}, 5).Refuses
	for _, next := range []struct {
		index       int
		tried, then Number
		refused     bool
	}{{1, 0, 1, false}, {1, 1, 6, false}, {1, 6, 11, true}, {2, 0, 2, true}, {5, 0, 5, false}, {5, 5, 10, true}, {0, 0, 0, false}} {
		before, after := Proposer{index: next.index, config: c, Tried: next.tried}, Proposer{index: next.index, config: c, Tried: next.then}
		require.Equal(t, next.refused, refuses(&before, &after), next)
		require.Equal(t, next.refused, refuses(&Server{Proposer: before}, &Server{Proposer: after}), next)
	}
	require.False(t, refuses(&Learner{}, &Learner{}))
	env := envOf("P1")
	(&Proposer{config: c}).Start(env)
	require.Empty(t, env.Timers)
	(&Proposer{index: 2, config: c}).Start(env)
	require.NotEmpty(t, env.Timers)
}

// Phase 2(a): the value of the highest-numbered proposal among the responses, or
// its own.
func TestAcceptRequest22(t *testing.T) {
	for _, c := range []struct {
		name   string
		mutant mutant
		first  Proposal
		second Proposal
		want   Value
	}{
		{"no proposals reported", "", Proposal{}, Proposal{}, 1},
		{"one reported", "", Proposal{}, Proposal{2, 2}, 2},
		{"one reported by the first", "", Proposal{2, 2}, Proposal{}, 2},
		{"the higher one comes first", "", Proposal{2, 2}, Proposal{1, 3}, 2},
		{"the higher one comes last", "", Proposal{1, 3}, Proposal{2, 2}, 2},
		{"a number above its own", "", Proposal{4, 3}, Proposal{2, 2}, 3},
		{"own-value", ownValue, Proposal{}, Proposal{2, 2}, 1},
		{"lowest-accepted, last", lowestAccepted, Proposal{2, 2}, Proposal{1, 3}, 3},
		{"lowest-accepted, first", lowestAccepted, Proposal{1, 3}, Proposal{2, 2}, 3},
		{"lowest-accepted, one only", lowestAccepted, Proposal{}, Proposal{2, 2}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, p := envOf("P1"), &Proposer{Tried: 3, Preparing: true, index: 1, config: testConfig(c.mutant)}
			p.Receive(env, 5, Promise{3, c.first})
			p.Receive(env, 5, Promise{3, c.first})
			require.Empty(t, env.Take(), "one acceptor is no majority, however often it answers")
			p.Receive(env, 3, Promise{3, c.second})
			require.Equal(t, packets(1, Accept{Proposal{3, c.want}}, 3, 4, 5), env.Take())
			done := &Proposer{Tried: 3, index: 1, config: p.config}
			require.Equal(t, done, p)
			p.Receive(env, 4, Promise{3, Proposal{}})
			require.Equal(t, done, p, "phase 1 is over")
			require.Empty(t, env.Take())
		})
	}
}

func TestPromisesForOtherNumbersAreIgnored22(t *testing.T) {
	env, p := envOf("P1"), &Proposer{Tried: 3, Preparing: true, index: 1, config: testConfig("")}
	was := *p
	for _, m := range []model.Message{Promise{Number: 1}, Promise{Number: 5}, "noise"} {
		p.Receive(env, 3, m)
		require.Equal(t, was, *p)
	}
	p.Start(env) // after a crash
	require.False(t, p.Preparing)
	p.Receive(env, 3, Promise{Number: 3})
	require.Zero(t, p.Promises)
}

// Phase 1(b), and an equal number answered again.
func TestPromise22(t *testing.T) {
	had := Proposal{2, 2}
	for _, c := range []struct {
		name     string
		promised Number
		accepted Proposal
		n        Number
		answered bool
	}{
		{"the first", 0, Proposal{}, 1, true},
		{"a greater number", 1, Proposal{}, 2, true},
		{"with what it has accepted", 2, had, 3, true},
		{"an equal number again", 3, had, 3, true},
		{"a smaller number", 4, had, 3, false},
		{"below what it has accepted, but was not asked for", 0, had, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, a := envOf("A1"), &Acceptor{Promised: c.promised, Accepted: c.accepted, config: testConfig("")}
			a.Receive(env, 2, Prepare{c.n})
			require.Equal(t, max(c.promised, c.n), a.Promised)
			require.Equal(t, c.accepted, a.Accepted)
			if c.answered {
				require.Equal(t, packets(3, Promise{c.n, c.accepted}, 2), env.Take())
			} else {
				require.Empty(t, env.Take())
			}
		})
	}
}

// Phase 2(b). To accept is no promise, and the highest-numbered proposal is what
// is remembered.
func TestAccept22(t *testing.T) {
	for _, c := range []struct {
		name     string
		mutant   mutant
		promised Number
		had      Proposal
		p        Proposal
		accepts  bool
		now      Proposal
	}{
		{"never asked for a promise", "", 0, Proposal{}, Proposal{1, 1}, true, Proposal{1, 1}},
		{"as promised", "", 1, Proposal{}, Proposal{1, 1}, true, Proposal{1, 1}},
		{"below the promise", "", 2, Proposal{}, Proposal{1, 1}, false, Proposal{}},
		{"above the promise", "", 1, Proposal{}, Proposal{2, 2}, true, Proposal{2, 2}},
		{"another one, with a higher number", "", 1, Proposal{1, 1}, Proposal{2, 2}, true, Proposal{2, 2}},
		{"the same again", "", 1, Proposal{1, 1}, Proposal{1, 1}, true, Proposal{1, 1}},
		{"a lower one than it has, not below its promise", "", 1, Proposal{2, 2}, Proposal{1, 1}, true, Proposal{2, 2}},
		{"accept-below-promise", acceptBelowPromise, 2, Proposal{}, Proposal{1, 1}, true, Proposal{1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, a := envOf("A1"), &Acceptor{Promised: c.promised, Accepted: c.had, config: testConfig(c.mutant)}
			a.Receive(env, 2, Accept{c.p})
			require.Equal(t, c.promised, a.Promised)
			require.Equal(t, c.now, a.Accepted)
			if c.accepts {
				require.Equal(t, packets(3, Accepted{c.p}, 6, 7), env.Take())
				require.Equal(t, []model.Event{Accepted{c.p}}, env.Events)
			} else {
				require.Empty(t, env.Take())
				require.Empty(t, env.Events)
			}
		})
	}
}

func TestForgetPromise(t *testing.T) {
	a := &Acceptor{Promised: 2, Accepted: Proposal{1, 1}, config: testConfig("")}
	a.Start(nil)
	require.EqualValues(t, 2, a.Promised)
	a.config.mutant = forgetPromise
	a.Start(nil)
	require.Equal(t, &Acceptor{Accepted: Proposal{1, 1}, config: a.config}, a)
}

// Section 2.3: a learner counts acceptors per proposal.
func TestLearning23(t *testing.T) {
	env, l := envOf("L1"), &Learner{config: testConfig("")}
	l.Receive(env, 3, Accepted{Proposal{1, 1}})
	l.Receive(env, 3, Accepted{Proposal{1, 1}})
	l.Receive(env, 4, Accepted{Proposal{3, 1}})
	require.Zero(t, l.Learned, "the same value, but not the same proposal")
	require.Equal(t, map[Number]map[Value]model.NodeSet{1: {1: model.SetOf(3)}, 3: {1: model.SetOf(4)}}, l.Heard)
	l.Receive(env, 5, Accepted{Proposal{3, 1}})
	require.Equal(t, &Learner{Learned: 1, config: l.config}, l)
	require.Equal(t, []model.Event{Learned{1}}, env.Events)
	require.Empty(t, env.Take(), "every learner hears of it by itself")

	l.Receive(env, 5, Accepted{Proposal{4, 2}})
	l.Receive(env, 4, Accepted{Proposal{4, 2}})
	require.Equal(t, &Learner{Learned: 1, config: l.config}, l)

	early := &Learner{config: testConfig(learnEarly)}
	early.Receive(env, 5, Accepted{Proposal{4, 2}})
	require.EqualValues(t, 2, early.Learned)
}

// Section 2.3: acceptors tell a distinguished learner, who informs the others.
func TestDistinguishedLearner23(t *testing.T) {
	c := testConfig("")
	c.distinguished = true
	env := envOf("A1")
	(&Acceptor{config: c}).Receive(env, 1, Accept{Proposal{1, 1}})
	require.Equal(t, packets(3, Accepted{Proposal{1, 1}}, 6), env.Take())

	env = envOf("L1")
	l := &Learner{config: c}
	l.Receive(env, 3, Accepted{Proposal{1, 1}})
	l.Receive(env, 4, Accepted{Proposal{1, 1}})
	require.Equal(t, packets(6, Learned{1}, 7), env.Take())

	env = envOf("L2")
	other := &Learner{config: c}
	other.Receive(env, 6, Learned{1})
	require.EqualValues(t, 1, other.Learned)
	require.Equal(t, []model.Event{Learned{1}}, env.Events)
	require.Empty(t, env.Take())
}

// Section 2.5: a machine with all three roles. What it sends to itself is
// handled in the same step.
func TestServerPlaysAllRoles25(t *testing.T) {
	c := newConfig(settings{layout: shared, learning: all, proposers: 1, acceptors: 3, ballots: []int{1}, quorums: flexible.Sizes{Phase1: 2, Phase2: 2}})
	env := modeltest.New("S1", c.groups()...)
	s := &Server{Proposer: Proposer{index: 1, config: c}, Acceptor: Acceptor{config: c}, Learner: Learner{config: c}}
	s.Start(env)
	require.Equal(t, []model.Timer{proposeTimer}, env.Timers)
	s.Timeout(env, proposeTimer)
	require.Equal(t, packets(1, Prepare{1}, 2, 3), env.Take())
	require.EqualValues(t, 1, s.Promised)
	require.Equal(t, model.SetOf(1), s.Promises)

	s.Receive(env, 3, Promise{Number: 1})
	require.Equal(t, append(packets(1, Accept{Proposal{1, 1}}, 2, 3), packets(1, Accepted{Proposal{1, 1}}, 2, 3)...), env.Take())
	require.Equal(t, Proposal{1, 1}, s.Accepted)
	require.Equal(t, map[Number]map[Value]model.NodeSet{1: {1: model.SetOf(1)}}, s.Heard)

	s.Receive(env, 3, Accepted{Proposal{1, 1}})
	require.EqualValues(t, 1, s.Learned)
	require.Equal(t, []model.Event{Proposed{1}, Accepted{Proposal{1, 1}}, Learned{1}}, env.Events)
}

// A message that the epochs call dead does nothing at any machine that holds it
// against them.
func TestDeadMessagesDoNothing(t *testing.T) {
	for _, mutant := range []mutant{"", forgetPromise, acceptBelowPromise, sharedNumbers} {
		c := testConfig(mutant)
		epochs := c.epochs()
		var nodes []func() model.Node
		for n := range Number(5) {
			for _, preparing := range []bool{true, false} {
				nodes = append(nodes, func() model.Node { return &Proposer{Tried: n, Preparing: preparing, index: 1, config: c} })
			}
			nodes = append(nodes,
				func() model.Node { return &Acceptor{Promised: n, config: c} },
				func() model.Node { return &Acceptor{Promised: n, Accepted: Proposal{2, 2}, config: c} },
				func() model.Node { return &Learner{Learned: Value(n), config: c} })
		}
		dead := 0
		for _, node := range nodes {
			for n := range Number(5) {
				for _, m := range []model.Message{
					Prepare{n}, Promise{n, Proposal{}}, Promise{n, Proposal{1, 1}},
					Accept{Proposal{n, 1}}, Accepted{Proposal{n, 1}}, Learned{1},
				} {
					epoch, stamp, ok := epochs.Stamp(m)
					if !ok || stamp >= epochs.Of(node())[epoch] {
						continue
					}
					dead++
					env, is := envOf("P1"), node()
					is.Receive(env, 2, m)
					require.Equal(t, node(), is, "%#v", m)
					require.Empty(t, env.Take())
					require.Empty(t, env.Events)
				}
			}
		}
		require.Greater(t, dead, 50)
	}
}
