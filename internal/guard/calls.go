package guard

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/internal/rescue"
)

// Properties, constraints, bounds, monitors and constructors run on the goroutines
// of the search: a goroutine for each call would take longer than most of them. So
// what is running is written down, and somebody else watches: code that does not
// return, or that ends its goroutine, tells nobody.

// Calls are the calls of the system's code that are going on.
type Calls struct {
	slots  [64]Call
	failed atomic.Pointer[error] // a call ended its goroutine
}

// Call is a call that is going on, or room for one.
type Call struct {
	what   atomic.Pointer[string] // nil when there is none
	number atomic.Uint64          // how many there were before
	_      [48]byte               // so that workers do not wait for each other
}

// Begin writes a call down.
func (k *Calls) Begin(what *string) *Call {
	at := rand.Uint32()
	for i := range uint32(len(k.slots)) {
		c := &k.slots[(at+i)%uint32(len(k.slots))]
		if c.what.Load() == nil && c.what.CompareAndSwap(nil, what) {
			return c
		}
	}
	return new(Call) // one more is not watched
}

// End says that a call is over; returned is false when it ended its goroutine.
func (k *Calls) End(c *Call, what string, returned bool) {
	c.number.Add(1)
	c.what.Store(nil)
	if returned {
		return
	}
	err := fmt.Errorf("%s ended its goroutine (runtime.Goexit; FailNow and Fatal of package testing do that)", what)
	k.failed.CompareAndSwap(nil, &err)
}

// looks is how often it is looked at whether a call returns, within the time that
// it has.
const looks = 8

// maxLook is the longest time from one look to the next.
const maxLook = 250 * time.Millisecond

// afterDone is how long a call may go on when the context is done.
const afterDone = time.Second

// Supervise runs f on a goroutine of its own. When code of the system's that f
// calls does not return, or ends its goroutine, it leaves f alone and returns an
// error that names the code. A call may take as long as the limit.
func (k *Calls) Supervise(ctx context.Context, limit time.Duration, f func() error) error {
	type end struct {
		err      error
		panicked *rescue.Panic
	}
	done := make(chan end, 1)
	go func() {
		e := end{err: fmt.Errorf("internal error: a goroutine of the search was ended")}
		defer func() {
			if err := k.failed.Load(); err != nil {
				e = end{err: *err}
			}
			done <- e
		}()
		defer rescue.Any(func(p *rescue.Panic) { e = end{panicked: p} })
		e.err = f()
	}()
	watch := watcher{calls: k}
	watch.allow(limit)
	ticker := time.NewTicker(watch.look)
	defer ticker.Stop()
	cancelled := ctx.Done()
	for {
		select {
		case e := <-done:
			if e.panicked != nil {
				panic(e.panicked)
			}
			return e.err
		case <-cancelled:
			cancelled = nil
			watch.allow(min(limit, afterDone))
			ticker.Reset(watch.look)
		case <-ticker.C:
			if err := k.failed.Load(); err != nil {
				return *err
			}
			if what := watch.overdue(); what != "" {
				return fmt.Errorf("%s has not returned for %s", what, watch.limit)
			}
		}
	}
}

// watcher looks at calls from time to time.
type watcher struct {
	calls *Calls
	limit time.Duration
	look  time.Duration
	seen  [64]struct {
		number uint64
		times  int // in a row
	}
}

// allow sets how long a call may take from now on.
func (w *watcher) allow(limit time.Duration) {
	w.limit, w.look = limit, max(min(limit/looks, maxLook), time.Millisecond)
	clear(w.seen[:])
}

// overdue returns what has not returned for too long, or "". It counts looks, not
// time: when this process itself was stopped for a while, that is one look.
func (w *watcher) overdue() string {
	for i := range w.seen {
		call, seen := &w.calls.slots[i], &w.seen[i]
		number, what := call.number.Load(), call.what.Load()
		if what == nil || number != seen.number {
			seen.number, seen.times = number, 0
			continue
		}
		if seen.times++; time.Duration(seen.times-1)*w.look >= w.limit {
			return *what
		}
	}
	return ""
}

// Watched runs code of the system's that is neither a handler nor a property (those
// are findings with a run): a panic in it ends the search with an error that says what
// panicked.
func Watched[T any](k *Calls, what string, f func() T) T {
	call, ended := k.Begin(&what), false
	defer func() { k.End(call, what, ended) }()
	defer rescue.Any(func(p *rescue.Panic) {
		ended = true
		panic(p)
	})
	v := Protect(what, f)
	ended = true
	return v
}
