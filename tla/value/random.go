package value

import "math/rand/v2"

// RandomElement is RandomElement(s), drawn with r. Function sets, record sets and products are not
// listed for it.
func RandomElement(s Value, r *rand.Rand) (Value, error) {
	if s.Kind() != Set {
		return Value{}, errorf("RandomElement", "Applying RandomElement to the following value,\nwhich is not a finite set:\n%v", s)
	}
	if s.tag == tagLazySet {
		switch d := s.description().(type) {
		case *functions:
			return FuncOf(d.dom, func(Value) (Value, error) { return RandomElement(d.rng, r) })
		case *product:
			values, err := randomElements(d.sets, r)
			return Tuple(values...), err
		case *records:
			values, err := randomElements(d.sets, r)
			if err != nil {
				return Value{}, err
			}
			return makeFunc(d.tag, d.names, values), nil
		case *subsets:
			return randomSubset(d.base, func() bool { return r.Uint64()&1 == 0 })
		}
		l, err := list(s)
		if err != nil {
			return Value{}, err
		}
		s = l
	}
	n := s.listedLen()
	if n == 0 {
		return Value{}, errorf("RandomElement", "Attempted to apply RandomElement to the empty set.")
	}
	return s.at(r.IntN(n)), nil
}

func randomElements(sets []Value, r *rand.Rand) ([]Value, error) {
	values := make([]Value, len(sets))
	for i, s := range sets {
		var err error
		if values[i], err = RandomElement(s, r); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// randomSubset is the members of s for which the coin says yes.
func randomSubset(s Value, coin func() bool) (Value, error) {
	s, err := Members(s)
	if err != nil {
		return Value{}, err
	}
	var members []Value
	for i := range s.listedLen() {
		if coin() {
			members = append(members, s.at(i))
		}
	}
	return listed(members), nil
}

// RandomSubset is RandomSubset(k, s) of the Randomization module: k members of s, or all if it has no
// more.
func RandomSubset(k int, s Value, r *rand.Rand) (Value, error) {
	if k < 0 {
		return Value{}, wrongArg("RandomSubset", "first", "a nonnegative integer", MakeInt(int32(k)))
	}
	if s.Kind() != Set {
		return Value{}, wrongArg("RandomSubset", "second", "a finite set", s)
	}
	n, err := size(s)
	if err != nil {
		return Value{}, err
	}
	if n <= MaxSetSize {
		left, seen := uint64(k), uint64(0)
		return randomSubset(s, func() bool {
			take := r.Uint64N(n-seen) < left
			seen++
			if take {
				left--
			}
			return take
		})
	}
	chosen := EmptySet
	for tries := 0; len(chosen.o.elems) < k; tries++ {
		if tries > 100*k+100 {
			return Value{}, tooBig(s)
		}
		x, err := RandomElement(s, r)
		if err != nil {
			return Value{}, err
		}
		if chosen, err = Insert(chosen, x); err != nil {
			return Value{}, err
		}
	}
	return chosen, nil
}

// RandomSetOfSubsets is RandomSetOfSubsets(k, n, s): at most k subsets of s, each made by taking every
// member with probability n/|s|.
func RandomSetOfSubsets(k, n int, s Value, r *rand.Rand) (Value, error) {
	if k < 0 || n < 0 {
		return Value{}, errorf("RandomSetOfSubsets", "The first two arguments of RandomSetOfSubsets should be nonnegative integers, but they are %d and %d.", k, n)
	}
	s, err := Members(s)
	if err != nil {
		return Value{}, err
	}
	size := s.listedLen()
	if n > size {
		return Value{}, errorf("RandomSetOfSubsets", "The second argument of RandomSetOfSubsets should be in 0..Cardinality(S), but it is %d.", n)
	}
	sets := make([]Value, 0, min(k, MaxSetSize))
	for range k {
		t, err := randomSubset(s, func() bool { return r.IntN(size) < n })
		if err != nil {
			return Value{}, err
		}
		if sets = append(sets, t); len(sets) > MaxSetSize {
			return Value{}, tooBig(s)
		}
	}
	return MakeSet(sets)
}
