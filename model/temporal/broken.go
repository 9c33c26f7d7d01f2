package temporal

import "fmt"

// Broken says what a run without end shows that breaks the formula. Stays says that it ends
// in its last state, and could that steps are enabled there.
func (f Formula) Broken(stays, could bool) string {
	var what string
	switch f.Kind {
	case IsEventually:
		what = fmt.Sprintf("%s is never reached", f.P)
	case IsLeadsTo:
		what = fmt.Sprintf("%s is reached, and %s never from then on", f.P, f.Q)
	case IsRepeatedly:
		what = fmt.Sprintf("from some point on %s is never reached again", f.P)
	case IsFinallyAlways:
		what = fmt.Sprintf("%s is left again and again", f.P)
	}
	if what != "" && stays && f.Kind == IsFinallyAlways {
		what = fmt.Sprintf("%s is not reached in the end", f.P)
	}
	switch {
	case !stays && f.Fair.Has(Coins):
		return what + ": the run goes round for ever; whatever the coins show from there on, some order of the steps keeps it so"
	case !stays:
		return what + ": the run goes round for ever"
	case could:
		return fmt.Sprintf("%s: the run ends in its last state, where steps are enabled, but what is assumed to be fair (%s) forces none that changes it", what, f.Fair)
	}
	return what + ": the run ends in its last state"
}

// Lost says that P is out of reach from the last state of a run on, which breaks
// Possible(P). Initial says that the run has no step, and before that P could be reached
// before the last step.
func (f Formula) Lost(initial, before bool) string {
	none := fmt.Sprintf("no steps but new faults lead to %s", f.P)
	switch {
	case initial:
		return none + " from the initial state on"
	case before:
		return fmt.Sprintf("the last step made %s impossible: before it, %s could still be reached; after it, no steps but new faults lead there", f.P, f.P)
	}
	return none + " from the last state on"
}
