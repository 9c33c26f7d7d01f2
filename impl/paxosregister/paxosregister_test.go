package paxosregister

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// Servers 1 to 3, clients 4 and 5; the node under test is server 1.
var (
	own   = Proposal{register.RequestID{Client: 4, Op: 1}, 1}
	other = Proposal{register.RequestID{Client: 5, Op: 1}, 2}
)

func newTest() (*Server, *modeltest.Env) {
	return new(Server), modeltest.New("S1", model.Group{Prefix: "S", Count: 3}, model.Group{Prefix: "C", Count: 2})
}

func toPeers(m model.Message) []model.Packet {
	return []model.Packet{{From: 1, To: 2, Message: m}, {From: 1, To: 3, Message: m}}
}

func to(id model.NodeID, m model.Message) []model.Packet {
	return []model.Packet{{From: 1, To: id, Message: m}}
}

func TestBallotFromRequestToDecision(t *testing.T) {
	s, env := newTest()
	b := Ballot{1, 1}

	s.Receive(env, 4, register.Put{ID: own.Request, Value: own.Value})
	require.Equal(t, toPeers(Prepare{b}), env.Take())
	s.Receive(env, 2, Promise{b, Vote{}})
	require.Equal(t, toPeers(Accept{b, own}), env.Take())
	s.Receive(env, 3, Promise{b, Vote{}}) // a majority had promised already
	require.Empty(t, env.Take())
	s.Receive(env, 3, Accepted{b})
	require.Equal(t, append(toPeers(Decided{b, own}), to(4, register.PutOk{ID: own.Request})...), env.Take())

	// It answers reads now, and nothing else.
	s.Receive(env, 2, Prepare{Ballot{9, 2}})
	s.Receive(env, 5, register.Put{ID: other.Request, Value: other.Value})
	require.Empty(t, env.Take())
	read := register.RequestID{Client: 5, Op: 2}
	s.Receive(env, 5, register.Get{ID: read})
	require.Equal(t, to(5, register.GetOk{ID: read, Value: own.Value}), env.Take())
}

func TestProposerTakesOverTheHighestVote(t *testing.T) {
	s, env := newTest()
	s.Receive(env, 2, Accept{Ballot{1, 2}, own})
	s.Receive(env, 4, register.Put{ID: own.Request, Value: own.Value})
	env.Take()
	b := Ballot{2, 1}
	require.Equal(t, b, s.Ballot)
	s.Receive(env, 3, Promise{b, Vote{Ballot{1, 3}, other}})
	require.Equal(t, toPeers(Accept{b, other}), env.Take())
}

func TestAcceptorKeepsItsPromise(t *testing.T) {
	s, env := newTest()
	s.Receive(env, 3, Prepare{Ballot{1, 3}})
	require.Equal(t, to(3, Promise{Ballot{1, 3}, Vote{}}), env.Take())

	before := *s
	s.Receive(env, 2, Prepare{Ballot{1, 2}})
	s.Receive(env, 2, Accept{Ballot{1, 2}, own})
	s.Receive(env, 3, Prepare{Ballot{1, 3}})
	require.Empty(t, env.Take())
	require.Equal(t, before, *s)

	s.Receive(env, 3, Accept{Ballot{1, 3}, other})
	require.Equal(t, to(3, Accepted{Ballot{1, 3}}), env.Take())
	s.Receive(env, 2, Prepare{Ballot{2, 2}})
	require.Equal(t, to(2, Promise{Ballot{2, 2}, Vote{Ballot{1, 3}, other}}), env.Take())
}

func TestAnswersOfAnOlderBallotAreIgnored(t *testing.T) {
	s, env := newTest()
	s.Receive(env, 4, register.Put{ID: own.Request, Value: own.Value})
	s.Receive(env, 3, Prepare{Ballot{1, 3}})
	env.Take()
	before := *s
	s.Receive(env, 2, Promise{Ballot{1, 1}, Vote{}})
	s.Receive(env, 2, Accepted{Ballot{1, 1}})
	require.Empty(t, env.Take())
	require.Equal(t, before, *s)
	require.Len(t, s.Promises, 1)
}

func TestLearnerTakesTheDecision(t *testing.T) {
	s, env := newTest()
	s.Receive(env, 2, Prepare{Ballot{2, 2}})
	env.Take()
	s.Receive(env, 3, Decided{Ballot{1, 3}, other}) // decided before ballot 2.2, learned after it
	require.Equal(t, Server{Ballot: Ballot{1, 3}, Vote: Vote{Ballot{1, 3}, other}, Decided: true}, *s)
}

func TestOneServerIsAMajority(t *testing.T) {
	s, env := new(Server), modeltest.New("S", model.Group{Prefix: "S", Count: 1}, model.Group{Prefix: "C", Count: 3})
	s.Receive(env, 4, register.Put{ID: own.Request, Value: own.Value})
	require.Equal(t, to(4, register.PutOk{ID: own.Request}), env.Take())
	require.True(t, s.Decided)
}
