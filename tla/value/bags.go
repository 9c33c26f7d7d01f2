package value

import "math"

// EmptyBag is EmptyBag.
var EmptyBag = EmptyTuple

// IsBag is IsABag(b): b is a function whose values are positive.
func IsBag(b Value) (bool, error) {
	if b.Kind() != Function {
		return false, nil
	}
	b, err := list(b)
	if err != nil {
		return false, err
	}
	for _, n := range b.o.elems {
		if n.tag != tagInt || n.n <= 0 {
			return false, nil
		}
	}
	return true, nil
}

// bag is b listed, if it is a bag.
func bag(op, place string, b Value) (Value, error) {
	is, err := IsBag(b)
	if err != nil {
		return Value{}, err
	}
	if !is {
		return Value{}, wrongArg(op, place, "a bag", b)
	}
	return list(b)
}

// BagUnionOf is a (+) b. With few elements in b it touches only those.
func BagUnionOf(a, b Value) (Value, error) {
	a, err := bag("(+)", "first", a)
	if err != nil {
		return Value{}, err
	}
	if b, err = bag("(+)", "second", b); err != nil {
		return Value{}, err
	}
	add := func(x, y Value) (Value, bool, error) {
		if int64(x.n)+int64(y.n) > math.MaxInt32 {
			return Value{}, false, errorf("(+)", "Overflow when computing %v+%v", x, y)
		}
		return MakeInt(x.n + y.n), true, nil // the zero Value counts as 0
	}
	if len(b.o.elems) == 1 {
		if c, ok, err := updateOne(a, b, add); ok || err != nil {
			return c, err
		}
	}
	return zip(a, b, add)
}

// EqualBagUnion says whether v = a (+) b. It is [Equal] of v and the result of [BagUnionOf], errors and all; where b is one new element the
// bag is not made.
func EqualBagUnion(v, a, b Value) (bool, error) {
	if at, ok := newElement(a, b); ok && v.tag == tagFunc && v.o.dom.tag == tagSet {
		keys, old := v.o.dom.o.elems, a.o.dom.o.elems
		if len(keys) != len(old)+1 {
			return false, nil
		}
		put := func(into, from []Value, one Value) (bool, error) { // whether into is from with one put in
			if eq, err := equalElems(into[:at], from[:at]); !eq || err != nil {
				return false, err
			}
			if eq, err := equalElems(into[at:at+1], []Value{one}); !eq || err != nil {
				return false, err
			}
			return equalElems(into[at+1:], from[at:])
		}
		if eq, err := put(keys, old, b.KeyAt(0)); !eq || err != nil {
			return false, err
		}
		return put(v.o.elems, a.o.elems, b.o.elems[0])
	}
	sum, err := BagUnionOf(a, b)
	if err != nil {
		return false, err
	}
	return Equal(v, sum)
}

// newElement says whether bag b has one element which a bag a that is kept by a set of keys has not, and where its place is.
func newElement(a, b Value) (at int, ok bool) {
	if !b.IsListed() || len(b.o.elems) != 1 || !a.keyedBySet(b.KeyAt(0)) {
		return 0, false
	}
	for _, x := range []Value{a, b} {
		if is, err := IsBag(x); !is || err != nil {
			return 0, false
		}
	}
	at, found, err := a.index(b.KeyAt(0))
	return at, !found && err == nil
}

// BagDifference is a (-) b.
func BagDifference(a, b Value) (Value, error) {
	a, err := counts("(-)", "first", a)
	if err != nil {
		return Value{}, err
	}
	if b, err = counts("(-)", "second", b); err != nil {
		return Value{}, err
	}
	subtract := func(x, y Value) (Value, bool, error) {
		n := int64(x.n) - int64(y.n)
		return MakeInt(int32(n)), !x.IsNone() && n > 0, nil
	}
	if len(b.o.elems) == 1 {
		if c, ok, err := updateOne(a, b, subtract); ok || err != nil {
			return c, err
		}
	}
	return zip(a, b, subtract)
}

// counts is b listed, if it is a function with integer values; TLC asks no more of some operators.
func counts(op, place string, b Value) (Value, error) {
	b, err := listedFunc(op, place, "a bag", b)
	if err != nil {
		return Value{}, err
	}
	for _, n := range b.o.elems {
		if n.tag != tagInt {
			return Value{}, wrongArg(op, place, "a bag", b)
		}
	}
	return b, nil
}

// keyedBySet says whether the function is kept by a set of keys, with k among them too: with a number the domain may become an interval.
func (v Value) keyedBySet(k Value) bool {
	return v.tag == tagFunc && v.o.dom.tag == tagSet && (v.flags|k.flags)&flagLazy == 0 && k.tag != tagInt
}

