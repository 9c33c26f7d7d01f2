package explore

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"

	"github.com/zeebo/xxh3"
)

// nameRuns are the names of visited states that are on disk: sorted runs, written once and
// never changed, all in one temporary file. A run is what the visited set held when it was
// moved to disk.
type nameRuns struct {
	file  *spillFile // nil until there is a run
	runs  []*nameRun // the oldest first
	names uint64     // in all of them
}

// nameRun is one run: for each part of the name space, the blocks of its keys.
type nameRun [numParts][]runBlock

// runBlock is up to runBlockNames neighbouring keys of a part. The differences of the keys are
// Rice codes (Rice and Plaunt, "Adaptive Variable-Length Coding for Efficient Compression of
// Spacecraft Television Data", IEEE Transactions on Communication Technology, 1971): of
// random keys they take two bits more than the logarithm of the mean difference.
type runBlock struct {
	first  uint64 // the first key, which is not in the data
	at     int64  // in the file
	hash   uint64 // of the data
	size   uint32 // of the data
	count  uint16 // of the keys, the first included
	suffix uint8  // bits of a difference that are written as they are
}

const (
	runBlockNames = 1 << 13
	runBlockBytes = 40 // of a runBlock
)

// bytes returns how many bytes of memory the runs take.
func (r *nameRuns) bytes() int64 {
	if r == nil {
		return 0
	}
	n := int64(0)
	for _, run := range r.runs {
		for _, blocks := range run {
			n += int64(len(blocks)) * runBlockBytes
		}
	}
	return n
}

// onDisk returns how many bytes on disk the runs take.
func (r *nameRuns) onDisk() int64 {
	if r == nil || r.file == nil {
		return 0
	}
	return r.file.end.Load()
}

// runBound returns the most that a part with so many keys takes on disk.
func runBound(keys int) int64 {
	blocks := keys/runBlockNames + 1
	mean := uint64(keyMask) / uint64(max(keys, 1))
	// Where keys are dense a block has shorter suffixes; on the whole no more than this.
	return int64(keys)*int64(bits.Len64(mean)+3)/8 + int64(blocks)*8
}

// encodeRun appends the data of sorted keys, and returns their blocks. The offsets of the blocks
// count from the beginning of data.
func encodeRun(data []byte, keys []uint64) ([]byte, []runBlock) {
	var blocks []runBlock
	for some := range slices.Chunk(keys, runBlockNames) {
		b := runBlock{first: some[0], count: uint16(len(some)), at: int64(len(data))}
		mean := (some[len(some)-1] - some[0]) / uint64(len(some))
		b.suffix = uint8(max(bits.Len64(mean), 1) - 1)
		w := bitWriter{data: data}
		for i, key := range some[1:] {
			more := key - some[i] - 1
			w.zeros(more >> b.suffix)
			w.write(1, 1)
			w.write(more&(1<<b.suffix-1), uint(b.suffix))
		}
		data = w.end()
		b.size = uint32(len(data)) - uint32(b.at)
		b.hash = xxh3.Hash(data[b.at:])
		blocks = append(blocks, b)
	}
	return data, blocks
}

// decode appends the keys of a block to dst. Data must have eight more bytes than the block, which
// may be read.
func (b *runBlock) decode(dst []uint64, data []byte) []uint64 {
	key := b.first
	dst = append(dst, key)
	at := uint(0)
	word := func() uint64 { return binary.LittleEndian.Uint64(data[at>>3:]) >> (at & 7) }
	for range b.count - 1 {
		more := uint64(0)
		next := word()
		for next == 0 {
			zeros := 64 - at&7
			more, at = more+uint64(zeros), at+zeros
			next = word()
		}
		zeros := uint(bits.TrailingZeros64(next))
		at += zeros + 1
		more = (more+uint64(zeros))<<b.suffix | word()&(1<<b.suffix-1)
		at += uint(b.suffix)
		key += more + 1
		dst = append(dst, key)
	}
	return dst
}

