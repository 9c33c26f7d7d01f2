// Package waiting reports the progress of a measurement that consists of several runs.
package waiting

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/synod-go/synod/internal/numbers"
)

// Runs are runs one after the other. It is for one goroutine.
type Runs struct {
	w       io.Writer
	of, at  int
	every   time.Duration
	started time.Time
}

// every is how often a line says that a run still goes on.
const every = 10 * time.Second

// Start says how many runs there will be, and how long all of them usually take.
func Start(w io.Writer, runs int, usually string) *Runs {
	fmt.Fprintf(w, "%s, usually %s\n", numbers.Some(runs, "run"), usually)
	return &Runs{w: w, of: runs, every: every, started: time.Now()}
}

// Next says which run begins. As long as it goes on, a line now and then says for how
// long; done ends it.
func (r *Runs) Next(what string) (done func()) {
	r.at++
	name := fmt.Sprintf("%d of %d: %s", r.at, r.of, what)
	fmt.Fprintf(r.w, "%s …\n", name)
	start, end := time.Now(), make(chan struct{})
	var ticking sync.WaitGroup
	ticking.Go(func() {
		ticker := time.NewTicker(r.every)
		defer ticker.Stop()
		for {
			select {
			case <-end:
				return
			case <-ticker.C:
				fmt.Fprintf(r.w, "%s … for %s\n", name, time.Since(start).Round(time.Second))
			}
		}
	})
	return func() {
		close(end)
		ticking.Wait()
		fmt.Fprintf(r.w, "%s took %s; %s in all\n", name, numbers.Seconds(time.Since(start)), numbers.Seconds(time.Since(r.started)))
	}
}
