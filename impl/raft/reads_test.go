package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

func withReadIndex(c *config) { c.clients, c.commands, c.readIndex, c.noOps = true, false, true, true }

// reader returns S1 as leader of term 2, which has applied its whole log.
func reader(log string) *FullServer {
	s := fullOf(leaderOf(2, log), withReadIndex)
	s.CommitIndex, s.LastApplied, s.Register = len(s.Log), len(s.Log), 11
	return s
}

// Section 6.4: a read is answered when a majority has answered a heartbeat that was sent
// after the read came; nothing is appended.
func TestReadIndex64(t *testing.T) {
	env, s := newEnv(), reader("1 2")
	s.Receive(env, 4, Request{Number: 1, Op: Read})
	m := Confirm{Term: 2, Client: 4, Number: 1}
	require.Equal(t, []model.Packet{to(2, m), to(3, m)}, env.Take())
	s.Receive(env, 4, Request{Number: 1, Op: Read})
	require.Empty(t, env.Take(), "the same read again")
	s.Receive(env, 5, Request{Number: 7, Op: Read})
	require.Len(t, env.Take(), 2)
	s.Receive(env, 3, Confirmed{Term: 2, Client: 5, Number: 6})
	require.Empty(t, env.Take(), "a round that nobody waits for")
	s.Receive(env, 3, Confirmed(m))
	require.Equal(t, []model.Packet{to(4, Reply{Number: 1, Value: 11})}, env.Take())
	require.Equal(t, []PendingRead{{Client: 5, Number: 7, Index: 2, Heard: model.SetOf(1)}}, s.Reads)
	require.Len(t, s.Log, 2)
	s.Receive(env, 3, RequestVote{Term: 3})
	require.Empty(t, s.Reads, "it may be superseded")
}

// Section 6.2: a round of heartbeats for a read is one that a majority answers.
func TestReadRoundsKeepALeader62(t *testing.T) {
	env, s := newEnv(), reader("1 2")
	s.config.checkQuorum = true
	s.Receive(env, 4, Request{Number: 1, Op: Read})
	s.Receive(env, 3, Confirmed{Term: 2, Client: 4, Number: 1})
	s.Timeout(env, quorumTimer)
	require.Equal(t, Leader, s.Role)
	s.Timeout(env, quorumTimer)
	require.Equal(t, Follower, s.Role, "nobody has answered since")
}

// Section 6.4: a leader that has not committed an entry of its term does not know what is
// committed.
func TestNoReadIndexBeforeOwnTerm64(t *testing.T) {
	for mutant, sent := range map[mutant]int{"": 0, earlyReadIndex: 2} {
		env, s := newEnv(), reader("1")
		s.config.mutant = mutant
		s.Receive(env, 4, Request{Number: 1, Op: Read})
		require.Len(t, env.Sent, sent)
	}
	env, s := newEnv(), reader("1 2")
	s.config.mutant = noReadRound
	s.Receive(env, 4, Request{Number: 1, Op: Read})
	require.Contains(t, env.Sent, to(4, Reply{Number: 1, Value: 11}))
}

// A leader begins with an entry that asks for nothing, which the state machine leaves alone.
func TestLeaderBeginsWithNoOp64(t *testing.T) {
	env, s := newEnv(), fullOf(&Server{Term: 2, VotedFor: 1, Log: logOf("1"), Role: Candidate, Votes: model.SetOf(1), config: defaults}, withReadIndex)
	s.CommitIndex, s.LastApplied, s.Register = 1, 1, 11
	s.Receive(env, 3, RequestVoteReply{Term: 2, Granted: true})
	noOp := Entry{Term: 2, Command: Command{From: 1, Number: 2}}
	require.Equal(t, append(logOf("1"), noOp), s.Log)
	m := AppendEntries{Term: 2, PrevLogIndex: 1, PrevLogTerm: 1, Entries: []Entry{noOp}, LeaderCommit: 1}
	require.Equal(t, []model.Packet{to(2, m), to(3, m)}, env.Take())
	s.Receive(env, 3, AppendEntriesReply{Term: 2, Success: true, Index: 2})
	require.Equal(t, []int{2, 11}, []int{s.LastApplied, s.Register})
	require.Empty(t, env.Sent, "nobody waits for it")
}

// A follower answers; a server of a newer term does not, or says so.
func TestConfirm64(t *testing.T) {
	m := Confirm{Term: 2, Client: 4, Number: 1}
	env, s := newEnv(), fullOf(&Server{Term: 1, config: defaults}, withReadIndex)
	s.Receive(env, 3, m)
	require.Equal(t, Term(2), s.Term)
	require.Equal(t, []model.Packet{to(3, Confirmed(m))}, env.Take())
	s.Term = 3
	s.Receive(env, 3, m)
	require.Empty(t, env.Sent)
}

// Reads by the read index are linearizable, with retries too.
func TestReadsByIndex(t *testing.T) {
	const few = "-reads index -crashes 0 -elections 1,1,0 "
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: few + "-clients 2 -scripts w@2;r@1", States: 72_957, Steps: 236_866, Depth: 27},
		checks.Space{Flags: few + "-clients 1", States: 163_824, Steps: 521_480, Depth: 28},
		checks.Space{Flags: few + "-clients 1 -sessions true -scripts w@1,r -terms 1", States: 29_286, Steps: 88_439, Depth: 22, Vacuous: "leader-completeness"},
		checks.Space{Flags: few + "-clients 1 -scripts w@1,r@1 -terms 1 -compactions 1", States: 23_524, Steps: 72_641, Depth: 24, Vacuous: "leader-completeness"},
	)
}
