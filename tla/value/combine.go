package value

// Pair is x :> e, the function on {x} whose value is e.
func Pair(x, e Value) (Value, error) {
	dom, err := MakeSet([]Value{x})
	if err != nil {
		return Value{}, err
	}
	return MakeFunc(dom, []Value{e})
}

// Override is f @@ g: f, and outside the domain of f what g says.
func Override(f, g Value) (Value, error) {
	a, err := listedFunc("@@", "first", "a function", f)
	if err != nil {
		return Value{}, err
	}
	b, err := listedFunc("@@", "second", "a function", g)
	if err != nil {
		return Value{}, err
	}
	return zip(a, b, func(x, y Value) (Value, bool, error) {
		if x.IsNone() {
			return y, true, nil
		}
		return x, true, nil
	})
}

func listedFunc(op, place, want string, f Value) (Value, error) {
	if f.Kind() != Function {
		return Value{}, wrongArg(op, place, want, f)
	}
	return list(f)
}

// zip makes one function of two listed ones. join gets the values at a key, the zero Value where a
// function has none, and says what stands there afterwards, if anything.
func zip(f, g Value, join func(x, y Value) (Value, bool, error)) (Value, error) {
	nf, ng := len(f.o.elems), len(g.o.elems)
	keys, values := make([]Value, 0, nf+ng), make([]Value, 0, nf+ng)
	for i, j := 0, 0; i < nf || j < ng; {
		c := 0
		switch {
		case j >= ng:
			c = -1
		case i >= nf:
			c = 1
		default:
			var err error
			if c, err = Compare(f.KeyAt(i), g.KeyAt(j)); err != nil {
				return Value{}, err
			}
		}
		var k, x, y Value
		if c <= 0 {
			k, x = f.KeyAt(i), f.o.elems[i]
			i++
		}
		if c >= 0 {
			k, y = g.KeyAt(j), g.o.elems[j]
			j++
		}
		v, keep, err := join(x, y)
		if err != nil {
			return Value{}, err
		}
		if keep {
			keys, values = append(keys, k), append(values, v)
		}
	}
	return MakeFunc(listed(keys), values)
}
