package cycles

import "encoding/binary"

// Bits is a set of small numbers: of the atoms that are true of a node or a step, or of
// conditions that are met. It has as many words as it needs; nil is the empty set.
type Bits []uint64

// Set puts a number into the set.
func (b *Bits) Set(i int) {
	for len(*b) <= i/64 {
		*b = append(*b, 0)
	}
	(*b)[i/64] |= 1 << (i % 64)
}

func (b *Bits) put(i int, is bool) {
	if is {
		b.Set(i)
	}
}

// Has reports whether a number is in the set.
func (b Bits) Has(i int) bool { return i/64 < len(b) && b[i/64]>>(i%64)&1 != 0 }

// first is the set of the numbers below n.
func first(n int) (b Bits) {
	for i := range n {
		b.Set(i)
	}
	return b
}

// add puts all of another set into the set, in place.
func (b *Bits) add(c Bits) {
	for len(*b) < len(c) {
		*b = append(*b, 0)
	}
	for i, word := range c {
		(*b)[i] |= word
	}
}

// keep takes out of the set what is not in another one, in place.
func (b Bits) keep(c Bits) {
	for i := range b {
		if i < len(c) {
			b[i] &= c[i]
		} else {
			b[i] = 0
		}
	}
}

func (b Bits) or(c Bits) Bits {
	d := append(Bits(nil), b...)
	d.add(c)
	return d
}

func (b Bits) and(c Bits) Bits {
	d := append(Bits(nil), b...)
	d.keep(c)
	return d
}

func (b Bits) without(c Bits) Bits {
	d := append(Bits(nil), b...)
	for i := range min(len(d), len(c)) {
		d[i] &^= c[i]
	}
	return d
}

// within reports whether all numbers of the set are in another one.
func (b Bits) within(c Bits) bool {
	for i, word := range b {
		if i < len(c) {
			word &^= c[i]
		}
		if word != 0 {
			return false
		}
	}
	return true
}

// meets reports whether two sets have a number in common.
func (b Bits) meets(c Bits) bool {
	for i := range min(len(b), len(c)) {
		if b[i]&c[i] != 0 {
			return true
		}
	}
	return false
}

func (b Bits) empty() bool { return b.within(nil) }

// appendKey appends bytes that are the same for equal sets, and tell them from others.
func (b Bits) appendKey(dst []byte) []byte {
	n := len(b)
	for n > 0 && b[n-1] == 0 {
		n--
	}
	dst = binary.AppendUvarint(dst, uint64(n))
	for _, word := range b[:n] {
		dst = binary.LittleEndian.AppendUint64(dst, word)
	}
	return dst
}
