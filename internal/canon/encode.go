package canon

import (
	"encoding/binary"
	"reflect"
	"slices"
	"sync"
	"unsafe"
)

// encoder is what the encoding of one value needs besides its plan.
type encoder struct {
	root  any // keeps an interface at the root addressable without allocating
	depth int
	limit int // how long the destination may get
	inKey int // how many map keys the value being encoded is inside of

	// spans is the memory that pointers, maps and slices led to. Two spans that
	// overlap are one piece of memory reached twice.
	spans    []span
	pointers int // how many of spans are not of slices
	seen     map[unsafe.Pointer]struct{}
	path     []target // loose plans only
}

type span struct {
	start   unsafe.Pointer
	size    uintptr
	pointer bool // or a map; otherwise a slice
}

// target is what a pointer on the way from the root points to. Its type counts:
// a struct begins where its first field does.
type target struct {
	at unsafe.Pointer
	as *plan
}

// refused is the panic with which plans give up on a value. It does not leave
// this package: recover and a slow search for the reason are cheaper than a
// check after every field.
type refused struct{}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

func newEncoder(dst []byte) *encoder {
	e := encoders.Get().(*encoder)
	e.limit = len(dst) + maxSize
	return e
}

// done ends the encoding of one value, and reports whether that is a tree. An
// encoder that panicked with refused is in the middle of something: forget it.
func (e *encoder) done() (isTree bool) {
	isTree = e.isTree()
	e.root = nil
	e.depth = 0
	clear(e.spans)
	e.spans = e.spans[:0]
	e.pointers = 0
	e.seen = nil
	encoders.Put(e)
	return isTree
}

// enter goes one level deeper.
func (e *encoder) enter(dst []byte) {
	e.depth++
	if e.depth > maxDepth || len(dst) > e.limit {
		panic(refused{})
	}
}

func (e *encoder) leave() { e.depth-- }

// reach notes that a pointer, map or slice leads to size bytes at p. It panics
// when a pointer or map has led there before.
func (e *encoder) reach(p unsafe.Pointer, size uintptr, pointer bool) {
	if size == 0 {
		return // all pointers to nothing may be the same one
	}
	if pointer {
		if e.seenBefore(p) {
			panic(refused{})
		}
		e.pointers++
	}
	e.spans = append(e.spans, span{p, size, pointer})
}

// seenBefore reports whether a pointer or map has led to p before. It must be
// known at once, not at the end: a graph of n pointers may have 2^n paths.
func (e *encoder) seenBefore(p unsafe.Pointer) bool {
	const few = 16
	if e.pointers < few {
		for i := range e.spans {
			if e.spans[i].start == p && e.spans[i].pointer {
				return true
			}
		}
		return false
	}
	if e.seen == nil {
		e.seen = make(map[unsafe.Pointer]struct{})
		for _, s := range e.spans {
			if s.pointer {
				e.seen[s.start] = struct{}{}
			}
		}
	}
	if _, ok := e.seen[p]; ok {
		return true
	}
	e.seen[p] = struct{}{}
	return false
}

// isTree reports whether no pointer leads into memory that is reached another
// way too, such as an element of a slice of the same value. Slices may share
// memory: they are copied apart, and an append would have done so as well.
func (e *encoder) isTree() bool {
	if e.pointers == 0 || len(e.spans) < 2 {
		return true
	}
	_, _, overlap := overlapping(e.spans)
	return !overlap
}

