package model

import (
	"reflect"
	"time"

	"github.com/synod-go/synod/model/growing"
)

// Network says what the network does with messages.
type Network int

const (
	// Multiset keeps every copy that was sent, in no order; a delivery takes one. A
	// message that is never delivered is lost, so loss needs no drop steps.
	Multiset Network = iota
	// Set keeps one copy of equal messages and never loses it: it may be delivered again.
	Set
	// FIFO keeps the order between each sender and receiver. Loss needs Faults.Drops.
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

// Group is a set of nodes with the same role, which are each other's peers.
type Group struct {
	Prefix string               // of the names: with "S" they are S1, S2, …; S if Count is 1
	Count  int                  // how many nodes there are
	New    func(id NodeID) Node // makes a node: its settings and its first fields
	// Boot, instead of New, makes a machine from its disk, which is nil at first. Omit has what
	// does not tell states apart, pkg.Type or pkg.Type.field, and the reasons, for the report.
	Boot      func(id NodeID, disk any) Machine
	Omit      map[string]string
	Crashes   bool         // crash faults hit nodes of this group
	CrashStop bool         // one that has crashed never restarts
	Symmetric bool         // the nodes are interchangeable: ids are only compared
	Timers    []TimerRange // for real time; a search does not look at them
}

// TimerRange is how long a timer lasts in real time, each time at random.
type TimerRange struct {
	Timer    Timer
	Min, Max time.Duration
}

// Faults are the budgets of what may go wrong: how often, in the whole run.
type Faults struct {
	Crashes    int // of nodes in groups with Crashes set
	Drops      int // -1 is any number
	Duplicates int
	Partitions int // each cuts the nodes into two sides until it is healed
	Links      int // each cuts one link until that is healed; several may be cut at a time
	Mistakes   int // each is a suspicion of a node that is up, by an Eventual Detector
}

// Scope says what the faults of the network hit; nil is everything.
type Scope struct {
	Drops, Duplicates, Links []Link
	OneWay                   bool     // a link is cut in its direction alone, not in both
	Partitions               []string // the nodes that are divided; others reach both sides
}

// Link is the link from each node of From to each of To. Here, in Scope and Detector a
// string names a node (S1) or a group (S); "" is all nodes.
type Link struct{ From, To string }

// Detector is a failure detector: a step (suspect) tells a node of By, a Suspecter, that
// another of Of has crashed for ever (Group.CrashStop); if Eventual, that it is down, or by
// mistake up, which another step (trust) takes back.
type Detector struct {
	By, Of   string
	Eventual bool // eventually perfect; the nodes of By are Trusters
}

// Assumption refuses, as a Bound does, steps to states where it does not hold.
type Assumption struct {
	Name  string
	Holds func(s *State) bool
}

// TimerBound bounds how often a timer fires in a run, in total, per node, or both.
// {Timer: "tick", Total: n, Never: n == 0} lets it fire n times.
type TimerBound struct {
	Timer   Timer
	Total   int   // of all nodes together, when it is positive
	PerNode []int // by index of the node; negative, or beyond the end, is no bound
	Never   bool  // the timer never fires
	Fault   bool  // to fire is a fault, no step of the protocol
	Drift   int   // when positive, the timer is a clock, at most so many ticks ahead of any other node's
}

// Epochs lets old messages leave the state: with a stamp below the receiver's epoch they
// can never do anything. A search checks that when a message dies, not later: compare
// verdicts with a small system without Epochs.
type Epochs struct {
	// Of returns the epochs of a node, or of what a Machine shows; no crash takes them back.
	Of func(n any) []int
	// Stamp returns m's stamp, and which epoch of the receiver; ok is false if m never dies.
	Stamp func(m Message) (epoch, stamp int, ok bool)
}

// System is a protocol with everything around it: what is explored.
type System struct {
	Groups      []Group // the nodes; ids are given in this order, from 1
	Network     Network
	Faults      Faults
	Scope       Scope // what the faults of the network hit
	Detectors   []Detector
	TimerBounds []TimerBound     // how often timers fire
	InFlight    int              // the most messages in flight, when it is not 0; see Bound
	Epochs      *Epochs          // when set, lets old messages leave the state
	Numbers     *growing.Numbers // when set, numbers that are taken by their differences
	Properties  []Property       // what must hold
	Goals       []Goal           // what a search can look for, and start from
	Bounds      []Bound          // the protocol's own
	Assumptions []Assumption     // what is left out, as a part of the system
	Assume      string           // what holds from some point on: "stable", "leader", "leader=PREFIX" (docs/semantics.md)
	Symmetry    bool             // symmetry reduction for the groups that allow it
	Meant       []Meant          // the warnings that are meant
	// Constraint, when set, is the state constraint: states outside are checked, but
	// neither counted nor expanded, and bound the search (unlike Assumptions).
	Constraint  func(s *State) bool
	HandlerTime time.Duration                             // how long a handler may run before that is a finding; 0 is 10 s
	Leads       func(n View[any]) (epoch int, leads bool) // the term, ballot or view; for reports of live clusters
	// How a Protocol made the system, if one did; its New may set fewer Messages. Saved runs
	// name that, for it to be made again. Settings are spelled as on the command line.
	Protocol, Mutant string
	Settings         map[string]string
	Messages         []Message
}

// Bound is a bound of a protocol: a step that would go beyond it is refused, and the report
// says how often. Handlers know no bounds: elsewhere the same ones run without them.
type Bound struct {
	Name, Value string // for the report
	// Refuses reports whether the step of a node from one state to another is refused;
	// see Limit and LimitSteps. Nil is a bound of the workload, such as a client's script.
	Refuses func(before, after any) bool
	Of      reflect.Type // the type of the nodes that it bounds; nil if it is not known
}

// Limit returns a bound on nodes of type N: a step out of it is refused.
func Limit[N any](name, value string, within func(n N) bool) Bound {
	return LimitSteps(name, value, func(before, after N) bool { return within(after) || !within(before) })
}

// LimitSteps bounds steps of nodes of type N: what is not allowed is refused.
func LimitSteps[N any](name, value string, allowed func(before, after N) bool) Bound {
	return Bound{Name: name, Value: value, Of: reflect.TypeFor[N](), Refuses: func(before, after any) bool {
		b, ok := before.(N)
		return ok && !allowed(b, after.(N))
	}}
}
