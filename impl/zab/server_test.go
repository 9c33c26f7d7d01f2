package zab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// The tests of handlers are about S1, one of three servers.

var (
	first  = Txn{Epoch: 1, Counter: 1}
	second = Txn{Epoch: 1, Counter: 2}
)

// server returns a server that looks for a leader, and its environment.
func server(s Server) (*modeltest.Env, *Server) {
	env := modeltest.New("S1", model.Group{Prefix: "S", Count: 3})
	s.config = config{servers: 3, changes: true}
	s.Start(env)
	env.Did()
	return env, &s
}

// following returns a server that follows S2.
func following(s Server) (*modeltest.Env, *Server) {
	env, f := server(s)
	f.Receive(env, 2, Elected{})
	env.Did()
	env.Take()
	return env, f
}

// leading returns a leader that S2 follows.
func leading(s Server, accepted Epoch) (*modeltest.Env, *Server) {
	env, l := server(s)
	env.Fire(l, electTimer)
	l.Receive(env, 2, FollowerInfo{AcceptedEpoch: accepted})
	env.Did()
	env.Take()
	return env, l
}

func TestFollowerInfoHasTheAcceptedEpoch(t *testing.T) {
	env, s := server(Server{AcceptedEpoch: 2, CurrentEpoch: 1})
	s.Receive(env, 2, Elected{})
	require.Equal(t, []string{"stop elect", "set lost", "send S2 FollowerInfo{AcceptedEpoch: 2}"}, env.Did())
	s.Receive(env, 3, Elected{})
	require.Empty(t, env.Did(), "it follows S2")
	require.Equal(t, model.NodeID(2), s.Leader)
	env.Fire(s, lostTimer)
	require.Equal(t, Looking, s.Role)
	require.Equal(t, model.Nobody, s.Leader)
}

// Phase 1: the epoch is later than all that a quorum has accepted.
func TestLeaderChoosesEpoch(t *testing.T) {
	env, s := server(Server{AcceptedEpoch: 1, CurrentEpoch: 1})
	env.Fire(s, electTimer)
	require.Equal(t, []string{"set lost", "send S2 Elected", "send S3 Elected"}, env.Did())
	s.Receive(env, 3, FollowerInfo{AcceptedEpoch: 4})
	require.Equal(t, []string{"send S3 NewEpoch{Epoch: 5}"}, env.Did())
	require.Equal(t, Epoch(5), s.AcceptedEpoch)
	require.Equal(t, Epoch(1), s.CurrentEpoch)
	s.Receive(env, 2, FollowerInfo{AcceptedEpoch: 9})
	require.Equal(t, []string{"send S2 NewEpoch{Epoch: 5}"}, env.Did(), "who comes later gets the same, and refuses it")
}

func TestFollowerAcceptsLaterEpoch(t *testing.T) {
	for epoch, accepted := range map[Epoch]bool{1: false, 2: false, 3: true} {
		env, s := following(Server{AcceptedEpoch: 2, CurrentEpoch: 1, History: []Txn{first}})
		s.Receive(env, 3, NewEpoch{Epoch: epoch})
		require.Empty(t, env.Did(), "S3 does not lead it")
		s.Receive(env, 2, NewEpoch{Epoch: epoch})
		if !accepted {
			require.Equal(t, Looking, s.Role, epoch)
			require.Equal(t, Epoch(2), s.AcceptedEpoch)
			continue
		}
		require.Equal(t, []model.Packet{{From: 1, To: 2, Message: AckEpoch{Epoch: 3, CurrentEpoch: 1, History: []Txn{first}}}}, env.Sent)
		require.Equal(t, Epoch(3), s.AcceptedEpoch)
		require.Equal(t, Epoch(1), s.CurrentEpoch, "until it has the history")
	}
}

// Phase 1: the history is that of the latest epoch, and of these the longest.
func TestLeaderTakesLatestHistory(t *testing.T) {
	for _, c := range []struct {
		name   string
		own    Server
		report AckEpoch
		want   []Txn
	}{
		{"a later epoch", Server{CurrentEpoch: 1, History: []Txn{first, second}}, AckEpoch{CurrentEpoch: 2, History: []Txn{first}}, []Txn{first}},
		{"an earlier epoch", Server{CurrentEpoch: 2}, AckEpoch{CurrentEpoch: 1, History: []Txn{first}}, nil},
		{"the same epoch, longer", Server{CurrentEpoch: 1, History: []Txn{first}}, AckEpoch{CurrentEpoch: 1, History: []Txn{first, second}}, []Txn{first, second}},
		{"the same epoch, shorter", Server{CurrentEpoch: 1, History: []Txn{first}}, AckEpoch{CurrentEpoch: 1}, []Txn{first}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.own.AcceptedEpoch = 2
			env, s := leading(c.own, 2)
			c.report.Epoch = 2
			s.Receive(env, 2, c.report)
			require.Empty(t, env.Take(), "that is of an earlier epoch")
			c.report.Epoch = 3
			s.Receive(env, 2, c.report)
			require.Equal(t, c.want, s.History)
			require.Equal(t, Epoch(3), s.CurrentEpoch)
			require.Equal(t, []model.Packet{{From: 1, To: 2, Message: NewLeader{Epoch: 3, History: c.want}}}, env.Sent)
			require.False(t, s.Leadership.Broadcast)
		})
	}
}

