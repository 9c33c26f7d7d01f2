package value

import (
	"math"
	"slices"
	"sort"
)

// MaxSetSize is how many members a set may have that is listed; TLC's default is the same.
const MaxSetSize = 1_000_000

// EmptySet is {}.
var EmptySet = Value{tag: tagSet, o: &object{hash: saltSet}}

// Boolean is BOOLEAN.
var Boolean = listed([]Value{False, True})

// listed makes a set of members that are in canonical order without repetition. It keeps the slice.
func listed(members []Value) Value {
	if len(members) == 0 {
		return EmptySet
	}
	h, flags, depth := uint64(saltSet), uint8(0), int32(0)
	for _, m := range members {
		h += mixMember(Hash(m))
		flags |= m.flags
		depth = max(depth, m.depth())
	}
	return Value{tag: tagSet, flags: flags, n: depth + 1, o: &object{hash: h, elems: members}}
}

// MakeSet is the set of the given members, in any order and with repetitions. It keeps the slice and
// reorders it. Members that are symbolic are listed if they can be.
func MakeSet(members []Value) (Value, error) {
	for i, m := range members {
		if m.flags&flagLazy != 0 {
			if l, err := Normalize(m); err == nil {
				members[i] = l
			}
		}
	}
	sorted, err := sortUnique(members)
	if err != nil {
		return Value{}, err
	}
	return listed(sorted), nil
}

// sortUnique sorts in place and drops repetitions.
func sortUnique(vs []Value) ([]Value, error) {
	if len(vs) < 2 {
		return vs, nil
	}
	var failed error
	inOrder := true
	for i := 1; i < len(vs) && inOrder; i++ {
		c, err := Compare(vs[i-1], vs[i])
		if err != nil {
			return nil, err
		}
		inOrder = c < 0
	}
	if inOrder {
		return vs, nil
	}
	slices.SortFunc(vs, func(a, b Value) int {
		c, err := Compare(a, b)
		if err != nil && failed == nil {
			failed = err
		}
		return c
	})
	if failed != nil {
		return nil, failed
	}
	n := 1
	for _, v := range vs[1:] {
		c, err := Compare(vs[n-1], v)
		if err != nil {
			return nil, err
		}
		if c != 0 {
			vs[n] = v
			n++
		}
	}
	return vs[:n], nil
}

// Interval is low..high. With more than MaxSetSize members it counts as symbolic.
func Interval(low, high int32) Value {
	if low > high {
		return EmptySet
	}
	v := Value{tag: tagInterval, n: high}
	if int64(high)-int64(low) >= MaxSetSize {
		v.flags = flagLazy // it has no hash: adding it up would take too long
	}
	if low >= math.MinInt16 && low <= math.MaxInt16 {
		v.low = int16(low)
	} else {
		v.o = &object{dom: MakeInt(low)}
	}
	return v
}

func (v Value) bounds() (low, high int32) {
	if v.o != nil {
		return v.o.dom.n, v.n
	}
	return int32(v.low), v.n
}

// listedLen is the number of members of a listed set or an interval.
func (v Value) listedLen() int {
	if v.tag == tagInterval {
		lo, hi := v.bounds()
		return int(int64(hi) - int64(lo) + 1)
	}
	if v.tag == tagGrown {
		return v.grown().len()
	}
	return len(v.o.elems)
}

// at is member number i of a listed set or an interval.
func (v Value) at(i int) Value {
	if v.tag == tagInterval {
		lo, _ := v.bounds()
		return MakeInt(int32(int64(lo) + int64(i)))
	}
	if v.tag == tagGrown {
		return v.grown().member(i)
	}
	return v.o.elems[i]
}

// find looks for x in a listed set or interval: its place, or where it would be put.
func (v Value) find(x Value) (int, bool, error) {
	if v.tag == tagInterval {
		lo, hi := v.bounds()
		if x.tag != tagInt {
			if x.tag == tagModel && x.sym().typ == 0 {
				return 0, false, nil
			}
			return 0, false, notMember(x, v)
		}
		return int(int64(x.n) - int64(lo)), x.n >= lo && x.n <= hi, nil
	}
	if v.tag == tagGrown {
		return v.grown().find(x)
	}
	return search(v.o.elems, x)
}

