// Package register is what all register systems share: the messages between a
// client and a server, the client node, the parameters, and the system around
// a protocol's servers.
//
// The systems are comparable with each other, and with the examples of the Rust
// library Stateright, because they share the workload: each client writes a
// value of its own once, at one server, then reads once, at the next.
package register

import "github.com/synod-go/synod/model"

// Value is what the register holds; clients write values from 1.
type Value int

// Unwritten is the register's value before the first write.
const Unwritten Value = 0

// RequestID names a request: a client, and the number of the operation among
// the client's own, from 1. The zero value names none.
type RequestID struct {
	Client model.NodeID
	Op     int
}

// Put asks a server to write a value.
type Put struct {
	ID    RequestID
	Value Value
}

// PutOk says that the write has taken effect.
type PutOk struct{ ID RequestID }

// Get asks a server for the value.
type Get struct{ ID RequestID }

// GetOk answers a Get.
type GetOk struct {
	ID    RequestID
	Value Value
}
