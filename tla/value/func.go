package value

// EmptyTuple is << >>, which is also the function with the empty domain.
var EmptyTuple = Value{tag: tagTuple, o: &object{hash: saltFunc}}

// Tuple is <<elems[0], elems[1], …>>. It keeps the slice.
func Tuple(elems ...Value) Value {
	if len(elems) == 0 {
		return EmptyTuple
	}
	h, flags, depth := uint64(saltFunc), uint8(0), int32(0)
	for i, e := range elems {
		h += mixPair(hashInt(int32(i)+1), Hash(e))
		flags |= e.flags
		depth = max(depth, e.depth())
	}
	return Value{tag: tagTuple, flags: flags, n: depth + 1, o: &object{hash: h, elems: elems}}
}

// A Shape is the domain of functions that are made again and again, worked out once: the field names
// of a record constructor, or the domain of [x \in S |-> e]. Values are given in the order of Keys.
type Shape struct {
	dom   Value
	tag   tag
	order []int // values[order[i]] belongs to member i of dom; nil if the order is canonical
}

// RecordShape is the shape of records with the given field names, in the order in which the values
// will be given.
func (u *Universe) RecordShape(names ...string) (*Shape, error) {
	keys := make([]Value, len(names))
	for i, n := range names {
		keys[i] = u.String(n)
	}
	dom, err := MakeSet(append([]Value(nil), keys...))
	if err != nil {
		return nil, err
	}
	if dom.listedLen() != len(keys) {
		return nil, errorf("|->", "A field name occurs twice in a record.")
	}
	dom = u.recordDomain(dom)
	s := &Shape{dom: dom, tag: functionTag(dom)}
	sorted := true
	order := make([]int, len(keys))
	for i, k := range keys {
		j, _, _ := dom.find(k)
		order[j] = i
		sorted = sorted && i == j
	}
	if !sorted {
		s.order = order
	}
	return s, nil
}

// DomainShape is the shape of functions on the finite set dom, with the values in its canonical order.
func DomainShape(dom Value) (*Shape, error) {
	dom, err := listDomain(dom)
	if err != nil {
		return nil, err
	}
	t := functionTag(dom)
	if t == tagRecord {
		dom = dom.o.elems[0].sym().u.recordDomain(dom)
	}
	return &Shape{dom: dom, tag: t}, nil
}

// Domain is the domain of the functions of this shape, listed.
func (s *Shape) Domain() Value { return s.dom }

// Make is the function of this shape with the given values. It keeps the slice.
func (s *Shape) Make(values []Value) Value {
	if s.order != nil {
		sorted := make([]Value, len(values))
		for i, j := range s.order {
			sorted[i] = values[j]
		}
		values = sorted
	}
	return makeFunc(s.tag, s.dom, values)
}

// functionTag is the representation of functions on a listed domain.
func functionTag(dom Value) tag {
	if dom.tag == tagInterval {
		if lo, _ := dom.bounds(); lo == 1 {
			return tagTuple
		}
		return tagFunc
	}
	if len(dom.o.elems) == 0 {
		return tagTuple
	}
	if dom.o.elems[0].tag == tagString {
		return tagRecord
	}
	return tagFunc
}

// listDomain lists a domain, as an interval if it is one.
func listDomain(dom Value) (Value, error) {
	if dom.Kind() != Set {
		return Value{}, errorf("|->", "Attempted to make a function whose domain is not a set:\n%v", dom)
	}
	dom, err := list(dom)
	if err != nil || dom.tag == tagInterval {
		return dom, err
	}
	if e := dom.o.elems; len(e) > 0 && e[0].tag == tagInt && int64(e[len(e)-1].n)-int64(e[0].n) == int64(len(e)-1) {
		return Interval(e[0].n, e[len(e)-1].n), nil
	}
	return dom, nil
}

func makeFunc(t tag, dom Value, values []Value) Value {
	if t == tagTuple {
		return Tuple(values...)
	}
	h, flags, depth := uint64(saltFunc), dom.flags, dom.depth()
	if t == tagRecord {
		for i, e := range values {
			h += mixPair(dom.o.elems[i].o.hash, Hash(e))
			flags |= e.flags
			depth = max(depth, e.depth())
		}
		return Value{tag: t, flags: flags, n: depth + 1, o: &object{hash: h, elems: values, dom: dom}}
	}
	for i, e := range values {
		h += mixPair(Hash(dom.at(i)), Hash(e))
		flags |= e.flags
		depth = max(depth, e.depth())
	}
	return Value{tag: t, flags: flags, n: depth + 1, o: &object{hash: h, elems: values, dom: dom}}
}

// MakeFunc is the function on the finite set dom whose values, in the canonical order of dom, are
// given. It keeps the slice.
func MakeFunc(dom Value, values []Value) (Value, error) {
	s, err := DomainShape(dom)
	if err != nil {
		return Value{}, err
	}
	if s.dom.listedLen() != len(values) {
		return Value{}, errorf("|->", "A function on %v was given another number of values.", dom)
	}
	return s.Make(values), nil
}

