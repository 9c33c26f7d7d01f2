package model

// Machine is a node whose state is not plain data: a library with loggers, method values
// and caches, wrapped to take inputs and to give effects. It cannot be copied. So it exists
// only while a handler runs: it is booted from its disk, and takes again all inputs that
// led to its state. Random numbers, time and goroutines of the library are the wrapping's
// to fix. See docs/own-machine.md.
//
// A Machine may have the methods that make a Node an Invoker, a Suspecter or a Truster, too.
//
// An Env is valid until the handler returns. One that the wrapping keeps, for a logger for
// instance, must be replaced by each handler.
type Machine interface {
	Start(env Env)                           // runs after each boot, the first one and those after a crash
	Receive(env Env, from NodeID, m Message) // handles one message, which it must not change
	Timeout(env Env, t Timer)                // handles the firing of t, which was just cleared
	// Disk returns what survives a crash at this moment: plain data, as a Message is. The
	// next boot gets a copy.
	Disk() any
	// State returns what tells states apart: everything that can be reached from it counts,
	// unexported fields too, except for Disk and Shown, which count anyway, and for what
	// Group.Omit names. A function counts by its name; a closure is refused.
	State() any
	// Shown returns what checks, bounds and traces see: a pointer to a struct of plain data.
	// While the machine is down they see what it shows when it has just been booted.
	Shown() any
}

// Omission is a part of what Machine.State reaches that does not tell states apart, like a
// logger. A search notices many wrong omissions, but not all: what is left out must never
// make a difference to what the machine does.
type Omission struct {
	What   string // a field, as pkg.Type.field, or all values of a type, as pkg.Type
	Reason string // why it makes no difference, for the report
}
