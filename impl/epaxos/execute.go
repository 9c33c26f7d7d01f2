package epaxos

import "slices"

// Execution (Figure 1). A command is executed when all that it depends on, directly or not, is
// committed, and after that; commands that depend on each other are executed in the order of
// their identifiers.

// execute executes what can be executed. Own is the command that the server has submitted.
func (s *Server) execute(own Command) {
	for s.executeNext(own) {
	}
}

// executeNext executes a command, and reports whether there was one.
func (s *Server) executeNext(own Command) bool {
	for i := range s.Instances {
		c := Command(i + 1)
		if s.executed(c) || !s.executable(c, own) {
			continue
		}
		s.Executed = append(s.Executed, c)
		return true
	}
	return false
}

// executed reports whether a command needs no execution any more.
func (s *Server) executed(c Command) bool {
	in := s.of(c)
	return in.Phase == CommittedPhase && in.Proposal.Payload == Nop || slices.Contains(s.Executed, c)
}

// executable reports whether a command is the next one of those that it depends on: they are
// committed, and each is executed already, or depends on this one, too, and comes later.
func (s *Server) executable(c, own Command) bool {
	reached, complete := s.reachable(c)
	if !complete {
		return s.config.mutant == executeEarly && s.of(c).Phase == CommittedPhase
	}
	for other := range reached.All {
		if other == c || s.executed(other) {
			continue
		}
		back, _ := s.reachable(other)
		if !back.Has(c) || s.config.before(other, c, own) {
			return false
		}
	}
	return true
}

// reachable returns what a command depends on, directly or not, itself included, and whether
// all of that is committed.
func (s *Server) reachable(c Command) (set Commands, complete bool) {
	set, complete = Commands(0).With(c), true
	for before := Commands(0); before != set; {
		before = set
		for other := range before.All {
			in := s.of(other)
			complete = complete && in.Phase == CommittedPhase
			set |= in.Proposal.Deps
		}
	}
	return set, complete
}

// before reports whether of two commands that depend on each other a is executed before b.
func (c config) before(a, b, own Command) bool {
	if c.mutant == ownFirst && (a == own || b == own) {
		return a == own
	}
	return a < b
}
