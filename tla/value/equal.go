package value

// Equal reports whether a = b. Like TLC it fails on values of different kinds, unless one is an untyped
// model value, and finds sets of different size unequal before it looks at their elements.
func Equal(a, b Value) (bool, error) {
	if a.tag == b.tag {
		switch a.tag {
		case tagInt, tagBool:
			return a.n == b.n, nil
		case tagString:
			return a.o == b.o, nil
		case tagModel:
			if a.o == b.o {
				return true, nil
			}
			return false, sameModelType("=", a, b)
		}
		if a.o == b.o && a.is(b) {
			return true, nil
		}
	} else if a.tag == tagModel || b.tag == tagModel {
		return false, untypedModel(a, b)
	}
	switch ka, kb := a.Kind(), b.Kind(); {
	case ka != kb && ka == Bool: // TLC's word here is another one
		return false, errorf("=", "Attempted to compare equality of boolean %v with non-boolean:\n%v", a, b)
	case ka != kb:
		return false, errorf("=", "Attempted to check equality of %s %v with %s:\n%v", article(a), a, otherThan(a), b)
	case ka == Set:
		return equalSets(a, b)
	case ka == Function:
		return equalFuncs(a, b)
	}
	return false, errorf("=", "Attempted to check equality of undefined values.")
}

// untypedModel fails if a or b is a typed model value; the other one is no model value.
func untypedModel(a, b Value) error {
	if a.tag != tagModel {
		a, b = b, a
	}
	if a.sym().typ != 0 {
		return errorf("=", "Attempted to check equality of typed model value %v and non-model value\n%v", a, b)
	}
	return nil
}

func equalSets(a, b Value) (bool, error) {
	if a.tag == tagLazySet || b.tag == tagLazySet {
		return equalLazySets(a, b)
	}
	n := a.listedLen()
	if n != b.listedLen() {
		return false, nil
	}
	if a.tag == tagInterval && b.tag == tagInterval {
		return a.at(0).n == b.at(0).n, nil
	}
	if a.tag == tagSet && b.tag == tagSet {
		return equalElems(a.o.elems, b.o.elems)
	}
	if sharesBase(a, b) {
		return equalElems(a.grown().added, b.grown().added)
	}
	for i := 0; i < n; i++ {
		if eq, err := Equal(a.at(i), b.at(i)); !eq || err != nil {
			return false, err
		}
	}
	return true, nil
}

func equalFuncs(a, b Value) (bool, error) {
	if a.tag == tagLambda || b.tag == tagLambda {
		return equalLambdas(a, b)
	}
	if eq, err := sameDomain(a, b); !eq || err != nil {
		return false, err
	}
	return equalElems(a.o.elems, b.o.elems)
}

// sameDomain compares the domains of listed functions, as = does first.
func sameDomain(a, b Value) (bool, error) {
	if err := sameShape("=", a, b); err != nil {
		return false, err
	}
	if len(a.o.elems) != len(b.o.elems) {
		return false, nil
	}
	if a.tag != tagTuple || b.tag != tagTuple {
		if da, db := domain(a), domain(b); !da.is(db) {
			return equalSets(da, db)
		}
	}
	return true, nil
}

func equalElems(a, b []Value) (bool, error) {
	for i, x := range a {
		y := b[i]
		if x.is(y) {
			continue
		}
		if x.tag == y.tag && (x.tag == tagInt || x.tag == tagString) {
			return false, nil // they are not the same
		}
		if eq, err := Equal(x, y); !eq || err != nil {
			return false, err
		}
	}
	return true, nil
}
