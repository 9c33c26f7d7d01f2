package value

import "sync/atomic"

// FieldPlace remembers where records of the kind that was seen last have one field: r.f in a spec mostly meets one kind of record.
// It can be used by many goroutines.
type FieldPlace struct{ seen atomic.Pointer[fieldPlace] }

type fieldPlace struct {
	dom   *object
	place int
}

// Of is the field of r, if r has the fields of the record that was seen last.
func (p *FieldPlace) Of(r Value) (Value, bool) {
	if r.tag != tagRecord {
		return Value{}, false
	}
	if s := p.seen.Load(); s != nil && s.dom == r.o.dom.o {
		return r.o.elems[s.place], true
	}
	return Value{}, false
}

// Find is r.name, and remembers its place.
func (p *FieldPlace) Find(r, name Value) (Value, error) {
	if r.tag != tagRecord {
		return Apply(r, name)
	}
	i, ok, err := r.index(name)
	if err != nil || !ok {
		return Apply(r, name)
	}
	p.seen.Store(&fieldPlace{r.o.dom.o, i})
	return r.o.elems[i], nil
}
