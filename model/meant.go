package model

import (
	"fmt"
	"slices"
	"strings"
)

// The kinds of warnings.
const (
	WarnNoProperties    = "no-properties"     // nothing is checked
	WarnNoSteps         = "no-steps"          // no handler but Start ever made a step
	WarnNoEvents        = "no-events"         // monitors, but no event
	WarnNeverStepped    = "never-stepped"     // a handler, message, timer or fault that never made a step
	WarnIdleNode        = "idle-node"         // a node of which no handler but Start ever made a step
	WarnUntested        = "untested"          // a property that had nothing to test
	WarnEmptyGroup      = "empty-group"       // a group without nodes
	WarnNobodyCrashes   = "nobody-crashes"    // a budget of crashes, but no group crashes
	WarnNoCrashBudget   = "no-crash-budget"   // a group crashes, but no budget allows it
	WarnNoSymmetry      = "no-symmetry"       // a group is symmetric, but symmetry is off
	WarnUselessBudget   = "useless-budget"    // a budget that changes nothing on this network
	WarnIdleBound       = "idle-bound"        // a bound on nodes of a type that none has
	WarnIdleTimerBound  = "idle-timer-bound"  // a bound for a timer that nobody sets
	WarnEmptyTimerBound = "empty-timer-bound" // a bound that bounds nothing
	WarnConstraint      = "constraint"        // an initial state lies outside the state constraint
	WarnAssumption      = "assumption"        // an initial state lies outside an assumption
	WarnIdleDetector    = "idle-detector"     // a failure detector that has nobody to suspect
)

// warningNames lists the kinds of warnings.
func warningNames() []string {
	return []string{
		WarnNoProperties, WarnNoSteps, WarnNoEvents, WarnNeverStepped, WarnIdleNode, WarnUntested, WarnEmptyGroup, WarnNobodyCrashes, WarnNoCrashBudget,
		WarnNoSymmetry, WarnUselessBudget, WarnIdleBound, WarnIdleTimerBound, WarnEmptyTimerBound, WarnConstraint, WarnAssumption, WarnIdleDetector,
	}
}

// Meant says that a warning of a system is meant.
type Meant struct {
	Warning string // a kind of warning, or a kind and what it is about
	Reason  string // why, for the report
}

// CheckMeant reports the first of some keys that is none of a warning.
func CheckMeant(keys []string) error {
	for _, key := range keys {
		if name, _, _ := strings.Cut(key, " "); !slices.Contains(warningNames(), name) {
			return fmt.Errorf("there is no warning %q that could be meant; %s", name, thereAre(warningNames()))
		}
	}
	return nil
}
