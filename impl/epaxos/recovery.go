package epaxos

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

// Stage is how far the coordinator of a ballot is.
type Stage int

const (
	PreAccepting Stage = iota // asks for dependencies, in ballot 0
	Accepting                 // has made a proposal
	Recovering                // asks what servers have
	Validating                // asks what would be wrong with the dependencies of ballot 0
	Awaiting                  // waits for what becomes of other commands
)

// String names the stage.
func (s Stage) String() string {
	switch s {
	case PreAccepting:
		return "pre-accepting"
	case Accepting:
		return "accepting"
	case Recovering:
		return "recovering"
	case Validating:
		return "validating"
	case Awaiting:
		return "awaiting"
	}
	return "invalid"
}

// Attempt is what the coordinator of a ballot knows; the ballot is that of its instance. It is
// dropped when the server joins a later ballot, and when the command is committed.
type Attempt struct {
	Stage    Stage
	Answered model.NodeSet // in this stage
	Deps     Commands      // pre-accepting: those reported; validating, awaiting: those of ballot 0
	Same     bool          // pre-accepting: nobody has reported more than was sent

	Reports map[model.NodeID]Report // recovering

	// Validating and awaiting.
	Quorum  model.NodeSet // the servers whose reports were taken
	Support int           // how many of them know of no more dependencies than those of ballot 0
	Against Commands      // what may invalidate the dependencies
	Refuted bool          // one of those is committed
}

// begin makes an attempt the one that the server makes for a command.
func (s *Server) begin(c Command, a *Attempt) {
	if s.Attempts == nil {
		s.Attempts = map[Command]*Attempt{}
	}
	s.Attempts[c] = a
}

// attempt returns the attempt that an answer is for, or nil if there is none.
func (s *Server) attempt(c Command, b Ballot, stage Stage) *Attempt {
	a := s.Attempts[c]
	if a == nil || a.Stage != stage || s.of(c).Ballot != b {
		return nil
	}
	return a
}

// Recovery (Figure 5).

// recover starts a ballot of this server's own.
func (s *Server) recover(env model.Env, c Command) {
	b, n := Ballot(env.ID()), Ballot(s.config.servers)
	for b <= s.of(c).Ballot {
		b += n
	}
	m := Recover{Ballot: b, Command: c}
	report, _ := s.join(m)
	s.begin(c, &Attempt{Stage: Recovering, Reports: map[model.NodeID]Report{env.ID(): report}})
	env.Broadcast(m)
}

// join joins a ballot, unless the server has joined it or a later one, and returns what the
// server has of the command.
func (s *Server) join(m Recover) (Report, bool) {
	in := s.of(m.Command)
	if m.Ballot <= in.Ballot {
		return Report{}, false
	}
	delete(s.Attempts, m.Command)
	r := Report{Accepted: in.Accepted, Phase: in.Phase, Proposal: in.Proposal, InitialDeps: in.InitialDeps}
	in.Ballot = m.Ballot
	if s.config.mutant == singleBallot {
		in.Accepted = m.Ballot
	}
	return r, true
}

// recovered takes a report. When a quorum has reported, it decides what to do; one that comes
// while the coordinator waits may decide it, too.
func (s *Server) recovered(env model.Env, from model.NodeID, m RecoverOK) {
	if a := s.attempt(m.Command, m.Ballot, Recovering); a != nil {
		if a.Reports[from] = m.Report; len(a.Reports) >= s.config.quorum() {
			s.decide(env, m.Command, a)
		}
		return
	}
	a := s.attempt(m.Command, m.Ballot, Awaiting)
	if a == nil || a.Quorum.Has(from) {
		return
	}
	switch {
	case m.Report.Phase == CommittedPhase:
		s.commitAll(env, m.Command, m.Report.Proposal)
	case m.Report.Phase == Accepted:
		s.propose(env, m.Command, m.Report.Proposal)
	case from == coordinator(m.Command):
		s.giveUp(env, m.Command)
	}
}

// coordinator returns the initial coordinator of a command.
func coordinator(c Command) model.NodeID { return model.NodeID(c) }

// giveUp proposes that the command does nothing.
func (s *Server) giveUp(env model.Env, c Command) { s.propose(env, c, Proposal{Payload: Nop}) }

