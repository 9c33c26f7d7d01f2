package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// wayBack begins the last line of a run without end.
const wayBack = "back to state "

// WayBack is the last line of a run without end: to which state it goes back, counted from 0, and up to which VIEW if it is not that
// very state.
func WayBack(t *traces.Trace) string { return "back to " + t.BackTo(t.Loop) + ", and round for ever" }

// Rerun takes the steps of a run that broke a property of a model, in an ordinary go test. Explore gotest writes such tests of
// counterexamples.
//
//	check.Rerun(t, check.Sources{Spec: "Paxos.tla", Config: "Small.cfg"}, "Agreement",
//		"Send(a = a1, b = 1)",
//		"Vote(a = a2)",
//	)
//
// The test fails as long as the property is violated on the way. When the mistake is mended, the run is usually no longer possible: a
// step that is not enabled ends it, the test passes if the property held in every state so far, and logs where the run departed.
//
// A step is an action with the values that it binds; it may bind more now. States are not compared. A run without end, which breaks
// a temporal property, ends with the line WayBack. The property can also be deadlock, Next or Init (the evaluation of these fails), or
// evaluation (that of a constraint or VIEW does).
func Rerun(t text.Test, src Sources, property string, steps ...string) {
	t.Helper()
	m, err := Load(src)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if known := append(slices.Clone(m.claimNames), KindDeadlock, "Next", "Init", KindEvaluation); !slices.Contains(known, property) {
		t.Fatalf("unknown property %q; there are %s", property, strings.Join(known, ", "))
	}
	w, err := NewWalk(m)
	if err != nil {
		t.Fatalf("%v", err)
	}
	s := traces.Script{Property: property, Steps: steps}
	loop, upTo := traces.NoLoop, ""
	if n := len(steps); n > 0 && strings.HasPrefix(steps[n-1], wayBack) {
		if loop, err = loopOf(steps); err != nil {
			t.Fatalf("%v", err)
		}
		s.Steps = steps[:n-1]
		s.End = func() *traces.Finding {
			e, err := w.Endless(loop)
			if err != nil {
				t.Fatalf("%v", err)
			}
			upTo = e.UpTo
			if i := slices.IndexFunc(e.Broken, func(f traces.Finding) bool { return f.Property == property }); i >= 0 {
				return &e.Broken[i]
			}
			return nil
		}
	}
	r := s.Run(w)
	if r.Broken != nil && r.Broken.Kind == KindTemporal && r.Taken == len(s.Steps) {
		r.Trace.Loop, r.Trace.Meta.UpTo = loop, upTo
	}
	text.Report(t, r)
}

// loopOf reads the last line of a run without end.
func loopOf(steps []string) (loop int, err error) {
	last := steps[len(steps)-1]
	if n, err := fmt.Sscanf(last, wayBack+"%d", &loop); n != 1 || err != nil || loop < 0 || loop >= len(steps) {
		return 0, errors.New("the last line says that the run goes back to a state that it does not have: " + last)
	}
	return loop, nil
}
