package explore

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"sync/atomic"

	"github.com/synod-go/synod/internal/numbers"
)

// When the names of the visited states no longer fit into memory they go to disk as a sorted
// run, and the set in memory begins anew. From then on a state that is not in memory may still
// be on disk. Whether it is, is found out for many states at a time, in one pass over the runs
// (delayed duplicate detection: Korf, "Delayed Duplicate Detection: Extended Abstract", IJCAI
// 2003; Stern and Dill, "Using Magnetic Disk instead of Main Memory in the Murphi Verifier",
// CAV 1998). Until then what stretches made is pending, in canonical order; the states that are
// new keep their order, so that the result is that of a search in memory.

// pendingShare divides the memory: pending stretches may take that part of it before the runs are read.
const pendingShare = 8

// leaveOnDisk is how many bytes of a disk a search leaves free.
const leaveOnDisk = 256 << 20

// toDisk reports whether the visited states may go to disk.
func (o *Options) toDisk() bool {
	return o.Memory > 0 && (o.SpillDir != "" || o.Checkpoint != "") && !o.Exact && !o.Edges && !o.OneByOne
}

// diskDir is where temporary files are.
func (s *search) diskDir() string {
	return cmp.Or(s.opts.SpillDir, s.opts.Checkpoint, os.TempDir())
}

// openSpill opens a temporary file.
func (s *search) openSpill() (*spillFile, error) {
	if s.opts.openSpill != nil {
		return s.opts.openSpill(s.diskDir())
	}
	return newSpillFile(s.diskDir())
}

// roomOnDisk returns an error if so many bytes more would fill the disk.
func (s *search) roomOnDisk(bytes int64) error {
	free := freeOnDisk
	if s.opts.freeOnDisk != nil {
		free = s.opts.freeOnDisk
	}
	if has, known := free(s.diskDir()); known && has-bytes < leaveOnDisk {
		return fmt.Errorf("%s are needed in %s, where %s are free, and %s are left to others",
			numbers.Size(bytes), s.diskDir(), numbers.Size(has), numbers.Size(leaveOnDisk))
	}
	return nil
}

// onDisk returns how many bytes on disk the search takes, not counting a checkpoint.
func (s *search) onDisk() int64 {
	n := s.runs.onDisk() + s.log.onDisk()
	for _, f := range []*frontier{&s.current, &s.next} {
		if f.spill != nil {
			n += f.spill.end.Load()
		}
	}
	return n
}

// makeRoom sees to it that the visited set can take another round, if need be by moving it to
// disk.
func (s *search) makeRoom() {
	if s.runs == nil {
		return
	}
	room := s.budget() - s.otherBytes() + s.pendingBytes - s.opts.Memory/pendingShare
	isFull := s.grown() > room
	if s.opts.moves != nil {
		isFull = s.opts.moves()
	}
	if isFull || s.pendingBytes > s.opts.Memory/pendingShare {
		s.sift()
	}
	switch {
	case !isFull, s.visited.len() == 0, s.disk.Load() != nil:
	case s.opts.moves == nil && s.visited.bytes.Load() < s.opts.Memory/16:
		s.full.Store(true) // what has to be in memory does not leave enough to go on with
	default:
		if err := s.moveVisited(); err != nil {
			s.diskFails(err)
		}
	}
}

// moveVisited moves the visited set and the log of parents to disk.
func (s *search) moveVisited() (err error) {
	before := s.runs.onDisk() + s.log.onDisk()
	bytes := s.log.bytes
	for i := range s.visited.parts {
		bytes += runBound(s.visited.parts[i].len())
	}
	if err := s.roomOnDisk(bytes); err != nil {
		return fmt.Errorf("the visited states do not fit on the disk: %w", err)
	}
	if s.runs.file == nil {
		if s.runs.file, err = s.openSpill(); err != nil {
			return fmt.Errorf("the visited states cannot go to disk: %w", err)
		}
	}
	run := new(nameRun)
	var failed atomic.Pointer[error]
	s.parallel(numParts, func(w *worker, part int) {
		w.keys = s.visited.parts[part].sortedKeys(w.keys[:0])
		var err error
		if w.data, err = s.runs.write(w.data, run, part, w.keys); err != nil {
			failed.CompareAndSwap(nil, &err)
		}
	})
	for _, w := range s.workers {
		w.keys, w.data = nil, nil
	}
	if err := failed.Load(); err != nil {
		return *err
	}
	s.runs.add(run, s.visited.len())
	if s.opts.moved != nil {
		s.opts.moved()
	}
	s.visited.close()
	s.visited = newVisitedSet()
	s.setLimit()
	err = s.log.move(s.openSpill)
	s.spilled.Add(s.runs.onDisk() + s.log.onDisk() - before)
	return err
}

// siftsLater reports whether what stretches make has to be compared with the runs.
func (s *search) siftsLater() bool { return s.runs != nil && len(s.runs.runs) > 0 }

// pend keeps what a stretch made until the runs are read.
func (s *search) pend(st *stretch) {
	p := &stretch{
		in: &block{first: st.in.first, states: st.in.states}, outBlock: st.outBlock, names: st.names,
		cutSome: st.cutSome, expandFindings: slices.Clone(st.expandFindings), gatherFindings: slices.Clone(st.gatherFindings),
		fresh: st.fresh, freshEnds: st.freshEnds,
	}
	p.log.data = slices.Clone(st.log.data)
	s.recycle(st.in)
	st.in, st.words, st.outBlock, st.fresh = nil, nil, nil, nil
	s.pending = append(s.pending, p)
	s.pendingStates += uint64(p.outBlock.states)
	s.pendingBytes += p.pendingSize()
}

