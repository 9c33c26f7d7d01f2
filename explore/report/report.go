// Package report is what a run found, in one form for every engine and command: a
// search or a simulation of a protocol, a check of a TLA+ spec, code held against
// its spec, and a log held against one. A Report is data. It is written as text for
// people (Text), as one line of JSON (JSON), and for continuous integration as JUnit
// XML and as annotations (Suites). Two reports of one subject are compared by Compare.
package report

import (
	"strings"
	"time"

	"github.com/synod-go/synod/traces"
)

// A Verdict is the result of a run, or of one property.
type Verdict string

// The verdicts. Of a run:
const (
	Holds        Verdict = "holds"        // nothing is violated; see Complete
	Violated     Verdict = "violated"     // something is
	Open         Verdict = "open"         // nothing is violated, and a property could not be decided
	Inconclusive Verdict = "inconclusive" // ended by time, memory, the disk or an interrupt
	Reached      Verdict = "reached"      // the goal is reached
	Unreached    Verdict = "unreached"    // no run that was visited reaches the goal
	Conforms     Verdict = "conforms"     // every step of the code is one of the spec
	Departs      Verdict = "departs"      // a step of the code is none of the spec
	Accepted     Verdict = "accepted"     // the log is a behaviour of the spec
	Rejected     Verdict = "rejected"     // it is none

	// Of a comparison of two runs, which may also be Inconclusive:
	Same    Verdict = "same"
	Differs Verdict = "differs"

	// Vacuous is the verdict of a property that never had anything to test. A
	// property may also be Holds, Violated or Open.
	Vacuous Verdict = "vacuous"
)

// Failed reports whether the verdict is that something is wrong.
func (v Verdict) Failed() bool {
	return v == Violated || v == Unreached || v == Departs || v == Rejected || v == Differs
}

// Undecided reports whether the run ended without an answer.
func (v Verdict) Undecided() bool { return v == Inconclusive || v == Open }

// The commands that make a report.
const (
	Explore  = "explore"
	Simulate = "simulate"
	TLA      = "tla"
	Conform  = "conform"
	Validate = "validate"
	Claims   = "claims"
)

// What a search can be bounded by, besides being ended by time, memory, the disk or
// an interrupt.
const (
	ByDepth      = "depth"
	ByConstraint = "constraint"
	ByWalks      = "walks"
)

// KindEvaluation is the kind of a violation that is a failed evaluation.
const KindEvaluation = traces.KindEvaluation

// A Report is what a run found.
type Report struct {
	// Command is the command that made the run, one of the constants above.
	Command string
	Subject Subject
	Verdict Verdict
	// Complete says that every state was visited. Otherwise BoundedBy says what kept
	// the run from it, unless a violation ended the run.
	Complete  bool
	BoundedBy []string
	// Goal is the goal that was looked for, or at whose end the run started, and
	// FromSteps the length of the run at whose end it started.
	Goal      string
	FromSteps int
	// Properties are those that were to be checked, Open those that are temporal and
	// could not be decided.
	Properties []Property
	Open       []string
	// NotAsked are the properties that are checked only when they are named, and were not.
	NotAsked []string
	// Violations are what was found, the first first. Of a search for a goal the
	// first one is the run to the goal.
	Violations []Violation
	// Occurrences counts the violations of each property, in a run that went on
	// after them.
	Occurrences map[string]uint64

	Counts Counts
	// Depth is the depth at which the run was bounded; nil when it was not.
	Depth *int
	// Simulation is set when the run is a set of random walks.
	Simulation *Simulation
	Bounds     []Bound
	// Reductions are what keeps states out of the run besides the bounds.
	Reductions []string
	Collisions Collisions
	// Handlers counts the steps of each handler, timer and fault of a protocol,
	// Actions those of each action of a spec.
	Handlers []Handler
	Actions  []Action
	Warnings []Warning
	Notes    []string
	// Growing is what grows without end in a space that looks endless, when a search of
	// a protocol was ended before it had visited all states.
	Growing []Growth
	// NoBehaviour says that there were no states to visit: the spec has assumptions
	// alone, or one of them is false.
	NoBehaviour bool
	Resources   Resources

	// What one command alone has to say.
	Conformance *Conformance
	Validation  *Validation
	Claims      []Claim
	Cluster     *Cluster
}

