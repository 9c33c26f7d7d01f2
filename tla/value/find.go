package value

// Find reports whether x is a value among the first n of a long sequence, or, if field is not
// none, what one of them has in that field. It is the answer to \E k \in 1..n : seq[k].field = x,
// without all of them being looked at again each time that the sequence has grown. known is false
// if there is no such answer: the sequence is short, or not all of these values and x are numbers,
// strings or truth values of one kind, or records of one shape with such fields.
func Find(seq Value, n int, field Value, x Value) (found, known bool) {
	if seq.tag != tagTuple || n > len(seq.o.elems) || n == 0 {
		return false, false
	}
	r, ok := seq.o.ext.(*room)
	if !ok {
		return false, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	key := uint64(0)
	if !field.IsNone() {
		key = Hash(field)
	}
	ix := r.indexes[key]
	if ix == nil {
		if r.indexes == nil {
			r.indexes = map[uint64]*index{}
		}
		ix = &index{first: map[uint64]int{}}
		r.indexes[key] = ix
	}
	if ix.cover(seq.o.elems[:n], field); ix.mixed {
		return false, false
	}
	if s, ok := shapeOf(x); !ok || s != ix.shape {
		return false, false
	}
	at, there := ix.first[Hash(x)]
	if !there || at >= n {
		return false, true
	}
	y, _ := fieldOf(seq.o.elems[at], field)
	eq, err := Equal(x, y)
	return eq, eq && err == nil // with another value under the hash nothing is known
}

// An index says where values stand first in a sequence that grows, by their hashes.
type index struct {
	shape shape
	first map[uint64]int
	n     int  // values that are in it
	mixed bool // not all of them have the shape
}

// cover brings the values of a sequence into the index.
func (ix *index) cover(elems []Value, field Value) {
	for ; ix.n < len(elems) && !ix.mixed; ix.n++ {
		x, ok := fieldOf(elems[ix.n], field)
		if !ok {
			ix.mixed = true
			return
		}
		s, ok := shapeOf(x)
		if ix.n == 0 {
			ix.shape = s
		}
		if !ok || s != ix.shape {
			ix.mixed = true
			return
		}
		if h := Hash(x); !ix.has(h) {
			ix.first[h] = ix.n
		}
	}
}

func (ix *index) has(h uint64) bool {
	_, ok := ix.first[h]
	return ok
}

func fieldOf(x Value, field Value) (Value, bool) {
	if field.IsNone() {
		return x, true
	}
	if x.tag != tagRecord {
		return Value{}, false
	}
	y, err := Apply(x, field)
	return y, err == nil
}

// A shape is what values have in common that can be compared without an error.
type shape struct {
	tag  tag
	dom  *object // of a record
	tags [8]tag  // of its fields
}

func shapeOf(x Value) (s shape, ok bool) {
	switch s.tag = x.tag; x.tag {
	case tagInt, tagBool, tagString:
		return s, true
	case tagRecord:
		if len(x.o.elems) > len(s.tags) {
			return s, false
		}
		s.dom = x.o.dom.o
		for i, e := range x.o.elems {
			switch s.tags[i] = e.tag; e.tag {
			case tagInt, tagBool, tagString:
			default:
				return s, false
			}
		}
		return s, true
	}
	return s, false
}
