package blocks

import (
	"encoding/binary"

	"github.com/klauspost/compress/zstd"

	"github.com/synod-go/synod/explore"
)

// blockStates is how many states a block has at most. A block is compressed as a whole: parts that
// states have in common are in it once.
const blockStates = 4096

// maxBlock bounds what a block may take when it is expanded.
const maxBlock = 1 << 30

type codec struct {
	enc  *zstd.Encoder
	dec  *zstd.Decoder
	data []byte
}

func newCodec() (*codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlock))
	if err != nil {
		return nil, err
	}
	return &codec{enc: enc, dec: dec}, nil
}

// pack returns a section with data.
func (c *codec) pack(data []byte) []byte { return c.enc.EncodeAll(data, nil) }

func (c *codec) unpack(section []byte) (data []byte, err error) {
	c.data, err = c.dec.DecodeAll(section, c.data[:0])
	return c.data, err
}

// encode returns a block of the first states of some words, and the words behind them.
func (c *codec) encode(space explore.Space, words []uint32) (section []byte, states int, rest []uint32) {
	sum := uint64(0)
	data, one := make([]byte, 8, 1<<16), []byte(nil)
	for ; len(words) > 0 && states < blockStates; states++ {
		s := words[1 : 1+words[0]]
		words = words[1+words[0]:]
		sum = explore.AddName(sum, space.(explore.Namer).Name(s))
		one = space.(explore.Portable).Encode(one[:0], s)
		data = binary.AppendUvarint(data, uint64(len(one)))
		data = append(data, one...)
	}
	binary.LittleEndian.PutUint64(data, sum)
	return c.pack(data), states, words
}

// decode appends the states of a block to words. It returns what is wrong, or "".
func (c *codec) decode(space explore.Space, section []byte, states int, words []uint32) (_ []uint32, wrong string) {
	data, err := c.unpack(section)
	if err != nil {
		return nil, err.Error()
	}
	if len(data) < 8 {
		return nil, "a block is cut short"
	}
	want, sum := binary.LittleEndian.Uint64(data), uint64(0)
	n := numbersReader{rest: data[8:]}
	for range states {
		size := n.next()
		if n.short || size > uint64(len(n.rest)) {
			return nil, "a block is cut short"
		}
		at := len(words)
		if words, err = space.(explore.Portable).Decode(append(words, 0), n.rest[:size]); err != nil {
			return nil, err.Error()
		}
		words[at] = uint32(len(words) - at - 1)
		n.rest = n.rest[size:]
		sum = explore.AddName(sum, space.(explore.Namer).Name(words[at+1:]))
	}
	switch {
	case len(n.rest) > 0:
		return nil, "a block has more states than its plan says"
	case sum != want:
		return nil, "the states of a block have other names here than where they were found: the code of the system does not do what it did"
	}
	return words, ""
}
