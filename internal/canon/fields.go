package canon

import (
	"bytes"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/synod-go/synod/internal/rescue"
)

// StructCodec encodes, decodes, copies and renames the fields of one node type.
// The tag `model:"durable"` marks the fields that survive a crash and
// `model:"const"` the settings, which are outside the state. Fields of structs
// embedded by value count as the node's own.
//
// Every method takes nodes as pointers to the struct and returns an error for
// any other type.
type StructCodec struct {
	c    *Codec
	t    reflect.Type
	pt   reflect.Type // *t
	name string

	state    []field // all but the settings
	durable  []field
	volatile []field
	settings []field

	encode, encodeDurable encodeFunc
	decode, decodeDurable decodeFunc
	rename                renameFunc
}

// field is a field of a node, or of a struct embedded in it.
type field struct {
	path   string // such as ".Log", or ".Base.Log"
	t      reflect.Type
	offset uintptr
	tag    string
	in     reflect.Type // the struct that it is a field of
	name   string
}

const (
	tagKey     = "model"
	tagDurable = "durable"
	tagConst   = "const"
)

// Struct returns the codec of struct type t. The error says which field cannot
// be part of a state, or which tag makes no sense.
func (c *Codec) Struct(t reflect.Type) (*StructCodec, error) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%v is not a struct", t)
	}
	s := &StructCodec{c: c, t: t, pt: reflect.PointerTo(t), name: rootName(t)}
	fields, err := fieldsOf(t, s.name, "", 0)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		if f.tag == tagConst {
			s.settings = append(s.settings, f)
			continue
		}
		if err := checkTags(f.t, s.name+f.path, nil, make(map[reflect.Type]bool)); err != nil {
			return nil, err
		}
		s.state = append(s.state, f)
		if f.tag == tagDurable {
			s.durable = append(s.durable, f)
		} else {
			s.volatile = append(s.volatile, f)
		}
	}
	all, renamed, err := s.parts(s.state)
	if err != nil {
		return nil, err
	}
	durable, _, err := s.parts(s.durable)
	if err != nil {
		return nil, err
	}
	s.encode, s.decode, s.rename = encodeParts(all), decodeParts(all), renameParts(renamed)
	s.encodeDurable, s.decodeDurable = encodeParts(durable), decodeParts(durable)
	return s, nil
}

// parts returns the plans of fields, and of those among them that may hold
// identities of nodes, or numbers.
func (s *StructCodec) parts(fields []field) (all, renamed []part, err error) {
	for _, f := range fields {
		p := s.c.planOf(f.t, strict)
		if p.refusal != nil {
			return nil, nil, p.refusal.under(s.name + f.path)
		}
		all = append(all, part{p, f.offset})
		if p.ren != nil {
			renamed = append(renamed, part{s.c.inField(f.in, f.name, p), f.offset})
		}
	}
	return all, renamed, nil
}

// fieldsOf lists the fields of t with their tags, those of structs embedded by
// value in place of them. An embedded struct that has a tag itself is a field
// like any other.
func fieldsOf(t reflect.Type, root, path string, offset uintptr) ([]field, error) {
	var fields []field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, tagged, problem := lookupTag(sf.Tag)
		f := field{path + "." + sf.Name, sf.Type, offset + sf.Offset, tag, t, sf.Name}
		if problem != "" {
			return nil, &Refusal{root + f.path, problem}
		}
		if tagged && tag != tagDurable && tag != tagConst {
			return nil, &Refusal{root + f.path, fmt.Sprintf(
				"the tag model:%q is unknown; there are model:%q and model:%q", tag, tagDurable, tagConst)}
		}
		switch {
		case sf.Name == "_":
			if tagged {
				return nil, &Refusal{root + f.path, fmt.Sprintf("a blank field is no part of a state, so model:%q does nothing", tag)}
			}
		case sf.Anonymous && sf.Type.Kind() == reflect.Struct && !tagged:
			inner, err := fieldsOf(sf.Type, root, f.path, f.offset)
			if err != nil {
				return nil, err
			}
			fields = append(fields, inner...)
		default:
			fields = append(fields, f)
		}
	}
	return fields, nil
}

// HasDurable reports whether any field survives a crash.
func (s *StructCodec) HasDurable() bool { return len(s.durable) > 0 }

// at returns the address of the struct that v points to.
func (s *StructCodec) at(v any) (unsafe.Pointer, error) {
	if t := reflect.TypeOf(v); t != s.pt {
		return nil, fmt.Errorf("canon: a %v where a %v must be", t, s.pt)
	}
	p := (*words)(unsafe.Pointer(&v)).data
	if p == nil {
		return nil, fmt.Errorf("canon: a nil %v", s.pt)
	}
	return p, nil
}

// AppendFields appends the encoding of all fields of the node but the settings.
// The error, when a field is refused, is a *Refusal; dst is then unchanged.
func (s *StructCodec) AppendFields(dst []byte, node any) ([]byte, error) {
	p, err := s.at(node)
	if err != nil {
		return dst, err
	}
	return s.append(dst, p, s.encode, s.state)
}

