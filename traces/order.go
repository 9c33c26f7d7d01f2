package traces

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// Equal reports whether a and b are the same value. The order of a record's
// fields does not matter. A nil Value (none) equals only nil.
func Equal(a, b Value) bool { return Compare(a, b) == 0 }

// Compare returns a negative number, 0 or a positive one as a comes before, is
// equal to, or comes after b. The order is total: none (nil) first, then
// booleans, integers, strings, lists, tuples, sets, maps, records and opaque
// texts. Within a kind it is the usual one: integers by size, strings by bytes,
// lists element by element, records by their fields in the order of the names.
func Compare(a, b Value) int {
	a, b = Plain(a), Plain(b)
	if c := cmp.Compare(rank(a), rank(b)); c != 0 {
		return c
	}
	switch a := a.(type) {
	case Bool:
		return compareBools(bool(a), bool(b.(Bool)))
	case Int:
		if b, ok := b.(Int); ok {
			return cmp.Compare(a, b)
		}
		return bigOf(a).Cmp(bigOf(b))
	case BigInt:
		return bigOf(a).Cmp(bigOf(b))
	case Str:
		return strings.Compare(string(a), string(b.(Str)))
	case Seq:
		return slices.CompareFunc(a, b.(Seq), Compare)
	case Tuple:
		return slices.CompareFunc(a, b.(Tuple), Compare)
	case Set:
		return slices.CompareFunc(a, b.(Set), Compare)
	case Map:
		return slices.CompareFunc(a, b.(Map), comparePairs)
	case Record:
		return compareRecords(a, b.(Record))
	case Opaque:
		return strings.Compare(string(a), string(b.(Opaque)))
	}
	return 0 // both are nil
}

// rank gives the kinds their order. Int and BigInt are one kind.
func rank(v Value) int {
	switch v.(type) {
	case Bool:
		return 1
	case Int, BigInt:
		return 2
	case Str:
		return 3
	case Seq:
		return 4
	case Tuple:
		return 5
	case Set:
		return 6
	case Map:
		return 7
	case Record:
		return 8
	case Opaque:
		return 9
	}
	return 0
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func comparePairs(a, b Pair) int {
	return cmp.Or(Compare(a.Key, b.Key), Compare(a.Value, b.Value))
}

func compareFields(a, b Field) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), Compare(a.Value, b.Value))
}

// compareRecords compares the fields in the order of their names: the one order
// in which two equal records are surely alike.
func compareRecords(a, b Record) int {
	// Sets of records are sorted by this, so small ones are put in order on the
	// stack.
	var bufA, bufB [16]Field
	return slices.CompareFunc(byName(a, bufA[:0]), byName(b, bufB[:0]), compareFields)
}

// byName returns r's fields in the order of their names, in buf if that is large
// enough.
func byName(r Record, buf Record) Record {
	for _, f := range r {
		i := len(buf)
		buf = append(buf, f)
		// Insertion is quick for few fields and for sorted ones. The rest is rare.
		for ; i > 0 && i < 64 && f.Name < buf[i-1].Name; i-- {
			buf[i], buf[i-1] = buf[i-1], buf[i]
		}
	}
	if len(buf) > 64 {
		slices.SortStableFunc(buf, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	}
	return buf
}

// bigOf returns an Int or BigInt as a big integer. The caller must not change it.
func bigOf(v Value) *big.Int {
	switch v := v.(type) {
	case Int:
		return big.NewInt(int64(v))
	case BigInt:
		if v.V != nil {
			return v.V
		}
	}
	return new(big.Int)
}
