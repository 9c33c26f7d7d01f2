package explore

import (
	"fmt"
	"slices"
)

// finish takes what a stretch made into the next frontier and the log.
func (s *search) finish(st *stretch) {
	b := st.outBlock
	s.anyCut = s.anyCut || st.cutSome
	s.log.append(st.log.data, st.in.first, uint64(b.states))
	s.found.take(st.expandFindings)
	s.found.take(st.gatherFindings)
	b.first = s.next.states
	s.ended.note(st, b.first)
	if s.edges != nil {
		st.edges.number(s.edges, st.in.first, b.first)
	}
	s.next.states += uint64(b.states)
	switch last := len(s.next.blocks) - 1; {
	case b.states == 0:
		s.recycle(b)
	case !s.opts.OneByOne && !b.onDisk && last >= 0 && !s.next.blocks[last].onDisk && b.states <= s.blockStates/8 &&
		s.next.blocks[last].states+b.states <= s.blockStates &&
		len(s.next.blocks[last].words)+len(b.words) <= maxBlockWords:
		into := s.next.blocks[last]
		before := cap(into.words)
		into.words = append(into.words, b.words...)
		into.states += b.states
		s.frontierBytes.Add(int64(cap(into.words)-before) * 4)
		s.recycle(b)
	default:
		s.split(b)
	}
	s.recycle(st.in)
	st.in, st.words, st.outBlock = nil, nil, nil
}

// split adds a block to the next frontier, cut into blocks of bearable size.
func (s *search) split(b *block) {
	pieces := b.pieces
	if !b.onDisk {
		pieces = s.bearable(b)
	}
	if len(pieces) == 0 || pieces[0] == b {
		s.next.blocks = append(s.next.blocks, b)
		return
	}
	first := b.first
	for _, piece := range pieces {
		if piece.states == 0 {
			continue
		}
		if !piece.onDisk { // a part of the array itself would keep all of it in memory
			piece.words = append(s.pool.get(), piece.words...)
			s.frontierBytes.Add(int64(cap(piece.words)) * 4)
		}
		piece.first = first
		s.next.blocks = append(s.next.blocks, piece)
		first += uint64(piece.states)
	}
	s.recycle(b)
}

// bearable returns a block in memory as blocks of bearable size, which share its words: a block may have
// many more states than the one it came from.
func (s *search) bearable(b *block) (pieces []*block) {
	most := maxBlockStates
	if s.opts.OneByOne {
		most = 1
	}
	if b.states <= most && len(b.words) <= 2*maxBlockWords {
		return []*block{b}
	}
	begin, states := 0, 0
	for at := 0; at < len(b.words); {
		at += 1 + int(b.words[at])
		states++
		if states == most || at-begin >= maxBlockWords || at == len(b.words) {
			pieces = append(pieces, &block{words: b.words[begin:at], states: states})
			begin, states = at, 0
		}
	}
	return pieces
}

// recycle gives a block's memory to the pool.
func (s *search) recycle(b *block) {
	if b.words == nil {
		return
	}
	s.frontierBytes.Add(-int64(cap(b.words)) * 4)
	if s.opts.Memory == 0 || s.pool.bytes() < s.opts.Memory/16 {
		s.pool.put(b.words)
	}
	b.words = nil
}

// mustSpill reports whether the frontier has to go to disk. The visited set comes first: it must be
// able to grow once more.
func (s *search) mustSpill() bool { return s.opts.Memory > 0 && s.planned() > s.budget() }

// shed moves blocks of the frontier to disk until what is planned for the next round fits. The next
// frontier, and the last of what is left of the current one, are needed last.
func (s *search) shed(rest []*block) {
	if !s.mustSpill() || s.disk.Load() != nil {
		return
	}
	s.pool.drop()
	over := s.planned() - s.budget()
	type move struct {
		of *frontier
		b  *block
	}
	var moves []move
	choose := func(of *frontier, blocks []*block) {
		for _, b := range slices.Backward(blocks) {
			if over <= 0 {
				return
			}
			if !b.onDisk {
				moves = append(moves, move{of, b})
				over -= int64(cap(b.words)) * 4
			}
		}
	}
	choose(&s.next, s.next.blocks)
	choose(&s.current, rest)
	s.parallel(len(moves), func(w *worker, i int) {
		if err := s.spillBlock(w, moves[i].of, moves[i].b); err != nil {
			s.diskFails(err)
		}
	})
	s.pool.drop()
}

// spillBlock moves a block of a frontier to disk.
func (s *search) spillBlock(w *worker, of *frontier, b *block) error {
	s.spillMu.Lock()
	if of.spill == nil {
		file, err := s.openSpill()
		if err != nil {
			s.spillMu.Unlock()
			return fmt.Errorf("the frontier cannot go to disk: %w", err)
		}
		of.spill = file
	}
	s.spillMu.Unlock()
	if err := w.needCodec(); err != nil {
		return err
	}
	if err := s.roomOnDisk(int64(len(b.words)) * 4); err != nil {
		return fmt.Errorf("the frontier cannot go to disk: %w", err)
	}
	words, pieces := b.words, s.bearable(b)
	for _, piece := range pieces {
		if err := w.codec.write(of.spill, piece); err != nil {
			return err
		}
		s.spilled.Add(piece.size)
	}
	if pieces[0] != b {
		b.onDisk, b.words, b.pieces = true, nil, pieces
	}
	s.recycle(&block{words: words})
	return nil
}
