package value

// functions is [dom -> rng].
type functions struct{ dom, rng Value }

func (d *functions) member(set, x Value) (bool, error) {
	if x.Kind() != Function {
		return false, errorf("\\in", "Attempted to check if\n%v\nwhich is not a TLC function value, is in the set of functions:\n%v", x, set)
	}
	dom, _ := Domain(x)
	if eq, err := Equal(dom, d.dom); err != nil || !eq {
		return false, err
	}
	x, err := list(x)
	if err != nil {
		return false, err
	}
	for _, e := range x.o.elems {
		if in, err := Member(e, d.rng); err != nil || !in {
			return false, err
		}
	}
	return true, nil
}

func (d *functions) finite() (bool, error) {
	dom, err := IsFinite(d.dom)
	if err != nil {
		return false, err
	}
	rng, err := IsFinite(d.rng)
	if err != nil || dom && rng {
		return dom, err
	}
	// With an empty part there is one function or none.
	for _, s := range []Value{d.dom, d.rng} {
		if n, ok := s.Len(); ok && n == 0 {
			return true, nil
		}
	}
	return false, nil
}

func (d *functions) size(Value) (uint64, error) {
	if n, ok := d.dom.Len(); ok && n == 0 {
		return 1, nil
	}
	if n, ok := d.rng.Len(); ok && n == 0 {
		return 0, nil
	}
	dom, err := size(d.dom)
	if err != nil {
		return 0, err
	}
	rng, err := size(d.rng)
	return power(rng, dom), err
}

func (d *functions) each(set Value, yield func(Value) bool) error {
	n, err := d.size(set)
	if err != nil || n == 0 {
		return err
	}
	shape, err := DomainShape(d.dom)
	if err != nil {
		return err
	}
	sets := make([]Value, shape.dom.listedLen())
	if len(sets) > 0 {
		rng, err := list(d.rng)
		if err != nil {
			return err
		}
		for i := range sets {
			sets[i] = rng
		}
	}
	eachChoice(sets, func(values []Value) bool { return yield(shape.Make(values)) })
	return nil
}

// eachChoice yields every choice of one member from each listed set, the last choice changing fastest.
// The slice is the receiver's to keep.
func eachChoice(sets []Value, yield func([]Value) bool) {
	for _, s := range sets {
		if s.listedLen() == 0 {
			return
		}
	}
	at := make([]int, len(sets))
	for {
		choice := make([]Value, len(sets))
		for i, j := range at {
			choice[i] = sets[i].at(j)
		}
		if !yield(choice) {
			return
		}
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < sets[i].listedLen() {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return
		}
	}
}

func (d *functions) same(other description) bool {
	o, ok := other.(*functions)
	return ok && alike([]Value{d.dom, d.rng}, []Value{o.dom, o.rng})
}

func (d *functions) print(p *printer) {
	p.text("[")
	p.value(d.dom)
	p.text(" -> ")
	p.value(d.rng)
	p.text("]")
}
