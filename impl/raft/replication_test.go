package raft

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// part returns the entries of a log behind an index, as AppendEntries has them.
func part(log string, prev int) []Entry { return logOf(log)[prev:] }

// Figure 2, AppendEntries, rules 1 to 4, Section 5.3. S1 is the follower, in
// term 8, of leader S2.
func TestAppendEntries53(t *testing.T) {
	// The leader's log of Figure 7; followers (a) to (f) have gone apart from it.
	const leader = "1 1 1 4 4 5 5 6 6 6"
	for _, c := range []struct {
		name string
		log  string
		m    AppendEntries
		want string // the log afterwards
		ok   bool
	}{
		{"empty log, all at once", "", AppendEntries{Entries: part(leader, 0)}, leader, true},
		{"heartbeat without anything", "", AppendEntries{}, "", true},
		{"rule 2: nothing at prevLogIndex", "1", AppendEntries{PrevLogIndex: 2, PrevLogTerm: 1, Entries: part("1 1 2", 2)}, "1", false},
		{"rule 2: another term at prevLogIndex", "1 2", AppendEntries{PrevLogIndex: 2, PrevLogTerm: 1, Entries: part("1 1 2", 2)}, "1 2", false},
		{"rule 3: a conflict deletes all that follows", "1 2 2", AppendEntries{PrevLogIndex: 1, PrevLogTerm: 1, Entries: part("1 3", 1)}, "1 3", true},
		{"rule 3: only from the conflict on", "1 1 2 2", AppendEntries{Entries: part("1 1 3", 0)}, "1 1 3", true},
		{"rule 3: an outdated request deletes nothing", "1 1 1", AppendEntries{Entries: part("1 1", 0)}, "1 1 1", true},
		{"rule 3: nor does a heartbeat", "1 1 1", AppendEntries{PrevLogIndex: 1, PrevLogTerm: 1}, "1 1 1", true},
		{"rule 4: what is there already is not appended again", "1 1", AppendEntries{Entries: part("1 1 1", 0)}, "1 1 1", true},

		{"Figure 7 (a): lacks one entry, probe", "1 1 1 4 4 5 5 6 6", AppendEntries{PrevLogIndex: 10, PrevLogTerm: 6}, "1 1 1 4 4 5 5 6 6", false},
		{"Figure 7 (a): repair", "1 1 1 4 4 5 5 6 6", AppendEntries{PrevLogIndex: 9, PrevLogTerm: 6, Entries: part(leader, 9)}, leader, true},
		{"Figure 7 (b): repair", "1 1 1 4", AppendEntries{PrevLogIndex: 4, PrevLogTerm: 4, Entries: part(leader, 4)}, leader, true},
		{"Figure 7 (c): one more entry stays until it conflicts", leader + " 6", AppendEntries{PrevLogIndex: 10, PrevLogTerm: 6}, leader + " 6", true},
		{"Figure 7 (d): extra entries go", leader + " 7 7", AppendEntries{PrevLogIndex: 10, PrevLogTerm: 6, Entries: part(leader+" 8", 10)}, leader + " 8", true},
		{"Figure 7 (e): probe", "1 1 1 4 4 4 4", AppendEntries{PrevLogIndex: 6, PrevLogTerm: 5, Entries: part(leader, 6)}, "1 1 1 4 4 4 4", false},
		{"Figure 7 (e): repair", "1 1 1 4 4 4 4", AppendEntries{PrevLogIndex: 5, PrevLogTerm: 4, Entries: part(leader, 5)}, leader, true},
		{"Figure 7 (f): probe", "1 1 1 2 2 2 3 3 3 3 3", AppendEntries{PrevLogIndex: 4, PrevLogTerm: 4, Entries: part(leader, 4)}, "1 1 1 2 2 2 3 3 3 3 3", false},
		{"Figure 7 (f): repair", "1 1 1 2 2 2 3 3 3 3 3", AppendEntries{PrevLogIndex: 3, PrevLogTerm: 1, Entries: part(leader, 3)}, leader, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := newEnv(), &Server{Term: 8, Log: logOf(c.log), config: defaults}
			c.m.Term = 8
			s.Receive(env, 2, c.m)
			require.Equal(t, logOf(c.want), s.Log)
			reply := AppendEntriesReply{Term: 8, Success: c.ok, Index: c.m.PrevLogIndex}
			if c.ok {
				reply.Index += len(c.m.Entries)
			}
			if reply.Index == 0 {
				require.Empty(t, env.Sent, "nothing matches: nothing to tell")
			} else {
				require.Equal(t, []model.Packet{to(2, reply)}, env.Sent)
			}
		})
	}
}

