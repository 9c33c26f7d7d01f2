package canon

import (
	"reflect"
	"unsafe"
)

// renaming is what becomes of what: of the identities of nodes, or of numbers.
type renaming struct {
	node      func(int) int // nil leaves nodes alone
	number    Renumbering   // nil leaves numbers alone
	role      Role          // of the numbers that are met
	forgotten bool          // a number was met that is forgotten
}

// Renamer says how values of one type are renamed. Make one with Renaming.
type Renamer struct {
	t      reflect.Type
	rename renameFunc
}

// Renaming returns the Renamer of T: rename gets a value and a permutation of
// the node ids and returns the value in which each id i has become perm(i).
// It is used for every value whose type is T, and not for what is inside.
func Renaming[T any](rename func(v T, perm func(int) int) T) Renamer {
	return Renamer{
		t: reflect.TypeFor[T](),
		rename: func(p unsafe.Pointer, to *renaming) {
			if to.node != nil {
				v := (*T)(p)
				*v = rename(*v, to.node)
			}
		},
	}
}

// Rename returns a deep copy of v, normalised like what Decode returns, in
// which the node identities are renamed: those of the types in Options.Rename,
// wherever they are, in map keys and interfaces too. Their order in a slice
// stays what it was.
func (c *Codec) Rename(v any, perm func(int) int) (any, error) {
	return c.renamed(v, &renaming{node: perm})
}

func (c *Codec) renamed(v any, to *renaming) (any, error) {
	w, err := c.Copy(v)
	if err != nil {
		return nil, err
	}
	if c.any.ren != nil {
		c.any.ren(unsafe.Pointer(&w), to)
	}
	return w, nil
}

// holdsIdentity reports whether a t may hold a value of a type that is
// renamed. An interface may hold anything.
func (c *Codec) holdsIdentity(t reflect.Type, seen map[reflect.Type]bool) bool {
	if _, ok := c.renamers[t]; ok {
		return true
	}
	switch t.Kind() {
	case reflect.Interface:
		return len(c.renamers) > 0
	case reflect.Array, reflect.Slice, reflect.Pointer, reflect.Map, reflect.Struct:
	default:
		return false
	}
	if seen[t] {
		return false
	}
	if seen == nil {
		seen = make(map[reflect.Type]bool)
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.Name != "_" && c.holdsIdentity(f.Type, seen) {
				return true
			}
		}
		return false
	case reflect.Array:
		return t.Len() > 0 && c.holdsIdentity(t.Elem(), seen)
	case reflect.Map:
		return c.holdsIdentity(t.Key(), seen) || c.holdsIdentity(t.Elem(), seen)
	default:
		return c.holdsIdentity(t.Elem(), seen)
	}
}
