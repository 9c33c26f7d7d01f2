package shown

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
)

// Text returns a text with nodes by their names. It says so when a String method among
// its arguments does not return.
func (n Names) Text(t model.Text) string {
	var defect *rescue.Panic
	finished := false
	text, ended := within(textTime, func() (text string, ok bool) {
		defer rescue.Any(func(p *rescue.Panic) { defect = p })
		text = n.render(t)
		finished = true
		return text, true
	})
	switch {
	case !ended:
		return fmt.Sprintf("(no text: a String method has not returned for %s)", textTime)
	case defect != nil:
		panic(defect)
	case !finished:
		return "(no text: a String method ended its goroutine)"
	}
	return text
}

func (n Names) render(t model.Text) string {
	return t.Render(func(arg any) any {
		switch arg := arg.(type) {
		case nil, error, string, fmt.Formatter:
			return arg
		case model.NodeID:
			return word(n.Name(arg))
		case model.NodeSet:
			return word(n.List(arg))
		case fmt.Stringer:
			return arg
		}
		if !namesNodes(reflect.TypeOf(arg), nil) && !hasPointers(reflect.TypeOf(arg), nil) {
			return arg
		}
		return word(n.Value(arg).String())
	})
}

// word is what stands in a text for a value with nodes in it. The verb %d shows
// it, too: a NodeID is a number.
type word string

// Format implements fmt.Formatter.
func (w word) Format(f fmt.State, verb rune) {
	if verb == 'd' {
		verb = 's'
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), string(w))
}

// Name returns the name of a node; of an id that names none, "nobody", or the
// number.
func (n Names) Name(id model.NodeID) string {
	if id >= 0 && int(id) < len(n) {
		return n[id]
	}
	return fmt.Sprintf("node %d", int(id))
}

// List returns the names of the nodes of a set: "S1, S2 and S3".
func (n Names) List(set model.NodeSet) string {
	var names []string
	for _, id := range set.IDs() {
		names = append(names, n.Name(id))
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

// NamesNodes reports whether values of a type may hold a NodeID or a NodeSet.
func NamesNodes(t reflect.Type) bool { return namesNodes(t, nil) }

// namesNodes reports whether values of a type may hold a NodeID or a NodeSet.
func namesNodes(t reflect.Type, in []reflect.Type) bool {
	if t == nodeIDType || t == nodeSetType {
		return true
	}
	if slices.Contains(in, t) {
		return false
	}
	in = append(in, t)
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return namesNodes(t.Elem(), in)
	case reflect.Map:
		return namesNodes(t.Key(), in) || namesNodes(t.Elem(), in)
	case reflect.Struct:
		for i := range t.NumField() {
			if namesNodes(t.Field(i).Type, in) {
				return true
			}
		}
	}
	return false
}

// hasPointers reports whether values of a type hold a pointer, for which package fmt
// writes an address.
func hasPointers(t reflect.Type, in []reflect.Type) bool {
	if slices.Contains(in, t) {
		return false
	}
	in = append(in, t)
	switch t.Kind() {
	case reflect.Pointer:
		return len(in) > 1 || hasPointers(t.Elem(), in)
	case reflect.Slice, reflect.Array:
		return hasPointers(t.Elem(), in)
	case reflect.Map:
		return hasPointers(t.Key(), in) || hasPointers(t.Elem(), in)
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type, in) {
				return true
			}
		}
	}
	return false
}
