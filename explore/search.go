package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// markNew marks a candidate that was not in the visited set.
const markNew = 1

// stretchesPerRound is how many blocks of the frontier make a round. It does
// not depend on the number of workers, and no result depends on it.
const stretchesPerRound = 32

// search is one breadth-first search.
type search struct {
	sys  System
	opts Options

	workers []*worker
	visited *visitedSet
	exact   *tree // nil unless names are those of keys
	log     parentLog

	depth         int // of the states in current
	current, next frontier
	stretches     []*stretch
	pool          pool
	blockStates   int

	frontierBytes atomic.Int64 // of both frontiers, in memory
	roundBytes    int64        // of the buffers of a round
	spilled       atomic.Int64
	spillMu       sync.Mutex

	runs          *nameRuns  // nil unless the visited states may go to disk
	pending       []*stretch // until the runs are read
	pendingStates uint64
	pendingBytes  int64
	again         uint64      // states that came into the set in memory while they were on disk
	lost          atomic.Bool // the runs could not be read back
	mostOnDisk    int64

	steps, cut atomic.Uint64
	states     uint64
	found      collector
	ended      *ended      // nil unless runs end at what they break
	edges      *edgeLog    // nil unless asked for
	keep       *checkpoint // likewise
	resumed    *Resumed
	anyCut     bool   // some successor, or initial state, was cut
	unexpanded uint64 // states of the level at which the search was stopped

	stop    atomic.Bool // set when the search is to end as soon as possible
	full    atomic.Bool // the visited set has no room left
	failure atomic.Pointer[error]
	disk    atomic.Pointer[error] // why the frontier cannot be on disk

	progress atomic.Pointer[Progress]
	peak     int64
	process  process
	start    time.Time
}

// worker is one goroutine's own things.
type worker struct {
	space   Space
	picked  []Successor // the marked candidates of one state
	numbers []int32     // their ordinals
	scratch States
	codec   *codec
	exact   *climber // nil unless the search is exact
	keys    []uint64 // of a part that goes to disk
	data    []byte   // likewise
	asked   []tentative
	reader  runReader
	steps   uint64
	cut     uint64
	// pad keeps workers on different cache lines.
	_ [64]byte
}

// Search visits the states of a system breadth first. The error is non-nil when
// the options are wrong (an OptionError) or the search itself failed, never for what
// was found. When ctx is done, or the frontier does not fit into memory and cannot go
// to disk, the search ends with what it has; a Reason as the cause of ctx says in
// Result.BoundedBy why, and the end of its time is ByTime.
func Search(ctx context.Context, sys System, opts Options) (*Result, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	s := &search{sys: sys, opts: opts, start: time.Now(), depth: -1}
	s.opts.Workers = max(1, opts.Workers)
	s.opts.MaxFindings = max(1, opts.MaxFindings)
	for range s.opts.Workers {
		s.workers = append(s.workers, &worker{space: sys.Space()})
	}
	if opts.Edges {
		s.edges = &edgeLog{}
	}
	if s.found, s.ended = opts.collector(); opts.Kinds {
		if _, ok := s.workers[0].space.(Kinder); !ok {
			return nil, &OptionError{"Kinds", fmt.Sprintf("with a %T", s.workers[0].space), "systems whose spaces tell kinds of findings apart (Kinder)"}
		}
	}
	if opts.Exact {
		s.exact = &tree{}
		for _, w := range s.workers {
			w.exact = &climber{tree: s.exact}
		}
	}
	s.visited = newVisitedSet()
	defer func() {
		s.visited.close() // which may be another one by then
		s.limitHeap(opts.Memory - s.process.files)
	}()
	if opts.toDisk() {
		s.runs = &nameRuns{}
	}
	defer s.closeSpills()
	defer s.closeRuns()
	if opts.Checkpoint != "" {
		keeper, err := keeperOf(sys, s.workers[0].space)
		if err != nil {
			return nil, err
		}
		if s.keep, err = openCheckpoint(opts, keeper); err != nil {
			return nil, err
		}
		defer s.keep.close()
	}
	stopWatching := watch(ctx, opts, &s.stop, &s.progress, s.start)
	defer stopWatching()
	return s.run(ctx)
}

// watch sets stop when ctx is done, and reports progress.
func watch(ctx context.Context, opts Options, stop *atomic.Bool, progress *atomic.Pointer[Progress], start time.Time) (end func()) {
	stopped := context.AfterFunc(ctx, func() { stop.Store(true) })
	told := Watch(opts.Progress, opts.ProgressEvery, progress, start)
	return func() { stopped(); told() }
}

