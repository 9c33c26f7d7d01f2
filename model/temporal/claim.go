package temporal

// Claim is a claim that the source of a protocol makes under settings of its own or, about
// whole runs, with all that it assumes: a property and the verdict that is expected of it. A
// claim that a promise fails without an assumption is as much a claim as the promise.
type Claim struct {
	Property     string         // a property
	Text, Source string         // what is claimed, in a sentence, and where
	Verdict      Verdict        // what is expected of the property
	With         map[string]any // the settings under which it is checked, instead of those of the property
	// Length counts the steps of a shortest run that breaks a property about states, and From
	// names the goal at which the search for it starts, if any; see model.Mutant.
	Length int
	From   string
	// Assume and Fair are assumed instead of what a property about whole runs says, when they
	// are not nil.
	Assume *string
	Fair   *Fairness
}

// Verdict is what is expected of a property.
type Verdict string

// The verdicts of properties about whole runs.
const (
	Holds    Verdict = "holds"
	Violated Verdict = "violated" // by a fair run within the bounds, and so within wider ones
	Open     Verdict = "open"     // a bound refused what might break it
)

// Given returns a pointer to a value, for Claim.Assume and Claim.Fair.
func Given[T any](v T) *T { return &v }
