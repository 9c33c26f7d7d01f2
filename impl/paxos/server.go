package paxos

import "github.com/synod-go/synod/model"

// Server is a machine that plays all three roles, as "each process plays the
// role of proposer, acceptor, and learner" (Section 2.5). The roles know no more
// of each other than on machines of their own; what one sends to another on the
// same machine does not go through the network but is handled at once, in the
// same step.
//
// The roles' fields have different names: in a trace they stand side by side.
type Server struct {
	Proposer
	Acceptor
	Learner
}

// Start starts the roles.
func (s *Server) Start(env model.Env) {
	s.Proposer.Start(env)
	s.Acceptor.Start(env)
	s.Learner.Start(env)
}

// Timeout is the proposer's.
func (s *Server) Timeout(env model.Env, t model.Timer) {
	inside := &insideEnv{Env: env}
	s.Proposer.Timeout(inside, t)
	s.handle(inside)
}

// Receive hands a message to the roles; it means something to one of them.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	inside := &insideEnv{Env: env}
	s.receive(inside, from, m)
	s.handle(inside)
}

func (s *Server) receive(env model.Env, from model.NodeID, m model.Message) {
	s.Proposer.Receive(env, from, m)
	s.Acceptor.Receive(env, from, m)
	s.Learner.Receive(env, from, m)
}

// handle handles what the roles sent to their own machine, and what they send to
// it on that.
func (s *Server) handle(env *insideEnv) {
	for len(env.own) > 0 {
		m := env.own[0]
		env.own = env.own[1:]
		s.receive(env, env.ID(), m)
	}
}

// insideEnv is an env that keeps back what a machine sends to itself.
type insideEnv struct {
	model.Env
	own []model.Message // the first sent first
}

func (e *insideEnv) Send(to model.NodeID, m model.Message) {
	if to == e.ID() {
		e.own = append(e.own, m)
		return
	}
	e.Env.Send(to, m)
}
