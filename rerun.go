package synod

import (
	"fmt"
	"slices"

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
// The test fails as long as the property is violated on the way. When the mistake is
// mended, the run is usually no longer possible: a step that is not enabled ends it, the
// test passes if the property held so far, and logs where the run departed. The last line
// of a run without end is like "back to state 3 by T1: timeout tick, and round for ever":
// the loop must close, and be fair. A step is enabled if it reads as the text, or but for
// fields of its message that the text does not have. States are not compared, and budgets
// (crashes, drops, timer bounds) are never spent.
func Rerun(t T, sys *model.System, property string, steps ...string) {
	t.Helper()
	s := traces.Script{Property: property, Steps: steps}
	sys, loop, wrong := endless(sys, &s)
	w, err := runs.NewLifted(sys)
	if err != nil {
		t.Fatalf("the system cannot be run: %v", err)
	}
	if wrong != nil {
		t.Fatal(wrong)
	}
	var why string
	s.End = w.AtEnd(property, loop, &why)
	var run *traces.Rerun
	if err := w.Do(func() { run = s.Run(w) }); err != nil {
		t.Fatalf("the system cannot be run: %v", err)
	}
	switch {
	case run.Taken < len(s.Steps):
	case run.Broken == nil:
		run.Why = why
	case run.Broken.Kind != traces.KindTemporal:
	case loop == len(s.Steps):
		run.Trace.Loop = loop
	default:
		run.Trace.End(loop)
		if t := run.Trace; !traces.Equal(t.Back.Vars, t.States[loop].Vars) { // it closes by difference
			t.Meta.UpTo = "a shift of " + sys.Numbers.Name
		}
	}
	text.Report(t, run)
}

// endless reads the last line of a script whose run has no end, and returns the state to
// which that goes back, or traces.NoLoop, and the system with what the script assumes to
// be fair. The step that leads back becomes the script's last one.
func endless(sys *model.System, s *traces.Script) (*model.System, int, error) {
	loop, fair := traces.NoLoop, ""
	if n := len(s.Steps); n > 0 {
		line := s.Steps[n-1]
		if at, back, under, ok := traces.ParseWayBack(line); ok {
			loop, fair, s.Steps = at, under, slices.Clone(s.Steps[:n-1])
			if loop > len(s.Steps) {
				return sys, loop, fmt.Errorf("the last line says that the run goes back to a state that it does not have: %s", line)
			}
			if back != "" {
				s.Steps = append(s.Steps, back)
			} else if loop < len(s.Steps) {
				return sys, loop, fmt.Errorf("the last line does not say by which step the run goes back: %s", line)
			}
		}
	}
	if traces.IsOfHandlers(s.Property) {
		return sys, loop, nil
	}
	only, err := sys.Select([]string{s.Property})
	if err != nil {
		return sys, loop, err
	}
	if only.Properties[0].Live.Kind != 0 {
		sys = only // the others may be checked only when they are named
	}
	if fair != "" {
		fairly, err := runs.WithFairness(sys, s.Property, fair)
		if err != nil {
			return sys, loop, err
		}
		sys = fairly
	}
	return sys, loop, nil
}
