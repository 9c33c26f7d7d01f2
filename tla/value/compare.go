package value

import "strings"

// Compare gives the canonical order of a and b: negative, zero or positive. It fails on values that
// TLA+ does not compare (1 and "a") and on sets and functions that cannot be listed. Untyped model
// values come before everything else.
func Compare(a, b Value) (int, error) {
	if a.tag == b.tag {
		switch a.tag {
		case tagInt, tagBool:
			return order(a.n, b.n), nil
		case tagString:
			return a.compareNames(b), nil
		case tagModel:
			if err := sameModelType("compare", a, b); err != nil {
				return 0, err
			}
			return a.compareNames(b), nil
		case tagTuple:
			switch {
			case a.o == b.o:
				return 0, nil
			case len(a.o.elems) != len(b.o.elems):
				return order(int32(len(a.o.elems)), int32(len(b.o.elems))), nil
			}
			return compareElems(a.o.elems, b.o.elems)
		case tagRecord:
			if a.o.dom.o == b.o.dom.o {
				return compareElems(a.o.elems, b.o.elems)
			}
		}
		if a.o == b.o && a.is(b) {
			return 0, nil
		}
	} else if a.tag == tagModel || b.tag == tagModel {
		return compareWithModel(a, b)
	}
	switch ka, kb := a.Kind(), b.Kind(); {
	case ka != kb:
		return 0, errorf("compare", "Attempted to compare %s %v with %s:\n%v", article(a), a, otherThan(a), b)
	case ka == Set:
		return compareSets(a, b)
	case ka == Function:
		return compareFuncs(a, b)
	}
	return 0, errorf("compare", "Attempted to compare undefined values.")
}

func order(a, b int32) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// compareNames orders two strings, or two model values.
func (v Value) compareNames(w Value) int {
	if v.o == w.o {
		return 0
	}
	if v.n != w.n {
		return order(v.n, w.n)
	}
	return strings.Compare(v.sym().text, w.sym().text)
}

func compareWithModel(a, b Value) (int, error) {
	if b.tag == tagModel {
		c, err := compareWithModel(b, a)
		return -c, err
	}
	if a.sym().typ != 0 {
		return 0, errorf("compare", "Attempted to compare the typed model value %v and non-model value\n%v", a, b)
	}
	return -1, nil
}

func sameModelType(verb string, a, b Value) error {
	if (a.flags|b.flags)&flagTyped == 0 {
		return nil
	}
	ta, tb := a.sym().typ, b.sym().typ
	if ta == tb || ta == 0 || tb == 0 {
		return nil
	}
	if verb == "compare" {
		return errorf("compare", "Attempted to compare the differently-typed model values %v and %v", a, b)
	}
	return errorf("=", "Attempted to check equality of the differently-typed model values %v and %v", a, b)
}

func compareSets(a, b Value) (int, error) {
	if a.tag == tagLazySet || b.tag == tagLazySet {
		return compareLazySets(a, b)
	}
	na, nb := a.listedLen(), b.listedLen()
	if na != nb {
		return order(int32(na), int32(nb)), nil
	}
	if a.tag == tagInterval && b.tag == tagInterval {
		la, _ := a.bounds()
		lb, _ := b.bounds()
		return order(la, lb), nil
	}
	for i := 0; i < na; i++ {
		x, y := a.at(i), b.at(i)
		if x.is(y) {
			continue
		}
		if c, err := Compare(x, y); c != 0 || err != nil {
			return c, err
		}
	}
	return 0, nil
}

func compareFuncs(a, b Value) (int, error) {
	if a.tag == tagLambda || b.tag == tagLambda {
		var err error
		if a, err = list(a); err != nil {
			return 0, err
		}
		if b, err = list(b); err != nil {
			return 0, err
		}
	}
	if err := sameShape("compare", a, b); err != nil {
		return 0, err
	}
	if len(a.o.elems) != len(b.o.elems) {
		return order(int32(len(a.o.elems)), int32(len(b.o.elems))), nil
	}
	if (a.tag != tagTuple || b.tag != tagTuple) && !(a.tag == b.tag && a.o.dom.is(b.o.dom)) {
		if c, err := compareSets(domain(a), domain(b)); c != 0 || err != nil {
			return c, err
		}
	}
	return compareElems(a.o.elems, b.o.elems)
}

// sameShape fails on a sequence and a record, which TLC does not compare; an empty function goes with
// everything.
func sameShape(verb string, a, b Value) error {
	if a.tag == b.tag || a.tag == tagFunc || b.tag == tagFunc || len(a.o.elems) == 0 || len(b.o.elems) == 0 {
		return nil
	}
	if verb == "compare" {
		return errorf("compare", "Attempted to compare %s %v with %s:\n%v", article(a), a, otherThan(a), b)
	}
	return errorf("=", "Attempted to check equality of %s %v with %s:\n%v", article(a), a, otherThan(a), b)
}

func compareElems(a, b []Value) (int, error) {
	for i, x := range a {
		y := b[i]
		if x.is(y) {
			continue
		}
		if x.tag == y.tag && x.n != y.n && (x.tag == tagInt || x.tag == tagString || x.tag == tagModel && (x.flags|y.flags)&flagTyped == 0) {
			return order(x.n, y.n), nil
		}
		if c, err := Compare(x, y); c != 0 || err != nil {
			return c, err
		}
	}
	return 0, nil
}

// article names v's kind as in "Attempted to compare integer 1 with non-integer".
func article(v Value) string {
	switch v.tag {
	case tagSet, tagGrown, tagInterval, tagLazySet:
		return "the set"
	case tagTuple:
		return "tuple"
	case tagRecord:
		return "record"
	case tagFunc, tagLambda:
		return "the function"
	}
	return v.Kind().String()
}

func otherThan(v Value) string {
	switch v.tag {
	case tagSet, tagGrown, tagInterval, tagLazySet, tagFunc, tagLambda:
		return "the value"
	case tagTuple:
		return "non-tuple"
	case tagRecord:
		return "non-record"
	}
	return "non-" + v.Kind().String()
}
