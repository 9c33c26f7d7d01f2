package paxos

import (
	"fmt"

	"github.com/synod-go/synod/model"
)

// Number is the number of a proposal, from 1; 0 is none. Numbers are ordered,
// and different proposals have different numbers (Section 2.2).
type Number int

// Value is what is agreed on. Each proposer has a value of its own; 0 is none.
type Value int

// String names the value: v1 is that of the first proposer, if nothing else is said.
func (v Value) String() string {
	if v == 0 {
		return "nothing"
	}
	return fmt.Sprintf("v%d", int(v))
}

// Proposal is a number and a value (Section 2.2). The zero value is none.
type Proposal struct {
	Number Number
	Value  Value
}

// The messages. The network says who sent one.
type (
	// Prepare is the prepare request with a number, phase 1(a): it asks an
	// acceptor for a promise and for the proposal it has accepted. It names no
	// value.
	Prepare struct{ Number Number }

	// Promise is an acceptor's answer to a Prepare, phase 1(b): it will accept
	// no more proposals numbered less than Number. Accepted is the
	// highest-numbered proposal that it has accepted, if any.
	Promise struct {
		Number   Number
		Accepted Proposal
	}

	// Accept is the accept request for a proposal, phase 2(a).
	Accept struct{ Proposal Proposal }

	// Accepted says that its sender has accepted a proposal, phase 2(b) and
	// Section 2.3. An acceptor sends it to learners, and records it as an event.
	Accepted struct{ Proposal Proposal }

	// Learned says that its sender has found out that a value is chosen (Section
	// 2.3). A learner records it as an event, and the distinguished learner
	// sends it to the others.
	Learned struct{ Value Value }
)

// Proposed is the event that a proposer proposes a value as its own.
type Proposed struct{ Value Value }

// sendAll sends a message to each of a list of machines.
func sendAll(env model.Env, to []model.NodeID, m model.Message) {
	for _, id := range to {
		env.Send(id, m)
	}
}
