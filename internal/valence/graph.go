// Package valence finds out which values the configurations of a protocol can still
// decide, as Fischer, Lynch and Paterson do ("Impossibility of Distributed Consensus with
// One Faulty Process", Journal of the ACM 32(2), 1985): where the decision is still open,
// where a single step makes it, and whether somebody who orders the steps can keep it open
// for ever. It works on the complete graph of a small system.
package valence

import "github.com/synod-go/synod/explore/cycles"

// MaxValues is the largest number of values that may be decided.
const MaxValues = 62

// Graph is the graph of all configurations of a system.
type Graph interface {
	cycles.ActionGraph
	// Decided returns the values that are decided in a configuration, as a set of numbers
	// below MaxValues.
	Decided(node int) uint64
	// Step says what steps with a mark are.
	Step(mark uint32) Step
}

// Step is what is known of the steps of one mark.
type Step struct {
	// Process is the process that takes the step, by its number; None if it is none.
	Process int
	// Kind is the kind of step, in a word.
	Kind string
	// Fault says that the step is no step of the protocol: a crash, or what the network
	// does to a message.
	Fault bool
	// Owed says that the process, unless it stops, has to take such steps: it gets its
	// messages, its timers fire, it restarts.
	Owed bool
	// Stops says that the process takes no step after it, but perhaps to restart: a crash.
	Stops bool
	// Message is the message that is delivered, or the suspicion, by a number of its own;
	// None if it is none.
	Message int
	// Where numbers go by difference, a Fleeting message is gone for good when steps that
	// Pass are taken again and again, because all numbers become higher.
	Fleeting, Passes bool
	// Idle says that the process may also choose to do nothing there.
	Idle bool
}

// None is the number of no process, and of no message.
const None = -1
