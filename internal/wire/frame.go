// Package wire is how nodes that run for real talk over a connection: in frames, of which
// the first says who speaks, to whom, and which version and which system of nodes that is.
// The other side answers that once. Every frame after it is a Packet, from the one who
// began.
//
// A frame is a length of four bytes, the first the most significant, and CBOR (RFC 8949).
// What a message says is in the encoding of states (package canon), for that has all that
// a message may be, unexported fields too. A type is known only when the protocol has
// declared it.
package wire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/fxamacker/cbor/v2"
)

// Version is the version of the frames.
const Version = 1

// MaxFrame is how long a frame may be in bytes, unless somebody says otherwise.
const MaxFrame = 4 << 20

// maxHead is how long the first frames may be, Hello and Welcome.
const maxHead = 4 << 10

// Magic begins each Hello.
const Magic = "synod"

// Hello is the first frame on a connection.
type Hello struct {
	Magic   string `cbor:"1,keyasint"`
	Version int    `cbor:"2,keyasint"`
	System  string `cbor:"3,keyasint"` // see System
	From    string `cbor:"4,keyasint"` // the names of the nodes
	To      string `cbor:"5,keyasint"`
}

// Welcome answers a Hello.
type Welcome struct {
	Refused string `cbor:"1,keyasint,omitempty"` // why; "" if the other may go on
}

// Packet is a message on its way.
type Packet struct {
	_    struct{} `cbor:",toarray"`
	ID   string   // tells it from all others of the run; a copy has that of its original
	Body []byte   // see Messages
}

// mode accepts what this package writes, and little else.
var mode = func() cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField, MaxNestedLevels: 4, MaxArrayElements: 16, MaxMapPairs: 16,
	}.DecMode()
	if err != nil {
		panic(err) // the options contradict themselves
	}
	return m
}()

// AppendFrame appends a frame with v, a Hello, a Welcome or a Packet.
func AppendFrame(dst []byte, v any) ([]byte, error) {
	b, err := cbor.Marshal(v)
	if err != nil {
		return dst, err
	}
	return AppendLength(dst, b), nil
}

// WriteFrame writes a frame with v.
func WriteFrame(w io.Writer, v any) error {
	b, err := AppendFrame(nil, v)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// ErrTooLong says that a frame is longer than is accepted.
var ErrTooLong = errors.New("the frame is too long")

// Next reads the next frame, without its length, into buf if it fits. One that is longer than
// most bytes is an error.
func Next(r *bufio.Reader, buf []byte, most int) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(head[:])
	if int64(length) > int64(most) {
		return nil, fmt.Errorf("%w: it has %d bytes, accepted are %d", ErrTooLong, length, most)
	}
	n := int(length)
	if n > cap(buf) {
		buf = make([]byte, n)
	}
	_, err := io.ReadFull(r, buf[:n])
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return buf[:n], err
}

// Parse reads what stands in a frame.
func Parse[T Hello | Welcome | Packet](frame []byte) (v T, err error) {
	return v, mode.Unmarshal(frame, &v)
}

// read reads a frame with a T.
func read[T Hello | Welcome](r *bufio.Reader) (v T, err error) {
	b, err := Next(r, nil, maxHead)
	if err != nil {
		return v, err
	}
	return Parse[T](b)
}

// ReadHello reads the first frame. The error says why the other side is none of ours.
func ReadHello(r *bufio.Reader) (Hello, error) {
	h, err := read[Hello](r)
	switch {
	case err != nil:
		return h, err
	case h.Magic != Magic:
		return h, errors.New("it is no node of a system")
	case h.Version != Version:
		return h, fmt.Errorf("it speaks version %d; this program speaks version %d", h.Version, Version)
	}
	return h, nil
}

// ReadWelcome reads the answer to a Hello. The error says why that was refused.
func ReadWelcome(r *bufio.Reader) error {
	w, err := read[Welcome](r)
	if err != nil {
		return err
	}
	if w.Refused != "" {
		return Refusal(w.Refused)
	}
	return nil
}

// Refusal is why the other side does not want to talk.
type Refusal string

func (r Refusal) Error() string { return "it refuses: " + string(r) }

// AppendLength appends a frame to dst with its length before it, as Next has read it.
func AppendLength(dst, frame []byte) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(frame)))
	return append(dst, frame...)
}