// Watch calls report with the last progress that was stored, at the interval every, until end is
// called. If every is not positive, it is a quarter of a second; report may be nil.
func Watch(report func(Progress), every time.Duration, progress *atomic.Pointer[Progress], start time.Time) (end func()) {
	if report == nil {
		return func() {}
	}
	if every <= 0 {
		every = time.Second / 4
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if p := progress.Load(); p != nil {
					now := *p
					now.Elapsed = time.Since(start)
					report(now)
				}
			}
		}
	})
	return func() { close(done); wg.Wait() }
}

func (s *search) run(ctx context.Context) (*Result, error) {
	// The root, the empty state, is the frontier from which the initial states
	// are found.
	s.current = frontier{blocks: []*block{{words: []uint32{0}, states: 1}}, states: 1}
	if s.opts.Resume {
		switch err := s.replay(); {
		case errors.Is(err, ErrStopped):
			return s.result([]string{whyStopped(ctx)}), nil
		case errors.Is(err, errFull):
			return s.result([]string{ByMemory}), nil
		case errors.Is(err, errDisk):
			return s.result([]string{ByDisk}), nil
		case err != nil:
			return nil, err
		}
	}
	boundedBy, err := s.levels(ctx)
	if err != nil {
		return nil, err
	}
	if s.anyCut {
		boundedBy = append(boundedBy, ByConstraint)
	}
	return s.result(boundedBy), nil
}

// levels expands one frontier after the other. It returns why it ended before there was none,
// if it did.
func (s *search) levels(ctx context.Context) (boundedBy []string, err error) {
	for s.current.states > 0 {
		if s.opts.Bounded && s.depth >= s.opts.Depth {
			boundedBy = []string{ByDepth}
			break
		}
		s.log.startLevel()
		boundedBy = s.level(ctx)
		if err := s.failure.Load(); err != nil {
			return nil, *err
		}
		if s.edges != nil {
			s.edges.endLevel(s.next.states)
		}
		s.advance()
		if len(boundedBy) > 0 || s.found.enough() {
			return boundedBy, nil // a search that is resumed takes this level again
		}
		if err := s.keep.endLevel(s); err != nil {
			s.diskFails(err)
			return []string{ByDisk}, nil
		}
	}
	if err := s.keep.commit(s); err != nil {
		s.diskFails(err)
		boundedBy = append(boundedBy, ByDisk)
	}
	return boundedBy, nil
}

// level expands the current frontier into the next one. It returns why it ended
// early, if it did.
func (s *search) level(ctx context.Context) []string {
	s.chooseBlocks()
	why := s.rounds(ctx)
	if s.failure.Load() == nil {
		s.sift()
	}
	if len(why) == 0 && s.disk.Load() != nil {
		return []string{ByDisk}
	}
	return why
}

// rounds is level, but for what is pending after the last round.
func (s *search) rounds(ctx context.Context) []string {
	for rest := s.current.blocks; len(rest) > 0; {
		n := min(len(rest), s.stretchesThatFit())
		if s.opts.OneByOne {
			n = 1
		}
		s.prepareRound(rest[n:])
		done := s.round(rest[:n])
		if done {
			rest = rest[n:]
		}
		var why string
		switch {
		case s.opts.OneByOne && s.found.enough():
			for _, b := range rest {
				s.unexpanded += uint64(b.states)
			}
			return nil
		case s.failure.Load() != nil:
			return nil
		case s.disk.Load() != nil: // before memory, which a frontier on disk would have left free
			why = ByDisk
		case s.full.Load():
			why = ByMemory
		case s.stop.Load(), s.opts.OneByOne && ctx.Err() != nil: // the system itself can have ended the search, after this very state
			why = whyStopped(ctx)
			if done && s.stretches[0].succ.unfinished {
				s.unexpanded++ // what was found of it counts, but it was not left
			}
		default:
			continue
		}
		for _, b := range rest {
			s.unexpanded += uint64(b.states)
		}
		return []string{why}
	}
	return nil
}

// chooseBlocks says how large the blocks of the next level should be.
func (s *search) chooseBlocks() {
	s.blockStates = int(min(max(s.current.states/stretchesPerRound, minBlockStates), maxBlockStates))
}

// whyStopped says why a search was stopped: by the cause of its context, or, when
// that is not done yet, by the system, whose own time is over.
func whyStopped(ctx context.Context) string {
	if ctx.Err() == nil {
		return ByTime
	}
	return WhyDone(ctx)
}

