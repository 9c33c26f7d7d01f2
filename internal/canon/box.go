package canon

import (
	"fmt"
	"maps"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unsafe"
)

// box is what is known of a type whose values stand in interfaces.
type box struct {
	*plan
	name string
	// zero is an interface holding the zero value; its first word says which
	// type a value in an interface has.
	zero any
	// direct says that the second word of an interface is the value itself (a
	// pointer, or the like), not the address of it.
	direct     bool
	comparable bool
}

// words is the layout of an interface in memory.
type words struct{ kind, data unsafe.Pointer }

// boxOf returns the box of t. Its plan has a refusal when values of t are
// refused.
func (c *Codec) boxOf(t reflect.Type) *box {
	if b, ok := c.boxes.Load(t); ok {
		return b.(*box)
	}
	b := &box{
		plan:       c.planOf(t, strict),
		name:       TypeName(t),
		zero:       reflect.Zero(t).Interface(),
		comparable: t.Comparable(),
	}
	// A zero that is stored directly is a nil word; one that is not has an
	// address. Which types are direct has changed between releases of Go.
	b.direct = (*words)(unsafe.Pointer(&b.zero)).data == nil
	if b.refusal == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		names := *c.named.Load()
		if other, taken := names[b.name]; !taken {
			names = maps.Clone(names)
			names[b.name] = b
			c.named.Store(&names)
		} else if other.t != t {
			b.plan = &plan{t: t, refusal: &refusal{
				reason: fmt.Sprintf("two different types are called %s; give one another name", b.name),
			}}
		}
	}
	actual, _ := c.boxes.LoadOrStore(t, b)
	return actual.(*box)
}

// wrap returns the value at p, which must have been made for it alone, in an
// interface.
func (b *box) wrap(p unsafe.Pointer) any {
	v := b.zero
	w := (*words)(unsafe.Pointer(&v))
	if b.direct {
		w.data = *(*unsafe.Pointer)(p)
	} else {
		w.data = p
	}
	return v
}

func (k *compiler) compileInterface(p *plan) {
	t, c, m := p.t, k.c, k.mode
	load := loadAny
	if t.NumMethod() > 0 {
		load = loadMethods
	}
	store := storeAny
	if t.NumMethod() > 0 {
		store = storeMethods(t)
	}

	p.enc = func(e *encoder, dst []byte, a unsafe.Pointer) []byte {
		v := load(a)
		if v == nil {
			return append(dst, 0)
		}
		e.enter(dst)
		if m == loose {
			dst = c.appendLoose(e, dst, v)
			e.leave()
			return dst
		}
		b := c.boxOf(reflect.TypeOf(v))
		if b.refusal != nil {
			panic(refused{})
		}
		dst = appendUint(dst, uint64(len(b.name)))
		dst = append(dst, b.name...)
		// The value may be the second word of the interface itself, which is
		// where a holds it, too: whatever its methods, an interface is two words.
		if b.direct {
			dst = b.enc(e, dst, unsafe.Pointer(&(*words)(a).data))
		} else {
			dst = b.enc(e, dst, (*words)(a).data)
		}
		e.leave()
		return dst
	}

	p.dec = func(d *decoder, a unsafe.Pointer) {
		name := d.bytes()
		if len(name) == 0 {
			store(a, nil)
			return
		}
		b, ok := (*c.named.Load())[string(name)]
		if !ok {
			d.fail("a value of the unknown type %s", name)
		}
		if t.NumMethod() > 0 && !b.t.Implements(t) {
			d.fail("a value of type %s in a %s", b.t, t)
		}
		if d.inKey > 0 && !b.comparable {
			d.fail("a value of type %s in a map key", b.t)
		}
		d.enter()
		to := reflect.New(b.t).UnsafePointer()
		b.dec(d, to)
		store(a, b.wrap(to))
		d.leave()
	}

	p.ren = func(a unsafe.Pointer, to *renaming) {
		v := load(a)
		if v == nil {
			return
		}
		b := c.boxOf(reflect.TypeOf(v))
		if b.refusal != nil || b.ren == nil {
			return
		}
		// What is in an interface cannot be changed: others may hold it.
		fresh := reflect.New(b.t)
		fresh.Elem().Set(reflect.ValueOf(v))
		b.ren(fresh.UnsafePointer(), to)
		store(a, b.wrap(fresh.UnsafePointer()))
	}
}

// appendLoose appends the value in an interface of a setting.
func (c *Codec) appendLoose(e *encoder, dst []byte, v any) []byte {
	t := reflect.TypeOf(v)
	name := TypeName(t)
	dst = append(appendUint(dst, uint64(len(name))), name...)
	at := reflect.New(t)
	at.Elem().Set(reflect.ValueOf(v))
	return c.planOf(t, loose).enc(e, dst, at.UnsafePointer())
}

func loadAny(p unsafe.Pointer) any { return *(*any)(p) }

// loadMethods is what reflect does, too: interfaces with methods are all laid
// out alike.
func loadMethods(p unsafe.Pointer) any { return *(*interface{ M() })(p) }

func storeAny(p unsafe.Pointer, v any) { *(*any)(p) = v }

func storeMethods(t reflect.Type) func(p unsafe.Pointer, v any) {
	return func(p unsafe.Pointer, v any) {
		to := reflect.NewAt(t, p).Elem()
		if v == nil {
			to.SetZero()
			return
		}
		to.Set(reflect.ValueOf(v))
	}
}

var typeNames sync.Map // reflect.Type → string

// TypeName returns the name that stands for t in an encoding: with the full
// path of the package, which reflect's String does not have.
func TypeName(t reflect.Type) string {
	if n, ok := typeNames.Load(t); ok {
		return n.(string)
	}
	n := writeTypeName(t)
	typeNames.Store(t, n)
	return n
}

func writeTypeName(t reflect.Type) string {
	if t.Name() != "" {
		if t.PkgPath() == "" {
			return t.Name()
		}
		return t.PkgPath() + "." + t.Name()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + TypeName(t.Elem())
	case reflect.Slice:
		return "[]" + TypeName(t.Elem())
	case reflect.Array:
		return "[" + strconv.Itoa(t.Len()) + "]" + TypeName(t.Elem())
	case reflect.Map:
		return "map[" + TypeName(t.Key()) + "]" + TypeName(t.Elem())
	case reflect.Struct:
		var b strings.Builder
		b.WriteString("struct{")
		for i := range t.NumField() {
			f := t.Field(i)
			if i > 0 {
				b.WriteString("; ")
			}
			if f.PkgPath != "" {
				b.WriteString(f.PkgPath + ".")
			}
			if f.Anonymous {
				b.WriteString("embedded ")
			}
			b.WriteString(f.Name + " " + TypeName(f.Type))
			if f.Tag != "" {
				b.WriteString(" " + strconv.Quote(string(f.Tag)))
			}
		}
		b.WriteString("}")
		return b.String()
	}
	return t.String()
}
