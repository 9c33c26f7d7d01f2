package canon

import (
	"fmt"
	"reflect"

	"github.com/synod-go/synod/internal/quote"
)

// Refusal says why a value cannot be part of a state.
type Refusal struct {
	// Path says where in the value, much as an expression in Go would:
	// Server.log[3].done. Where the type alone decides, indices are empty:
	// Server.log[].done. What is in the key of a map is Server.votes[key].done.
	Path   string
	Reason string
}

func (r *Refusal) Error() string { return r.Path + ": " + r.Reason }

// refusal is a Refusal of a value that may stand anywhere.
type refusal struct {
	steps  []string
	reason string
}

// under returns r for a value at a path.
func (r *refusal) under(path string) *Refusal {
	return &Refusal{render(path, r.steps), r.reason}
}

// star is the step through a pointer that Go would write a star for. Every
// other step is text to put behind the path.
const star = "*"

func render(path string, steps []string) string {
	const first, last = 20, 5 // of a long path
	for i, s := range steps {
		switch {
		case i == first && len(steps) > first+last:
			path += "…"
		case i > first && i < len(steps)-last:
		case s == star:
			path = "(*" + path + ")"
		default:
			path += s
		}
	}
	return path
}

// rootName is how the path of a value of type t, or that t points to, begins.
func rootName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer && t.Name() == "" {
		t = t.Elem()
	}
	if t.Name() != "" {
		return t.Name()
	}
	return t.String()
}

// through returns the steps from a pointer to what it points to, a t.
func through(t reflect.Type) []string {
	if t.Kind() == reflect.Struct {
		return nil // a field is selected without a star
	}
	return []string{star}
}

const (
	notInState = "%s (%s) cannot be part of a state"
	notInKey   = "a pointer (%s) cannot be part of a map key"
)

// refusedKinds are the kinds that no state may be made of, and what to call
// them.
var refusedKinds = map[reflect.Kind]string{
	reflect.Chan:          "a channel",
	reflect.Func:          "a function",
	reflect.Float32:       "a floating-point number",
	reflect.Float64:       "a floating-point number",
	reflect.Complex64:     "a complex number",
	reflect.Complex128:    "a complex number",
	reflect.Uintptr:       "an address",
	reflect.UnsafePointer: "an address",
}

// checkType returns why no value of type t can be part of a state, or nil when
// the type alone does not say so.
func checkType(t reflect.Type) *refusal {
	return (&typeCheck{seen: make(map[visit]bool)}).check(t, nil, false)
}

type typeCheck struct{ seen map[visit]bool }

type visit struct {
	t     reflect.Type
	inKey bool
}

func (c *typeCheck) check(t reflect.Type, steps []string, inKey bool) *refusal {
	if kind, ok := refusedKinds[t.Kind()]; ok {
		return &refusal{steps, fmt.Sprintf(notInState, kind, t)}
	}
	if p := t.PkgPath(); p == "sync" || p == "internal/sync" {
		return &refusal{steps, fmt.Sprintf(notInState, "a means of synchronisation", t) + "; the handlers of a node never run at the same time"}
	}
	if v := (visit{t, inKey}); c.seen[v] {
		return nil
	} else {
		c.seen[v] = true
	}
	step := func(s ...string) []string { return append(steps[:len(steps):len(steps)], s...) }
	switch t.Kind() {
	case reflect.Array:
		if t.Len() == 0 {
			return nil
		}
		return c.check(t.Elem(), step("[]"), inKey)
	case reflect.Slice:
		return c.check(t.Elem(), step("[]"), inKey)
	case reflect.Map:
		if r := c.check(t.Key(), step("[key]"), true); r != nil {
			return r
		}
		return c.check(t.Elem(), step("[]"), inKey)
	case reflect.Pointer:
		if inKey {
			return &refusal{steps, fmt.Sprintf(notInKey, t)}
		}
		return c.check(t.Elem(), step(through(t.Elem())...), inKey)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Name == "_" {
				continue
			}
			if r := c.check(f.Type, step("."+f.Name), inKey); r != nil {
				return r
			}
		}
	}
	return nil
}

// checkTags refuses the tags of a node's fields where they would do nothing:
// in a struct that is a part of a field.
func checkTags(t reflect.Type, path string, steps []string, seen map[reflect.Type]bool) error {
	step := func(s ...string) []string { return append(steps[:len(steps):len(steps)], s...) }
	switch t.Kind() {
	case reflect.Array, reflect.Slice, reflect.Pointer, reflect.Map, reflect.Struct:
	default:
		return nil
	}
	if seen[t] {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			tag, ok, problem := lookupTag(f.Tag)
			if problem != "" {
				return &Refusal{render(path, step("."+f.Name)), problem}
			}
			if ok {
				return &Refusal{render(path, step("."+f.Name)), fmt.Sprintf(
					"the tag model:%q does nothing here; it belongs on the fields of the node and of structs embedded in it", tag)}
			}
			if err := checkTags(f.Type, path, step("."+f.Name), seen); err != nil {
				return err
			}
		}
		return nil
	case reflect.Map:
		if err := checkTags(t.Key(), path, step("[key]"), seen); err != nil {
			return err
		}
	case reflect.Pointer:
		return checkTags(t.Elem(), path, step(through(t.Elem())...), seen)
	}
	return checkTags(t.Elem(), path, step("[]"), seen)
}

// tooLarge is the reason that is left when no other is found.
var tooLarge = fmt.Sprintf("the encoding is longer than %d MiB", maxSize>>20)

// shorten cuts a text that goes into a path.
func shorten(s string) string { return quote.Cut(s, 40) }
