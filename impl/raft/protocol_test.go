package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

func defaultSettings() settings {
	return settings{servers: 3, terms: 2, commands: 2}
}

func TestImpossibleSettings(t *testing.T) {
	for _, c := range []struct {
		change func(*settings)
		want   string
	}{
		{func(s *settings) { s.elections = []int{1, 1, 1, 1} }, "elections 1,1,1,1 are for 4 servers, but there are 3; accepted is"},
		{func(s *settings) { s.symmetry, s.clients = true, 1 }, "accepted is clients 0 without elections, not clients 1"},
		{func(s *settings) { s.symmetry, s.elections = true, []int{1} }, `not clients 0 with elections "1"`},
		{func(s *settings) { s.clients, s.scripts = 1, "x" }, `scripts "x"`},
	} {
		s := defaultSettings()
		c.change(&s)
		_, err := newSystem(s)
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), "\n")
	}
}

// Without clients a mutant's scripts lie idle.
func TestScriptsWithoutClients(t *testing.T) {
	s := defaultSettings()
	s.scripts = "r;r;r;r"
	_, err := newSystem(s)
	require.NoError(t, err)
}

// A message that the epochs call dead does nothing at any server that holds it
// against them.
func TestDeadMessagesDoNothing(t *testing.T) {
	c := defaults
	epochs := c.epochs(true)
	messages := []model.Message{
		RequestVote{Term: 2, LastLogIndex: 9, LastLogTerm: 2},
		RequestVoteReply{Term: 2, Granted: true},
		AppendEntries{Term: 2, Entries: logOf("2"), LeaderCommit: 1},
		AppendEntriesReply{Term: 2, Success: true, Index: 1},
		AppendEntriesReply{Term: 2, Index: 1},
	}
	dead := 0
	for _, votedFor := range []model.NodeID{0, 1, 3} {
		for _, term := range []Term{1, 2, 3} {
			for _, m := range messages {
				for _, s := range []*Server{
					{Term: term, VotedFor: votedFor, config: c},
					{Term: term, VotedFor: votedFor, Log: logOf("1"), config: c},
					{Term: term, VotedFor: 1, Role: Candidate, Votes: model.SetOf(1), config: c},
					leaderOf(term, "1"),
				} {
					epoch, stamp, ok := epochs.Stamp(m)
					require.True(t, ok)
					if stamp >= epochs.Of(s)[epoch] {
						continue
					}
					dead++
					env, was := newEnv(), *s
					s.Receive(env, 2, m)
					require.Equal(t, &was, s)
					require.Empty(t, env.Sent)
					require.Empty(t, env.Events)
				}
			}
		}
	}
	require.Greater(t, dead, 50)
}
