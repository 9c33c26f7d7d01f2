package threephase

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// State is where a site stands in the transaction, with the paper's letter for it.
type State int

const (
	Initial   State = iota // q: it knows of no transaction
	Waiting                // w: it has voted yes
	Prepared               // p: it knows that all have voted yes
	Committed              // c
	Aborted                // a
)

// String returns the state's name.
func (s State) String() string {
	switch s {
	case Initial:
		return "initial"
	case Waiting:
		return "waiting"
	case Prepared:
		return "prepared"
	case Committed:
		return "committed"
	case Aborted:
		return "aborted"
	}
	return "unknown"
}

func (s State) decided() bool { return s == Committed || s == Aborted }

// The messages. The network says who sent one.
type (
	// Transaction asks a site for its vote (xact).
	Transaction struct{}
	// Vote answers a Transaction.
	Vote struct{ Yes bool }
	// Prepare says that all have voted yes.
	Prepare struct{}
	// Move is the backup coordinator's request to be in the state that it is in.
	Move struct{ State State }
	// Ack answers Prepare and Move.
	Ack struct{}
	// Commit and Abort are decisions.
	Commit struct{}
	Abort  struct{}
)

// begin makes the coordinator begin the transaction.
const begin model.Timer = "begin"

// Site is one site. S1 is the coordinator; if it fails, the operational site with the
// lowest number is the backup coordinator.
//
// A site writes its state to stable storage, where it stays when the site fails.
type Site struct {
	State State `model:"durable"`

	Failed      model.NodeSet // the sites of which it knows that they have failed
	Coordinator model.NodeID  // the last coordinator that it has heard of
	Awaited     model.NodeSet // of a coordinator: whose vote or acknowledgement is missing

	vote   vote   `model:"const"`
	config config `model:"const"`
}

// vote says how a site votes.
type vote int

const (
	either vote = iota
	yes
	no
)

// fixed are the votes 0 and 1.
var fixed = [...]vote{no, yes}

// Start lets the coordinator begin.
func (s *Site) Start(env model.Env) {
	if env.ID() == s.config.sites[0] {
		env.SetTimer(begin)
	}
}

// Timeout begins the transaction: the coordinator votes, too, and asks the others if it
// votes yes. If one of them has failed already, there is nothing to ask.
func (s *Site) Timeout(env model.Env, _ model.Timer) {
	s.Coordinator = env.ID()
	if s.Failed != 0 && s.config.mutant != absentIsYes || !s.votesYes(env) {
		s.decide(env, Aborted)
		return
	}
	s.State = Waiting
	s.ask(env, Transaction{})
}

// votesYes is the site's vote.
func (s *Site) votesYes(env model.Env) bool {
	if s.vote == either {
		return env.Choose(2) == 0
	}
	return s.vote == yes
}

// ask sends a request of the coordinator to all sites that have not failed, and waits for
// their answers. If there are none, it goes on at once.
func (s *Site) ask(env model.Env, m model.Message) {
	s.Awaited = 0
	for _, id := range s.others(env) {
		s.Awaited = s.Awaited.With(id)
		env.Send(id, m)
	}
	s.proceed(env)
}

// others returns the other sites of which the site does not know that they have failed.
func (s *Site) others(env model.Env) (ids []model.NodeID) {
	for _, id := range env.Peers() {
		if !s.Failed.Has(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Receive handles what a coordinator hears, and what it tells the others.
func (s *Site) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Vote:
		switch {
		case !s.collectsVotes():
		case m.Yes:
			s.answered(env, from)
		default:
			s.decide(env, Aborted)
		}
	case Ack:
		if !s.collectsVotes() {
			s.answered(env, from)
		}
	default:
		if s.obeys(from) {
			s.Coordinator = from
			s.obey(env, from, m)
		}
	}
}

// obeys reports whether a site heeds what a coordinator tells it. What one sent that has
// failed may come late, when its successor has already decided.
func (s *Site) obeys(coordinator model.NodeID) bool {
	return s.config.mutant == heedTheDead || !s.Failed.Has(coordinator) && coordinator >= s.Coordinator
}

// obey does what the coordinator says.
func (s *Site) obey(env model.Env, coordinator model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Transaction:
		if s.State != Initial {
			return
		}
		agrees := s.votesYes(env)
		s.State = Waiting
		if !agrees {
			s.State = Aborted
		}
		env.Send(coordinator, Vote{agrees})
	case Prepare:
		s.move(env, coordinator, Prepared)
	case Move:
		s.move(env, coordinator, m.State)
	case Commit:
		s.enter(Committed)
	case Abort:
		s.enter(Aborted)
	}
}

