package explore

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/internal/rescue"
)

// parallel calls f once for every item, on all workers.
func (s *search) parallel(items int, f func(w *worker, item int)) {
	var next atomic.Int64
	work := func(w *worker) {
		defer rescue.Any(func(p *rescue.Panic) { s.fail(p) })
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

// failed leaves a stretch because a Space failed: the search ends, with an error
// unless it was only stopped.
func (s *search) failed(st *stretch, err error) {
	st.failed = true
	if errors.Is(err, ErrStopped) {
		s.stop.Store(true)
		return
	}
	s.fail(err)
}

// PanicError says that the code of a Space panicked during a search: a defect of
// that code.
type PanicError = rescue.Panic
