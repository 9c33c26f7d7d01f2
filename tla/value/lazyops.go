package value

import "math"

// union is a \cup b.
type union struct{ a, b Value }

// member looks at a listed set first, as TLC does: to ask whether "none" is in Nat \cup {"none"} is no error, to ask whether it is in Nat is
// one.
func (d *union) member(_, x Value) (bool, error) {
	first, second := d.a, d.b
	if first.tag == tagLazySet && second.tag != tagLazySet {
		first, second = second, first
	}
	in, err := Member(x, first)
	if err != nil || in {
		return in, err
	}
	return Member(x, second)
}

func (d *union) finite() (bool, error)          { return allOfThemFinite(d.a, d.b) }
func (d *union) size(set Value) (uint64, error) { return listedSize(set) }

func (d *union) each(_ Value, yield func(Value) bool) error {
	a, err := list(d.a)
	if err != nil {
		return err
	}
	b, err := list(d.b)
	if err != nil {
		return err
	}
	m, err := merge(a, b)
	if err != nil {
		return err
	}
	return Each(m, yield)
}

func (d *union) same(other description) bool {
	o, ok := other.(*union)
	return ok && alike([]Value{d.a, d.b}, []Value{o.a, o.b})
}

func (d *union) print(p *printer) { p.infix(d.a, " \\cup ", d.b) }

func allOfThemFinite(sets ...Value) (bool, error) {
	for _, s := range sets {
		if fin, err := IsFinite(s); err != nil || !fin {
			return false, err
		}
	}
	return true, nil
}

// intersection is a \cap b.
type intersection struct{ a, b Value }

func (d *intersection) member(_, x Value) (bool, error) {
	in, err := Member(x, d.a)
	if err != nil || !in {
		return in, err
	}
	return Member(x, d.b)
}

func (d *intersection) finite() (bool, error) {
	if fin, err := IsFinite(d.a); err != nil || fin {
		return fin, err
	}
	return IsFinite(d.b)
}

func (d *intersection) size(set Value) (uint64, error) { return listedSize(set) }

func (d *intersection) each(_ Value, yield func(Value) bool) error {
	a, b := d.a, d.b
	if atMost(a) > atMost(b) { // of two finite sets the smaller, and never an infinite one
		a, b = b, a
	}
	return eachThat(a, yield, func(x Value) (bool, error) { return Member(x, b) })
}

// eachThat yields the members of s for which keep holds.
func eachThat(s Value, yield func(Value) bool, keep func(Value) (bool, error)) error {
	var failed error
	limit := math.MaxInt
	if s.hugeInterval() {
		limit = maxTried
	}
	err := EachLimit(s, limit, func(x Value) bool {
		ok, err := keep(x)
		if err != nil {
			failed = err
			return false
		}
		return !ok || yield(x)
	})
	if failed != nil {
		return failed
	}
	return err
}

func (d *intersection) same(other description) bool {
	o, ok := other.(*intersection)
	return ok && alike([]Value{d.a, d.b}, []Value{o.a, o.b})
}

func (d *intersection) print(p *printer) { p.infix(d.a, " \\cap ", d.b) }

// difference is a \ b.
type difference struct{ a, b Value }

func (d *difference) member(_, x Value) (bool, error) {
	in, err := Member(x, d.a)
	if err != nil || !in {
		return in, err
	}
	in, err = Member(x, d.b)
	return !in && err == nil, err
}

// finite is known if a is finite; if a is infinite and b is finite, the difference is infinite.
func (d *difference) finite() (bool, error) {
	fin, err := IsFinite(d.a)
	if err != nil || fin {
		return fin, err
	}
	if fin, err = IsFinite(d.b); err != nil || fin {
		return false, err
	}
	return false, errorf("\\", "Attempted to decide whether the difference of two infinite sets is finite:\n%v\nand\n%v", d.a, d.b)
}

func (d *difference) size(set Value) (uint64, error) { return listedSize(set) }

func (d *difference) each(_ Value, yield func(Value) bool) error {
	return eachThat(d.a, yield, func(x Value) (bool, error) {
		in, err := Member(x, d.b)
		return !in, err
	})
}

func (d *difference) same(other description) bool {
	o, ok := other.(*difference)
	return ok && alike([]Value{d.a, d.b}, []Value{o.a, o.b})
}

func (d *difference) print(p *printer) { p.infix(d.a, " \\ ", d.b) }

// bigUnion is UNION sets, where sets or one of its members is symbolic.
type bigUnion struct{ sets Value }

func (d *bigUnion) member(_, x Value) (bool, error) {
	found := false
	err := eachThat(d.sets, func(Value) bool { found = true; return false }, func(s Value) (bool, error) { return Member(x, s) })
	return found, err
}

func (d *bigUnion) finite() (bool, error) {
	if fin, err := IsFinite(d.sets); err != nil || !fin {
		return false, err
	}
	finite := true
	err := eachThat(d.sets, func(Value) bool { finite = false; return false }, func(s Value) (bool, error) {
		fin, err := IsFinite(s)
		return !fin, err
	})
	return finite, err
}

// atMost adds up the sizes of the sets, if these can be had without listing.
func (d *bigUnion) atMost() uint64 {
	if d.sets.tag != tagSet {
		if b, ok := d.sets.description().(*subsets); ok {
			return atMost(b.base)
		}
		return maxTried // try it; each counts
	}
	n := uint64(0)
	for _, s := range d.sets.o.elems {
		if s.Kind() == Set {
			n = plus(n, atMost(s))
		}
	}
	return n
}

func (d *bigUnion) size(set Value) (uint64, error) { return listedSize(set) }

func (d *bigUnion) each(set Value, yield func(Value) bool) error {
	var members []Value
	var failed error
	err := Each(d.sets, func(s Value) bool {
		failed = Each(s, func(x Value) bool {
			members = append(members, x)
			return len(members) <= 8*MaxSetSize
		})
		if failed == nil && len(members) > 8*MaxSetSize {
			failed = tooBig(set)
		}
		return failed == nil
	})
	if failed != nil {
		err = failed
	}
	if err != nil {
		return err
	}
	all, err := MakeSet(members)
	if err != nil {
		return err
	}
	return Each(all, yield)
}

func (d *bigUnion) same(other description) bool {
	o, ok := other.(*bigUnion)
	return ok && alike([]Value{d.sets}, []Value{o.sets})
}

func (d *bigUnion) print(p *printer) { p.text("UNION("); p.value(d.sets); p.text(")") }

// filtered is {x \in base : pred(x)}.
type filtered struct {
	base Value
	pred func(Value) (bool, error)
}

func (d *filtered) member(_, x Value) (bool, error) {
	in, err := Member(x, d.base)
	if err != nil || !in {
		return false, err
	}
	return d.pred(x)
}

func (d *filtered) finite() (bool, error)          { return IsFinite(d.base) }
func (d *filtered) size(set Value) (uint64, error) { return listedSize(set) }

func (d *filtered) each(_ Value, yield func(Value) bool) error {
	return eachThat(d.base, yield, d.pred)
}

func (d *filtered) same(other description) bool { return description(d) == other }

func (d *filtered) print(p *printer) { p.text("{x \\in "); p.value(d.base); p.text(" : <expression>}") }
