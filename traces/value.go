package traces

import (
	"fmt"
	"math/big"
	"slices"
	"unicode/utf8"

	"github.com/synod-go/synod/internal/quote"
)

// Value is a value in a state: one of Bool, Int, BigInt, Str, Seq, Tuple, Set,
// Map, Record, Opaque and Shown. Values are compared with Equal and Compare, never
// with ==. They are shared freely, so nobody may change one.
//
// A value is kept in the form in which it was written: the list [1, 2], the
// tuple <1, 2> and the map {1: 1, 2: 2} are three values, although in TLA+ they
// are one.
type Value interface {
	// String is the value as compact text on one line, for people.
	String() string
	isValue()
}

// Bool is a boolean.
type Bool bool

// Int is an integer that fits into 64 bits.
type Int int64

// BigInt is an integer that does not fit into 64 bits. NewInt makes one where
// it is needed; a nil V counts as 0.
type BigInt struct{ V *big.Int }

// Str is a string, which must be UTF-8. NewStr makes one of any Go string.
type Str string

// Seq is a list; in TLA+ a sequence.
type Seq []Value

// Tuple is a list of fixed length, whose elements may be of different types.
type Tuple []Value

// Set is a set: sorted by Compare, without duplicates. NewSet makes one.
type Set []Value

// Map is a function with a finite domain: sorted by key, each key once. NewMap
// makes one.
type Map []Pair

// Pair is one key of a Map with its value.
type Pair struct{ Key, Value Value }

// Record is a list of named fields, each name once. The order is kept for the
// reader's eye, and has no meaning: records that differ in it alone are equal.
type Record []Field

// Field is one field of a Record.
type Field struct {
	Name  string
	Value Value
}

// Opaque is the text of something that is no value of the others' kinds, such
// as an infinite set. Two of them are equal when their texts are.
type Opaque string

// Shown is a value that people read as a text of its own, such as what the String
// method of its Go type returns. The text is for the reader's eye, like the order of
// a record's fields: a Shown equals its Value.
type Shown struct {
	Text  string
	Value Value
}

// Plain returns v without the text of a Shown. Values inside v keep theirs.
func Plain(v Value) Value {
	for {
		s, ok := v.(Shown)
		if !ok {
			return v
		}
		v = s.Value
	}
}

func (Bool) isValue()   {}
func (Int) isValue()    {}
func (BigInt) isValue() {}
func (Str) isValue()    {}
func (Seq) isValue()    {}
func (Tuple) isValue()  {}
func (Set) isValue()    {}
func (Map) isValue()    {}
func (Record) isValue() {}
func (Opaque) isValue() {}
func (Shown) isValue()  {}

// NewInt returns the integer v: an Int if it fits into 64 bits, else a BigInt
// with a copy of v.
func NewInt(v *big.Int) Value {
	if v.IsInt64() {
		return Int(v.Int64())
	}
	return BigInt{V: new(big.Int).Set(v)}
}

// NewStr returns s as a value: a Str if it is UTF-8. JSON has no other strings,
// so one that is not (bytes in a string) becomes an Opaque with the quoted
// bytes as text, which can be written, compared and read by people.
func NewStr(s string) Value {
	if utf8.ValidString(s) {
		return Str(s)
	}
	return Opaque(quote.Quoted(s))
}

// NewSet returns the set of the given members. The arguments are copied.
func NewSet(members ...Value) Set {
	s := slices.Clone(members)
	slices.SortFunc(s, Compare)
	return slices.CompactFunc(s, Equal)
}

// NewMap returns the map of the given pairs. The arguments are copied. It fails
// when two keys are equal.
func NewMap(pairs ...Pair) (Map, error) {
	m := slices.Clone(pairs)
	slices.SortStableFunc(m, func(a, b Pair) int { return Compare(a.Key, b.Key) })
	for i := 1; i < len(m); i++ {
		if Equal(m[i-1].Key, m[i].Key) {
			return nil, fmt.Errorf("the key %s stands twice in a map", brief(m[i].Key))
		}
	}
	return m, nil
}

// Get returns the value of the field with the given name, and whether there is
// one.
func (r Record) Get(name string) (Value, bool) {
	for _, f := range r {
		if f.Name == name {
			return f.Value, true
		}
	}
	return nil, false
}

// Get returns the value at key, and whether there is one.
func (m Map) Get(key Value) (Value, bool) {
	i, found := slices.BinarySearchFunc(m, key, func(p Pair, k Value) int { return Compare(p.Key, k) })
	if !found {
		return nil, false
	}
	return m[i].Value, true
}
