package model

import (
	"slices"
	"testing"

	"github.com/synod-go/synod/traces"
)

// Rerun takes the steps of a run that broke a property, in an ordinary go test.
// Explore gotest writes such tests of counterexamples.
//
//	model.Rerun(t, sys, "election-safety",
//		"S1: timeout election",
//		"S2 receives RequestVote{Term: 1} from S1",
//	)
//
// The test fails as long as the property is violated on the way. When the mistake
// is mended, the run is usually no longer possible: a step that is not enabled ends
// it, the test passes if the property held in every state so far, and logs where
// the run departed.
//
// A step is enabled if it reads as the text, or but for fields of its message that
// the text does not have. States are not compared, and the budgets that there are
// (crashes, drops, timer bounds) are never spent: the test outlives changes that
// have nothing to do with the run.
func Rerun(t testing.TB, sys *System, property string, steps ...string) {
	t.Helper()
	w, err := newLiftedWalk(sys)
	if err != nil {
		t.Fatalf("the system cannot be run: %v", err)
	}
	if !slices.Contains([]string{kindPanic, kindNondeterminism, kindModel, kindStuck}, property) {
		if _, err := sys.Select([]string{property}); err != nil {
			t.Fatal(err)
		}
	}
	s := traces.Script{Property: property, Steps: steps}
	s.Run(w).Report(t)
}

// newLiftedWalk starts a walk in which no budget is ever spent.
func newLiftedWalk(sys *System) (*Walk, error) {
	c, err := compile(sys, 0)
	if err != nil {
		return nil, err
	}
	before := c.sys.Faults
	c.lift()
	f := &c.sys.Faults
	for _, b := range []struct {
		lifted *int
		was    int
	}{{&f.Crashes, before.Crashes}, {&f.Drops, before.Drops}, {&f.Duplicates, before.Duplicates}} {
		if b.was == 0 { // there is no such fault
			*b.lifted = 0
		}
	}
	return walkOf(c)
}
