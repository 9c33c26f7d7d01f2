package explore

import (
	"encoding/binary"
	"slices"
	"sort"
)

// parentLog remembers for every state how it was first reached: its parent, as
// an index into the level before, and the label of the step. Within a level
// parents never go back, so what is written is the difference, mostly 0 or 1:
// two to three bytes a state.
type parentLog struct {
	levels []levelLog
	bytes  int64
}

type levelLog struct {
	states uint64
	chunks []logChunk
}

// logChunk is the log of one stretch.
type logChunk struct {
	firstChild  uint64 // index in the level of the first state written here
	firstParent uint64 // index in the level before from which differences count
	data        []byte
}

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
	level.chunks = append(level.chunks, logChunk{level.states, firstParent, kept})
	level.states += count
	l.bytes += int64(len(data)) + 40 // the chunk itself is 40 bytes
}

// path returns the labels of the steps that first led to a state: the first one
// chooses the initial state.
func (l *parentLog) path(level int, index uint64) []uint32 {
	labels := make([]uint32, level+1)
	for ; level >= 0; level-- {
		labels[level], index = l.levels[level].entry(index)
	}
	return labels
}

// deepest returns the paths to some states of the last level that has any: the first
// one, the last one, and one between them.
func (l *parentLog) deepest() (paths [][]uint32) {
	last := len(l.levels) - 1
	for last >= 0 && l.levels[last].states == 0 {
		last--
	}
	if last < 0 {
		return nil
	}
	n := l.levels[last].states
	at := []uint64{0, n / 2, n - 1}
	for _, i := range slices.Compact(at) {
		paths = append(paths, l.path(last, i))
	}
	return paths
}

func (l *levelLog) entry(index uint64) (label uint32, parent uint64) {
	at := sort.Search(len(l.chunks), func(i int) bool { return l.chunks[i].firstChild > index }) - 1
	chunk := l.chunks[at]
	parent = chunk.firstParent
	data := chunk.data
	for child := chunk.firstChild; ; child++ {
		delta, n := binary.Uvarint(data)
		data = data[n:]
		code, n := binary.Uvarint(data)
		data = data[n:]
		parent += delta
		if child == index {
			return uint32(code), parent
		}
	}
}
