package explore

// stretch is one block of the frontier on its way through a round.
type stretch struct {
	in     *block
	words  []uint32 // the block's states
	loaded []uint32 // room for words read from disk

	succ  Successors // all candidates
	ends  []uint32   // for every state, where its candidates end
	marks []byte     // of the candidates
	// sorted holds the candidates by part, those of a part in their order;
	// part p's end at partEnds[p].
	sorted   []candidate
	partEnds [numParts]uint32
	exact    []uint64 // the names of the candidates in an exact search
	edges    stretchEdges

	failed         bool // a Space failed, and the stretch was left
	ended          int  // how many of the cuts are no cuts, but break something
	cutSome        bool // there are other cuts
	expandFindings []finding
	gatherFindings []finding
	out            States
	log            logWriter
	names          uint64   // the sum of the names of the new states, see AddName
	logged         []logged // what a checkpoint says of the states that it leads to
	outBlock       *block

	// When some of the visited states are on disk: the candidates that are new as far as is
	// known, by part, with their places among the states that were built, and the places of
	// those that turn out to be old. See sift.
	fresh     []candidate
	freshEnds [numParts]uint32
	ranks     []uint32
	old       []uint32
}

// clearMarks makes the marks of the candidates.
func (st *stretch) clearMarks() {
	count := len(st.succ.list)
	if cap(st.marks) < count {
		st.marks = make([]byte, count+count/4)
	}
	st.marks = st.marks[:count]
	clear(st.marks)
}

// scatter sorts the candidates by part: it counts, and then puts each in its
// place. Cut candidates are left out.
func (st *stretch) scatter() {
	var next [numParts]uint32
	for number := range st.succ.list {
		next[partOf(st.place(number))]++
	}
	for _, number := range st.succ.cuts {
		next[partOf(st.place(int(number)))]--
	}
	sum := uint32(0)
	for p, count := range next {
		next[p] = sum
		sum += count
		st.partEnds[p] = sum
	}
	if cap(st.sorted) < int(sum) {
		st.sorted = make([]candidate, sum+sum/4)
	}
	st.sorted = st.sorted[:sum]
	cuts := st.succ.cuts
	for number := range st.succ.list {
		if len(cuts) > 0 && cuts[0] == uint32(number) {
			cuts = cuts[1:]
			continue
		}
		name := st.place(number)
		p := partOf(name)
		st.sorted[next[p]] = candidate{name, uint32(number)}
		next[p]++
	}
}

// place returns the word that says where in the visited set a candidate belongs:
// its name, or in an exact search the one that its key has.
func (st *stretch) place(number int) uint64 {
	if len(st.exact) > 0 {
		return st.exact[number]
	}
	return st.succ.list[number].Name
}

// part returns the candidates of one part.
func (st *stretch) part(p int) []candidate {
	begin := uint32(0)
	if p > 0 {
		begin = st.partEnds[p-1]
	}
	return st.sorted[begin:st.partEnds[p]]
}

func (st *stretch) reset() {
	st.succ.reset()
	st.ends, st.sorted = st.ends[:0], st.sorted[:0]
	clear(st.partEnds[:])
	st.expandFindings, st.gatherFindings = st.expandFindings[:0], st.gatherFindings[:0]
	st.exact = st.exact[:0]
	st.outBlock, st.ended, st.cutSome, st.failed = nil, 0, false, false
}

func (st *stretch) bytes() int64 {
	n := int64(cap(st.ends)+cap(st.loaded)+cap(st.ranks)) * 4
	n += int64(cap(st.marks)+cap(st.log.data)) + int64(cap(st.sorted))*16 + int64(cap(st.logged)+cap(st.exact))*8
	return n + st.succ.bytes() + st.edges.bytes()
}
