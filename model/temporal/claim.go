package temporal

// Claim is a claim about whole runs that the source of a protocol makes, with all that it
// assumes: a property and the verdict that is expected of it. A claim that a promise fails
// without an assumption is as much a claim as the promise.
type Claim struct {
	Property     string         // a property about whole runs
	Text, Source string         // what is claimed, in a sentence, and where
	Verdict      Verdict        // what is expected of the property
	With         map[string]any // the settings under which it is checked, instead of those of the property
	// Assume and Fair are assumed instead of what the property says, when they are not nil.
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
