package value

// Except is [f EXCEPT ![x] = e]. If x is outside the domain the result is f and done is false; TLC
// warns of that.
func Except(f, x, e Value) (g Value, done bool, err error) {
	return ExceptAt(f, []Value{x}, func(Value) (Value, error) { return e, nil })
}

// ExceptAt is [f EXCEPT !path = update(@)], where @ is what stands at the path before: path {x, y} is
// ![x][y]. update runs only if the whole path lies inside the domains; otherwise the result is f and
// done is false. For several updates apply it several times, from left to right.
func ExceptAt(f Value, path []Value, update func(old Value) (Value, error)) (g Value, done bool, err error) {
	if len(path) == 0 {
		g, err = update(f)
		return g, err == nil, err
	}
	switch f.tag {
	case tagLambda:
		return f.lambda().except(f, path, update)
	case tagTuple, tagRecord, tagFunc:
	default:
		return Value{}, false, errorf("EXCEPT", "Attempted to apply EXCEPT to the %s %v.", f.Kind(), f)
	}
	i, ok, err := f.index(path[0])
	if err != nil {
		return Value{}, false, err
	}
	if !ok {
		return f, false, exceptKey(f, path[0])
	}
	e, done, err := ExceptAt(f.o.elems[i], path[1:], update)
	if err != nil || !done {
		return f, false, err
	}
	return f.with(i, e), true, nil
}

// EqualExcept says whether x = [f EXCEPT !path = update(@)]. It is [Equal] of x and the result of [ExceptAt], errors and all, without the
// function being made.
func EqualExcept(x, f Value, path []Value, update func(old Value) (Value, error)) (eq, done bool, err error) {
	old := f
	for _, k := range path {
		if !old.IsListed() {
			g, done, err := ExceptAt(f, path, update)
			if err != nil {
				return false, false, err
			}
			eq, err = Equal(x, g)
			return eq, done, err
		}
		i, ok, err := old.index(k)
		if err == nil && !ok {
			err = exceptKey(old, k)
		}
		if err != nil {
			return false, false, err
		}
		if !ok {
			eq, err = Equal(x, f)
			return eq, false, err
		}
		old = old.o.elems[i]
	}
	e, err := update(old)
	if err != nil {
		return false, false, err
	}
	eq, err = equalWith(x, f, path, e)
	return eq, true, err
}

// equalWith says whether x is f with e at the end of the path, which lies in the domains of listed functions.
func equalWith(x, f Value, path []Value, e Value) (bool, error) {
	if len(path) == 0 {
		return Equal(x, e)
	}
	if !x.IsListed() || sameShape("=", x, f) != nil { // an error shows the function
		g, _, err := ExceptAt(f, path, func(Value) (Value, error) { return e, nil })
		if err != nil {
			return false, err
		}
		return Equal(x, g)
	}
	if same, err := sameDomain(x, f); !same || err != nil {
		return false, err
	}
	i, _, err := f.index(path[0])
	if err != nil {
		return false, err
	}
	xs, fs := x.o.elems, f.o.elems
	if eq, err := equalElems(xs[:i], fs[:i]); !eq || err != nil {
		return false, err
	}
	if eq, err := equalWith(xs[i], fs[i], path[1:], e); !eq || err != nil {
		return false, err
	}
	return equalElems(xs[i+1:], fs[i+1:])
}

// exceptKey fails if x cannot be a key of f at all.
func exceptKey(f, x Value) error {
	switch {
	case len(f.o.elems) == 0:
	case f.tag == tagTuple && x.tag != tagInt:
		return errorf("EXCEPT", "Attempted to apply EXCEPT to tuple:\n%v\nat a non-integer index:\n%v", f, x)
	case f.tag == tagRecord && x.tag != tagString:
		return errorf("EXCEPT", "Attempted to apply EXCEPT to record:\n%v\nat a non-string field:\n%v", f, x)
	}
	return nil
}

// with is f with value number i replaced.
func (v Value) with(i int, e Value) Value {
	old := v.o.elems[i]
	if old.is(e) {
		return v
	}
	elems := make([]Value, len(v.o.elems))
	copy(elems, v.o.elems)
	elems[i] = e
	if v.flags&flagLazy != 0 || old.flags&^e.flags != 0 { // a flag may have to go
		return makeFunc(v.tag, v.o.dom, elems)
	}
	k := Hash(v.KeyAt(i))
	return Value{tag: v.tag, flags: v.flags | e.flags, n: max(v.n, e.depth()+1), o: &object{
		hash:  v.o.hash - mixPair(k, Hash(old)) + mixPair(k, Hash(e)),
		elems: elems,
		dom:   v.o.dom,
	}}
}