// WhyDone returns what a search reports in Result.BoundedBy when it ends because ctx
// is done: the Reason that is the cause, ByTime if its time is over, or ByInterrupt.
func WhyDone(ctx context.Context) string {
	var why Reason
	switch cause := context.Cause(ctx); {
	case errors.As(cause, &why):
		return string(why)
	case errors.Is(cause, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return ByTime
	}
	return ByInterrupt
}

// advance makes the next frontier the current one.
func (s *search) advance() {
	if s.next.states > 0 {
		s.depth++
	}
	if s.current.spill != nil {
		_ = s.current.spill.close() // a temporary file: nothing depends on it any more
	}
	s.current, s.next = s.next, frontier{}
	s.ended.advance()
	s.report()
}

func (s *search) closeSpills() {
	for _, f := range []*frontier{&s.current, &s.next} {
		if f.spill != nil {
			_ = f.spill.close() // a temporary file: nothing depends on it any more
		}
	}
}

// round takes some blocks through the three passes. It returns false when it
// was dropped: what is counted was inserted and checked.
func (s *search) round(blocks []*block) bool {
	stretches := s.take(blocks)
	s.parallel(len(stretches), func(w *worker, i int) { s.expand(w, stretches[i]) })
	if s.leaves() || s.failure.Load() != nil || s.disk.Load() != nil || anyFailed(stretches) {
		return false
	}
	for _, w := range s.workers {
		s.steps.Add(w.steps)
		s.cut.Add(w.cut)
		w.steps, w.cut = 0, 0
	}
	s.setLimit()
	s.parallel(numParts, func(_ *worker, part int) { s.insert(part, stretches) })
	s.parallel(len(stretches), func(w *worker, i int) { s.gather(w, stretches[i]) })
	if s.failure.Load() != nil || anyFailed(stretches) {
		return false
	}
	for _, st := range stretches {
		if len(st.succ.cuts) > st.ended {
			st.cutSome = true
		}
		if s.siftsLater() {
			s.pend(st)
			continue
		}
		s.keep.add(st, uint64(st.outBlock.states))
		s.finish(st)
	}
	if s.edges != nil {
		s.logEdges(stretches)
	}
	s.report()
	return true
}

// take returns stretches for some blocks.
func (s *search) take(blocks []*block) []*stretch {
	for len(s.stretches) < len(blocks) {
		s.stretches = append(s.stretches, &stretch{})
	}
	stretches := s.stretches[:len(blocks)]
	for i, b := range blocks {
		stretches[i].in = b
	}
	return stretches
}

// anyFailed reports whether a Space failed on some stretch.
func anyFailed(stretches []*stretch) bool {
	return slices.ContainsFunc(stretches, func(st *stretch) bool { return st.failed })
}

// leaves reports whether to drop the round because the search is to end. One state at
// a time the round is finished: the system itself can have ended the search in it, and
// what it found there counts, however soon the search hears of it.
func (s *search) leaves() bool { return s.stop.Load() && !s.opts.OneByOne }

// report publishes how far the search is.
func (s *search) report() {
	s.states = s.count()
	memory := s.measure()
	s.mostOnDisk = max(s.mostOnDisk, s.onDisk())
	s.progress.Store(&Progress{
		Depth:    max(0, s.depth),
		States:   s.states,
		Steps:    s.steps.Load(),
		Frontier: s.current.states,
		Memory:   memory,
	})
}

func (s *search) result(boundedBy []string) *Result {
	s.report()
	if s.opts.Process {
		s.peak = max(s.peak, residentAtMost()) // it is more between the measurements
	}
	r := &Result{
		BoundedBy:    boundedBy,
		States:       s.states,
		Steps:        s.steps.Load(),
		Cut:          s.cut.Load(),
		Depth:        max(0, s.depth),
		VisitedBytes: s.visited.bytes.Load() + s.exact.bytes(),
		LogBytes:     s.log.bytes,
		PeakBytes:    s.peak,
		SpilledBytes: s.spilled.Load(),
		DiskBytes:    s.mostOnDisk,
		Elapsed:      time.Since(s.start),
	}
	if len(boundedBy) > 0 || s.found.enough() {
		r.Frontier = s.current.states + s.unexpanded
	}
	if len(boundedBy) > 0 && len(s.found.kept()) == 0 {
		var err error
		if r.Deepest, err = s.log.deepest(); err != nil {
			s.diskFails(err)
		}
	}
	if r.Resumed = s.resumed; s.keep != nil {
		r.CheckpointTime = s.keep.spent
	}
	r.Counts, r.continued = s.found.counts(), s.opts.Continue
	if s.edges != nil {
		r.Graph = s.edges.graph(&s.log)
	}
	r.Findings = s.settle()
	if err := s.disk.Load(); err != nil {
		if r.DiskError = *err; !slices.Contains(r.BoundedBy, ByDisk) {
			r.BoundedBy = append(r.BoundedBy, ByDisk)
		}
	}
	return r
}
