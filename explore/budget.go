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
		clear(s.stretches[n:]) // their buffers are let go
		s.stretches = s.stretches[:n]
	}
	return n
}

// grown returns how many bytes the visited set may take in the next round.
func (s *search) grown() int64 { return s.visited.grown(len(s.workers)) }

// setLimit tells the visited set how much it may take, and ends the search when
// what is there no longer fits.
func (s *search) setLimit() {
	s.roundBytes = 0
	for _, st := range s.stretches {
		s.roundBytes += st.bytes()
	}
	for _, w := range s.workers {
		s.roundBytes += w.codec.held()
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
func (s *search) otherBytes() int64 { return s.counted() + s.process.beside }

// counted is what is known to be held besides the visited set and the frontier.
func (s *search) counted() int64 {
	return s.log.bytes + s.roundBytes + s.pool.bytes() + s.sys.Memory() + s.edges.bytes() + s.exact.bytes() +
		s.pendingBytes + s.runs.bytes()
}

func (s *search) count() uint64 {
	n := s.visited.len() - s.pendingStates
	if s.runs != nil {
		n += s.runs.names - s.again
	}
	return n
}
