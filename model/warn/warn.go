// Package warn names the kinds of warnings of a search, which say that a check may be
// emptier than it looks. A system whose author means one says so (model.Meant).
package warn

import (
	"fmt"
	"slices"
	"strings"
)

// The kinds of warnings.
const (
	NoProperties    = "no-properties"     // nothing is checked
	NoSteps         = "no-steps"          // no handler but Start ever made a step
	NoEvents        = "no-events"         // monitors, but no event
	NeverStepped    = "never-stepped"     // a handler, message, timer or fault that never made a step
	IdleNode        = "idle-node"         // a node of which no handler but Start ever made a step
	Untested        = "untested"          // a property that had nothing to test
	EmptyGroup      = "empty-group"       // a group without nodes
	NobodyCrashes   = "nobody-crashes"    // a budget of crashes, but no group crashes
	NoCrashBudget   = "no-crash-budget"   // a group crashes, but no budget allows it
	NoSymmetry      = "no-symmetry"       // a group is symmetric, but symmetry is off
	UselessBudget   = "useless-budget"    // a budget that changes nothing on this network
	IdleBound       = "idle-bound"        // a bound on nodes of a type that none has
	IdleTimerBound  = "idle-timer-bound"  // a bound for a timer that nobody sets
	EmptyTimerBound = "empty-timer-bound" // a bound that bounds nothing
	Constraint      = "constraint"        // an initial state lies outside the state constraint
	Assumption      = "assumption"        // an initial state lies outside an assumption
	IdleDetector    = "idle-detector"     // a failure detector that has nobody to suspect
	IdleOmission    = "idle-omission"     // an omission (Group.Omit) of what no machine has
	IdleFairness    = "idle-fairness"     // a fairness of a timer that nobody sets
	StuckNumbers    = "stuck-numbers"     // numbers by difference of which one is always 0
)

var kinds = []string{
	NoProperties, NoSteps, NoEvents, NeverStepped, IdleNode, Untested, EmptyGroup,
	NobodyCrashes, NoCrashBudget, NoSymmetry, UselessBudget, IdleBound, IdleTimerBound,
	EmptyTimerBound, Constraint, Assumption, IdleDetector, IdleOmission, IdleFairness,
	StuckNumbers,
}

// Check reports the first of some keys (a kind, or a kind and what it is about) that is
// none of a warning.
func Check(keys []string) error {
	for _, key := range keys {
		if kind, _, _ := strings.Cut(key, " "); !slices.Contains(kinds, kind) {
			return fmt.Errorf("there is no warning %q that could be meant; there are %s", kind, strings.Join(kinds, ", "))
		}
	}
	return nil
}
