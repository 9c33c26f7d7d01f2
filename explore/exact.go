package explore

import "github.com/zeebo/xxh3"

// exactSet is the visited set of an exact search. It keeps whole keys; a hash
// of the key only says where to look for it, and every comparison is of the
// whole key.
type exactSet struct {
	parts [numParts]exactPart
}

type exactPart struct {
	slots []uint64 // 1 + the offset of the key in words; 0 is empty
	words []uint32 // every key as its length and its words
	used  int
	_     [64]byte
}

func (e *exactSet) len() uint64 {
	var n uint64
	for i := range e.parts {
		n += uint64(e.parts[i].used)
	}
	return n
}

func (e *exactSet) size() int64 {
	var n int64
	for i := range e.parts {
		n += int64(cap(e.parts[i].slots))*8 + int64(cap(e.parts[i].words))*4
	}
	return n
}

// insert puts the candidates, all of one part, into the set, and marks those
// that are new. keyOf returns the key of a candidate.
func (e *exactSet) insert(which int, cands []candidate, marks []byte, keyOf func(number uint32) []uint32) {
	p := &e.parts[which]
	for _, c := range cands {
		if 4*(p.used+1) > 3*len(p.slots) {
			p.grow()
		}
		if p.insert(c.name, keyOf(c.number)) {
			marks[c.number] = markNew
		}
	}
}

func (p *exactPart) insert(hash uint64, key []uint32) bool {
	at := home(hash, len(p.slots))
	for p.slots[at] != 0 {
		if p.holds(p.slots[at]-1, key) {
			return false
		}
		at++
		if at == len(p.slots) {
			at = 0
		}
	}
	p.slots[at] = uint64(len(p.words)) + 1
	p.words = append(p.words, uint32(len(key)))
	p.words = append(p.words, key...)
	p.used++
	return true
}

func (p *exactPart) holds(offset uint64, key []uint32) bool {
	have := p.words[offset+1:][:p.words[offset]]
	if len(have) != len(key) {
		return false
	}
	for i := range have {
		if have[i] != key[i] {
			return false
		}
	}
	return true
}

// find returns the place of a key that is in the part, which no other key has;
// it is never 0.
func (p *exactPart) find(hash uint64, key []uint32) uint64 {
	at := home(hash, len(p.slots))
	for !p.holds(p.slots[at]-1, key) {
		at++
		if at == len(p.slots) {
			at = 0
		}
	}
	return p.slots[at]
}

func (p *exactPart) grow() {
	p.slots = make([]uint64, max(64, 2*len(p.slots)))
	for offset := 0; offset < len(p.words); {
		n := int(p.words[offset])
		at := home(hashKey(p.words[offset+1:][:n]), len(p.slots))
		for p.slots[at] != 0 {
			at++
			if at == len(p.slots) {
				at = 0
			}
		}
		p.slots[at] = uint64(offset) + 1
		offset += 1 + n
	}
}

// hashKey says where to look for a key.
func hashKey(key []uint32) uint64 {
	var buf [256]byte
	b := buf[:0]
	for _, w := range key {
		b = append(b, byte(w), byte(w>>8), byte(w>>16), byte(w>>24))
	}
	return xxh3.Hash(b)
}

// exactKeys holds the keys of the candidates of one stretch.
type exactKeys struct {
	words  []uint32
	ends   []uint32
	hashes []uint64
}

func (k *exactKeys) reset() { k.words, k.ends, k.hashes = k.words[:0], k.ends[:0], k.hashes[:0] }

func (k *exactKeys) of(number uint32) []uint32 {
	begin := uint32(0)
	if number > 0 {
		begin = k.ends[number-1]
	}
	return k.words[begin:k.ends[number]]
}
