package model

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// text returns a text with nodes by their names.
func (n nodeNames) text(t Text) string {
	return t.Render(func(arg any) any {
		switch arg := arg.(type) {
		case nil, error, string, fmt.Formatter:
			return arg
		case NodeID:
			return n.nameOf(arg)
		case NodeSet:
			return n.listOf(arg)
		case fmt.Stringer:
			return arg
		}
		if !namesNodes(reflect.TypeOf(arg), nil) {
			return arg
		}
		return n.value(arg).String()
	})
}

// nameOf returns the name of a node; of an id that names none, "nobody", or the
// number.
func (n nodeNames) nameOf(id NodeID) string {
	if id >= 0 && int(id) < len(n) {
		return n[id]
	}
	return fmt.Sprintf("node %d", int(id))
}

// listOf returns the names of the nodes of a set: "S1, S2 and S3".
func (n nodeNames) listOf(set NodeSet) string {
	var names []string
	for _, id := range set.IDs() {
		names = append(names, n.nameOf(id))
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

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
