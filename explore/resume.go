package explore

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// Resumed says what a search took from a checkpoint.
type Resumed struct {
	States uint64        // that were built anew
	Depth  int           // of the last of them
	Took   time.Duration // to build them
}

// logged is a state of the log: its parent, as the place in the parent's block, and the label.
type logged struct{ parent, label uint32 }

// replay builds the states of a checkpoint anew. The error says what is wrong with it.
func (s *search) replay() error {
	start := time.Now()
	c := s.keep
	if err := c.system.Restore(c.m.System); err != nil {
		return &CheckpointError{c.dir, manifestName + " is damaged", err}
	}
	begin := int64(0)
	for depth, l := range c.m.Levels {
		r := &logReader{r: bufio.NewReaderSize(io.NewSectionReader(c.file, begin, l.End-begin), 1<<20)}
		s.log.startLevel()
		if err := s.replayLevel(r, l); err != nil {
			if errors.Is(err, ErrStopped) || errors.Is(err, errFull) || errors.Is(err, errDisk) {
				return err
			}
			return &CheckpointError{c.dir, fmt.Sprintf("it does not lead to what it was written of, at depth %d", depth), err}
		}
		s.advance()
		begin = l.End
	}
	s.steps.Store(c.m.Steps)
	s.cut.Store(c.m.Cut)
	s.anyCut = c.m.AnyCut
	s.found.restore(c.m.Firsts, c.m.Times)
	s.resumed = &Resumed{States: s.visited.len(), Depth: max(0, s.depth), Took: time.Since(start)}
	return nil
}

// errFull ends a search, as ErrStopped does, before it is where it is resumed; the checkpoint stays
// as it is.
var errFull = errors.New("there is no room for more states")

// errDisk does so because of the disk.
var errDisk = errors.New("the disk fails")

// replayLevel builds the states of a level from those of the level before.
func (s *search) replayLevel(r *logReader, want manifestLevel) error {
	s.chooseBlocks()
	names := uint64(0)
	for rest := s.current.blocks; len(rest) > 0; {
		blocks := rest[:min(len(rest), s.stretchesThatFit())]
		rest = rest[len(blocks):]
		if s.prepareRound(rest); s.disk.Load() != nil {
			return errDisk
		}
		stretches := s.take(blocks)
		for _, st := range stretches {
			if err := r.readBlock(st); err != nil {
				return err
			}
		}
		s.parallel(len(stretches), func(w *worker, i int) { s.rebuild(w, stretches[i]) })
		switch failed := s.failure.Load(); {
		case failed != nil:
			return *failed
		case s.stop.Load():
			return ErrStopped
		case s.disk.Load() != nil:
			return errDisk
		}
		s.setLimit()
		s.parallel(numParts, func(_ *worker, part int) { s.insert(part, stretches) })
		s.parallel(len(stretches), func(w *worker, i int) { s.enter(w, stretches[i]) })
		if s.full.Load() {
			return errFull
		}
		for _, st := range stretches {
			if slices.ContainsFunc(st.marks, func(mark byte) bool { return mark != markNew }) {
				return errors.New("two of its states have one name")
			}
			names = joinNames(names, st.names, uint64(st.outBlock.states))
			s.finish(st)
		}
		s.report()
	}
	switch {
	case r.more():
		return errors.New("a state has a parent that is not there")
	case s.next.states != want.States:
		return fmt.Errorf("there are %d states, and there were %d", s.next.states, want.States)
	case names != want.Names:
		return errors.New("its states have other names: the code of the system does not do what it did")
	}
	return nil
}

// rebuild builds the states of a stretch that the log says it leads to.
func (s *search) rebuild(w *worker, st *stretch) {
	st.reset()
	if err := s.load(w, st); err != nil {
		s.diskFails(err)
		return
	}
	st.out.reset()
	st.out.words, st.out.kept = s.pool.get(), nil
	st.log.data, st.log.parent, st.names = st.log.data[:0], st.in.first, 0
	entries := st.logged
	rest := st.words
	for place := uint32(0); len(rest) > 0; place++ {
		n := rest[0]
		state := rest[1 : 1+n]
		rest = rest[1+n:]
		w.picked, w.numbers = w.picked[:0], w.numbers[:0]
		for len(entries) > 0 && entries[0].parent == place {
			w.picked = append(w.picked, Successor{Label: entries[0].label})
			st.log.add(st.in.first+uint64(place), entries[0].label)
			entries = entries[1:]
		}
		if len(w.picked) == 0 {
			continue
		}
		before, words := st.out.count, len(st.out.words)
		w.space.Build(state, w.picked, &st.out)
		if st.out.err != nil {
			s.failed(st, st.out.err)
			return
		}
		if st.out.count-before != len(w.picked) {
			s.failed(st, errors.New("a label led to no state"))
			return
		}
		for _, f := range st.out.findings { // only for the states at which runs end
			st.gatherFindings = append(st.gatherFindings, finding{State: f.ordinal})
		}
		st.out.findings = st.out.findings[:0]
		if err := s.nameBuilt(w, st, st.out.words[words:]); err != nil {
			s.failed(st, err)
			return
		}
	}
	st.clearMarks()
	st.scatter()
}

// nameBuilt makes candidates of the states that were built.
func (s *search) nameBuilt(w *worker, st *stretch, built []uint32) error {
	for len(built) > 0 {
		n := built[0]
		state := built[1 : 1+n]
		built = built[1+n:]
		name := w.space.(Namer).Name(state)
		st.succ.list = append(st.succ.list, Successor{Name: name})
		st.names = AddName(st.names, name)
		if s.opts.Exact {
			if err := s.exactName(w, st, state); err != nil {
				return err
			}
		}
	}
	return nil
}

// logReader reads what a checkpoint wrote of a level.
type logReader struct {
	r      *bufio.Reader
	left   uint64 // states of the record
	parent uint64 // of the last state that was read
	label  uint32 // of that state
	ahead  bool   // it is of a later block
}

// readBlock reads the states whose parents are in the block of a stretch.
func (r *logReader) readBlock(st *stretch) error {
	st.logged = st.logged[:0]
	end := st.in.first + uint64(st.in.states)
	for {
		if !r.ahead {
			if ok, err := r.next(); err != nil || !ok {
				return err
			}
		}
		if r.ahead = r.parent >= end; r.ahead {
			return nil
		}
		if r.parent < st.in.first {
			return errors.New("the parents of its states go back")
		}
		st.logged = append(st.logged, logged{uint32(r.parent - st.in.first), r.label})
	}
}

// next reads a state. It returns false at the end.
func (r *logReader) next() (ok bool, err error) {
	for r.left == 0 {
		if r.left, err = binary.ReadUvarint(r.r); errors.Is(err, io.EOF) {
			return false, nil
		}
		if err == nil {
			r.parent, err = binary.ReadUvarint(r.r)
		}
		if err != nil {
			return false, err
		}
	}
	delta, err := binary.ReadUvarint(r.r)
	if err != nil {
		return false, err
	}
	label, err := binary.ReadUvarint(r.r)
	if err != nil {
		return false, err
	}
	r.left--
	r.parent += delta
	r.label = uint32(label)
	return true, nil
}

// more reports whether something of the level was not read.
func (r *logReader) more() bool {
	if r.ahead {
		return true
	}
	ok, err := r.next()
	return ok || err != nil
}
