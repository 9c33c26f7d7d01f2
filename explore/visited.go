package explore

import (
	"slices"
	"sync/atomic"
)

const (
	partBits = 8
	// numParts is how many parts the visited set is cut into, by the top bits
	// of a name.
	numParts = 1 << partBits
)

// candidate is a successor on its way into the visited set.
type candidate struct {
	name   uint64
	number uint32 // among the candidates of its stretch
}

// visitedSet is the set of names seen so far, in parts. A part has one owner at a time, so
// there are no atomics and no locks in it.
//
// A part begins as a slotTable, which is fast. When the set is a large share of the memory,
// the parts become nameTables one by one as they grow: these take half as much, and a
// little more time.
type visitedSet struct {
	parts [numParts]part
	slabs [partGroups + 1]slabs // the last one is for small parts
	bytes atomic.Int64
	flat  atomic.Int64 // of bytes, those of slots
	// limit is how many bytes the set may take; 0 is no limit.
	limit atomic.Int64
	// compactFrom is how many bytes the set takes when parts that grow become nameTables.
	compactFrom int64
}

// compactFrom is that without a limit; with one it is a share of it.
const (
	compactFrom  = 4 << 30
	compactShare = 4
)

// part is the names that begin with the same byte.
type part struct {
	slotTable            // until it is compact
	names     *nameTable // from then on
	counted   int64      // bytes of names that the set has counted
	// touched only keeps reads alive, see touch.
	touched uint64
	// pad keeps the parts of two workers on different cache lines.
	_ [64]byte
}

func newVisitedSet() *visitedSet {
	v := &visitedSet{compactFrom: compactFrom}
	for i := range v.parts {
		v.place(i, firstSlots)
	}
	return v
}

// setLimit says how many bytes the set may take from now on.
func (v *visitedSet) setLimit(bytes int64) {
	v.limit.Store(bytes)
	v.compactFrom = bytes / compactShare
}

// close gives the memory back; the set must not be used any more.
func (v *visitedSet) close() {
	v.closeSlabs()
	for i := range v.parts {
		p := &v.parts[i]
		p.slots = nil
		if p.names != nil {
			p.names.close()
		}
	}
}

// len returns the number of names in the set.
func (v *visitedSet) len() uint64 {
	var n uint64
	for i := range v.parts {
		n += uint64(v.parts[i].len())
	}
	return n
}

// len returns the number of names in a part.
func (p *part) len() int {
	if p.names != nil {
		return p.names.used
	}
	return p.used
}

// sortedKeys appends the keys of a part, in order.
func (p *part) sortedKeys(dst []uint64) []uint64 {
	begin := len(dst)
	if p.names != nil {
		p.names.all(func(key uint64) { dst = append(dst, key) })
	}
	for _, name := range p.slots {
		if name != 0 {
			dst = append(dst, keyOf(name))
		}
	}
	slices.Sort(dst[begin:])
	return dst
}

// partOf returns the part that a name belongs to.
func partOf(name uint64) int { return int(name >> (64 - partBits)) }

const (
	// The lines of a part of more than touchFrom bytes are touched for so many
	// candidates at a time before these are inserted.
	touchedAtATime = 32
	touchFrom      = 1 << 15
)

// insert puts the candidates, all of one part, into the set, and marks those
// that are new. It returns false when there was no room for all of them.
func (v *visitedSet) insert(which int, cands []candidate, marks []byte) bool {
	p := &v.parts[which]
	for len(cands) > 0 {
		some := cands[:min(len(cands), touchedAtATime)]
		switch {
		case p.names != nil:
			p.touched = p.names.touch(some)
			if !v.insertNames(p, some, marks) {
				return false
			}
		default:
			if len(p.slots)*8 > touchFrom {
				p.touched = p.touch(some)
			}
			if !v.insertSlots(which, some, marks) {
				return false
			}
		}
		cands = cands[len(some):]
	}
	if p.names != nil {
		v.count(p)
	}
	return true
}

