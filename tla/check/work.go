package check

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
)

// Stopped is the error of work that was ended before its time.
type Stopped struct {
	By    string // explore.ByTime, ByMemory or ByInterrupt
	Stage string // what was being done
}

func (s *Stopped) Error() string {
	return fmt.Sprintf("ended by %s while the spec was loaded (%s)", s.By, s.Stage)
}

// work is the loading of a model, stage by stage.
type work struct {
	ctx context.Context
	at  string
}

// stage does one part of the work.
func (w *work) stage(name string, do func() error) error {
	w.at = name
	rescue.Point(name)
	if err := w.pause(); err != nil {
		return err
	}
	return do()
}

// pause returns an error when the work is to end.
func (w *work) pause() error { return context.Cause(w.ctx) }

// stopped is the error with which the work ended: err, unless that came up because the work was to end.
func (w *work) stopped(err error) error {
	if w.ctx.Err() == nil {
		return err
	}
	return &Stopped{By: explore.WhyDone(w.ctx), Stage: w.at}
}

// watchEvery is how often memory is looked at.
const watchEvery = 20 * time.Millisecond

// watched is a context that is also done when the program holds more than limit bytes of memory, until end is called. Go's own
// end of an allocation that fails cannot be caught: the process is gone, with the exit code of wrong usage.
func watched(ctx context.Context, limit int64) (inner context.Context, end func()) {
	if limit <= 0 {
		return context.WithCancel(ctx)
	}
	inner, cancel := context.WithCancelCause(ctx)
	go func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		collected := uint64(0) // when the collector was last started from here
		for {
			select {
			case <-inner.Done():
				return
			case <-tick.C:
			}
			objects, live := heap()
			if objects > uint64(limit) && live <= uint64(limit) && objects > collected+collected/8 {
				runtime.GC() // most of it can be garbage
				objects, live = heap()
				collected = objects
			}
			if live > uint64(limit) {
				cancel(explore.Reason(explore.ByMemory))
				return
			}
		}
	}()
	return inner, func() { cancel(nil) }
}

// heap is how many bytes are allocated, and how many of them the last collection found in use.
func heap() (objects, live uint64) {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64(), s[1].Value.Uint64()
}
