package explore

import (
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/internal/rescue"
)

// parallel calls f once for every item, on all workers.
func (s *search) parallel(items int, f func(w *worker, item int)) {
	var next atomic.Int64
	work := func(w *worker) {
		defer rescue.Any(s.stopped)
		for {
			i := int(next.Add(1)) - 1
			if i >= items {
				return
			}
			f(w, i)
		}
	}
	if len(s.workers) == 1 || items == 1 {
		work(s.workers[0])
		return
	}
	var wg sync.WaitGroup
	for _, w := range s.workers {
		wg.Go(func() { work(w) })
	}
	wg.Wait()
}

// fail ends the search with an error; the first one counts.
func (s *search) fail(err error) {
	s.failure.CompareAndSwap(nil, &err)
	s.stop.Store(true)
}

// diskFails ends the search because the frontier cannot go to disk or come back
// from it. What was found until then stays.
func (s *search) diskFails(err error) { s.disk.CompareAndSwap(nil, &err) }

// stopped ends the search because of what a Space panicked with.
func (s *search) stopped(p *rescue.Panic) {
	if _, interrupted := p.Value.(Interrupted); interrupted {
		s.stop.Store(true)
		return
	}
	s.fail(panicError(p))
}

// Interrupted is what a Space panics with when the context of the search is done
// while it waits for the code of the system under test: the search ends with what
// it has.
type Interrupted struct{}

// SystemError is what a Space panics with when a search cannot go on because of
// the system under test: the search ends, and its error is Err.
type SystemError struct{ Err error }

// PanicError says that the code of a Space panicked during a search with
// anything else: a defect of that code.
type PanicError = rescue.Panic

// panicError turns a panic into the search's error.
func panicError(p *rescue.Panic) error {
	if system, ok := p.Value.(SystemError); ok {
		return system.Err
	}
	return p
}
