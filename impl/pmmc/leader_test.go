package pmmc

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/flexible"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
)

// Figure 6b and 7: a scout asks all acceptors, the machine's own at once.
func TestScoutStartsFigure6(t *testing.T) {
	env, s := newEnv(), newServer()
	s.Start(env)
	require.Equal(t, []model.Timer{scoutTimer}, env.Timers)
	s.Ballot, s.Accepted = Ballot{1, 2}, map[int]PValue{1: {Ballot{1, 2}, put}}
	s.Timeout(env, scoutTimer)
	require.Equal(t, Ballot{2, 1}, s.Ballot, "(r' + 1, self)")
	require.Equal(t, Scouting, s.Mode)
	require.Equal(t, &Scout{Heard: model.SetOf(1), PValues: s.Accepted}, s.Scout)
	require.Equal(t, toPeers(P1a{Ballot{2, 1}}), env.Sent)
	require.Empty(t, env.Timers)
}

// A passive leader can always scout: ballots bound the system, not the leader.
func TestScoutTimerIsSetInEveryBallot(t *testing.T) {
	env, s := newEnv(), newServer()
	s.Ballot = Ballot{999, 2}
	s.Start(env)
	require.Equal(t, []model.Timer{scoutTimer}, env.Timers)
}

// Figure 7, adopted: proposals ◁ pmax(pvals), then a commander for each proposal,
// for all slots at once (Section 2.4). A slot whose decision is known is done.
func TestAdoptedFigure7(t *testing.T) {
	for _, m := range []mutant{"", noAdoption} {
		env, s := newEnv(), newServer()
		s.config.mutant = m
		s.Decisions = map[int]Command{1: put}
		s.SlotOut = 2
		s.Proposals = map[int]Command{2: put, 3: get}
		s.Ballot, s.Mode = Ballot{3, 1}, Scouting
		s.Scout = &Scout{Heard: model.SetOf(1), PValues: map[int]PValue{2: {Ballot{1, 2}, put}}}
		s.Receive(env, 3, P1b{Ballot{3, 1}, map[int]PValue{1: {Ballot{1, 2}, put}, 2: {Ballot{2, 3}, other}}})
		require.Equal(t, Active, s.Mode)
		require.Nil(t, s.Scout)
		second := other
		if m == noAdoption {
			second = put
		}
		require.Equal(t, map[int]Command{2: second, 3: get}, s.Proposals)
		require.Equal(t, map[int]model.NodeSet{2: model.SetOf(1), 3: model.SetOf(1)}, s.Commanders)
		require.Equal(t, append(toPeers(P2a{Ballot{3, 1}, 2, second}), toPeers(P2a{Ballot{3, 1}, 3, get})...), env.Sent)
		require.Equal(t, Adopted{Ballot{3, 1}}, env.Events[0])
	}
}

// The pvalue with the highest ballot counts, whoever's answer comes first.
func TestPMaxFigure7(t *testing.T) {
	low, high := PValue{Ballot{1, 2}, put}, PValue{Ballot{1, 3}, other}
	for _, answers := range [][]PValue{{low, high}, {high, low}} {
		env, s := newEnv(), newServer()
		s.config.servers, s.config.quorums = 5, flexible.Sizes{Phase1: 3, Phase2: 3}
		s.Ballot, s.Mode, s.Scout = Ballot{3, 1}, Scouting, &Scout{Heard: model.SetOf(1)}
		for i, p := range answers {
			require.Equal(t, Scouting, s.Mode)
			s.Receive(env, model.NodeID(2+i), P1b{Ballot{3, 1}, map[int]PValue{1: p}})
		}
		require.Equal(t, map[int]Command{1: other}, s.Proposals)
	}
}

// A late answer, or one of an older ballot, does nothing.
func TestLateAnswersDoNothing(t *testing.T) {
	for _, m := range []model.Message{
		P1b{Ballot{1, 1}, map[int]PValue{1: {Ballot{1, 1}, put}}},
		P1b{Ballot: Ballot{0, 2}},
		P2b{Ballot{1, 1}, 1},
		P2b{Ballot{0, 2}, 2},
	} {
		env, s := newEnv(), leading()
		s.Commanders = map[int]model.NodeSet{2: model.SetOf(1)}
		was := *s
		s.Receive(env, 2, m)
		require.Equal(t, &was, s)
		require.Empty(t, env.Sent)
	}
}

