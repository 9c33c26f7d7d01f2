package chain

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// This file is how a server takes part in a change of the chain (Section 3.1).

// newPredecessor handles the removal of the predecessor. What that one has sent and has not
// arrived counts no longer. The server says which updates it has, and passes on the
// acknowledgements that may have been lost with its old predecessor.
func (s *Server) newPredecessor(env model.Env, master model.NodeID, m NewPredecessor) {
	s.Pred = m.Server
	if s.Pred == model.Nobody {
		return
	}
	env.Send(master, Linked{Predecessor: s.Pred, Received: len(s.Hist)})
	if s.processed() > 0 {
		s.acknowledge(env)
	}
}

// newSuccessor handles the removal of the successor. The new one gets what it has missed of
// Sent, before anything else. With none the server is the tail, so what it has processed the
// tail has processed. The new one never has more than this one has processed, unless what the
// paper presumes is taken away; then it misses nothing.
func (s *Server) newSuccessor(env model.Env, m NewSuccessor) {
	was := s.Succ
	s.Succ, s.Joining = m.Server, model.Nobody
	if s.Succ != model.Nobody {
		if s.config.mutant != sentNotForwarded {
			missed := min(max(0, m.Received-s.processed()), len(s.Sent))
			for _, u := range s.Sent[missed:] {
				env.Send(s.Succ, u)
			}
		}
		return
	}
	unanswered := s.Sent
	s.Sent = nil
	if was == model.Nobody || len(unanswered) == 0 || s.config.mutant == unansweredTail {
		return // it was the tail already, of a chain that was to be extended
	}
	for _, u := range unanswered {
		s.reply(env, u)
	}
	s.acknowledge(env)
}

// extend begins to make another server the tail: the tail copies its history to it. It
// remains the tail until that has arrived, and keeps in Sent what it processes meanwhile.
func (s *Server) extend(env model.Env, m Extend) {
	s.Joining = m.Server
	env.Send(m.Server, Copy{Number: m.Number, Hist: slices.Clone(s.Hist)})
}

// copied is the new server's side. The copy of a tail that has failed may come late, when
// another one has begun anew.
func (s *Server) copied(env model.Env, from model.NodeID, m Copy) {
	if m.Number <= s.Number && s.config.mutant != lateCopy {
		return
	}
	s.Role, s.Pred, s.Number, s.Hist = Copier, from, m.Number, m.Hist
	env.Send(from, Copied{})
	if s.config.mutant == earlyTail {
		s.join(env)
	}
}

// handOver ends the old tail's role: from now on updates go on to the new one.
func (s *Server) handOver(env model.Env, from model.NodeID) {
	if from != s.Joining {
		return
	}
	s.Succ, s.Joining = from, model.Nobody
	if s.config.apportioned {
		s.Tail = from
	}
	env.Send(from, Handover{Updates: slices.Clone(s.Sent)})
}

// takeOver makes the new server the tail, now that it has all that the old one has.
func (s *Server) takeOver(env model.Env, from model.NodeID, m Handover) {
	if from != s.Pred {
		return
	}
	s.Hist = append(s.Hist, m.Updates...)
	if s.Role == Copier {
		s.join(env)
	}
	if len(m.Updates) > 0 {
		s.acknowledge(env)
	}
}

func (s *Server) join(env model.Env) {
	s.Role = Member
	env.Send(masterOf(env), Joined{Predecessor: s.Pred})
}
