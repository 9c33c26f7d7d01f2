// Package canon turns node states, messages, events and monitor values into
// canonical bytes and back.
//
// The bytes are what makes states comparable. Equal values give equal bytes in
// every process and in every run, different values give different bytes, and
// no encoding is the beginning of another, so that encodings may stand one
// behind the other. Decoding gives a fresh deep copy: it is also what isolates
// a handler from all other states. The copy is normalised: an empty slice or
// map becomes nil and a slice has no spare capacity, so that states that are
// written the same behave the same.
//
// A value may be made of booleans, integers, strings, arrays, slices, maps,
// structs (unexported fields too), pointers and interfaces. Refused, with the
// path of the field, are kinds without a canonical form (channels, functions,
// floats, …) and values that are not trees: a copy could not keep one pointer
// that is reached twice apart from two equal ones.
//
// How it works: every type is compiled once into a plan (plan.go), closures
// that read or write memory directly. The encoder and the decoder (encode.go,
// decode.go) run plans; when a value turns out to be refused, a slow walk by
// reflection (refuse.go) finds out where and why, so the fast one need not keep
// a path. Values in interfaces carry the name of their type (box.go). A node's
// struct has settings and durable fields besides (fields.go). Renaming nodes,
// for symmetry, is a third use of the plans (rename.go).
//
// The encoding: integers are varints (signed ones zigzag), strings, slices and
// maps begin with their length, map entries stand in the order of their bytes,
// a pointer is 0 or 1 and what it points to, an interface is the name of the
// type in it (empty for nil) and the value, structs and arrays are their parts.
package canon

import (
	"bytes"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/synod-go/synod/internal/rescue"
)

// Limits of a value. They turn what would be a stack overflow or an endless
// loop into an error.
const (
	// maxDepth bounds how many pointers, slices, maps and interfaces may be
	// inside each other.
	maxDepth = 10_000
	// maxSize bounds the bytes of one encoding.
	maxSize = 1 << 28
)

// Options says what a Codec knows of the types around it.
type Options struct {
	// Rename lists the types that hold identities of nodes, and how to rename
	// them. See Renaming.
	Rename []Renamer
	// Numbers lists integer types whose values are numbers. See Codec.Renumber.
	Numbers []reflect.Type
	// Roles says of fields how the numbers in them are used.
	Roles map[Field]Role
}

// Codec encodes, decodes and renames values. It compiles each type once and
// may be used by many goroutines at the same time.
type Codec struct {
	renamers map[reflect.Type]renameFunc
	roles    map[Field]Role

	mu    sync.Mutex // held while compiling; guards names
	plans sync.Map   // reflect.Type → *plan, of complete plans
	loose sync.Map   // the same for settings, where nothing is refused
	boxes sync.Map   // reflect.Type → *box
	// named finds boxes by name. It is copied to be changed, so that a look-up by
	// bytes takes no lock and no allocation.
	named atomic.Pointer[map[string]*box]
	any   *plan
}

// New returns a Codec that knows no type yet.
func New(o Options) *Codec {
	c := &Codec{renamers: make(map[reflect.Type]renameFunc), roles: o.Roles}
	c.named.Store(&map[string]*box{})
	for _, r := range o.Rename {
		c.renamers[r.t] = r.rename
	}
	for _, t := range o.Numbers {
		c.renamers[t] = renumberInt(t)
	}
	c.any = c.planOf(reflect.TypeFor[any](), strict)
	return c
}

// Append appends the encoding of v and its type to dst. A nil v is allowed. The
// error, when v is refused, is a *Refusal; dst is then unchanged.
func (c *Codec) Append(dst []byte, v any) ([]byte, error) {
	out, ok := c.append(dst, v)
	if !ok {
		return dst, c.explain(v)
	}
	return out, nil
}

func (c *Codec) append(dst []byte, v any) (out []byte, ok bool) {
	e := newEncoder(dst)
	defer rescue.Known(func(refused) { ok = false })
	e.root = v
	// The root stands in an interface, which is no level of v itself.
	e.depth = -1
	out = c.any.enc(e, dst, unsafe.Pointer(&e.root))
	return out, e.done()
}

// Decode returns a fresh, normalised deep copy of the value whose encoding is
// b. The types in it must have been seen by Append, or by Register. It accepts
// exactly the bytes that Append writes.
func (c *Codec) Decode(b []byte) (v any, err error) {
	d := newDecoder(b)
	defer rescue.Known(func(f failure) { v, err = nil, f.error })
	d.depth = -1
	c.any.dec(d, unsafe.Pointer(&d.root))
	d.end()
	return d.root, nil
}

// Register makes types known to Decode that Append has not seen in this
// process.
func (c *Codec) Register(types ...reflect.Type) error {
	for _, t := range types {
		if b := c.boxOf(t); b.refusal != nil {
			return b.refusal.under(rootName(t))
		}
	}
	return nil
}

// Copy returns a fresh, normalised deep copy of v.
func (c *Codec) Copy(v any) (any, error) {
	b, err := c.Append(nil, v)
	if err != nil {
		return nil, err
	}
	return c.Decode(b)
}

// Equal reports whether a and b are of the same type and have the same
// encoding.
func (c *Codec) Equal(a, b any) (bool, error) {
	ea, err := c.Append(nil, a)
	if err != nil {
		return false, err
	}
	eb, err := c.Append(nil, b)
	if err != nil {
		return false, err
	}
	return bytes.Equal(ea, eb), nil
}