// overlapping returns two spans that overlap, at least one of them of a
// pointer. It sorts spans.
func overlapping(spans []span) (a, b span, found bool) {
	slices.SortFunc(spans, func(a, b span) int {
		switch x, y := uintptr(a.start), uintptr(b.start); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	// Of the spans so far, the one that ends last, and the one of a pointer
	// that ends last.
	var last, lastPointer span
	end := func(s span) uintptr { return uintptr(s.start) + s.size }
	for _, s := range spans {
		if s.pointer && uintptr(s.start) < end(last) {
			return last, s, true
		}
		if uintptr(s.start) < end(lastPointer) {
			return lastPointer, s, true
		}
		if end(s) > end(last) {
			last = s
		}
		if s.pointer && end(s) > end(lastPointer) {
			lastPointer = s
		}
	}
	return span{}, span{}, false
}

// push begins what a pointer in a setting leads to, unless the pointer is being
// followed already, or is too deep.
func (e *encoder) push(p unsafe.Pointer, as *plan) bool {
	if len(e.path) >= maxDepth {
		return false
	}
	for _, t := range e.path {
		if t.at == p && t.as == as {
			return false
		}
	}
	e.path = append(e.path, target{p, as})
	return true
}

func (e *encoder) pop() { e.path = e.path[:len(e.path)-1] }

// appendUint appends a varint.
func appendUint(dst []byte, u uint64) []byte {
	if u < 0x80 {
		return append(dst, byte(u))
	}
	return binary.AppendUvarint(dst, u)
}

// appendInt appends a zigzag varint.
func appendInt(dst []byte, i int64) []byte {
	return appendUint(dst, uint64(i)<<1^uint64(i>>63))
}

func encodeNothing(_ *encoder, dst []byte, _ unsafe.Pointer) []byte { return dst }

func encodeBool(_ *encoder, dst []byte, p unsafe.Pointer) []byte {
	if *(*bool)(p) {
		return append(dst, 1)
	}
	return append(dst, 0)
}

func encodeString(_ *encoder, dst []byte, p unsafe.Pointer) []byte {
	s := *(*string)(p)
	return append(appendUint(dst, uint64(len(s))), s...)
}

func encodeBytes(e *encoder, dst []byte, p unsafe.Pointer) []byte {
	s := *(*[]byte)(p)
	e.reach(unsafe.Pointer(unsafe.SliceData(s)), uintptr(len(s)), false)
	return append(appendUint(dst, uint64(len(s))), s...)
}

type (
	signed   interface{ int8 | int16 | int32 | int64 }
	unsigned interface {
		uint8 | uint16 | uint32 | uint64
	}
)

func encodeInt[T signed](_ *encoder, dst []byte, p unsafe.Pointer) []byte {
	return appendInt(dst, int64(*(*T)(p)))
}

func encodeUint[T unsigned](_ *encoder, dst []byte, p unsafe.Pointer) []byte {
	return appendUint(dst, uint64(*(*T)(p)))
}

// bySize are how integers of each size in bytes are encoded and decoded.
type bySize map[uintptr]struct {
	enc encodeFunc
	dec decodeFunc
}

var (
	ints = bySize{
		1: {encodeInt[int8], decodeInt[int8]}, 2: {encodeInt[int16], decodeInt[int16]},
		4: {encodeInt[int32], decodeInt[int32]}, 8: {encodeInt[int64], decodeInt[int64]},
	}
	uints = bySize{
		1: {encodeUint[uint8], decodeUint[uint8]}, 2: {encodeUint[uint16], decodeUint[uint16]},
		4: {encodeUint[uint32], decodeUint[uint32]}, 8: {encodeUint[uint64], decodeUint[uint64]},
	}
)

func (s bySize) compile(p *plan) {
	p.flat, p.enc, p.dec = true, s[p.size].enc, s[p.size].dec
}

// compileLoose compiles a kind that cannot be part of a state but may be part
// of a setting. Numbers are their bits; channels and functions have nothing
// that could be written.
func compileLoose(p *plan) {
	p.width = 0
	switch p.t.Kind() {
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128, reflect.Uintptr:
		n := p.size
		p.width, p.flat = int(n), true
		p.enc = func(_ *encoder, dst []byte, a unsafe.Pointer) []byte {
			return append(dst, unsafe.Slice((*byte)(a), n)...)
		}
	default:
		p.enc = encodeNothing
	}
}
