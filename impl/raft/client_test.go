package raft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// The servers of these tests.
var servers = []model.NodeID{1, 2, 3}

func TestScripts(t *testing.T) {
	for _, c := range []struct {
		text    string
		clients int
		want    string // as the bound says it, or what the error says
	}{
		{"", 2, "w,r;w,r"},
		{"r", 2, "r;w,r"},
		{"w@1, r ;r@3", 2, "w@1,r;r@3"},
		{"r;r", 1, `scripts "r;r" are for 2 clients, but there are 1; accepted are`},
		{"x", 1, `"x" is no operation`},
		{"", 0, ""},
		{"w,", 1, `"" is no operation`},
		{"w@4", 1, `"4" is no server; accepted are 1 to 3`},
		{"w@", 1, `"" is no server`},
		{"w@1x", 1, `"1x" is no server`},
		{"w@1+2", 1, `"w@1+2" is for 2 servers; accepted are scripts like`},
		{"w,w,w,w,w,w,w,w,w,w", 1, "client 1 has 10 operations"},
	} {
		_, bound, err := language(servers).Parse(c.text, c.clients)
		if err != nil {
			require.ErrorContains(t, err, c.want, "%q", c.text)
			require.NotContains(t, err.Error(), "\n")
			continue
		}
		require.Equal(t, c.want, bound.Value, "%q", c.text)
	}
}

func TestClient(t *testing.T) {
	scripts, _, err := language(servers).Parse("w,r@3", 1)
	require.NoError(t, err)
	c := &Client{client.Session[operation]{Script: scripts[0]}}
	env := modeltest.New("C", model.Group{Prefix: serverPrefix, Count: 3}, model.Group{Prefix: "C", Count: 1})
	env.Choices = []int{1}
	c.Start(env)
	require.True(t, c.CanInvoke())

	c.Invoke(env)
	require.False(t, c.CanInvoke())
	require.Equal(t, []model.Packet{{From: 4, To: 2, Message: Request{Number: 1, Op: Write(11)}}}, env.Sent)
	c.Receive(env, 2, Reply{Number: 1})
	c.Receive(env, 2, Reply{Number: 1})
	require.True(t, c.CanInvoke())

	c.Invoke(env)
	require.Equal(t, model.Packet{From: 4, To: 3, Message: Request{Number: 2, Op: Read}}, env.Sent[1])
	c.Receive(env, 2, Reply{Number: 1})
	c.Receive(env, 3, Reply{Number: 2, Value: 11})
	require.False(t, c.CanInvoke())

	require.Equal(t, []model.Event{
		model.Invoke{Op: spec.Write(11)}, model.Return{Result: spec.Done{}},
		model.Invoke{Op: spec.Read()}, model.Return{Result: 11},
	}, env.Events)
}

// Section 8: only the leader takes a request, and it answers when the command
// was applied.
func TestRequest8(t *testing.T) {
	c := defaults
	c.clients, c.commands = true, false
	for _, role := range []Role{Follower, Candidate} {
		env, s := newEnv(), &Server{Term: 1, Role: role, config: c}
		s.Receive(env, 4, Request{Number: 1, Op: Write(11)})
		require.Empty(t, s.Log)
		require.Empty(t, env.Sent)
	}

	env, s := newEnv(), leaderOf(1, "")
	s.config = c
	s.Receive(env, 4, Request{Number: 1, Op: Write(11)})
	s.Receive(env, 5, Request{Number: 1, Op: Read})
	s.Receive(env, 4, Request{Number: 1, Op: Write(11)}) // delivered twice
	require.Equal(t, []Entry{
		{1, Command{4, 1, Write(11)}},
		{1, Command{5, 1, Read}},
	}, s.Log)

	env.Take()
	s.Receive(env, 2, AppendEntriesReply{Term: 1, Success: true, Index: 2})
	require.Equal(t, []model.Packet{to(4, Reply{Number: 1}), to(5, Reply{Number: 1, Value: 11})}, env.Sent)
}

// A leader applies what an older one received, but does not know who waits.
func TestOnlyTheLeaderThatReceivedItAnswers(t *testing.T) {
	env, s := newEnv(), leaderOf(2, "")
	s.config.clients = true
	s.Log = []Entry{{1, Command{4, 1, Write(11)}}, {2, Command{5, 1, Read}}}
	s.Receive(env, 2, AppendEntriesReply{Term: 2, Success: true, Index: 2})
	require.Equal(t, 11, s.Register)
	require.Equal(t, []model.Packet{to(5, Reply{Number: 1, Value: 11})}, env.Sent)
}
