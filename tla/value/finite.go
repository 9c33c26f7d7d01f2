package value

import "math"

// Cardinality is Cardinality(s).
func Cardinality(s Value) (Value, error) {
	if s.Kind() != Set {
		return Value{}, errorf("Cardinality", "Attempted to compute cardinality of the value\n%v", s)
	}
	n, err := size(s)
	if err != nil {
		return Value{}, err
	}
	if n > math.MaxInt32 {
		return Value{}, errorf("Cardinality", "Overflow when computing the number of elements in:\n%v", s)
	}
	return MakeInt(int32(n)), nil
}

// Size is the number of members of a finite set, math.MaxUint64 if it is more than that.
func Size(s Value) (uint64, error) {
	if s.Kind() != Set {
		return 0, errorf("Cardinality", "Attempted to compute cardinality of the value\n%v", s)
	}
	return size(s)
}

// SubsetsOfSize is kSubset(k, s), the subsets of s with k members.
func SubsetsOfSize(k int, s Value) (Value, error) {
	s, err := Members(s)
	if err != nil {
		return Value{}, err
	}
	if k < 0 {
		return EmptySet, nil
	}
	mixes := make([]uint64, s.listedLen())
	for i := range mixes {
		mixes[i] = mixMember(Hash(s.at(i)))
	}
	var sets []Value
	if !eachOfSize(s, mixes, k, func(t Value) bool { sets = append(sets, t); return len(sets) <= MaxSetSize }) {
		return Value{}, tooBig(s)
	}
	return listed(sets), nil
}

// Permutations is Permutations(s): the functions of s onto itself.
func Permutations(s Value) (Value, error) {
	if s.Kind() != Set {
		return Value{}, errorf("Permutations", "Applying Permutations to the following value,\nwhich is not a finite set:\n%v", s)
	}
	shape, err := DomainShape(s)
	if err != nil {
		return Value{}, err
	}
	n := shape.dom.listedLen()
	count := uint64(1)
	for i := 2; i <= n; i++ {
		count = times(count, uint64(i))
	}
	if count > MaxSetSize {
		return Value{}, errorf("Permutations", "Attempted to construct a set with too many elements (>%d): Permutations(%v)", MaxSetSize, s)
	}
	all := make([]Value, 0, count)
	chosen, used := make([]Value, 0, n), make([]bool, n)
	var choose func()
	choose = func() {
		if len(chosen) == n {
			all = append(all, shape.Make(append([]Value(nil), chosen...)))
			return
		}
		for i := range n {
			if !used[i] {
				used[i], chosen = true, append(chosen, shape.dom.at(i))
				choose()
				used[i], chosen = false, chosen[:len(chosen)-1]
			}
		}
	}
	choose()
	return listed(all), nil
}
