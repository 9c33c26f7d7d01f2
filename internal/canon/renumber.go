package canon

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Role is how a number is used, from what is said of the field that it stands in; 0 is
// any number of which nothing is said.
type Role uint8

// Field is a field of a struct, or any value of a type when it has no name.
type Field struct {
	Of   reflect.Type
	Name string
}

// Renumbering returns what becomes of a number of a role. When keep is false the number
// is forgotten: a map loses the entry whose key holds it, and elsewhere it becomes 0.
type Renumbering func(n int64, role Role) (to int64, keep bool)

// Renumber returns a deep copy of v, normalised like what Decode returns, in which the
// numbers are renumbered: those of the types in Options.Numbers, wherever they are. The
// role of a number is that of the innermost field with one.
func (c *Codec) Renumber(v any, number Renumbering) (any, error) {
	return c.renamed(v, &renaming{number: number})
}

// renumberInt returns how a number of an integer type is renumbered.
func renumberInt(t reflect.Type) renameFunc {
	var load func(v reflect.Value) int64
	var store func(v reflect.Value, n int64)
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		load, store = reflect.Value.Int, reflect.Value.SetInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		load = func(v reflect.Value) int64 { return int64(v.Uint()) }
		store = func(v reflect.Value, n int64) { v.SetUint(uint64(n)) }
	default:
		panic(fmt.Sprintf("canon: numbers of type %v, which is no integer", t))
	}
	return func(p unsafe.Pointer, to *renaming) {
		if to.number == nil {
			return
		}
		v := reflect.NewAt(t, p).Elem()
		n := load(v)
		is, keep := to.number(n, to.role)
		if !keep {
			is, to.forgotten = 0, true
		}
		if is != n {
			store(v, is)
		}
	}
}

// forgets renames the key of a map, and reports whether it holds a number that is
// forgotten.
func (to *renaming) forgets(rename renameFunc, key unsafe.Pointer) bool {
	to.forgotten = false
	rename(key, to)
	return to.forgotten
}

// inField returns the plan of a field with its numbers in the role that the field has.
func (c *Codec) inField(in reflect.Type, name string, p *plan) *plan {
	role, has := c.roles[Field{in, name}]
	if !has {
		return p
	}
	return &plan{ren: inRole(role, func(at unsafe.Pointer, to *renaming) { p.ren(at, to) })}
}

// inRole returns a renaming of numbers in a role.
func inRole(role Role, rename renameFunc) renameFunc {
	return func(at unsafe.Pointer, to *renaming) {
		outer := to.role
		to.role = role
		rename(at, to)
		to.role = outer
	}
}
