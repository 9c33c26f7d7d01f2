package value

import "math"

// Member is x \in s. Of a symbolic set it is decided without listing it, as far as its parts allow.
func Member(x, s Value) (bool, error) {
	switch s.tag {
	case tagSet, tagGrown, tagInterval:
		_, found, err := s.find(x)
		return found, err
	case tagLazySet:
		if x.tag == tagModel {
			switch s.description().(type) {
			case *union, *intersection, *difference, *bigUnion, *filtered, *watchedSet:
			default:
				if x.sym().typ != 0 {
					return false, errorf("\\in", "Attempted to check if the typed model value %v is an element of\n%v", x, s)
				}
				return false, nil
			}
		}
		return s.description().member(s, x)
	}
	return false, errorf("\\in", "Attempted to check if the value:\n%v\nis an element of the %s %v", x, s.Kind(), s)
}

func notMember(x, s Value) error {
	return errorf("\\in", "Attempted to check if the value:\n%v\nis an element of %v.", x, s)
}

// Subset is s \subseteq t. It is decided without listing t, and without listing s where the two are
// described alike.
func Subset(s, t Value) (bool, error) { return SubsetPausing(s, t, func() {}) }

// SubsetPausing is Subset that calls pause before each member of s that it lists. There can be very many, so pause may panic to end it.
func SubsetPausing(s, t Value, pause func()) (bool, error) {
	if s.Kind() != Set || t.Kind() != Set {
		bad := s
		if s.Kind() == Set {
			bad = t
		}
		return false, errorf("\\subseteq", "Attempted to evaluate an expression of form S \\subseteq T, but one of them was not a set:\n%v", bad)
	}
	if s.is(t) {
		return true, nil
	}
	if s.tag == tagLazySet && t.tag == tagLazySet {
		if yes, decided, err := subsetByDescription(s.description(), t.description()); decided || err != nil {
			return yes, err
		}
	}
	if s.tag == tagSet && t.tag == tagSet && len(s.o.elems) > len(t.o.elems) {
		// Still fail on members that cannot be compared.
		if len(t.o.elems) > 0 {
			_, err := Member(s.o.elems[0], t)
			return false, err
		}
		return false, nil
	}
	if s.tag == tagInterval && t.tag == tagInterval {
		ls, hs := s.bounds()
		lt, ht := t.bounds()
		return lt <= ls && hs <= ht, nil
	}
	if s.tag == tagInterval && (t.is(Nat) || t.is(Integer)) {
		lo, _ := s.bounds()
		return t.is(Integer) || lo >= 0, nil
	}
	all := true
	var failed error
	limit := math.MaxInt
	if s.hugeInterval() {
		limit = maxTried
	}
	err := EachLimit(s, limit, func(x Value) bool {
		pause()
		all, failed = Member(x, t)
		return all && failed == nil
	})
	if err == nil {
		err = failed
	}
	return all && err == nil, err
}

// subsetByDescription decides what needs no listing.
func subsetByDescription(s, t description) (yes, decided bool, err error) {
	if s.same(t) {
		return true, true, nil
	}
	switch s := s.(type) {
	case atomicSet:
		if t, ok := t.(atomicSet); ok {
			return s <= t && t != stringSet, true, nil
		}
	case *subsets:
		if t, ok := t.(*subsets); ok {
			yes, err = Subset(s.base, t.base)
			return yes, true, err
		}
	case *sequences:
		if t, ok := t.(*sequences); ok {
			yes, err = Subset(s.base, t.base)
			return yes, true, err
		}
	case *functions:
		if t, ok := t.(*functions); ok {
			if eq, err := Equal(s.dom, t.dom); err != nil || !eq {
				return false, false, nil
			}
			yes, err = Subset(s.rng, t.rng)
			return yes, yes && err == nil, nil
		}
	case *records:
		if t, ok := t.(*records); ok && alike([]Value{s.names}, []Value{t.names}) {
			return allSubsets(s.sets, t.sets)
		}
	case *product:
		if t, ok := t.(*product); ok && len(s.sets) == len(t.sets) {
			return allSubsets(s.sets, t.sets)
		}
	}
	return false, false, nil
}

// allSubsets decides only if all are subsets: otherwise one side may be empty.
func allSubsets(s, t []Value) (yes, decided bool, err error) {
	for i := range s {
		if yes, err := Subset(s[i], t[i]); err != nil || !yes {
			return false, false, nil
		}
	}
	return true, true, nil
}
