package model

import "fmt"

// Verdict is what a property says of one thing it looked at. The zero value
// says that there was nothing to test.
type Verdict struct {
	outcome verdictKind
	// why says which nodes and values contradict each other.
	why string
}

type verdictKind uint8

const (
	untested verdictKind = iota
	held
	broken
)

// Untested says that the property had nothing to test here (no leader, no
// chosen value, …). A property that says so everywhere is reported as vacuous.
var Untested = Verdict{}

// Holds says that the property was really tested and holds.
var Holds = Verdict{outcome: held}

// Violated says that the property is broken. The text says which nodes and
// values contradict each other; nodes are best given by View.Name.
func Violated(format string, args ...any) Verdict {
	return Verdict{outcome: broken, why: fmt.Sprintf(format, args...)}
}

// Reached is what the check of a Goal returns where the goal is reached. The
// text says what was reached.
func Reached(format string, args ...any) Verdict { return Violated(format, args...) }

// Why returns what contradicts what, when the property is broken, else "".
func (v Verdict) Why() string { return v.why }

// Broken reports whether the property is broken (or the goal reached).
func (v Verdict) Broken() bool { return v.outcome == broken }

// View is what a property sees of one node. It must not be changed.
type View struct {
	ID   NodeID
	Name string
	// Node is the node. Of one that is down only the durable fields and the
	// settings are there; the others have their zero values.
	Node Node
	// Up is false between a crash and the restart.
	Up     bool
	Timers []Timer
}

// Packet is a message in flight.
type Packet struct {
	From, To NodeID
	Message  Message
}

// State is a whole state, as a Global property or a constraint sees it. It must
// not be changed.
type State struct {
	Nodes []View
	// InFlight lists every copy of every message in flight; on a FIFO network
	// the messages of a channel stand in their order.
	InFlight []Packet
	names    []string
}

// Name returns the name of a node.
func (s *State) Name(id NodeID) string { return s.names[id] }

// Property is one claim about a system.
type Property struct {
	// Name is how the property is selected and reported, in kebab case.
	Name string
	// Doc says in one sentence what must hold.
	Doc string
	// Source is the paper and section that the claim comes from.
	Source string
	// Check says how much of a state the property looks at: a Local, a
	// Pairwise, a Global, a Step, or the Judge of a Monitor.
	Check Checker
}

// Checker is one of the kinds of checks: Local, Pairwise, Global, Step, or what
// Monitor.Judge returns.
type Checker interface{ isCheck() }

// Local looks at one node; it runs once per node state.
type Local func(n View) Verdict

// Pairwise looks at two nodes (a before b in the order of the ids); it runs
// once per pair of node states.
type Pairwise func(a, b View) Verdict

// Global looks at everything; it runs once per state.
type Global func(s *State) Verdict

// Step looks at one node before and after a step of its own (delivery, timeout,
// invoke, crash, restart); it runs once per outcome.
type Step func(before, after View) Verdict

// Among restricts a Local, Pairwise or Step check to nodes of type T: a check
// among servers then never runs for clients.
func Among[T Node](check Checker) Checker {
	return among{check, func(n Node) bool { _, ok := n.(T); return ok }}
}

type among struct {
	Checker
	includes func(Node) bool
}

func (Local) isCheck()    {}
func (Pairwise) isCheck() {}
func (Global) isCheck()   {}
func (Step) isCheck()     {}

// Monitor is a small value folded over recorded events: what was ever elected,
// committed, chosen, accepted, and what clients saw. It is part of the state
// when a selected property judges it, so keep it small, and free of order where
// order does not matter. Several properties may judge one monitor.
type Monitor[V any] struct {
	// Name tells monitors apart in traces.
	Name string
	// Initial is the value before any event.
	Initial V
	// Fold returns the value after event e of node n. It gets a private copy of
	// v and may change it.
	Fold func(v V, n NodeID, e Event) V
}

// Judge makes the checker that runs once per value of the monitor.
func (m *Monitor[V]) Judge(judge func(v V) Verdict) Checker {
	return monitorCheck{
		monitor: m,
		judge:   func(v any) Verdict { return judge(v.(V)) },
	}
}

type monitorCheck struct {
	monitor anyMonitor // its identity: one component of the state per monitor
	judge   func(v any) Verdict
}

func (monitorCheck) isCheck() {}

// anyMonitor is a Monitor without its type parameter.
type anyMonitor interface {
	name() string
	folds() bool // it has a Fold
	initial() any
	fold(v any, n NodeID, e Event) any
}

func (m *Monitor[V]) name() string { return m.Name }
func (m *Monitor[V]) folds() bool  { return m.Fold != nil }
func (m *Monitor[V]) initial() any { return m.Initial }
func (m *Monitor[V]) fold(v any, n NodeID, e Event) any {
	return m.Fold(v.(V), n, e)
}
