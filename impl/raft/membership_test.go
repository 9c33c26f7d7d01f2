package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// A configuration survives being an operation, and no other operation is one.
func TestMembershipIsAnOperation(t *testing.T) {
	for text, m := range map[string]Membership{
		"configuration S1 S2 S3":                         {Voters: model.SetOf(1, 2, 3)},
		"configuration S1 S2 to S2 S9":                   {Voters: model.SetOf(2, 9), Old: model.SetOf(1, 2)},
		"configuration S1, learners S8 S9":               {Voters: model.SetOf(1), Learners: model.SetOf(8, 9)},
		"configuration S1 to S9, learners S1 S2":         {Voters: model.SetOf(9), Old: model.SetOf(1), Learners: model.SetOf(1, 2)},
		"configuration ":                                 {},
		"configuration S1 S2 S3 S4 S5 S6 S7 S8 S9 to S1": {Voters: model.SetOf(1), Old: model.SetOf(1, 2, 3, 4, 5, 6, 7, 8, 9)},
	} {
		got, ok := m.op().membership()
		require.True(t, ok)
		require.Equal(t, m, got)
		require.False(t, m.op().ofClient())
		if text != "configuration S1 S2 S3 S4 S5 S6 S7 S8 S9 to S1" {
			require.Equal(t, text, m.op().String())
		}
	}
	for _, op := range []Op{Read, 0, Write(11)} {
		_, ok := op.membership()
		require.False(t, ok)
	}
}

// Section 6 of the paper: joint decisions take two majorities.
func TestQuorums6(t *testing.T) {
	joint := Membership{Old: model.SetOf(1, 2, 3), Voters: model.SetOf(3, 4, 5), Learners: model.SetOf(6)}
	for set, want := range map[model.NodeSet]bool{
		model.SetOf(1, 2): false, model.SetOf(4, 5): false, model.SetOf(1, 3): false, model.SetOf(2, 3, 4): true,
		model.SetOf(1, 2, 4, 5): true, model.SetOf(3, 6): false,
	} {
		require.Equal(t, want, joint.quorum(set), set.String())
	}
	require.False(t, Membership{Voters: model.SetOf(1, 2)}.quorum(model.SetOf(1, 6)), "a learner has no vote")
}

func TestChanges(t *testing.T) {
	now := Membership{Voters: model.SetOf(1, 2, 3), Learners: model.SetOf(4)}
	for _, c := range []struct {
		word    string
		want    Membership
		applies bool
	}{
		{"v4", Membership{Voters: model.SetOf(1, 2, 3, 4)}, true},
		{"v5", Membership{Voters: model.SetOf(1, 2, 3, 5), Learners: model.SetOf(4)}, true},
		{"l3", Membership{Voters: model.SetOf(1, 2), Learners: model.SetOf(3, 4)}, true},
		{"r3", Membership{Voters: model.SetOf(1, 2), Learners: model.SetOf(4)}, true},
		{"r1v4", Membership{Voters: model.SetOf(2, 3, 4)}, true},
		{"v1", now, false},
		{"r5", now, false},
		{"r1r2r3", Membership{Learners: model.SetOf(4)}, false},
	} {
		changes, _, err := parseChanges(c.word, jointConsensus)
		require.NoError(t, err)
		next, applies := changes[0].of(now)
		require.Equal(t, c.applies, applies, c.word)
		require.Equal(t, c.want, next, c.word)
	}
}

// memberOf returns S1, which leads a term with a no-op of that term, of voters S1, S2 and S3.
func memberOf(set func(*config)) *Server {
	s := leaderOf(2, "1 2")
	s.config.membership, s.config.noOps, s.config.spares = singleServer, true, 2
	s.config.initial = Membership{Voters: model.SetOf(1, 2, 3)}
	s.config.changes, _, _ = parseChanges("v4", singleServer)
	s.MatchIndex[4], s.NextIndex[4] = 0, 3
	if set != nil {
		set(&s.config)
	}
	return s
}