func (s *StructCodec) append(dst []byte, p unsafe.Pointer, encode encodeFunc, fields []field) ([]byte, error) {
	out, ok := s.tryAppend(dst, p, encode)
	if !ok {
		return dst, s.explain(p, fields)
	}
	return out, nil
}

func (s *StructCodec) tryAppend(dst []byte, p unsafe.Pointer, encode encodeFunc) (out []byte, ok bool) {
	e := newEncoder(dst)
	defer rescue.Known(func(refused) { ok = false })
	e.reach(p, s.t.Size(), true) // a field that points to the node is a cycle
	out = encode(e, dst, p)
	return out, e.done()
}

// DecodeFields overwrites all fields of the node but the settings with those
// whose encoding, by AppendFields, is b. After an error the fields are useless.
func (s *StructCodec) DecodeFields(b []byte, node any) error {
	p, err := s.at(node)
	if err != nil {
		return err
	}
	return decodeInto(b, p, s.decode)
}

func decodeInto(b []byte, p unsafe.Pointer, decode decodeFunc) (err error) {
	d := newDecoder(b)
	defer rescue.Known(func(f failure) { err = f.error })
	decode(d, p)
	d.end()
	return nil
}

// AppendDurable appends the encoding of the durable fields of the node, as AppendFields
// does that of all.
func (s *StructCodec) AppendDurable(dst []byte, node any) ([]byte, error) {
	p, err := s.at(node)
	if err != nil {
		return dst, err
	}
	return s.append(dst, p, s.encodeDurable, s.durable)
}

// DecodeDurable overwrites the durable fields of the node with those whose encoding, by
// AppendDurable, is b. After an error the fields are useless.
func (s *StructCodec) DecodeDurable(b []byte, node any) error {
	p, err := s.at(node)
	if err != nil {
		return err
	}
	return decodeInto(b, p, s.decodeDurable)
}

// CopyDurable overwrites the durable fields of a node by deep copies of those
// of another.
func (s *StructCodec) CopyDurable(from, to any) error {
	b, err := s.AppendDurable(nil, from)
	if err != nil {
		return err
	}
	return s.DecodeDurable(b, to)
}

// ClearVolatile sets all fields of the node that are neither durable nor
// settings to their zero values: what a crash does.
func (s *StructCodec) ClearVolatile(node any) error {
	p, err := s.at(node)
	if err != nil {
		return err
	}
	for _, f := range s.volatile {
		reflect.NewAt(f.t, unsafe.Add(p, f.offset)).Elem().SetZero()
	}
	return nil
}

// AppendConst appends an encoding of the node's settings, so that a handler
// that changed one can be found out. Settings may be of any kind: floats and
// what they lead to is encoded, channels and functions are left out, and so is a
// whole setting that is too large or too deep. It follows pointers, also into
// what is not the node's own. The encoding cannot be decoded.
func (s *StructCodec) AppendConst(dst []byte, node any) ([]byte, error) {
	p, err := s.at(node)
	if err != nil {
		return dst, err
	}
	for _, f := range s.settings {
		encode := s.c.planOf(f.t, loose).enc
		if out, ok := encodeSetting(dst, unsafe.Add(p, f.offset), encode); ok {
			dst = out
		}
	}
	return dst, nil
}

// OtherSetting returns the path of a setting in which two nodes differ, "" when
// there is none. Settings for whose type skip holds are left out, and so is what
// AppendConst leaves out.
func (s *StructCodec) OtherSetting(a, b any, skip func(t reflect.Type) bool) (path string, err error) {
	p, err := s.at(a)
	if err != nil {
		return "", err
	}
	q, err := s.at(b)
	if err != nil {
		return "", err
	}
	for _, f := range s.settings {
		if skip(f.t) {
			continue
		}
		encode := s.c.planOf(f.t, loose).enc
		x, fits := encodeSetting(nil, unsafe.Add(p, f.offset), encode)
		y, both := encodeSetting(nil, unsafe.Add(q, f.offset), encode)
		if fits && both && !bytes.Equal(x, y) {
			return f.path, nil
		}
	}
	return "", nil
}

func encodeSetting(dst []byte, p unsafe.Pointer, encode encodeFunc) (out []byte, ok bool) {
	e := newEncoder(dst)
	defer rescue.Known(func(refused) { ok = false })
	out = encode(e, dst, p)
	e.done()
	return out, true
}

// RenameFields renames the node identities in all fields of the node but the
// settings, in place. The fields must be the node's own, as those that
// DecodeFields has written are.
func (s *StructCodec) RenameFields(node any, perm func(int) int) error {
	p, err := s.at(node)
	if err != nil {
		return err
	}
	s.rename(p, &renaming{node: perm})
	return nil
}

// RenumberFields renumbers the numbers in all fields of the node but the settings, in
// place, as RenameFields does with identities.
func (s *StructCodec) RenumberFields(node any, number Renumbering) error {
	p, err := s.at(node)
	if err != nil {
		return err
	}
	s.rename(p, &renaming{number: number})
	return nil
}
