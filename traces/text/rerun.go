package text

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// Test is the test that Report reports to, a *testing.T.
type Test interface {
	Helper()
	Logf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Report reports a rerun to a test. It fails the test if the property is broken, or if
// too many runs read like the script to try them all; otherwise it logs how far the run
// goes.
func Report(t Test, r *traces.Rerun) {
	t.Helper()
	if r.Broken != nil || r.Incomplete {
		t.Fatalf("\n%s", quote.Terminal(Rerun(r)))
	}
	t.Logf("\n%s", quote.Terminal(Rerun(r)))
}

// Rerun returns the result of a script as text: one line, and details below it.
func Rerun(r *traces.Rerun) string {
	var b strings.Builder
	s := r.Script
	switch {
	case r.Broken != nil:
		when := "after " + numbers.Some(r.Taken, "step")
		if r.Trace.Loop != traces.NoLoop {
			when = "by a run without end, " + r.Trace.Length()
		}
		fmt.Fprintf(&b, "%s %s: %s\n\n", traces.Broken(r.Broken.Kind, r.Broken.Property), when, r.Broken.Text)
		_ = Write(&b, r.Trace, Options{}) // a strings.Builder does not fail
	case r.Incomplete:
		fmt.Fprintf(&b, "too many runs have these steps to try them all; after %s, %s", numbers.Some(r.Tries, "attempt"), traces.Holds("", s.Property))
	case r.Taken < len(s.Steps):
		fmt.Fprintf(&b, "the run departs at step %d; before that, %s. Not enabled is\n  %s\n", r.Taken+1, traces.Holds("", s.Property), s.Steps[r.Taken])
		if len(r.Nearest) > 0 {
			b.WriteString("enabled steps that come nearest:\n")
		}
		for _, n := range r.Nearest {
			fmt.Fprintf(&b, "  %s\n", n)
		}
	default:
		fmt.Fprintf(&b, "the whole run can be taken, %s: %s", numbers.Some(r.Taken, "step"), traces.Holds("", s.Property))
		if r.Why != "" {
			fmt.Fprintf(&b, "\n%s", r.Why)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
