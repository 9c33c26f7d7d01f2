package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// mutated returns S1, in term 2, with a mistake put in.
func mutated(m mutant, log string) *Server {
	s := &Server{Term: 2, Log: logOf(log), config: defaults}
	s.config.mutant = m
	return s
}

func TestMutants(t *testing.T) {
	t.Run("weak-vote", func(t *testing.T) {
		env, s := newEnv(), mutated(weakVote, "1 1")
		s.Receive(env, 2, RequestVote{Term: 2, LastLogIndex: 1, LastLogTerm: 1})
		require.Equal(t, []model.Packet{to(2, RequestVoteReply{Term: 2, Granted: true})}, env.Sent)
	})
	t.Run("forget-vote", func(t *testing.T) {
		env, s := newEnv(), mutated(forgetVote, "")
		s.VotedFor = 3
		s.Start(env)
		require.Equal(t, model.Nobody, s.VotedFor)
	})
	t.Run("double-vote", func(t *testing.T) {
		env, s := newEnv(), mutated(doubleVote, "")
		for _, candidate := range []model.NodeID{2, 3} {
			s.Receive(env, candidate, RequestVote{Term: 2})
		}
		vote := RequestVoteReply{Term: 2, Granted: true}
		require.Equal(t, []model.Packet{to(2, vote), to(3, vote)}, env.Sent)
	})
	t.Run("no-prev-check", func(t *testing.T) {
		env, s := newEnv(), mutated(noPrevCheck, "1")
		m := AppendEntries{Term: 2, PrevLogIndex: 3, PrevLogTerm: 2, Entries: part("1 2 2 2", 3), LeaderCommit: 4}
		s.Receive(env, 2, m)
		require.Equal(t, append(logOf("1"), m.Entries...), s.Log)
		require.Equal(t, 2, s.LastApplied, "not past the end of the log")
	})
	t.Run("truncate-always", func(t *testing.T) {
		env, s := newEnv(), mutated(truncateAlways, "1 1 1")
		s.CommitIndex, s.LastApplied = 3, 3
		s.Receive(env, 2, AppendEntries{Term: 2, Entries: part("1", 0), LeaderCommit: 3})
		require.Equal(t, logOf("1"), s.Log)
		s.Timeout(env, electionTimer)
		s.Receive(env, 3, RequestVoteReply{Term: 3, Granted: true})
		require.Equal(t, Leader, s.Role, "a commit index past the end of the log upsets nobody")
		s.Timeout(env, commandTimer)
		s.Receive(env, 3, AppendEntriesReply{Term: 3, Success: true, Index: 2})
		require.Empty(t, committed(env))
	})
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }
