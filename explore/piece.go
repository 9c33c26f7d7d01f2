package explore

import "errors"

// A Piece takes stretches of a level through the passes of a search one by one, for searches
// whose visited set and frontier are elsewhere (package explore/blocks). It is used by one
// goroutine at a time.
type Piece struct {
	s *search
	w *worker
}

// NewPiece returns a Piece for one worker's view of a system.
func NewPiece(space Space) *Piece {
	return &Piece{w: &worker{space: space}}
}

// Candidate is a successor of a state of a stretch.
type Candidate struct {
	Name    uint64 // of the successor
	Place   uint32 // of the state in the stretch
	Ordinal uint32 // of the successor among those of the state
	Label   uint32
}

// PieceFinding is a finding about a state of a stretch, or about a successor of it.
type PieceFinding struct {
	Place   uint32 // of the state in the stretch
	Ordinal int32  // of the successor; -1 is the state itself
	Label   uint32 // of the step to the successor
	Code    uint32
	Step    bool  // the step is broken, not the state that it leads to
	Nth     int32 // among those about one state
}

// Expanded is what the states of a stretch lead to.
type Expanded struct {
	Candidates []Candidate // in canonical order, the cut ones not among them
	Findings   []PieceFinding
	Steps, Cut uint64
	// AnyCut says that some successor, or initial state, was cut.
	AnyCut bool
}

// errUnfinished is of a state that was left halfway.
var errUnfinished = errors.New("the system ended the search by itself")

// Expand finds the successors of states, each of which is given as its length and its words, and
// checks those that are cut. The root is one empty state.
func (p *Piece) Expand(states []uint32, count int) (*Expanded, error) {
	st := &stretch{in: &block{words: states, states: count}}
	if err := p.pass(func() { p.s.expand(p.w, st) }, st); err != nil {
		return nil, err
	}
	if st.succ.unfinished {
		return nil, errUnfinished
	}
	e := &Expanded{Steps: p.w.steps, Cut: p.w.cut, AnyCut: len(st.succ.cuts) > 0}
	cuts, begin := st.succ.cuts, uint32(0)
	for place, end := range st.ends {
		for number := begin; number < end; number++ {
			if len(cuts) > 0 && cuts[0] == number {
				cuts = cuts[1:]
				continue
			}
			c := &st.succ.list[number]
			e.Candidates = append(e.Candidates, Candidate{c.Name, uint32(place), number - begin, c.Label})
		}
		begin = end
	}
	if e.AnyCut { // gather checks the cut ones
		if err := p.pass(func() { p.s.gather(p.w, st) }, st); err != nil {
			return nil, err
		}
	}
	e.Findings = findingsOf(st)
	return e, nil
}

// Built is the states that Build made.
type Built struct {
	Words    []uint32 // each state as its length and its words
	States   int
	Findings []PieceFinding
}

// Build builds some of the successors that the states of a stretch lead to and checks them. They
// are in canonical order, and as Expand gave them, in this process or another one.
func (p *Piece) Build(states []uint32, count int, picked []Candidate) (*Built, error) {
	st := &stretch{in: &block{words: states, states: count}, words: states}
	err := p.pass(func() { p.build(st, picked) }, st)
	if err != nil {
		return nil, err
	}
	return &Built{st.out.words, st.out.count, findingsOf(st)}, nil
}

func (p *Piece) build(st *stretch, picked []Candidate) {
	w, rest := p.w, st.words
	for place := uint32(0); len(rest) > 0; place++ {
		n := rest[0]
		state := rest[1 : 1+n]
		rest = rest[1+n:]
		w.picked, w.numbers = w.picked[:0], w.numbers[:0]
		for len(picked) > 0 && picked[0].Place == place {
			w.picked = append(w.picked, Successor{Name: picked[0].Name, Label: picked[0].Label})
			w.numbers = append(w.numbers, int32(picked[0].Ordinal))
			picked = picked[1:]
		}
		if len(w.picked) == 0 {
			continue
		}
		before := st.out.count
		w.space.Build(state, w.picked, &st.out)
		if !p.s.note(st, &st.out, w, state, uint64(place), before) {
			return
		}
		st.out.findings = st.out.findings[:0]
		if st.out.count-before != len(w.picked) {
			p.s.failed(st, errors.New("a label led to no state"))
			return
		}
	}
	if len(picked) > 0 {
		p.s.failed(st, errors.New("a successor is of a state that is not there"))
	}
}

// pass runs a pass over a stretch.
func (p *Piece) pass(f func(), st *stretch) error {
	p.s = &search{workers: []*worker{p.w}, found: &untilFound{}}
	p.w.steps, p.w.cut = 0, 0
	p.s.parallel(1, func(*worker, int) { f() })
	switch err := p.s.failure.Load(); {
	case err != nil:
		return *err
	case st.failed, p.s.leaves() && !st.succ.unfinished:
		return ErrStopped
	}
	return nil
}

// findingsOf returns the findings of a stretch whose states are numbered from 0.
func findingsOf(st *stretch) (out []PieceFinding) {
	for _, list := range [][]finding{st.expandFindings, st.gatherFindings} {
		for _, f := range list {
			out = append(out, PieceFinding{uint32(f.Parent), f.Ordinal, f.Label, f.Code, f.Step, f.Nth})
		}
	}
	return out
}
