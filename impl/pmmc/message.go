package pmmc

import (
	"cmp"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// Ballot is a ballot number: a sequence number and the leader that made it, so
// that no two leaders have the same one (Section 2.2). The zero value is ⊥,
// below all others.
type Ballot struct {
	Number Round
	Leader model.NodeID
}

// Round is the sequence number of a ballot, from 1; 0 is that of ⊥.
type Round int

// Compare orders ballots lexicographically (Section 2.2): negative when b is
// below c, 0 when they are equal, positive when b is above.
func (b Ballot) Compare(c Ballot) int {
	return cmp.Or(cmp.Compare(b.Number, c.Number), cmp.Compare(b.Leader, c.Leader))
}

// Command is what a client wants the state machine to do: ⟨κ, cid, op⟩ in the
// paper (Section 2.1).
type Command struct {
	Client model.NodeID
	Number int // the client's how-manieth operation this is, from 1
	Op     spec.KeyValueOp
}

// PValue is what an acceptor accepted in a slot: with the slot it is the
// ⟨b, s, c⟩ of the paper (Section 2.2).
type PValue struct {
	Ballot  Ballot
	Command Command
}

// Messages between clients and replicas.
type (
	// Request is a client's operation (Figure 1).
	Request struct {
		Number int // the client's how-manieth operation this is, from 1
		Op     spec.KeyValueOp
	}
	// Reply is the answer of a replica that performed it: ⟨response, cid,
	// result⟩ in Figure 1.
	Reply struct {
		Number int
		Value  string // what a get returns; "" for a put or an append
	}
)

// Messages between replicas, leaders and acceptors.
type (
	// Propose asks a leader to get a command decided in a slot (Figure 1).
	Propose struct {
		Slot    int
		Command Command
	}
	// P1a is sent by a scout (Figure 6b): it asks to adopt a ballot.
	P1a struct{ Ballot Ballot }
	// P1b answers it (Figure 4). Accepted has, for each slot, the pvalue with
	// the highest ballot that the acceptor accepted (Section 4.1); a refusal,
	// whose ballot is higher than that of the P1a, has none.
	P1b struct {
		Ballot   Ballot
		Accepted map[int]PValue
	}
	// P2a is sent by a commander (Figure 6a): it asks to accept a pvalue.
	P2a struct {
		Ballot  Ballot
		Slot    int
		Command Command
	}
	// P2b answers it (Figure 4). The slot says which of the leader's commanders
	// is meant; in the paper each is a process with an address of its own.
	P2b struct {
		Ballot Ballot
		Slot   int
	}
	// Decision tells replicas what was decided in a slot (Figure 6a).
	Decision struct {
		Slot    int
		Command Command
	}
)

// Observable events.
type (
	// Adopted is the event that a leader's ballot was adopted by a majority.
	Adopted struct{ Ballot Ballot }
	// Accepted is the event that an acceptor accepted a pvalue.
	Accepted struct {
		Ballot  Ballot
		Slot    int
		Command Command
	}
	// Learned is the event that a replica learned a decision.
	Learned struct {
		Slot    int
		Command Command
	}
)
