package growth

import (
	"reflect"
	"slices"

	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

// kind is a kind of number that a state has.
type kind uint8

const (
	number  kind = iota // an integer, without its sign
	length              // of a slice
	size                // of a map
	text                // the length of a string
	nesting             // how often a type is inside itself
	flight              // all messages in flight
	ofType              // those of one type
	copies              // equal ones of one type
)

// place is what a part of a state belongs to.
type place uint8

const (
	inNode    place = iota // of is the prefix of the group
	inMessage              // of is the type
	inMonitor              // of is the name
	inNetwork              // of is the type, or ""
)

// key names a number of a state. The nodes of a group share their keys, and so do the
// elements of a slice: the number is then the greatest.
type key struct {
	place place
	of    string
	path  string // as in Go: Log[].Term
	kind  kind
}

// measure is a number with its key.
type measure struct {
	key
	n uint64
}

// meter measures the parts of states, each once.
type meter struct {
	sp       *system.Space
	nodes    map[uint32][]measure
	messages map[uint32][]measure
	types    map[uint32]string // of messages
	monitors map[[2]uint32][]measure
}

func newMeter(sp *system.Space) *meter {
	return &meter{sp, map[uint32][]measure{}, map[uint32][]measure{}, map[uint32]string{}, map[[2]uint32][]measure{}}
}

func (m *meter) node(index int, id uint32) []measure {
	list, known := m.nodes[id]
	if !known {
		list = m.measured(inNode, m.sp.Sys.GroupPrefix(index), m.sp.View(id).Node)
		m.nodes[id] = list
	}
	return list
}

func (m *meter) message(id uint32) []measure {
	list, known := m.messages[id]
	if !known {
		message := m.sp.Packet(id).Message
		list = m.measured(inMessage, shown.TypeName(message), message)
		m.messages[id] = list
	}
	return list
}

func (m *meter) typeOf(id uint32) string {
	name, known := m.types[id]
	if !known {
		name = shown.TypeName(m.sp.Packet(id).Message)
		m.types[id] = name
	}
	return name
}

func (m *meter) monitor(index int, id uint32) []measure {
	at := [2]uint32{uint32(index), id}
	list, known := m.monitors[at]
	if !known {
		name, value := m.sp.Sys.Monitored(index, id)
		list = m.measured(inMonitor, name, value)
		m.monitors[at] = list
	}
	return list
}

// measured lists the numbers of a value, of each key the greatest. Numbers by difference
// are left out: their spread is bounded.
func (m *meter) measured(in place, of string, v any) (list []measure) {
	at := map[key]int{}
	spread := m.sp.Sys.Model.Numbers
	w := walker{visit: func(v reflect.Value, path string, k kind, n uint64) {
		if k == number && spread != nil && spread.Spread > 0 && slices.Contains(spread.Types, v.Type()) {
			return
		}
		key := key{in, of, path, k}
		i, known := at[key]
		if !known {
			i = len(list)
			at[key] = i
			list = append(list, measure{key, 0})
		}
		list[i].n = max(list[i].n, n)
	}, open: map[reflect.Type]string{}}
	w.walk(reflect.ValueOf(v), "", 0)
	return list
}

// walker visits the numbers of a value.
type walker struct {
	visit func(v reflect.Value, path string, k kind, n uint64)
	open  map[reflect.Type]string // the structs that the walk is inside of, with their paths
}

var (
	nodeID  = reflect.TypeFor[model.NodeID]()
	nodeSet = reflect.TypeFor[model.NodeSet]()
)

// walk visits the numbers of v, which stands inside so many structs of types that are
// open.
func (w *walker) walk(v reflect.Value, path string, depth uint64) {
	if !v.IsValid() || v.Type() == nodeID || v.Type() == nodeSet {
		return // there are only so many nodes
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n := v.Int()
		w.visit(v, path, number, uint64(max(n, -n)))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.visit(v, path, number, v.Uint())
	case reflect.String:
		w.visit(v, path, text, uint64(v.Len()))
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice {
			w.visit(v, path, length, uint64(v.Len()))
		}
		for i := range v.Len() {
			w.walk(v.Index(i), path+"[]", depth)
		}
	case reflect.Map:
		w.visit(v, path, size, uint64(v.Len()))
		for it := v.MapRange(); it.Next(); {
			w.walk(it.Key(), path+"[key]", depth)
			w.walk(it.Value(), path+"[]", depth)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			w.walk(v.Elem(), path, depth)
		}
	case reflect.Struct:
		w.fields(v, path, depth)
	}
}

// fields visits a struct. Inside itself a type has the path that it had outside, or
// else every level had numbers of its own.
func (w *walker) fields(v reflect.Value, path string, depth uint64) {
	t := v.Type()
	if outer, again := w.open[t]; again {
		path, depth = outer, depth+1
		w.visit(v, path, nesting, depth)
	} else {
		w.open[t] = path
		defer delete(w.open, t)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name == "_" || f.Tag.Get("model") == "const" {
			continue
		}
		inner := path
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
		case path == "":
			inner = f.Name
		default:
			inner = path + "." + f.Name
		}
		w.walk(v.Field(i), inner, depth)
	}
}
