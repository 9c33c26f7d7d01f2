package host

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// timers are the timers of a node in real time. Only the loop uses them, but for end.
type timers struct {
	h      *Host
	ranges map[model.Timer]model.TimerRange
	faults map[model.Timer]bool // those whose firing is a fault
	random *rand.Rand
	set    map[model.Timer]*timer
	count  uint64 // how often a timer was set
	ended  chan struct{}
	once   sync.Once
}

// timer is a timer that is set. It is armed, so that time runs, when its handler's messages leave.
type timer struct {
	number uint64
	clock  *time.Timer // nil until it is armed
}

func newTimers(h *Host) (*timers, error) {
	t := &timers{h: h, ranges: map[model.Timer]model.TimerRange{}, faults: map[model.Timer]bool{}, set: map[model.Timer]*timer{}, ended: make(chan struct{})}
	for _, r := range slices.Concat(h.group.Timers, h.cfg.Timers) {
		if r.Min < 0 || r.Max < r.Min {
			return nil, fmt.Errorf("timer %s lasts from %s to %s; accepted are times of 0 and more, the smaller one first", r.Timer, r.Min, r.Max)
		}
		t.ranges[r.Timer] = r
	}
	for _, b := range h.cfg.System.TimerBounds {
		if b.Fault {
			t.faults[b.Timer] = true
		}
	}
	return t, nil
}

// noted takes what a handler did with timers.
func (t *timers) noted(changes []timerChange) {
	for _, c := range changes {
		switch {
		case !t.changes(c):
		case c.set:
			t.count++
			t.set[c.timer] = &timer{number: t.count}
		default:
			t.stop(c.timer)
		}
	}
}

// changes reports whether it makes a difference that a timer is set or stopped.
func (t *timers) changes(c timerChange) bool {
	return c.set == (t.set[c.timer] == nil) && !(c.set && t.faults[c.timer])
}

func (t *timers) stop(name model.Timer) {
	if clock := t.set[name].clock; clock != nil {
		clock.Stop()
	}
	delete(t.set, name)
}

// arm lets time run for the timers that were set since it was called last.
func (t *timers) arm() {
	for name, at := range t.set {
		if at.clock != nil {
			continue
		}
		in := input{Input: node.Input{Call: node.Timeout, Timer: name}, set: at.number, kind: traces.StepTimeout}
		at.clock = time.AfterFunc(t.lasts(name), func() {
			select {
			case t.h.inbox <- in:
			case <-t.ended:
			}
		})
	}
}

// lasts returns how long a timer lasts this time.
func (t *timers) lasts(name model.Timer) time.Duration {
	r, known := t.ranges[name]
	if !known {
		r.Min, r.Max = DefaultTimer, 2*DefaultTimer
	}
	d := r.Min + time.Duration(t.random.Int64N(int64(r.Max-r.Min)+1))
	return t.h.cfg.Faults.stretched(d)
}

// fires reports whether a timer that was set for the n-th time is set still, and clears it.
func (t *timers) fires(name model.Timer, n uint64) bool {
	at := t.set[name]
	if at == nil || at.number != n {
		return false
	}
	t.stop(name)
	return true
}

// end lets go of those that have fired and that nobody waits for any more.
func (t *timers) end() {
	t.once.Do(func() { close(t.ended) })
}
