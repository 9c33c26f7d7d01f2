package canon

import (
	"reflect"
	"unsafe"
)

type (
	// encodeFunc appends the encoding of the value at p.
	encodeFunc func(e *encoder, dst []byte, p unsafe.Pointer) []byte
	// decodeFunc overwrites the value at p with the next one of d. It writes
	// all of it, whatever was there before.
	decodeFunc func(d *decoder, p unsafe.Pointer)
	// renameFunc renames the node identities in the value at p, or renumbers its
	// numbers, in place.
	renameFunc func(p unsafe.Pointer, to *renaming)
)

// plan is what a type is compiled to.
type plan struct {
	t   reflect.Type
	enc encodeFunc
	dec decodeFunc // nil for loose plans
	ren renameFunc // nil when the type can hold no node identity and no number

	size uintptr // in memory
	// width is the fewest bytes that a value can be encoded in. It is 0 only
	// for types all of whose values have no bytes.
	width int
	// flat says that a value's memory holds no pointers.
	flat bool
	// refusal, when not nil, says why the type is refused; there is nothing else
	// then.
	refusal *refusal
}

// mode says what a plan does with what cannot be part of a state.
type mode bool

const (
	strict mode = false // refuses it
	loose  mode = true  // leaves it out: for settings
)

// planOf returns the plan of t, compiling it when it is asked for first.
func (c *Codec) planOf(t reflect.Type, m mode) *plan {
	cache := &c.plans
	if m == loose {
		cache = &c.loose
	}
	if p, ok := cache.Load(t); ok {
		return p.(*plan)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if m == strict {
		if r := checkType(t); r != nil {
			p, _ := cache.LoadOrStore(t, &plan{t: t, refusal: r})
			return p.(*plan)
		}
	}
	k := &compiler{c: c, mode: m, plans: make(map[reflect.Type]*plan)}
	p := k.compile(t)
	// Only now are the plans of a recursive type complete.
	for t, p := range k.plans {
		cache.LoadOrStore(t, p)
	}
	return p
}

// compiler compiles one type and those that it is made of.
type compiler struct {
	c     *Codec
	mode  mode
	plans map[reflect.Type]*plan
}

// compile returns the plan of t. It may not be complete when t is recursive:
// who points to it must not look inside before it runs.
func (k *compiler) compile(t reflect.Type) *plan {
	if p, ok := k.plans[t]; ok {
		return p
	}
	p := &plan{t: t, size: t.Size(), width: 1}
	k.plans[t] = p
	switch t.Kind() {
	case reflect.Bool:
		p.enc, p.dec, p.flat = encodeBool, decodeBool, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		ints.compile(p)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		uints.compile(p)
	case reflect.String:
		p.enc, p.dec = encodeString, decodeString
	case reflect.Array:
		k.compileArray(p)
	case reflect.Slice:
		k.compileSlice(p)
	case reflect.Map:
		k.compileMap(p)
	case reflect.Struct:
		k.compileStruct(p)
	case reflect.Pointer:
		k.compilePointer(p)
	case reflect.Interface:
		k.compileInterface(p)
	default:
		if k.mode == strict {
			panic("canon: " + t.String() + " passed the check of types")
		}
		compileLoose(p)
	}
	if k.mode == loose {
		p.dec = nil
		return p
	}
	if r, ok := k.c.renamers[t]; ok {
		p.ren = r
	} else if !k.c.holdsIdentity(t, nil) {
		p.ren = nil
	} else if role, ok := k.c.roles[Field{Of: t}]; ok {
		p.ren = inRole(role, p.ren)
	}
	return p
}

func (k *compiler) compileArray(p *plan) {
	n := p.t.Len()
	if n == 0 { // of a refused kind even, as the [0]func() that forbids ==
		p.width, p.flat = 0, true
		p.enc, p.dec = encodeNothing, decodeNothing
		return
	}
	elem := k.compile(p.t.Elem())
	size := elem.size
	p.width, p.flat = n*elem.width, elem.flat
	p.enc = func(e *encoder, dst []byte, a unsafe.Pointer) []byte {
		for i := range n {
			dst = elem.enc(e, dst, unsafe.Add(a, uintptr(i)*size))
		}
		return dst
	}
	p.dec = func(d *decoder, a unsafe.Pointer) {
		for i := range n {
			elem.dec(d, unsafe.Add(a, uintptr(i)*size))
		}
	}
	p.ren = func(a unsafe.Pointer, to *renaming) {
		for i := range n {
			elem.ren(unsafe.Add(a, uintptr(i)*size), to)
		}
	}
}

// part is a field of a struct, or of a struct embedded in it.
type part struct {
	*plan
	offset uintptr
}

func (k *compiler) compileStruct(p *plan) {
	var parts, renamed []part
	p.width = 0
	for i := range p.t.NumField() {
		f := p.t.Field(i)
		if f.Name == "_" {
			continue // == and assignment by field do not see it either
		}
		q := k.compile(f.Type)
		parts = append(parts, part{q, f.Offset})
		if k.c.holdsIdentity(f.Type, nil) { // q.ren may not be there yet
			renamed = append(renamed, part{k.c.inField(p.t, f.Name, q), f.Offset})
		}
		p.width += q.width
	}
	p.flat = flat(p.t)
	p.enc, p.dec, p.ren = encodeParts(parts), decodeParts(parts), renameParts(renamed)
}

func encodeParts(parts []part) encodeFunc {
	return func(e *encoder, dst []byte, p unsafe.Pointer) []byte {
		for i := range parts {
			f := &parts[i]
			dst = f.enc(e, dst, unsafe.Add(p, f.offset))
		}
		return dst
	}
}

func decodeParts(parts []part) decodeFunc {
	return func(d *decoder, p unsafe.Pointer) {
		for i := range parts {
			f := &parts[i]
			f.dec(d, unsafe.Add(p, f.offset))
		}
	}
}

func renameParts(parts []part) renameFunc {
	return func(p unsafe.Pointer, to *renaming) {
		for i := range parts {
			parts[i].ren(unsafe.Add(p, parts[i].offset), to)
		}
	}
}

// flat reports whether the memory of a t holds no pointers.
func flat(t reflect.Type) bool {
	switch k := t.Kind(); k {
	case reflect.Array:
		return t.Len() == 0 || flat(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !flat(t.Field(i).Type) {
				return false
			}
		}
		return true
	default:
		return k >= reflect.Bool && k <= reflect.Complex128
	}
}

// sliceHeader is the layout of a slice in memory.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

func (k *compiler) compileSlice(p *plan) {
	elem := k.compile(p.t.Elem())
	t := p.t
	p.enc = func(e *encoder, dst []byte, s unsafe.Pointer) []byte {
		h := (*sliceHeader)(s)
		dst = appendUint(dst, uint64(h.len))
		if h.len == 0 {
			return dst
		}
		if elem.width == 0 {
			if h.len > maxSize {
				panic(refused{})
			}
			return dst
		}
		e.enter(dst)
		e.reach(h.data, uintptr(h.len)*elem.size, false)
		for i := range h.len {
			dst = elem.enc(e, dst, unsafe.Add(h.data, uintptr(i)*elem.size))
		}
		e.leave()
		return dst
	}
	p.dec = func(d *decoder, s unsafe.Pointer) {
		h := (*sliceHeader)(s)
		n := d.length(elem.width, elem.size)
		if n == 0 {
			*h = sliceHeader{}
			return
		}
		d.enter()
		data := newArray(t, elem, n)
		if elem.width > 0 {
			for i := range n {
				elem.dec(d, unsafe.Add(data, uintptr(i)*elem.size))
			}
		}
		*h = sliceHeader{data, n, n}
		d.leave()
	}
	p.ren = func(s unsafe.Pointer, to *renaming) {
		h := (*sliceHeader)(s)
		for i := range h.len {
			elem.ren(unsafe.Add(h.data, uintptr(i)*elem.size), to)
		}
	}
	if t.Elem().Kind() == reflect.Uint8 {
		p.enc, p.dec = encodeBytes, decodeBytes
	}
}

// newArray returns the memory of n zero values of elem, which are the elements
// of slice type t.
func newArray(t reflect.Type, elem *plan, n int) unsafe.Pointer {
	if elem.flat && elem.size > 0 {
		// Words are aligned for every type, and the collector does not look
		// into them. This way costs one allocation, reflect's costs two.
		words := make([]uint64, (uintptr(n)*elem.size+7)/8)
		return unsafe.Pointer(unsafe.SliceData(words))
	}
	return reflect.MakeSlice(t, n, n).UnsafePointer()
}

func (k *compiler) compilePointer(p *plan) {
	elem := k.compile(p.t.Elem())
	m := k.mode
	p.enc = func(e *encoder, dst []byte, a unsafe.Pointer) []byte {
		if e.inKey > 0 && m == strict {
			panic(refused{})
		}
		to := *(*unsafe.Pointer)(a)
		if to == nil {
			return append(dst, 0)
		}
		if m == loose {
			if !e.push(to, elem) {
				return append(dst, 2)
			}
			dst = elem.enc(e, append(dst, 1), to)
			e.pop()
			return dst
		}
		e.enter(dst)
		e.reach(to, elem.size, true)
		dst = elem.enc(e, append(dst, 1), to)
		e.leave()
		return dst
	}
	t := p.t.Elem()
	p.dec = func(d *decoder, a unsafe.Pointer) {
		if d.inKey > 0 {
			d.fail("a pointer in a map key")
		}
		if !d.bool() {
			*(*unsafe.Pointer)(a) = nil
			return
		}
		d.enter()
		to := reflect.New(t).UnsafePointer()
		elem.dec(d, to)
		*(*unsafe.Pointer)(a) = to
		d.leave()
	}
	p.ren = func(a unsafe.Pointer, to *renaming) {
		if at := *(*unsafe.Pointer)(a); at != nil {
			elem.ren(at, to)
		}
	}
}
