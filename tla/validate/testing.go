package validate

import (
	"context"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
)

// T is what Log needs of a test; *testing.T has it.
type T interface {
	Helper()
	Context() context.Context
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
}

// Log validates a log inside an ordinary go test, and returns the report.
//
//	func TestRun(t *testing.T) {
//		path := filepath.Join(t.TempDir(), "run.ndjson")
//		runTheSystem(t, path) // which logs to the file
//		validate.Log(t, "spec/Lock.tla", path)
//	}
//
// A log that is refused, or of a test that fails later, is kept (see Keep), and so is a run in which the refused event is marked.
//
// It fails the test, at once, when the log is not a behaviour of the spec, and says which event does not fit and what came nearest
// to it; and when the log or the spec cannot be read, or time or memory ran out. The trace spec is the module beside the spec that
// is named Trace and the spec's name; at most one Options may be given, whose Trace names another one (spec is "" then).
func Log(t T, spec, log string, opts ...Options) *Report {
	t.Helper()
	if len(opts) > 1 {
		t.Fatalf("validate.Log takes at most one Options; %d were given", len(opts))
	}
	var o Options
	if len(opts) == 1 {
		o = opts[0]
	}
	if spec != "" {
		o.Spec = spec
	}
	if k, ok := t.(Keeper); ok {
		Keep(k, log)
	}
	ctx := t.Context()
	if d, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, ok := d.Deadline(); ok {
			// A report is better than the dump of all goroutines at the test's own deadline.
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, deadline.Add(-time.Until(deadline)/10))
			defer cancel()
		}
	}
	r, err := Run(ctx, log, o)
	switch {
	case err != nil:
		t.Fatalf("the log cannot be validated: %s", quote.Terminal(err.Error()))
	case r.Verdict != Accepted:
		drawn := ""
		if k, ok := t.(Keeper); ok {
			drawn = r.keepRefused(k)
		}
		t.Fatal(quote.Terminal(strings.TrimRight(r.String(), "\n") + drawn))
	}
	t.Logf("%s: %s, a behaviour of %s", quote.Line(log), numbers.Some(r.Events, "event"), quote.Line(r.Spec))
	return r
}
