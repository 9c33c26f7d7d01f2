package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// fullOf returns a server with some settings, and state beyond Figure 2.
func fullOf(s *Server, set func(*config)) *FullServer {
	set(&s.config)
	return &FullServer{Server: *s}
}

func withPreVote(c *config)     { c.preVote = true }
func withCheckQuorum(c *config) { c.checkQuorum = true }
func withTransfers(c *config)   { c.transfers = true }

// Section 9.6 of the dissertation: a server asks whether it would be elected in the next
// term, and changes its term only when a majority says so.
func TestPreVoteFirst96(t *testing.T) {
	env, s := newEnv(), fullOf(&Server{Term: 2, VotedFor: 3, Log: logOf("1"), config: defaults}, withPreVote)
	s.Heard = 3
	s.Timeout(env, electionTimer)
	s.Timeout(env, electionTimer)
	m := PreVote{Term: 3, LastLogIndex: 1, LastLogTerm: 1}
	require.Equal(t, []model.Packet{to(2, m), to(3, m)}, env.Take(), "once, as they are in flight")
	require.Equal(t, PreCandidate, s.Role)
	require.Equal(t, Term(2), s.Term)
	require.Equal(t, model.NodeID(3), s.VotedFor)
	require.Equal(t, model.Nobody, s.Heard, "its own timeout is longer than the minimum one")

	s.Receive(env, 2, PreVoteReply{Term: 2, Granted: true})
	require.Equal(t, PreCandidate, s.Role, "that was for an earlier term")
	s.Receive(env, 2, PreVoteReply{Term: 3, Granted: true})
	require.Equal(t, Candidate, s.Role)
	require.Equal(t, Term(3), s.Term)
	request := RequestVote{Term: 3, LastLogIndex: 1, LastLogTerm: 1}
	require.Equal(t, []model.Packet{to(2, request), to(3, request)}, env.Sent)
	require.Equal(t, model.SetOf(1), s.Votes, "a pre-vote is no vote")
}

// A pre-vote is granted by who would vote, and hears no leader; it changes nothing.
func TestPreVoteIsGranted96(t *testing.T) {
	for _, c := range []struct {
		name    string
		s       Server
		heard   model.NodeID
		m       PreVote
		granted bool
	}{
		{"next term", Server{Term: 1, VotedFor: 3}, 0, PreVote{Term: 2}, true},
		{"current term, no vote given", Server{Term: 2}, 0, PreVote{Term: 2}, true},
		{"current term, vote given to another", Server{Term: 2, VotedFor: 3}, 0, PreVote{Term: 2}, false},
		{"older term", Server{Term: 3}, 0, PreVote{Term: 2}, false},
		{"log behind", Server{Term: 1, Log: logOf("1")}, 0, PreVote{Term: 2}, false},
		{"a leader is heard", Server{Term: 1}, 3, PreVote{Term: 2}, false},
		{"leads", Server{Term: 1, Role: Leader}, 0, PreVote{Term: 2}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, refusals := range []bool{false, true} {
				c.s.config = defaults
				env, s := newEnv(), fullOf(&c.s, withPreVote)
				s.Heard, s.config.refusals = c.heard, refusals
				was := *s
				s.Receive(env, 2, c.m)
				require.Equal(t, was, *s)
				switch {
				case c.granted:
					require.Equal(t, []model.Packet{to(2, PreVoteReply{Term: 2, Granted: true})}, env.Sent)
					require.Equal(t, []model.Event{Supported{Candidate: 2, Term: 2, Pre: true}}, env.Events)
				case refusals:
					require.Equal(t, []model.Packet{to(2, PreVoteReply{Term: c.s.Term})}, env.Sent)
				default:
					require.Empty(t, env.Sent)
				}
			}
		})
	}
}

// A refusal tells of a newer term.
func TestPreVoteRefused96(t *testing.T) {
	env, s := newEnv(), fullOf(&Server{Term: 1, Role: PreCandidate, Votes: model.SetOf(1), config: defaults}, withPreVote)
	s.Receive(env, 2, PreVoteReply{Term: 1})
	require.Equal(t, PreCandidate, s.Role)
	s.Receive(env, 2, PreVoteReply{Term: 4})
	require.Equal(t, Follower, s.Role)
	require.Equal(t, Term(4), s.Term)
}

