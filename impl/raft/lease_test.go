package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

func withLeases(c *config) {
	c.clients, c.commands, c.noOps = true, false, true
	c.lease = lease{lasts: 2, waits: 3}
}

// leased returns S1 as leader of term 2, which has applied its whole log, the last entry a
// tick ago.
func leased(log string) *FullServer {
	s := fullOf(leaderOf(2, log), withLeases)
	s.CommitIndex, s.LastApplied, s.Register, s.Age = len(s.Log), len(s.Log), 11, 1
	return s
}

// Section 6.4.1: under its lease a leader answers reads alone; without it they are entries.
func TestLeaseReads641(t *testing.T) {
	read := Request{Number: 1, Op: Read}
	env, s := newEnv(), leased("1 2")
	s.Receive(env, 4, read)
	require.Equal(t, []model.Packet{to(4, Reply{Number: 1, Value: 11})}, env.Take())

	for name, without := range map[string]func(*FullServer){
		"it has run out":                       func(s *FullServer) { s.Timeout(env, tickTimer) },
		"no majority has the last entry":       func(s *FullServer) { s.Log = append(s.Log, s.Log[1]) },
		"the last entry is of an earlier term": func(s *FullServer) { s.Term = 3 },
	} {
		s := leased("1 2")
		without(s)
		s.Receive(env, 4, read)
		require.Equal(t, Entry{Term: s.Term, Command: Command{4, 1, Read}}, s.Log[len(s.Log)-1], name)
		require.Zero(t, s.Age, name)
	}
	s = leased("1 2")
	s.config.mutant = longLease
	s.Timeout(env, tickTimer)
	require.True(t, s.replica().hasLease())
}

// A server that has heard from a leader supports nobody for the minimum election timeout,
// neither others nor itself, over a crash as well.
func TestSupportersWait641(t *testing.T) {
	env, s := newEnv(), fullOf(&Server{Term: 1, config: defaults}, withLeases)
	s.config.preVote = true
	s.Receive(env, 3, AppendEntries{Term: 2})
	for _, waits := range []int{3, 2, 1} {
		require.Equal(t, waits, s.Waits)
		env.Take()
		s.Timeout(env, electionTimer)
		s.Receive(env, 2, RequestVote{Term: 3})
		s.Receive(env, 2, PreVote{Term: 3})
		require.Equal(t, Term(2), s.Term)
		require.Equal(t, Follower, s.Role)
		require.Empty(t, env.Sent)
		s.Timeout(env, tickTimer)
	}
	s.Timeout(env, tickTimer)
	require.Zero(t, s.Waits)
	s.Receive(env, 2, RequestVote{Term: 3})
	require.Equal(t, []model.Packet{to(2, RequestVoteReply{Term: 3, Granted: true})}, env.Sent)

	for _, c := range []struct {
		term   Term
		mutant mutant
		waits  int
	}{{0, "", 0}, {3, "", 3}, {3, forgetLease, 0}} {
		s := fullOf(&Server{Term: c.term, config: defaults}, withLeases)
		s.config.mutant = c.mutant
		s.Start(env)
		require.Equal(t, c.waits, s.Waits)
		require.Contains(t, env.Timers, tickTimer)
	}
}

// Reads under a lease are linearizable within the drift that it allows. That they are not
// beyond it is one of the claims.
func TestLeasesAndDrift641(t *testing.T) {
	const few = "-reads lease -crashes 0 -elections 1,0,1 -clients 1 -scripts w@3,r@1 -network fifo "
	checks.SpacesAre(t, &Protocol, checks.Space{Flags: few, States: 761_315, Steps: 3_038_548, Depth: 50})
}
