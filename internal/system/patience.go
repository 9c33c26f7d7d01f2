package system

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/step"
)

// defaultHandlerTime is how long one run of a handler may take, unless the system
// or the options say otherwise.
const defaultHandlerTime = 10 * time.Second

// maxStuck is how many handlers that did not return a search abandons. Their
// goroutines cannot be ended, so after them no handler runs any more.
const maxStuck = 8

// patience is how long handlers are waited for.
type patience struct {
	Ctx   context.Context // of the search; nil is none
	Limit time.Duration
	stuck atomic.Int32 // how many did not return
	// Skipped says that handlers were not run because too many were stuck.
	Skipped atomic.Bool
}

// ran is how a call of the system's code ended.
type ran struct {
	branches []branch
	panicked any
	exited   bool // by runtime.Goexit
}

// branches runs a handler for every sequence of choices, on a goroutine of its own,
// for a handler need not return. Then it is left alone, and that is what is found.
// When the context of the search is done first, the search is interrupted.
func (c *System) branches(p NodeParts, in step.Input) []branch {
	stuck := c.Patience.stuck.Load()
	if stuck >= maxStuck {
		c.Patience.Skipped.Store(true)
		return nil
	}
	done := make(chan ran, 1)
	var runs atomic.Int64
	go func() {
		r := ran{exited: true}
		defer func() { done <- r }()
		defer rescue.Any(func(p *rescue.Panic) { r = ran{panicked: p} })
		r.branches = c.runBranches(p, in, &runs)
		r.exited = false
	}()
	// What follows a handler that does not return gets less time, so that a search
	// that finds many ends.
	limit := max(c.Patience.Limit>>min(3*stuck, 6), min(c.Patience.Limit, leastTime))
	r, returned := c.Patience.wait(done, &runs, limit)
	switch {
	case !returned:
		c.Patience.stuck.Add(1)
		return []branch{{after: p.append(nil), kind: kindStuck, broken: fmt.Sprintf("%s has not returned for %s", c.inputName(in), limit)}}
	case r.panicked != nil:
		panic(r.panicked)
	case r.exited:
		return []branch{{after: p.append(nil), kind: kindPanic, broken: c.inputName(in) + " ended its goroutine (runtime.Goexit; FailNow and Fatal of package testing do that)"}}
	}
	return r.branches
}

// leastTime is what a handler gets at least after others that did not return, if
// the limit is not less.
const leastTime = 100 * time.Millisecond

// wait waits for each of the runs twice for half of the limit: when this process
// itself was stopped for a while, one half is over at once.
func (p *patience) wait(done <-chan ran, runs *atomic.Int64, limit time.Duration) (r ran, returned bool) {
	var cancelled <-chan struct{}
	if p.Ctx != nil {
		cancelled = p.Ctx.Done()
	}
	timer := time.NewTimer(limit / 2)
	defer timer.Stop()
	seen := int64(0)
	for left := 2; left > 0; {
		select {
		case r := <-done:
			return r, true
		case <-cancelled:
			panic(Failed{Err: explore.ErrStopped})
		case <-timer.C:
			if n := runs.Load(); n != seen {
				seen, left = n, 2
			} else {
				left--
			}
			timer.Reset(limit / 2)
		}
	}
	return ran{}, false
}

// inputName says what a handler was given, for people.
func (c *System) inputName(in step.Input) string {
	switch {
	case in.IsMessage():
		p := c.packet(in.Message())
		return fmt.Sprintf("Receive of %s from %s", c.Names.Message(p.Message), c.Names[p.From])
	case in == step.RestartInput:
		return "Start after a crash"
	case in == step.BootInput:
		return "Start"
	case in == step.InvokeInput:
		return "Invoke"
	}
	return "Timeout of " + c.NodeTable.TimerName.At(in.Timer())
}
