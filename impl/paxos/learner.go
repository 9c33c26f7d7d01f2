package paxos

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// Learner finds out which value is chosen (Section 2.3).
type Learner struct {
	// Learned is the value that it found to be chosen, or 0. In The Part-Time
	// Parliament it stands in the ledger, in indelible ink (Section 1.2).
	Learned Value `model:"durable"`
	// Heard are the acceptors from which it heard of each proposal, by number and
	// value. It is not needed any more once the learner has learned.
	Heard map[Number]map[Value]model.NodeSet

	config config `model:"const"`
}

// Start does nothing: what a learner had heard of before a crash is lost, and
// there are other learners.
func (l *Learner) Start(model.Env) {}

// Timeout does nothing: a learner has no timers.
func (l *Learner) Timeout(model.Env, model.Timer) {}

// Receive counts acceptances: to learn that a value has been chosen, a learner
// must find out that a proposal has been accepted by a majority of acceptors
// (Section 2.3), or another quorum of phase 2. Or it is told by the distinguished learner.
func (l *Learner) Receive(env model.Env, from model.NodeID, m model.Message) {
	if l.Learned != 0 {
		return
	}
	switch m := m.(type) {
	case Accepted:
		heard := l.hear(from, m.Proposal)
		if spec.ContainsQuorum(l.config.phase2, heard) || l.config.mutant == learnEarly {
			l.learn(env, m.Proposal.Value)
		}
	case Learned:
		l.learn(env, m.Value)
	}
}

// hear notes that an acceptor has accepted a proposal, and returns all of which
// that is known.
func (l *Learner) hear(acceptor model.NodeID, p Proposal) model.NodeSet {
	if l.Heard == nil {
		l.Heard = map[Number]map[Value]model.NodeSet{}
	}
	if l.Heard[p.Number] == nil {
		l.Heard[p.Number] = map[Value]model.NodeSet{}
	}
	l.Heard[p.Number][p.Value] = l.Heard[p.Number][p.Value].With(acceptor)
	return l.Heard[p.Number][p.Value]
}

// learn keeps the value. A distinguished learner informs the others.
func (l *Learner) learn(env model.Env, v Value) {
	l.Learned, l.Heard = v, nil
	env.Record(Learned{v})
	if learners := l.config.learners; l.config.distinguished && env.ID() == learners[0] {
		sendAll(env, learners[1:], Learned{v})
	}
}

// toldByAcceptors returns the learners that acceptors send their acceptances to:
// all, or the distinguished one (Section 2.3).
func (c config) toldByAcceptors() []model.NodeID {
	if c.distinguished {
		return c.learners[:1]
	}
	return c.learners
}