// Subject is what the run is about.
type Subject struct {
	// Name is the name of a protocol or of a module, Doc says what it is.
	Name, Doc string
	// Protocol is the name of the protocol; "" for a spec or a log.
	Protocol string
	Mutant   Mutant
	Settings map[string]string
	// Given are lines about the subject for people, like the settings as flags.
	Given []Line
	// Spec is the spec: a file, or of Conform the name of its module. Config is its
	// model file, "" when that is the one beside it.
	Spec, Config string
}

// Line is a line of text with a label before it.
type Line struct{ Label, Text string }

// Mutant is the known bug that is in a protocol; the zero value is none.
type Mutant struct {
	Name, Doc string
	// Breaks is the property that it breaks, Brings the settings that it brings.
	Breaks, Brings string
}

// Property is the verdict of one property.
type Property struct {
	Name    string
	Verdict Verdict
	// Why says what a verdict does not say, like why the property is open.
	Why string
	// Formula is what a property about whole runs claims, in words, and Fair which steps
	// it assumes to be fair.
	Formula, Fair string
	// Assumed is the assumption under which it was checked; "" is none.
	Assumed string
	// OpenBy are the bounds because of which such a property is open: they refused steps
	// that might break it.
	OpenBy []string
}

// Violation is something broken.
type Violation struct {
	Property, Kind string
	// Text says what contradicts what.
	Text string
	// Places are where somebody would look first: the check that failed, the part of a
	// formula that is false, the handler that took the last step.
	Places []Place
	// Trace is the run that shows it; nil when there is none.
	Trace *traces.Trace
	// Path is where the run was saved, "" when it was not.
	Path string
	// Eval are the values of an expression in each state of the run.
	Eval []string
}

// Place is a line of a file; the zero value is nowhere.
type Place struct {
	File string
	// Line counts from 1; 0 is the whole file.
	Line int
}

// Place is the first of the places.
func (v *Violation) Place() Place {
	if len(v.Places) == 0 {
		return Place{}
	}
	return v.Places[0]
}

// Sentence says in a few words what is wrong: "mutual-exclusion is violated", or "a
// handler panics".
func (v *Violation) Sentence() string {
	return traces.Finding{Property: v.Property, Kind: v.Kind}.Sentence()
}

// upTo is in what a run without end repeats; "" if in everything.
func (v *Violation) upTo() string {
	if v.Trace == nil {
		return ""
	}
	return v.Trace.Meta.UpTo
}

// loop is the state to which a run without end goes back; nil for other runs.
func (v *Violation) loop() *int {
	if v.Trace == nil || v.Trace.Loop == traces.NoLoop {
		return nil
	}
	return &v.Trace.Loop
}

// back is the step by which a run without end goes back; "" if it is not known.
func (v *Violation) back() string {
	if v.Trace == nil || v.Trace.Back == nil {
		return ""
	}
	return v.Trace.Back.Step.String()
}

// Length is the number of steps of the run that shows the violation.
func (v *Violation) Length() int {
	if v.Trace == nil {
		return 0
	}
	return v.Trace.Steps()
}

// LastStep is the last step of the run, "" when there is none.
func (v *Violation) LastStep() string {
	if n := v.Length(); n > 0 && v.Trace.States[n].Step != nil {
		return v.Trace.States[n].Step.String()
	}
	return ""
}

