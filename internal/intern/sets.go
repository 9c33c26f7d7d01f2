package intern

// Bitset is a set of small numbers.
type Bitset []uint64

// Add puts i into the set and reports whether it was not there.
func (s *Bitset) Add(i uint32) bool {
	word, bit := int(i>>6), uint64(1)<<(i&63)
	if word >= len(*s) {
		grown := make(Bitset, word+1+word/2)
		copy(grown, *s)
		*s = grown
	}
	if (*s)[word]&bit != 0 {
		return false
	}
	(*s)[word] |= bit
	return true
}

// PairSet is a set of words, for one goroutine.
type PairSet struct {
	slots []uint64 // key plus one; 0 is empty
	used  int
	shift uint
}

// Add puts key into the set and reports whether it was not there.
func (s *PairSet) Add(key uint64) bool {
	if 2*(s.used+1) > len(s.slots) {
		s.grow()
	}
	mask := len(s.slots) - 1
	for at := s.home(key); ; at = (at + 1) & mask {
		switch s.slots[at] {
		case key + 1:
			return false
		case 0:
			s.slots[at] = key + 1
			s.used++
			return true
		}
	}
}

func (s *PairSet) home(key uint64) int {
	return slotOf(key, s.shift)
}

func (s *PairSet) grow() {
	old := s.slots
	bits := uint(10)
	if len(old) > 0 {
		bits = 64 - s.shift + 1
	}
	s.slots, s.shift = make([]uint64, 1<<bits), 64-bits
	mask := len(s.slots) - 1
	for _, k := range old {
		if k != 0 {
			at := s.home(k - 1)
			for s.slots[at] != 0 {
				at = (at + 1) & mask
			}
			s.slots[at] = k
		}
	}
}