// MakeRecord is the record with the given fields.
func (u *Universe) MakeRecord(names []string, values []Value) (Value, error) {
	s, err := u.RecordShape(names...)
	if err != nil {
		return Value{}, err
	}
	return s.Make(append([]Value(nil), values...)), nil
}

// FuncOf is [x \in dom |-> f(x)] over a finite set, worked out at once in canonical order.
func FuncOf(dom Value, f func(x Value) (Value, error)) (Value, error) {
	s, err := DomainShape(dom)
	if err != nil {
		return Value{}, err
	}
	values := make([]Value, s.dom.listedLen())
	for i := range values {
		if values[i], err = f(s.dom.at(i)); err != nil {
			return Value{}, err
		}
	}
	return s.Make(values), nil
}

// domain is DOMAIN of a listed function.
func domain(f Value) Value {
	if f.tag == tagTuple {
		return Interval(1, int32(len(f.o.elems)))
	}
	return f.o.dom
}

// Domain is DOMAIN f.
func Domain(f Value) (Value, error) {
	switch f.tag {
	case tagTuple, tagRecord, tagFunc:
		return domain(f), nil
	case tagLambda:
		return f.lambda().dom, nil
	}
	return Value{}, errorf("DOMAIN", "Attempted to apply the operator DOMAIN to a non-function:\n%v", f)
}

// index is the place of x among the values of a listed function.
func (v Value) index(x Value) (int, bool, error) {
	switch v.tag {
	case tagTuple:
		if x.tag != tagInt {
			return 0, false, nil
		}
		return int(x.n) - 1, x.n >= 1 && int(x.n) <= len(v.o.elems), nil
	case tagRecord:
		if x.tag != tagString {
			return 0, false, nil
		}
		for i, k := range v.o.dom.o.elems {
			if k.o == x.o {
				return i, true, nil
			}
		}
		return 0, false, nil
	}
	return v.o.dom.find(x)
}

// Apply is f[x].
func Apply(f, x Value) (Value, error) {
	switch f.tag {
	case tagTuple, tagRecord, tagFunc:
		i, ok, err := f.index(x)
		if err != nil {
			return Value{}, err
		}
		if ok {
			return f.o.elems[i], nil
		}
		return Value{}, outside(f, x)
	case tagLambda:
		return f.lambda().apply(f, x)
	}
	return Value{}, errorf("f[x]", "A non-function (%s) was applied as a function:\n%v\nargument: %v", f.Kind(), f, x)
}

// Lookup is f[x] of a listed function; ok is false where Apply fails.
func Lookup(f, x Value) (v Value, ok bool) {
	i, ok, err := f.index(x)
	if !ok || err != nil {
		return Value{}, false
	}
	return f.o.elems[i], true
}

// IsListed reports whether v is a function all of whose values are known.
func (v Value) IsListed() bool { return v.tag == tagTuple || v.tag == tagRecord || v.tag == tagFunc }

// outside is the error of applying f outside its domain, in TLC's words.
func outside(f, x Value) error {
	switch {
	case f.tag == tagTuple && x.tag == tagInt:
		return errorf("f[x]", "Attempted to access index %v of tuple\n%v\nwhich is out of bounds.", x, f)
	case f.tag == tagTuple:
		return errorf("f[x]", "Attempted to access tuple at a non-integer index: %v\n%v", x, f)
	case f.tag == tagRecord && x.tag == tagString:
		return errorf("f[x]", "Attempted to access nonexistent field '%s' of record\n%v", x.sym().text, f)
	case f.tag == tagRecord:
		return errorf("f[x]", "Attempted to access record by a non-string argument: %v\n%v", x, f)
	}
	return errorf("f[x]", "Attempted to apply function:\n%v\nto argument %v, which is not in the domain of the function.", f, x)
}

// Has reports whether x is in the domain of f.
func Has(f, x Value) (bool, error) {
	if f.tag == tagLambda {
		return Member(x, f.lambda().dom)
	}
	if f.Kind() != Function {
		return false, errorf("DOMAIN", "Attempted to apply the operator DOMAIN to a non-function:\n%v", f)
	}
	_, ok, err := f.index(x)
	return ok, err
}

// Args is the one argument of f[a, b, …].
func Args(args ...Value) Value {
	if len(args) == 1 {
		return args[0]
	}
	return Tuple(args...)
}

// Len is the number of pairs of a listed function, or of members of a listed set, without any work;
// ok is false for what is not listed.
func (v Value) Len() (n int, ok bool) {
	switch v.tag {
	case tagSet, tagGrown, tagInterval:
		return v.listedLen(), true
	case tagTuple, tagRecord, tagFunc:
		return len(v.o.elems), true
	}
	return 0, false
}

// At is member number i (from 0) of a listed set in canonical order, or value number i of a listed
// function in the order of its domain. i must be less than [Value.Len].
func (v Value) At(i int) Value {
	if v.tag == tagInterval || v.tag == tagGrown {
		return v.at(i)
	}
	return v.o.elems[i]
}

// KeyAt is member number i of the domain of a listed function.
func (v Value) KeyAt(i int) Value {
	if v.tag == tagTuple {
		return MakeInt(int32(i) + 1)
	}
	return v.o.dom.at(i)
}
