package explore

import (
	"runtime/debug"
	"time"
)

// bytesPerRound is what the buffers of a round should fill at most when the
// memory is not bounded: systems that keep words for Build can make them large.
const bytesPerRound = 1 << 30

// stretchesThatFit is how many blocks the next round takes: as many as the round
// before says may be taken without its buffers filling more than an eighth of
// the memory.
func (s *search) stretchesThatFit() int {
	most := s.opts.Memory / 8
	if s.opts.Memory == 0 {
		most = bytesPerRound
	}
	largest := int64(1)
	for _, st := range s.stretches {
		largest = max(largest, st.bytes())
	}
	n := int(min(max(most/largest, int64(len(s.workers))), stretchesPerRound))
	if n < len(s.stretches) {
		s.stretches = s.stretches[:n:n] // the others' buffers are let go
	}
	return n
}

// budget is what the search plans with: less than the memory if that is for the whole process,
// which takes a little more between two measurements.
func (s *search) budget() int64 {
	if s.opts.Process {
		return s.opts.Memory - s.opts.Memory/16
	}
	return s.opts.Memory
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
	room := s.budget() - s.otherBytes()
	most := max(1, room-room/16) // a full table overflows, too
	if s.runs != nil {
		s.visited.compactFrom = most / compactShare // makeRoom ends its growth
		return
	}
	s.visited.setLimit(most)
	if s.visited.bytes.Load() > room {
		s.full.Store(true)
	}
}

// otherBytes is what is held besides the visited set and the frontier.
func (s *search) otherBytes() int64 {
	return s.counted() + s.weighed.beside
}

// counted is what is known to be held besides the visited set and the frontier.
func (s *search) counted() int64 {
	return s.log.bytes + s.roundBytes + s.pool.bytes() + s.sys.Memory() + s.edges.bytes() + s.exact.bytes() +
		s.pendingBytes + s.runs.bytes()
}

// weighed is how much more memory the process has than is counted: the program itself, what
// the collector has not collected yet, the room between things.
type weighed struct {
	beside  int64
	files   int64     // of the process in memory
	visited int64     // the most that the visited set took
	when    time.Time // of the last collection for it
	took    time.Duration
}

const (
	// weighFrom is the part of the memory from which on the process is weighed.
	weighFrom = 0.9
	// weighShare is the most time that it may take.
	weighShare = 1.0 / 20
)

// measure returns how much memory the process has, or as much as is counted where that is
// not known. If all of it is to stay within what may be used, and comes near that, garbage
// is collected, and what there is beside counts from then on.
func (s *search) measure() int64 {
	counted := s.visited.bytes.Load() + s.counted() + s.frontierBytes.Load()
	held := int64(0)
	if s.opts.Process {
		held, s.weighed.files = resident()
	}
	if limit := float64(s.opts.Memory); limit > 0 && float64(held) > weighFrom*limit &&
		float64(time.Since(s.weighed.when))*weighShare > float64(s.weighed.took) {
		start := time.Now()
		debug.FreeOSMemory()
		s.weighed.when, s.weighed.took = time.Now(), time.Since(start)
		held, s.weighed.files = resident()
		s.weighed.beside = max(0, held-counted) + s.opts.Memory/20 // of which some comes back until the next time
	}
	held = max(held, counted)
	s.peak = max(s.peak, held)
	return held
}

func (s *search) count() uint64 {
	n := s.visited.len() - s.pendingStates
	if s.runs != nil {
		n += s.runs.names - s.again
	}
	return n
}

// offHeapBytes is what lies outside the garbage collector's sight, or soon will again: after it
// went to disk, the visited set grows to the size that it had.
func (s *search) offHeapBytes() int64 {
	s.weighed.visited = max(s.weighed.visited, s.visited.bytes.Load())
	return s.weighed.files + s.weighed.visited
}
