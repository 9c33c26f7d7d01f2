package check

import (
	"io"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/traces"
)

// Options say how to check.
type Options struct {
	explore.Options
	// Simulate makes random walks instead of a search.
	Simulate *explore.Walks
	// Print gets what the spec prints.
	Print io.Writer
	// Dot gets the graph of all states in the language of Graphviz.
	Dot io.Writer
}

// The verdicts of a run.
const (
	VerdictOK           = "ok"
	VerdictViolation    = "violation"
	VerdictInconclusive = "inconclusive"
	// VerdictOpen is that of a simulation that found nothing, of a model with temporal properties: these no walk decides.
	VerdictOpen = "open"
)

// The kinds of violations.
const (
	KindInvariant     = "invariant"
	KindDeadlock      = traces.KindDeadlock
	KindAction        = "action"
	KindTemporal      = "temporal"
	KindAssumption    = traces.KindAssumption
	KindEvaluation    = traces.KindEvaluation
	KindPostcondition = traces.KindPostcondition
)

// Report is what a run found.
type Report struct {
	explore.Result
	Verdict string
	// Initial counts the states that the initial predicate gave, repeated ones too. Initial and Steps together are what TLC
	// calls the states generated.
	Initial uint64
	// Between counts the states between the two actions of \cdot, which TLC counts as generated too.
	Between uint64
	Actions []ActionCount
	// Violation is what is broken first; nil if nothing is.
	Violation *Violation
	// Violations are all that were looked for (explore.Options.Kinds), the first first.
	Violations []*Violation
	Warnings   []string
	// Counts says how often what was broken, when the search went on (explore.Options.Continue).
	Counts map[string]uint64
	// Claims are the invariants and properties that were checked.
	Claims []string
	// Open are those of the Claims that were not decided: all, if an assumption is false; otherwise temporal ones, because behaviours end
	// at the bound of the run, or something else was broken before.
	Open []string
	// OnlyAssumptions says that the model has no behaviour to check.
	OnlyAssumptions bool
}

// Generated is what TLC calls the states generated: initial states, steps, and what lies between the actions of \cdot.
func (r *Report) Generated() uint64 { return r.Initial + r.Steps + r.Between }

// ActionCount says how often an action was taken.
type ActionCount struct {
	Name string
	// Steps counts all steps of the action, New those that led to a state not seen before (0 in an exact search, which
	// does not count them).
	Steps, New uint64
	Place      string
}
