package epaxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// The tests of handlers are about one of three servers, and two commands.

// server returns a server and its environment.
func server(name string) (*modeltest.Env, *Server) {
	env := modeltest.New(name, model.Group{Prefix: "S", Count: 3})
	s := &Server{Instances: make([]Instance, 2), config: config{servers: 3, commands: 2, recoveries: true}}
	s.Start(env)
	env.Did()
	return env, s
}

func TestFastPath(t *testing.T) {
	env, s := server("S1")
	env.Fire(s, submitTimer)
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: PreAccept{Command: 1}}, {From: 1, To: 3, Message: PreAccept{Command: 1}}}, env.Take())
	s.Receive(env, 2, PreAcceptOK{Command: 1})
	require.Equal(t, CommittedPhase, s.of(1).Phase)
	require.Equal(t, []Command{1}, s.Executed)
	commit := Commit{Command: 1, Proposal: Proposal{Payload: Original}}
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: commit}, {From: 1, To: 3, Message: commit}}, env.Take())
	s.Receive(env, 3, PreAcceptOK{Command: 1, Deps: Commands(0).With(2)})
	require.Empty(t, env.Take(), "it is committed")
}

func TestSlowPath(t *testing.T) {
	env, s := server("S1")
	env.Fire(s, submitTimer)
	env.Take()
	deps := Commands(0).With(2)
	s.Receive(env, 2, PreAcceptOK{Command: 1, Deps: deps})
	accept := Accept{Command: 1, Proposal: Proposal{Payload: Original, Deps: deps}}
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: accept}, {From: 1, To: 3, Message: accept}}, env.Take())
	require.Equal(t, Accepted, s.of(1).Phase)
	s.Receive(env, 3, AcceptOK{Command: 1, Ballot: 3})
	require.Equal(t, Accepted, s.of(1).Phase, "that is of another ballot")
	s.Receive(env, 3, AcceptOK{Command: 1})
	require.Equal(t, CommittedPhase, s.of(1).Phase)
	require.Empty(t, s.Executed, "c2 comes first, and is not committed")
	s.Receive(env, 2, Commit{Command: 2, Proposal: Proposal{Payload: Original}})
	require.Equal(t, []Command{2, 1}, s.Executed)
}

// Both that depend on each other are executed when both are committed, c1 first.
func TestCyclesAreExecutedInOneOrder(t *testing.T) {
	env, s := server("S2")
	s.Receive(env, 1, Commit{Command: 2, Proposal: Proposal{Payload: Original, Deps: Commands(0).With(1)}})
	require.Empty(t, s.Executed)
	s.Receive(env, 1, Commit{Command: 1, Proposal: Proposal{Payload: Original, Deps: Commands(0).With(2)}})
	require.Equal(t, []Command{1, 2}, s.Executed)

	env, s = server("S2")
	s.Receive(env, 1, Commit{Command: 2, Proposal: Proposal{Payload: Original, Deps: Commands(0).With(1)}})
	s.Receive(env, 1, Commit{Command: 1, Proposal: Proposal{Payload: Nop}})
	require.Equal(t, []Command{2}, s.Executed, "c1 is given up")
}

func TestPreAcceptAddsDependencies(t *testing.T) {
	env, s := server("S3")
	s.Receive(env, 1, PreAccept{Command: 1})
	s.Receive(env, 2, PreAccept{Command: 2})
	require.Equal(t, []model.Packet{
		{From: 3, To: 1, Message: PreAcceptOK{Command: 1}},
		{From: 3, To: 2, Message: PreAcceptOK{Command: 2, Deps: Commands(0).With(1)}},
	}, env.Take())
	s.Receive(env, 2, Recover{Ballot: 2, Command: 1})
	env.Take()
	s.Receive(env, 1, PreAccept{Command: 1})
	s.Receive(env, 1, Accept{Command: 1})
	s.Receive(env, 1, Commit{Command: 1})
	require.Empty(t, env.Take(), "it has joined ballot 2")
	require.Equal(t, PreAccepted, s.of(1).Phase)
}

