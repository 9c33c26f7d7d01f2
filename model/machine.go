package model

// Machine is a node whose state is not plain data: a library, wrapped. It exists only
// while a handler runs: it is booted from its disk, and takes again all inputs that led to
// its state. See docs/own-machine.md.
type Machine interface {
	Node
	Disk() any  // what survives a crash at this moment: plain data, as a Message is
	State() any // what tells states apart: all that can be reached from it, but Group.Omit
	Shown() any // what checks and traces see: a pointer to a struct of plain data; asked before Start, too
}