// Figure 7, preempted: a leader becomes passive when an acceptor answers with a
// higher ballot, or when its own acceptor adopts one. What its replica waits for
// the others must hear now.
func TestPreemptedFigure7(t *testing.T) {
	for _, m := range []model.Message{P1a{Ballot{2, 3}}, P1b{Ballot: Ballot{2, 3}}, P2b{Ballot{2, 3}, 1}} {
		env, s := newEnv(), leading()
		s.Receive(env, 4, request(put))
		env.Take()
		s.Receive(env, 3, m)
		require.Equal(t, Ballot{2, 3}, s.Ballot)
		require.Equal(t, Passive, s.Mode)
		require.Empty(t, s.Commanders)
		require.Equal(t, map[int]Command{1: put}, s.Proposals, "it may lead again")
		require.Equal(t, []model.Timer{scoutTimer}, env.Timers)
		require.Equal(t, toPeers(Propose{1, put}), env.Take()[:2])
	}
}

// Figure 7, propose: the first proposal for a slot counts; only an active leader
// spawns a commander.
func TestProposeFigure7(t *testing.T) {
	env, s := newEnv(), newServer()
	s.Receive(env, 2, Propose{1, put})
	s.Receive(env, 3, Propose{1, other})
	require.Equal(t, map[int]Command{1: put}, s.Proposals)
	require.Empty(t, env.Sent)

	s = leading()
	s.Decisions = map[int]Command{1: put}
	s.Receive(env, 2, Propose{1, other})
	require.Empty(t, env.Sent, "the slot is decided")
	s.Receive(env, 2, Propose{2, other})
	require.Equal(t, toPeers(P2a{Ballot{1, 1}, 2, other}), env.Sent)
	require.Equal(t, map[int]PValue{2: {Ballot{1, 1}, other}}, s.Accepted, "its own acceptor is the first")
}

// Figure 6a: a commander waits for a majority, then tells all replicas.
func TestCommanderFigure6(t *testing.T) {
	s := leading()
	s.config.servers, s.config.quorums = 5, flexible.Sizes{Phase1: 3, Phase2: 3}
	env := modeltest.New("S1", s.config.groups()...)
	s.Receive(env, 2, Propose{1, put})
	env.Take()
	s.Receive(env, 2, P2b{Ballot{1, 1}, 1})
	s.Receive(env, 2, P2b{Ballot{1, 1}, 1})
	require.Empty(t, s.Decisions, "the same acceptor twice is one")
	s.Receive(env, 3, P2b{Ballot{1, 1}, 1})
	require.Equal(t, map[int]Command{1: put}, s.Decisions)
	require.Empty(t, s.Commanders)
	require.Empty(t, s.Proposals)
	d := Decision{1, put}
	require.Equal(t, []model.Packet{to(2, d), to(3, d), to(4, d), to(5, d)}, env.Sent)
}

// One machine is a majority: it decides at once what it is asked.
func TestSingleServer(t *testing.T) {
	s := newServer()
	s.config.servers, s.config.quorums, s.config.scripts = 1, flexible.Sizes{Phase1: 1, Phase2: 1}, make([]client.Script[operation], 4)
	env := modeltest.New("S", s.config.groups()...)
	s.Receive(env, 4, request(put))
	s.Timeout(env, scoutTimer)
	s.Receive(env, 5, request(other))
	require.Equal(t, []Command{put, other}, s.Performed)
	require.Equal(t, []model.Packet{to(4, Reply{Number: 1}), to(5, Reply{Number: 1})}, env.Sent)
}

// Sections 2.2 and 4.3: after a crash a leader never uses its ballot again.
func TestBallotIsNotUsedTwice43(t *testing.T) {
	env := newEnv()
	restarted := &Server{Ballot: Ballot{1, 1}, config: defaults}
	restarted.Start(env)
	require.Equal(t, Passive, restarted.Mode)
	restarted.Timeout(env, scoutTimer)
	require.Equal(t, Ballot{2, 1}, restarted.Ballot)

	mutated := newServer()
	mutated.config.mutant = ballotWithoutLeader
	mutated.Timeout(env, scoutTimer)
	require.Equal(t, Ballot{Number: 1}, mutated.Ballot)
	mutated.Receive(env, 2, P1b{Ballot: Ballot{Number: 1}})
	require.True(t, mutated.ScoutDone)
	again := &Server{Ballot: mutated.Ballot, ScoutDone: mutated.ScoutDone, config: mutated.config}
	again.Start(env)
	require.True(t, again.ScoutDone, "its scout has left, whoever's the ballot is")
}
