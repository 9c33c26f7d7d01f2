package paxos

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// proposeTimer makes a proposer choose a new number and start over. It is set at
// every machine that proposes. To abandon a proposal in the middle is
// allowed at any time (Section 2.2).
const proposeTimer model.Timer = "propose"

// Proposer issues proposals.
type Proposer struct {
	// Tried is the highest number with which it has started phase 1. It is kept
	// in stable storage, so that the next one is higher (Section 2.5; in The
	// Part-Time Parliament it is lastTried, Section 2.3).
	Tried Number `model:"durable"`
	// Preparing says that it is in phase 1 with the number Tried. In phase 2
	// there is nothing to wait for, so nothing to know. That phase 1 is over is
	// in stable storage too. Paxos does not need that, but so it is never taken
	// back that further promises for this number can do nothing, and they may
	// leave the state.
	Preparing bool `model:"durable"`
	// Promises are the acceptors that have answered in phase 1.
	Promises model.NodeSet
	// Highest is the proposal with the highest number among those that they
	// reported.
	Highest Proposal

	// index is the how-manieth proposer this is, from 1; 0 never proposes.
	index  int    `model:"const"`
	config config `model:"const"`
}

// Start makes a first proposal possible, or, after a crash, another one: whose
// promises it had is lost, so it gives up phase 1 of the number it was in.
func (p *Proposer) Start(env model.Env) {
	p.Preparing = false
	p.waitToPropose(env)
}

func (p *Proposer) waitToPropose(env model.Env) {
	if p.index != 0 {
		env.SetTimer(proposeTimer)
	}
}

// Timeout is phase 1(a): a proposer selects a proposal number n and sends a
// prepare request with number n to a majority of acceptors (Section 2.2). Here
// all are asked, and any majority may answer.
func (p *Proposer) Timeout(env model.Env, _ model.Timer) {
	if p.Tried == 0 {
		env.Record(Proposed{p.input()})
	}
	p.Tried = p.config.numberAfter(p.Tried, p.index)
	p.Preparing, p.Promises, p.Highest = true, 0, Proposal{}
	if p.config.mutant != singleTry {
		p.waitToPropose(env)
	}
	sendAll(env, p.config.acceptors, Prepare{p.Tried})
}

// Receive is phase 2(a): if the proposer receives a response to its prepare
// requests numbered n from a majority of acceptors, it sends an accept request
// to each of (here) all acceptors for a proposal numbered n with a value v,
// where v is the value of the highest-numbered proposal among the responses, or
// any value if the responses reported no proposals (Section 2.2).
func (p *Proposer) Receive(env model.Env, from model.NodeID, m model.Message) {
	promise, ok := m.(Promise)
	if !ok || !p.Preparing || promise.Number != p.Tried {
		return
	}
	p.Promises = p.Promises.With(from)
	p.Highest = p.config.preferred(p.Highest, promise.Accepted)
	if !spec.ContainsQuorum(p.config.phase1, p.Promises) {
		return
	}
	v := p.Highest.Value
	if v == 0 || p.config.mutant == ownValue {
		v = p.input()
	}
	p.Preparing, p.Promises, p.Highest = false, 0, Proposal{}
	sendAll(env, p.config.acceptors, Accept{Proposal{p.Tried, v}})
}

// input is the value that it proposes as its own.
func (p *Proposer) input() Value { return p.config.inputs[p.index-1] }

// preferred returns which of two reported proposals binds the proposer: the one
// with the higher number.
func (c config) preferred(a, b Proposal) Proposal {
	switch {
	case a.Number == 0:
		return b
	case b.Number == 0:
		return a
	case (a.Number < b.Number) != (c.mutant == lowestAccepted):
		return b
	}
	return a
}

// Different proposers choose their numbers from disjoint sets of numbers
// (Section 2.5): of P proposers, number i uses i, P+i, 2P+i, …

// numberAfter returns the number that a proposer uses after another of its own.
func (c config) numberAfter(n Number, index int) Number {
	used := c.numbersUsed(n)
	if c.mutant == sharedNumbers {
		return Number(used + 1)
	}
	return Number(used*len(c.proposers) + index)
}

// numbers returns which proposer this is, and how many numbers it has used.
func (p *Proposer) numbers() (index, used int) { return p.index, p.config.numbersUsed(p.Tried) }

// numbersUsed returns how many numbers a proposer has used up to one of its own.
func (c config) numbersUsed(n Number) int {
	if c.mutant == sharedNumbers {
		return int(n)
	}
	return (int(n) + len(c.proposers) - 1) / len(c.proposers)
}
