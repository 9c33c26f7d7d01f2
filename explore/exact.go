package explore

import (
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/internal/table"
)

// exactSet is the visited set of an exact search. It keeps whole keys; a hash
// of the key only says where to look for it, and every comparison is of the
// whole key.
type exactSet struct {
	parts [numParts]exactPart
}

type exactPart struct {
	index table.Index // the offsets of the keys in words
	words []uint32    // every key as its length and its words
	_     [64]byte
}

func (e *exactSet) len() uint64 {
	var n uint64
	for i := range e.parts {
		n += uint64(e.parts[i].index.Len())
	}
	return n
}

func (e *exactSet) size() int64 {
	var n int64
	for i := range e.parts {
		n += e.parts[i].index.Bytes() + int64(cap(e.parts[i].words))*4
	}
	return n
}

// insert puts the candidates, all of one part, into the set, and marks those
// that are new. keyOf returns the key of a candidate.
func (e *exactSet) insert(which int, cands []candidate, marks []byte, keyOf func(number uint32) []uint32) {
	p := &e.parts[which]
	for _, c := range cands {
		if p.insert(c.name, keyOf(c.number)) {
			marks[c.number] = markNew
		}
	}
}

func (p *exactPart) insert(hash uint64, key []uint32) (isNew bool) {
	if _, ok := p.lookUp(hash, key); ok {
		return false
	}
	p.index.Add(scatter(hash), uint32(len(p.words)))
	p.words = append(p.words, uint32(len(key)))
	p.words = append(p.words, key...)
	return true
}

func (p *exactPart) lookUp(hash uint64, key []uint32) (offset uint32, ok bool) {
	return p.index.Find(scatter(hash), func(offset uint32) bool {
		return slices.Equal(p.words[offset+1:][:p.words[offset]], key)
	})
}

// scatter moves the bits of a hash up that do not choose the part.
func scatter(hash uint64) uint64 { return hash << partBits }

// find returns the place of a key that is in the part, which no other key has;
// it is never 0.
func (p *exactPart) find(hash uint64, key []uint32) uint64 {
	offset, _ := p.lookUp(hash, key)
	return uint64(offset) + 1
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

// add adds the key of a state.
func (k *exactKeys) add(space Space, s []uint32) (err error) {
	begin := len(k.words)
	k.words, err = space.Key(k.words, s)
	k.ends = append(k.ends, uint32(len(k.words)))
	k.hashes = append(k.hashes, hashKey(k.words[begin:]))
	return err
}

func (k *exactKeys) of(number uint32) []uint32 {
	begin := uint32(0)
	if number > 0 {
		begin = k.ends[number-1]
	}
	return k.words[begin:k.ends[number]]
}
