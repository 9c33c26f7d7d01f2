package model

// Check is a question about a system, and how much of a state it looks at, which decides
// how often it must be asked; the zero value asks nothing. R is Verdict for a Property,
// Reached for a Goal. The types N of nodes may be interfaces.
type Check[R Result] struct{ form Form }

// Local looks at one node of type N; it runs once per node state.
func Local[N any, R Result](check func(n View[N]) R) Check[R] {
	return Check[R]{Form{Func: check, Kind: KindLocal, First: is[N], Second: is[N], Node: func(n View[any]) Outcome {
		return check(as[N](n)).Outcome()
	}}}
}

// Pairwise looks at two nodes of type N, the lower id first; once per pair of states.
func Pairwise[N any, R Result](check func(a, b View[N]) R) Check[R] {
	return Check[R]{Form{Func: check, Kind: KindPairwise, First: is[N], Second: is[N], Pair: func(a, b View[any]) Outcome {
		return check(as[N](a), as[N](b)).Outcome()
	}}}
}

// Between looks at a node of type A and another of type B, in both orders if they are of
// both types; it runs once per pair of states.
func Between[A, B any, R Result](check func(a View[A], b View[B]) R) Check[R] {
	return Check[R]{Form{Func: check, Kind: KindBetween, First: is[A], Second: is[B], Pair: func(a, b View[any]) Outcome {
		return check(as[A](a), as[B](b)).Outcome()
	}}}
}

// Step looks at one node of type N before and after a step of its own (a handler, or a
// crash); it runs once per outcome.
func Step[N any, R Result](check func(before, after View[N]) R) Check[R] {
	return Check[R]{Form{Func: check, Kind: KindStep, First: is[N], Second: is[N], Pair: func(before, after View[any]) Outcome {
		return check(as[N](before), as[N](after)).Outcome()
	}}}
}

// Global looks at everything; it runs once per state.
func Global[R Result](check func(s *State) R) Check[R] {
	return Check[R]{Form{Func: check, Kind: KindGlobal, State: func(s *State) Outcome { return check(s).Outcome() }}}
}

// Judge looks at the value of a monitor, as others may; once per value.
func Judge[V any, R Result](m *Monitor[V], check func(v V) R) Check[R] {
	return Check[R]{Form{Func: check, Kind: KindMonitor, Monitor: m.untyped(), Of: m, Value: func(v any) Outcome { return check(valueOf[V](v)).Outcome() }}}
}

// Form returns the check without its types, for the machinery that asks it.
func (c Check[R]) Form() Form { return c.form }

// Kind says how much of a state a check looks at.
type Kind int

// The kinds of checks; the zero Kind asks nothing.
const (
	KindLocal Kind = iota + 1
	KindPairwise
	KindBetween
	KindStep
	KindGlobal
	KindMonitor
)

// Form is a check without its types. The kind tells which functions are set.
type Form struct {
	Kind          Kind
	Func          any                          // the function as it was given
	First, Second func(node any) bool          // it looks at a node as the first, or only, or the second one
	Node          func(n View[any]) Outcome    // of KindLocal
	Pair          func(a, b View[any]) Outcome // of KindPairwise, KindBetween and KindStep
	State         func(s *State) Outcome       // of KindGlobal
	Monitor       Monitor[any]                 // of KindMonitor, as Of is: the *Monitor, which tells it from others
	Of            any
	Value         func(v any) Outcome // of KindMonitor
}

func is[N any](node any) bool {
	_, ok := node.(N)
	return ok
}

func as[N any](v View[any]) View[N] {
	return View[N]{ID: v.ID, Name: v.Name, Up: v.Up, Timers: v.Timers, Node: v.Node.(N)}
}

// Monitor is a small value folded over recorded events: what was ever elected, chosen,
// accepted, and what clients saw. It is part of the state when a selected check judges
// it, so keep it small, with no needless order.
type Monitor[V any] struct {
	Name    string // tells monitors apart in traces
	Initial V      // the value before any event
	// Fold returns the value after event e of node n. It may change v, a private copy.
	Fold func(v V, n NodeID, e Event) V
}

// valueOf returns a monitor's value with its type; nil is one of an interface.
func valueOf[V any](v any) (typed V) {
	if v != nil {
		typed = v.(V)
	}
	return typed
}

// untyped returns the monitor without its type.
func (m *Monitor[V]) untyped() Monitor[any] {
	f := Monitor[any]{Name: m.Name, Initial: m.Initial}
	if m.Fold != nil {
		f.Fold = func(v any, n NodeID, e Event) any { return m.Fold(valueOf[V](v), n, e) }
	}
	return f
}
