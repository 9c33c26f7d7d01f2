package cycles

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/internal/rescue"
)

// crew is a number of goroutines that share work. What comes of it must not depend on who
// does which part, or on what is done first.
type crew struct {
	ctx     context.Context
	workers int
	stretch int // how many numbers a worker takes at a time
}

const defaultStretch = 1 << 10

func newCrew(ctx context.Context, workers, stretch int) crew {
	return crew{ctx, max(1, workers), cmp.Or(stretch, defaultStretch)}
}

// stretches returns in how many stretches the numbers below n are taken.
func (c *crew) stretches(n int) int { return (n + c.stretch - 1) / c.stretch }

// each calls f for all numbers below n, a stretch of them at a time, and says who works on
// it. The error says that the context is done, and something was left.
func (c *crew) each(n int, f func(worker, begin, end int)) error {
	var next atomic.Int64
	var panicked atomic.Pointer[rescue.Panic]
	work := func(worker int) {
		defer rescue.Any(func(p *rescue.Panic) { panicked.CompareAndSwap(nil, p) })
		for panicked.Load() == nil && c.ctx.Err() == nil {
			begin := int(next.Add(int64(c.stretch))) - c.stretch
			if begin >= n {
				return
			}
			f(worker, begin, min(begin+c.stretch, n))
		}
	}
	var wg sync.WaitGroup
	for worker := 1; worker < min(c.workers, c.stretches(n)); worker++ {
		wg.Go(func() { work(worker) })
	}
	work(0)
	wg.Wait()
	if p := panicked.Load(); p != nil {
		panic(p)
	}
	return c.ctx.Err()
}

// gather is each for what makes lists, which it returns in the order of the numbers.
func gather[T any](c *crew, n int, f func(worker, begin, end int) []T) (lists [][]T, err error) {
	lists = make([][]T, c.stretches(n))
	err = c.each(n, func(worker, begin, end int) { lists[begin/c.stretch] = f(worker, begin, end) })
	return lists, err
}
