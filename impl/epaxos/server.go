package epaxos

import "github.com/synod-go/synod/model"

// Phase is how far a command is at a server.
type Phase int

const (
	Initial Phase = iota
	PreAccepted
	Accepted
	CommittedPhase
)

// String returns the phase's name in the paper.
func (p Phase) String() string {
	switch p {
	case Initial:
		return "initial"
	case PreAccepted:
		return "preaccepted"
	case Accepted:
		return "accepted"
	case CommittedPhase:
		return "committed"
	}
	return "invalid"
}

const (
	// submitTimer is set at the initial coordinator of a command until it submits it.
	submitTimer model.Timer = "submit"
	// recoverTimer is set at servers that know of a command that is not committed there. It
	// stands for the failure detector of the paper, which may be wrong.
	recoverTimer model.Timer = "recover"
)

// Instance is what a server has of one command. The names in parentheses are the paper's.
type Instance struct {
	Ballot      Ballot   // the last one that it has joined (bal)
	Accepted    Ballot   // the last one in which it has accepted or committed (abal)
	Phase       Phase    // how far the command is (phase)
	Proposal    Proposal // what it is and what it depends on (cmd, dep)
	InitialDeps Commands // the dependencies that its initial coordinator has sent (initDep)
	// Initial says that the server knows the command from its initial coordinator, or from
	// a Validate (initCmd).
	Initial bool
}

// Server is one server.
type Server struct {
	Instances []Instance `model:"durable"` // by command; the first is c1
	Executed  []Command  `model:"durable"` // in order

	Attempts map[Command]*Attempt // what it coordinates
	Blocking Commands             // other coordinators wait, and cannot be waited for

	config config `model:"const"`
}

// of returns what the server has of a command.
func (s *Server) of(c Command) *Instance { return &s.Instances[c-1] }

// Start lets the server submit its command, if it has one and has not done so.
func (s *Server) Start(env model.Env) {
	own := Command(env.ID())
	if int(own) <= s.config.commands && s.of(own).Phase == Initial && s.of(own).Ballot == 0 {
		env.SetTimer(submitTimer)
	}
	s.watch(env)
}

// watch sets the timer for recovery while there is something to recover, if there is recovery.
func (s *Server) watch(env model.Env) {
	switch {
	case s.uncommitted() == 0:
		env.StopTimer(recoverTimer)
	case s.config.recoveries:
		env.SetTimer(recoverTimer)
	}
}

// uncommitted are the commands that the server has heard of and that are not committed there.
func (s *Server) uncommitted() (set Commands) {
	for i, in := range s.Instances {
		if in.Ballot > 0 || in.Phase != Initial {
			set = set.With(Command(i + 1))
		}
		set |= in.Proposal.Deps
	}
	for i, in := range s.Instances {
		if in.Phase == CommittedPhase {
			set &^= Commands(0).With(Command(i + 1))
		}
	}
	return set
}

// Timeout submits a command, or starts to recover one.
func (s *Server) Timeout(env model.Env, t model.Timer) {
	switch t {
	case submitTimer:
		s.submit(env, Command(env.ID()))
	case recoverTimer:
		s.recover(env, s.anyUncommitted(env))
	}
	s.watch(env)
}

// anyUncommitted chooses one of the commands that can be recovered.
func (s *Server) anyUncommitted(env model.Env) (chosen Command) {
	set := s.uncommitted()
	var list []Command
	for c := range set.All {
		list = append(list, c)
	}
	return list[env.Choose(len(list))]
}

// Receive handles messages. What waits for a command to be committed may then go on.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case PreAccept:
		if s.preAccept(m) {
			env.Send(from, PreAcceptOK{Command: m.Command, Deps: s.of(m.Command).Proposal.Deps})
		}
	case PreAcceptOK:
		s.preAccepted(env, from, m)
	case Accept:
		if s.accept(m) {
			env.Send(from, AcceptOK{Ballot: m.Ballot, Command: m.Command})
		}
	case AcceptOK:
		s.accepted(env, from, m)
	case Commit:
		s.commit(env, m)
	case Recover:
		if report, ok := s.join(m); ok {
			env.Send(from, RecoverOK{Ballot: m.Ballot, Command: m.Command, Report: report})
		}
	case RecoverOK:
		s.recovered(env, from, m)
	case Validate:
		if in := s.of(m.Command); in.Ballot == m.Ballot && in.Phase < Accepted {
			env.Send(from, s.validate(m))
		}
	case ValidateOK:
		s.validated(env, from, m)
	case Waiting:
		if m.Support > s.config.quorum()-s.config.fastFaults() {
			s.Blocking = s.Blocking.With(m.Command)
		}
	}
	s.goOn(env)
	s.watch(env)
}

