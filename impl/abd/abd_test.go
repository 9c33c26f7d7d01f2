package abd

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// Servers 1 to 3, clients 4 and 5; the node under test is server 1.
var (
	put = register.RequestID{Client: 4, Op: 1}
	get = register.RequestID{Client: 4, Op: 2}
)

func newTest() (*Server, *modeltest.Env) {
	return new(Server), modeltest.New("S1", model.Group{Prefix: "S", Count: 3}, model.Group{Prefix: "C", Count: 2})
}

func toPeers(m model.Message) []model.Packet {
	return []model.Packet{{From: 1, To: 2, Message: m}, {From: 1, To: 3, Message: m}}
}

func TestWriteStoresUnderANewerTimestamp(t *testing.T) {
	s, env := newTest()
	s.Receive(env, 4, register.Put{ID: put, Value: 9})
	require.Equal(t, toPeers(Query{put}), env.Take())

	found := Stamped{Timestamp{3, 2}, 5}
	s.Receive(env, 2, Copy{put, found})
	written := Stamped{Timestamp{4, 1}, 9}
	require.Equal(t, toPeers(Store{put, written}), env.Take())
	require.Equal(t, written, s.Copy)

	s.Receive(env, 3, Copy{put, Stamped{}}) // too late, and stays unused
	require.Empty(t, env.Take())

	s.Receive(env, 3, Stored{put})
	require.Equal(t, []model.Packet{{From: 1, To: 4, Message: register.PutOk{ID: put}}}, env.Take())
	require.Nil(t, s.Serving)
}

func TestReadStoresWhatItFoundBeforeItAnswers(t *testing.T) {
	s, env := newTest()
	s.Receive(env, 4, register.Get{ID: get})
	env.Take()
	found := Stamped{Timestamp{3, 2}, 5}
	s.Receive(env, 3, Copy{get, found})
	require.Equal(t, toPeers(Store{get, found}), env.Take())
	s.Receive(env, 2, Stored{get})
	require.Equal(t, []model.Packet{{From: 1, To: 4, Message: register.GetOk{ID: get, Value: 5}}}, env.Take())
}

func TestCopyIsReplacedByNewerOnesOnly(t *testing.T) {
	s, env := newTest()
	newer, older := Stamped{Timestamp{2, 3}, 7}, Stamped{Timestamp{2, 2}, 6}
	for _, c := range []Stamped{newer, older} {
		s.Receive(env, 2, Store{put, c})
		require.Equal(t, newer, s.Copy)
		require.Equal(t, []model.Packet{{From: 1, To: 2, Message: Stored{put}}}, env.Take())
	}
	s.Receive(env, 3, Query{get})
	require.Equal(t, []model.Packet{{From: 1, To: 3, Message: Copy{get, newer}}}, env.Take())
}

func TestBusyServerIgnoresRequestsAndAnswersOfOthers(t *testing.T) {
	s, env := newTest()
	s.Receive(env, 4, register.Put{ID: put, Value: 9})
	env.Take()
	other := register.RequestID{Client: 5, Op: 1}
	before := *s.Serving
	for _, m := range []model.Message{
		register.Put{ID: other, Value: 1}, register.Get{ID: other}, Copy{Request: other}, Stored{other}, Stored{put},
	} {
		s.Receive(env, 5, m)
		require.Equal(t, before, *s.Serving, "after %#v", m)
		require.Len(t, s.Serving.Copies, 1, "after %#v", m)
		require.Empty(t, env.Take(), "after %#v", m)
	}
}

func TestOneServerIsAMajority(t *testing.T) {
	s, env := new(Server), modeltest.New("S", model.Group{Prefix: "S", Count: 1}, model.Group{Prefix: "C", Count: 3})
	s.Receive(env, 2, register.Put{ID: put, Value: 9})
	require.Equal(t, []model.Packet{{From: 1, To: 4, Message: register.PutOk{ID: put}}}, env.Take())
	require.Equal(t, Server{Copy: Stamped{Timestamp{1, 1}, 9}}, *s)
}
