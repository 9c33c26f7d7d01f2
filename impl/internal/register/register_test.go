package register

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

func groupsOf(servers int) []model.Group {
	return []model.Group{{Prefix: "S", Count: servers}, {Prefix: "C", Count: 2}}
}

func envOf(node string, servers int) *modeltest.Env { return modeltest.New(node, groupsOf(servers)...) }

func clientOf(number int) *Client {
	return &Client{client.Session[spec.RegisterOp]{Script: script(number)}}
}

// With 3 servers, client 5 is number 4 counted from 0: it writes at server
// 4 mod 3 = 1 and reads at server 2, which are the nodes 2 and 3.
func TestClientWritesThenReadsAtTheNextServer(t *testing.T) {
	env, c := envOf("C2", 3), clientOf(2)
	put, get := RequestID{5, 1}, RequestID{5, 2}

	c.Start(env)
	require.Equal(t, []model.Packet{{From: 5, To: 2, Message: Put{put, 2}}}, env.Take())

	c.Receive(env, 2, PutOk{put})
	require.Equal(t, []model.Packet{{From: 5, To: 3, Message: Get{get}}}, env.Take())

	c.Receive(env, 3, GetOk{get, 7})
	require.Empty(t, env.Take())
	require.True(t, c.Done())
	require.Equal(t, []model.Event{
		model.Invoke{Op: spec.Write(2)}, model.Return{Result: spec.Done{}},
		model.Invoke{Op: spec.Read()}, model.Return{Result: 7},
	}, env.Events)
}

func TestClientIgnoresAnswersThatItDoesNotAwait(t *testing.T) {
	env, c := envOf("C1", 1), clientOf(1)
	c.Start(env)
	c.Receive(env, 1, PutOk{RequestID{2, 1}})
	env.Take()
	before, events := *c, len(env.Events)
	for _, m := range []model.Message{PutOk{RequestID{2, 1}}, GetOk{RequestID{2, 1}, 1}, GetOk{RequestID{3, 2}, 1}, "noise"} {
		c.Receive(env, 1, m)
		require.Equal(t, before, *c, "after %v", m)
		require.Empty(t, env.Take(), "after %v", m)
		require.Len(t, env.Events, events, "after %v", m)
	}
}

func TestImpossibleSizesAreNamed(t *testing.T) {
	for _, c := range []struct {
		servers, clients int
		want             string
	}{
		{0, 2, "servers is 0; accepted are 1 to 9"},
		{10, 2, "servers is 10; accepted are 1 to 9"},
		{3, 0, "clients is 0; accepted are 1 to 9"},
		{3, -1, "clients is -1; accepted are 1 to 9"},
	} {
		_, err := System(c.servers, c.clients, model.Multiset, nil)
		require.EqualError(t, err, c.want)
	}
}

func TestMajority(t *testing.T) {
	for servers, want := range map[int]int{1: 1, 2: 2, 3: 2, 4: 3, 5: 3} {
		groups := groupsOf(servers)
		require.Equal(t, want, Majority(modeltest.New(model.Names(groups...)(1), groups...)), "%d servers", servers)
	}
}
