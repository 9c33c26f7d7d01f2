package explore

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
		s.visited.setLimit(max(1, room-room/16)) // a full table overflows, too
	}
	if s.visitedBytes() > room {
		s.full.Store(true)
	}
}

func (s *search) visitedBytes() int64 {
	if s.exact != nil {
		return s.exact.size()
	}
	return s.visited.bytes.Load()
}

// otherBytes is what is held besides the visited set and the frontier.
func (s *search) otherBytes() int64 {
	return s.log.bytes + s.roundBytes + s.pool.bytes() + s.sys.Memory() + s.edges.bytes()
}

func (s *search) count() uint64 {
	if s.exact != nil {
		return s.exact.len()
	}
	return s.visited.len()
}

// offHeapBytes is what lies outside the garbage collector's sight.
func (s *search) offHeapBytes() int64 {
	if s.exact != nil {
		return 0
	}
	return s.visited.bytes.Load()
}
