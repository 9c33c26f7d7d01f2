package traces

// Change is one difference between two values.
type Change struct {
	// Path says where: S1.log[2].term. It is empty for the outermost value.
	Path string
	// Before and After are the two values there; nil means that there is none.
	Before, After Value
	// Member reports whether the change is a member of the set at Path, put in
	// (Before is nil) or taken out (After is nil).
	Member bool
}

// Text returns the change on one line: "0 → 1", "+ x" or "− x". It names the kinds
// of two values that read alike.
func (c Change) Text() string {
	switch {
	case c.Before == nil:
		return "+ " + text(c.After)
	case c.After == nil:
		return "− " + text(c.Before)
	}
	before, after := texts(c.Before, c.After)
	return before + " → " + after
}

// Diff returns the changes from a to b, in the order of a's fields; fields that
// only b has come last. There are none exactly when the two are equal. Records are
// compared field by field, maps key by key, sets member by member; anything else that
// differs is one change, and so are two [Shown] values with different texts.
//
// Lists and tuples are compared so that the changes are few: an element that was taken
// out is one change at the index that it had, one that was put in is one change at its
// new index, and one that was changed is compared at its new index. A queue that loses
// its head loses one element, although all others move. Indices count from 0.
func Diff(a, b Value) []Change { return DiffFrom(0, a, b) }

// DiffFrom is Diff with indices counted from first: TLA+ counts from 1.
func DiffFrom(first int, a, b Value) []Change {
	d := differ{first: first}
	d.values(nil, a, b)
	return d.changes
}

type differ struct {
	first   int
	changes []Change
}

func (d *differ) add(at *place, before, after Value) {
	d.changes = append(d.changes, Change{Path: at.String(), Before: before, After: after})
}

func (d *differ) values(at *place, before, after Value) {
	if saysOtherwise(before, after) || !d.parts(at, Plain(before), Plain(after)) {
		if !Equal(before, after) {
			d.add(at, before, after)
		}
	}
}

// parts compares two values of a kind that has parts, and reports whether they are.
func (d *differ) parts(at *place, a, b Value) bool {
	switch a := a.(type) {
	case Seq:
		if b, ok := b.(Seq); ok {
			d.lists(at, a, b)
			return true
		}
	case Tuple:
		if b, ok := b.(Tuple); ok {
			d.lists(at, a, b)
			return true
		}
	case Set:
		if b, ok := b.(Set); ok {
			d.sets(at, a, b)
			return true
		}
	case Map:
		if b, ok := b.(Map); ok {
			d.maps(at, a, b)
			return true
		}
	case Record:
		if b, ok := b.(Record); ok {
			d.records(at, a, b)
			return true
		}
	}
	return false
}

// saysOtherwise reports whether both values have a text, and not the same one.
func saysOtherwise(a, b Value) bool {
	s, one := a.(Shown)
	t, both := b.(Shown)
	return one && both && s.Text != t.Text
}

// sets walks two sorted lists of members side by side.
func (d *differ) sets(at *place, a, b Set) {
	member := func(before, after Value) {
		d.changes = append(d.changes, Change{Path: at.String(), Before: before, After: after, Member: true})
	}
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && Compare(a[0], b[0]) < 0:
			member(a[0], nil)
			a = a[1:]
		case len(a) == 0 || Compare(a[0], b[0]) > 0:
			member(nil, b[0])
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
}

// maps walks two lists of pairs, sorted by key, side by side.
func (d *differ) maps(at *place, a, b Map) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && Compare(a[0].Key, b[0].Key) < 0:
			d.add(at.key(a[0].Key), a[0].Value, nil)
			a = a[1:]
		case len(a) == 0 || Compare(a[0].Key, b[0].Key) > 0:
			d.add(at.key(b[0].Key), nil, b[0].Value)
			b = b[1:]
		default:
			d.values(at.key(a[0].Key), a[0].Value, b[0].Value)
			a, b = a[1:], b[1:]
		}
	}
}

func (d *differ) records(at *place, a, b Record) {
	inB := make(map[string]Value, len(b))
	for _, f := range b {
		inB[f.Name] = f.Value
	}
	inA := make(map[string]bool, len(a))
	for _, f := range a {
		inA[f.Name] = true
		here := at.field(f.Name)
		if after, ok := inB[f.Name]; ok {
			d.values(here, f.Value, after)
		} else {
			d.add(here, f.Value, nil)
		}
	}
	for _, f := range b {
		if !inA[f.Name] {
			d.add(at.field(f.Name), nil, f.Value)
		}
	}
}
