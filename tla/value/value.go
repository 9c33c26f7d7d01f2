package value

import "sync/atomic"

// A tag is the representation of a value.
type tag uint8

const (
	tagNone tag = iota
	tagBool
	tagInt
	tagString
	tagModel
	tagSet      // members listed in canonical order
	tagGrown    // members in canonical order, in two parts: see Growing
	tagInterval // a..b, not empty
	tagLazySet  // a set by its description
	tagTuple    // a function on 1..n
	tagRecord   // a function on a non-empty set of strings
	tagFunc     // any other function with a listed domain
	tagLambda   // a function by its description
	tagGrowth   // members to be added to a set: see Growth
	tagPatch    // values to be put into a function: see Patch
)

// Kind is what a value is to TLA+: values of different kinds are not compared.
type Kind uint8

// The kinds. None is the kind of the zero Value, which is no TLA+ value: an unassigned variable.
const (
	None Kind = iota
	Bool
	Int
	String
	Model // a model value: an uninterpreted constant of a model file
	Set
	Function // sequences, tuples and records too
)

// String is the name of the kind in error messages.
func (k Kind) String() string {
	return [...]string{"undefined", "boolean", "integer", "string", "model value", "set", "function"}[k]
}

var kinds = [...]Kind{None, Bool, Int, String, Model, Set, Set, Set, Set, Function, Function, Function, Function, None, None}

const (
	flagModel uint8 = 1 << iota // a model value occurs in it
	flagLazy                    // a symbolic set or function occurs in it: no hash until [Normalize]
	flagTyped                   // a typed model value occurs in it
)

// A Value is one TLA+ value. The zero Value is none. Two Values may be equal without being ==: use
// [Equal].
type Value struct {
	tag   tag
	flags uint8
	low   int16 // tagInterval without object: the lower end
	n     int32 // the integer, the boolean, the place in the order of names, or the upper end
	o     *object
}

// object is the part of a value that does not fit in it. It is not changed once made.
type object struct {
	hash  uint64  // unless flagLazy
	elems []Value // members, or the values of a function in the order of its domain
	dom   Value   // the domain of tagRecord and tagFunc: tagSet or tagInterval
	ext   extension
	// number is table<<32 | id where a table has numbered the object; see SetNumber.
	number atomic.Uint64
}

// An extension is what is special to strings and model values (*symbol), sets that have grown
// (*grown), symbolic sets (*lazySet) and symbolic functions (*lambda).
type extension interface{ extension() }

// Kind says what v is.
func (v Value) Kind() Kind { return kinds[v.tag] }

// IsNone reports whether v is the zero Value.
func (v Value) IsNone() bool { return v.tag == tagNone }

// IsSequence says whether v is a function on 1..n that is known to be one without evaluating anything.
func (v Value) IsSequence() bool { return v.tag == tagTuple }

// IsRecord reports whether v is a function on a non-empty set of strings.
func (v Value) IsRecord() bool { return v.tag == tagRecord }

// IsSymbolic reports whether v is, or has in it, a set or function that is kept by its description.
// [Normalize] makes it listed if that can be done.
func (v Value) IsSymbolic() bool { return v.flags&flagLazy != 0 }

// HasModelValue reports whether a model value occurs in v (always true of symbolic values, which may
// hide one).
func (v Value) HasModelValue() bool { return v.flags&(flagModel|flagLazy) != 0 }

// MakeBool is TRUE or FALSE.
func MakeBool(b bool) Value {
	if b {
		return True
	}
	return False
}

// MakeInt is the integer n.
func MakeInt(n int32) Value { return Value{tag: tagInt, n: n} }

// FALSE and TRUE.
var (
	False = Value{tag: tagBool, n: 0}
	True  = Value{tag: tagBool, n: 1}
)

// IsTrue reports whether v is TRUE.
func (v Value) IsTrue() bool { return v.tag == tagBool && v.n != 0 }

// AsBool is v's truth value; ok is false if v is no boolean.
func (v Value) AsBool() (b, ok bool) { return v.n != 0, v.tag == tagBool }

// AsInt is v's number; ok is false if v is no integer.
func (v Value) AsInt() (n int32, ok bool) { return v.n, v.tag == tagInt }

// AsString is v's text; ok is false if v is no string.
func (v Value) AsString() (s string, ok bool) {
	if v.tag != tagString {
		return "", false
	}
	return v.sym().text, true
}

// AsInterval gives the ends of a set that is kept as low..high.
func (v Value) AsInterval() (low, high int32, ok bool) {
	if v.tag != tagInterval {
		return 0, 0, false
	}
	low, high = v.bounds()
	return low, high, true
}

func (v Value) sym() *symbol { return v.o.ext.(*symbol) }

// is compares two values by identity: true means equal, false means nothing.
func (v Value) is(w Value) bool {
	return v.tag == w.tag && v.n == w.n && v.o == w.o && v.low == w.low
}

// Identical says at once, without looking into them, that v and w are the same object, so surely equal.
// If not, they may be equal all the same; strings, model values and numbers then are not.
func (v Value) Identical(w Value) bool { return v.is(w) }

// modelType is the type of a model value: the letter before the underscore of its name, 0 if none.
func modelType(name string) byte {
	if len(name) > 2 && name[1] == '_' {
		return name[0]
	}
	return 0
}