// The commit protocol (Figure 3).

// interfering are the commands that the server knows and that interfere with c: all others.
func (s *Server) interfering(c Command) (set Commands) {
	for i, in := range s.Instances {
		if other := Command(i + 1); other != c && in.Proposal.Payload != Unknown {
			set = set.With(other)
		}
	}
	return set
}

// submit starts ballot 0 of a command.
func (s *Server) submit(env model.Env, c Command) {
	env.Record(Submitted{c})
	m := PreAccept{Command: c, Deps: s.interfering(c)}
	s.preAccept(m)
	s.begin(c, &Attempt{Stage: PreAccepting, Answered: model.SetOf(env.ID()), Deps: m.Deps, Same: true})
	env.Broadcast(m)
}

// preAccept takes a command from its initial coordinator, with the dependencies that either
// knows. It reports whether it did.
func (s *Server) preAccept(m PreAccept) bool {
	in := s.of(m.Command)
	if in.Ballot != 0 || in.Phase != Initial {
		return false
	}
	in.Phase, in.Initial, in.InitialDeps = PreAccepted, true, m.Deps
	in.Proposal = Proposal{Payload: Original, Deps: m.Deps}
	if s.config.mutant != initialDeps {
		in.Proposal.Deps |= s.interfering(m.Command)
	}
	return true
}

// preAccepted counts the answers. If a fast quorum knows of no more dependencies the command is
// committed with them; otherwise it goes the slow path with all of them.
func (s *Server) preAccepted(env model.Env, from model.NodeID, m PreAcceptOK) {
	a := s.attempt(m.Command, 0, PreAccepting)
	if a == nil || a.Answered.Has(from) {
		return
	}
	a.Answered = a.Answered.With(from)
	a.Same = a.Same && m.Deps == s.of(m.Command).InitialDeps
	a.Deps |= m.Deps
	if a.Answered.Len() < s.config.quorum() {
		return
	}
	p := Proposal{Payload: Original, Deps: a.Deps}
	if a.Same || s.config.mutant == alwaysFast {
		s.commitAll(env, m.Command, p)
	} else {
		s.propose(env, m.Command, p)
	}
}

// propose starts the slow path of the ballot that the server coordinates.
func (s *Server) propose(env model.Env, c Command, p Proposal) {
	m := Accept{Ballot: s.of(c).Ballot, Command: c, Proposal: p}
	s.accept(m)
	s.begin(c, &Attempt{Stage: Accepting, Answered: model.SetOf(env.ID())})
	env.Broadcast(m)
}

// accept accepts a proposal, unless the server has joined a later ballot or knows how this one
// has ended. It reports whether it did.
func (s *Server) accept(m Accept) bool {
	in := s.of(m.Command)
	if m.Ballot < in.Ballot && s.config.mutant != acceptOld || in.Phase == CommittedPhase && in.Accepted == m.Ballot {
		return false
	}
	if in.Ballot < m.Ballot {
		delete(s.Attempts, m.Command)
	}
	in.Ballot, in.Accepted = max(in.Ballot, m.Ballot), m.Ballot
	in.Phase, in.Proposal = Accepted, m.Proposal
	return true
}

// accepted counts the answers. What a quorum has accepted is committed.
func (s *Server) accepted(env model.Env, from model.NodeID, m AcceptOK) {
	a := s.attempt(m.Command, m.Ballot, Accepting)
	if a == nil {
		return
	}
	a.Answered = a.Answered.With(from)
	if a.Answered.Len() >= s.config.quorum() {
		s.commitAll(env, m.Command, s.of(m.Command).Proposal)
	}
}

// commitAll commits a command here and everywhere.
func (s *Server) commitAll(env model.Env, c Command, p Proposal) {
	m := Commit{Ballot: s.of(c).Ballot, Command: c, Proposal: p}
	s.commit(env, m)
	env.Broadcast(m)
}

// commit takes what a command and its dependencies are, unless the server has joined a later
// ballot: who coordinates that will tell it.
func (s *Server) commit(env model.Env, m Commit) {
	in := s.of(m.Command)
	if m.Ballot < in.Ballot || in.Phase == CommittedPhase && in.Accepted == m.Ballot {
		return
	}
	delete(s.Attempts, m.Command)
	in.Ballot, in.Accepted = m.Ballot, m.Ballot
	in.Phase, in.Proposal = CommittedPhase, m.Proposal
	env.Record(Committed{Command: m.Command, Proposal: m.Proposal})
	s.execute(Command(env.ID()))
}
