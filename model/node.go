package model

import (
	"fmt"
	"math/bits"
	"strings"
)

// NodeID names a node of a system, numbered from 1 in the order of its groups. A field that
// holds a node's identity must have this type (or NodeSet), not a plain integer: only
// then can interchangeable nodes be renamed (symmetry) and a trace print names.
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

// Message is what nodes send to each other: any value made of booleans, integers,
// strings, arrays, slices, maps, structs, pointers and interfaces.
type Message = any

// Event is an observable event of a run (chosen, applied, invoke, return), for Monitors:
// any value that a Message may be.
type Event = any

// Timer names a timer of a node. A node may have up to 32 different ones.
// There is no time: a timer that is set may fire at any later moment.
type Timer string

// Node is one machine of a system: a deterministic state machine. It is a pointer to a
// struct. All fields are its state, which handlers change.
//
// A field tagged `model:"durable"` survives a crash; one tagged `model:"const"` is a
// setting, outside the state; all others are lost. Before every handler an empty slice or
// map becomes nil; slices have no spare room.
//
// Handlers work on a private deep copy. They must return (see System.HandlerTime), and use
// no clock, random numbers, goroutines or globals: each runs twice, a sample of them again
// later, and a difference is a finding (see docs/semantics.md).
type Node interface {
	Start(env Env)                           // runs at boot, and again after every restart
	Receive(env Env, from NodeID, m Message) // handles one message
	Timeout(env Env, t Timer)                // handles the firing of t, which was just cleared
}

// Invoker is a Node that is a client driven from outside: its next operation
// starts in a step of its own (invoke) instead of inside another handler.
type Invoker interface {
	Node
	CanInvoke() bool // reports whether it is idle and has operations left; changes nothing
	Invoke(env Env)  // starts the next operation
}

// Suspecter is a Node that a Detector informs, while Suspect does something.
type Suspecter interface {
	Node
	Suspect(env Env, n NodeID) // handles the suspicion that n has crashed
}

// Truster is a Suspecter whose Detector may be wrong.
type Truster interface {
	Suspecter
	Trust(env Env, n NodeID) // handles the news that n is up
}

// Env is all that a handler may touch besides its node's own fields. To use it after the
// handler has returned, or in another goroutine, is a finding.
type Env interface {
	ID() NodeID                   // the node that runs
	Peers() []NodeID              // the other nodes of its group, in order; the slice is the caller's
	Group(prefix string) []NodeID // the nodes of a group, likewise; a finding if there is none
	Send(to NodeID, m Message)    // puts a copy of m into the network; a node may send to itself
	Broadcast(m Message)          // sends m to every peer
	// Resend is Send unless an equal message from this node to the same receiver is in flight.
	// Use it for heartbeats, pings, retries: otherwise a multiset network grows without bound.
	Resend(to NodeID, m Message)
	SetTimer(t Timer)  // sets timer t, unless it is set already
	StopTimer(t Timer) // clears timer t, if it is set
	Choose(n int) int  // returns a number from 0 to n-1, and every one is explored; n is 1 to 64
	Record(e Event)    // reports an observable event, for monitors
	// Log notes a line, formatted as by Textf, for traces to show: no part of the state, no step.
	Log(format string, args ...any)
}

// Invoke is the event that a client records when an operation starts.
type Invoke struct{ Op any }

// Return is the event that a client records when an operation has ended.
type Return struct{ Result any }
