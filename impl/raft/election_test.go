package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// Section 5.2: to begin an election, a follower increments its current term,
// votes for itself and requests the votes of the others.
func TestElectionStarts52(t *testing.T) {
	env, s := newEnv(), &Server{Term: 3, VotedFor: 2, Log: logOf("1 3"), config: defaults}
	s.Timeout(env, electionTimer)
	require.Equal(t, &Server{Term: 4, VotedFor: 1, Log: logOf("1 3"), Role: Candidate, Votes: model.SetOf(1), config: defaults}, s)
	m := RequestVote{Term: 4, LastLogIndex: 2, LastLogTerm: 3}
	require.Equal(t, []model.Packet{to(2, m), to(3, m)}, env.Sent)
	require.Equal(t, []model.Timer{electionTimer}, env.Timers)
}

// A server waits for an election in every term, after a crash too: terms bound the
// system, not the server.
func TestElectionTimerIsSetInEveryTerm(t *testing.T) {
	env, s := newEnv(), &Server{Term: 999, config: defaults}
	s.Start(env)
	require.Equal(t, []model.Timer{electionTimer}, env.Timers)
	s.Timeout(env, electionTimer)
	require.Equal(t, []model.Timer{electionTimer}, env.Timers)
	sys := checks.System(t, &Protocol, "", map[string]string{"terms": "4"})
	refuses := sys.Bounds[0].Refuses
	require.False(t, refuses(&Server{Term: 3}, &Server{Term: 4}))
	require.True(t, refuses(&Server{Term: 4}, &Server{Term: 5}))
	require.False(t, refuses(&Server{Term: 5}, &Server{Term: 5}), "it was beyond the bound before")
	require.False(t, refuses(&Client{}, &Client{}))
}

// Section 5.2: a candidate wins with votes of a majority, and tells everybody.
func TestElectionWon52(t *testing.T) {
	env, s := newEnv(), &Server{Term: 2, VotedFor: 1, Log: logOf("1"), Role: Candidate, Votes: model.SetOf(1), config: defaults}
	env.SetTimer(electionTimer)
	s.Receive(env, 3, RequestVoteReply{Term: 2, Granted: true})
	want := leaderOf(2, "1")
	require.Equal(t, want, s)
	m := AppendEntries{Term: 2, PrevLogIndex: 1, PrevLogTerm: 1}
	require.Equal(t, []model.Packet{to(2, m), to(3, m)}, env.Sent)
	require.Equal(t, []model.Event{Elected{Term: 2, Log: logOf("1")}}, env.Events)
	require.Equal(t, []model.Timer{commandTimer}, env.Timers)
}

func TestElectionNotWon52(t *testing.T) {
	candidate := func() *Server {
		return &Server{Term: 2, VotedFor: 1, Role: Candidate, Votes: model.SetOf(1), config: defaults}
	}
	crashed := &Server{Term: 2, VotedFor: 1, config: defaults}
	for _, c := range []struct {
		name  string
		s     *Server
		reply RequestVoteReply
	}{
		{"vote not granted", candidate(), RequestVoteReply{Term: 2}},
		{"vote of an older term", candidate(), RequestVoteReply{Term: 1, Granted: true}},
		{"no candidate any more", crashed, RequestVoteReply{Term: 2, Granted: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, was := newEnv(), *c.s
			c.s.Receive(env, 2, c.reply)
			require.Equal(t, &was, c.s)
			require.Empty(t, env.Sent)
		})
	}
}

// A single server is a majority: it elects itself and commits at once.
func TestSingleServer(t *testing.T) {
	c := defaults
	c.servers = 1
	env, s := envOf(c), &Server{config: c}
	s.Timeout(env, electionTimer)
	require.Equal(t, Leader, s.Role)
	s.Timeout(env, commandTimer)
	require.Equal(t, []int{1}, committed(env))
	require.Equal(t, 1, s.LastApplied)
	require.Empty(t, env.Sent)
}

