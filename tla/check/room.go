package check

import (
	"runtime/metrics"
)

// roomEvery is after how many of them the memory is looked at.
const roomEvery = 1 << 16

// roomDefault is how many bytes all objects may take while the successors of one state are found, when the run has no limit.
const roomDefault = 8 << 30

// hasRoom says whether memory is left for more successors of one state: the search looks at its limit only between rounds.
func (s *system) hasRoom() bool {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	most := uint64(roomDefault)
	if s.memory > 0 {
		most = uint64(s.memory)
	}
	if sample[0].Value.Uint64() < most {
		return true
	}
	s.crowded.Store(true)
	return false
}
