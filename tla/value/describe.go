package value

// Subsets is SUBSET s.
func Subsets(s Value) (Value, error) {
	if s.Kind() != Set {
		return Value{}, errorf("SUBSET", "Attempted to apply the operator SUBSET to the %s\n%v", s.Kind(), s)
	}
	return lazily(&subsets{s}), nil
}

// Functions is [dom -> rng].
func Functions(dom, rng Value) (Value, error) {
	if dom.Kind() != Set || rng.Kind() != Set {
		bad := dom
		if dom.Kind() == Set {
			bad = rng
		}
		return Value{}, errorf("->", "Attempted to construct a set of functions [S -> T] from a value that is not a set:\n%v", bad)
	}
	return lazily(&functions{dom: dom, rng: rng}), nil
}

// Product is s \X t \X ….
func Product(sets ...Value) (Value, error) {
	for _, s := range sets {
		if s.Kind() != Set {
			return Value{}, errorf("\\X", "Attempted to form the Cartesian product of a value that is not a set:\n%v", s)
		}
	}
	return lazily(&product{sets}), nil
}

// Records is the set of records whose fields are in the given sets, in the order of the shape's names.
func (s *Shape) Records(sets []Value) (Value, error) {
	for _, t := range sets {
		if t.Kind() != Set {
			return Value{}, errorf("[a : S]", "Attempted to construct a set of records from a value that is not a set:\n%v", t)
		}
	}
	sorted := append([]Value(nil), sets...)
	if s.order != nil {
		for i, j := range s.order {
			sorted[i] = sets[j]
		}
	}
	return lazily(&records{names: s.dom, tag: s.tag, sets: sorted}), nil
}

// Sequences is Seq(s).
func Sequences(s Value) (Value, error) {
	if s.Kind() != Set {
		return Value{}, errorf("Seq", "The argument of Seq should be a set, but instead it is:\n%v", s)
	}
	return lazily(&sequences{s}), nil
}

// Filter is {x \in s : pred(x)}. Over a listed set it is worked out at once; over an infinite one it
// stays symbolic, as eval may want of a finite one that is only asked for members: then set lazy.
func Filter(s Value, lazy bool, pred func(Value) (bool, error)) (Value, error) {
	if s.Kind() != Set {
		return Value{}, notEnumerable(s)
	}
	fin, err := IsFinite(s)
	if err != nil {
		return Value{}, err
	}
	f := &filtered{base: s, pred: pred}
	if lazy || !fin {
		return lazily(f), nil
	}
	var members []Value
	err = f.each(s, func(m Value) bool { members = append(members, m); return len(members) <= MaxSetSize })
	if err != nil {
		return Value{}, err
	}
	if len(members) > MaxSetSize {
		return Value{}, tooBig(lazily(f))
	}
	if s.tag == tagSet && len(members) == len(s.o.elems) {
		return s, nil
	}
	return listed(members), nil
}