// Phase 2: the history is committed when a quorum has it, and then the leader broadcasts.
func TestLeaderBroadcastsWhenAQuorumHasTheHistory(t *testing.T) {
	env, s := leading(Server{AcceptedEpoch: 1, CurrentEpoch: 1, History: []Txn{first}}, 1)
	s.Receive(env, 2, AckEpoch{Epoch: 2})
	s.Receive(env, 3, AckLeader{Epoch: 2, Length: 1})
	require.False(t, s.Leadership.Broadcast, "S3 has not been asked")
	env.Did()
	s.Receive(env, 2, AckLeader{Epoch: 2, Length: 1})
	require.True(t, s.Leadership.Broadcast)
	require.Equal(t, 1, s.Committed)
	require.Equal(t, []model.Event{Established{Epoch: 2, History: []Txn{first}}, Delivered{Epoch: 2, Index: 1, Txn: first}}, env.Events)

	// Phase 3.
	env, s = broadcasting()
	env.Fire(s, changeTimer)
	txn := Txn{Epoch: 2, Counter: 1}
	require.Equal(t, []Txn{first, txn}, s.History)
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: Propose{Txn: txn, Index: 2}}}, env.Take())
	require.Equal(t, 1, s.Committed)
	s.Receive(env, 2, Ack{Epoch: 1, Index: 2})
	require.Equal(t, 1, s.Committed, "that is of an earlier epoch")
	s.Receive(env, 2, Ack{Epoch: 2, Index: 2})
	require.Equal(t, 2, s.Committed)
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: Commit{Epoch: 2, Index: 2}}}, env.Take())
}

// broadcasting returns a leader of epoch 2 that S2 follows, with one transaction of epoch 1.
func broadcasting() (*modeltest.Env, *Server) {
	env, s := leading(Server{AcceptedEpoch: 1, CurrentEpoch: 1, History: []Txn{first}}, 1)
	s.Receive(env, 2, AckEpoch{Epoch: 2})
	s.Receive(env, 2, AckLeader{Epoch: 2, Length: 1})
	env.Take()
	return env, s
}

// Who comes later gets the history as it is then, and what is broadcast from there on.
func TestFollowerJoinsTheBroadcast(t *testing.T) {
	env, s := broadcasting()
	s.Receive(env, 3, FollowerInfo{})
	s.Receive(env, 3, AckEpoch{Epoch: 2})
	require.Equal(t, []model.Packet{
		{From: 1, To: 3, Message: NewEpoch{Epoch: 2}},
		{From: 1, To: 3, Message: NewLeader{Epoch: 2, History: []Txn{first}}},
	}, env.Take())
	env.Fire(s, changeTimer)
	require.Len(t, env.Take(), 2, "a Propose to each")
	s.Receive(env, 3, AckLeader{Epoch: 2, Length: 1})
	require.Equal(t, []model.Packet{{From: 1, To: 3, Message: Commit{Epoch: 2, Index: 1}}}, env.Take())
}

func TestFollowerTakesHistoryAndProposals(t *testing.T) {
	env, s := following(Server{AcceptedEpoch: 1, CurrentEpoch: 1, History: []Txn{first, second}})
	s.Receive(env, 2, NewEpoch{Epoch: 2})
	s.Receive(env, 2, Propose{Txn: Txn{Epoch: 2, Counter: 1}, Index: 3})
	require.Len(t, s.History, 2, "it has not the history of epoch 2")
	env.Take()
	s.Receive(env, 2, NewLeader{Epoch: 2, History: []Txn{first}})
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: AckLeader{Epoch: 2, Length: 1}}}, env.Take())
	require.Equal(t, Epoch(2), s.CurrentEpoch)
	require.Equal(t, []Txn{first}, s.History)

	txn := Txn{Epoch: 2, Counter: 1}
	s.Receive(env, 2, Propose{Txn: Txn{Epoch: 2, Counter: 2}, Index: 3})
	require.Empty(t, env.Take(), "one is missing before it")
	s.Receive(env, 2, Propose{Txn: txn, Index: 2})
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: Ack{Epoch: 2, Index: 2}}}, env.Take())
	s.Receive(env, 2, Commit{Epoch: 1, Index: 2})
	require.Empty(t, env.Events, "that is of an earlier epoch")
	s.Receive(env, 2, Commit{Epoch: 2, Index: 3})
	require.Equal(t, []model.Event{Delivered{Epoch: 2, Index: 1, Txn: first}, Delivered{Epoch: 2, Index: 2, Txn: txn}}, env.Events)

	env, s = following(Server{AcceptedEpoch: 2, CurrentEpoch: 1})
	s.Receive(env, 2, NewLeader{Epoch: 1})
	require.Equal(t, Looking, s.Role, "it has accepted a later epoch")
}
