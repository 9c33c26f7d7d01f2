package explore

import (
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"
)

const (
	partBits = 8
	// numParts is how many parts the visited set is cut into, by the top bits
	// of a name.
	numParts = 1 << partBits
	// firstSlots is the first number of slots of a part.
	firstSlots = 1024
	// A part doubles when it is four fifths full, so that a state takes between
	// 10 and 20 bytes. When there is no memory to grow, it is filled up to nine
	// tenths.
	growAt, growBy, fullAt = 0.8, 2, 0.9
	// smallSlots is how many slots a small part has at most.
	smallSlots = 1 << 13
	// slabParts is how many neighbouring parts take their slots from one piece
	// of memory, so that pieces are large enough for huge pages while a set that
	// grows holds little more than it needs. Small parts all share one piece.
	slabParts = 16
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
	slabs [numParts/slabParts + 1]slabs // the last one is for small parts
	bytes atomic.Int64
	// limit is how many bytes the set may take; 0 is no limit.
	limit atomic.Int64
}

type part struct {
	slots  []uint64 // 0 is empty
	used   int
	growAt int // number of names at which the part grows
	fullAt int // number of names past which nothing is inserted
	slab   *slab
	// touched only keeps reads alive, see touch.
	touched uint64
	// pad keeps the parts of two workers on different cache lines.
	_ [48]byte
}

// slabs are the pieces of memory of neighbouring parts: at most two are in use
// while the parts move from one to the next.
type slabs struct {
	mu   sync.Mutex
	list []*slab
}

// slab is a piece of memory with room for one part after the other.
type slab struct {
	first int // the first part in it
	slots int // of one part
	words []uint64
	free  func()
	users int // parts that have not left it yet
}

func newVisitedSet() *visitedSet {
	v := &visitedSet{}
	for i := range v.parts {
		v.place(i, firstSlots)
	}
	return v
}

// place gives a part new empty slots. It returns false when the limit does not
// allow that.
func (v *visitedSet) place(which, slots int) bool {
	group, first, parts := v.group(which, slots)
	group.mu.Lock()
	defer group.mu.Unlock()
	var s *slab
	for _, have := range group.list {
		if have.slots == slots {
			s = have
		}
	}
	if s == nil {
		bytes := int64(slots) * int64(parts) * 8
		total := v.bytes.Add(bytes)
		if limit := v.limit.Load(); limit != 0 && total > limit {
			v.bytes.Add(-bytes)
			return false
		}
		s = &slab{first: first, slots: slots, users: parts}
		s.words, s.free = allocWords(slots * parts)
		group.list = append(group.list, s)
	}
	p := &v.parts[which]
	at := (which - s.first) * slots
	p.slots, p.slab = s.words[at:at+slots:at+slots], s
	p.growAt = int(float64(slots) * growAt)
	p.fullAt = int(float64(slots) * fullAt)
	return true
}

// group returns the slabs for a part of the given number of slots, the first
// part that they serve, and how many.
func (v *visitedSet) group(which, slots int) (group *slabs, first, parts int) {
	if slots <= smallSlots {
		return &v.slabs[numParts/slabParts], 0, numParts
	}
	return &v.slabs[which/slabParts], which / slabParts * slabParts, slabParts
}

// leave says that a part has left a slab, whose memory is given back when it
// was the last one.
func (v *visitedSet) leave(which int, s *slab) {
	group, _, _ := v.group(which, s.slots)
	group.mu.Lock()
	defer group.mu.Unlock()
	if s.users--; s.users > 0 {
		return
	}
	s.free()
	v.bytes.Add(-int64(len(s.words)) * 8)
	group.list = slices.DeleteFunc(group.list, func(have *slab) bool { return have == s })
}

// close gives the memory back; the set must not be used any more.
func (v *visitedSet) close() {
	for i := range v.slabs {
		for _, s := range v.slabs[i].list {
			s.free()
		}
		v.slabs[i].list = nil
	}
	for i := range v.parts {
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
	for len(cands) > 0 {
		n := min(len(cands), touchedAtATime)
		if len(p.slots) > touchFrom {
			p.touch(cands[:n])
		}
		if !v.insertAll(which, cands[:n], marks) {
			return false
		}
		cands = cands[n:]
	}
	return true
}

const (
	// Slots of a part with more than touchFrom of them are touched for so many
	// candidates at a time before these are inserted.
	touchedAtATime = 32
	touchFrom      = 1 << 12
)

// touch reads the slots at which the search for the candidates will start. The
// reads depend on nothing, so the cache misses overlap; an insert decides by
// what it reads, and would wait for each.
func (p *part) touch(cands []candidate) {
	sum := uint64(0)
	slots := p.slots
	for i := range cands {
		sum += slots[home(cands[i].name, len(slots))]
	}
	p.touched = sum // so that the reads are not optimised away
}

func (v *visitedSet) insertAll(which int, cands []candidate, marks []byte) bool {
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
					if v.grow(which) {
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
func (v *visitedSet) grow(which int) bool {
	p := &v.parts[which]
	old, oldSlab := p.slots, p.slab
	slots := len(old) * growBy
	if !v.place(which, slots) {
		return false
	}
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
	v.leave(which, oldSlab)
	return true
}
