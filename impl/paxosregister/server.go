package paxosregister

import (
	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
)

// Ballot is a proposal number: the leader in it makes it unique. The zero value
// is below every ballot of a leader.
type Ballot struct {
	Round  int
	Leader model.NodeID
}

// Before reports whether b is lower than c.
func (b Ballot) Before(c Ballot) bool {
	if b.Round != c.Round {
		return b.Round < c.Round
	}
	return b.Leader < c.Leader
}

// Proposal is what is chosen: a client's write.
type Proposal struct {
	Request register.RequestID
	Value   register.Value
}

// Vote is an accepted proposal with the ballot in which it was accepted. The
// zero value is none.
type Vote struct {
	Ballot   Ballot
	Proposal Proposal
}

// Messages between servers, in the order of the phases.
type (
	// Prepare (phase 1a) asks for a promise to accept nothing below the ballot.
	Prepare struct{ Ballot Ballot }
	// Promise (phase 1b) gives it, and the sender's last vote.
	Promise struct {
		Ballot Ballot
		Vote   Vote
	}
	// Accept (phase 2a) asks to accept a proposal.
	Accept struct {
		Ballot   Ballot
		Proposal Proposal
	}
	// Accepted (phase 2b) says that the sender did.
	Accepted struct{ Ballot Ballot }
	// Decided tells that a proposal was chosen.
	Decided struct {
		Ballot   Ballot
		Proposal Proposal
	}
)

// Server is proposer, acceptor and learner.
type Server struct {
	// Ballot is the highest ballot heard of: as an acceptor the server has
	// promised it, as a proposer it leads it if the ballot names it.
	Ballot Ballot

	// As a proposer: what is proposed, and who answered in both phases. A server
	// proposes once; a lost ballot is not tried again.
	Proposal *Proposal
	Promises map[model.NodeID]Vote
	Accepts  model.NodeSet

	// As an acceptor: the last vote. Once Decided it is the chosen proposal.
	Vote Vote
	// As a learner.
	Decided bool
}

// Start does nothing: a server waits for requests.
func (s *Server) Start(model.Env) {}

// Timeout does nothing: a server has no timers.
func (s *Server) Timeout(model.Env, model.Timer) {}

// Receive handles requests and the messages of both phases. A server that has
// learned the outcome answers reads and nothing else.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	if s.Decided {
		if get, ok := m.(register.Get); ok {
			env.Send(from, register.GetOk{ID: get.ID, Value: s.Vote.Proposal.Value})
		}
		return
	}
	switch m := m.(type) {
	case register.Put:
		s.prepare(env, Proposal{Request: m.ID, Value: m.Value})
	case Prepare:
		if s.Ballot.Before(m.Ballot) {
			s.Ballot = m.Ballot
			env.Send(from, Promise{Ballot: m.Ballot, Vote: s.Vote})
		}
	case Promise:
		if m.Ballot == s.Ballot {
			s.Promises[from] = m.Vote
			s.propose(env)
		}
	case Accept:
		if !m.Ballot.Before(s.Ballot) {
			s.Ballot = m.Ballot
			s.Vote = Vote(m)
			env.Send(from, Accepted{Ballot: m.Ballot})
		}
	case Accepted:
		if m.Ballot == s.Ballot {
			s.Accepts = s.Accepts.With(from)
			s.decide(env)
		}
	case Decided:
		s.Ballot = m.Ballot
		s.Vote = Vote(m)
		s.Decided = true
	}
}

// prepare starts a ballot for a client's write (phase 1a), with the server's own
// promise.
func (s *Server) prepare(env model.Env, p Proposal) {
	if s.Proposal != nil {
		return
	}
	s.Proposal = &p
	s.Ballot = Ballot{Round: s.Ballot.Round + 1, Leader: env.ID()}
	s.Promises = map[model.NodeID]Vote{env.ID(): s.Vote}
	env.Broadcast(Prepare{Ballot: s.Ballot})
	s.propose(env)
}

// propose starts phase 2 when just a majority has promised. If one of them has
// voted, the highest vote's proposal may have been chosen already, and takes
// the place of the server's own.
func (s *Server) propose(env model.Env) {
	if len(s.Promises) != register.Majority(env) {
		return
	}
	var highest Vote
	for _, v := range s.Promises {
		if highest.Ballot.Before(v.Ballot) {
			highest = v
		}
	}
	if highest != (Vote{}) {
		s.Proposal = &highest.Proposal
	}
	s.Vote = Vote{Ballot: s.Ballot, Proposal: *s.Proposal}
	s.Accepts = s.Accepts.With(env.ID())
	env.Broadcast(Accept(s.Vote))
	s.decide(env)
}

// decide ends the ballot when a majority has accepted: the proposal is chosen.
func (s *Server) decide(env model.Env) {
	if s.Accepts.Len() != register.Majority(env) {
		return
	}
	s.Decided = true
	env.Broadcast(Decided(s.Vote))
	env.Send(s.Proposal.Request.Client, register.PutOk{ID: s.Proposal.Request})
}
