package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
)

// Messages encodes and decodes the messages of the declared types, and no others. It may be
// used by many goroutines.
type Messages struct {
	codec *canon.Codec
	types map[reflect.Type]bool
	names []string // in order
}

// NewMessages returns what knows the types of the given values.
func NewMessages(declared []model.Message) (*Messages, error) {
	m := &Messages{codec: canon.New(canon.Options{}), types: map[reflect.Type]bool{}}
	for _, v := range declared {
		t := reflect.TypeOf(v)
		if t == nil {
			return nil, fmt.Errorf("nil is declared as a message; a message is a value")
		}
		if err := m.codec.Register(t); err != nil {
			return nil, fmt.Errorf("message %s: %w", shown.TypeName(v), err)
		}
		if !m.types[t] {
			m.names = append(m.names, shown.TypeName(v))
		}
		m.types[t] = true
	}
	slices.Sort(m.names)
	return m, nil
}

// Append appends the encoding of a message. The error says that its type is not declared,
// or what of it cannot be sent.
func (m *Messages) Append(dst []byte, v model.Message) ([]byte, error) {
	if !m.types[reflect.TypeOf(v)] {
		return dst, fmt.Errorf("%s is no declared message (Protocol.Messages); declared are %s", shown.TypeName(v), orNone(m.names))
	}
	return m.codec.Append(dst, v)
}

// Decode returns the message of an encoding, fresh.
func (m *Messages) Decode(b []byte) (model.Message, error) {
	v, err := m.codec.Decode(b)
	if err != nil {
		return nil, err
	}
	if !m.types[reflect.TypeOf(v)] {
		return nil, fmt.Errorf("%s is no declared message; declared are %s", shown.TypeName(v), orNone(m.names))
	}
	return v, nil
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// System is a name of a system and of what its messages look like: two nodes whose names of
// it differ do not understand each other.
func (m *Messages) System(sys *model.System) string {
	var b strings.Builder
	fmt.Fprintln(&b, sys.Protocol, sys.Mutant)
	for _, name := range slices.Sorted(maps.Keys(sys.Settings)) {
		fmt.Fprintf(&b, "%s %q\n", name, sys.Settings[name])
	}
	for _, g := range sys.Groups {
		fmt.Fprintf(&b, "%q %d\n", g.Prefix, g.Count)
	}
	var layouts []string
	for t := range m.types {
		layouts = append(layouts, layout(t, nil))
	}
	slices.Sort(layouts)
	b.WriteString(strings.Join(layouts, "\n"))
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// layout describes a type as far as its encoding depends on it. The types that it is inside of
// are not described again.
func layout(t reflect.Type, in []reflect.Type) string {
	name := t.PkgPath() + "." + t.Name()
	if slices.Contains(in, t) {
		return name
	}
	in = append(in, t)
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return name + " " + t.Kind().String() + " " + layout(t.Elem(), in)
	case reflect.Array:
		return fmt.Sprintf("%s %d %s", name, t.Len(), layout(t.Elem(), in))
	case reflect.Map:
		return name + " map " + layout(t.Key(), in) + " " + layout(t.Elem(), in)
	case reflect.Struct:
		var fields []string
		for i := range t.NumField() {
			fields = append(fields, t.Field(i).Name+" "+layout(t.Field(i).Type, in))
		}
		return name + " {" + strings.Join(fields, "; ") + "}"
	}
	return name + " " + t.Kind().String()
}
