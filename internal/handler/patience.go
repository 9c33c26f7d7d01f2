package handler

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/rescue"
)

// DefaultTime is how long one run of a handler may take, unless the system
// or the options say otherwise.
const DefaultTime = 10 * time.Second

// maxStuck is how many handlers that did not return a search abandons. Their
// goroutines cannot be ended, so after them no handler runs any more.
const maxStuck = 8

// Patience is how long handlers are waited for.
type Patience struct {
	Ctx   context.Context // of the search; nil is none
	Limit time.Duration
	stuck atomic.Int32 // how many did not return
	// Skipped says that handlers were not run because too many were stuck.
	Skipped atomic.Bool
}

// progress is how far the run of a handler is. A nil one is not followed.
type progress struct {
	count atomic.Int64 // of the calls of the system's code that began or ended
	doing atomic.Int32 // what runs now: a node.Doing
}

func (p *progress) now(doing node.Doing) {
	if p != nil {
		p.doing.Store(int32(doing))
		p.count.Add(1)
	}
}

// where is the beginning of a text about what runs now, "" if it is the handler.
func (p *progress) where() string {
	if doing := p.runs(); doing != node.InHandler {
		return doing.String() + " panicked: "
	}
	return ""
}

func (p *progress) runs() node.Doing {
	if p == nil {
		return node.InHandler
	}
	return node.Doing(p.doing.Load())
}

// named names what runs now, given the name of the handler.
func (p *progress) named(name string) string {
	if doing := p.runs(); doing != node.InHandler {
		return name + ": " + doing.String()
	}
	return name
}

// ran is how a call of the system's code ended.
type ran struct {
	branches []Branch
	panicked any
	exited   bool // by runtime.Goexit
}

// Branches runs a handler for every sequence of choices.
func (r *Runner) Branches(s node.State, call Call) []Branch {
	return r.patiently(s, r.Name(call), r.Place(s.Node, call), func(p *progress) []Branch { return r.branches(s, call, p) })
}

// Crash is the one branch of a crash. A machine is booted from the disk that is left, and shown,
// because checks look at it while its node is down.
func (r *Runner) Crash(s node.State) []Branch {
	kind := r.Kinds[s.Node]
	after := node.State{Node: s.Node, Inner: kind.Disk(s.Inner)}
	down := []Branch{{After: after.Append(nil)}}
	m, isMachine := kind.(*node.Machine)
	if !isMachine {
		return down
	}
	return r.patiently(s, "Boot after a crash, or Shown of the machine that it returned,", "", func(*progress) []Branch {
		err := m.Bootable(after.Inner)
		var panicked *node.Panicked
		switch {
		case errors.As(err, &panicked):
			return broken(s, Panic, "%s\n%s", panicked.Text, panicked.Stack)
		case errors.As(err, new(*node.Diverged)):
			return broken(s, Nondeterminism, "%s", err)
		case err != nil:
			return broken(s, Model, "%s", err)
		}
		return down
	})
}

// patiently calls code of the system on a goroutine of its own, for it need not return. Then
// it is left alone, and that is what is found. When the context of the search is done first,
// the search is interrupted.
func (r *Runner) patiently(s node.State, name, place string, code func(p *progress) []Branch) []Branch {
	stuck := r.stuck.Load()
	if stuck >= maxStuck {
		r.Skipped.Store(true)
		return nil
	}
	done := make(chan ran, 1)
	var p progress
	go func() {
		end := ran{exited: true}
		defer func() { done <- end }()
		defer rescue.Any(func(p *rescue.Panic) { end = ran{panicked: p} })
		end.branches = code(&p)
		end.exited = false
	}()
	// What follows a handler that does not return gets less time, so that a search
	// that finds many ends.
	limit := max(r.Limit>>min(3*stuck, 6), min(r.Limit, leastTime))
	end, returned := r.wait(done, &p, limit)
	switch {
	case !returned:
		r.stuck.Add(1)
		return broken(s, Stuck, "%s has not returned for %s%s", p.named(name), limit, place)
	case end.panicked != nil:
		panic(end.panicked)
	case end.exited:
		return broken(s, Panic, "%s ended its goroutine (runtime.Goexit; FailNow and Fatal of package testing do that)%s", p.named(name), place)
	}
	return end.branches
}

// leastTime is what a handler gets at least after others that did not return, if
// the limit is not less.
const leastTime = 100 * time.Millisecond

// wait waits for each call of the system's code twice for half of the limit: when this process
// itself was stopped for a while, one half is over at once.
func (p *Patience) wait(done <-chan ran, made *progress, limit time.Duration) (r ran, returned bool) {
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
			panic(guard.System{Err: explore.ErrStopped})
		case <-timer.C:
			if n := made.count.Load(); n != seen {
				seen, left = n, 2
			} else {
				left--
			}
			timer.Reset(limit / 2)
		}
	}
	return ran{}, false
}
