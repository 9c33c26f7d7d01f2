package traces

// Live is a system whose runs can be taken step by step: the code of a protocol
// (synod.Open) or a TLA+ spec (check.Walk). Whatever tries runs, a person at the
// terminal, a page in the browser, the shrinking of a run, is a client of it. It
// is for one goroutine.
//
// Nothing here fails: a handler that panics and an expression that cannot be
// evaluated are findings of the state where that happens.
type Live interface {
	// Initial is how many initial states there are, at least 1; Start begins a
	// run in one of them, numbered from 0.
	Initial() int
	Start(initial int)
	// Len is the number of steps that were taken. Back takes the last one back;
	// it returns false in an initial state.
	Len() int
	Back() bool
	// Enabled lists the steps that can be taken here, in a fixed order; the
	// caller must not change them. Take takes the i-th; it panics if there is none.
	Enabled() []Step
	Take(i int)
	// State is where the run is, with the step that led there.
	State() State
	// Broken lists what the step that led here and the state itself break.
	Broken() []Finding
	// Trace is the run so far. Its Meta tells what it is a run of, the names of
	// the properties, and the first that is broken where the run is.
	Trace() *Trace
}

// Breaks notes in m what the run that it is about breaks at its end.
func (m *Meta) Breaks(f *Finding) {
	m.Property, m.PropertyKind, m.Violation, m.StepViolation = f.Property, f.Kind, f.Text, f.ByStep
}

// Finding is something that is broken.
type Finding struct {
	// Property is its name, or the kind when it is no property that is broken.
	Property, Kind string
	// Text says which nodes and values contradict each other.
	Text string
	// ByStep says that it is the step that breaks it, not the state.
	ByStep bool
}
