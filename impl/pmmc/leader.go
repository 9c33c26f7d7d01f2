package pmmc

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

// Scout is phase 1 of a leader's ballot (Figure 6b).
type Scout struct {
	Heard model.NodeSet // the acceptors that adopted the ballot
	// PValues has, by slot, the accepted pvalue with the highest ballot that they
	// told of: pmax (Figure 7).
	PValues map[int]PValue
}

// waitToScout sets the timer at a leader that is neither scouting nor active.
func (s *Server) waitToScout(env model.Env) {
	if s.Mode == Passive {
		env.SetTimer(scoutTimer)
	} else {
		env.StopTimer(scoutTimer)
	}
}

// leaderHeard lets a passive leader's timeout begin anew, which has a meaning only where
// there is time: another leader is at work (Section 3).
func (s *Server) leaderHeard(env model.Env) {
	if s.Mode == Passive {
		env.StopTimer(scoutTimer)
		env.SetTimer(scoutTimer)
	}
}

// spawnScout starts phase 1 with the next ballot (Figure 7, spawn Scout). In the
// paper a preempted leader does so at once; here it takes a timeout, which may
// come at once, too. One scout is for all slots.
//
// The machine's own acceptor adopts the ballot before anybody hears of it, so
// that it is never used twice, not even after a crash.
func (s *Server) spawnScout(env model.Env) {
	s.Ballot = Ballot{Number: s.Ballot.Number + 1, Leader: env.ID()}
	if s.config.mutant == ballotWithoutLeader {
		s.Ballot.Leader = model.Nobody
	}
	s.Mode, s.ScoutDone = Scouting, false
	s.Scout = &Scout{Heard: model.SetOf(env.ID()), PValues: maps.Clone(s.Accepted)}
	env.StopTimer(scoutTimer)
	env.Broadcast(P1a{Ballot: s.Ballot})
	s.adopted(env)
}

// scouted takes an acceptor's answer to the scout (Figure 6b).
func (s *Server) scouted(env model.Env, acceptor model.NodeID, m P1b) {
	if s.preempted(env, m.Ballot) || m.Ballot != s.Ballot || s.Mode != Scouting {
		return
	}
	s.Scout.Heard = s.Scout.Heard.With(acceptor)
	for _, slot := range slices.Sorted(maps.Keys(m.Accepted)) {
		p := m.Accepted[slot]
		if had, ok := s.Scout.PValues[slot]; !ok || p.Ballot.Compare(had.Ballot) > 0 {
			if s.Scout.PValues == nil {
				s.Scout.PValues = map[int]PValue{}
			}
			s.Scout.PValues[slot] = p
		}
	}
	s.adopted(env)
}

// adopted ends the scout when a quorum has adopted the ballot (Figure 7):
// proposals := proposals ◁ pmax(pvals), for what was accepted may have been
// decided; a commander for each; active.
func (s *Server) adopted(env model.Env) {
	if s.Scout.Heard.Len() < s.config.quorums.Phase1 {
		return
	}
	if s.config.mutant != noAdoption {
		for _, slot := range slices.Sorted(maps.Keys(s.Scout.PValues)) {
			if _, decided := s.Decisions[slot]; !decided {
				s.setProposal(slot, s.Scout.PValues[slot].Command)
			}
		}
	}
	s.Mode, s.Scout, s.ScoutDone = Active, nil, true
	env.Record(Adopted{Ballot: s.Ballot})
	for _, slot := range slices.Sorted(maps.Keys(s.Proposals)) {
		s.spawnCommander(env, slot)
	}
}

// preempted reports whether an acceptor's answer has a higher ballot. Then the
// leader is preempted (Figure 7), and its machine adopts that ballot: an acceptor
// may always promise more.
func (s *Server) preempted(env model.Env, b Ballot) bool {
	if b.Compare(s.Ballot) <= 0 {
		return false
	}
	s.adopt(env, b)
	return true
}

// propose takes a proposal (Figure 7): the first for a slot counts. A decided
// slot needs none.
func (s *Server) propose(env model.Env, slot int, c Command) {
	if _, had := s.Proposals[slot]; had {
		return
	}
	if _, decided := s.Decisions[slot]; decided {
		return
	}
	s.setProposal(slot, c)
	if s.Mode == Active {
		s.spawnCommander(env, slot)
	}
}

func (s *Server) setProposal(slot int, c Command) {
	if s.Proposals == nil {
		s.Proposals = map[int]Command{}
	}
	s.Proposals[slot] = c
}

// spawnCommander starts phase 2 for a slot (Figure 6a), with the machine's own
// acceptor first.
func (s *Server) spawnCommander(env model.Env, slot int) {
	if s.Commanders == nil {
		s.Commanders = map[int]model.NodeSet{}
	}
	s.Commanders[slot] = model.SetOf(env.ID())
	p := P2a{Ballot: s.Ballot, Slot: slot, Command: s.Proposals[slot]}
	s.accept(env, p)
	env.Broadcast(p)
	s.decide(env, slot)
}

// commanded takes an acceptor's answer to a commander (Figure 6a).
func (s *Server) commanded(env model.Env, acceptor model.NodeID, m P2b) {
	if s.preempted(env, m.Ballot) || m.Ballot != s.Ballot {
		return
	}
	if accepted, ok := s.Commanders[m.Slot]; ok {
		s.Commanders[m.Slot] = accepted.With(acceptor)
		s.decide(env, m.Slot)
	}
}

// decide ends the commander when a quorum has accepted its pvalue, and tells
// all replicas (Figure 6a).
func (s *Server) decide(env model.Env, slot int) {
	if s.Commanders[slot].Len() < s.config.quorums.Phase2 {
		return
	}
	c := s.Proposals[slot]
	if s.config.mutant != untold {
		env.Broadcast(Decision{Slot: slot, Command: c})
	}
	s.learn(env, slot, c)
}