// insertSlots is insert for a part that is not compact, or becomes that on the way.
func (v *visitedSet) insertSlots(which int, cands []candidate, marks []byte) bool {
	p := &v.parts[which]
	for i, c := range cands {
		for {
			did := p.add(c.name)
			if did == added {
				marks[c.number] = markNew
			}
			if did != noRoom {
				break
			}
			switch enlarged := v.enlarge(which); {
			case enlarged && p.names != nil:
				return v.insertNames(p, cands[i:], marks)
			case !enlarged && !p.fillFurther():
				return false
			}
		}
	}
	return true
}

// insertNames is insert for a compact part.
func (v *visitedSet) insertNames(p *part, cands []candidate, marks []byte) bool {
	for _, c := range cands {
		for {
			did := p.names.add(keyOf(c.name))
			if did == added {
				marks[c.number] = markNew
			}
			if did != noRoom {
				break
			}
			if !v.growNames(p) && !p.names.fillFurther() {
				return false
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

// enlarge gives a part that is not compact more slots, or makes it compact, if the limit allows
// that.
func (v *visitedSet) enlarge(which int) bool {
	p := &v.parts[which]
	if v.bytes.Load() < v.compactFrom || linesFor(p.used) < firstLines {
		return v.growSlots(which)
	}
	return v.compact(which)
}

// soonShare is how full of what it takes a part is that is enlarged before it has to be.
const soonShare = 0.95

// isSoonFull reports whether some part that is not compact will soon be enlarged.
func (v *visitedSet) isSoonFull() bool {
	for i := range v.parts {
		if p := &v.parts[i]; p.names == nil && float64(p.used) > soonShare*growSlotsAt*float64(len(p.slots)) {
			return true
		}
	}
	return false
}

// enlargeGroup enlarges the parts of a group that are not compact and nearly as full as others are
// when isSoonFull says so. They leave the memory that they share together, so that it is given back
// at once. Groups, of which there are partGroups, can be enlarged at the same time.
func (v *visitedSet) enlargeGroup(group int) {
	for which := group * slabParts; which < (group+1)*slabParts; which++ {
		p := &v.parts[which]
		if p.names == nil && float64(p.used) > soonShare*soonShare*growSlotsAt*float64(len(p.slots)) {
			v.enlarge(which)
		}
	}
}

// grown returns how many bytes the set takes at most while it grows once more, with so many owners
// of parts at a time.
func (v *visitedSet) grown(owners int) int64 {
	flat := v.flat.Load()
	tables := max(0, v.bytes.Load()-flat)
	tables += tables/8 + tables/numParts*int64(owners) // a table that grows is there twice
	group := flat / partGroups * int64(min(owners, partGroups))
	switch {
	case flat <= numParts*smallSlots*8:
		return tables + (1+growSlotsBy)*flat // the parts have one group
	case flat+tables < v.compactFrom:
		return tables + growSlotsBy*flat + group
	}
	return tables + flat + group // a name takes less when it is compact
}

// reserve counts bytes that are taken besides, if the limit allows that.
func (v *visitedSet) reserve(bytes int64) bool {
	total := v.bytes.Add(bytes)
	if limit := v.limit.Load(); limit != 0 && total > limit {
		v.bytes.Add(-bytes)
		return false
	}
	return true
}

// count brings the number of bytes up to date with a compact part.
func (v *visitedSet) count(p *part) {
	if now := p.names.bytes(); now != p.counted {
		v.bytes.Add(now - p.counted)
		p.counted = now
	}
}

// growNames gives a compact part more lines, if the limit allows that.
func (v *visitedSet) growNames(p *part) bool {
	lines := moreLines(p.names.homes)
	both := tableBytes(lines) // the old table is there for a moment, too
	if !v.reserve(both) {
		return false
	}
	defer v.bytes.Add(-both)
	p.names.grow(lines)
	v.count(p)
	return true
}

// compact makes a part a nameTable, if the limit allows that.
func (v *visitedSet) compact(which int) bool {
	p := &v.parts[which]
	lines := linesFor(p.used)
	both := tableBytes(lines)
	if !v.reserve(both) {
		return false
	}
	defer v.bytes.Add(-both)
	names := newNameTable(lines)
	for _, name := range p.slots {
		if name != 0 {
			names.add(keyOf(name))
		}
	}
	p.slotTable, p.names = slotTable{}, names
	v.leave(which, forever)
	v.count(p)
	return true
}
