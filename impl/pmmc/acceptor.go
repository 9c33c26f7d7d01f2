package pmmc

import (
	"maps"

	"github.com/synod-go/synod/model"
)

// phase1 is the acceptor's first case (Figure 4): adopt a higher ballot, and
// answer with what was accepted so far.
func (s *Server) phase1(env model.Env, leader model.NodeID, m P1a) {
	if m.Ballot.Compare(s.Ballot) > 0 {
		s.adopt(env, m.Ballot)
	}
	switch {
	case m.Ballot == s.Ballot:
		env.Send(leader, P1b{Ballot: s.Ballot, Accepted: maps.Clone(s.Accepted)})
	case s.refuses(leader):
		env.Send(leader, P1b{Ballot: s.Ballot})
	}
}

// refuses reports whether a leader gets an answer to a request of a lower ballot than
// the acceptor's. A later ballot of its own preempts nobody, and would be taken for
// an answer to that one's scout or commander; in the paper each of these is a
// process with an address of its own.
func (s *Server) refuses(leader model.NodeID) bool {
	return s.config.refusals && s.Ballot.Leader != leader
}

// phase2 is the acceptor's second case (Figure 4): accept the pvalue if its
// ballot is the one that the acceptor adopted. A P2a that comes before the P1a of
// its ballot is left alone, and, except on a FIFO network, which keeps them in
// order, waits for it.
func (s *Server) phase2(env model.Env, leader model.NodeID, m P2a) {
	switch {
	case m.Ballot == s.Ballot, s.config.mutant == noBallotCheck:
		s.accept(env, m)
		env.Send(leader, P2b{Ballot: m.Ballot, Slot: m.Slot})
	case m.Ballot.Compare(s.Ballot) < 0 && s.refuses(leader):
		env.Send(leader, P2b{Ballot: s.Ballot, Slot: m.Slot})
	}
}

// accept adds a pvalue. Of several in one slot only the one with the highest
// ballot is kept (Section 4.1). Ballots being adopted in increasing order (A1,
// A2), that is the last one, but under the mutant that does not check them.
func (s *Server) accept(env model.Env, m P2a) {
	if s.Accepted == nil {
		s.Accepted = map[int]PValue{}
	}
	if m.Ballot.Compare(s.Accepted[m.Slot].Ballot) >= 0 {
		s.Accepted[m.Slot] = PValue{Ballot: m.Ballot, Command: m.Command}
	}
	env.Record(Accepted(m))
}

// adopt takes a higher ballot of another leader. The machine's own leader is
// preempted by it (Figure 7); the next ballot that it tries is above this one.
func (s *Server) adopt(env model.Env, b Ballot) {
	wasActive := s.Mode == Active
	s.Ballot = b
	s.Mode, s.Scout, s.ScoutDone, s.Commanders = Passive, nil, false, nil
	s.waitToScout(env)
	if wasActive {
		s.leaderLost(env)
	}
}
