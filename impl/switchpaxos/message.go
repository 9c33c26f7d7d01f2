package switchpaxos

import (
	"fmt"

	"github.com/synod-go/synod/model"
)

// Value is what a proposer submits. Each is different, from 1; 0 is none.
type Value int

// NoOp is the value with which an instance is filled that nobody needs.
const NoOp Value = -1

// String names the value: v1 is the first.
func (v Value) String() string {
	switch v {
	case 0:
		return "nothing"
	case NoOp:
		return "no-op"
	}
	return fmt.Sprintf("v%d", int(v))
}

// Round is the number of a round, from 1; 0 is none. The first is that of the switch, which
// needs no phase 1 because no round is lower. Each attempt of the backup has a later one.
type Round int

// sequencerRound is the round of the switch.
const sequencerRound Round = 1

// Messages of the two phases. In the paper they are one packet header whose fields the
// switches rewrite (Section 3).
type (
	// Request has the value that a proposer submits, for a coordinator.
	Request struct{ Value Value }
	// Phase1A asks an acceptor for a promise in an instance.
	Phase1A struct {
		Instance int
		Round    Round
	}
	// Phase1B answers it with what the acceptor has accepted there last, if anything.
	Phase1B struct {
		Instance int
		Round    Round
		Accepted Vote
	}
	// Phase2A asks an acceptor to accept a value in an instance.
	Phase2A struct {
		Instance int
		Vote     Vote
	}
	// Phase2B tells a learner that its sender has accepted a value. It is recorded as an
	// event, too.
	Phase2B struct {
		Instance int
		Vote     Vote
	}
)

// Vote is a round and the value that is accepted in it. The zero value is none.
type Vote struct {
	Round Round
	Value Value
}

// Messages of learners.
type (
	// Recover asks the backup for the value of an instance that its sender has missed.
	Recover struct{ Instance int }
	// Checkpoint tells acceptors and the backup up to which instance the application of its
	// sender has saved its state.
	Checkpoint struct{ Instance int }
)

// Observable events.
type (
	// Submitted is the event that a proposer submits a value.
	Submitted struct{ Value Value }
	// Learned is the event that a learner has found out what is chosen in an instance.
	Learned struct {
		Instance int
		Value    Value
	}
)

// sendAll sends a message to all nodes of a group.
func sendAll(env model.Env, prefix string, m model.Message) {
	for _, id := range env.Group(prefix) {
		env.Send(id, m)
	}
}
