package explore

import (
	"math/bits"
	"sync/atomic"
)

const (
	partBits = 8
	// numParts is how many parts the visited set is cut into, by the top bits
	// of a name.
	numParts = 1 << partBits
	// firstSlots is the first number of slots of a part.
	firstSlots = 2048
	// A part grows by half when it is three quarters full, so that a state
	// takes between 10.7 and 16 bytes. When there is no memory to grow, it is
	// filled up to nine tenths.
	growAt, growBy, fullAt = 0.75, 1.5, 0.9
)

// candidate is a successor on its way into the visited set.
type candidate struct {
	name   uint64
	number uint32 // among the candidates of its stretch
}

// visitedSet is the set of names seen so far: open addressing over flat memory,
// in parts. A part has one owner at a time, so there are no atomics and no
// locks in it.
type visitedSet struct {
	parts [numParts]part
	bytes atomic.Int64
	// limit is how many bytes the set may take; 0 is no limit.
	limit atomic.Int64
}

type part struct {
	slots  []uint64 // 0 is empty
	used   int
	growAt int // number of names at which the part grows
	fullAt int // number of names past which nothing is inserted
	free   func()
	// pad keeps the parts of two workers on different cache lines.
	_ [64]byte
}

func newVisitedSet() *visitedSet {
	v := &visitedSet{}
	for i := range v.parts {
		v.parts[i].alloc(firstSlots)
		v.bytes.Add(firstSlots * 8)
	}
	return v
}

func (p *part) alloc(slots int) {
	p.slots, p.free = allocWords(slots)
	p.growAt = int(float64(slots) * growAt)
	p.fullAt = int(float64(slots) * fullAt)
}

// close gives the memory back; the set must not be used any more.
func (v *visitedSet) close() {
	for i := range v.parts {
		v.parts[i].free()
		v.parts[i].slots = nil
	}
}

// len returns the number of names in the set.
func (v *visitedSet) len() uint64 {
	var n uint64
	for i := range v.parts {
		n += uint64(v.parts[i].used)
	}
	return n
}

// partOf returns the part that a name belongs to.
func partOf(name uint64) int { return int(name >> (64 - partBits)) }

// home returns the slot at which the search for name starts: the bits below
// those that chose the part, scaled to the number of slots. So slots are in the
// order of names, and any number of slots is possible, not only powers of two.
func home(name uint64, slots int) int {
	hi, _ := bits.Mul64(name<<partBits, uint64(slots))
	return int(hi)
}

// insert puts the candidates, all of one part, into the set, and marks those
// that are new. It returns false when there was no room for all of them.
func (v *visitedSet) insert(which int, cands []candidate, marks []byte) bool {
	p := &v.parts[which]
	slots := p.slots
	for i := range cands {
		name := cands[i].name
		if name == 0 {
			name = 1 // 0 marks an empty slot
		}
		at := home(name, len(slots))
		for {
			have := slots[at]
			if have == name {
				break
			}
			if have == 0 {
				if p.used >= p.growAt {
					if v.grow(p) {
						slots = p.slots
						at = home(name, len(slots))
						continue
					}
					if p.used >= p.fullAt {
						return false
					}
				}
				slots[at] = name
				p.used++
				marks[cands[i].number] = markNew
				break
			}
			at++
			if at == len(slots) {
				at = 0
			}
		}
	}
	return true
}

// insertOne is insert for a single name; it reports whether the name is new.
func (v *visitedSet) insertOne(name uint64) (isNew, ok bool) {
	var mark [1]byte
	ok = v.insert(partOf(name), []candidate{{name: name}}, mark[:])
	return mark[0] == markNew, ok
}

// grow gives the part more slots, if the limit allows.
func (v *visitedSet) grow(p *part) bool {
	old, freeOld := p.slots, p.free
	slots := int(float64(len(old)) * growBy)
	more := int64(slots-len(old)) * 8
	total := v.bytes.Add(more)
	if limit := v.limit.Load(); limit != 0 && total > limit {
		v.bytes.Add(-more)
		return false
	}
	p.alloc(slots)
	for _, name := range old {
		if name == 0 {
			continue
		}
		at := home(name, slots)
		for p.slots[at] != 0 {
			at++
			if at == slots {
				at = 0
			}
		}
		p.slots[at] = name
	}
	freeOld()
	return true
}
