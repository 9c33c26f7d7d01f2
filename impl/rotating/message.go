package rotating

import "fmt"

// Value is what is agreed on, from 1; 0 is none.
type Value int

// String names the value: v1.
func (v Value) String() string {
	if v == 0 {
		return "nothing"
	}
	return fmt.Sprintf("v%d", int(v))
}

// Dated is an estimate with its stamp: the round in which it was adopted, or 0 for a
// process's own value.
type Dated struct {
	Value Value
	Stamp int
}

// The messages of Figure 6. The network says who sent one.
type (
	// Estimate is what a process sends to the coordinator of a round in phase 1:
	// (p, r_p, estimate_p, ts_p).
	Estimate struct {
		Round int
		Dated Dated
	}

	// Proposal is the coordinator's new estimate, of phase 2: (p, r_p, estimate_p).
	Proposal struct {
		Round int
		Value Value
	}

	// Reply is a process's answer in phase 3: that it has adopted the proposal, (p, r_p,
	// ack), or that it suspects the coordinator, (p, r_p, nack).
	Reply struct {
		Round int
		Ack   bool
	}

	// Decide is the broadcast of a decision, of phase 4. Its round and its first sender
	// are of no interest to anybody, so they are left out.
	Decide struct{ Value Value }
)

// The events.
type (
	// Proposed says that a process proposes a value as its own.
	Proposed struct{ Value Value }

	// Adopted says that a process has adopted, and acknowledged, the estimate of a
	// round's coordinator.
	Adopted struct {
		Round int
		Value Value
	}

	// Decided says that a process decides a value.
	Decided struct{ Value Value }
)
