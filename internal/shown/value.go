package shown

import (
	"math/big"
	"reflect"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// Names are the names of the nodes, by NodeID: the first is that of Nobody.
type Names []string

// Value turns a Go value into one that traces can show: nodes by their names, structs
// as records. A value whose type has a String method (or Error) carries what that
// returns as its text, a traces.Shown; a named number, boolean or string is that text
// and nothing else.
func (n Names) Value(v any) traces.Value {
	return shower{Names: n, texts: true}.of(reflect.ValueOf(v), false)
}

// Plain is Value without texts: for two values that must not read alike.
func (n Names) Plain(v any) traces.Value { return shower{Names: n}.of(reflect.ValueOf(v), false) }

// Record returns the fields of a node, a pointer to a struct, but its settings.
func (n Names) Record(node any) traces.Record {
	return shower{Names: n, texts: true}.fields(reflect.ValueOf(node).Elem())
}

// Part returns the fields of a node for which wanted holds, without texts and settings. Fields
// made of more than most values are left out, unless most is 0.
func (n Names) Part(node any, wanted func(field string) bool, most int) traces.Record {
	return shower{Names: n, wanted: wanted, most: most}.fields(reflect.ValueOf(node).Elem())
}

// Message renders a message with its type, for people.
func (n Names) Message(m model.Message) string {
	return traces.Event{Name: TypeName(m), Value: n.Value(m)}.String()
}

var (
	nodeIDType  = reflect.TypeFor[model.NodeID]()
	nodeSetType = reflect.TypeFor[model.NodeSet]()
)

// nothing stands for a nil pointer or interface.
const nothing = traces.Opaque("nil")

// A shower converts values, with the texts of their types if texts is set.
type shower struct {
	Names
	texts bool
	// wanted and most say which fields of a node there are; all, if they are zero.
	wanted func(field string) bool
	most   int
}

// of converts v; inside is true for a value that stood in an interface of the
// state, whose type then matters.
func (n shower) of(v reflect.Value, inside bool) traces.Value {
	if !v.IsValid() {
		return nothing
	}
	switch v.Type() {
	case nodeIDType:
		return n.id(model.NodeID(v.Int()))
	case nodeSetType:
		var members []traces.Value
		for _, id := range model.NodeSet(v.Uint()).IDs() {
			members = append(members, n.id(id))
		}
		return traces.NewSet(members...)
	}
	if isWord(v) {
		if text, ok := ownText(v); ok {
			return traces.NewStr(text)
		}
	}
	plain := n.plain(v, inside)
	if !n.texts || !hasText(v) {
		return plain
	}
	if text, ok := ownText(v); ok {
		return traces.Shown{Text: text, Value: plain}
	}
	return plain
}

// plain converts v without a text of its own.
func (n shower) plain(v reflect.Value, inside bool) traces.Value {
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

func (n shower) id(id model.NodeID) traces.Value {
	if id >= 0 && int(id) < len(n.Names) {
		return traces.Str(n.Names[id])
	}
	return traces.Int(id)
}

func (n shower) mapOf(v reflect.Value) traces.Value {
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
func (n shower) fields(v reflect.Value) traces.Record { return n.record(v, false) }

// record returns the fields of a struct that are settings, or those that are not.
func (n shower) record(v reflect.Value, settings bool) traces.Record {
	record := n.flatFields(v, "", settings)
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

func (n shower) flatFields(v reflect.Value, of string, settings bool) (out []flatField) {
	inner := n
	inner.wanted, inner.most = nil, 0 // they are about the node's own fields
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case f.Name == "_":
		case f.Anonymous && f.Type.Kind() == reflect.Struct && !isConst(f):
			out = append(out, n.flatFields(v.Field(i), of+f.Name+".", settings)...)
		case isConst(f) != settings || n.wanted != nil && !n.wanted(f.Name):
		case n.most == 0 || budget(v.Field(i), n.most) >= 0:
			out = append(out, flatField{of, f.Name, inner.of(v.Field(i), false)})
		}
	}
	return out
}

// budget returns most minus the number of values that v is made of; a negative number says that
// they are more.
func budget(v reflect.Value, most int) (left int) {
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		for i := 0; i < v.Len() && most >= 0; i++ {
			most = budget(v.Index(i), most)
		}
	case reflect.Map:
		for it := v.MapRange(); most >= 0 && it.Next(); {
			most = budget(it.Value(), budget(it.Key(), most))
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return budget(v.Elem(), most)
		}
	case reflect.Struct:
		for i := 0; i < v.NumField() && most >= 0; i++ {
			most = budget(v.Field(i), most)
		}
	default:
		return most - 1
	}
	return most
}

// isConst reports whether a field is a setting, and so no part of the state.
func isConst(f reflect.StructField) bool { return f.Tag.Get("model") == "const" }

// Settled are the nodes' settings, which no step changes: for each node a record
// of its fields that are tagged const.
func Settled(sys *model.System) traces.Record {
	name := model.Names(sys.Groups...)
	n := Names{name(model.Nobody)}
	var nodes []any
	for _, g := range sys.Groups {
		for range g.Count {
			id := model.NodeID(len(n))
			n = append(n, name(id))
			var node any = &struct{}{} // a machine has no settings
			if g.New != nil {
				node = g.New(id)
			}
			nodes = append(nodes, node)
		}
	}
	out := traces.Record{}
	for i, node := range nodes {
		out = append(out, traces.Field{Name: n[i+1], Value: shower{Names: n}.record(reflect.Indirect(reflect.ValueOf(node)), true)})
	}
	return out
}

// Settings returns all settings as a trace shows values, in the order of their
// names.
func Settings(s model.Settings) traces.Record {
	var r traces.Record
	for name, v := range s.All() {
		r = append(r, traces.Field{Name: name, Value: Names{}.Value(v)})
	}
	return r
}

// TypeName is the name of a message's type as people write it.
func TypeName(v any) string {
	t := reflect.TypeOf(v)
	if t == nil {
		return "nil"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() != "" {
		return t.Name()
	}
	return t.String()
}
