package value

// product is sets[0] \X sets[1] \X ….
type product struct{ sets []Value }

func (d *product) member(set, x Value) (bool, error) {
	x, err := list(x)
	if err != nil {
		return false, err
	}
	if x.tag != tagTuple {
		return false, errorf("\\in", "Attempted to check if non-tuple\n%v\nis in the set of tuples:\n%v", x, set)
	}
	return allIn(x.o.elems, d.sets)
}

// allIn reports whether there are as many values as sets, and each is in its set.
func allIn(values, sets []Value) (bool, error) {
	if len(values) != len(sets) {
		return false, nil
	}
	for i, v := range values {
		if in, err := Member(v, sets[i]); err != nil || !in {
			return false, err
		}
	}
	return true, nil
}

func (d *product) finite() (bool, error)      { return allFinite(d.sets) }
func (d *product) size(Value) (uint64, error) { return productSize(d.sets) }
func (d *product) print(p *printer)           { p.text("("); p.list(d.sets, " \\X "); p.text(")") }
func (d *product) each(_ Value, yield func(Value) bool) error {
	return eachOfProduct(d.sets, func(values []Value) bool { return yield(Tuple(values...)) })
}

func (d *product) same(other description) bool {
	o, ok := other.(*product)
	return ok && alike(d.sets, o.sets)
}

// allFinite reports whether a product is finite: all factors are, or one is empty.
func allFinite(sets []Value) (bool, error) {
	for _, s := range sets {
		if n, ok := s.Len(); ok && n == 0 {
			return true, nil
		}
	}
	for _, s := range sets {
		if fin, err := IsFinite(s); err != nil || !fin {
			return false, err
		}
	}
	return true, nil
}

func productSize(sets []Value) (uint64, error) {
	for _, s := range sets {
		if n, ok := s.Len(); ok && n == 0 {
			return 0, nil
		}
	}
	n := uint64(1)
	for _, s := range sets {
		m, err := size(s)
		if err != nil {
			return 0, err
		}
		n = times(n, m)
	}
	return n, nil
}

func eachOfProduct(sets []Value, yield func([]Value) bool) error {
	if n, err := productSize(sets); err != nil || n == 0 {
		return err
	}
	listed := make([]Value, len(sets))
	for i, s := range sets {
		var err error
		if listed[i], err = list(s); err != nil {
			return err
		}
	}
	eachChoice(listed, yield)
	return nil
}

// records is [names[0] : sets[0], …], the names in canonical order.
type records struct {
	names Value
	tag   tag
	sets  []Value
}

func (d *records) member(set, x Value) (bool, error) {
	x, err := list(x)
	if err != nil {
		return false, err
	}
	if x.tag != tagRecord && (x.tag != tagTuple || len(x.o.elems) > 0) {
		return false, errorf("\\in", "Attempted to check if non-record\n%v\nis in the set of records:\n%v", x, set)
	}
	if eq, err := Equal(domain(x), d.names); err != nil || !eq {
		return false, err
	}
	return allIn(x.o.elems, d.sets)
}

func (d *records) finite() (bool, error)      { return allFinite(d.sets) }
func (d *records) size(Value) (uint64, error) { return productSize(d.sets) }

func (d *records) each(_ Value, yield func(Value) bool) error {
	return eachOfProduct(d.sets, func(values []Value) bool { return yield(makeFunc(d.tag, d.names, values)) })
}

func (d *records) same(other description) bool {
	o, ok := other.(*records)
	return ok && alike([]Value{d.names}, []Value{o.names}) && alike(d.sets, o.sets)
}

func (d *records) print(p *printer) {
	p.text("[")
	for i, s := range d.sets {
		if i > 0 {
			p.text(", ")
		}
		p.text(d.names.at(i).sym().text)
		p.text(": ")
		p.value(s)
	}
	p.text("]")
}

// sequences is Seq(base).
type sequences struct{ base Value }

func (d *sequences) member(set, x Value) (bool, error) {
	x, err := list(x)
	if err != nil {
		return false, err
	}
	if x.tag != tagTuple {
		return false, notMember(x, set)
	}
	for _, e := range x.o.elems {
		if in, err := Member(e, d.base); err != nil || !in {
			return false, err
		}
	}
	return true, nil
}

func (d *sequences) finite() (bool, error)                    { return false, nil }
func (d *sequences) size(set Value) (uint64, error)           { return 0, infinite(set) }
func (d *sequences) each(set Value, _ func(Value) bool) error { return infinite(set) }
func (d *sequences) print(p *printer)                         { p.text("Seq("); p.value(d.base); p.text(")") }
func (d *sequences) same(other description) bool {
	o, ok := other.(*sequences)
	return ok && alike([]Value{d.base}, []Value{o.base})
}
