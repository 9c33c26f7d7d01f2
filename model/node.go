package model

import (
	"fmt"
	"math/bits"
	"strings"
)

// NodeID names a node of a system. Nodes are numbered from 1 in the order in
// which the system lists them; the zero value names no node.
//
// A field that holds a node's identity must have this type (or NodeSet), not a
// plain integer: only then can interchangeable nodes be renamed (symmetry) and
// a trace print names.
type NodeID int

// Nobody is the zero NodeID: no node.
const Nobody NodeID = 0

// MaxNodes is the largest number of nodes that a system may have.
const MaxNodes = 62

// NodeSet is a set of nodes.
type NodeSet uint64

// SetOf returns the set of the given nodes.
func SetOf(ids ...NodeID) NodeSet {
	var s NodeSet
	for _, id := range ids {
		s = s.With(id)
	}
	return s
}

// With returns s with id in it.
func (s NodeSet) With(id NodeID) NodeSet { return s | 1<<uint(id) }

// Without returns s with id taken out.
func (s NodeSet) Without(id NodeID) NodeSet { return s &^ (1 << uint(id)) }

// Has reports whether id is in s.
func (s NodeSet) Has(id NodeID) bool { return s&(1<<uint(id)) != 0 }

// Len returns the number of nodes in s.
func (s NodeSet) Len() int { return bits.OnesCount64(uint64(s)) }

// IDs returns the nodes of s, the smallest first.
func (s NodeSet) IDs() []NodeID {
	var ids []NodeID
	for rest := uint64(s); rest != 0; rest &= rest - 1 {
		ids = append(ids, NodeID(bits.TrailingZeros64(rest)))
	}
	return ids
}

// String lists the ids of s; a trace, which knows names, prints those instead.
func (s NodeSet) String() string {
	var b strings.Builder
	b.WriteByte('{')
	for i, id := range s.IDs() {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%d", int(id))
	}
	b.WriteByte('}')
	return b.String()
}

// Message is what nodes send to each other: any value made of booleans,
// integers, strings, arrays, slices, maps, structs, pointers and interfaces
// holding such values. A struct type for every kind of message is usual.
type Message = any

// Event is an observable event of a run (chosen, applied, invoke, return): any
// value of the kinds that a Message may have. Properties that speak of what
// ever happened are folded over events.
type Event = any

// Timer names a timer of a node. A node may have up to 32 different ones.
// There is no time: a timer that is set may fire at any later moment.
type Timer string

// Node is one machine of a system: a deterministic state machine. Its fields
// are its state, unexported ones included, and its handlers change them in
// place. A Node must be a pointer to a struct.
//
// A field tagged `model:"durable"` survives a crash; one tagged `model:"const"`
// is a setting, outside the state; all others are lost in a crash. Before every
// handler an empty slice or map becomes nil and slices have no spare capacity,
// so that states that are written the same behave the same.
//
// Handlers work on a private deep copy. They must not read a clock or random
// numbers, start goroutines, or touch globals: each is run twice, and a sample
// again after the search. A difference is reported as nondeterminism; what is
// found that way, and what is not, is in docs/semantics.md. A handler must return
// (see System.HandlerTime).
type Node interface {
	// Start runs once at boot, and again after every restart.
	Start(env Env)
	// Receive handles one message.
	Receive(env Env, from NodeID, m Message)
	// Timeout handles the firing of timer t, which was cleared just before.
	Timeout(env Env, t Timer)
}

// Invoker is a Node that is a client driven from outside: its next operation
// starts in a step of its own (invoke) instead of inside another handler.
type Invoker interface {
	Node
	// CanInvoke reports whether the client is idle and has operations left. It
	// must not change the node.
	CanInvoke() bool
	// Invoke starts the next operation.
	Invoke(env Env)
}

// Env is all that a handler may touch besides its node's own fields. It is
// valid only until the handler returns, and for its goroutine alone: another use
// is a finding.
type Env interface {
	// ID returns the node that runs.
	ID() NodeID
	// Peers returns the other nodes of the same role, in order. The slice is the
	// caller's.
	Peers() []NodeID
	// Send puts a copy of m into the network. A node may send to itself.
	Send(to NodeID, m Message)
	// Resend is Send unless an equal message from this node to the same receiver
	// is in flight already. Use it for what is sent again and again (heartbeats,
	// pings, retries): otherwise a multiset network never ends to grow.
	Resend(to NodeID, m Message)
	// Broadcast sends m to every peer.
	Broadcast(m Message)
	// SetTimer sets timer t; it has no effect if t is set already.
	SetTimer(t Timer)
	// StopTimer clears timer t; it has no effect if t is not set.
	StopTimer(t Timer)
	// Choose returns a number from 0 to n-1; the explorer follows every one of
	// them. n must be between 1 and 64.
	Choose(n int) int
	// Record reports an observable event, for monitors.
	Record(e Event)
}

// Invoke is the event that a client records when an operation starts.
type Invoke struct{ Op any }

// Return is the event that a client records when the answer of its running
// operation has arrived.
type Return struct{ Result any }
