package value

// Index is a function from keys to the sets of what has these keys. Entries are depth keys and a value, then the next ones; with more
// than one key the function has functions as values, f[x][y]. Keys must be numbers, texts or untyped model values.
func Index(depth int, entries []Value) (Value, error) {
	f := EmptyTuple
	for ; len(entries) > 0; entries = entries[depth+1:] {
		one := listed([]Value{entries[depth]})
		for i := depth - 1; i >= 0; i-- {
			key := entries[i]
			switch key.tag {
			case tagInt, tagString:
			case tagModel:
				if key.flags&flagTyped == 0 {
					break
				}
				fallthrough
			default:
				return Value{}, errorf("index", "%v is no key of an index", key)
			}
			var err error
			if one, err = MakeFunc(listed([]Value{key}), []Value{one}); err != nil {
				return Value{}, err
			}
		}
		var err error
		if f, err = Merge(f, one); err != nil {
			return Value{}, err
		}
	}
	return f, nil
}

// Merge is the index of all that is in two indexes of the same depth; with depth 0 these are sets.
func Merge(f, g Value) (Value, error) {
	if f.Kind() == Set {
		return Union(f, g)
	}
	if n, _ := f.Len(); n == 0 {
		return g, nil
	}
	if n, _ := g.Len(); n == 0 {
		return f, nil
	}
	dom, err := Union(domain(f), domain(g))
	if err != nil {
		return Value{}, err
	}
	return FuncOf(dom, func(x Value) (Value, error) {
		a, inF := Lookup(f, x)
		b, inG := Lookup(g, x)
		switch {
		case !inF:
			return b, nil
		case !inG:
			return a, nil
		}
		return Merge(a, b)
	})
}
