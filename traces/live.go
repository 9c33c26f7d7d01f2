package traces

// Live is a system whose runs can be taken step by step: the code of a protocol
// (synod.Open) or a TLA+ spec (check.Walk). The terminal view, the page in the
// browser and the shrinking of runs are its clients. It is for one goroutine.
//
// No method fails: a handler that panics, or an expression that cannot be
// evaluated, is a finding of the state where it happens.
type Live interface {
	// Initial returns the number of initial states, at least 1. Start begins a run
	// in one of them, numbered from 0.
	Initial() int
	Start(initial int)
	// Len returns the number of steps taken. Back takes the last one back; it
	// returns false in an initial state.
	Len() int
	Back() bool
	// Enabled returns the steps that can be taken here, in a fixed order. The
	// caller must not change them. Take takes the i-th; it panics if there is none.
	Enabled() []Step
	Take(i int)
	// State returns the current state, with the step that led to it.
	State() State
	// Broken returns what the current state, and the step that led to it, break.
	Broken() []Finding
	// Trace returns the run so far. Its Meta names the system, the properties, and
	// the first property that is broken in the current state.
	Trace() *Trace
}

// Breaks notes in m that f is what the run breaks at its end.
func (m *Meta) Breaks(f *Finding) {
	m.Property, m.PropertyKind, m.Violation, m.StepViolation = f.Property, f.Kind, f.Text, f.ByStep
}

// Finding is a property that is broken, or an error.
type Finding struct {
	// Property is the name of the property, or the kind of an error. Kind is the
	// kind of either.
	Property, Kind string
	// Text says which nodes and values contradict each other.
	Text string
	// ByStep reports whether the step breaks the property, and not the state.
	ByStep bool
}