// updateOne is zip for a bag b of one element, where a is kept by a set of keys: one value is changed,
// one key put in, or one taken out. ok is false if it does not apply.
func updateOne(a, b Value, join func(x, y Value) (Value, bool, error)) (c Value, ok bool, err error) {
	k, y := b.KeyAt(0), b.o.elems[0]
	if !a.keyedBySet(k) {
		return Value{}, false, nil
	}
	i, found, err := a.index(k)
	if err != nil {
		return Value{}, false, err
	}
	var x Value
	if found {
		x = a.o.elems[i]
	}
	v, keep, err := join(x, y)
	switch {
	case err != nil:
		return Value{}, false, err
	case found && keep:
		return a.with(i, v), true, nil
	case !found && !keep:
		return a, true, nil
	case found && len(a.o.elems) == 1:
		return EmptyBag, true, nil
	case found && a.flags != 0 && k.flags != 0: // a flag may have to go
		return Value{}, false, nil
	}
	n, h := len(a.o.elems), a.o.hash
	var dom Value
	var elems []Value
	if keep {
		elems = make([]Value, n+1)
		copy(elems, a.o.elems[:i])
		elems[i] = v
		copy(elems[i+1:], a.o.elems[i:])
		dom, err = Insert(a.o.dom, k)
		h += mixPair(Hash(k), Hash(v))
	} else {
		if i == 0 { // the first key decides the representation
			return Value{}, false, nil
		}
		elems = make([]Value, n-1)
		copy(elems, a.o.elems[:i])
		copy(elems[i:], a.o.elems[i+1:])
		dom, err = Remove(a.o.dom, k)
		h -= mixPair(Hash(k), Hash(x))
	}
	if err != nil {
		return Value{}, false, err
	}
	return Value{tag: tagFunc, flags: a.flags | k.flags, n: max(a.n, k.depth()+2), o: &object{hash: h, elems: elems, dom: dom}}, true, nil
}

// CopiesIn is CopiesIn(e, b).
func CopiesIn(e, b Value) (Value, error) {
	b, err := counts("CopiesIn", "second", b)
	if err != nil {
		return Value{}, err
	}
	i, ok, err := b.index(e)
	if err != nil || !ok {
		return MakeInt(0), err
	}
	return b.o.elems[i], nil
}

// BagIn is BagIn(e, b).
func BagIn(e, b Value) (bool, error) {
	n, err := CopiesIn(e, b)
	return n.n > 0, err
}

// BagToSet is BagToSet(b).
func BagToSet(b Value) (Value, error) {
	b, err := listedFunc("BagToSet", "only", "a function with a finite domain", b)
	if err != nil {
		return Value{}, err
	}
	return domain(b), nil
}

// SetToBag is SetToBag(s): every member once.
func SetToBag(s Value) (Value, error) {
	if s.Kind() != Set {
		return Value{}, wrongArg("SetToBag", "only", "a finite set", s)
	}
	return FuncOf(s, func(Value) (Value, error) { return MakeInt(1), nil })
}

// BagCardinality is BagCardinality(b).
func BagCardinality(b Value) (Value, error) {
	b, err := bag("BagCardinality", "only", b)
	if err != nil {
		return Value{}, err
	}
	sum := int64(0)
	for _, n := range b.o.elems {
		sum += int64(n.n)
	}
	if sum > math.MaxInt32 {
		return Value{}, errorf("BagCardinality", "Overflow when computing the number of elements in:\n%v", b)
	}
	return MakeInt(int32(sum)), nil
}

// BagUnion is BagUnion(s) of a set of bags.
func BagUnion(s Value) (Value, error) {
	s, err := Members(s)
	if err != nil {
		return Value{}, err
	}
	sum := EmptyBag
	for i := range s.listedLen() {
		if is, err := IsBag(s.at(i)); err != nil || !is {
			return Value{}, orElse(err, errorf("BagUnion", "Attempted to apply BagUnion to the following set, whose\nelement is not a bag:\n%v", s))
		}
		if sum, err = BagUnionOf(sum, s.at(i)); err != nil {
			return Value{}, err
		}
	}
	return sum, nil
}

// SubBag is a \sqsubseteq b.
func SubBag(a, b Value) (bool, error) {
	a, err := counts("\\sqsubseteq", "first", a)
	if err != nil {
		return false, err
	}
	if b, err = counts("\\sqsubseteq", "second", b); err != nil {
		return false, err
	}
	for i, n := range a.o.elems {
		m, err := CopiesIn(a.KeyAt(i), b)
		if err != nil || n.n > m.n {
			return false, err
		}
	}
	return true, nil
}

// BagOfAll is BagOfAll(f, b).
func BagOfAll(f func(Value) (Value, error), b Value) (Value, error) {
	b, err := counts("BagOfAll", "second", b)
	if err != nil {
		return Value{}, err
	}
	sum := EmptyBag
	for i, n := range b.o.elems {
		x, err := f(b.KeyAt(i))
		if err != nil {
			return Value{}, err
		}
		one, err := Pair(x, n)
		if err != nil {
			return Value{}, err
		}
		if sum, err = BagUnionOf(sum, one); err != nil {
			return Value{}, err
		}
	}
	return sum, nil
}
