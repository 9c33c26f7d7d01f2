package value

import (
	"encoding/binary"
	"errors"
	"math"
)

// The first byte of an encoded value.
const (
	codeNone byte = iota
	codeFalse
	codeTrue
	codeInt
	codeString     // its place in the order of names
	codeLateString // its text
	codeModel
	codeLateModel
	codeSet
	codeRun // a set of many consecutive integers: the first and how many more
	codeTuple
	codeRecord
	codeFunc
)

// runLength is from how many consecutive integers on a set of them is encoded by its ends.
const runLength = 64

// AppendBinary appends an encoding of v to dst. Equal values of one universe have equal encodings,
// unequal ones different encodings, and no encoding is the beginning of another. v must be
// normalized: what is symbolic is listed first, if it can be.
func AppendBinary(dst []byte, v Value) ([]byte, error) {
	switch v.tag {
	case tagNone:
		return append(dst, codeNone), nil
	case tagBool:
		return append(dst, codeFalse+byte(v.n)), nil
	case tagInt:
		return binary.AppendVarint(append(dst, codeInt), int64(v.n)), nil
	case tagString:
		return appendName(dst, codeString, v), nil
	case tagModel:
		return appendName(dst, codeModel, v), nil
	case tagLazySet, tagLambda:
		l, err := list(v)
		if err != nil {
			return dst, err
		}
		return AppendBinary(dst, l)
	case tagSet, tagGrown, tagInterval:
		return appendSet(dst, v.flat())
	case tagTuple:
		dst = binary.AppendUvarint(append(dst, codeTuple), uint64(len(v.o.elems)))
	case tagRecord:
		dst = binary.AppendUvarint(append(dst, codeRecord), uint64(len(v.o.elems)))
		for _, k := range v.o.dom.o.elems {
			dst = appendName(dst, codeString, k)
		}
	case tagFunc:
		var err error
		if dst, err = appendSet(append(dst, codeFunc), v.o.dom); err != nil {
			return dst, err
		}
	}
	return appendAll(dst, v.o.elems)
}

func appendAll(dst []byte, vs []Value) ([]byte, error) {
	var err error
	for _, e := range vs {
		if dst, err = AppendBinary(dst, e); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

func appendName(dst []byte, code byte, v Value) []byte {
	if v.n != late {
		return binary.AppendUvarint(append(dst, code), uint64(v.n))
	}
	text := v.sym().text
	dst = binary.AppendUvarint(append(dst, code+1), uint64(len(text)))
	return append(dst, text...)
}

func appendSet(dst []byte, v Value) ([]byte, error) {
	n := v.listedLen()
	if n >= runLength {
		first, last := v.at(0), v.at(n-1)
		if first.tag == tagInt && last.tag == tagInt && int64(last.n)-int64(first.n) == int64(n-1) {
			dst = binary.AppendVarint(append(dst, codeRun), int64(first.n))
			return binary.AppendUvarint(dst, uint64(n-1)), nil
		}
	}
	dst = binary.AppendUvarint(append(dst, codeSet), uint64(n))
	if v.tag == tagSet {
		return appendAll(dst, v.o.elems)
	}
	for i := range n {
		dst = binary.AppendVarint(append(dst, codeInt), int64(v.at(i).n))
	}
	return dst, nil
}

// errEncoding is what malformed bytes give.
var errEncoding = errors.New("value: malformed encoding")

// Decode takes one value off the front of b, which was written by [AppendBinary] for the same universe.
func (u *Universe) Decode(b []byte) (v Value, rest []byte, err error) {
	d := decoder{u: u, b: b}
	v = d.value(0)
	if d.failed {
		return Value{}, b, errEncoding
	}
	return v, d.b, nil
}

type decoder struct {
	u      *Universe
	b      []byte
	failed bool
}

func (d *decoder) fail() Value {
	d.failed, d.b = true, nil
	return Value{}
}

func (d *decoder) code() byte {
	if len(d.b) == 0 {
		d.fail()
		return codeNone
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) varint() int64 {
	n, k := binary.Varint(d.b)
	if k <= 0 || n < math.MinInt32 || n > math.MaxInt32 {
		d.fail()
		return 0
	}
	d.b = d.b[k:]
	return n
}

func (d *decoder) uvarint() uint64 {
	n, k := binary.Uvarint(d.b)
	if k <= 0 || n > math.MaxUint32 {
		d.fail()
		return 0
	}
	d.b = d.b[k:]
	return n
}

// count is a number of values that must still follow, each of at least one byte.
func (d *decoder) count() int {
	n := d.uvarint()
	if n > uint64(len(d.b)) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) value(depth int) Value {
	if depth > MaxDepth || d.failed {
		return d.fail()
	}
	switch c := d.code(); c {
	case codeNone:
		return Value{}
	case codeFalse:
		return False
	case codeTrue:
		return True
	case codeInt:
		return MakeInt(int32(d.varint()))
	case codeString, codeLateString, codeModel, codeLateModel:
		return d.name(c)
	case codeSet, codeRun:
		return d.set(c, depth)
	case codeTuple:
		return Tuple(d.values(d.count(), depth)...)
	case codeRecord, codeFunc:
		return d.function(c, depth)
	}
	return d.fail()
}

func (d *decoder) values(n, depth int) []Value {
	vs := make([]Value, 0, min(n, 1024))
	for range n {
		vs = append(vs, d.value(depth+1))
		if d.failed {
			return nil
		}
	}
	return vs
}

func (d *decoder) name(c byte) Value {
	n := d.uvarint()
	if c == codeLateString || c == codeLateModel {
		if n > uint64(len(d.b)) {
			return d.fail()
		}
		text := string(d.b[:n])
		d.b = d.b[n:]
		if c == codeLateModel {
			return d.u.Model(text)
		}
		return d.u.String(text)
	}
	text, ok := d.u.name(n)
	if !ok {
		return d.fail()
	}
	if c == codeModel {
		return d.u.Model(text)
	}
	return d.u.String(text)
}

func (d *decoder) set(c byte, depth int) Value {
	if c == codeRun {
		first := d.varint()
		more := int64(d.uvarint())
		last := first + more
		if more < runLength-1 || last > math.MaxInt32 || d.failed {
			return d.fail()
		}
		return Interval(int32(first), int32(last))
	}
	vs := d.values(d.count(), depth)
	for i := 1; i < len(vs); i++ {
		if c, err := Compare(vs[i-1], vs[i]); err != nil || c >= 0 {
			return d.fail()
		}
	}
	return listed(vs)
}

func (d *decoder) function(c byte, depth int) Value {
	var dom Value
	if c == codeRecord {
		dom = listed(d.values(d.count(), depth))
	} else if dom = d.value(depth + 1); dom.Kind() != Set {
		return d.fail()
	}
	if d.failed || dom.listedLen() > len(d.b) {
		return d.fail()
	}
	f, err := MakeFunc(dom, d.values(dom.listedLen(), depth))
	if err != nil {
		return d.fail()
	}
	return f
}
