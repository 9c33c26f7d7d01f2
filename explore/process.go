package explore

import (
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// A search whose memory is that of its process (Options.Process) keeps it within the limit in this
// way. What the process holds is its files (the program), the heap of the collector, and the
// visited set, which lies outside the heap. Between two rounds the heap gets what the others leave,
// the growth of the visited set in the next round included, and the collector keeps to that as long
// as what is in use fits. The plan of the search sees to it that it does: it counts what it holds,
// adds what was found to be held besides, and leaves a reserve.

// process is what a process holds besides what its search counts.
type process struct {
	files  int64 // in memory
	beside int64 // the files, and of the heap what is in use and not counted
	next   int64 // how many bytes of heap are a reason to find that out again
	vain   bool  // the last collection did not free enough
	last   time.Time
	took   time.Duration // the last collection
}

const (
	// reserveShare is the part of the memory that no plan takes, and mostReserve is how much it is
	// at most, or for each worker at least. Garbage waits there for its collection, and each worker
	// has what it makes of one block.
	reserveShare  = 8
	mostReserve   = 512 << 20
	workerReserve = 12 << 20
	// weighFrom is the part of the memory that the heap has when the process is weighed first.
	weighFrom = 4
	// vainShare is the most time that collections may take that free too little.
	vainShare = 1.0 / 20
)

// reserve returns how many bytes no plan takes.
func (s *search) reserve() int64 {
	if !s.opts.Process {
		return 0
	}
	return max(min(s.opts.Memory/reserveShare, mostReserve), int64(len(s.workers))*workerReserve)
}

// budget is what the search plans with.
func (s *search) budget() int64 { return s.opts.Memory - s.reserve() }

// planned is what will be in use in the next round, as far as is known.
func (s *search) planned() int64 { return s.grown() + s.otherBytes() + s.frontierBytes.Load() }

// prepareRound sees to it that the memory suffices for another round, after which the blocks rest of
// the frontier are left.
func (s *search) prepareRound(rest []*block) {
	if s.opts.Memory == 0 {
		return
	}
	if s.opts.Process {
		s.weigh()
	}
	s.makeRoom()
	s.shed(rest)
	if s.visited.isSoonFull() {
		s.parallel(partGroups, func(_ *worker, group int) { s.visited.enlargeGroup(group) })
	}
	// The heap gets a little less than there is, so that not every growth of the visited set is
	// followed by a collection.
	s.limitHeap(s.heapRoom() - s.reserve()/4)
}

// limitHeap says how many bytes the heap may have.
func (s *search) limitHeap(bytes int64) {
	if s.opts.Process && s.opts.Memory > 0 && s.opts.HeapLimit != nil {
		s.opts.HeapLimit(max(1, bytes))
	}
}

// heapRoom is how many bytes the heap may have in the next round.
func (s *search) heapRoom() int64 { return s.opts.Memory - s.process.files - s.grown() }

// weigh collects garbage if the process could exceed its memory in the next round, or has grown,
// and finds out what it holds that is not counted.
func (s *search) weigh() {
	p := &s.process
	_, p.files = resident()
	heap := heapBytes()
	switch fits := heap <= s.heapRoom(); {
	case fits && heap < max(p.next, s.opts.Memory/weighFrom):
		p.vain = false
		return
	case !fits && p.vain && float64(time.Since(p.last))*vainShare < float64(p.took):
		return
	}
	start := time.Now()
	debug.FreeOSMemory()
	p.last, p.took = time.Now(), time.Since(start)
	heap = heapBytes()
	p.next = heap + heap/4
	p.beside = p.files + max(0, heap-s.counted()-s.frontierBytes.Load())
	p.vain = heap > s.heapRoom()
}

// heapBytes returns how much memory the heap and what belongs to it have from the system.
func heapBytes() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64() - samples[1].Value.Uint64())
}

// measure returns how much memory is held: by the process if the memory is for that and the system
// says it, and otherwise what is counted.
func (s *search) measure() int64 {
	held := s.visited.bytes.Load() + s.counted() + s.frontierBytes.Load()
	if s.opts.Process {
		if all, _ := resident(); all > 0 {
			held = all
		}
	}
	s.peak = max(s.peak, held)
	return held
}
