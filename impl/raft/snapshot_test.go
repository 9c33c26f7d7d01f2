package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

func withCompactions(c *config) { c.compactions = true }

// compacted returns a server whose snapshot stands for the first entries of a log.
func compacted(s *Server, index int) *FullServer {
	full := fullOf(s, withCompactions)
	log := full.Log
	full.Snapshot = Snapshot{Index: index, Term: log[index-1].Term, State: log[:index:index]}
	full.Log, full.CommitIndex, full.LastApplied = log[index:], index, index
	return full
}

// Section 7: a snapshot stands for all that was applied; what follows stays, and indices
// and terms are what they were.
func TestCompaction7(t *testing.T) {
	env, s := newEnv(), fullOf(&Server{Term: 3, Log: logOf("1 2 3"), CommitIndex: 2, LastApplied: 2, config: defaults}, withCompactions)
	s.Timeout(env, compactTimer)
	require.Equal(t, compacted(&Server{Term: 3, Log: logOf("1 2 3"), config: defaults}, 2), s)
	require.Equal(t, logOf("1 2 3"), s.entries())
	r := s.replica()
	require.Equal(t, []any{3, Term(3), Term(2)}, []any{r.lastIndex(), r.termAt(3), r.termAt(2)})
	was := *s
	s.Timeout(env, compactTimer)
	require.Equal(t, was, *s, "there is nothing new to compact")
	require.Equal(t, []model.Timer{compactTimer}, env.Timers)
}

// After a crash the state machine is that of the snapshot.
func TestRestartFromSnapshot7(t *testing.T) {
	c := defaults
	c.clients, c.commands = true, false
	log := []Entry{{1, Command{4, 1, Write(11)}}, {1, Command{5, 1, Read}}, {1, Command{4, 2, Write(12)}}}
	s := compacted(&Server{Term: 1, Log: log, config: c}, 2)
	s.CommitIndex, s.LastApplied = 0, 0
	s.Start(newEnv())
	require.Equal(t, []int{2, 2, 11}, []int{s.CommitIndex, s.LastApplied, s.Register})
}

// A leader that has no more what a follower lacks sends its snapshot, and then the rest.
func TestLeaderSendsSnapshot7(t *testing.T) {
	env, s := newEnv(), compacted(leaderOf(2, "1 2 2"), 2)
	s.NextIndex[2] = 2
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Index: 1})
	snapshot := InstallSnapshot{Term: 2, Snapshot: s.Snapshot}
	require.Equal(t, []model.Packet{to(2, snapshot)}, env.Take())
	s.Receive(env, 2, InstallSnapshotReply{Term: 2, Index: 2})
	require.Equal(t, 3, s.NextIndex[2])
	require.Equal(t, []model.Packet{to(2, AppendEntries{Term: 2, PrevLogIndex: 2, PrevLogTerm: 2, Entries: part("1 2 2", 2), LeaderCommit: 2})}, env.Take())
}

// Figure 13: what a follower does with a snapshot of the entries 1 2, by what it has.
func TestInstallSnapshot7(t *testing.T) {
	snapshot := Snapshot{Index: 2, Term: 2, State: logOf("1 2")}
	for _, c := range []struct {
		name   string
		log    string
		commit int
		mutant mutant
		want   string // all entries afterwards
		index  int    // of its snapshot
	}{
		{"empty log", "", 0, "", "1 2", 2},
		{"shorter log", "1", 1, "", "1 2", 2},
		{"rule 7: conflict, the entire log goes", "1 1 1", 1, "", "1 2", 2},
		{"rule 6: entries that follow stay", "1 2 2", 0, "", "1 2 2", 2},
		{"older than what is committed", "1 2 2", 2, "", "1 2 2", 0},
		{"older than what is committed, installed over it", "1 2 2", 3, installOver, "1 2", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := newEnv(), fullOf(&Server{Term: 3, Log: logOf(c.log), CommitIndex: c.commit, LastApplied: c.commit, config: defaults}, withCompactions)
			s.config.mutant = c.mutant
			s.Receive(env, 2, InstallSnapshot{Term: 3, Snapshot: snapshot})
			require.Equal(t, logOf(c.want), s.entries())
			require.Equal(t, c.index, s.Snapshot.Index)
			require.Equal(t, 2, s.LastApplied)
			require.Equal(t, []model.Packet{to(2, InstallSnapshotReply{Term: 3, Index: 2})}, env.Sent)
		})
	}
	env, s := newEnv(), fullOf(&Server{Term: 4, config: defaults}, withCompactions)
	s.Receive(env, 2, InstallSnapshot{Term: 3, Snapshot: snapshot})
	require.Zero(t, s.Snapshot.Index)
	require.Empty(t, env.Sent)
	s.config.refusals = true
	s.Receive(env, 2, InstallSnapshot{Term: 3, Snapshot: snapshot})
	require.Equal(t, []model.Packet{to(2, InstallSnapshotReply{Term: 4})}, env.Sent)
}

// What a snapshot stands for is committed, so AppendEntries that begin before its end match.
func TestAppendEntriesBehindSnapshot7(t *testing.T) {
	for _, c := range []struct {
		m    AppendEntries
		want string
		last int
	}{
		{AppendEntries{Entries: part("1 2 3 3", 0)}, "1 2 3 3", 4},
		{AppendEntries{PrevLogIndex: 1, PrevLogTerm: 1, Entries: part("1 2", 1)}, "1 2", 2},
		{AppendEntries{Entries: part("1", 0)}, "1 2", 2},
		{AppendEntries{PrevLogIndex: 2, PrevLogTerm: 2, Entries: part("1 2 3", 2)}, "1 2 3", 3},
	} {
		env, s := newEnv(), compacted(&Server{Term: 3, Log: logOf("1 2"), config: defaults}, 2)
		c.m.Term = 3
		s.Receive(env, 2, c.m)
		require.Equal(t, logOf(c.want), s.entries())
		require.Equal(t, []model.Packet{to(2, AppendEntriesReply{Term: 3, Success: true, Index: c.last})}, env.Sent)
	}
}

// The election restriction needs index and term of what the snapshot stands for.
func TestCandidacyAfterCompaction7(t *testing.T) {
	for mutant, want := range map[mutant]RequestVote{
		"":                {Term: 3, LastLogIndex: 2, LastLogTerm: 2},
		forgetSnapshotEnd: {Term: 3},
	} {
		s := compacted(&Server{Term: 2, Log: logOf("1 2"), config: defaults}, 2)
		s.config.mutant = mutant
		require.Equal(t, want, s.replica().candidacy(3))
	}
}

// With compactions everything holds, with crashes, clients and changes of the membership too.
func TestCompactions(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "-compactions 1 -commands 1", States: 52_230, Steps: 180_306, Depth: 19},
		checks.Space{Flags: "-compactions 2 -crashes 0 -elections 1,1,0", States: 133_202, Steps: 445_958, Depth: 25},
		checks.Space{Flags: "-compactions 1 -crashes 0 -terms 1 -clients 1 -scripts w@1,r@1 -heartbeats 1 -elections 1,0,0", States: 176_250, Steps: 580_499, Depth: 27, Vacuous: "leader-completeness"},
		checks.Space{Flags: "-compactions 1 -membership single -changes v4 -terms 1 -crashes 0 -commands 0 -elections 1,0,0,0", States: 4_745, Steps: 13_777, Depth: 20, Vacuous: "leader-completeness"},
	)
}
