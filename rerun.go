package synod

import (
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// Rerun takes the steps of a run that broke a property, in an ordinary go test.
// Explore gotest writes such tests of counterexamples.
//
//	synod.Rerun(t, sys, "election-safety",
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
func Rerun(t T, sys *model.System, property string, steps ...string) {
	t.Helper()
	w, err := runs.NewLifted(sys)
	if err != nil {
		t.Fatalf("the system cannot be run: %v", err)
	}
	if !traces.IsOfHandlers(property) {
		if _, err := sys.Select([]string{property}); err != nil {
			t.Fatal(err)
		}
	}
	s := traces.Script{Property: property, Steps: steps}
	var run *traces.Rerun
	if err := w.Do(func() { run = s.Run(w) }); err != nil {
		t.Fatalf("the system cannot be run: %v", err)
	}
	text.Report(t, run)
}
