package model

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
)

// value turns a Go value into one that traces can show: nodes by their names,
// numbers with a String method by what that says, structs as records.
func (c *compiled) value(v any) traces.Value {
	return namer{c.names}.of(reflect.ValueOf(v), false)
}

// message renders a message with its type, for people.
func (c *compiled) message(m Message) string {
	v := c.value(m)
	if r, ok := v.(traces.Record); ok {
		if len(r) == 0 {
			return typeName(m)
		}
		return typeName(m) + v.String()
	}
	return typeName(m) + " " + v.String()
}

// namer turns Go values into values of traces.
type namer struct{ names []string }

var (
	nodeIDType   = reflect.TypeFor[NodeID]()
	nodeSetType  = reflect.TypeFor[NodeSet]()
	stringerType = reflect.TypeFor[fmt.Stringer]()
)

// nothing stands for a nil pointer or interface.
const nothing = traces.Opaque("nil")

// of converts v; inside is true for a value that stood in an interface of the
// state, whose type then matters.
func (n namer) of(v reflect.Value, inside bool) traces.Value {
	if !v.IsValid() {
		return nothing
	}
	switch v.Type() {
	case nodeIDType:
		return n.id(NodeID(v.Int()))
	case nodeSetType:
		var members []traces.Value
		for _, id := range NodeSet(v.Uint()).IDs() {
			members = append(members, n.id(id))
		}
		return traces.NewSet(members...)
	}
	if text, ok := ownText(v); ok {
		return traces.NewStr(text)
	}
	switch v.Kind() {
	case reflect.Bool:
		return traces.Bool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return traces.Int(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return traces.NewInt(new(big.Int).SetUint64(v.Uint()))
	case reflect.String:
		return traces.NewStr(v.String())
	case reflect.Slice, reflect.Array:
		seq := make(traces.Seq, v.Len())
		for i := range seq {
			seq[i] = n.of(v.Index(i), false)
		}
		return seq
	case reflect.Map:
		return n.mapOf(v)
	case reflect.Pointer:
		if v.IsNil() {
			return nothing
		}
		return n.of(v.Elem(), inside)
	case reflect.Interface:
		if v.IsNil() {
			return nothing
		}
		return n.of(v.Elem(), true)
	case reflect.Struct:
		fields := n.fields(v)
		if inside && v.Type().Name() != "" {
			return traces.Record{{Name: "tag", Value: traces.Str(v.Type().Name())}, {Name: "value", Value: fields}}
		}
		return fields
	}
	return traces.Opaque(v.Type().String())
}

func (n namer) id(id NodeID) traces.Value {
	if id >= 0 && int(id) < len(n.names) {
		return traces.Str(n.names[id])
	}
	return traces.Int(id)
}

func (n namer) mapOf(v reflect.Value) traces.Value {
	var pairs []traces.Pair
	for it := v.MapRange(); it.Next(); {
		pairs = append(pairs, traces.Pair{Key: n.of(it.Key(), false), Value: n.of(it.Value(), false)})
	}
	m, err := traces.NewMap(pairs...)
	if err != nil {
		// Two keys with one text (a String method that is not injective).
		return traces.Opaque(err.Error())
	}
	return m
}

// fields returns the fields of a struct but settings. Those of embedded structs
// stand among them; where two have one name, the embedded ones are told apart by
// the name of their struct.
func (n namer) fields(v reflect.Value) traces.Record {
	record := n.flatFields(v, "")
	count := map[string]int{}
	for _, f := range record {
		count[f.name]++
	}
	out := make(traces.Record, len(record))
	for i, f := range record {
		name := f.name
		if count[f.name] > 1 {
			name = f.of + f.name
		}
		out[i] = traces.Field{Name: name, Value: f.value}
	}
	return out
}

// flatField is a field of a struct, or of one embedded in it.
type flatField struct {
	of    string // the embedded structs that it is in, each with a dot behind it
	name  string
	value traces.Value
}

func (n namer) flatFields(v reflect.Value, of string) (out []flatField) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if isConst(f) || f.Name == "_" {
			continue
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			out = append(out, n.flatFields(v.Field(i), of+f.Name+".")...)
			continue
		}
		out = append(out, flatField{of, f.Name, n.of(v.Field(i), false)})
	}
	return out
}

// isConst says whether a field is a setting, and so no part of the state.
func isConst(f reflect.StructField) bool { return f.Tag.Get("model") == "const" }

// Settled are the nodes' settings, which no step changes: for each node a record
// of its fields that are tagged const, those of embedded structs left aside.
func (s *System) Settled() traces.Record {
	name := Names(s.Groups...)
	n := namer{names: []string{name(Nobody)}}
	var nodes []Node
	for _, g := range s.Groups {
		for range g.Count {
			id := NodeID(len(n.names))
			n.names = append(n.names, name(id))
			nodes = append(nodes, g.New(id))
		}
	}
	out := traces.Record{}
	for i, node := range nodes {
		fields := traces.Record{}
		v := reflect.Indirect(reflect.ValueOf(node))
		for k := range v.NumField() {
			if f := v.Type().Field(k); isConst(f) {
				fields = append(fields, traces.Field{Name: f.Name, Value: n.of(v.Field(k), false)})
			}
		}
		out = append(out, traces.Field{Name: n.names[i+1], Value: fields})
	}
	return out
}

// ownText returns what the String method of a named number or boolean says.
func ownText(v reflect.Value) (string, bool) {
	t := v.Type()
	if !t.Implements(stringerType) {
		return "", false
	}
	// A value that was reached through an unexported field must not be used as
	// an interface; a copy of it may.
	fresh := reflect.New(t).Elem()
	switch v.Kind() {
	case reflect.Bool:
		fresh.SetBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		fresh.SetInt(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		fresh.SetUint(v.Uint())
	case reflect.String:
		fresh.SetString(v.String())
	default:
		return "", false
	}
	return fresh.Interface().(fmt.Stringer).String(), true
}

// text returns a text with nodes by their names.
func (c *compiled) text(t Text) string {
	return t.Render(func(arg any) any {
		switch arg := arg.(type) {
		case nil, error, string, fmt.Formatter:
			return arg
		case NodeID:
			return word(c.nameOf(arg))
		case NodeSet:
			return word(c.listOf(arg))
		case fmt.Stringer:
			return arg
		}
		if !namesNodes(reflect.TypeOf(arg), nil) {
			return arg
		}
		return word(c.value(arg).String())
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

// nameOf returns the name of a node; of an id that names none, "nobody", or the
// number.
func (c *compiled) nameOf(id NodeID) string {
	if id >= 0 && int(id) < len(c.names) {
		return c.names[id]
	}
	return fmt.Sprintf("node %d", int(id))
}

// listOf returns the names of the nodes of a set: "S1, S2 and S3".
func (c *compiled) listOf(set NodeSet) string {
	var names []string
	for _, id := range set.IDs() {
		names = append(names, c.nameOf(id))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
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
