package value

// Each yields the members of s in canonical order until yield returns false. It fails on a set that is
// infinite, and lists no more than it yields where the set's description allows it.
func Each(s Value, yield func(Value) bool) error {
	switch s.tag {
	case tagSet:
		for _, m := range s.o.elems {
			if !yield(m) {
				return nil
			}
		}
		return nil
	case tagGrown:
		for i := range s.listedLen() {
			if !yield(s.at(i)) {
				return nil
			}
		}
		return nil
	case tagInterval:
		lo, hi := s.bounds()
		for i := int64(lo); i <= int64(hi); i++ {
			if !yield(MakeInt(int32(i))) {
				return nil
			}
		}
		return nil
	case tagLazySet:
		fin, err := s.description().finite()
		if err != nil {
			return err
		}
		if !fin {
			return infinite(s)
		}
		return s.description().each(s, yield)
	}
	return notEnumerable(s)
}

// EachLimit is Each that fails when s has more than limit members to yield.
func EachLimit(s Value, limit int, yield func(Value) bool) error {
	n, over := 0, false
	err := Each(s, func(m Value) bool {
		if over = n >= limit; over {
			return false
		}
		n++
		return yield(m)
	})
	if err == nil && over {
		err = errorf("enumerate", "Attempted to enumerate more than %d elements of the set:\n%v", limit, s)
	}
	return err
}

func notEnumerable(s Value) error {
	return errorf("enumerate", "Attempted to enumerate a value that is not a set:\n%v", s)
}

// Members is s with its members listed in canonical order: a set on which [Value.Len] and [Value.At]
// work. The listing is kept. It fails on a set that is infinite or has more than MaxSetSize members.
func Members(s Value) (Value, error) {
	if s.Kind() != Set {
		return Value{}, notEnumerable(s)
	}
	return list(s)
}
