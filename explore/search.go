package explore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
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

// finding is a Finding on its way: about a candidate of one parent.
type finding struct {
	parent  uint64 // index in the level that is being expanded
	ordinal int32  // of the candidate; -1 is the parent itself
	label   uint32
	code    uint32
	step    bool
}

// search is one breadth-first search.
type search struct {
	sys  System
	opts Options

	workers []*worker
	visited *visitedSet
	exact   *exactSet // instead of visited, in an exact search
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

	steps, cut atomic.Uint64
	states     uint64
	findings   []finding
	anyCut     bool   // some successor, or initial state, was cut
	unexpanded uint64 // states of the level at which the search was stopped

	stop    atomic.Bool // set when the search is to end as soon as possible
	full    atomic.Bool // the visited set has no room left
	failure atomic.Pointer[error]

	progress atomic.Pointer[Progress]
	peak     int64
	start    time.Time
}

// worker is one goroutine's own things.
type worker struct {
	space   Space
	picked  []Successor // the marked candidates of one state
	numbers []int32     // their ordinals
	scratch States
	codec   *codec
	steps   uint64
	cut     uint64
	// pad keeps workers on different cache lines.
	_ [64]byte
}

// stretch is one block of the frontier on its way through a round.
type stretch struct {
	in     *block
	words  []uint32 // the block's states
	loaded []uint32 // room for words read from disk

	succ  Successors // all candidates
	ends  []uint32   // for every state, where its candidates end
	marks []byte     // of the candidates
	// sorted holds the candidates by part, those of a part in their order;
	// part p's end at partEnds[p].
	sorted   []candidate
	partEnds [numParts]uint32
	keys     exactKeys

	expandFindings []finding
	gatherFindings []finding
	out            States
	log            logWriter
	outBlock       *block
}

// Search visits the states of a system breadth first. The error is non-nil when
// the search itself failed (disk full, for example), never for what was found.
// When ctx is done, the search ends with what it has.
func Search(ctx context.Context, sys System, opts Options) (*Result, error) {
	s := &search{sys: sys, opts: opts, start: time.Now(), depth: -1}
	s.opts.Workers = max(1, opts.Workers)
	s.opts.MaxFindings = max(1, opts.MaxFindings)
	for range s.opts.Workers {
		s.workers = append(s.workers, &worker{space: sys.Space()})
	}
	if opts.Exact {
		s.exact = &exactSet{}
	} else {
		s.visited = newVisitedSet()
		defer s.visited.close()
	}
	defer s.closeSpills()
	stopWatching := watch(ctx, opts, &s.stop, &s.progress, s.start)
	defer stopWatching()
	return s.run(ctx)
}

