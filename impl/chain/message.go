package chain

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// The messages of clients.
type (
	// Request asks for an operation: the head if it is an update, the tail if it is a query.
	Request struct {
		Number int // which of the client's operations it is, from 1
		Op     spec.KeyValueOp
	}
	// Reply answers a Request.
	Reply struct {
		Number int
		Value  string // of a query; "" for an update
	}
)

// The messages down the chain, and up.
type (
	// Update is an update on its way from the head to the tail, and an entry of Hist and
	// Sent.
	Update struct {
		Client model.NodeID
		Number int // as in Request
		Op     spec.KeyValueOp
	}
	// Ack says that the tail has processed the first so many updates. The paper
	// acknowledges each update by itself; they come in order, so a number says as much.
	Ack struct{ Processed int }
)

// The messages by which the chain changes. Those of the master are about the two servers
// between which a failed one stood, or about a new tail.
type (
	// NewPredecessor tells a server who stands before it now; nobody makes it the head.
	NewPredecessor struct{ Server model.NodeID }
	// Linked answers NewPredecessor: which updates the server has received, so that its
	// new predecessor knows which it missed.
	Linked struct {
		Predecessor model.NodeID
		Received    int // how many updates
	}
	// NewSuccessor tells a server who stands behind it now, and how many updates that one
	// has received; nobody makes it the tail.
	NewSuccessor struct {
		Server   model.NodeID
		Received int
	}
	// Extend tells the tail to make another server the tail.
	Extend struct {
		Number int // tells it from earlier ones
		Server model.NodeID
	}
	// Copy brings a server the history of the tail.
	Copy struct {
		Number int // as in Extend
		Hist   []Update
	}
	// Copied says that it has arrived.
	Copied struct{}
	// Handover makes the receiver of the copy the tail. It brings the updates that the old
	// tail has processed since.
	Handover struct{ Updates []Update }
	// Joined tells the master that the sender is the tail, behind a predecessor.
	Joined struct{ Predecessor model.NodeID }
	// Chain is the master's news of who is in the chain, the head first.
	Chain struct{ Servers []model.NodeID }
)

// The messages of apportioned queries (CRAQ, Section 2.3).
type (
	// VersionQuery asks the tail how many updates it has processed, for the query of a
	// client.
	VersionQuery struct {
		Client model.NodeID
		Number int // as in Request
		Key    string
	}
	// Version answers a VersionQuery.
	Version struct {
		VersionQuery
		Processed int
	}
)