// bitWriter appends bits, the lowest of a byte first.
type bitWriter struct {
	data []byte
	word uint64
	used uint // bits of word, less than 8 between writes
}

// write appends the lowest n bits, at most 56, of which the others are 0.
func (w *bitWriter) write(value uint64, n uint) {
	w.word |= value << w.used
	w.used += n
	for ; w.used >= 8; w.used -= 8 {
		w.data = append(w.data, byte(w.word))
		w.word >>= 8
	}
}

func (w *bitWriter) zeros(n uint64) {
	for ; n > 32; n -= 32 {
		w.write(0, 32)
	}
	w.write(0, uint(n))
}

func (w *bitWriter) end() []byte {
	if w.used > 0 {
		w.write(0, 8-w.used)
	}
	return w.data
}

// runReader is the buffers of one worker.
type runReader struct {
	data []byte
	keys []uint64
}

var errDamaged = errors.New("it is not what was written")

// read returns the keys of a block. They stay valid until the next call.
func (r *runReader) read(f *spillFile, b *runBlock) ([]uint64, error) {
	r.data = slices.Grow(r.data[:0], int(b.size)+8)[:b.size+8]
	data := r.data[:b.size]
	_, err := f.file.ReadAt(data, b.at)
	if errors.Is(err, io.EOF) || err == nil && xxh3.Hash(data) != b.hash {
		err = errDamaged
	}
	if err != nil {
		return nil, fmt.Errorf("the visited states cannot be read back from disk: %w", err)
	}
	clear(r.data[b.size:])
	r.keys = b.decode(r.keys[:0], r.data)
	return r.keys, nil
}

// tentative is the key of a state that may be on disk: state number place of those that the
// pending stretch number of made.
type tentative struct {
	key       uint64
	of, place uint32
}

// known appends the keys of asked that are in a run to found. All of them are of one part. It
// reorders asked. The newest run is searched first: most states that are reached again were
// visited a short while ago.
func (r *nameRuns) known(reader *runReader, part int, asked, found []tentative) ([]tentative, error) {
	slices.SortFunc(asked, func(a, b tentative) int { return cmp.Compare(a.key, b.key) })
	for _, run := range slices.Backward(r.runs) {
		blocks := run[part]
		left := asked[:0]
		for rest := asked; len(rest) > 0; {
			// The block that has the first of the rest, and those for that block.
			i, is := slices.BinarySearchFunc(blocks, rest[0].key, func(b runBlock, key uint64) int { return cmp.Compare(b.first, key) })
			if !is {
				i--
			}
			end := len(rest)
			if i+1 < len(blocks) {
				end, _ = slices.BinarySearchFunc(rest, blocks[i+1].first, func(t tentative, key uint64) int { return cmp.Compare(t.key, key) })
			}
			some := rest[:end]
			rest = rest[end:]
			if i < 0 {
				left = append(left, some...)
				continue
			}
			keys, err := reader.read(r.file, &blocks[i])
			if err != nil {
				return found, err
			}
			at := 0
			for _, t := range some {
				for at < len(keys) && keys[at] < t.key {
					at++
				}
				if at < len(keys) && keys[at] == t.key {
					found = append(found, t)
				} else {
					left = append(left, t)
				}
			}
		}
		asked = left
	}
	return found, nil
}

// write appends the sorted keys of a part to the file, and enters their blocks into the run.
func (r *nameRuns) write(buffer []byte, run *nameRun, part int, keys []uint64) ([]byte, error) {
	data, blocks := encodeRun(buffer[:0], keys)
	at, err := r.file.append(data)
	if err != nil {
		return data, fmt.Errorf("the visited states cannot go to disk: %w", err)
	}
	for i := range blocks {
		blocks[i].at += at
	}
	run[part] = blocks
	return data, nil
}

// add appends a run, of which all parts have been written.
func (r *nameRuns) add(run *nameRun, names uint64) {
	r.runs = append(r.runs, run)
	r.names += names
}
