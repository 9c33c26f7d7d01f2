package explore

import (
	"maps"
	"math/bits"
	"slices"
)

// A nameTable is the visited set of one part: the keys of names, 56 bits each, exactly, in
// 48 bits a slot. It is a quotient table (Cleary, "Compact Hash Tables Using
// Bidirectional Linear Probing", IEEE Transactions on Computers, 1984): where a key lies
// says a part of it.
//
// A line of 64 bytes, a cache line, has ten slots. The home of a key is a line, in the order
// of keys: floor(key · homes / 2^56). So any number of homes is possible, and a table grows
// in one pass from its beginning to its end. The keys of one home follow each other, and
// there are at most 2^48 of them, so their lowest 48 bits tell them apart.
//
// A key lies in its home or, if that is full, in one of the three lines after it; its slot
// says how far. A home says how far away the farthest of its keys lies, which ends a search
// early. Keys for which there is no room so near are in the overflow.
const (
	keyBits   = 64 - partBits
	keyMask   = 1<<keyBits - 1
	slotBits  = 48
	lineSlots = 10
	farthest  = 3
	lineBytes = 64
	// firstLines is the first number of homes: with fewer the keys of one would not fit into
	// the bits of a slot.
	firstLines = 1 << (keyBits - slotBits)
)

// line is ten slots. Of the 48 bits of a slot tags has the lowest 16, four to a word, and rest
// the others. The upper half of the last word of tags tells about the line: its lowest 4
// bits are the number of keys, the next 2 how far away the farthest key lies of which the
// line is the home, the next one whether some of these are in the overflow, and from bit 8
// on 2 bits for each slot how far its key is from home.
type line struct {
	tags [3]uint64
	rest [lineSlots]uint32
}

const (
	tagBits    = 16
	tagMask    = 1<<tagBits - 1
	everyTag   = 1<<48 | 1<<32 | 1<<16 | 1 // times a tag: four of them
	aboutShift = 32
	countMask  = 1<<4 - 1
	farShift   = 4
	farMask    = 1<<2 - 1
	overflows  = 1 << 6
	distShift  = 8
	distMask   = 1<<2 - 1

	growLinesAt = 0.85 // when a table grows
	fullLinesAt = 0.92 // when it takes no more
)

func (l *line) about() uint32 { return uint32(l.tags[2] >> aboutShift) }

// tell adds to what tells about the line.
func (l *line) tell(more uint32) { l.tags[2] += uint64(more) << aboutShift }

type nameTable struct {
	lines    []line // the homes, and as many after them as a key may be away
	homes    uint64
	used     int
	most     int // number of keys at which add has no room
	overflow map[uint64]struct{}
	free     func()
}

// moreLines returns how many homes a table gets that grows. Large ones grow by small steps:
// a set takes 7.5 to 8.5 bytes a key.
func moreLines(homes uint64) uint64 {
	if homes < 1<<10 {
		return 2 * homes
	}
	return homes + homes/8
}

// linesFor returns how many homes a table has for a number of keys and half as many more as
// come until it grows.
func linesFor(keys int) uint64 {
	return moreLines(uint64(float64(keys)/(lineSlots*growLinesAt)) + 1)
}

// tableBytes is the size of a table without its overflow.
func tableBytes(homes uint64) int64 { return int64(homes+farthest) * lineBytes }

// overflowBytes is what a key in the overflow takes, roughly.
const overflowBytes = 24

func (t *nameTable) bytes() int64 {
	return tableBytes(t.homes) + int64(len(t.overflow))*overflowBytes
}

func newNameTable(homes uint64) *nameTable {
	t := &nameTable{homes: homes, most: int(float64(homes*lineSlots) * growLinesAt)}
	t.lines, t.free = allocLines(int(homes + farthest))
	return t
}

func (t *nameTable) close() { t.free() }

// fillFurther lets a table that may not grow take a few more keys. It returns false if it is
// as full as it may be.
func (t *nameTable) fillFurther() bool {
	full := int(float64(t.homes*lineSlots) * fullLinesAt)
	if t.most == full {
		return false
	}
	t.most = full
	return true
}

// home returns the line in which a key belongs.
func (t *nameTable) home(key uint64) uint64 {
	home, _ := bits.Mul64(key<<(64-keyBits), t.homes)
	return home
}