// move goes to a state, which may be an earlier one, unless the site has decided, and
// acknowledges that. One that has decided has decided what this coordinator will.
func (s *Site) move(env model.Env, coordinator model.NodeID, to State) {
	s.enter(to)
	env.Send(coordinator, Ack{})
}

func (s *Site) enter(state State) {
	if !s.State.decided() {
		s.State = state
	}
}

// collectsVotes reports whether the coordinator waits for votes. Later, as every backup, it
// waits for acknowledgements.
func (s *Site) collectsVotes() bool { return s.underFirst() && s.State == Waiting }

// underFirst reports whether the coordinator is the one that began the transaction.
func (s *Site) underFirst() bool { return s.Coordinator == s.config.sites[0] }

// answered notes that a site has answered.
func (s *Site) answered(env model.Env, from model.NodeID) {
	if s.Awaited.Has(from) {
		s.Awaited = s.Awaited.Without(from)
		s.proceed(env)
	}
}

// proceed takes the coordinator's next step when all have answered. The first coordinator
// prepares when all have voted, and commits when all are prepared. A backup decides by the
// state in which it is, and so all are by then (the decision rule): if that is prepared,
// another site may have committed already, and otherwise none has.
func (s *Site) proceed(env model.Env) {
	switch {
	case s.Awaited != 0 || s.State.decided():
	case s.collectsVotes() && s.config.mutant == noPrepare:
		s.decide(env, Committed)
	case s.collectsVotes():
		s.State = Prepared
		s.ask(env, Prepare{})
		if s.config.mutant == noAck {
			s.decide(env, Committed)
		}
	case s.State == Prepared && (s.underFirst() || s.config.mutant != alwaysAbort):
		s.decide(env, Committed)
	default:
		s.decide(env, Aborted)
	}
}

// decide decides, and tells the others.
func (s *Site) decide(env model.Env, state State) {
	s.enter(state)
	s.Awaited = 0
	var m model.Message = Abort{}
	if s.State == Committed {
		m = Commit{}
	}
	for _, id := range s.others(env) {
		env.Send(id, m)
	}
}

// Suspect takes the report that a site has failed. A coordinator does not wait for its
// answer any more; a vote that is missing is a no. The operational site with the lowest
// number becomes the backup coordinator.
func (s *Site) Suspect(env model.Env, n model.NodeID) {
	if s.Failed.Has(n) {
		return
	}
	s.Failed = s.Failed.With(n)
	switch {
	case s.Coordinator == env.ID():
		if s.Awaited.Has(n) && s.collectsVotes() && s.config.mutant != absentIsYes {
			s.decide(env, Aborted)
		}
		s.answered(env, n)
	case s.isBackup(env) && s.config.mutant != noTakeover:
		s.takeOver(env)
	}
}

// Trust does nothing: a site that was reported to have failed has failed, for all that the
// others know.
func (s *Site) Trust(model.Env, model.NodeID) {}

// isBackup reports whether all sites with lower numbers have failed, and there are such.
func (s *Site) isBackup(env model.Env) bool {
	lower := s.config.sites[:slices.Index(s.config.sites, env.ID())]
	return len(lower) > 0 && model.SetOf(lower...)&^s.Failed == 0
}

// takeOver is the termination protocol. Phase 1: the backup coordinator asks all to move
// to its own state, and waits for their acknowledgements. Phase 2: it decides. Phase 1 is
// left out if it has decided.
func (s *Site) takeOver(env model.Env) {
	s.Coordinator = env.ID()
	switch {
	case s.State.decided():
		s.decide(env, s.State)
	case s.config.mutant == noMove:
		s.proceed(env)
	default:
		s.ask(env, Move{s.State})
	}
}
