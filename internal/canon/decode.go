package canon

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"
)

// decoder is what the decoding of one value needs besides its plan.
type decoder struct {
	root  any
	b     []byte
	at    int // how much of b is read
	depth int
	inKey int
	// text is b as a string, once one is needed: all strings of a value are
	// parts of it, for one allocation instead of many.
	text string
}

// failure is the panic with which plans give up on bytes: see rescue.Known.
type failure struct{ error }

func newDecoder(b []byte) *decoder { return &decoder{b: b} }

var errTruncated = errors.New("canon: the encoding ends too early")

func (d *decoder) fail(format string, args ...any) {
	panic(failure{fmt.Errorf("canon: bad encoding: "+format, args...)})
}

// end fails unless everything is read.
func (d *decoder) end() {
	if d.at != len(d.b) {
		d.fail("%d bytes left over", len(d.b)-d.at)
	}
}

func (d *decoder) enter() {
	d.depth++
	if d.depth > maxDepth {
		d.fail("nested deeper than %d levels", maxDepth)
	}
}

func (d *decoder) leave() { d.depth-- }

// uint reads a varint. There must be one encoding of a value, so a varint that
// could be shorter is refused.
func (d *decoder) uint() uint64 {
	if d.at < len(d.b) && d.b[d.at] < 0x80 {
		d.at++
		return uint64(d.b[d.at-1])
	}
	u, n := binary.Uvarint(d.b[d.at:])
	if n == 0 {
		panic(failure{errTruncated})
	}
	if n < 0 || d.b[d.at+n-1] == 0 {
		d.fail("a malformed integer")
	}
	d.at += n
	return u
}

func (d *decoder) int() int64 {
	u := d.uint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) bool() bool {
	if d.at >= len(d.b) {
		panic(failure{errTruncated})
	}
	x := d.b[d.at]
	if x > 1 {
		d.fail("%d where 0 or 1 must stand", x)
	}
	d.at++
	return x == 1
}

// length reads the number of elements to come, each of at least width bytes
// and of size bytes in memory. It keeps foreign bytes from claiming memory that
// they cannot fill.
func (d *decoder) length(width int, size uintptr) int {
	u := d.uint()
	rest := uint64(len(d.b) - d.at)
	switch {
	case u == 0:
		return 0
	case width > 0:
		if u > rest/uint64(width) {
			panic(failure{errTruncated})
		}
	case u > maxSize:
		d.fail("%d elements", u)
	case size > 0 && u > maxSize/uint64(size):
		d.fail("%d elements", u)
	}
	return int(u)
}

// bytes reads a length and so many bytes. They are those of d, not a copy.
func (d *decoder) bytes() []byte {
	n := d.length(1, 1)
	d.at += n
	return d.b[d.at-n : d.at]
}

func decodeNothing(*decoder, unsafe.Pointer) {}

func decodeBool(d *decoder, p unsafe.Pointer) { *(*bool)(p) = d.bool() }

func decodeString(d *decoder, p unsafe.Pointer) {
	n := d.length(1, 1)
	if n == 0 {
		*(*string)(p) = ""
		return
	}
	if d.text == "" {
		d.text = string(d.b)
	}
	*(*string)(p) = d.text[d.at : d.at+n]
	d.at += n
}

func decodeBytes(d *decoder, p unsafe.Pointer) {
	from := d.bytes()
	if len(from) == 0 {
		*(*[]byte)(p) = nil
		return
	}
	s := make([]byte, len(from))
	copy(s, from)
	*(*[]byte)(p) = s
}

func decodeInt[T signed](d *decoder, p unsafe.Pointer) {
	i := d.int()
	if int64(T(i)) != i {
		d.fail("%d does not fit its type", i)
	}
	*(*T)(p) = T(i)
}

func decodeUint[T unsigned](d *decoder, p unsafe.Pointer) {
	u := d.uint()
	if uint64(T(u)) != u {
		d.fail("%d does not fit its type", u)
	}
	*(*T)(p) = T(u)
}
