package blocks

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A run is names of one part, ascending. It is some sections of a file: blocks of at most runBlock
// neighbouring names, each as the differences between them, and behind them the first name of each
// block. So a few names can be looked up without reading the whole run.
const runBlock = 1 << 13

// Run is a run of a part.
type Run struct {
	File    Ref
	Section int // the first one
	Blocks  int
	Names   uint64
}

// partOf returns the part of a name.
func partOf(name uint64, parts int) int {
	part, _ := bits.Mul64(name, uint64(parts))
	return int(part)
}

// runWriter writes a run.
type runWriter struct {
	w      *fileWriter
	run    Run
	data   []byte
	firsts []byte
	first  uint64 // of the block before
	last   uint64
	inside int
}

// newRunWriter begins a run in a file.
func newRunWriter(w *fileWriter) *runWriter {
	return &runWriter{w: w, run: Run{Section: w.sections()}}
}

func (r *runWriter) add(name uint64) {
	if r.inside == runBlock {
		r.flush()
	}
	if r.inside == 0 {
		r.firsts = binary.AppendUvarint(r.firsts, name-r.first)
		r.first = name
	} else {
		r.data = binary.AppendUvarint(r.data, name-r.last)
	}
	r.last = name
	r.inside++
	r.run.Names++
}

func (r *runWriter) flush() {
	r.w.add(r.data)
	r.data, r.inside = r.data[:0], 0
	r.run.Blocks++
}

// end returns the run, whose file has no name yet.
func (r *runWriter) end() Run {
	if r.inside > 0 {
		r.flush()
	}
	r.w.add(r.firsts)
	return r.run
}

// runReader reads a run block by block.
type runReader struct {
	f      *fileReader
	run    Run
	firsts []uint64
	block  int // that is loaded
	names  []uint64
	buffer []byte
}

func openRun(store string, run Run) (*runReader, error) {
	f, err := open(store, run.File)
	if err != nil {
		return nil, err
	}
	r := &runReader{f: f, run: run, block: -1}
	data, err := f.section(run.Section+run.Blocks, nil)
	if err != nil {
		f.close()
		return nil, err
	}
	first := uint64(0)
	for n := (numbersReader{rest: data}); len(n.rest) > 0; {
		first += n.next()
		r.firsts = append(r.firsts, first)
	}
	if len(r.firsts) != run.Blocks {
		f.close()
		return nil, f.damaged("it does not have the blocks that it lists")
	}
	return r, nil
}

// load loads a block.
func (r *runReader) load(block int) (err error) {
	if block == r.block {
		return nil
	}
	if r.buffer, err = r.f.section(r.run.Section+block, r.buffer); err != nil {
		return err
	}
	name := r.firsts[block]
	r.names = append(r.names[:0], name)
	n := numbersReader{rest: r.buffer}
	for len(n.rest) > 0 {
		name += n.next()
		r.names = append(r.names, name)
	}
	if r.block = block; n.short {
		return r.f.damaged("a name is cut short")
	}
	return nil
}

// leaveKnown takes out of sorted candidates those whose names are in the run.
func (r *runReader) leaveKnown(list []tagged) ([]tagged, error) {
	left := list[:0]
	for len(list) > 0 {
		block, is := slices.BinarySearch(r.firsts, list[0].name)
		if !is {
			block--
		}
		end := len(list)
		if block+1 < len(r.firsts) {
			end, _ = slices.BinarySearchFunc(list, r.firsts[block+1], compareName)
		}
		some := list[:end]
		list = list[end:]
		if block < 0 {
			left = append(left, some...)
			continue
		}
		if err := r.load(block); err != nil {
			return nil, err
		}
		at := 0
		for _, c := range some {
			for at < len(r.names) && r.names[at] < c.name {
				at++
			}
			if at == len(r.names) || r.names[at] != c.name {
				left = append(left, c)
			}
		}
	}
	return left, nil
}

// cursor goes through the names of a run, or through names in memory.
type cursor struct {
	r     *runReader // nil: names are in memory
	names []uint64
	next  int // block
}

// head returns the next name; ok is false at the end.
func (c *cursor) head() (name uint64, ok bool, err error) {
	for len(c.names) == 0 {
		if c.r == nil || c.next == len(c.r.firsts) {
			return 0, false, nil
		}
		if err := c.r.load(c.next); err != nil {
			return 0, false, err
		}
		c.names = c.r.names
		c.next++
	}
	return c.names[0], true, nil
}

// mergeRuns writes the names of runs, which have none in common, as one run.
func mergeRuns(w *runWriter, from []*cursor) error {
	for {
		var least *cursor
		var name uint64
		for _, c := range from {
			n, ok, err := c.head()
			if err != nil {
				return err
			}
			if ok && (least == nil || n < name) {
				least, name = c, n
			}
		}
		if least == nil {
			return nil
		}
		w.add(name)
		least.names = least.names[1:]
	}
}
