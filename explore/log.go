package explore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"

	"github.com/zeebo/xxh3"
)

// parentLog remembers for every state how it was first reached: its parent, as
// an index into the level before, and the label of the step. Within a level
// parents never go back, so what is written is the difference, mostly 0 or 1:
// two to three bytes a state. What is written can be moved to disk.
type parentLog struct {
	levels []levelLog
	bytes  int64      // in memory
	file   *spillFile // nil until something was moved
	moved  int        // levels before this one are on disk
}

type levelLog struct {
	states uint64
	chunks []logChunk
}

// logChunk is the log of one stretch.
type logChunk struct {
	firstChild  uint64 // index in the level of the first state written here
	firstParent uint64 // index in the level before from which differences count
	data        []byte // nil if it is on disk
	at          int64  // in the file
	size        uint32
	hash        uint64
}

const logChunkBytes = 72

// logWriter writes one chunk.
type logWriter struct {
	data   []byte
	parent uint64
}

func (w *logWriter) add(parent uint64, label uint32) {
	w.data = binary.AppendUvarint(w.data, parent-w.parent)
	w.data = binary.AppendUvarint(w.data, uint64(label))
	w.parent = parent
}

// startLevel begins the log of the next level.
func (l *parentLog) startLevel() { l.levels = append(l.levels, levelLog{}) }

// append adds what a stretch wrote: count states, differences counted from
// firstParent.
func (l *parentLog) append(data []byte, firstParent, count uint64) {
	if count == 0 {
		return
	}
	level := &l.levels[len(l.levels)-1]
	kept := make([]byte, len(data))
	copy(kept, data)
	level.chunks = append(level.chunks, logChunk{firstChild: level.states, firstParent: firstParent, data: kept})
	level.states += count
	l.bytes += int64(len(data)) + logChunkBytes
}

// moveAtOnce is how many bytes of a log are written at a time, or a little more.
const moveAtOnce = 1 << 20

// move moves what is in memory to disk.
func (l *parentLog) move(open func() (*spillFile, error)) (err error) {
	if l.file == nil {
		if l.file, err = open(); err != nil {
			return fmt.Errorf("the log cannot go to disk: %w", err)
		}
	}
	var chunks []*logChunk
	var data []byte
	write := func() error {
		at, err := l.file.append(data)
		if err != nil {
			return fmt.Errorf("the log cannot go to disk: %w", err)
		}
		for _, c := range chunks {
			l.bytes -= int64(len(c.data))
			c.at, c.size, c.hash, c.data = at, uint32(len(c.data)), xxh3.Hash(c.data), nil
			at += int64(c.size)
		}
		chunks, data = chunks[:0], data[:0]
		return nil
	}
	for i := l.moved; i < len(l.levels); i++ {
		for j := range l.levels[i].chunks {
			c := &l.levels[i].chunks[j]
			if c.data == nil {
				continue
			}
			chunks, data = append(chunks, c), append(data, c.data...)
			if len(data) >= moveAtOnce {
				if err := write(); err != nil {
					return err
				}
			}
		}
	}
	l.moved = max(0, len(l.levels)-1) // the last one still grows
	return write()
}

// onDisk returns how many bytes on disk the log takes.
func (l *parentLog) onDisk() int64 {
	if l.file == nil {
		return 0
	}
	return l.file.end.Load()
}

// read returns the data of a chunk.
func (l *parentLog) read(c *logChunk) ([]byte, error) {
	if c.data != nil {
		return c.data, nil
	}
	data := make([]byte, c.size)
	_, err := l.file.file.ReadAt(data, c.at)
	if errors.Is(err, io.EOF) || err == nil && xxh3.Hash(data) != c.hash {
		err = errDamaged
	}
	if err != nil {
		return nil, fmt.Errorf("the log cannot be read back from disk: %w", err)
	}
	return data, nil
}

// path returns the labels of the steps that first led to a state: the first one
// chooses the initial state.
func (l *parentLog) path(level int, index uint64) (labels []uint32, err error) {
	labels = make([]uint32, level+1)
	for ; level >= 0; level-- {
		if labels[level], index, err = l.entry(level, index); err != nil {
			return nil, err
		}
	}
	return labels, nil
}

// deepest returns the paths to some states of the last level that has any: the first
// one, the last one, and one between them.
func (l *parentLog) deepest() (paths [][]uint32, err error) {
	last := len(l.levels) - 1
	for last >= 0 && l.levels[last].states == 0 {
		last--
	}
	if last < 0 {
		return nil, nil
	}
	n := l.levels[last].states
	at := []uint64{0, n / 2, n - 1}
	for _, i := range slices.Compact(at) {
		path, err := l.path(last, i)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// entry returns the label of the step that first led to a state of a level, and its parent.
func (l *parentLog) entry(level int, index uint64) (label uint32, parent uint64, err error) {
	chunks := l.levels[level].chunks
	at := sort.Search(len(chunks), func(i int) bool { return chunks[i].firstChild > index }) - 1
	chunk := &chunks[at]
	data, err := l.read(chunk)
	if err != nil {
		return 0, 0, err
	}
	parent = chunk.firstParent
	for child := chunk.firstChild; ; child++ {
		delta, n := binary.Uvarint(data)
		data = data[n:]
		code, n := binary.Uvarint(data)
		data = data[n:]
		parent += delta
		if child == index {
			return uint32(code), parent, nil
		}
	}
}