// decide goes on from the reports of a quorum. What was committed or accepted in the latest
// ballot is so again. If nothing was, the command can only have been committed in ballot 0 with
// the dependencies that its initial coordinator has sent: not if that one is among those that
// have joined this ballot, nor if too many of them knew of more dependencies.
func (s *Server) decide(env model.Env, c Command, a *Attempt) {
	if p, phase := latest(a.Reports); phase == CommittedPhase {
		s.commitAll(env, c, p)
		return
	} else if phase == Accepted && s.config.mutant != forgetAccepted {
		s.propose(env, c, p)
		return
	}
	var quorum, support model.NodeSet
	var candidate Commands
	for _, id := range slices.Sorted(maps.Keys(a.Reports)) {
		r := a.Reports[id]
		quorum = quorum.With(id)
		if r.Phase == PreAccepted && r.Proposal.Deps == r.InitialDeps {
			support, candidate = support.With(id), r.InitialDeps
		}
	}
	p := Proposal{Payload: Original, Deps: candidate}
	switch {
	case s.config.mutant == alwaysNop,
		quorum.Has(coordinator(c)),
		support.Len() < max(1, quorum.Len()-s.config.fastFaults()):
		s.giveUp(env, c)
	case s.config.mutant == noValidation:
		s.propose(env, c, p)
	default:
		s.begin(c, &Attempt{Stage: Validating, Quorum: quorum, Support: support.Len(), Deps: candidate})
		m := Validate{Ballot: s.of(c).Ballot, Command: c, Proposal: p}
		for _, id := range quorum.Without(env.ID()).IDs() {
			env.Send(id, m)
		}
		s.validated(env, env.ID(), s.validate(m))
	}
}

// latest returns the proposal that is committed, or else the one that is accepted in the latest
// ballot in which a server has accepted anything, and its phase; Initial if there is neither. The
// paper asks for what is committed in that ballot, too, but in an earlier one it is the same.
func latest(reports map[model.NodeID]Report) (p Proposal, phase Phase) {
	var ballot Ballot
	for _, r := range reports {
		ballot = max(ballot, r.Accepted)
	}
	for _, id := range slices.Sorted(maps.Keys(reports)) {
		switch r := reports[id]; {
		case r.Phase == CommittedPhase:
			return r.Proposal, r.Phase
		case r.Phase == Accepted && r.Accepted == ballot:
			p, phase = r.Proposal, r.Phase
		}
	}
	return p, phase
}

// validate takes the command, so that those that come later depend on it, and names those that
// interfere with it and would not be ordered.
func (s *Server) validate(m Validate) ValidateOK {
	if in := s.of(m.Command); s.config.mutant != silentValidation {
		in.Proposal.Payload, in.Initial, in.InitialDeps = m.Proposal.Payload, true, m.Proposal.Deps
	}
	answer := ValidateOK{Ballot: m.Ballot, Command: m.Command}
	for i, other := range s.Instances {
		id := Command(i + 1)
		if id == m.Command || m.Proposal.Deps.Has(id) {
			continue
		}
		if other.Phase == CommittedPhase {
			if other.Proposal.Payload != Nop && !other.Proposal.Deps.Has(m.Command) {
				answer.Against, answer.Committed = answer.Against.With(id), true
			}
		} else if other.Initial && !other.InitialDeps.Has(m.Command) {
			answer.Against = answer.Against.With(id)
		}
	}
	return answer
}

// validated takes an answer. When all of the quorum have answered: if nothing stands against
// the dependencies, they are proposed; if something does for certain, the command has not been
// committed; and otherwise that depends on what becomes of other commands.
func (s *Server) validated(env model.Env, from model.NodeID, m ValidateOK) {
	a := s.attempt(m.Command, m.Ballot, Validating)
	if a == nil || a.Answered.Has(from) {
		return
	}
	a.Answered = a.Answered.With(from)
	a.Against |= m.Against
	a.Refuted = a.Refuted || m.Committed
	if a.Answered != a.Quorum {
		return
	}
	switch {
	case a.Against == 0:
		s.propose(env, m.Command, Proposal{Payload: Original, Deps: a.Deps})
	case a.Refuted || a.Support == a.Quorum.Len()-s.config.fastFaults() && a.absentCoordinator(), s.config.mutant == impatient:
		s.giveUp(env, m.Command)
	default:
		a.Stage, a.Answered = Awaiting, 0
		env.Broadcast(Waiting{Command: m.Command, Support: a.Support})
	}
}

// absentCoordinator reports whether the initial coordinator of a command that stands against the
// dependencies is outside the quorum. Then it may be that one which was committed in ballot 0.
func (a *Attempt) absentCoordinator() bool {
	for c := range a.Against.All {
		if !a.Quorum.Has(coordinator(c)) {
			return true
		}
	}
	return false
}

// goOn ends the waiting of the server's attempts, as far as it now knows enough.
func (s *Server) goOn(env model.Env) {
	for i := range s.Instances {
		c := Command(i + 1)
		if a := s.Attempts[c]; a != nil && a.Stage == Awaiting {
			s.await(env, c, a)
		}
	}
}

// await ends the waiting of an attempt, if it can: when a command that stands against the
// dependencies is committed without this one, or waits itself in a way that shows that this one
// was not committed, the command is given up; when none stands against them any more they
// are proposed.
func (s *Server) await(env model.Env, c Command, a *Attempt) {
	harmless := true
	for other := range a.Against.All {
		in := s.of(other)
		ordered := in.Proposal.Payload == Nop || in.Proposal.Deps.Has(c)
		if in.Phase == CommittedPhase && !ordered || s.Blocking.Has(other) {
			s.giveUp(env, c)
			return
		}
		harmless = harmless && in.Phase == CommittedPhase && ordered
	}
	if harmless {
		s.propose(env, c, Proposal{Payload: Original, Deps: a.Deps})
	}
}
