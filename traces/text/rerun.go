package text

import (
	"fmt"
	"strings"

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
		fmt.Fprintf(&b, "%s after %s: %s\n\n", r.Broken.Sentence(), stepsText(r.Taken), r.Broken.Text)
		_ = Write(&b, r.Trace, Options{}) // a strings.Builder does not fail
	case r.Incomplete:
		fmt.Fprintf(&b, "too many runs have these steps; after %d tries none of them %s", r.Tries, held(s.Property, "violated "+s.Property, "went wrong"))
	case r.Taken < len(s.Steps):
		fmt.Fprintf(&b, "the run departs at step %d, and %s in every state before. Not enabled is\n  %s\n", r.Taken+1, held(s.Property, s.Property+" held", "nothing went wrong"), s.Steps[r.Taken])
		if len(r.Nearest) > 0 {
			b.WriteString("enabled steps that come nearest:\n")
		}
		for _, n := range r.Nearest {
			fmt.Fprintf(&b, "  %s\n", n)
		}
	default:
		fmt.Fprintf(&b, "the whole run can be taken, %s, and %s on it", stepsText(r.Taken), held(s.Property, s.Property+" holds", "nothing goes wrong"))
	}
	return strings.TrimRight(b.String(), "\n")
}

// held chooses between words about a property, and about what is of no property.
func held(property, held, otherwise string) string {
	if traces.IsOfNoProperty(property) {
		return otherwise
	}
	return held
}

func stepsText(n int) string {
	if n == 1 {
		return "1 step"
	}
	return fmt.Sprintf("%d steps", n)
}
