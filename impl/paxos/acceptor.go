package paxos

import "github.com/synod-go/synod/model"

// Acceptor accepts proposals. All that it knows is in stable storage, and
// written before it answers (Section 2.5).
//
// As Section 2.2 has it, the two fields are apart: to accept a proposal is no
// promise. An acceptor that has accepted number 3 without having been asked for
// a promise may still accept number 2; what it remembers then is number 3, the
// highest.
type Acceptor struct {
	// Promised is the number of the highest-numbered prepare request to which it
	// has responded (nextBal in The Part-Time Parliament, Section 2.3).
	Promised Number `model:"durable"`
	// Accepted is the highest-numbered proposal that it has ever accepted
	// (prevVote).
	Accepted Proposal `model:"durable"`

	config config `model:"const"`
}

// Start does nothing: an acceptor only answers.
func (a *Acceptor) Start(model.Env) {
	if a.config.mutant == forgetPromise {
		a.Promised = 0 // at boot it is 0 anyway
	}
}

// Timeout does nothing: an acceptor has no timers.
func (a *Acceptor) Timeout(model.Env, model.Timer) {}

// Receive handles the two requests. An acceptor may ignore any request without
// harm, and it ignores those that its promise forbids: to say so to the proposer
// would be a performance optimization (Section 2.2), without which all
// proposals below its promise can do nothing at an acceptor any more.
func (a *Acceptor) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Prepare:
		a.prepare(env, from, m.Number)
	case Accept:
		a.accept(env, m.Proposal)
	}
}

// prepare is phase 1(b): if an acceptor receives a prepare request with number n
// greater than that of any prepare request to which it has already responded,
// then it responds with a promise not to accept any more proposals numbered less
// than n and with the highest-numbered proposal (if any) that it has accepted.
// An equal number is the same request again, whose answer may have been lost: it
// is answered again.
func (a *Acceptor) prepare(env model.Env, proposer model.NodeID, n Number) {
	if n < a.Promised {
		return
	}
	a.Promised = n
	env.Send(proposer, Promise{Number: n, Accepted: a.Accepted})
}

// accept is phase 2(b): if an acceptor receives an accept request for a proposal
// numbered n, it accepts the proposal unless it has already responded to a
// prepare request having a number greater than n. It tells the learners (Section
// 2.3), again when it is asked again.
func (a *Acceptor) accept(env model.Env, p Proposal) {
	if p.Number < a.Promised && a.config.mutant != acceptBelowPromise {
		return
	}
	if p.Number >= a.Accepted.Number {
		a.Accepted = p
	}
	env.Record(Accepted{p})
	sendAll(env, a.config.toldByAcceptors(), Accepted{p})
}
