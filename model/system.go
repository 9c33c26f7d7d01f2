package model

import (
	"reflect"
	"time"
)

// Network says what the network does with messages.
type Network int

const (
	// Multiset keeps every copy that was sent; a delivery takes one. Order is
	// not kept. A message that is never delivered is a message lost, so no drop
	// steps are needed for loss.
	Multiset Network = iota
	// Set keeps one copy of equal messages and never loses it: a message may be
	// delivered again at any later time.
	Set
	// FIFO keeps the order between each sender and receiver. Loss needs drop
	// steps (Faults.Drops).
	FIFO
)

// String returns the network's name as the command line spells it.
func (n Network) String() string {
	switch n {
	case Multiset:
		return "multiset"
	case Set:
		return "set"
	case FIFO:
		return "fifo"
	}
	return "unknown"
}

// Group is a set of nodes with the same role. The nodes of a group are each
// other's peers.
type Group struct {
	// Prefix starts the nodes' names: with "S" they are S1, S2, … A group of one
	// is named by the prefix alone.
	Prefix string
	// Count is how many nodes there are.
	Count int
	// New is the constructor of a node: its settings and its first fields.
	New func(id NodeID) Node
	// Crashes says whether crash faults hit nodes of this group.
	Crashes bool
	// Symmetric says that the nodes of this group are interchangeable: the
	// protocol uses their ids for equality alone.
	Symmetric bool
	// Timers says how long the nodes' timers last in real time. A search, in which a
	// timer may fire at any moment, does not look at it.
	Timers []TimerRange
}

// TimerRange says how long a timer lasts in real time: from Min to Max, chosen at
// random each time that it is set.
type TimerRange struct {
	Timer    Timer
	Min, Max time.Duration
}

// Faults are the budgets of what may go wrong: how often, in the whole run.
// The zero value allows no fault.
type Faults struct {
	Crashes    int // of nodes in groups with Crashes set; each may be restarted
	Drops      int
	Duplicates int
	Partitions int // each cuts the nodes into two sides until it is healed
}

// TimerBound bounds how often a timer fires in a whole run, in total or per node
// or both. A timer that may never fire has Never set:
//
//	{Timer: "tick", Total: 3}                    // three times, of all nodes together
//	{Timer: "tick", PerNode: []int{2, 0, 2}}     // the second node's never fires
//	{Timer: "tick", Total: n, Never: n == 0}     // n times, where n may be 0
type TimerBound struct {
	Timer Timer
	// Total bounds all firings together when it is positive; 0 is no bound.
	Total int
	// PerNode bounds the firings at each node, in the order of the ids (index 0
	// is node 1); a 0 in it is a bound. A negative number bounds nothing, and so
	// do nodes beyond its end.
	PerNode []int
	// Never says that the timer never fires.
	Never bool
}

// Epochs lets old messages leave the state. A message with a stamp below the
// receiver's epoch is dead: from now on it can do nothing at its receiver. In
// Raft without refusals the epoch is the term, and a message of an older term
// is dead.
//
// The declaration is checked while the search runs: an epoch that goes back, or
// a message that would have done something when it died, ends the search. What a
// dead message would do later is not seen any more, so hold a declaration against
// a small system without it too (Epochs nil): the verdicts and the states that
// nodes can be in must be the same.
type Epochs struct {
	// Of returns the node's epochs. None of them may ever go back, not even
	// over a crash, so they depend on durable fields alone.
	Of func(n Node) []int
	// Stamp returns which epoch of the receiver m is held against, and m's
	// stamp; ok is false when m never dies.
	Stamp func(m Message) (epoch, stamp int, ok bool)
}

// System is a protocol with everything around it: what is explored.
type System struct {
	// Groups lists the nodes. Ids are given in this order, from 1.
	Groups  []Group
	Network Network
	Faults  Faults
	// TimerBounds bound how often timers fire.
	TimerBounds []TimerBound
	// InFlight bounds how many messages are in flight when it is not 0: a step
	// after which there would be more is not enabled.
	InFlight int
	// Epochs, when set, lets old messages leave the state.
	Epochs *Epochs
	// Properties are what must hold.
	Properties []Property
	// Goals are situations that a search can look for instead of checking
	// properties, and that a scenario can start from.
	Goals []Goal
	// Constraint, when set, is the state constraint: states for which it is
	// false are checked, but neither counted nor expanded.
	Constraint func(s *State) bool
	// Bounds are the protocol's own bounds.
	Bounds []Bound
	// Symmetry turns symmetry reduction on for the groups that allow it.
	Symmetry bool
	// HandlerTime is how long one run of a handler may take; one that does not
	// return by then is a finding. 0 is ten seconds.
	HandlerTime time.Duration
	// Meant lists the warnings that are meant.
	Meant []Meant
	// Messages and Settings are those of the Protocol that made the system, if any: the
	// settings as the command line spells them, so that it can be made again.
	Messages []Message
	Settings map[string]string
}

// Bound is a bound of a protocol: no run goes beyond it. A step that would is
// refused, and the report says how often. Bounds belong to the system, not to the
// handlers: the same handlers run without them elsewhere.
type Bound struct {
	// Name and Value are what the report prints.
	Name, Value string
	// Refuses reports whether the step of a node from one state to another is
	// refused; see Limit and LimitSteps. Nil refuses nothing: the bound is one of
	// the workload, such as a client's script.
	Refuses func(before, after any) bool
	// Of is the type of the nodes that are bounded, and Includes reports whether a
	// node is one; nil is not known.
	Of       reflect.Type
	Includes func(node any) bool
}

// Limit returns a bound on the states of nodes of type N, which may be an
// interface: a step is refused after which a node is not within the bound, but was
// before.
func Limit[N any](name, value string, within func(n N) bool) Bound {
	return LimitSteps(name, value, func(before, after N) bool { return within(after) || !within(before) })
}

// LimitSteps returns a bound on the steps of nodes of type N, which may be an
// interface: a step is refused unless it is allowed.
func LimitSteps[N any](name, value string, allowed func(before, after N) bool) Bound {
	return Bound{Name: name, Value: value, Of: reflect.TypeFor[N](), Includes: is[N], Refuses: func(before, after any) bool {
		b, ok := before.(N)
		return ok && !allowed(b, after.(N))
	}}
}
