package ftvm

import (
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// Operation is an operation of a client.
type Operation struct {
	Client model.NodeID
	Number int // which of the client's operations it is, from 1
	Op     spec.KeyValueOp
}

// Answer is an output of the machine: its answer to an operation.
type Answer struct {
	Client model.NodeID
	Number int
	Value  string // of a get; "" for an update
}

// Progress says how far a thread has got.
type Progress int

const (
	Begins Progress = iota // its next instruction issues the disk write
	Writes                 // it waits for the disk
	Ends                   // its next instruction executes the operation, and outputs the answer
	Hangs                  // it waits for a disk write that nobody does (lost-write)
)

// String returns the progress' name.
func (p Progress) String() string {
	switch p {
	case Begins:
		return "begins"
	case Writes:
		return "writes"
	case Ends:
		return "ends"
	}
	return "hangs"
}

// Thread serves one operation.
type Thread struct {
	Operation
	Progress Progress
}

// runnable reports whether the thread has an instruction to execute.
func (t Thread) runnable() bool { return t.Progress == Begins || t.Progress == Ends }

// Machine is the state of the virtual machine, which runs a key-value store on one CPU.
// What it does is a function of this state and of three inputs that are not deterministic
// (Section 2.1): packets that arrive, interrupts that say that a disk write is complete,
// and the clock. It reads the clock where several threads are runnable, to pick one of
// them. Packets and interrupts arrive between two instructions.
type Machine struct {
	// Since counts the instructions since the last event that was logged. With the log it
	// says which point of the instruction stream the machine is at. The hardware counts
	// branches for that.
	Since int
	// Threads are the threads, in the order in which their packets came.
	Threads []Thread
	// Done are the operations that were executed, in order. They make the value of each
	// key, and the answers.
	Done []Operation
}

// takes reports whether a packet does anything: the machine drops one whose operation it
// is at, and one that is older than what its client has asked for since.
func (m *Machine) takes(op Operation) bool {
	for _, t := range m.Threads {
		if t.Client == op.Client && t.Number >= op.Number {
			return false
		}
	}
	return !slices.ContainsFunc(m.Done, func(d Operation) bool { return d.Client == op.Client && d.Number > op.Number })
}

// packet delivers a packet. An update goes to the disk first, unless it was executed
// before: then the answer was lost, and it is answered again.
func (m *Machine) packet(op Operation, filter bool) {
	t := Thread{Operation: op, Progress: Begins}
	if op.Op.ReadOnly() || filter && slices.Contains(m.Done, op) {
		t.Progress = Ends
	}
	m.Threads = append(m.Threads, t)
}

// complete delivers the interrupt that a disk write is complete. If the machine has not
// issued it nothing happens.
func (m *Machine) complete(client model.NodeID, number int) {
	for i, t := range m.Threads {
		if t.Client == client && t.Number == number && t.Progress == Writes {
			m.Threads[i].Progress = Ends
		}
	}
}

// runnable returns how many threads are runnable: the clock is read if it is more than one.
func (m *Machine) runnable() (n int) {
	for _, t := range m.Threads {
		if t.runnable() {
			n++
		}
	}
	return n
}

// writes returns the operations whose disk writes are not complete.
func (m *Machine) writes() (list []Operation) {
	for _, t := range m.Threads {
		if t.Progress == Writes {
			list = append(list, t.Operation)
		}
	}
	return list
}

// execute executes one instruction, of the runnable thread that the clock picks, from 0,
// and returns the output, if it is one. An operation that was executed before has no
// effect any more.
func (m *Machine) execute(clock int, filter bool) (output []Answer) {
	for i, t := range m.Threads {
		if !t.runnable() {
			continue
		}
		if clock > 0 {
			clock--
			continue
		}
		if t.Progress == Begins {
			m.Threads[i].Progress = Writes
			return nil
		}
		m.Threads = slices.Delete(m.Threads, i, i+1)
		if !filter || !slices.Contains(m.Done, t.Operation) {
			m.Done = append(m.Done, t.Operation)
		}
		return []Answer{m.answer(t.Operation)}
	}
	return nil
}

// answer returns the answer to an operation that was executed.
func (m *Machine) answer(op Operation) Answer {
	a := Answer{Client: op.Client, Number: op.Number}
	if !op.Op.ReadOnly() {
		return a
	}
	for _, d := range m.Done {
		if d == op {
			break
		}
		if d.Op.Key == op.Op.Key {
			a.Value = d.Op.Apply(a.Value)
		}
	}
	return a
}

// hang leaves the disk writes that were under way undone, as the mutant lost-write does.
func (m *Machine) hang() {
	for i, t := range m.Threads {
		if t.Progress == Writes {
			m.Threads[i].Progress = Hangs
		}
	}
}
