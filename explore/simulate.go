package explore

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/internal/rescue"
)

// Walks say how to simulate.
type Walks struct {
	// Count is how many random walks are made.
	Count int
	// Length is how many steps a walk takes at most.
	Length int
	// Seed chooses the walks: equal seeds, equal walks.
	Seed uint64
}

// walk is one random walk.
type walk struct {
	names    []uint64 // of the states, the initial one first
	labels   []uint32
	cut      bool      // the last state is cut, and has no name here
	findings []Finding // of the state or step at which the walk ended
}

// walksPerBatch is how many walks are made before their states are counted.
const walksPerBatch = 256

// Simulate walks at random through a system instead of visiting every state:
// every step is chosen evenly among the enabled ones, and every state on the
// way is checked. The walk of lowest number that finds something ends the
// simulation, so the result does not depend on the number of workers. The
// counterexample is in general not a shortest one. Of the options Depth, Exact,
// SpillDir, Edges and Continue have no effect.
func Simulate(ctx context.Context, sys System, opts Options, walks Walks) (*Result, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	if err := walks.Validate(); err != nil {
		return nil, err
	}
	start := time.Now()
	opts.Workers = max(1, opts.Workers)
	opts.MaxFindings = max(1, opts.MaxFindings)
	var stop atomic.Bool
	var progress atomic.Pointer[Progress]
	defer watch(ctx, opts, &stop, &progress, start)()

	visited := newVisitedSet()
	defer visited.close()
	walkers := make([]*walker, opts.Workers)
	for i := range walkers {
		walkers[i] = &walker{space: sys.Space()}
	}
	r := &Result{BoundedBy: []string{ByWalks}}
	batch := make([]walk, walksPerBatch)
	room := &walkRoom{}
	for first := 0; first < walks.Count && len(r.Findings) == 0; first += len(batch) {
		batch = batch[:min(walksPerBatch, walks.Count-first)]
		room.reset(opts.Memory - visited.bytes.Load() - sys.Memory())
		if opts.Memory == 0 {
			room.reset(math.MaxInt64)
		}
		if err := runBatch(walkers, batch, first, walks, &stop, room); err != nil {
			return nil, err
		}
		for i := range batch {
			w := &batch[i]
			if w.labels == nil && w.findings == nil {
				continue // stopped before it began
			}
			r.Walks++
			r.Steps += uint64(max(0, len(w.labels)-1))
			r.Depth = max(r.Depth, len(w.labels)-1)
			if w.cut {
				r.Cut++
			}
			for _, name := range w.names {
				if _, ok := visited.insertOne(name); !ok {
					stop.Store(true)
				}
			}
			if len(w.findings) > 0 {
				r.Findings = w.findings[:min(len(w.findings), opts.MaxFindings)]
				break
			}
		}
		r.States = visited.len()
		r.VisitedBytes = visited.bytes.Load()
		memory := r.VisitedBytes + sys.Memory()
		r.PeakBytes = max(r.PeakBytes, memory)
		progress.Store(&Progress{Depth: r.Depth, States: r.States, Steps: r.Steps, Memory: memory})
		if opts.Memory > 0 && (memory > opts.Memory || room.none()) {
			r.BoundedBy = append(r.BoundedBy, ByMemory)
			break
		}
		if stop.Load() {
			r.BoundedBy = append(r.BoundedBy, whyStopped(ctx))
			break
		}
	}
	if r.Cut > 0 {
		r.BoundedBy = append(r.BoundedBy, ByConstraint)
	}
	r.Elapsed = time.Since(start)
	return r, nil
}

// runBatch makes the walks of a batch. Those after one that found something are
// left out: they cannot matter.
func runBatch(walkers []*walker, batch []walk, first int, walks Walks, stop *atomic.Bool, room *walkRoom) error {
	var failure atomic.Pointer[error]
	var next, lowest atomic.Int64
	lowest.Store(int64(len(batch)))
	var wg sync.WaitGroup
	for _, w := range walkers {
		wg.Go(func() {
			fail := func(err error) { failure.CompareAndSwap(nil, &err) }
			defer rescue.Any(func(p *rescue.Panic) { fail(p) })
			for {
				i := next.Add(1) - 1
				if i >= int64(len(batch)) {
					return
				}
				batch[i] = walk{}
				if i > lowest.Load() || stop.Load() {
					continue
				}
				err := w.run(&batch[i], rand.New(rand.NewPCG(walks.Seed, uint64(first)+uint64(i))), walks.Length, stop, room)
				if errors.Is(err, ErrStopped) {
					stop.Store(true)
					return
				}
				if err != nil {
					fail(err)
					return
				}
				for len(batch[i].findings) > 0 {
					low := lowest.Load()
					if i >= low || lowest.CompareAndSwap(low, i) {
						break
					}
				}
			}
		})
	}
	wg.Wait()
	if err := failure.Load(); err != nil {
		return *err
	}
	return nil
}

// walkRoom is how many bytes the walks of a batch may still take. A walk is kept
// until its batch is counted, so a long one must not outgrow the memory.
type walkRoom struct{ bytes atomic.Int64 }

// stepBytes is what a walk keeps of a step, with room to grow.
const stepBytes = 2 * (8 + 4)

func (r *walkRoom) reset(bytes int64) { r.bytes.Store(bytes) }
func (r *walkRoom) take() bool        { return r.bytes.Add(-stepBytes) > 0 }
func (r *walkRoom) none() bool        { return r.bytes.Load() <= 0 }

// walker is one goroutine's own things.
type walker struct {
	space Space
	succ  Successors
	made  States
	state []uint32
}

// run makes a walk. It ends early when stop is set, and sets it when the walks of
// its batch have no room left (see walkRoom). The error is what the Space failed with.
func (w *walker) run(to *walk, random *rand.Rand, length int, stop *atomic.Bool, room *walkRoom) error {
	w.state = w.state[:0]
	for len(to.labels) <= length && !stop.Load() {
		if !room.take() {
			stop.Store(true)
			return nil
		}
		w.succ.reset()
		w.space.Expand(w.state, &w.succ)
		if w.succ.err != nil {
			return w.succ.err
		}
		list := w.succ.Of()
		for _, f := range w.succ.findings {
			labels := append([]uint32(nil), to.labels...)
			if f.ordinal >= 0 {
				labels = append(labels, list[f.ordinal].Label)
			}
			to.findings = append(to.findings, Finding{Code: f.code, Step: f.ordinal >= 0, Labels: labels})
		}
		if w.succ.unfinished {
			stop.Store(true)
		}
		if len(to.findings) > 0 || len(list) == 0 || w.succ.unfinished {
			return nil
		}
		chosen := random.IntN(len(list))
		w.made.reset()
		w.made.kept = w.succ.kept
		w.space.Build(w.state, list[chosen:chosen+1], &w.made)
		if w.made.err != nil {
			return w.made.err
		}
		to.labels = append(to.labels, list[chosen].Label)
		if to.cut = slices.Contains(w.succ.cuts, uint32(chosen)); !to.cut {
			to.names = append(to.names, list[chosen].Name)
		}
		w.made.each(func(_ int, s []uint32) { w.state = append(w.state[:0], s...) })
		for _, f := range w.made.findings {
			to.findings = append(to.findings, Finding{Code: f.code, Labels: append([]uint32(nil), to.labels...)})
		}
		if len(to.findings) > 0 || to.cut {
			return nil // a cut state is checked, but not left
		}
	}
	return nil
}