// Counts are the numbers of a run.
type Counts struct {
	// States counts distinct states, Initial the initial ones where they are counted,
	// Steps the steps between states.
	States, Initial, Steps uint64
	// Generated is what TLC calls the states generated; 0 where it is not known.
	Generated uint64
	// Depth is that of the deepest state.
	Depth int
	// Frontier counts the states that were found and not expanded, Cut the steps out
	// of the state constraint.
	Frontier, Cut uint64
	// HandlerRuns counts the pairs of node state and input for which a handler ran.
	HandlerRuns uint64
}

// Simulation is a set of random walks.
type Simulation struct {
	Walks int
	// Length is the greatest length of a walk.
	Length int
	Seed   uint64
}

// Assumption is the name of the bounds that are assumptions; their values are their names.
const Assumption = "assumption"

// Assumed is the name of the bound that says what is assumed to hold from some point of
// a run on.
const Assumed = "assumed"

// Bound is a bound of the subject.
type Bound struct {
	Name, Value string
	// Refused counts the steps that the bound refused.
	Refused uint64
}

// Collisions says how likely it is that a state was taken for another one.
type Collisions struct {
	// Exact says that whole states were compared, but of machines hashes of 128 bits.
	Exact bool
	Seed  uint64
	// Chance is at least the chance that equal hashes hid a state.
	Chance float64
	// Again are the flags that check again with other fingerprints, or none.
	Again string
}

// Handler counts the steps of a handler, timer or fault.
type Handler struct {
	Name  string
	Steps uint64
}

// Action counts the steps of an action of a spec.
type Action struct {
	Name  string
	Steps uint64
	// New counts the steps that led to a new state; 0 where they are not counted.
	New uint64
	// Place is where the action stands.
	Place string
}

// Growth is a number that grew as long as runs went on: a field of a node, the length
// of a slice, the size of a map, the messages in flight.
type Growth struct {
	// What names it, Kind is number, length, size, text, nesting, messages or copies.
	What, Kind string
	// Start is what it was at the start of one of the deepest runs, and Deepest the most
	// that it was on it, in so many steps (Depth). Beyond is the most that it came to when
	// that run went on by some more (Steps), which spent no budget.
	Start, Deepest, Beyond uint64
	Depth, Steps           int
	// By are the kinds of steps that make it grow.
	By []string
	// Bound says what would bound it.
	Bound string
}

// Warning says why a run looked at less than its user may think.
type Warning struct {
	// Name is the kind of warning: of a protocol a constant of package warn, of a
	// spec "".
	Name string
	// About names the group, timer, step or property that it is about; "" when it is
	// about the whole system.
	About string
	// Text says what is wrong and what would mend it.
	Text string
	// Meant says why the warning is meant; "" when it is not.
	Meant string
}

// Key is how a warning is named to say that it is meant: its name, with what it is
// about behind a space, if anything.
func (w Warning) Key() string { return strings.TrimSpace(w.Name + " " + w.About) }

// Unmeant returns those of some warnings that are not meant.
func Unmeant(warnings []Warning) (list []Warning) {
	for _, w := range warnings {
		if w.Meant == "" {
			list = append(list, w)
		}
	}
	return list
}

// Unmeant returns the warnings that are not meant.
func (r *Report) Unmeant() []Warning { return Unmeant(r.Warnings) }

// Violation returns the first violation, or nil.
func (r *Report) Violation() *Violation {
	if len(r.Violations) == 0 {
		return nil
	}
	return &r.Violations[0]
}

// Resources is what a run took. Sizes are in bytes.
type Resources struct {
	Workers int
	// Elapsed is the time of everything, Search that of the search alone.
	Elapsed, Search time.Duration
	// Memory is the most that was held at a time; Visited and Log are the parts of
	// it at the end that are the visited set and the log of parents.
	Memory, Visited, Log int64
	// Spilled is what went to disk, OnDisk the most that was there at a time, and Disk what
	// was wrong with the disk, if that ended the run.
	Spilled, OnDisk int64
	Disk            string
}