// watch sets stop when the time is over or ctx is done, and reports progress.
func watch(ctx context.Context, opts Options, stop *atomic.Bool, progress *atomic.Pointer[Progress], start time.Time) (end func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		var timeout, tick <-chan time.Time
		if opts.Time > 0 {
			t := time.NewTimer(opts.Time)
			defer t.Stop()
			timeout = t.C
		}
		if opts.Progress != nil {
			every := opts.ProgressEvery
			if every <= 0 {
				every = time.Second / 4
			}
			t := time.NewTicker(every)
			defer t.Stop()
			tick = t.C
		}
		cancelled := ctx.Done()
		for {
			select {
			case <-done:
				return
			case <-timeout:
				stop.Store(true)
			case <-cancelled:
				cancelled = nil
				stop.Store(true)
			case <-tick:
				if p := progress.Load(); p != nil {
					now := *p
					now.Elapsed = time.Since(start)
					opts.Progress(now)
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
	var boundedBy []string
	for {
		s.log.startLevel()
		boundedBy = s.level(ctx)
		if err := s.failure.Load(); err != nil {
			return nil, *err
		}
		left := s.next.states
		if err := s.advance(); err != nil {
			return nil, err
		}
		if len(boundedBy) > 0 || len(s.findings) > 0 || left == 0 {
			break
		}
		if s.opts.Bounded && s.depth >= s.opts.Depth {
			boundedBy = append(boundedBy, ByDepth)
			break
		}
	}
	if s.anyCut {
		boundedBy = append(boundedBy, ByConstraint)
	}
	return s.result(boundedBy), nil
}

// level expands the current frontier into the next one. It returns why it ended
// early, if it did.
func (s *search) level(ctx context.Context) []string {
	s.blockStates = int(min(max(s.current.states/stretchesPerRound, minBlockStates), maxBlockStates))
	if s.opts.Exact {
		// Keys of whole states make rounds large.
		s.blockStates = min(s.blockStates, maxBlockStates/8)
	}
	for rest := s.current.blocks; len(rest) > 0; {
		n := min(len(rest), s.stretchesThatFit())
		done := s.round(rest[:n])
		if done {
			rest = rest[n:]
		}
		var why string
		switch {
		case s.failure.Load() != nil:
			return nil
		case s.full.Load():
			why = ByMemory
		case s.stop.Load():
			why = whyStopped(ctx)
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

// stretchesThatFit is how many blocks the next round takes: as many as the round
// before says may be taken without its buffers filling more than an eighth of
// the memory.
func (s *search) stretchesThatFit() int {
	if s.opts.Memory == 0 {
		return stretchesPerRound
	}
	largest := int64(1)
	for _, st := range s.stretches {
		largest = max(largest, st.bytes())
	}
	n := int(min(max(s.opts.Memory/8/largest, int64(len(s.workers))), stretchesPerRound))
	if n < len(s.stretches) {
		s.stretches = s.stretches[:n:n] // the others' buffers are let go
	}
	return n
}

// whyStopped tells an interrupt from the end of the time.
func whyStopped(ctx context.Context) string {
	if err := ctx.Err(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return ByInterrupt
	}
	return ByTime
}

// advance makes the next frontier the current one.
func (s *search) advance() error {
	if s.next.states > 0 {
		s.depth++
	}
	var err error
	if s.current.spill != nil {
		err = s.current.spill.close()
	}
	s.current, s.next = s.next, frontier{}
	s.report()
	return err
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
	for len(s.stretches) < len(blocks) {
		s.stretches = append(s.stretches, &stretch{})
	}
	stretches := s.stretches[:len(blocks)]
	for i, b := range blocks {
		stretches[i].in = b
	}
	s.parallel(len(stretches), func(w *worker, i int) { s.expand(w, stretches[i]) })
	if s.stop.Load() || s.failure.Load() != nil {
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
	if s.failure.Load() != nil {
		return false
	}
	for _, st := range stretches {
		s.finish(st)
	}
	s.report()
	return true
}

// parallel calls f once for every item, on all workers.
func (s *search) parallel(items int, f func(w *worker, item int)) {
	var next atomic.Int64
	work := func(w *worker) {
		defer func() {
			if v := recover(); v != nil {
				s.fail(panicError(v))
			}
		}()
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

// SystemError is what a Space panics with when a search cannot go on because of
// the system under test: the search ends, and its error is Err.
type SystemError struct{ Err error }

// PanicError says that the code of a Space panicked during a search with
// anything else: a defect of that code.
type PanicError struct {
	Value any
	Stack []byte
}

// panicError turns what was recovered into the search's error.
func panicError(v any) error {
	if system, ok := v.(SystemError); ok {
		return system.Err
	}
	return &PanicError{Value: v, Stack: debug.Stack()}
}

func (e *PanicError) Error() string { return fmt.Sprintf("internal error: %v", e.Value) }

// expand asks for the successors of every state of a stretch and scatters their
// names by part.
func (s *search) expand(w *worker, st *stretch) {
	st.reset()
	if s.stop.Load() {
		return
	}
	if err := s.load(w, st); err != nil {
		s.fail(err)
		return
	}
	index := st.in.first
	for rest := st.words; len(rest) > 0; index++ {
		n := rest[0]
		state := rest[1 : 1+n]
		rest = rest[1+n:]
		st.succ.next()
		w.space.Expand(state, &st.succ)
		st.ends = append(st.ends, uint32(len(st.succ.list)))
		if s.opts.Exact {
			s.exactNames(w, st, state)
		}
		for _, f := range st.succ.found() {
			found := finding{parent: index, ordinal: f.ordinal, code: f.code, step: f.ordinal >= 0}
			if f.ordinal >= 0 {
				found.label = st.succ.Of()[f.ordinal].Label
			}
			st.expandFindings = append(st.expandFindings, found)
		}
		if s.stop.Load() {
			return
		}
	}
	if count := len(st.succ.list); cap(st.marks) < count {
		st.marks = make([]byte, count+count/4)
	}
	st.marks = st.marks[:len(st.succ.list)]
	clear(st.marks)
	st.scatter()
	if st.in.states > 1 || len(st.words) > 1 { // initial states are not reached by steps
		w.steps += uint64(len(st.succ.list))
		w.cut += uint64(len(st.succ.cuts))
	}
}

// scatter sorts the candidates by part: it counts, and then puts each in its
// place. Cut candidates are left out.
func (st *stretch) scatter() {
	var next [numParts]uint32
	for number := range st.succ.list {
		next[partOf(st.place(number))]++
	}
	for _, number := range st.succ.cuts {
		next[partOf(st.place(int(number)))]--
	}
	sum := uint32(0)
	for p, count := range next {
		next[p] = sum
		sum += count
		st.partEnds[p] = sum
	}
	if cap(st.sorted) < int(sum) {
		st.sorted = make([]candidate, sum+sum/4)
	}
	st.sorted = st.sorted[:sum]
	cuts := st.succ.cuts
	for number := range st.succ.list {
		if len(cuts) > 0 && cuts[0] == uint32(number) {
			cuts = cuts[1:]
			continue
		}
		name := st.place(number)
		p := partOf(name)
		st.sorted[next[p]] = candidate{name, uint32(number)}
		next[p]++
	}
}

// place returns the word that says where in the visited set a candidate belongs:
// its name, or in an exact search the hash of its key.
func (st *stretch) place(number int) uint64 {
	if len(st.keys.hashes) > 0 {
		return st.keys.hashes[number]
	}
	return st.succ.list[number].Name
}

// part returns the candidates of one part.
func (st *stretch) part(p int) []candidate {
	begin := uint32(0)
	if p > 0 {
		begin = st.partEnds[p-1]
	}
	return st.sorted[begin:st.partEnds[p]]
}

func (st *stretch) reset() {
	st.succ.reset()
	st.ends, st.sorted = st.ends[:0], st.sorted[:0]
	clear(st.partEnds[:])
	st.expandFindings, st.gatherFindings = st.expandFindings[:0], st.gatherFindings[:0]
	st.keys.reset()
	st.outBlock = nil
}

// load makes the states of a stretch available.
func (s *search) load(w *worker, st *stretch) (err error) {
	if !st.in.onDisk {
		st.words = st.in.words
		return nil
	}
	if err := w.needCodec(); err != nil {
		return err
	}
	st.loaded, err = w.codec.read(s.current.spill, st.in, st.loaded[:0])
	st.words = st.loaded
	return err
}

func (w *worker) needCodec() (err error) {
	if w.codec == nil {
		w.codec, err = newCodec()
	}
	return err
}

// exactNames builds every successor and takes its key, and a hash of it that
// says where to look for it.
func (s *search) exactNames(w *worker, st *stretch, state []uint32) {
	w.scratch.reset()
	w.space.Build(state, st.succ.Of(), &w.scratch)
	w.scratch.each(func(_ int, to []uint32) {
		begin := len(st.keys.words)
		st.keys.words = w.space.Key(st.keys.words, to)
		st.keys.ends = append(st.keys.ends, uint32(len(st.keys.words)))
		st.keys.hashes = append(st.keys.hashes, hashKey(st.keys.words[begin:]))
	})
}

// insert takes one part's candidates, in canonical order, into the visited set.
func (s *search) insert(part int, stretches []*stretch) {
	for _, st := range stretches {
		cands := st.part(part)
		if len(cands) == 0 {
			continue
		}
		if s.exact != nil {
			s.exact.insert(part, cands, st.marks, st.keys.of)
		} else if !s.visited.insert(part, cands, st.marks) {
			s.full.Store(true)
			return
		}
	}
}

// gather builds the new states of a stretch.
func (s *search) gather(w *worker, st *stretch) {
	st.out.reset()
	st.log.data, st.log.parent = st.log.data[:0], st.in.first
	st.out.words = s.pool.get()
	cuts := st.succ.cuts
	rest := st.words
	begin := uint32(0)
	for i, end := range st.ends {
		n := rest[0]
		state := rest[1 : 1+n]
		rest = rest[1+n:]
		index := st.in.first + uint64(i)
		w.picked, w.numbers = w.picked[:0], w.numbers[:0]
		for number := begin; number < end; number++ {
			if st.marks[number] != 0 {
				w.picked = append(w.picked, st.succ.list[number])
				w.numbers = append(w.numbers, int32(number-begin))
				st.log.add(index, st.succ.list[number].Label)
			}
		}
		if len(w.picked) > 0 {
			before := st.out.count
			w.space.Build(state, w.picked, &st.out)
			s.note(st, st.out.findings, w, index, before)
			st.out.findings = st.out.findings[:0]
		}
		if len(cuts) > 0 && cuts[0] < end {
			cuts = s.checkCuts(w, st, state, index, begin, end, cuts)
		}
		begin = end
	}
	st.outBlock = &block{words: st.out.words, states: st.out.count}
	st.out.words = nil
	s.frontierBytes.Add(int64(cap(st.outBlock.words)) * 4)
	if st.outBlock.states > 0 && s.mustSpill() {
		if err := s.spillBlock(w, st.outBlock); err != nil {
			s.fail(err)
		}
	}
}

// note keeps what Build found; the states that it made are those of w.numbers.
func (s *search) note(st *stretch, found []ordinalCode, w *worker, parent uint64, before int) {
	for _, f := range found {
		at := int(f.ordinal) - before
		st.gatherFindings = append(st.gatherFindings, finding{
			parent: parent, ordinal: w.numbers[at], label: w.picked[at].Label, code: f.code,
		})
	}
}

// checkCuts has the cut successors of one state checked.
func (s *search) checkCuts(w *worker, st *stretch, state []uint32, index uint64, begin, end uint32, cuts []uint32) []uint32 {
	w.picked, w.numbers = w.picked[:0], w.numbers[:0]
	for len(cuts) > 0 && cuts[0] < end {
		w.picked = append(w.picked, st.succ.list[cuts[0]])
		w.numbers = append(w.numbers, int32(cuts[0]-begin))
		cuts = cuts[1:]
	}
	w.scratch.reset()
	w.space.Build(state, w.picked, &w.scratch)
	s.note(st, w.scratch.findings, w, index, 0)
	return cuts
}

// finish takes what a stretch made into the next frontier and the log.
func (s *search) finish(st *stretch) {
	b := st.outBlock
	s.anyCut = s.anyCut || len(st.succ.cuts) > 0
	s.log.append(st.log.data, st.in.first, uint64(b.states))
	s.findings = append(s.findings, st.expandFindings...)
	s.findings = append(s.findings, st.gatherFindings...)
	b.first = s.next.states
	s.next.states += uint64(b.states)
	switch last := len(s.next.blocks) - 1; {
	case b.states == 0:
		s.recycle(b)
	case !b.onDisk && last >= 0 && !s.next.blocks[last].onDisk && b.states <= s.blockStates/8 &&
		s.next.blocks[last].states+b.states <= s.blockStates &&
		len(s.next.blocks[last].words)+len(b.words) <= maxBlockWords:
		into := s.next.blocks[last]
		before := cap(into.words)
		into.words = append(into.words, b.words...)
		into.states += b.states
		s.frontierBytes.Add(int64(cap(into.words)-before) * 4)
		s.recycle(b)
	default:
		s.split(b)
	}
	s.recycle(st.in)
	st.in, st.words, st.outBlock = nil, nil, nil
}

// split adds a block to the next frontier, cut into blocks of bearable size: a
// block may have many more states than the one it came from.
func (s *search) split(b *block) {
	if b.onDisk || (b.states <= maxBlockStates && len(b.words) <= 2*maxBlockWords) {
		s.next.blocks = append(s.next.blocks, b)
		return
	}
	first := b.first
	begin, states := 0, 0
	for at := 0; at < len(b.words); {
		at += 1 + int(b.words[at])
		states++
		if states == maxBlockStates || at-begin >= maxBlockWords || at == len(b.words) {
			// The pieces share one array, so only whole arrays are reused: the
			// pieces are capped and go to the garbage collector.
			s.next.blocks = append(s.next.blocks, &block{words: b.words[begin:at:at], states: states, first: first})
			first += uint64(states)
			begin, states = at, 0
		}
	}
}

// recycle gives a block's memory to the pool.
func (s *search) recycle(b *block) {
	if b.words == nil {
		return
	}
	s.frontierBytes.Add(-int64(cap(b.words)) * 4)
	s.pool.put(b.words)
	b.words = nil
}

// mustSpill reports whether the next frontier has to go to disk. The visited
// set comes first: it must be able to grow once more.
func (s *search) mustSpill() bool {
	if s.opts.Memory == 0 {
		return false
	}
	grown := s.visitedBytes()
	if s.visited != nil {
		grown *= growBy
	}
	return grown+s.otherBytes()+s.frontierBytes.Load() > s.opts.Memory
}

func (s *search) spillBlock(w *worker, b *block) error {
	s.spillMu.Lock()
	if s.next.spill == nil {
		dir := s.opts.SpillDir
		if dir == "" {
			dir = os.TempDir()
		}
		file, err := newSpillFile(dir)
		if err != nil {
			s.spillMu.Unlock()
			return err
		}
		s.next.spill = file
	}
	s.spillMu.Unlock()
	if err := w.needCodec(); err != nil {
		return err
	}
	words := b.words
	if err := w.codec.write(s.next.spill, b); err != nil {
		return err
	}
	s.spilled.Add(b.size)
	s.recycle(&block{words: words})
	return nil
}

// setLimit tells the visited set how much it may take, and ends the search when
// what is there no longer fits.
func (s *search) setLimit() {
	s.roundBytes = 0
	for _, st := range s.stretches {
		s.roundBytes += st.bytes()
	}
	if s.opts.Memory == 0 {
		return
	}
	room := s.opts.Memory - s.otherBytes()
	if s.visited != nil {
		s.visited.limit.Store(max(1, room))
	}
	if s.visitedBytes() > room {
		s.full.Store(true)
	}
}

func (st *stretch) bytes() int64 {
	n := int64(cap(st.ends)+cap(st.loaded)+cap(st.keys.words)+cap(st.keys.ends)) * 4
	n += int64(cap(st.marks)+cap(st.log.data)) + int64(cap(st.succ.list)+cap(st.sorted))*16
	return n
}

func (s *search) visitedBytes() int64 {
	if s.exact != nil {
		return s.exact.size()
	}
	return s.visited.bytes.Load()
}

// otherBytes is what is held besides the visited set and the frontier.
func (s *search) otherBytes() int64 { return s.log.bytes + s.roundBytes + s.sys.Memory() }

func (s *search) count() uint64 {
	if s.exact != nil {
		return s.exact.len()
	}
	return s.visited.len()
}

// report publishes how far the search is.
func (s *search) report() {
	s.states = s.count()
	memory := s.visitedBytes() + s.otherBytes() + s.frontierBytes.Load()
	s.peak = max(s.peak, memory)
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
	r := &Result{
		BoundedBy:    boundedBy,
		States:       s.states,
		Steps:        s.steps.Load(),
		Cut:          s.cut.Load(),
		Depth:        max(0, s.depth),
		VisitedBytes: s.visitedBytes(),
		LogBytes:     s.log.bytes,
		PeakBytes:    s.peak,
		SpilledBytes: s.spilled.Load(),
		Elapsed:      time.Since(s.start),
	}
	if len(boundedBy) > 0 || len(s.findings) > 0 {
		r.Frontier = s.current.states + s.unexpanded
	}
	// parentDepth is the depth of the parents of the findings: the level that
	// was expanded last.
	parentDepth := len(s.log.levels) - 2
	slices.SortStableFunc(s.findings, func(a, b finding) int {
		if here := cmp.Compare(btoi(a.ordinal >= 0), btoi(b.ordinal >= 0)); here != 0 {
			return here // what the parent itself breaks is one step shorter
		}
		return cmp.Or(cmp.Compare(a.parent, b.parent), cmp.Compare(a.ordinal, b.ordinal), -cmp.Compare(btoi(a.step), btoi(b.step)))
	})
	for _, f := range s.findings[:min(len(s.findings), s.opts.MaxFindings)] {
		var labels []uint32
		if parentDepth >= 0 {
			labels = s.log.path(parentDepth, f.parent)
		}
		if f.ordinal >= 0 {
			labels = append(labels, f.label)
		}
		r.Findings = append(r.Findings, Finding{Code: f.code, Step: f.step, Labels: labels})
	}
	return r
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