// A leader changes the membership when an entry of its own term is committed, and the last
// change is; the new configuration counts from then on (dissertation, Section 4.1).
func TestChangeOfMembership41(t *testing.T) {
	s := memberOf(nil)
	env := envOf(s.config)
	s.Timeout(env, changeTimer)
	require.Len(t, s.Log, 2, "no entry of its own term is committed")
	s.CommitIndex, s.LastApplied = 1, 1
	s.Timeout(env, changeTimer)
	require.Len(t, s.Log, 2, "nor is one now")
	require.Empty(t, env.Take())

	s.CommitIndex, s.LastApplied = 2, 2
	s.Timeout(env, changeTimer)
	require.Equal(t, "configuration S1 S2 S3 S4", s.Log[2].Command.Op.String())
	require.Equal(t, []model.NodeID{2, 3, 4}, receivers(env.Take()))
	s.Receive(env, 4, AppendEntriesReply{Term: 2, Success: true, Index: 3})
	require.Empty(t, committed(env), "two of four")
	s.Timeout(env, changeTimer)
	require.Len(t, s.Log, 3)
	s.Receive(env, 3, AppendEntriesReply{Term: 2, Success: true, Index: 3})
	require.Equal(t, []int{3}, committed(env))

	early := memberOf(func(c *config) { c.mutant = earlyConfig })
	early.Timeout(env, changeTimer)
	require.Len(t, early.Log, 3)
	require.Len(t, memberOf(func(c *config) { c.mutant = earlyConfig }).Log, 2)
}

func receivers(packets []model.Packet) (to []model.NodeID) {
	for _, p := range packets {
		to = append(to, p.To)
	}
	return to
}

// A leader that is left out steps down when that is committed, with a majority that it
// does not belong to (Section 4.2.2).
func TestLeaderThatLeaves422(t *testing.T) {
	s := memberOf(func(c *config) { c.changes, _, _ = parseChanges("r1", singleServer) })
	env := envOf(s.config)
	s.CommitIndex, s.LastApplied = 2, 2
	s.Timeout(env, changeTimer)
	require.Equal(t, []model.NodeID{2, 3}, receivers(env.Take()))
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Success: true, Index: 3})
	require.Equal(t, Leader, s.Role)
	s.Receive(env, 3, AppendEntriesReply{Term: 2, Success: true, Index: 3})
	require.Equal(t, 3, s.CommitIndex)
	require.Equal(t, Follower, s.Role)
	env.Take()
	s.Timeout(env, electionTimer)
	require.Equal(t, Follower, s.Role, "and starts no election")
	require.Empty(t, env.Sent)
}

// Section 6 of the paper: when the joint configuration is committed the leader goes on to the
// new one.
func TestJointConsensus6(t *testing.T) {
	s := memberOf(func(c *config) {
		c.membership = jointConsensus
		c.changes, _, _ = parseChanges("v4r1", jointConsensus)
	})
	env := envOf(s.config)
	s.CommitIndex, s.LastApplied = 2, 2
	s.Timeout(env, changeTimer)
	require.Equal(t, "configuration S1 S2 S3 to S2 S3 S4", s.Log[2].Command.Op.String())
	require.Equal(t, []model.NodeID{2, 3, 4}, receivers(env.Take()))
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Success: true, Index: 3})
	require.Empty(t, committed(env), "two of the old voters, one of the new")
	s.Receive(env, 3, AppendEntriesReply{Term: 2, Success: true, Index: 3})
	require.Equal(t, []int{3}, committed(env))
	require.Equal(t, "configuration S2 S3 S4", s.Log[3].Command.Op.String())
}

// Servers that only learn, or have not heard of any configuration, start no elections.
func TestWhoCampaigns(t *testing.T) {
	for _, c := range []struct {
		initial Membership
		log     []Entry
		want    bool
	}{
		{Membership{Voters: model.SetOf(1, 2)}, nil, true},
		{Membership{Voters: model.SetOf(2), Learners: model.SetOf(1)}, nil, false},
		{Membership{}, nil, false},
		{Membership{}, []Entry{{1, Command{2, 1, Membership{Voters: model.SetOf(1, 2)}.op()}}}, true},
		{Membership{Voters: model.SetOf(1, 2)}, []Entry{{1, Command{2, 1, Membership{Voters: model.SetOf(2)}.op()}}}, true},
	} {
		s := &Server{Log: c.log, config: defaults}
		s.config.membership, s.config.initial = singleServer, c.initial
		env := envOf(s.config)
		s.Timeout(env, electionTimer)
		require.Equal(t, c.want, s.Term == 1)
		require.Equal(t, []model.Timer{electionTimer}, env.Timers)
	}
}

// Changes of the membership, by one server and by several: everything holds.
func TestMembership(t *testing.T) {
	const few = "-commands 0 -crashes 0 -elections 1,1,0,0 "
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: few + "-membership single", States: 40_832, Steps: 138_949, Depth: 26},
		checks.Space{Flags: few + "-membership single -learners 1 -changes v4", States: 159_688, Steps: 623_470, Depth: 26},
		checks.Space{Flags: few + "-membership joint -changes v4r1", States: 318_285, Steps: 1_198_502, Depth: 30},
	)
}
