package vr

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// View is a view-number, from 1; 0 is none. (In the paper the first view has number 0.)
type View int

// Command is a client's request as it stands in a log. It has no view-number: in the
// paper, too, only the view of the whole log is known (Section 4, Figure 2).
type Command struct {
	Client model.NodeID
	Number int // the request-number: the operation's ordinal at its client, from 1
	Op     spec.KeyValueOp
}

// Messages between clients and replicas (Section 4.1).
type (
	// Request is a client's operation: ⟨REQUEST op, c, s⟩.
	Request struct {
		Number int
		Op     spec.KeyValueOp
	}
	// Reply is the answer of the primary: ⟨REPLY v, s, x⟩. The view-number is left out:
	// that it comes from the primary tells the client as much.
	Reply struct {
		Number int
		Value  string // what a get returns; "" for a put or an append
	}
)

// Messages of normal operation (Section 4.1).
type (
	// Prepare asks the backups to store a request: ⟨PREPARE v, m, n, k⟩.
	Prepare struct {
		View         View
		Command      Command
		OpNumber     int
		CommitNumber int
	}
	// PrepareOK says that the sender's log is the primary's up to an op-number:
	// ⟨PREPAREOK v, n, i⟩.
	PrepareOK struct {
		View     View
		OpNumber int
	}
	// Commit tells the backups what is committed when there is nothing to prepare:
	// ⟨COMMIT v, k⟩.
	Commit struct {
		View         View
		CommitNumber int
	}
)

// Messages of a view change (Section 4.2). The op-number is the length of the log.
type (
	// StartViewChange asks all to change to a view: ⟨STARTVIEWCHANGE v, i⟩.
	StartViewChange struct{ View View }
	// DoViewChange hands a log to the primary of the new view:
	// ⟨DOVIEWCHANGE v, l, v′, n, k, i⟩.
	DoViewChange struct {
		View         View
		Log          []Command
		LastNormal   View // v′: the latest view in which the sender's status was normal
		CommitNumber int
	}
	// StartView tells the backups with which log the new view starts:
	// ⟨STARTVIEW v, l, n, k⟩.
	StartView struct {
		View         View
		Log          []Command
		CommitNumber int
	}
)

// Messages of recovery (Section 4.3).
type (
	// Recovery asks for the state that was lost in a crash: ⟨RECOVERY i, x⟩.
	Recovery struct{ Nonce int }
	// RecoveryResponse answers it: ⟨RECOVERYRESPONSE v, x, l, n, k, j⟩. Only the primary of
	// the view adds its log and its commit-number.
	RecoveryResponse struct {
		View         View
		Nonce        int
		Log          []Command
		CommitNumber int
	}
)

// Messages of state transfer (Section 5.2).
type (
	// GetState asks a replica in a view for what follows in its log: ⟨GETSTATE v, n′, i⟩.
	GetState struct {
		View     View
		OpNumber int
	}
	// NewState answers it: ⟨NEWSTATE v, l, n, k⟩. Log has the entries up to op-number n.
	NewState struct {
		View         View
		Log          []Command
		OpNumber     int
		CommitNumber int
	}
)

// Observable events.
type (
	// ViewStarted is the event that the primary of a view starts it, and with which log.
	ViewStarted struct {
		View View
		Log  []Command
	}
	// Committed is the event that the primary of a view finds an operation committed.
	Committed struct {
		View     View
		OpNumber int
		Command  Command
	}
	// Executed is the event that a replica executed an operation.
	Executed struct {
		OpNumber int
		Command  Command
	}
	// Promised is the event that others may count on a replica: it has told them that it has
	// a log up to an op-number in a view (PrepareOK), or that it takes part in no earlier
	// view any more (DoViewChange).
	Promised struct {
		View     View
		OpNumber int
	}
	// Recovered is the event that a replica has recovered from a crash, to which state.
	Recovered struct {
		View     View
		OpNumber int
	}
)
