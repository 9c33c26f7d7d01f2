package explore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"
)

const (
	// A block of the frontier holds at most so many states, or a few more than
	// so many words. A block is what one worker takes at a time.
	maxBlockStates = 4096
	minBlockStates = 64
	maxBlockWords  = 1 << 17
)

// block is a stretch of a frontier: states one after the other, each as its
// length and then its words. It lies in memory or in a file.
type block struct {
	words  []uint32
	states int
	first  uint64 // index of the first state in its level

	onDisk       bool
	offset, size int64 // compressed, in the frontier's file
	// pieces, if there are any, are what is on disk instead.
	pieces []*block
	// old are the places of states in the file that do not belong to the block.
	old []uint32
}

// frontier is the states of one level, in canonical order.
type frontier struct {
	blocks []*block
	states uint64
	spill  *spillFile // nil until something was spilled
}

// spillFile holds what did not fit into memory: blocks of one frontier, names, or a log.
type spillFile struct {
	file  diskFile
	end   atomic.Int64
	named bool // the file still has its name
}

// diskFile is what a spillFile needs of an *os.File.
type diskFile interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Name() string
}

func newSpillFile(dir string) (*spillFile, error) {
	f, err := os.CreateTemp(dir, "synod-*")
	if err != nil {
		return nil, err
	}
	// On unix the file lives on without its name and is gone with the process,
	// however it ends. Elsewhere close removes it.
	removed := os.Remove(f.Name()) == nil
	return &spillFile{file: f, named: !removed}, nil
}

func (f *spillFile) close() error {
	err := f.file.Close()
	if f.named {
		err = errors.Join(err, os.Remove(f.file.Name()))
	}
	return err
}

// append writes to the end of the file, and returns where. Any number of goroutines may call it.
func (f *spillFile) append(data []byte) (at int64, err error) {
	at = f.end.Add(int64(len(data))) - int64(len(data))
	_, err = f.file.WriteAt(data, at)
	return at, err
}

// codec compresses and expands blocks; every worker has its own.
type codec struct {
	enc   *zstd.Encoder
	dec   *zstd.Decoder
	bytes []byte
	comp  []byte
}

func newCodec() (*codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(4*maxBlockWords), zstd.WithLowerEncoderMem(true)) // a block, not a stream
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return &codec{enc: enc, dec: dec}, nil
}

// held returns how many bytes the buffers of the codec take.
func (c *codec) held() int64 {
	if c == nil {
		return 0
	}
	return int64(cap(c.bytes) + cap(c.comp))
}

// write moves a block to the file and takes its words away.
func (c *codec) write(f *spillFile, b *block) error {
	c.bytes = c.bytes[:0]
	for _, w := range b.words {
		c.bytes = binary.LittleEndian.AppendUint32(c.bytes, w)
	}
	c.comp = c.enc.EncodeAll(c.bytes, c.comp[:0])
	b.size = int64(len(c.comp))
	var err error
	if b.offset, err = f.append(c.comp); err != nil {
		return fmt.Errorf("the frontier cannot go to disk: %w", err)
	}
	// From here on the block is on disk; before, nothing of it is lost.
	b.onDisk, b.words = true, nil
	return nil
}

// read returns a block's words, appended to dst.
func (c *codec) read(f *spillFile, b *block, dst []uint32) ([]uint32, error) {
	if cap(c.comp) < int(b.size) {
		c.comp = make([]byte, b.size)
	}
	c.comp = c.comp[:b.size]
	if _, err := f.file.ReadAt(c.comp, b.offset); err != nil {
		return nil, fmt.Errorf("the frontier cannot be read back from disk: %w", err)
	}
	var err error
	if c.bytes, err = c.dec.DecodeAll(c.comp, c.bytes[:0]); err != nil {
		return nil, fmt.Errorf("the frontier cannot be read back from disk: %w", err)
	}
	begin := len(dst)
	for b := c.bytes; len(b) > 0; b = b[4:] {
		dst = append(dst, binary.LittleEndian.Uint32(b))
	}
	left := leaveOldWords(dst[begin:], b.old)
	return dst[:begin+len(left)], nil
}