// search is binary search in canonical order.
func search(vs []Value, x Value) (int, bool, error) {
	if len(vs) == 0 {
		return 0, false, nil
	}
	if x.tag == tagLambda || x.tag == tagLazySet {
		l, err := list(x)
		if err != nil {
			return searchSymbolic(vs, x)
		}
		x = l
	}
	switch x.tag {
	case tagInt, tagString:
		if vs[0].tag == x.tag { // so all are of this kind
			return searchScalars(vs, x)
		}
	case tagModel:
		if i := scan(vs, x); i >= 0 {
			return i, true, nil
		}
	}
	lo, hi := 0, len(vs)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		c, err := Compare(x, vs[mid])
		if err != nil {
			return 0, false, err
		}
		if c == 0 {
			return mid, true, nil
		}
		if c < 0 {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo, false, nil
}

// scan looks for a string or model value by its identity among the first few; -1 if it is not there.
func scan(vs []Value, x Value) int {
	for i := range min(len(vs), 8) {
		if vs[i].o == x.o {
			return i
		}
	}
	return -1
}

func searchScalars(vs []Value, x Value) (int, bool, error) {
	if x.tag == tagString {
		if i := scan(vs, x); i >= 0 {
			return i, true, nil
		}
	}
	i := sort.Search(len(vs), func(i int) bool {
		if x.tag == tagInt {
			return vs[i].n >= x.n
		}
		return vs[i].compareNames(x) >= 0
	})
	return i, i < len(vs) && vs[i].n == x.n && vs[i].o == x.o, nil
}

// searchSymbolic looks for something that cannot be listed, by comparing it with every member.
func searchSymbolic(vs []Value, x Value) (int, bool, error) {
	for i, v := range vs {
		eq, err := Equal(x, v)
		if err != nil || eq {
			return i, eq, err
		}
	}
	return len(vs), false, nil
}

// Insert is S \cup {x}. When x is a member already it is S itself.
func Insert(s, x Value) (Value, error) {
	if s.tag == tagGrown && x.flags&flagLazy == 0 {
		if _, found, err := s.find(x); err != nil || found {
			return s, err
		}
		return s.plus(x)
	}
	if s.tag != tagSet || x.flags&flagLazy != 0 {
		one, err := MakeSet([]Value{x})
		if err != nil {
			return Value{}, err
		}
		return Union(s, one)
	}
	i, found, err := search(s.o.elems, x)
	if err != nil || found {
		return s, err
	}
	members := make([]Value, len(s.o.elems)+1)
	copy(members, s.o.elems[:i])
	members[i] = x
	copy(members[i+1:], s.o.elems[i:])
	if s.flags&flagLazy != 0 {
		return listed(members), nil
	}
	return Value{tag: tagSet, flags: s.flags | x.flags, n: max(s.n, x.depth()+1),
		o: &object{hash: s.o.hash + mixMember(Hash(x)), elems: members}}, nil
}

// Remove is S \ {x}. When x is no member it is S itself.
func Remove(s, x Value) (Value, error) {
	s = s.flat()
	if s.tag != tagSet || x.flags&flagLazy != 0 {
		one, err := MakeSet([]Value{x})
		if err != nil {
			return Value{}, err
		}
		return Difference(s, one)
	}
	i, found, err := search(s.o.elems, x)
	if err != nil || !found {
		return s, err
	}
	if len(s.o.elems) == 1 {
		return EmptySet, nil
	}
	members := make([]Value, len(s.o.elems)-1)
	copy(members, s.o.elems[:i])
	copy(members[i:], s.o.elems[i+1:])
	if s.flags != 0 { // a flag may have to go
		return listed(members), nil
	}
	return Value{tag: tagSet, n: s.n, o: &object{hash: s.o.hash - mixMember(Hash(x)), elems: members}}, nil
}
