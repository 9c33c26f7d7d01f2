package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// Section 8: a client that waits asks again, one server after the other.
func TestClientAsksTheNextServer8(t *testing.T) {
	scripts, _, err := language(servers).Scripts("w@2,r@1", 1)
	require.NoError(t, err)
	c := config{sessions: true, retries: true}.client(scripts[0]).(*SessionClient)
	env := modeltest.New("C", model.Group{Prefix: serverPrefix, Count: 3}, model.Group{Prefix: "C", Count: 1})
	c.Start(env)
	c.Invoke(env)
	require.Equal(t, []model.Timer{retryTimer}, env.Timers)
	for range 3 {
		env.Timers = nil
		c.Timeout(env, retryTimer)
		require.Equal(t, []model.Timer{retryTimer}, env.Timers)
	}
	m := Request{Number: 1, Op: Write(11)}
	require.Equal(t, []model.Packet{{From: 4, To: 2, Message: m}, {From: 4, To: 3, Message: m}, {From: 4, To: 1, Message: m}}, env.Take(),
		"a fourth one would be to S2, where the first is in flight")
	require.Equal(t, model.NodeID(2), c.Asked)
	c.Receive(env, 3, Reply{Number: 1})
	require.Empty(t, env.Timers)
	require.Equal(t, model.Nobody, c.Asked)
}

// sessionLeader returns S1 as leader of term 2, with sessions and a log of which it has
// applied some entries.
func sessionLeader(m mutant, applied int, log ...Entry) *Server {
	s := leaderOf(2, "")
	s.config.clients, s.config.sessions, s.config.mutant = true, true, m
	s.Log, s.CommitIndex, s.LastApplied = log, applied, applied
	return s
}

// Section 8: a request that has been executed is answered at once, with the response that
// it had.
func TestExecutedRequestsAreAnswered8(t *testing.T) {
	write, read, other := Command{4, 1, Write(11)}, Command{4, 2, Read}, Command{5, 1, Write(21)}
	log := []Entry{{1, write}, {1, read}, {1, other}, {1, Command{5, 2, Write(22)}}}
	for _, c := range []struct {
		request Command
		applied int
		sent    []model.Packet // to the client
		entries int            // appended
	}{
		{read, 4, []model.Packet{to(4, Reply{2, 11})}, 0},
		{write, 4, []model.Packet{to(4, Reply{1, 0})}, 0},
		{read, 1, nil, 1},                // not known to be executed: of an older term, so it is appended again
		{Command{4, 3, Read}, 4, nil, 1}, // new
	} {
		env, s := newEnv(), sessionLeader("", c.applied, log...)
		s.Receive(env, c.request.From, Request{c.request.Number, c.request.Op})
		require.Len(t, s.Log, 4+c.entries)
		if c.entries == 0 {
			require.Equal(t, c.sent, env.Sent)
			continue
		}
		env.Take()
		s.Receive(env, c.request.From, Request{c.request.Number, c.request.Op})
		require.Len(t, s.Log, 5, "its own entry it has already")
		require.Empty(t, env.Sent)
	}
	env, s := newEnv(), sessionLeader(noDuplicateFilter, 4, log...)
	s.Receive(env, 4, Request{2, Read})
	require.Len(t, s.Log, 5)
	require.NotContains(t, env.Sent, to(4, Reply{2, 11}))
}

// Section 8: what is in the log twice is executed once, and answered as the first time.
func TestDuplicatesInTheLogAreExecutedOnce8(t *testing.T) {
	log := []Entry{{1, Command{4, 1, Write(11)}}, {2, Command{5, 1, Write(21)}}, {2, Command{4, 1, Write(11)}}, {2, Command{5, 2, Read}}}
	for mutant, register := range map[mutant]int{"": 21, noDuplicateFilter: 11} {
		env, s := newEnv(), sessionLeader(mutant, 0, log...)
		s.Receive(env, 2, AppendEntriesReply{Term: 2, Success: true, Index: 4})
		require.Equal(t, register, s.Register)
		require.Equal(t, []model.Packet{to(5, Reply{1, 0}), to(4, Reply{1, 0}), to(5, Reply{2, register})}, env.Sent)
	}
}
