package validate

import (
	"time"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/traces"
)

// The verdicts.
const (
	Accepted     = "accepted"     // the log is a behaviour of the spec
	Rejected     = "rejected"     // it is not
	Inconclusive = "inconclusive" // time or memory ran out
)

// Report is what is known of a log.
type Report struct {
	Verdict string
	// Log, Spec and Config are the files; Config is "" when it is the one beside the spec.
	Log, Spec, Config string
	// Events is how many there are, Matched how many of them a behaviour of the spec explains, from the first on.
	Events, Matched int
	// States counts the states of the trace spec that were visited, Steps the steps between them.
	States, Steps uint64
	// Widest is the largest number of states in which one event was expected (breadth first only).
	Widest int
	// Unlogged is the largest number of steps in a row that were taken without an event.
	Unlogged int
	// Bounds are the constants of the trace spec that are numbers, among them how many unlogged steps it allows.
	Bounds []eval.NamedValue
	// EndedBy says what ended an inconclusive search.
	EndedBy string
	// Unchecked are the invariants, properties and postconditions of the model file: they are not what is asked here.
	Unchecked []string
	Warnings  []string
	Elapsed   time.Duration
	// Misfit is set when the log is rejected.
	Misfit *Misfit
	// Logs are the files, where they are several, and Unplaced the events that come next in them when
	// they are rejected; Matched counts the events of all of them that could be placed.
	Logs     []string
	Unplaced []Unplaced
	// Path is how several logs are a behaviour: the initial state, and what each event led to. It is
	// there only with Options.Abstract.
	Path []Taken

	ours  bool        // the log is one of docs/events.md
	order *traces.Log // of several logs, the events that were placed, and the misfit
}

// Taken is an action of the trace spec that was taken, "" before the initial state, and the value of
// Options.Abstract in the state after it (check.StateExpr.Members).
type Taken struct{ Action, State string }

// A Misfit is the first event that fits no behaviour, and what was expected.
type Misfit struct {
	// Log is its file, where there are several.
	Log string
	// Event is its number, from 1; Line where it stands in the file, and Text that line. Event is 0 if the trace spec has no
	// initial state.
	Event, Line int
	Text        string
	// States is how many states of the spec were reached before the event; they include what unlogged steps lead to.
	States int
	// State is one of them, the one with the nearest action.
	State *check.WalkedState
	// Variables are the names of its variables.
	Variables []string
	// Differences are the variables in which the states differ.
	Differences []Difference
	// Near are the actions that came nearest to taking the event, the nearest first.
	Near []eval.Miss
}

// Difference is a variable that has several values in the states before the misfit.
type Difference struct {
	Variable string
	Values   int
	// Some of the values, as text.
	Some []string
}
