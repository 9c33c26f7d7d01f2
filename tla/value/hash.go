package value

import (
	"encoding/binary"
	"math/bits"
)

// Odd constants without structure, one per role, so that values of different kinds do not collide.
const (
	saltBool   = 0x9e3779b97f4a7c15
	saltInt    = 0xbf58476d1ce4e5b9
	saltString = 0x94d049bb133111eb
	saltModel  = 0xd6e8feb86659fd93
	saltSet    = 0xa0761d6478bd642f
	saltFunc   = 0xe7037ed1a0b428db
	saltMember = 0x8ebc6af09c88c6e3
	saltKey    = 0x589965cc75374cc3
	saltValue  = 0x1d8e4e27c47d124f
	multiplier = 0xeb44accab455d165
)

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// mixMember is what a member with hash h adds to the hash of its set.
func mixMember(h uint64) uint64 { return fold(fold(h^saltMember, multiplier)^h, saltMember) }

// mixPair is what a pair of key and value adds to the hash of its function.
func mixPair(k, v uint64) uint64 { return fold(fold(k^saltKey, v^saltValue)^k, multiplier) + v }

func hashInt(n int32) uint64 { return fold(uint64(uint32(n))^saltInt, multiplier) }

func hashText(salt uint64, s string) uint64 {
	h := salt ^ uint64(len(s))
	b := []byte(s)
	for len(b) >= 8 {
		h = fold(h^binary.LittleEndian.Uint64(b), multiplier)
		b = b[8:]
	}
	var last [8]byte
	copy(last[:], b)
	h = fold(h^binary.LittleEndian.Uint64(last[:]), saltKey)
	return fold(h^salt, multiplier)
}

// The hashes of {} and << >>, to which members and pairs are added.
const (
	EmptySetHash  uint64 = saltSet
	EmptyFuncHash uint64 = saltFunc
)

// MemberHash is what the member x adds to the hash of its set.
func MemberHash(x Value) uint64 { return mixMember(Hash(x)) }

// Hash is the content hash of v: equal values have equal hashes, in every process. It is kept in the
// value, so asking costs nothing; only intervals are added up. Of a value that is symbolic the hash
// is meaningless: [Normalize] first.
func Hash(v Value) uint64 {
	switch v.tag {
	case tagBool:
		return fold(uint64(v.n)^saltBool, multiplier)
	case tagInt:
		return hashInt(v.n)
	case tagInterval:
		if v.flags&flagLazy != 0 {
			return 0
		}
		lo, hi := v.bounds()
		h := uint64(saltSet)
		for i := int64(lo); i <= int64(hi); i++ {
			h += mixMember(hashInt(int32(i)))
		}
		return h
	case tagNone, tagLazySet, tagLambda:
		return 0
	}
	return v.o.hash
}

// Bytes is about how much memory the outermost object of v takes; what it shares with other values (its members, its
// domain) is not counted.
func Bytes(v Value) int {
	if v.o == nil {
		return 0
	}
	if v.tag == tagGrown {
		return 112 + 20*len(v.grown().added)
	}
	return 64 + 16*len(v.o.elems)
}
