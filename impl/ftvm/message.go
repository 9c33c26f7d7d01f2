package ftvm

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// The messages of clients.
type (
	// Request asks the machine for an operation.
	Request struct {
		Number int // which of the client's operations it is, from 1
		Op     spec.KeyValueOp
	}
	// Reply answers a Request: it is an output of the machine.
	Reply struct {
		Number int
		Value  string // of a get; "" for an update
	}
	// Announce tells clients that the machine runs on the sender from now on, as the
	// gratuitous ARP packet does that tells switches where its address is.
	Announce struct{ Pair int }
)

// The messages of the logging channel. Pair is the number of the pair whose channel it is.
type (
	// Entry is an entry of the log.
	Entry struct {
		Pair   int
		Kind   Kind
		At     int             // how many instructions after the entry before
		Client model.NodeID    // of a packet and an interrupt
		Number int             // likewise
		Op     spec.KeyValueOp // of a packet
		Clock  int             // what the clock has shown
	}
	// Ack acknowledges the oldest Entry that has not been acknowledged.
	Ack struct{ Pair int }
	// Copy makes its receiver the backup of a new pair, with the state of the machine.
	Copy struct {
		Pair    int
		Machine Machine
	}
)

// Kind says what an Entry is about.
type Kind int

const (
	Packet    Kind = iota // a packet has arrived
	Interrupt             // a disk write is complete
	Clock                 // the machine has read the clock, in an instruction that may be an output
	Output                // an instruction that is an output, and reads no clock
)

// String returns the kind's name.
func (k Kind) String() string {
	switch k {
	case Packet:
		return "packet"
	case Interrupt:
		return "interrupt"
	case Clock:
		return "clock"
	}
	return "output"
}

// The messages of the shared storage.
type (
	// TestAndSet sets the flag of a pair, and asks whether it was set before.
	TestAndSet struct{ Pair int }
	// Flag answers a TestAndSet.
	Flag struct {
		Pair   int
		WasSet bool
	}
)
