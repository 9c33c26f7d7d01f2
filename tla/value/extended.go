package value

import (
	"sync"
	"sync/atomic"
)

// room is the array of a long sequence that has room behind its elements: used says how many of
// its places are taken. Sequences that extend each other share it, so that one that grows
// element by element, like a log, is not copied each time.
type room struct {
	used atomic.Int64

	mu      sync.Mutex
	indexes map[uint64]*index // by the hash of the field, if any: see Find
}

func (*room) extension() {}

// minRoom is how long a sequence must be to get room.
const minRoom = 64

// roomy is the sequence v with room, if it is long enough for that: then it can be extended, and Find
// knows it.
func (v Value) roomy() Value {
	if _, has := v.o.ext.(*room); has || len(v.o.elems) < minRoom || v.flags&flagLazy != 0 {
		return v
	}
	return EmptyTuple.extended(v.o.elems)
}

// extended is the sequence t with more elements.
func (v Value) extended(more []Value) Value {
	n, flags, depth, h := len(v.o.elems), v.flags, v.n, v.o.hash
	for i, e := range more {
		h += mixPair(hashInt(int32(n+i)+1), Hash(e))
		flags |= e.flags
		depth = max(depth, e.depth()+1)
	}
	to := &object{hash: h}
	if r, ok := v.o.ext.(*room); ok && cap(v.o.elems) >= n+len(more) && r.used.CompareAndSwap(int64(n), int64(n+len(more))) {
		to.elems, to.ext = append(v.o.elems, more...), r
		return Value{tag: tagTuple, flags: flags, n: depth, o: to}
	}
	size := n + len(more)
	if size >= minRoom {
		r := &room{}
		r.used.Store(int64(size))
		to.ext = r
		size += size / 4
	}
	to.elems = make([]Value, n, size)
	copy(to.elems, v.o.elems)
	to.elems = append(to.elems, more...)
	return Value{tag: tagTuple, flags: flags, n: depth, o: to}
}