// Section 5.1, Figure 2, AppendEntries, rule 1: a request of an older term is
// refused with the newer one, or, without refusals, left alone.
func TestAppendEntriesOfOlderTerm51(t *testing.T) {
	for _, refusals := range []bool{false, true} {
		env, s := newEnv(), &Server{Term: 8, Log: logOf("1"), config: defaults}
		s.config.refusals = refusals
		was := *s
		s.Receive(env, 2, AppendEntries{Term: 7, PrevLogIndex: 1, PrevLogTerm: 1, Entries: part("1 1", 1), LeaderCommit: 2})
		require.Equal(t, &was, s)
		if refusals {
			require.Equal(t, []model.Packet{to(2, AppendEntriesReply{Term: 8, Index: 1})}, env.Sent)
		} else {
			require.Empty(t, env.Sent)
		}
	}
}

// Figure 2, AppendEntries, rule 5, and Rules for All Servers: commitIndex becomes
// the smaller of leaderCommit and the last new entry; all up to it are applied.
func TestFollowerCommits53(t *testing.T) {
	for _, c := range []struct {
		name    string
		commit  int
		m       AppendEntries
		want    int
		applied []int
	}{
		{"leaderCommit is lower", 0, AppendEntries{Entries: part("1 1 1", 0), LeaderCommit: 2}, 2, []int{1, 2}},
		{"the last new entry is lower", 0, AppendEntries{PrevLogIndex: 1, PrevLogTerm: 1, LeaderCommit: 3}, 1, []int{1}},
		{"never back", 2, AppendEntries{PrevLogIndex: 1, PrevLogTerm: 1, LeaderCommit: 1}, 2, nil},
		{"only what is new is applied", 1, AppendEntries{PrevLogIndex: 3, PrevLogTerm: 1, LeaderCommit: 3}, 3, []int{2, 3}},
		{"refused", 0, AppendEntries{PrevLogIndex: 3, PrevLogTerm: 2, LeaderCommit: 3}, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := newEnv(), &Server{Term: 2, Log: logOf("1 1 1"), CommitIndex: c.commit, LastApplied: c.commit, config: defaults}
			c.m.Term = 2
			s.Receive(env, 2, c.m)
			require.Equal(t, c.want, s.CommitIndex)
			require.Equal(t, c.want, s.LastApplied)
			var applied []int
			for _, e := range env.Events {
				applied = append(applied, e.(Applied).Index)
				require.Equal(t, s.Log[e.(Applied).Index-1], e.(Applied).Entry)
			}
			require.Equal(t, c.applied, applied)
		})
	}
}

// Rules for Leaders, Section 5.3: a command is appended and sent to everyone,
// with all that nextIndex says is missing.
func TestCommand53(t *testing.T) {
	env, s := newEnv(), leaderOf(2, "1 1")
	s.NextIndex[3] = 1
	s.CommitIndex, s.LastApplied = 1, 1
	s.Timeout(env, commandTimer)
	entry := Entry{Term: 2, Command: Command{From: 1, Number: 3}}
	require.Equal(t, append(logOf("1 1"), entry), s.Log)
	require.Equal(t, []model.Packet{
		to(2, AppendEntries{Term: 2, PrevLogIndex: 2, PrevLogTerm: 1, Entries: []Entry{entry}, LeaderCommit: 1}),
		to(3, AppendEntries{Term: 2, Entries: append(logOf("1 1"), entry), LeaderCommit: 1}),
	}, env.Sent)
	require.Equal(t, []model.Timer{commandTimer}, env.Timers)
	require.Empty(t, env.Events)
}

