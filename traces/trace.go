package traces

import (
	"fmt"
	"slices"
)

// Version is the version of what Synod puts into an ITF file's "#meta". A file
// with another one is refused, a file without one is another tool's.
const Version = versions + "1"

const versions = "synod-trace-"

// VersionError is the error when a trace, or a log, is of a version that is not
// read here. What else stands in the file was not looked at.
type VersionError struct{ Version, Read string }

func (e *VersionError) Error() string {
	return fmt.Sprintf("its version is %q; this program reads %q", shorten(e.Version), e.Read)
}

// NoLoop is the Loop of a trace that simply ends.
const NoLoop = -1

// What the states of a trace come from: values of Meta.Kind.
const (
	KindProtocol = "protocol" // a Go protocol, replayed against the code
	KindTLA      = "tla"      // a TLA+ spec
)

// KindGoal is the Meta.PropertyKind of a run to a goal: nothing is violated.
const KindGoal = "goal"

// Trace is one run: a behaviour, or the beginning of one.
type Trace struct {
	Meta Meta
	// Params names those variables that are constants of the run (ITF's
	// "params"); only the first state must set them.
	Params []string
	// States has at least one state. All have the same variables (Params apart).
	States []State
	// Loop is the index of the state to which the last one goes back (the run is
	// a lasso, and endless), or NoLoop. If it is the index of the last state, the
	// run stutters there for ever.
	Loop int
}

// Meta is what is known of a run besides its states, above all what is needed
// to take the same steps again.
type Meta struct {
	// Tool is the program that made the trace.
	Tool string
	// Version is the version that the file was written in, or "" for a file of
	// another tool. Write ignores it and writes the constant Version.
	Version string
	// Kind is KindProtocol, KindTLA, or "" in a file of another tool.
	Kind string
	// Protocol and Mutant name the system.
	Protocol, Mutant string
	// Settings are all settings and bounds of the system, by the names of the
	// flags, spelled as the flags take them.
	Settings map[string]string
	// Property is the violated property; "" if the run violates none.
	Property string
	// Violation says which nodes and values contradict each other.
	Violation string
	// PropertyKind is the kind of the violation.
	PropertyKind string
	// Properties are the properties that the search checked.
	Properties []string
	// StepViolation says that it is the last step that violates the property,
	// not the last state.
	StepViolation bool
	// Source is the file that the system comes from, such as a TLA+ module.
	Source string
	// Extra is what else stood in the file's "#meta": strings as they are,
	// anything else as JSON.
	Extra map[string]string
}

// State is one state of a run.
type State struct {
	// Vars are the variables.
	Vars Record
	// Step is the step that led here. It is nil in the first state, and in a
	// trace whose steps are not known (files of other tools).
	Step *Step
	// Alias is what a spec's ALIAS has people see in place of the variables; nil
	// if there is none. Nothing but text looks at it.
	Alias Record
}

// Shown is the trace as people are to see it: with aliases in place of variables.
func (t *Trace) Shown() *Trace {
	if !slices.ContainsFunc(t.States, func(s State) bool { return s.Alias != nil }) {
		return t
	}
	out := *t
	out.States = slices.Clone(t.States)
	for i := range out.States {
		if s := &out.States[i]; s.Alias != nil {
			s.Vars, s.Alias = s.Alias, nil
		}
	}
	return &out
}

// Steps returns how many steps the trace takes: one less than its states.
func (t *Trace) Steps() int { return max(0, len(t.States)-1) }

// Changes lists what state i changed against the one before, as Diff does; the
// first state has changed nothing. Indices count from 1 in a trace of a TLA+
// spec, as they do there, and from 0 otherwise. It panics if there is no state i.
func (t *Trace) Changes(i int) []Change {
	if i == 0 {
		return nil
	}
	return DiffFrom(t.firstIndex(), t.States[i-1].Vars, t.States[i].Vars)
}

func (t *Trace) firstIndex() int {
	if t.Meta.Kind == KindTLA {
		return 1
	}
	return 0
}