// What the reports of a quorum make a coordinator do (Figure 5). S3 has pre-accepted c1.
func TestRecovery(t *testing.T) {
	both := Commands(0).With(2)
	for _, c := range []struct {
		name   string
		from   model.NodeID
		report Report
		want   model.Message // the first that is sent
	}{
		{"committed", 2, Report{Phase: CommittedPhase, Proposal: Proposal{Payload: Original, Deps: both}}, Commit{Ballot: 3, Command: 1, Proposal: Proposal{Payload: Original, Deps: both}}},
		{"accepted", 2, Report{Phase: Accepted, Accepted: 2, Proposal: Proposal{Payload: Nop}}, Accept{Ballot: 3, Command: 1, Proposal: Proposal{Payload: Nop}}},
		{"its coordinator is here", 1, Report{Phase: PreAccepted, Proposal: Proposal{Payload: Original}}, Accept{Ballot: 3, Command: 1, Proposal: Proposal{Payload: Nop}}},
		{"perhaps fast", 2, Report{}, Validate{Ballot: 3, Command: 1, Proposal: Proposal{Payload: Original}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := server("S3")
			s.Receive(env, 1, PreAccept{Command: 1})
			env.Take()
			env.Fire(s, recoverTimer)
			require.Equal(t, Recover{Ballot: 3, Command: 1}, env.Take()[0].Message)
			s.Receive(env, c.from, RecoverOK{Ballot: 0, Command: 1, Report: c.report})
			require.Empty(t, env.Take(), "that is of another ballot")
			s.Receive(env, c.from, RecoverOK{Ballot: 3, Command: 1, Report: c.report})
			require.Equal(t, c.want, env.Take()[0].Message)
		})
	}
}

// A coordinator that validates c1 with {} waits for c2, and then for what becomes of it.
func TestAwait(t *testing.T) {
	for _, c := range []struct {
		name string
		from model.NodeID
		m    model.Message
		want Proposal
	}{
		{"c2 is committed without c1", 2, Commit{Command: 2, Proposal: Proposal{Payload: Original}}, Proposal{Payload: Nop}},
		{"c2 depends on c1", 2, Commit{Command: 2, Proposal: Proposal{Payload: Original, Deps: Commands(0).With(1)}}, Proposal{Payload: Original}},
		{"c2 is given up", 2, Commit{Command: 2, Proposal: Proposal{Payload: Nop}}, Proposal{Payload: Original}},
		{"c2 waits with support", 2, Waiting{Command: 2, Support: 2}, Proposal{Payload: Nop}},
		{"the coordinator of c1 is here", 1, RecoverOK{Ballot: 3, Command: 1, Report: Report{Phase: PreAccepted}}, Proposal{Payload: Nop}},
		{"c1 was accepted", 1, RecoverOK{Ballot: 3, Command: 1, Report: Report{Phase: Accepted, Proposal: Proposal{Payload: Original}}}, Proposal{Payload: Original}},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := server("S3")
			s.Receive(env, 1, PreAccept{Command: 1})
			env.Fire(s, recoverTimer)
			s.Receive(env, 2, RecoverOK{Ballot: 3, Command: 1})
			env.Take()
			s.Receive(env, 2, ValidateOK{Ballot: 3, Command: 1, Against: Commands(0).With(2)})
			require.Equal(t, Waiting{Command: 1, Support: 1}, env.Take()[0].Message)
			s.Receive(env, 1, Waiting{Command: 2, Support: 1})
			require.Empty(t, env.Take(), "that says nothing of c1")
			s.Receive(env, c.from, c.m)
			require.Equal(t, Accept{Ballot: 3, Command: 1, Proposal: c.want}, env.Take()[0].Message)
		})
	}
}

// A server that validates a command takes it, and names what interferes unordered.
func TestValidate(t *testing.T) {
	m := Validate{Ballot: 3, Command: 1, Proposal: Proposal{Payload: Original}}
	env, s := server("S2")
	s.Receive(env, 3, m)
	require.Empty(t, env.Take(), "it has not joined the ballot")
	s.Receive(env, 3, Recover{Ballot: 3, Command: 1})
	env.Take()
	s.Receive(env, 3, m)
	require.Equal(t, ValidateOK{Ballot: 3, Command: 1}, env.Take()[0].Message)
	env.Fire(s, submitTimer)
	require.Equal(t, PreAccept{Command: 2, Deps: Commands(0).With(1)}, env.Take()[0].Message)

	env, s = server("S2")
	env.Fire(s, submitTimer)
	s.Receive(env, 3, Recover{Ballot: 3, Command: 1})
	env.Take()
	s.Receive(env, 3, m)
	require.Equal(t, ValidateOK{Ballot: 3, Command: 1, Against: Commands(0).With(2)}, env.Take()[0].Message)
	s.Receive(env, 1, Commit{Command: 2, Proposal: Proposal{Payload: Original}})
	s.Receive(env, 3, m)
	require.Equal(t, ValidateOK{Ballot: 3, Command: 1, Against: Commands(0).With(2), Committed: true}, env.Take()[0].Message)
	s.Receive(env, 3, Accept{Ballot: 3, Command: 1, Proposal: Proposal{Payload: Nop}})
	env.Take()
	s.Receive(env, 3, m)
	require.Empty(t, env.Take(), "it comes again, after the proposal")
}
