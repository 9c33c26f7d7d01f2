package model

import "github.com/synod-go/synod/model/temporal"

// Property is one claim about a system.
type Property struct {
	Name   string           // in kebab case; selected and reported by it
	Doc    string           // what must hold, in one sentence
	Source string           // the paper and section that the claim comes from
	With   string           // a parameter; where that is 0, false or empty, systems do not have the property
	Check  Check[Verdict]   // made by Local, Pairwise, Between, Step, Global or Judge
	Live   temporal.Formula // instead of Check: what must happen, or stay possible
	Asked  bool             // it is checked only when it is named
	Object any              // of a claim about clients' history: what they operate on, a spec.Object
}

// Goal is a situation with a name, to which a search can find a shortest run.
type Goal struct {
	Name    string         // in kebab case; selected by it
	Doc     string         // when it is reached, in one sentence
	Check   Check[Reached] // where it is reached
	Every   bool           // every node that a Local check looks at must reach it, not just one
	Decides string         // the value that is decided where it is reached; "" is none
}

// Result is what a check returns, of a property or of a goal.
type Result interface {
	Verdict | Reached
	Outcome() Outcome // the result without its type
}

// Outcome is a Verdict or a Reached without its type, for the machinery.
type Outcome struct {
	Tested bool // there was something to test
	Found  bool // the property is violated, or the goal reached
	Text   Text // what was found
}

// Verdict is what a property says about one thing. The zero value is Untested.
type Verdict struct{ outcome Outcome }

// What a check can say without a text.
var (
	Holds      = Verdict{Outcome{Tested: true}} // the property was really tested and holds
	Untested   = Verdict{}                      // it had nothing to test here; if so everywhere, it is vacuous
	NotReached = Reached{}                      // the goal is not reached
)

// Violated says that the property is violated, and by which nodes and values: a text
// that is formatted as by fmt.Sprintf, but later (see Text).
func Violated(format string, args ...any) Verdict {
	return Verdict{Outcome{Tested: true, Found: true, Text: Textf(format, args...)}}
}

// Outcome returns the verdict without its type.
func (v Verdict) Outcome() Outcome { return v.outcome }

// Reached says whether a goal is reached. The zero value is NotReached.
type Reached struct{ outcome Outcome }

// ReachedIf says that the goal is reached if the condition is true. The text says what
// was reached; it is formatted as that of Violated.
func ReachedIf(condition bool, format string, args ...any) Reached {
	if !condition {
		return NotReached
	}
	return Reached{Outcome{Tested: true, Found: true, Text: Textf(format, args...)}}
}

// Outcome returns the result without its type.
func (r Reached) Outcome() Outcome { return r.outcome }
