// Package model holds the words that a protocol is written in: nodes, messages, timers,
// networks, faults, bounds, properties, protocols. It does nothing with them; package
// synod explores a System.
//
// A protocol is ordinary Go code. A Node is a struct with three handlers; its fields are
// its state. A System says how many nodes there are, what the network does with
// messages, what may go wrong and how often, and what must hold. A Protocol is a family
// of systems with settings, and with mutants: known mistakes that can be put in.
package model
