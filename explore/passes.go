package explore

// expand asks for the successors of every state of a stretch and scatters their
// names by part.
func (s *search) expand(w *worker, st *stretch) {
	st.reset()
	st.succ.marked, st.succ.counted = s.edges != nil, s.edges == nil
	if s.leaves() {
		return
	}
	if err := s.load(w, st); err != nil {
		s.diskFails(err)
		return
	}
	index := st.in.first
	for rest := st.words; len(rest) > 0; index++ {
		n := rest[0]
		state := rest[1 : 1+n]
		rest = rest[1+n:]
		if s.expandState(w, st, state, index); st.failed || s.leaves() {
			return
		}
	}
	st.clearMarks()
	st.scatter()
	if s.edges != nil {
		st.prepareEdges()
	}
	if st.in.states > 1 || len(st.words) > 1 { // initial states are not reached by steps
		w.steps += uint64(len(st.succ.list)) + st.succ.loops
		w.cut += uint64(len(st.succ.cuts) - st.ended)
	}
}

// expandState asks for the successors of one state of a stretch, which has that index in its level.
func (s *search) expandState(w *worker, st *stretch, state []uint32, index uint64) {
	st.succ.next()
	if s.ended.has(index) {
		st.ends = append(st.ends, uint32(len(st.succ.list)))
		return
	}
	w.space.Expand(state, &st.succ)
	if st.succ.err != nil {
		s.failed(st, st.succ.err)
		return
	}
	if st.succ.unfinished {
		s.stop.Store(true)
	}
	if s.ended != nil {
		st.end()
	}
	st.ends = append(st.ends, uint32(len(st.succ.list)))
	if s.opts.Exact {
		if err := s.exactNames(w, st, state); err != nil {
			s.failed(st, err)
			return
		}
	}
	for n, f := range st.succ.found() {
		found := finding{Level: s.depth, Parent: index, Ordinal: f.ordinal, Code: f.code, Step: f.ordinal >= 0, Nth: int32(n), State: -1}
		if f.ordinal >= 0 {
			found.Label = st.succ.Of()[f.ordinal].Label
		}
		if err := s.found.classify(w.space, &found, state); err != nil {
			s.failed(st, err)
			return
		}
		st.expandFindings = append(st.expandFindings, found)
	}
}

// load makes the states of a stretch available.
func (s *search) load(w *worker, st *stretch) (err error) {
	if !st.in.onDisk {
		st.words = st.in.words
		return nil
	}
	if err := w.needCodec(); err != nil {
		return err
	}
	st.loaded, err = w.codec.read(s.current.spill, st.in, st.loaded[:0])
	st.words = st.loaded
	return err
}

func (w *worker) needCodec() (err error) {
	if w.codec == nil {
		w.codec, err = newCodec()
	}
	return err
}

// insert takes one part's candidates, in canonical order, into the visited set.
func (s *search) insert(part int, stretches []*stretch) {
	for _, st := range stretches {
		cands := st.part(part)
		if len(cands) == 0 {
			continue
		}
		if !s.visited.insert(part, cands, st.marks) {
			s.full.Store(true)
			return
		}
	}
}

// gather builds the new states of a stretch.
func (s *search) gather(w *worker, st *stretch) {
	st.out.reset()
	st.log.data, st.log.parent, st.names = st.log.data[:0], st.in.first, 0
	st.out.words, st.out.kept = s.pool.get(), st.succ.kept
	if s.edges != nil {
		st.rankNew()
	}
	cuts := st.succ.cuts
	rest := st.words
	begin := uint32(0)
	for i, end := range st.ends {
		n := rest[0]
		state := rest[1 : 1+n]
		rest = rest[1+n:]
		index := st.in.first + uint64(i)
		w.picked, w.numbers = w.picked[:0], w.numbers[:0]
		for number := begin; number < end; number++ {
			if st.marks[number] != 0 {
				w.picked = append(w.picked, st.succ.list[number])
				w.numbers = append(w.numbers, int32(number-begin))
				st.log.add(index, st.succ.list[number].Label)
				if s.keep != nil {
					st.names = AddName(st.names, st.succ.list[number].Name)
				}
			}
		}
		if len(w.picked) > 0 {
			before := st.out.count
			w.space.Build(state, w.picked, &st.out)
			if !s.note(st, &st.out, w, state, index, before) {
				return
			}
			st.out.findings = st.out.findings[:0]
		}
		if len(cuts) > 0 && cuts[0] < end {
			if cuts = s.checkCuts(w, st, state, index, begin, end, cuts); st.failed {
				return
			}
		}
		begin = end
	}
	s.enter(w, st)
	if s.siftsLater() {
		st.collectFresh()
	}
}

// enter makes a block of the states that a stretch built, in memory or on disk.
func (s *search) enter(w *worker, st *stretch) {
	st.outBlock = &block{words: st.out.words, states: st.out.count}
	st.out.words = nil
	s.frontierBytes.Add(int64(cap(st.outBlock.words)) * 4)
	if st.outBlock.states > 0 && s.mustSpill() && s.disk.Load() == nil {
		if err := s.spillBlock(w, &s.next, st.outBlock); err != nil {
			s.diskFails(err) // the block stays in memory
		}
	}
}

// note keeps what Build found; the states that it made are those of w.numbers. It
// returns false when Build failed.
func (s *search) note(st *stretch, made *States, w *worker, parent []uint32, index uint64, before int) bool {
	err := made.err
	for n, f := range made.findings {
		at := int(f.ordinal) - before
		found := finding{Level: s.depth, Parent: index, Ordinal: w.numbers[at], Label: w.picked[at].Label, Code: f.code, Nth: int32(n), State: f.ordinal}
		if made.cut {
			found.State = -1
		}
		if err == nil {
			err = s.found.classify(w.space, &found, parent)
		}
		st.gatherFindings = append(st.gatherFindings, found)
	}
	if err != nil {
		s.failed(st, err)
	}
	return err == nil
}

// checkCuts has the cut successors of one state checked.
func (s *search) checkCuts(w *worker, st *stretch, state []uint32, index uint64, begin, end uint32, cuts []uint32) []uint32 {
	w.picked, w.numbers = w.picked[:0], w.numbers[:0]
	for len(cuts) > 0 && cuts[0] < end {
		w.picked = append(w.picked, st.succ.list[cuts[0]])
		w.numbers = append(w.numbers, int32(cuts[0]-begin))
		cuts = cuts[1:]
	}
	w.scratch.reset()
	w.scratch.kept, w.scratch.cut = st.succ.kept, true
	w.space.Build(state, w.picked, &w.scratch)
	s.note(st, &w.scratch, w, state, index, 0)
	w.scratch.cut = false
	return cuts
}
