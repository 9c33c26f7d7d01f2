package value

import (
	"math"
	"math/bits"
	"sync/atomic"
)

// A lazySet is a set by its description, and its listing once that was asked for.
type lazySet struct {
	is      description
	listing atomic.Pointer[listing]
}

func (*lazySet) extension() {}

// A description says what is in a set without listing it.
type description interface {
	// member says whether x, which is neither an untyped model value nor of a wrong kind for every set,
	// is in the set.
	member(set, x Value) (bool, error)
	finite() (bool, error)
	// size is the number of members, tooMany if it does not fit. Only for finite sets.
	size(set Value) (uint64, error)
	// each yields the members in canonical order until yield returns false. Only for finite sets.
	each(set Value, yield func(Value) bool) error
	// same says whether the set has the same description, part for part, so that it surely is equal.
	same(other description) bool
	print(p *printer)
}

// tooMany stands for every size that does not fit.
const tooMany = math.MaxUint64

func lazily(d description) Value {
	return Value{tag: tagLazySet, flags: flagLazy, n: deepest(parts(d)) + 1, o: &object{ext: &lazySet{is: d}}}
}

func (v Value) lazySet() *lazySet        { return v.o.ext.(*lazySet) }
func (v Value) description() description { return v.o.ext.(*lazySet).is }

func times(a, b uint64) uint64 {
	if hi, lo := bits.Mul64(a, b); hi == 0 {
		return lo
	}
	return tooMany
}

func power(a, b uint64) uint64 {
	if a <= 1 && b > 0 {
		return a
	}
	p := uint64(1)
	for ; b > 0 && p != tooMany; b-- {
		p = times(p, a)
	}
	return p
}

func tooBig(v Value) error {
	return errorf("enumerate", "Attempted to construct a set with too many elements (>%d):\n%v", MaxSetSize, v)
}

func infinite(v Value) error {
	return errorf("enumerate", "Attempted to enumerate a set that is infinite or not enumerable:\n%v", v)
}

// list makes the outermost level of v listed: a symbolic set becomes its members, a symbolic function
// its values. An interval stays what it is, but must not be too long.
func list(v Value) (Value, error) {
	switch v.tag {
	case tagInterval:
		if v.hugeInterval() {
			return Value{}, tooBig(v)
		}
	case tagLambda:
		return v.lambda().list()
	case tagLazySet:
		l := v.lazySet()
		return once(&l.listing, func() (Value, error) { return listSet(v, l.is) })
	case tagGrown:
		return v.flat(), nil
	}
	return v, nil
}

// maxTried is how many candidates are tried to list a set.
const maxTried = 16 * MaxSetSize

// atMost is a number of candidates that certainly suffices to list s, found without listing anything.
func atMost(s Value) uint64 {
	if s.tag != tagLazySet {
		return uint64(s.listedLen())
	}
	switch d := s.description().(type) {
	case *watchedSet:
		return atMost(d.set)
	case *filtered:
		return atMost(d.base)
	case *difference:
		return atMost(d.a)
	case *intersection:
		return min(atMost(d.a), atMost(d.b))
	case *union:
		return plus(atMost(d.a), atMost(d.b))
	case *bigUnion:
		return d.atMost()
	case *subsets:
		if n := atMost(d.base); n < 64 {
			return 1 << n
		}
		return tooMany
	case *functions:
		return power(atMost(d.rng), min(atMost(d.dom), 64))
	case *product:
		return atMostProduct(d.sets)
	case *records:
		return atMostProduct(d.sets)
	}
	return tooMany
}

func atMostProduct(sets []Value) uint64 {
	n := uint64(1)
	for _, s := range sets {
		m := atMost(s)
		if m == 0 {
			return 0
		}
		n = times(n, m)
	}
	return n
}

func plus(a, b uint64) uint64 {
	if a > tooMany-b {
		return tooMany
	}
	return a + b
}

func listSet(v Value, d description) (Value, error) {
	if fin, err := d.finite(); err != nil || !fin {
		if err == nil {
			err = infinite(v)
		}
		return Value{}, err
	}
	if atMost(v) > maxTried {
		return Value{}, tooBig(v)
	}
	switch d.(type) {
	case *filtered, *difference, *intersection, *union, *bigUnion: // their size is not known before
	default:
		if n, err := d.size(v); err != nil || n > MaxSetSize {
			if err == nil {
				err = tooBig(v)
			}
			return Value{}, err
		}
	}
	var members []Value
	full := false
	err := d.each(v, func(m Value) bool {
		full = len(members) >= MaxSetSize
		members = append(members, m)
		return !full
	})
	if err != nil {
		return Value{}, err
	}
	if full {
		return Value{}, tooBig(v)
	}
	return MakeSet(members)
}

