package benor

// Value is what is agreed on: 0 or 1, or not known.
type Value int

const (
	Unknown Value = iota // "?" in a message; no decision in a process
	Zero
	One
)

// String returns the value as the paper writes it.
func (v Value) String() string {
	switch v {
	case Zero:
		return "0"
	case One:
		return "1"
	}
	return "?"
}

// Round numbers the rounds, from 1.
type Round int

// The messages. The network says who sent one.
type (
	// Report is a message of type 1: (1, r, x).
	Report struct {
		Round Round
		Value Value
	}

	// Proposal is a message of type 2: the D-message (2, r, v, D), or (2, r, ?).
	Proposal struct {
		Round Round
		Value Value
	}
)

// The events.
type (
	// Proposed says what the initial value of a process is.
	Proposed struct{ Value Value }

	// Supported says that a process sends the D-message of a round for a value.
	Supported struct {
		Round Round
		Value Value
	}

	// Decided says that a process decides a value.
	Decided struct{ Value Value }

	// Ended says that a process has ended a round, and whether it has decided by then.
	Ended struct{ Decided bool }
)
