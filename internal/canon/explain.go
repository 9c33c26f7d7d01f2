package canon

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unsafe"
)

// explain returns why v was refused.
func (c *Codec) explain(v any) error {
	t := reflect.TypeOf(v)
	if b := c.boxOf(t); b.refusal != nil {
		return b.refusal.under(rootName(t))
	}
	return explain(c, rootName(t), func(f *finder) bool {
		return f.walk(reflect.ValueOf(v))
	})
}

// explain returns why the given fields of the node at p were refused.
func (s *StructCodec) explain(p unsafe.Pointer, fields []field) error {
	return explain(s.c, s.name, func(f *finder) bool {
		if f.reach(reflect.NewAt(s.t, p), p, s.t.Size(), true) {
			return true
		}
		for _, x := range fields {
			f.steps = append(f.steps[:0], x.path)
			if f.walk(reflect.NewAt(x.t, unsafe.Add(p, x.offset)).Elem()) {
				return true
			}
			f.steps = f.steps[:0]
		}
		return false
	})
}

// finder walks a value by reflection, in a fixed order and along the path that
// the plans took, until it comes to what they refused.
type finder struct {
	c     *Codec
	steps []string
	depth int
	inKey bool
	size  int // a lower bound of the encoding's length
	found *refusal

	spans []span
	seen  map[unsafe.Pointer]bool
	twice *span // where a pointer leads that was reached before

	// stop, when not nil, is asked whether the walk is for this memory; then
	// the walk looks for nothing else.
	stop func(span) bool
	at   reflect.Type // of the pointer, map or slice where the walk stopped
}

// explain runs walk as often as it takes to find the reason of a refusal and
// the paths that its text names.
func explain(c *Codec, root string, walk func(*finder) bool) error {
	f := &finder{c: c, seen: make(map[unsafe.Pointer]bool)}
	walk(f)
	switch {
	case f.found != nil:
		return f.found.under(root)
	case f.twice != nil:
		first := &finder{c: c, stop: func(s span) bool { return s == *f.twice }}
		walk(first)
		return &Refusal{render(root, f.steps), fmt.Sprintf(
			"the same %s (%s) as %s; what is reached twice cannot be part of a state",
			kindName(f.at), f.at, render(root, first.steps))}
	}
	if f.pointers() {
		if a, b, found := overlapping(f.spans); found {
			// The first of the two on the way is what the second leads into.
			is := func(s span) bool { return s == a || s == b }
			first := &finder{c: c, stop: is}
			walk(first)
			skipped := false
			second := &finder{c: c, stop: func(s span) bool {
				if is(s) && !skipped {
					skipped = true
					return false
				}
				return is(s)
			}}
			walk(second)
			return &Refusal{render(root, second.steps), fmt.Sprintf(
				"the %s (%s) shares memory with %s; what is reached twice cannot be part of a state",
				kindName(second.at), second.at, render(root, first.steps))}
		}
	}
	return &Refusal{root, tooLarge}
}

func kindName(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		return "pointer"
	}
	return t.Kind().String()
}

func (f *finder) pointers() bool {
	for _, s := range f.spans {
		if s.pointer {
			return true
		}
	}
	return false
}

// reach is encoder.reach, and reports whether to stop here.
func (f *finder) reach(v reflect.Value, p unsafe.Pointer, size uintptr, pointer bool) bool {
	if size == 0 {
		return false
	}
	s := span{p, size, pointer}
	f.at = v.Type()
	if f.stop != nil {
		return f.stop(s)
	}
	if pointer {
		if f.seen[p] {
			// What leads there may be of another type than the first time.
			for _, before := range f.spans {
				if before.start == p && before.pointer {
					f.twice = &before
				}
			}
			return true
		}
		f.seen[p] = true
	}
	f.spans = append(f.spans, s)
	return false
}

func (f *finder) refuse(format string, args ...any) bool {
	f.found = &refusal{f.steps, fmt.Sprintf(format, args...)}
	return true
}

// inside walks a part of the value. After true the steps stay as they are.
func (f *finder) inside(v reflect.Value, steps ...string) bool {
	n := len(f.steps)
	f.steps = append(f.steps, steps...)
	if f.walk(v) {
		return true
	}
	f.steps = f.steps[:n]
	return false
}

// walk reports whether it has come to what it looks for.
func (f *finder) walk(v reflect.Value) bool {
	f.size++
	if f.size > maxSize {
		return true
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "_" && f.inside(v.Field(i), "."+name) {
				return true
			}
		}
	case reflect.Array:
		return f.elements(v)
	case reflect.String:
		f.size += v.Len()
	case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface:
		return f.deeper(v)
	}
	return false
}

func (f *finder) elements(v reflect.Value) bool {
	for i := range v.Len() {
		if f.inside(v.Index(i), "["+strconv.Itoa(i)+"]") {
			return true
		}
	}
	return false
}

// deeper walks what is counted as a level.
func (f *finder) deeper(v reflect.Value) bool {
	if v.Kind() == reflect.Pointer && f.inKey {
		return f.refuse(notInKey, v.Type())
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		if v.Len() == 0 {
			return false
		}
	default:
		if v.IsNil() {
			return false
		}
	}
	// The root of Append is in an interface, which a finder never sees: both
	// count its first level as one.
	f.depth++
	if f.depth > maxDepth {
		return f.refuse("nested deeper than %d levels", maxDepth)
	}
	defer func() { f.depth-- }()

	switch v.Kind() {
	case reflect.Slice:
		if f.c.planOf(v.Type().Elem(), strict).width == 0 {
			if v.Len() > maxSize {
				return f.refuse("more than %d elements", maxSize)
			}
			return false
		}
		if f.reach(v, v.UnsafePointer(), uintptr(v.Len())*v.Type().Elem().Size(), false) {
			return true
		}
		return f.elements(v)
	case reflect.Map:
		if f.reach(v, v.UnsafePointer(), 1, true) {
			return true
		}
		return f.entries(v)
	case reflect.Pointer:
		to := v.Type().Elem()
		if f.reach(v, v.UnsafePointer(), to.Size(), true) {
			return true
		}
		if len(f.steps) == 0 {
			return f.walk(v.Elem()) // the root's name is that of what it points to
		}
		return f.inside(v.Elem(), through(to)...)
	default:
		t := v.Elem().Type()
		step := ".(" + t.String() + ")"
		if b := f.c.boxOf(t); b.refusal != nil {
			f.steps = append(append(f.steps, step), b.refusal.steps...)
			return f.refuse("%s", b.refusal.reason)
		}
		return f.inside(v.Elem(), step)
	}
}

// entries walks the entries of a map in the order of their keys' texts: which
// of two refusals is reported must not depend on chance.
func (f *finder) entries(v reflect.Value) bool {
	type named struct {
		name       string
		key, value reflect.Value
	}
	var entries []named
	for i := v.MapRange(); i.Next(); {
		name := fmt.Sprintf("%v", i.Key())
		if i.Key().Kind() == reflect.String {
			name = strconv.Quote(i.Key().String())
		}
		entries = append(entries, named{name, i.Key(), i.Value()})
	}
	slices.SortStableFunc(entries, func(a, b named) int { return strings.Compare(a.name, b.name) })
	for _, e := range entries {
		before := f.inKey
		f.inKey = true
		if f.inside(e.key, "[key]") {
			return true
		}
		f.inKey = before
		if f.inside(e.value, "["+shorten(e.name)+"]") {
			return true
		}
	}
	return false
}
