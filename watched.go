package synod

import (
	"context"
	"errors"
	"flag"
	"time"

	"github.com/synod-go/synod/internal/growth"
	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/internal/reported"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// everyInTest is how often a test says how far its search is.
const everyInTest = 5 * time.Second

// deadlineShare is the part of the time to the test's deadline that is left for
// everything but the search.
const deadlineShare = 10

// beforeDeadline returns a context that ends a little before the test's deadline, so
// that it fails with a report and not with a dump of all goroutines, and how much time
// is left then.
func beforeDeadline(t T) (ctx context.Context, cancel context.CancelFunc, spare time.Duration) {
	if d, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, ok := d.Deadline(); ok {
			spare = time.Until(deadline) / deadlineShare
			ctx, cancel = context.WithDeadline(t.Context(), deadline.Add(-spare))
			return ctx, cancel, spare
		}
	}
	ctx, cancel = context.WithCancel(t.Context())
	return ctx, cancel, time.Hour
}

// inTest adds to the options what a search in a test has by default.
func (o Options) inTest() Options {
	if o.Memory == 0 {
		o.Memory = memory.Default(memory.OfTest)
	}
	return o
}

// explored explores a system for a test. If that is verbose, it is told now and then how
// far the search is.
func explored(t T, sys *model.System, o Options, every time.Duration, verbose bool) (*Report, error) {
	t.Helper()
	if sys == nil {
		return nil, errors.New("it is nil")
	}
	opts, err := o.search()
	if err != nil {
		return nil, err
	}
	ctx, cancel, spare := beforeDeadline(t)
	defer cancel()
	opts.Growth = min(growth.Time, spare/2)
	if !verbose {
		return search.Explore(ctx, sys, opts)
	}
	// What is logged is shown with the line of the test when its own goroutine does it.
	news := make(chan Progress, 1)
	said := time.Duration(0)
	opts.Progress = func(p Progress) {
		if o.Progress != nil {
			o.Progress(p)
		}
		if p.Elapsed-said >= every {
			said = p.Elapsed
			select {
			case news <- p:
			default: // nobody listens yet
			}
		}
	}
	done := make(chan ended, 1)
	go func() { done <- end(func() (*Report, error) { return search.Explore(ctx, sys, opts) }) }()
	for {
		select {
		case p := <-news:
			t.Logf("%s", reported.Progress(p))
		case e := <-done:
			if e.panicked != nil {
				panic(e.panicked)
			}
			return e.report, e.err
		}
	}
}

// ended is how a search ended.
type ended struct {
	report   *Report
	err      error
	panicked *rescue.Panic
}

func end(f func() (*Report, error)) (e ended) {
	defer rescue.Any(func(p *rescue.Panic) { e.panicked = p })
	e.report, e.err = f()
	return e
}

// isVerbose reports whether go test -v shows what a test logs as it goes on.
func isVerbose() bool {
	f := flag.Lookup("test.v")
	return f != nil && f.Value.String() != "false"
}