// pendingSize returns how many bytes a pending stretch takes, not counting its block.
func (st *stretch) pendingSize() int64 {
	return int64(cap(st.fresh))*16 + int64(cap(st.log.data)) + numParts*4 + 1000
}

// collectFresh keeps the names of the states that a stretch made, by part.
func (st *stretch) collectFresh() {
	st.ranks = slices.Grow(st.ranks[:0], len(st.marks))
	made := uint32(0)
	for _, mark := range st.marks {
		st.ranks = append(st.ranks, made)
		if mark == markNew {
			made++
		}
	}
	st.fresh = make([]candidate, 0, made)
	for part := range numParts {
		for _, c := range st.part(part) {
			if st.marks[c.number] == markNew {
				st.fresh = append(st.fresh, candidate{c.name, st.ranks[c.number]})
			}
		}
		st.freshEnds[part] = uint32(len(st.fresh))
	}
}

// sift looks the pending states up in the runs, and adds those that are new to the next frontier.
func (s *search) sift() {
	if len(s.pending) == 0 {
		return
	}
	var found [numParts][]tentative
	s.parallel(numParts, func(w *worker, part int) {
		w.asked = w.asked[:0]
		for of, st := range s.pending {
			begin := uint32(0)
			if part > 0 {
				begin = st.freshEnds[part-1]
			}
			for _, c := range st.fresh[begin:st.freshEnds[part]] {
				w.asked = append(w.asked, tentative{keyOf(c.name), uint32(of), c.number})
			}
		}
		var err error
		if found[part], err = s.runs.known(&w.reader, part, w.asked, nil); err != nil {
			s.diskFails(err)
			s.lost.Store(true)
		}
	})
	pending := s.pending
	s.pending, s.pendingBytes = nil, 0
	if s.lost.Load() {
		for _, st := range pending { // their states are not counted
			s.unexpanded += uint64(st.in.states)
		}
		return
	}
	for _, list := range found {
		s.again += uint64(len(list))
		for _, t := range list {
			st := pending[t.of]
			st.old = append(st.old, t.place)
		}
	}
	s.parallel(len(pending), func(_ *worker, i int) { pending[i].leaveOld(s.keep != nil) })
	for _, st := range pending {
		s.keep.add(st, uint64(st.outBlock.states))
		s.finish(st)
	}
	s.pendingStates = 0
}

// leaveOld removes the old states from what a stretch made. If named is set, the sum of the names
// is computed anew.
func (st *stretch) leaveOld(named bool) {
	if len(st.old) == 0 {
		return
	}
	slices.Sort(st.old)
	st.log.data = leaveOldLogged(st.log.data, st.old)
	st.gatherFindings = slices.DeleteFunc(st.gatherFindings, func(f finding) bool {
		_, is := slices.BinarySearch(st.old, uint32(max(f.State, 0)))
		return f.State >= 0 && is
	})
	for i := range st.gatherFindings {
		if f := &st.gatherFindings[i]; f.State >= 0 {
			before, _ := slices.BinarySearch(st.old, uint32(f.State))
			f.State -= int32(before)
		}
	}
	if named {
		names := make([]uint64, len(st.fresh))
		for _, c := range st.fresh {
			names[c.number] = c.name
		}
		st.names = 0
		old := st.old
		for place, name := range names {
			if len(old) > 0 && old[0] == uint32(place) {
				old = old[1:]
				continue
			}
			st.names = AddName(st.names, name)
		}
	}
	st.outBlock.leaveOld(st.old)
}

// leaveOld removes the states at the places old from a block.
func (b *block) leaveOld(old []uint32) {
	b.states -= len(old)
	if !b.onDisk {
		b.words = leaveOldWords(b.words, old)
		return
	}
	b.old = old
	begin := uint32(0) // of a piece
	for _, piece := range b.pieces {
		end := begin + uint32(piece.states)
		n, _ := slices.BinarySearch(old, end)
		piece.old, old = old[:n:n], old[n:]
		for i := range piece.old {
			piece.old[i] -= begin
		}
		piece.states -= n
		begin = end
	}
}

// leaveOldWords removes the states at the places old from the words of a block.
func leaveOldWords(words []uint32, old []uint32) []uint32 {
	left := words[:0]
	for place := uint32(0); len(words) > 0; place++ {
		n := 1 + words[0]
		if len(old) > 0 && old[0] == place {
			old = old[1:]
		} else {
			left = append(left, words[:n]...)
		}
		words = words[n:]
	}
	return left
}

// leaveOldLogged removes the states at the places old from a log.
func leaveOldLogged(data []byte, old []uint32) []byte {
	var w logWriter
	w.data = make([]byte, 0, len(data))
	parent := uint64(0)
	for place := uint32(0); len(data) > 0; place++ {
		more, n := binary.Uvarint(data)
		data = data[n:]
		label, n := binary.Uvarint(data)
		data = data[n:]
		if parent += more; len(old) > 0 && old[0] == place {
			old = old[1:]
			continue
		}
		w.add(parent, uint32(label))
	}
	return w.data
}

// closeRuns removes the files of the runs and of the log.
func (s *search) closeRuns() {
	if s.runs != nil && s.runs.file != nil {
		_ = s.runs.file.close() // a temporary file: nothing depends on it any more
	}
	if s.log.file != nil {
		_ = s.log.file.close() // likewise
	}
}
