package canon

import (
	"bytes"
	"reflect"
	"slices"
	"sync"
	"unsafe"
)

// mapScratch is what it takes to walk one map without allocating. A map inside
// a map of the same type takes another one.
type mapScratch struct {
	key, value     reflect.Value // addressable
	keyAt, valueAt unsafe.Pointer
	iter           reflect.MapIter
	entries        []entry
	bytes          []byte
}

// entry says where the encoding of an entry stands in the destination.
type entry struct{ from, to int }

func (k *compiler) compileMap(p *plan) {
	key, value := k.compile(p.t.Key()), k.compile(p.t.Elem())
	t, m := p.t, k.mode
	pool := &sync.Pool{New: func() any {
		s := &mapScratch{key: reflect.New(key.t).Elem(), value: reflect.New(value.t).Elem()}
		s.keyAt, s.valueAt = s.key.Addr().UnsafePointer(), s.value.Addr().UnsafePointer()
		return s
	}}
	done := func(s *mapScratch) {
		s.key.SetZero()
		s.value.SetZero()
		s.iter.Reset(reflect.Value{})
		s.entries = s.entries[:0]
		pool.Put(s)
	}

	p.enc = func(e *encoder, dst []byte, a unsafe.Pointer) []byte {
		v := reflect.NewAt(t, a).Elem()
		n := v.Len()
		dst = appendUint(dst, uint64(n))
		if n == 0 {
			return dst
		}
		e.enter(dst)
		if m == strict {
			e.reach(*(*unsafe.Pointer)(a), 1, true)
		}
		s := pool.Get().(*mapScratch)
		base := len(dst)
		s.iter.Reset(v)
		for s.iter.Next() {
			s.key.SetIterKey(&s.iter)
			s.value.SetIterValue(&s.iter)
			from := len(dst)
			e.inKey++
			dst = key.enc(e, dst, s.keyAt)
			e.inKey--
			// A value in a map in a key cannot be: maps are no keys. But loose
			// plans follow pointers in keys.
			dst = value.enc(e, dst, s.valueAt)
			s.entries = append(s.entries, entry{from, len(dst)})
		}
		s.sort(dst, base)
		done(s)
		e.leave()
		return dst
	}

	p.dec = func(d *decoder, a unsafe.Pointer) {
		n := d.length(key.width+value.width, 0)
		if n == 0 {
			*(*unsafe.Pointer)(a) = nil
			return
		}
		d.enter()
		into := reflect.MakeMapWithSize(t, min(n, 1<<10))
		s := pool.Get().(*mapScratch)
		var last []byte
		for i := range n {
			from := d.at
			d.inKey++
			key.dec(d, s.keyAt)
			d.inKey--
			this := d.b[from:d.at]
			if i > 0 && bytes.Compare(last, this) >= 0 {
				d.fail("the keys of a map are not in order")
			}
			last = this
			value.dec(d, s.valueAt)
			into.SetMapIndex(s.key, s.value)
		}
		*(*unsafe.Pointer)(a) = into.UnsafePointer()
		done(s)
		d.leave()
	}

	p.ren = func(a unsafe.Pointer, to *renaming) {
		old := reflect.NewAt(t, a).Elem()
		if old.Len() == 0 {
			return
		}
		into := reflect.MakeMapWithSize(t, old.Len())
		s := pool.Get().(*mapScratch)
		s.iter.Reset(old)
		for s.iter.Next() {
			s.key.SetIterKey(&s.iter)
			s.value.SetIterValue(&s.iter)
			if key.ren != nil {
				if to.forgets(key.ren, s.keyAt) {
					continue
				}
			}
			if value.ren != nil {
				value.ren(s.valueAt, to)
			}
			into.SetMapIndex(s.key, s.value)
		}
		done(s)
		*(*unsafe.Pointer)(a) = into.UnsafePointer()
	}
}

// sort puts the entries, which begin at base, into the order of their bytes. No
// encoding of a key is the beginning of another, so this is the order of keys.
func (s *mapScratch) sort(dst []byte, base int) {
	less := func(a, b entry) int { return bytes.Compare(dst[a.from:a.to], dst[b.from:b.to]) }
	if slices.IsSortedFunc(s.entries, less) {
		return
	}
	slices.SortFunc(s.entries, less)
	s.bytes = s.bytes[:0]
	for _, e := range s.entries {
		s.bytes = append(s.bytes, dst[e.from:e.to]...)
	}
	copy(dst[base:], s.bytes)
}
