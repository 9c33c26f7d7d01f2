package cycles

// Bits is a set of small numbers: of the atoms that are true of a node or a step, or of conditions that are met.
type Bits [bitWords]uint64

// bitWords is the size of Bits in words.
const bitWords = 4

// MaxAtoms is how many atoms of states, and how many of steps, a formula may have.
const MaxAtoms = 64 * bitWords

// Set puts a number into the set.
func (b *Bits) Set(i int) { b[i/64] |= 1 << (i % 64) }

func (b *Bits) put(i int, is bool) {
	if is {
		b.Set(i)
	}
}

// Has reports whether a number is in the set.
func (b Bits) Has(i int) bool { return b[i/64]>>(i%64)&1 != 0 }

// first is the set of the numbers below n.
func first(n int) (b Bits) {
	for i := range n {
		b.Set(i)
	}
	return b
}

func (b Bits) or(c Bits) Bits {
	for i := range b {
		b[i] |= c[i]
	}
	return b
}

func (b Bits) and(c Bits) Bits {
	for i := range b {
		b[i] &= c[i]
	}
	return b
}

func (b Bits) without(c Bits) Bits {
	for i := range b {
		b[i] &^= c[i]
	}
	return b
}

func (b Bits) empty() bool { return b == Bits{} }
