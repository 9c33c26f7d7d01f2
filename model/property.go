package model

// Property is one claim about a system.
type Property struct {
	// Name is how the property is selected and reported, in kebab case.
	Name string
	// Doc says in one sentence what must hold.
	Doc string
	// Source is the paper and section that the claim comes from.
	Source string
	// Check is what is asked, and of how much of a state: made by Local,
	// Pairwise, Between, Step, Global or Judge.
	Check Check[Verdict]
}

// Goal is a situation with a name: a value is chosen, a leader is elected. A
// search until a goal finds a shortest run to it.
type Goal struct {
	// Name is how the goal is selected, in kebab case.
	Name string
	// Doc says in one sentence when it is reached.
	Doc string
	// Check reports where the goal is reached.
	Check Check[Reached]
	// Every makes a goal of Local reached only when every node that the check
	// looks at has reached it; otherwise one node is enough.
	Every bool
}

// Result is what a check returns: a Verdict for a property, Reached for a goal.
type Result interface {
	Verdict | Reached
	// Outcome returns the result without its type.
	Outcome() Outcome
}

// Outcome is a Verdict or a Reached without its type, as the machinery that
// searches a system takes it.
type Outcome struct {
	// Tested reports whether there was anything to test.
	Tested bool
	// Found reports whether the property is violated, or the goal reached.
	Found bool
	// Text says what was found.
	Text Text
}

// Verdict is what a property says about one thing that it looked at. The zero
// value is Untested.
type Verdict struct{ outcome Outcome }

// Untested says that the property had nothing to test here (no leader, no
// chosen value, …). A property that says so everywhere is reported as vacuous.
var Untested = Verdict{}

// Holds says that the property was really tested and holds.
var Holds = Verdict{Outcome{Tested: true}}

// Violated says that the property is violated. The text says which nodes and
// values contradict each other. It is formatted as by fmt.Sprintf, but later,
// when the names of the nodes are known: see Text.
func Violated(format string, args ...any) Verdict {
	return Verdict{Outcome{Tested: true, Found: true, Text: Textf(format, args...)}}
}

// Outcome returns the verdict without its type.
func (v Verdict) Outcome() Outcome { return v.outcome }

// Reached says whether a goal is reached. The zero value is NotReached.
type Reached struct{ outcome Outcome }

// NotReached says that the goal is not reached.
var NotReached = Reached{}

// ReachedIf says that the goal is reached if the condition is true. The text
// says what was reached; it is formatted as that of Violated.
func ReachedIf(condition bool, format string, args ...any) Reached {
	if !condition {
		return NotReached
	}
	return Reached{Outcome{Tested: true, Found: true, Text: Textf(format, args...)}}
}

// Outcome returns the result without its type.
func (r Reached) Outcome() Outcome { return r.outcome }