// firstKey returns the smallest key of a home.
func (t *nameTable) firstKey(home uint64) uint64 {
	q, r := bits.Div64(home>>(64-keyBits), home<<keyBits, t.homes)
	if r > 0 {
		q++
	}
	return q
}

// split returns the two parts of a key in a slot.
func split(key uint64) (tag uint64, rest uint32) { return key & tagMask, uint32(key >> tagBits) }

// alike has the highest bit set of each tag of a word that is one of four equal tags. Of
// those above such a one it may have some more.
func alike(word, tags uint64) uint64 {
	differ := word ^ tags
	return (differ - everyTag) &^ differ & (everyTag << (tagBits - 1))
}

// has reports whether a line has a key at a distance from its home. It looks at the tags of
// a word at once.
func (l *line) has(tag uint64, rest uint32, distance uint32) bool {
	tags := tag * everyTag
	first, second, third := alike(l.tags[0], tags), alike(l.tags[1], tags), alike(l.tags[2], tags)<<aboutShift>>aboutShift
	if first|second|third == 0 {
		return false
	}
	return l.hasAt(0, first, tag, rest, distance) || l.hasAt(1, second, tag, rest, distance) || l.hasAt(2, third, tag, rest, distance)
}

// hasAt is has for the tags of a word at which alike points.
func (l *line) hasAt(word uint32, at, tag uint64, rest uint32, distance uint32) bool {
	about := l.about()
	for ; at != 0; at &= at - 1 {
		bit := uint32(bits.TrailingZeros64(at)) &^ (tagBits - 1)
		i := 4*word + bit/tagBits
		if i < about&countMask && l.rest[i] == rest && l.tags[word]>>bit&tagMask == tag && about>>(distShift+2*i)&distMask == distance {
			return true
		}
	}
	return false
}

// touch reads the homes of the candidates, as slotTable.touch does.
func (t *nameTable) touch(cands []candidate) (sum uint64) {
	for i := range cands {
		sum += t.lines[t.home(keyOf(cands[i].name))].tags[2]
	}
	return sum
}

// keyOf returns what tells a name from others of its part. As in a slotTable, 0 is 1.
func keyOf(name uint64) uint64 { return max(name, 1) & keyMask }

// adding is what became of a name that was to be added to a table.
type adding int

const (
	hadIt adding = iota
	added
	noRoom
)

// add puts a key into the table.
func (t *nameTable) add(key uint64) adding {
	at := t.home(key)
	tag, rest := split(key)
	home := &t.lines[at]
	if home.has(tag, rest, 0) {
		return hadIt
	}
	far := home.about() >> farShift & farMask
	for d := uint32(1); d <= far; d++ {
		if t.lines[at+uint64(d)].has(tag, rest, d) {
			return hadIt
		}
	}
	if home.about()&overflows != 0 {
		if _, has := t.overflow[key]; has {
			return hadIt
		}
	}
	if t.used >= t.most {
		return noRoom
	}
	t.used++
	for d := uint32(0); d <= farthest; d++ {
		l := &t.lines[at+uint64(d)]
		n := l.about() & countMask
		if n == lineSlots {
			continue
		}
		l.tags[n/4] |= tag << (n % 4 * tagBits)
		l.rest[n] = rest
		l.tell(1 | d<<(distShift+2*n))
		if d > far {
			home.tell((d - far) << farShift)
		}
		return added
	}
	home.tags[2] |= overflows << aboutShift
	if t.overflow == nil {
		t.overflow = map[uint64]struct{}{}
	}
	t.overflow[key] = struct{}{}
	return added
}

// all calls f with every key, those in lines in the order of the lines.
func (t *nameTable) all(f func(key uint64)) {
	const window = farthest + 1
	var first [window]uint64 // the first keys of the last homes
	for at := range t.lines {
		if uint64(at) < t.homes {
			first[at%window] = t.firstKey(uint64(at))
		}
		l := &t.lines[at]
		for i := range l.about() & countMask {
			d := int(l.about() >> (distShift + 2*i) & distMask)
			begin := first[(at-d)%window]
			low := uint64(l.rest[i])<<tagBits | l.tags[i/4]>>(i%4*tagBits)&tagMask
			f(begin + (low-begin)&(1<<slotBits-1))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(t.overflow)) {
		f(key)
	}
}

// grow gives the table more homes.
func (t *nameTable) grow(homes uint64) {
	larger := newNameTable(homes)
	t.all(func(key uint64) { larger.add(key) })
	t.close()
	*t = *larger
}
