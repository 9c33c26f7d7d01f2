package explore

import "fmt"

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

// split adds a block to the next frontier, cut into blocks of bearable size: a
// block may have many more states than the one it came from.
func (s *search) split(b *block) {
	most := maxBlockStates
	if s.opts.OneByOne {
		most = 1
	}
	if b.onDisk || (b.states <= most && len(b.words) <= 2*maxBlockWords) {
		s.next.blocks = append(s.next.blocks, b)
		return
	}
	first := b.first
	begin, states := 0, 0
	for at := 0; at < len(b.words); {
		at += 1 + int(b.words[at])
		states++
		if states == most || at-begin >= maxBlockWords || at == len(b.words) {
			// A piece of the array itself would keep all of it in memory.
			piece := &block{words: append(s.pool.get(), b.words[begin:at]...), states: states, first: first}
			s.frontierBytes.Add(int64(cap(piece.words)) * 4)
			s.next.blocks = append(s.next.blocks, piece)
			first += uint64(states)
			begin, states = at, 0
		}
	}
	s.recycle(b)
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

// mustSpill reports whether the next frontier has to go to disk. The visited
// set comes first: it must be able to grow once more.
func (s *search) mustSpill() bool {
	if s.opts.Memory == 0 {
		return false
	}
	return s.visited.grown()+s.otherBytes()+s.frontierBytes.Load() > s.budget()
}

func (s *search) spillBlock(w *worker, b *block) error {
	s.spillMu.Lock()
	if s.next.spill == nil {
		file, err := s.openSpill()
		if err != nil {
			s.spillMu.Unlock()
			return fmt.Errorf("the frontier cannot go to disk: %w", err)
		}
		s.next.spill = file
	}
	s.spillMu.Unlock()
	if err := w.needCodec(); err != nil {
		return err
	}
	if err := s.roomOnDisk(int64(len(b.words)) * 4); err != nil {
		return fmt.Errorf("the frontier cannot go to disk: %w", err)
	}
	words := b.words
	if err := w.codec.write(s.next.spill, b); err != nil {
		return err
	}
	s.spilled.Add(b.size)
	s.recycle(&block{words: words})
	return nil
}
