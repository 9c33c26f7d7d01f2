package explore

import (
	"math"
	"math/bits"
	"slices"
	"sync"
)

const (
	// firstSlots is the first number of slots of a part.
	firstSlots = 1024
	// A part doubles when it is four fifths full, so that a state takes between
	// 10 and 20 bytes. When there is no memory to grow, it is filled up to nine
	// tenths.
	growSlotsAt, growSlotsBy, fullSlotsAt = 0.8, 2, 0.9
	// smallSlots is how many slots a small part has at most.
	smallSlots = 1 << 13
	// slabParts is how many neighbouring parts take their slots from one piece
	// of memory, so that pieces are large enough for huge pages while a set that
	// grows holds little more than it needs. Small parts all share one piece.
	slabParts  = 16
	partGroups = numParts / slabParts
)

// slotTable is names by open addressing over flat memory.
type slotTable struct {
	slots []uint64 // 0 is empty
	used  int
	most  int // number of names at which add has no room
}

// slabs are the pieces of memory of neighbouring parts: at most two are in use
// while the parts move from one to the next.
type slabs struct {
	mu   sync.Mutex
	list []*slab
	gone [numParts]bool // parts that need no more slots
}

// slab is a piece of memory with room for one part after the other.
type slab struct {
	first int // the first part in it
	slots int // of one part
	words []uint64
	free  func()
	users map[int]bool // parts that are in it, or may still come
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
		if !v.reserve(int64(slots) * int64(parts) * 8) {
			return false
		}
		s = &slab{first: first, slots: slots, users: map[int]bool{}}
		for i := range parts {
			if !group.gone[first+i] {
				s.users[first+i] = true
			}
		}
		s.words, s.free = allocWords(slots * parts)
		v.flat.Add(int64(len(s.words)) * 8)
		group.list = append(group.list, s)
	}
	p := &v.parts[which]
	at := (which - s.first) * slots
	p.slots = s.words[at : at+slots : at+slots]
	p.most = int(float64(slots) * growSlotsAt)
	return true
}

// group returns the slabs for a part of the given number of slots, the first
// part that they serve, and how many.
func (v *visitedSet) group(which, slots int) (group *slabs, first, parts int) {
	if slots <= smallSlots {
		return &v.slabs[partGroups], 0, numParts
	}
	return &v.slabs[which/slabParts], which / slabParts * slabParts, slabParts
}

// forever is for leave: the part needs no slots any more.
const forever = math.MaxInt

// leave says that a part has left the slabs with so many slots for it, or fewer. The memory
// of those that it was the last one to leave is given back.
func (v *visitedSet) leave(which, slots int) {
	for _, size := range []int{0, slots} {
		group, _, _ := v.group(which, size)
		group.mu.Lock()
		group.gone[which] = slots == forever
		group.list = slices.DeleteFunc(group.list, func(s *slab) bool {
			if s.slots <= slots {
				delete(s.users, which)
			}
			if len(s.users) > 0 {
				return false
			}
			s.free()
			v.bytes.Add(-int64(len(s.words)) * 8)
			v.flat.Add(-int64(len(s.words)) * 8)
			return true
		})
		group.mu.Unlock()
	}
}

func (v *visitedSet) closeSlabs() {
	for i := range v.slabs {
		for _, s := range v.slabs[i].list {
			s.free()
		}
		v.slabs[i].list = nil
	}
}

// growSlots gives a part more slots, if the limit allows.
func (v *visitedSet) growSlots(which int) bool {
	p := &v.parts[which]
	old := p.slots
	if !v.place(which, len(old)*growSlotsBy) {
		return false
	}
	p.used = 0
	for _, name := range old {
		if name != 0 {
			p.add(name)
		}
	}
	v.leave(which, len(old))
	return true
}

// fillFurther lets a table that may not grow take a few more names. It returns false if it
// is as full as it may be.
func (t *slotTable) fillFurther() bool {
	full := int(float64(len(t.slots)) * fullSlotsAt)
	if t.most == full {
		return false
	}
	t.most = full
	return true
}

// home returns the slot at which the search for name starts: the bits below
// those that chose the part, scaled to the number of slots. So slots are in the
// order of names, and any number of slots is possible, not only powers of two.
func home(name uint64, slots int) int {
	hi, _ := bits.Mul64(name<<partBits, uint64(slots))
	return int(hi)
}

// touch reads the slots at which the search for the candidates will start. The
// reads depend on nothing, so the cache misses overlap; an insert decides by
// what it reads, and would wait for each. The sum is so that they are not optimised away.
func (t *slotTable) touch(cands []candidate) (sum uint64) {
	slots := t.slots
	for i := range cands {
		sum += slots[home(cands[i].name, len(slots))]
	}
	return sum
}

// add puts a name into the table.
func (t *slotTable) add(name uint64) adding {
	if name == 0 {
		name = 1 // 0 marks an empty slot
	}
	slots := t.slots
	at := home(name, len(slots))
	for {
		have := slots[at]
		if have == name {
			return hadIt
		}
		if have == 0 {
			if t.used >= t.most {
				return noRoom
			}
			slots[at] = name
			t.used++
			return added
		}
		if at++; at == len(slots) {
			at = 0
		}
	}
}
