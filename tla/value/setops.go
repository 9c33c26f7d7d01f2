package value

// Union is s \cup t. It is listed when s and t are.
func Union(s, t Value) (Value, error) {
	if err := bothSets("\\cup", s, t); err != nil {
		return Value{}, err
	}
	if n, ok := s.Len(); ok && n == 0 {
		return t, nil
	}
	if n, ok := t.Len(); ok && n == 0 {
		return s, nil
	}
	if s.tag == tagLazySet || t.tag == tagLazySet || s.hugeInterval() || t.hugeInterval() {
		return lazily(&union{s, t}), nil
	}
	return merge(s, t)
}

// hugeInterval reports whether v is an interval too long to list.
func (v Value) hugeInterval() bool { return v.tag == tagInterval && v.flags&flagLazy != 0 }

func bothSets(op string, s, t Value) error {
	switch {
	case s.Kind() != Set:
		return errorf(op, "Attempted to apply %s to a value that is not a set:\n%v", op, s)
	case t.Kind() != Set:
		return errorf(op, "Attempted to apply %s to a value that is not a set:\n%v", op, t)
	}
	return nil
}

// merge is the union of two listed sets. It is s itself if t adds nothing.
func merge(s, t Value) (Value, error) {
	if t.tag == tagGrown && s.tag != tagGrown {
		s, t = t, s
	}
	ns, nt := s.listedLen(), t.listedLen()
	if (nt <= 4 && s.tag == tagSet || s.tag == tagGrown && nt < ns) && t.flags&flagLazy == 0 { // a few members put into a set that may be long
		var err error
		for i := 0; i < nt && err == nil; i++ {
			s, err = Insert(s, t.at(i))
		}
		return s, err
	}
	members := make([]Value, 0, ns+nt)
	i, j := 0, 0
	for i < ns && j < nt {
		x, y := s.at(i), t.at(j)
		c, err := Compare(x, y)
		if err != nil {
			return Value{}, err
		}
		if c <= 0 {
			members = append(members, x)
			i++
		}
		if c == 0 {
			j++
		}
		if c > 0 {
			members = append(members, y)
			j++
		}
	}
	for ; i < ns; i++ {
		members = append(members, s.at(i))
	}
	for ; j < nt; j++ {
		members = append(members, t.at(j))
	}
	if len(members) == ns {
		return s, nil
	}
	if len(members) == nt {
		return t, nil
	}
	if len(members) > MaxSetSize {
		return Value{}, errorf("\\cup", "Attempted to construct a set with too many elements (>%d).", MaxSetSize)
	}
	return listed(members), nil
}

// Intersection is s \cap t. It is listed when s or t is.
func Intersection(s, t Value) (Value, error) {
	if err := bothSets("\\cap", s, t); err != nil {
		return Value{}, err
	}
	if s.tag == tagLazySet || s.hugeInterval() {
		if t.tag == tagLazySet || t.hugeInterval() {
			return lazily(&intersection{s, t}), nil
		}
		s, t = t, s
	}
	return keep(s, t, true)
}

// Difference is s \ t. It is listed when s is.
func Difference(s, t Value) (Value, error) {
	if err := bothSets("\\", s, t); err != nil {
		return Value{}, err
	}
	if t.tag == tagLazySet && within(t, s) {
		return without(s, t)
	}
	if s.tag == tagLazySet || s.hugeInterval() {
		return lazily(&difference{s, t}), nil
	}
	if sharesBase(s, t) {
		return addedTo(s, t)
	}
	if s.tag == tagGrown && t.tag == tagGrown {
		if d, err := sideBySide(s, t); err == nil {
			return d, nil
		}
	}
	if t.tag == tagSet && len(t.o.elems) == 1 && s.tag == tagSet && t.flags&flagLazy == 0 {
		return Remove(s, t.o.elems[0])
	}
	return keep(s, t, false)
}

// keep is the members of s that are in t, or those that are not.
func keep(s, t Value, in bool) (Value, error) {
	n := s.listedLen()
	members := make([]Value, 0, n)
	for i := range n {
		x := s.at(i)
		is, err := Member(x, t)
		if err != nil {
			return Value{}, err
		}
		if is == in {
			members = append(members, x)
		}
	}
	if len(members) == n {
		return s, nil
	}
	return listed(members), nil
}

// BigUnion is UNION s.
func BigUnion(s Value) (Value, error) {
	if s = s.flat(); s.Kind() != Set {
		return Value{}, errorf("UNION", "Attempted to apply the operator UNION to a value that is not a set:\n%v", s)
	}
	if s.tag == tagLazySet {
		if d, ok := s.description().(*subsets); ok {
			return d.base, nil
		}
		return lazily(&bigUnion{s}), nil
	}
	if s.tag == tagInterval {
		return Value{}, errorf("UNION", "Attempted to apply UNION to a set containing non-sets:\n%v", s)
	}
	total := 0
	for _, m := range s.o.elems {
		if m.Kind() != Set {
			return Value{}, errorf("UNION", "Attempted to apply UNION to a set containing non-sets:\n%v", s)
		}
		if m.tag == tagLazySet || m.hugeInterval() {
			return lazily(&bigUnion{s}), nil
		}
		total += m.listedLen()
	}
	switch len(s.o.elems) {
	case 0:
		return EmptySet, nil
	case 1:
		return s.o.elems[0], nil
	case 2:
		return merge(s.o.elems[0], s.o.elems[1])
	}
	members := make([]Value, 0, total)
	for _, m := range s.o.elems {
		for i := range m.listedLen() {
			members = append(members, m.at(i))
		}
	}
	return MakeSet(members)
}
