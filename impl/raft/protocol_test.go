package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
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

// Settings that have nothing to do are refused.
func TestSettingsWithoutUse(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 1 -pre-vote true":                 "with pre-vote a server asks others, of which there are none; accepted are servers 2 and more",
		"-servers 1 -check-quorum true":             "with check-quorum a server asks others, of which there are none",
		"-servers 1 -clients 1 -reads index":        "with reads index a server asks others, of which there are none",
		"-servers 1 -clients 1 -reads lease":        "with reads lease a server asks others, of which there are none",
		"-servers 1 -transfers 1":                   "transfers are between servers; accepted is",
		"-compactions 1 -commands 0":                "nothing is ever in a log to be compacted; accepted is",
		"-membership single -changes v1":            `"v1" never changes anything, or would leave no server that votes: servers are S1 S2 S3, and then`,
		"-membership single -changes v4,r5":         `"r5" never changes anything`,
		"-membership single -servers 1 -changes r1": `"r1" never changes anything, or would leave no server that votes: servers are S1, and then`,
		"-membership joint -changes r1r2r3":         `"r1r2r3" never changes anything, or would leave no server that votes`,
		"-membership joint -changes v1r1":           `"v1r1" changes server 1 twice; accepted are changes like`,
	})
}

// What applies only after another change is accepted.
func TestChangesThatApplyLater(t *testing.T) {
	for _, flags := range []string{
		"-membership single -changes r1,v1", "-membership single -servers 1", "-membership joint -changes r1r2r3,v4",
		"-membership single -learners 1 -changes v4", "-membership single -changes v1 -change-tries 0",
		"-servers 1 -membership single -changes v2 -pre-vote true", "-servers 1 -membership single -commands 0 -compactions 1",
	} {
		checks.System(t, &Protocol, "", checks.Flags(flags))
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
