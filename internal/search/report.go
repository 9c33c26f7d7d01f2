package search

import (
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/blocks"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/traces"
)

// Verdicts of a run, and of a property.
const (
	VerdictHolds        = "holds"
	VerdictViolated     = "violated"
	VerdictInconclusive = "inconclusive" // of a run: ended by time, memory, the disk or an interrupt
	VerdictReached      = "reached"      // of a search until a goal
	VerdictUnreached    = "unreached"    // of a search until a goal that no run, or none within the bounds, reaches
	VerdictVacuous      = "vacuous"      // of a property: never had something to test
	VerdictOpen         = "open"         // of a property: not all states were visited, or a bound refused what might break it
)

// Report is what a run found.
type Report struct {
	explore.Result
	// Verdict is holds (nothing was found; see Complete), violated or
	// inconclusive; of a search until a goal it is reached, unreached or
	// inconclusive, and Violation holds the run to the goal. (If something is
	// wrong with the system itself it is violated even so.)
	Verdict string
	// Goal is the goal that was looked for, or at whose end the search started.
	Goal string
	// FromSteps is how long the run is at whose end the search started.
	FromSteps  int
	Properties []PropertyResult
	// NotAsked names the properties that are checked only when they are named, and were not.
	NotAsked []string
	// Violation is the first thing found broken, or nil.
	Violation *Violation
	// Violations are all that were kept (Options.MaxFindings), the first first.
	Violations []*Violation
	// Engine is what an engine of several processes did, or nil.
	Engine *blocks.Stats
	// HandlerRuns counts the distinct pairs of node state and input for which a
	// handler ran.
	HandlerRuns uint64
	// StepCounts says how often each handler, timer and fault made a step. In a
	// simulation it counts the steps that were enabled on the walks, not those
	// that were taken.
	StepCounts []StepCount
	// Bounds names every bound of the system.
	Bounds []UsedBound
	// Warnings say why the search looked at less than its user may think, those
	// that are meant too.
	Warnings []Warning
	// Notes say what a verdict does not say.
	Notes []string
	// Growing is what grows without end in a space that looks endless, if that was
	// looked for.
	Growing []Growth
	// Reductions names what keeps states out of the search besides the bounds.
	Reductions []string
	// MachineChance is an upper bound of the chance that two states of a machine were taken for
	// one, also by an exact search: it compares hashes of 128 bits of them.
	MachineChance float64
	// MemoryBytes is the most memory that the search held at a time.
	MemoryBytes int64
	// SearchTime is the time of the search alone.
	SearchTime time.Duration
}

// PropertyResult is the verdict of one property.
type PropertyResult struct {
	Name, Verdict string
	// Formula is what a property about whole runs claims, and Fair what it assumes to be
	// fair, in words.
	Formula, Fair string
	// Assumed is the assumption under which it was checked (System.Assume); "" is none.
	Assumed string
	// OpenBy are the bounds because of which such a property is open: they refused steps
	// that might break it.
	OpenBy []string
	// Why says what else there is to say of the verdict: what ended the search for fair
	// runs, if it is open, or that it holds within the bounds alone.
	Why string
}

// What a report says in the same words for every engine.
type (
	StepCount = report.Handler
	UsedBound = report.Bound
	Warning   = report.Warning
	Growth    = report.Growth
)

// Violation is something broken, with a run that shows it.
type Violation struct {
	// Property names the broken property; for what is wrong with the system
	// itself it is the kind.
	Property string
	// Kind is invariant, action (the last step breaks the property), panic,
	// nondeterminism, stuck (a handler does not return), or model (a rule of the
	// model is broken).
	Kind string
	// Text says which nodes and values contradict each other.
	Text string
	// Places are the check and the handler that it is about, where they are known.
	Places []report.Place
	// Trace is the run; in a breadth-first search a shortest one.
	Trace *traces.Trace
}

// Sentence says in a few words what is wrong: "mutual-exclusion is violated", or "a
// handler panics".
func (v *Violation) Sentence() string {
	return traces.Finding{Property: v.Property, Kind: v.Kind}.Sentence()
}

// Length is the number of steps of the run.
func (v *Violation) Length() int { return v.Trace.Steps() }

// Unmeant returns the warnings that are not meant.
func (r *Report) Unmeant() []Warning { return report.Unmeant(r.Warnings) }