// Section 5.3: after a failure the leader decrements nextIndex and retries.
func TestRetryWithLowerIndex53(t *testing.T) {
	env, s := newEnv(), leaderOf(2, "1 1")
	s.Receive(env, 3, AppendEntriesReply{Term: 2, Index: 2})
	require.Equal(t, 2, s.NextIndex[3])
	require.Equal(t, []model.Packet{to(3, AppendEntries{Term: 2, PrevLogIndex: 1, PrevLogTerm: 1, Entries: part("1 1", 1)})}, env.Sent)

	env.Take()
	s.Receive(env, 3, AppendEntriesReply{Term: 2, Index: 2})
	require.Equal(t, 2, s.NextIndex[3], "the same failure again tells nothing new")
	require.Empty(t, env.Sent)

	s.Receive(env, 3, AppendEntriesReply{Term: 2, Index: 1})
	require.Equal(t, 1, s.NextIndex[3])
	require.Equal(t, []model.Packet{to(3, AppendEntries{Term: 2, Entries: logOf("1 1")})}, env.Sent)
	require.Equal(t, 3, s.NextIndex[2], "the other is not concerned")
}

// A heartbeat is the retry as well: it carries what the follower lacks.
func TestHeartbeat52(t *testing.T) {
	env, s := newEnv(), leaderOf(2, "1 1")
	s.NextIndex[2] = 2
	s.Timeout(env, heartbeatTimer)
	require.Equal(t, []model.Packet{
		to(2, AppendEntries{Term: 2, PrevLogIndex: 1, PrevLogTerm: 1, Entries: part("1 1", 1)}),
		to(3, AppendEntries{Term: 2, PrevLogIndex: 2, PrevLogTerm: 1}),
	}, env.Sent)
	require.Equal(t, []model.Timer{heartbeatTimer}, env.Timers)
}

// Sections 5.3 and 5.4.2: an entry of the leader's term is committed when a
// majority stores it, and with it all before; older ones never by counting
// (Figure 8).
func TestLeaderCommits542(t *testing.T) {
	for _, c := range []struct {
		name    string
		term    Term
		log     string
		servers int
		match   []int // of S2, S3, …
		reply   int   // S2's
		mutant  mutant
		want    []int
	}{
		{"one of two others", 1, "1", 3, []int{0, 0}, 1, "", []int{1}},
		{"all before it, too", 2, "1 1 2", 3, []int{0, 0}, 3, "", []int{1, 2, 3}},
		{"not what only the leader has", 2, "2 2", 3, []int{0, 0}, 1, "", []int{1}},
		{"one of four others is no majority", 1, "1", 5, []int{0, 0, 0, 0}, 1, "", nil},
		{"two of four others", 1, "1", 5, []int{0, 1, 0, 0}, 1, "", []int{1}},
		{"Figure 8 (c): not an entry of an older term", 4, "1 2 4", 5, []int{0, 2, 0, 0}, 2, "", nil},
		{"Figure 8 (e): it is, with one of this term above", 4, "1 2 4", 5, []int{0, 3, 0, 0}, 3, "", []int{1, 2, 3}},
		{"Figure 8 (d): the mutant does", 4, "1 2 4", 5, []int{0, 2, 0, 0}, 2, commitOldTerm, []int{1, 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := leaderOf(c.term, c.log)
			s.config.servers, s.config.mutant = c.servers, c.mutant
			env := envOf(s.config)
			for i, index := range c.match {
				peer := model.NodeID(2 + i)
				s.NextIndex[peer], s.MatchIndex[peer] = len(s.Log)+1, index
			}
			s.Receive(env, 2, AppendEntriesReply{Term: c.term, Success: true, Index: c.reply})
			require.Equal(t, c.want, committed(env))
			require.Equal(t, c.reply, s.MatchIndex[2])
			require.Equal(t, c.reply+1, s.NextIndex[2])
			if len(c.want) > 0 {
				require.Equal(t, slices.Max(c.want), s.CommitIndex)
			}
			require.Equal(t, s.CommitIndex, s.LastApplied)
		})
	}
}

// A reply that was overtaken by a later one takes nothing back.
func TestMatchIndexNeverDecreases(t *testing.T) {
	env, s := newEnv(), leaderOf(2, "2 2")
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Success: true, Index: 2})
	was := *s
	env.Take()
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Success: true, Index: 1})
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Index: 2})
	require.Equal(t, &was, s)
	require.Empty(t, env.Sent)
}

// After a crash a leader is a follower of its own term, and late replies find
// nothing to do.
func TestReplyAfterCrash55(t *testing.T) {
	env, s := newEnv(), &Server{Term: 2, VotedFor: 1, Log: logOf("2"), config: defaults}
	was := *s
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Success: true, Index: 1})
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Index: 1})
	require.Equal(t, &was, s)
	require.Empty(t, env.Sent)
}
