// Package node is what the machinery needs of a node. A state of a node is a string of
// bytes; what is in it, and how the node is made of it, is known by the node's Kind
// alone.
package node

import (
	"encoding/binary"
	"errors"
	"reflect"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/place"
	"github.com/synod-go/synod/model"
)

// Kind is a kind of node: how its states are made, run, kept on disk, shown and told
// apart. Equal states are equal bytes. The methods may be called by many goroutines at
// the same time. They panic with a guard.Internal when a state is not one of theirs.
type Kind interface {
	// Boot returns the state before the first start.
	Boot() []byte
	// Run gives the node in a state an input, and returns the state after it. The error is
	// ErrIdle, or says which rule the handler broke.
	Run(state []byte, env model.Env, in Input) (after []byte, err error)
	// Revive returns the node as it runs for real, after a crash that left a disk, or
	// before its first boot. The error says why the disk is none of its own.
	Revive(disk []byte, boot bool) (Alive, error)
	// Disk returns what is left of a state in a crash.
	Disk(state []byte) []byte
	// Show returns a fresh copy of the node in a state, as checks and bounds see it.
	Show(state []byte) any
	// Intact reports whether what Show returned of a state is still what it was.
	Intact(state []byte, shown any) bool
	// Check reports why bytes from outside are no state that the node can be run in.
	Check(state []byte) error
	// Hidden says how two states differ that are shown alike; "" if they are not.
	Hidden(a, b []byte, env model.Env) string
	// Rename returns a state under a permutation of the nodes, by their indexes.
	Rename(state []byte, perm func(int) int) []byte
	// Renumber returns a state with other numbers, see canon.Codec.Renumber.
	Renumber(state []byte, number canon.Renumbering) []byte
	// OtherSetting returns the path of a setting that the constructor gives this node
	// and another one differently, "" when there is none. Settings of types for which
	// skip holds are left out.
	OtherSetting(other Kind, skip func(reflect.Type) bool) (path string, err error)
	// Has reports whether the node has the handler of a call: not every one is a client
	// that is driven from outside, or informed by a failure detector.
	Has(call Call) bool
	// Place says where the handler of a call stands; nowhere when that is not known.
	Place(call Call) place.Place
	// CanInvoke reports whether the client may start an operation; env says who it is.
	CanInvoke(state []byte, env model.Env) bool
}

// Call says which handler of a node runs.
type Call int

// The handlers of a node.
const (
	Start Call = iota
	Receive
	Timeout
	Invoke
	Suspect
	Trust
)

// Input is what a node is given.
type Input struct {
	Call    Call
	From    model.NodeID  // of Receive
	Whom    model.NodeID  // of Suspect and Trust
	Message model.Message // of Receive; the node may keep it
	Timer   model.Timer   // of Timeout

	// How a machine is rebuilt: on which of the ways to its state, and whether it is looked at
	// after each handler, which must change nothing.
	Way      int
	Observed bool
}

// State is a state of a node with what the machinery itself knows of it.
type State struct {
	Node   int // index of the node
	Up     bool
	Timers []string // those that are set, sorted
	Inner  []byte   // the Kind's
}

// Append appends the bytes of a state, by which states are told apart.
func (s State) Append(dst []byte) []byte {
	up := byte(0)
	if s.Up {
		up = 1
	}
	dst = append(dst, byte(s.Node), up, byte(len(s.Timers)))
	for _, t := range s.Timers {
		dst = binary.AppendUvarint(dst, uint64(len(t)))
		dst = append(dst, t...)
	}
	return append(dst, s.Inner...)
}

// Split reads the bytes of a state that Append wrote.
func Split(b []byte) State { return guard.Must1(Parse(b)) }

// Parse reads the bytes of a state from outside. It accepts exactly the bytes that
// Append writes, but does not look at Inner.
func Parse(b []byte) (State, error) {
	if len(b) < 3 || b[1] > 1 {
		return State{}, errMalformed
	}
	s := State{Node: int(b[0]), Up: b[1] == 1}
	count := int(b[2])
	b = b[3:]
	for range count {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			return State{}, errMalformed
		}
		timer := string(b[size : size+int(n)])
		if len(s.Timers) > 0 && timer <= s.Timers[len(s.Timers)-1] {
			return State{}, errMalformed
		}
		s.Timers = append(s.Timers, timer)
		b = b[size+int(n):]
	}
	s.Inner = b
	return s, nil
}

var errMalformed = errors.New("the state of a node is malformed")
