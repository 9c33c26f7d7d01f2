package epaxos

import (
	"fmt"
	"strings"
)

// Command is the identifier of a command: 1, 2, …, each submitted by the server of that number,
// its initial coordinator; 0 is none.
type Command int

// String returns the command's name: c1.
func (c Command) String() string { return fmt.Sprintf("c%d", int(c)) }

// Commands is a set of commands.
type Commands uint16

// With returns the set with a command in it.
func (s Commands) With(c Command) Commands { return s | 1<<c }

// Has reports whether a command is in the set.
func (s Commands) Has(c Command) bool { return s&(1<<c) != 0 }

// All yields the commands of the set, the smallest first.
func (s Commands) All(yield func(Command) bool) {
	for c := Command(1); c <= maxCommands; c++ {
		if s.Has(c) && !yield(c) {
			return
		}
	}
}

// String lists the commands of the set.
func (s Commands) String() string {
	var names []string
	for c := range s.All {
		names = append(names, c.String())
	}
	return "{" + strings.Join(names, " ") + "}"
}

// Payload is what a command does.
type Payload int

const (
	Unknown  Payload = iota // the server has not heard of it
	Original                // what was submitted
	Nop                     // nothing: the command was given up
)

// String returns the payload as the paper calls it.
func (p Payload) String() string {
	switch p {
	case Unknown:
		return "unknown"
	case Original:
		return "original"
	case Nop:
		return "nop"
	}
	return "invalid"
}

// Ballot is the number of an attempt to get a command committed. 0 is the one of the initial
// coordinator; server i of n owns i, n+i, 2n+i, …
type Ballot int

// Proposal is what is to be agreed on for a command.
type Proposal struct {
	Payload Payload
	Deps    Commands
}

// The messages of the commit protocol (Figure 3).

// PreAccept asks for the dependencies of a command; Deps are those that its coordinator knows.
type PreAccept struct {
	Command Command
	Deps    Commands
}

// PreAcceptOK has the dependencies that the sender knows.
type PreAcceptOK struct {
	Command Command
	Deps    Commands
}

// Accept is the slow path.
type Accept struct {
	Ballot   Ballot
	Command  Command
	Proposal Proposal
}

// AcceptOK says that the sender has accepted the proposal of a ballot.
type AcceptOK struct {
	Ballot  Ballot
	Command Command
}

// Commit says what a command and its dependencies are.
type Commit struct {
	Ballot   Ballot
	Command  Command
	Proposal Proposal
}

// The messages of recovery (Figure 5).

// Recover asks a server to join a ballot.
type Recover struct {
	Ballot  Ballot
	Command Command
}

// RecoverOK says that the sender has joined a ballot, and what it has of the command.
type RecoverOK struct {
	Ballot  Ballot
	Command Command
	Report  Report
}

// Report is what a server has of a command.
type Report struct {
	Accepted    Ballot
	Phase       Phase
	Proposal    Proposal
	InitialDeps Commands
}

// Validate asks what would be wrong with committing a command with the dependencies of its
// initial coordinator.
type Validate struct {
	Ballot   Ballot
	Command  Command
	Proposal Proposal
}

// ValidateOK names the commands that may invalidate those dependencies: they interfere, and
// neither command would depend on the other.
type ValidateOK struct {
	Ballot    Ballot
	Command   Command
	Against   Commands
	Committed bool // one of them is committed
}

// Waiting says that the sender waits for what becomes of other commands, and how many servers of
// its quorum have the dependencies of the initial coordinator.
type Waiting struct {
	Command Command
	Support int
}

// Events.

// Submitted is the event that a command is submitted.
type Submitted struct{ Command Command }

// Committed is the event that a server commits a command.
type Committed struct {
	Command  Command
	Proposal Proposal
}