// Figure 2, RequestVote, with Sections 5.1 (terms), 5.2 (one vote per term) and
// 5.4.1 (up-to-date logs). The voter is S1, the candidate S2.
func TestRequestVote(t *testing.T) {
	const yes, no = true, false
	for _, c := range []struct {
		name        string
		term        Term // the voter's
		votedFor    model.NodeID
		log         string
		m           RequestVote
		granted     bool
		votedForNow model.NodeID
	}{
		{"5.2 first come", 1, 0, "", RequestVote{Term: 1}, yes, 2},
		{"5.2 first served: voted for another", 1, 3, "", RequestVote{Term: 1}, no, 3},
		{"5.2 voted for this one: the answer may have been lost", 1, 2, "", RequestVote{Term: 1}, yes, 2},
		{"5.1 older term", 2, 0, "", RequestVote{Term: 1, LastLogIndex: 9, LastLogTerm: 1}, no, 0},
		{"5.1 newer term frees the vote", 1, 3, "", RequestVote{Term: 2}, yes, 2},
		{"5.4.1 later last term, shorter log", 3, 0, "1 1 1", RequestVote{Term: 3, LastLogIndex: 1, LastLogTerm: 2}, yes, 2},
		{"5.4.1 earlier last term, longer log", 3, 0, "2", RequestVote{Term: 3, LastLogIndex: 3, LastLogTerm: 1}, no, 0},
		{"5.4.1 same last term, same length", 3, 0, "1 2", RequestVote{Term: 3, LastLogIndex: 2, LastLogTerm: 2}, yes, 2},
		{"5.4.1 same last term, longer", 3, 0, "2", RequestVote{Term: 3, LastLogIndex: 2, LastLogTerm: 2}, yes, 2},
		{"5.4.1 same last term, shorter", 3, 0, "1 2", RequestVote{Term: 3, LastLogIndex: 1, LastLogTerm: 2}, no, 0},
		{"5.4.1 empty log against any", 3, 0, "1", RequestVote{Term: 3}, no, 0},
		{"5.1 newer term, but log behind", 1, 1, "1", RequestVote{Term: 2}, no, 0},
	} {
		for _, refusals := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				env, s := newEnv(), &Server{Term: c.term, VotedFor: c.votedFor, Log: logOf(c.log), config: defaults}
				s.config.refusals = refusals
				s.Receive(env, 2, c.m)
				term := max(c.term, c.m.Term)
				require.Equal(t, term, s.Term)
				require.Equal(t, c.votedForNow, s.VotedFor)
				if c.granted || refusals {
					require.Equal(t, []model.Packet{to(2, RequestVoteReply{Term: term, Granted: c.granted})}, env.Sent)
				} else {
					require.Empty(t, env.Sent)
				}
			})
		}
	}
}

// Section 5.1: whoever sees a newer term becomes follower in it, whatever the
// message, and what only leaders and candidates have is gone.
func TestStepDown51(t *testing.T) {
	for _, m := range []model.Message{
		RequestVote{Term: 3},
		RequestVoteReply{Term: 3},
		RequestVoteReply{Term: 3, Granted: true},
		AppendEntries{Term: 3},
		AppendEntriesReply{Term: 3},
		AppendEntriesReply{Term: 3, Success: true, Index: 1},
	} {
		for _, s := range []*Server{
			leaderOf(2, "1"),
			{Term: 2, VotedFor: 1, Log: logOf("1"), Role: Candidate, Votes: model.SetOf(1, 2), config: defaults},
		} {
			env := newEnv()
			env.SetTimer(commandTimer)
			env.SetTimer(heartbeatTimer)
			s.Receive(env, 2, m)
			require.Equal(t, &Server{Term: 3, Log: logOf("1"), config: defaults}, s, "%T", m)
			require.Equal(t, []model.Timer{electionTimer}, env.Timers)
		}
	}
}

// Section 5.2: a candidate that hears of the leader of its term gives up.
func TestCandidateYieldsToLeader52(t *testing.T) {
	env, s := newEnv(), &Server{Term: 2, VotedFor: 1, Role: Candidate, Votes: model.SetOf(1), config: defaults}
	s.Receive(env, 3, AppendEntries{Term: 2})
	require.Equal(t, &Server{Term: 2, VotedFor: 1, config: defaults}, s)
}