// Section 4.2.3: who hears a leader leaves candidates alone, until the minimum election
// timeout has passed, and but for one that the leader asks to succeed it.
func TestLedServersIgnoreCandidates423(t *testing.T) {
	follower := func() *FullServer {
		return fullOf(&Server{Term: 1, VotedFor: 3, config: defaults}, withCheckQuorum)
	}
	env, s := newEnv(), follower()
	s.Receive(env, 3, AppendEntries{Term: 1})
	require.Equal(t, model.NodeID(3), s.Heard)
	require.Contains(t, env.Timers, silenceTimer)
	require.Equal(t, []model.Packet{to(3, AppendEntriesReply{Term: 1, Success: true})}, env.Take(), "it answers, though nothing matches")
	s.Receive(env, 2, RequestVote{Term: 2})
	require.Equal(t, Term(1), s.Term)
	require.Empty(t, env.Take())
	told := *s
	told.Receive(env, 2, RequestVoteNow{RequestVote{Term: 2}})
	require.Equal(t, []model.Packet{to(2, RequestVoteReply{Term: 2, Granted: true})}, env.Take())
	s.Timeout(env, silenceTimer)
	s.Receive(env, 2, RequestVote{Term: 2})
	require.Equal(t, []model.Packet{to(2, RequestVoteReply{Term: 2, Granted: true})}, env.Take())
	require.Equal(t, []model.Event{Supported{Candidate: 2, Term: 2}, Supported{Candidate: 2, Term: 2}}, env.Events)

	leader := fullOf(leaderOf(1, ""), withCheckQuorum)
	leader.Receive(env, 2, RequestVote{Term: 2})
	require.Equal(t, Leader, leader.Role)
}

// Section 6.2: a leader steps down when no majority has answered for an election timeout.
func TestCheckQuorum62(t *testing.T) {
	env, s := newEnv(), fullOf(leaderOf(1, ""), withCheckQuorum)
	s.Receive(env, 2, AppendEntriesReply{Term: 1, Success: true})
	require.Equal(t, model.SetOf(2), s.Answered)
	s.Timeout(env, quorumTimer)
	require.Equal(t, Leader, s.Role)
	require.Contains(t, env.Timers, quorumTimer)
	s.Timeout(env, quorumTimer)
	require.Equal(t, Follower, s.Role)
	require.Equal(t, Term(1), s.Term)
	require.Equal(t, []model.Timer{electionTimer}, env.Timers)

	s = fullOf(leaderOf(1, ""), withCheckQuorum)
	s.config.mutant = leadsAlone
	s.Timeout(env, quorumTimer)
	require.Equal(t, Leader, s.Role)
}

// Section 3.10: a leader that hands over takes no commands, brings the target up to date,
// and then asks it to start an election.
func TestTransfer310(t *testing.T) {
	env, s := newEnv(), fullOf(leaderOf(2, "1 2"), withTransfers)
	s.NextIndex[3] = 2
	env.SetTimer(commandTimer)
	env.Choices = []int{1}
	s.Timeout(env, transferTimer)
	require.Equal(t, model.NodeID(3), s.Transferee)
	require.Equal(t, []model.Timer{abortTimer}, env.Timers)
	require.Empty(t, env.Sent)
	s.Receive(env, 4, Request{Number: 1, Op: Read})
	require.Len(t, s.Log, 2)
	s.Receive(env, 3, AppendEntriesReply{Term: 2, Success: true, Index: 1})
	require.Empty(t, env.Take())
	s.Receive(env, 3, AppendEntriesReply{Term: 2, Success: true, Index: 2})
	require.Equal(t, []model.Packet{to(3, TimeoutNow{Term: 2})}, env.Take())
	env.Fire(s, abortTimer)
	require.Equal(t, model.Nobody, s.Transferee)
	require.ElementsMatch(t, []model.Timer{commandTimer, transferTimer}, env.Timers)

	env, s = newEnv(), fullOf(leaderOf(2, "1 2"), withTransfers)
	s.config.mutant = hastyTransfer
	s.Timeout(env, transferTimer)
	require.Equal(t, []model.Packet{to(2, TimeoutNow{Term: 2})}, env.Take())
}

// The target starts an election at once, and without pre-votes.
func TestTimeoutNow310(t *testing.T) {
	env, s := newEnv(), fullOf(&Server{Term: 2, config: defaults}, withPreVote)
	s.config.checkQuorum = true
	s.Heard = 2
	s.Receive(env, 2, TimeoutNow{Term: 1})
	require.Empty(t, env.Sent, "that leader is not one any more")
	s.Receive(env, 2, TimeoutNow{Term: 3})
	require.Empty(t, env.Sent, "it has not heard of that term")
	s.Receive(env, 2, TimeoutNow{Term: 2})
	require.Equal(t, Candidate, s.Role)
	require.Equal(t, model.Nobody, s.Heard)
	m := RequestVoteNow{RequestVote{Term: 3}}
	require.Equal(t, []model.Packet{to(2, m), to(3, m)}, env.Sent)
}