// Normalize lists everything symbolic in v, so that it can be hashed, ordered and stored. It fails on
// what is infinite.
func Normalize(v Value) (Value, error) {
	if v.flags&flagLazy == 0 {
		return v, nil
	}
	v, err := list(v)
	if err != nil || v.flags&flagLazy == 0 {
		return v, err
	}
	elems := make([]Value, len(v.o.elems))
	for i, e := range v.o.elems {
		if elems[i], err = Normalize(e); err != nil {
			return Value{}, err
		}
	}
	switch v.tag {
	case tagSet:
		sorted, err := sortUnique(elems)
		return listed(sorted), err
	case tagTuple:
		return Tuple(elems...), nil
	}
	dom, err := Normalize(v.o.dom)
	if err != nil {
		return Value{}, err
	}
	return makeFunc(v.tag, dom, elems), nil
}

// IsFinite is IsFiniteSet(s) as far as it can be decided without listing.
func IsFinite(s Value) (bool, error) {
	switch s.tag {
	case tagSet, tagGrown, tagInterval:
		return true, nil
	case tagLazySet:
		return s.description().finite()
	}
	return false, errorf("IsFiniteSet", "Attempted to check if the %s %v is a finite set.", s.Kind(), s)
}

// size is the number of members of a finite set.
func size(s Value) (uint64, error) {
	if s.tag == tagLazySet {
		fin, err := s.description().finite()
		if err != nil {
			return 0, err
		}
		if !fin {
			return 0, errorf("Cardinality", "Attempted to compute the number of elements in the infinite set:\n%v", s)
		}
		return s.description().size(s)
	}
	return uint64(s.listedLen()), nil
}

// listedSize is the size of a set that must be listed to know it.
func listedSize(s Value) (uint64, error) {
	l, err := list(s)
	if err != nil {
		return 0, err
	}
	return uint64(l.listedLen()), nil
}

// compareLazySets orders two sets of which at least one is symbolic. An infinite set comes after the
// finite ones.
func compareLazySets(a, b Value) (int, error) {
	fa, fb, eq, err := lazyPair(a, b)
	if err != nil || eq {
		return 0, err
	}
	switch {
	case fa && !fb:
		return -1, nil
	case fb && !fa:
		return 1, nil
	case !fa:
		ia, oka := a.description().(atomicSet)
		ib, okb := b.description().(atomicSet)
		if oka && okb {
			return order(int32(ia), int32(ib)), nil
		}
		return 0, errorf("compare", "Attempted to compare two infinite sets:\n%v\nand\n%v", a, b)
	}
	if a, err = list(a); err != nil {
		return 0, err
	}
	if b, err = list(b); err != nil {
		return 0, err
	}
	return compareSets(a, b)
}

func equalLazySets(a, b Value) (bool, error) {
	fa, fb, eq, err := lazyPair(a, b)
	if err != nil || eq {
		return eq, err
	}
	if fa != fb {
		return false, nil
	}
	if !fa {
		_, oka := a.description().(atomicSet)
		_, okb := b.description().(atomicSet)
		if oka && okb {
			return false, nil
		}
		return false, errorf("=", "Attempted to check equality of two infinite sets:\n%v\nand\n%v", a, b)
	}
	na, err := size(a)
	if err != nil {
		return false, err
	}
	nb, err := size(b)
	if err != nil || na != nb {
		return false, err
	}
	if a, err = list(a); err != nil {
		return false, err
	}
	if b, err = list(b); err != nil {
		return false, err
	}
	return equalSets(a, b)
}

// lazyPair says which of two sets is finite and whether they are equal by their description.
func lazyPair(a, b Value) (finiteA, finiteB, equal bool, err error) {
	if a.tag == tagLazySet && b.tag == tagLazySet {
		if a.o == b.o || a.description().same(b.description()) {
			return false, false, true, nil
		}
	}
	if finiteA, err = IsFinite(a); err != nil {
		return
	}
	finiteB, err = IsFinite(b)
	return
}

// alike is equality of the parts of two descriptions, where not to know is to be unlike.
func alike(a, b []Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Kind() != b[i].Kind() {
			return false
		}
		if eq, err := Equal(a[i], b[i]); err != nil || !eq {
			return false
		}
	}
	return true
}
