package traces

import (
	"fmt"
	"slices"
	"strconv"
)

// Version is the version of what Synod writes into the "#meta" of an ITF file. A
// file with another version is refused; a file without one is from another tool.
const Version = versions + "1"

const versions = "synod-trace-"

// VersionError is the error for a trace or a log of a version that cannot be read.
// The rest of the file was not looked at.
type VersionError struct{ Version, Read string }

func (e *VersionError) Error() string {
	return fmt.Sprintf("its version is %q; this program reads %q", shorten(e.Version), e.Read)
}

// NoLoop is the Loop of a trace that simply ends.
const NoLoop = -1

// The kinds of systems that traces come from: values of Meta.Kind.
const (
	KindProtocol = "protocol" // a Go protocol, replayed against the code
	KindTLA      = "tla"      // a TLA+ spec
	KindLog      = "log"      // an event log: no run that could be replayed, see Log.Trace
)

// Trace is one run: a behaviour, or the beginning of one.
type Trace struct {
	Meta Meta
	// Params names the variables that are constants of the run ("params" in ITF).
	// Only the first state must set them.
	Params []string
	// States has at least one state. All have the same variables (Params apart).
	States []State
	// Loop is the index of the state to which the last one goes back, or NoLoop. A
	// run with a loop is a lasso, and endless. If Loop is the index of the last
	// state and Back is nil, the run stutters there for ever.
	Loop int
	// Back is the state after the step that closes the loop, with that step: state Loop
	// again, or with Meta.UpTo one that agrees with it. It is nil if the run stutters, and
	// in traces that do not say which step leads back.
	Back *State
	// Again reports whether the last state is state Loop again: Closed made the trace.
	Again bool
}

// Meta describes a run, and has what is needed to take the same steps again.
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
	// Settings are the values of all settings and bounds of the system, by flag
	// name, in the form that the flags accept.
	Settings map[string]string
	// Property is the violated property; "" if the run violates none.
	Property string
	// Violation explains which nodes and values contradict each other.
	Violation string
	// PropertyKind is the kind of the violation.
	PropertyKind string
	// Formula is what a violated property about whole runs claims, and Fair which steps
	// it assumes to be fair, in words. Both are empty in runs of TLA+ specs.
	Formula, Fair string
	// Properties are the properties that the search checked.
	Properties []string
	// StepViolation reports whether the last step violates the property, and not the
	// last state.
	StepViolation bool
	// UpTo is "" if the step after the last state of a lasso leads to state Loop itself.
	// Otherwise it leads to another state that agrees with it in what UpTo names, such
	// as "VIEW Shown", and so does every round of the loop.
	UpTo string
	// Source is the file of the system, such as a TLA+ module.
	Source string
	// Extra holds the other fields of the file's "#meta": strings as they are,
	// anything else as JSON.
	Extra map[string]string
}

// State is one state of a run.
type State struct {
	// Vars are the variables.
	Vars Record
	// Step is the step that led here. It is nil in the first state, and in traces
	// without steps (those of other tools).
	Step *Step
	// Log are the lines that nodes logged in the step; in the first state, when they
	// booted. They are for people only: nothing compares them.
	Log []LogLine
	// Alias is what the ALIAS of a spec shows in place of the variables; nil if there
	// is none. It is for people only.
	Alias Record
}

// LogLine is a line that a node logged.
type LogLine struct{ Node, Text string }

// LogText returns the lines of the state's log. A line names its node ("S1: elected"),
// unless that is the node that acts in the step.
func (s State) LogText() []string {
	var lines []string
	for _, l := range s.Log {
		line := oneLine(l.Text)
		if l.Node != "" && (s.Step == nil || s.Step.Node != l.Node) {
			line = oneLine(l.Node) + ": " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// Shown returns the trace as people see it, with aliases in place of variables.
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

// Steps returns the number of steps, which is one less than the number of states.
func (t *Trace) Steps() int { return max(0, len(t.States)-1) }

// BackTo names a state to which an endless run goes back: "state 3", or "state 3 up to
// VIEW Shown".
func (t *Trace) BackTo(state int) string { return backTo(state, t.Meta.UpTo) }

func backTo(state int, upTo string) string {
	text := "state " + strconv.Itoa(state)
	if upTo != "" {
		text += " up to " + oneLine(upTo)
	}
	return text
}

// Changes returns how state i differs from the one before, as Diff does; for the
// first state, nothing. Indices count from 1 in a trace of a TLA+ spec, as they do
// there, and from 0 otherwise. It panics if there is no state i.
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
