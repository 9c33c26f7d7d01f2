package value

// A Watch records which parts of a function or set a computation used. The result does not
// depend on any other part.
type Watch struct {
	// Keys are the keys whose values were asked for, or the values that may be members.
	Keys []Value
	// All says that all members of a set were asked for.
	All bool
	// Off has it note nothing.
	Off bool
}

func (w *Watch) key(x Value) {
	if !w.Off {
		w.Keys = append(w.Keys, x)
	}
}

func (w *Watch) all() { w.All = w.All || !w.Off }

// Watched is v in a form that tells w what is asked of it: by key of a function, by member of a
// set. The domain of a function is not noted. ok is false if v is neither a listed set nor a
// listed function that is no sequence.
func Watched(v Value, w *Watch) (watched Value, ok bool) {
	switch v.tag {
	case tagSet, tagGrown:
		return lazily(&watchedSet{v, w}), v.flags&flagLazy == 0
	case tagRecord, tagFunc:
		return makeLambda(&lambda{dom: v.o.dom, watch: w, rule: func(x Value) (Value, error) {
			w.key(x)
			return Apply(v, x)
		}}), v.flags&flagLazy == 0
	}
	return v, false
}

// Written returns the keys that EXCEPT assigned, or the members that unions added, to turn the
// watched value in into out, including those that changed nothing. ok is false if out was made
// in another way.
func Written(in, out Value) (list []Value, ok bool) {
	if out.is(in) {
		return nil, true
	}
	switch {
	case in.tag == tagLambda && out.tag == tagLambda && in.lambda().watch != nil && in.lambda().watch == out.lambda().watch:
		for _, c := range out.lambda().changes {
			list = append(list, c.key)
		}
		return list, true
	case in.tag == tagLazySet && out.tag == tagLazySet:
		return besides(out, in)
	}
	return nil, false
}

// besides are the members that s has as a union with t, besides those of t.
func besides(s, t Value) (list []Value, ok bool) {
	u, ok := s.description().(*union)
	if !ok {
		return nil, false
	}
	for _, part := range []Value{u.a, u.b} {
		switch {
		case part.is(t):
		case within(t, part):
			more, ok := besides(part, t)
			if !ok {
				return nil, false
			}
			list = append(list, more...)
		default:
			l, err := Normalize(part)
			if err != nil || l.Kind() != Set {
				return nil, false
			}
			for i := range l.listedLen() {
				list = append(list, l.at(i))
			}
		}
	}
	return list, within(t, s)
}

// within reports whether s is t, or a union of which t is a part.
func within(t, s Value) bool {
	if s.is(t) {
		return true
	}
	if s.tag != tagLazySet {
		return false
	}
	u, ok := s.description().(*union)
	return ok && (within(t, u.a) || within(t, u.b))
}

// without is s \ t of a union of which t is a part: the rest of it \ t.
func without(s, t Value) (Value, error) {
	if s.is(t) {
		return EmptySet, nil
	}
	if !within(t, s) {
		return Difference(s, t)
	}
	u := s.description().(*union)
	a, err := without(u.a, t)
	if err != nil {
		return Value{}, err
	}
	b, err := without(u.b, t)
	if err != nil {
		return Value{}, err
	}
	return Union(a, b)
}

// watchedSet is a listed set that reports each use to its watch.
type watchedSet struct {
	set   Value
	watch *Watch
}

func (d *watchedSet) member(_, x Value) (bool, error) {
	if x.flags&flagLazy != 0 {
		d.watch.all()
		return Member(x, d.set)
	}
	d.watch.key(x)
	return Member(x, d.set)
}

func (d *watchedSet) finite() (bool, error) { return true, nil }

func (d *watchedSet) size(Value) (uint64, error) {
	d.watch.all()
	return uint64(d.set.listedLen()), nil
}

func (d *watchedSet) each(_ Value, yield func(Value) bool) error {
	d.watch.all()
	return Each(d.set, yield)
}

func (d *watchedSet) same(other description) bool { return d == other }

func (d *watchedSet) print(p *printer) {
	d.watch.all()
	p.value(d.set)
}
