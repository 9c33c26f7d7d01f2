package cycles

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// ActionGraph is a finite state graph whose steps belong to actions. It must not change
// while it is searched, and several goroutines may ask it at a time. Any state may stutter,
// as in a Graph.
type ActionGraph interface {
	// Len is the number of nodes, which are numbered from 0, and Initial that of the
	// initial ones, which come first. No node is nearer to them than one before it.
	Len() int
	Initial() int
	// Expanded reports whether all edges of a node are known. A node of which they are
	// not is treated as if it did not exist.
	Expanded(node int) bool
	// Edges appends the edges that leave a node, always in the same order. The mark of
	// an edge stands for its action. Marks are small: there are tables of them.
	Edges(node int, dst []Edge) []Edge
	// Refused appends the marks of steps that are enabled in a node although the graph
	// has no edge for them, because a bound keeps them from being taken.
	Refused(node int, dst []uint32) []uint32
}

// Fairness says what is assumed of the actions of a graph: it returns what the steps
// with a mark have to do with each condition. It is asked once for each mark.
type Fairness func(mark uint32) Stakes

// Stakes lists conditions, by numbers of the caller's.
type Stakes struct {
	// Weak: if such steps are enabled for ever, they are taken again and again.
	Weak []uint32
	// Strong: if such steps are enabled again and again, they are taken again and again.
	Strong []uint32
	// FleetingWeak and FleetingStrong are weak and strong conditions that are also kept
	// when steps that pass are taken again and again: what such a condition is about
	// does not last then.
	FleetingWeak, FleetingStrong []uint32
	Passes                       bool
	// Idle says that such a step can also be taken without any effect, where it is
	// enabled: a handler may choose to do nothing.
	Idle bool
	// Coin, when it is not 0, says that chance decides between this step and all others
	// with the same Coin that are enabled in the same state, those that a bound refuses
	// among them, each with a positive probability.
	Coin uint32
}

// Question asks for a fair behaviour.
type Question struct {
	// Starts reports where the behaviour may start to stay within some nodes; nil is
	// the initial nodes. Such a node must be within them itself.
	Starts func(node int) bool
	// Within reports whether the behaviour may be at a node from then on; nil is
	// everywhere.
	Within func(node int) bool
	// Again reports whether a node is one of those that the behaviour must visit
	// infinitely often: at least one of them. Nil is all nodes.
	Again func(node int) bool
	Fair  Fairness // nil assumes nothing
	// Workers is how many goroutines look for it; less than 1 is 1. They call Starts,
	// Within and Again, but not Fair, at the same time. The answer does not depend on them.
	Workers int
	// Memory is how many bytes may be used, when it is not 0. A search that would need
	// more ends with ErrMemory.
	Memory int64

	stretch int // for tests: how much a worker takes at a time
}

// ErrMemory is the error of a search for which there is not enough memory.
var ErrMemory = errors.New("there is not enough memory to look for a fair behaviour")

// Answer is what a search for a fair behaviour came to.
type Answer struct {
	// Lasso is a fair behaviour, nil if there is none. Its path begins where the
	// behaviour starts to stay within the nodes, or at a node before.
	Lasso *Lasso
	// Visited are the nodes that behaviours pass which start and stay as asked, the
	// nearest first, whether or not some of these are fair.
	Visited []int
}

// Fair looks for a behaviour that starts, stays and comes back as asked, and is fair. A
// state may stutter for ever if no fairness condition keeps it from doing so. The lasso
// is short, but not always a shortest one, and the same in every run. The error says that
// ctx is done, or is ErrMemory.
//
// Where steps have a Coin, it looks for a scheduler under which such behaviours have a
// positive probability; see coins.
func Fair(ctx context.Context, g ActionGraph, q Question) (*Answer, error) {
	s, err := searched(ctx, g, q)
	if err != nil {
		return nil, err
	}
	a := &Answer{Visited: make([]int, len(s.nodes))}
	for i, node := range s.nodes {
		a.Visited[i] = int(node)
	}
	if len(s.fair) > 0 {
		a.Lasso = s.lasso()
	}
	return a, nil
}

// searched finds the components in which there are behaviours as asked.
func searched(ctx context.Context, g ActionGraph, q Question) (*fairSearch, error) {
	r, err := newRegion(ctx, g, q)
	if err != nil {
		return nil, err
	}
	s := newFairSearch(r)
	return s, s.run()
}

// tally is what a set of places and the edges between them have to do with the
// conditions.
type tally struct {
	size             int
	weakly, strongly []tallied
	touched          [2][]uint32 // the conditions that are not zero, in each list
	again            bool        // some place is one that has to be passed again and again
	passes           bool        // some edge passes
	numbers          *numbering
}

// tallied is what a tally has of one condition.
type tallied struct {
	places   int    // where its steps are enabled
	last     uint32 // the last of them, plus one
	taken    bool   // some edge is a step of it
	recorded bool
}

func (t *tally) reset() {
	for i, list := range [][]tallied{t.weakly, t.strongly} {
		for _, c := range t.touched[i] {
			list[c] = tallied{}
		}
		t.touched[i] = t.touched[i][:0]
	}
	t.size, t.again, t.passes = 0, false, false
}

func at(list *[]tallied, touched *[]uint32, c uint32) *tallied {
	for int(c) >= len(*list) {
		*list = append(*list, tallied{})
	}
	e := &(*list)[c]
	if !e.recorded {
		e.recorded = true
		*touched = append(*touched, c)
	}
	return e
}

// enable notes that a step is enabled at a place, and take that it is taken.
func (t *tally) enable(place uint32, s *stakes) {
	for _, c := range s.weak {
		if e := at(&t.weakly, &t.touched[0], c); e.last != place+1 {
			e.last = place + 1
			e.places++
		}
	}
	for _, c := range s.strong {
		at(&t.strongly, &t.touched[1], c).places++
	}
}

func (t *tally) take(s *stakes) {
	t.passes = t.passes || s.passes
	t.meet(s)
}

// meet notes that the conditions of a step are met.
func (t *tally) meet(s *stakes) {
	for _, c := range s.weak {
		at(&t.weakly, &t.touched[0], c).taken = true
	}
	for _, c := range s.strong {
		at(&t.strongly, &t.touched[1], c).taken = true
	}
}

// neglected returns a condition of weak fairness that is broken by passing all places
// and taking all edges again and again: it is enabled everywhere and never taken.
func (t *tally) neglected() (c uint32, found bool) {
	for _, c := range t.touched[0] {
		if e := t.weakly[c]; !e.taken && e.places == t.size && !(t.passes && t.numbers.fleetingWeak[c]) {
			return c, true
		}
	}
	return 0, false
}

// starved returns the conditions of strong fairness that are broken so.
func (t *tally) starved() (list []uint32) {
	for _, c := range t.touched[1] {
		if e := t.strongly[c]; !e.taken && e.places > 0 && !(t.passes && t.numbers.fleetingStrong[c]) {
			list = append(list, c)
		}
	}
	return list
}

// fairSearch finds the components of a region in which there is a fair behaviour: again
// and again on what is left of one that is not fair (Emerson and Lei, 1987).
type fairSearch struct {
	*region
	scc
	labels  []uint32 // of every place: of the piece in which it is now, or noPlace
	last    uint32
	todo    []fairPiece
	fair    []fairPiece
	tallies []tally // one a worker
}

// fairPiece is a set of places: one still to be looked at, or a component that is fair.
type fairPiece struct {
	places []uint32
	label  uint32
}

func newFairSearch(r *region) *fairSearch {
	s := &fairSearch{region: r, labels: make([]uint32, len(r.nodes)), tallies: make([]tally, r.workers)}
	for i := range s.tallies {
		s.tallies[i].numbers = &r.numbers
	}
	return s
}

func (s *fairSearch) run() error {
	if err := s.trim(); err != nil {
		return err
	}
	if err := s.split(); err != nil {
		return err
	}
	s.sortFair()
	return nil
}

// sortFair sorts the fair components: that with the nearest place comes first.
func (s *fairSearch) sortFair() {
	for i := range s.fair {
		slices.Sort(s.fair[i].places)
	}
	slices.SortFunc(s.fair, func(a, b fairPiece) int { return cmp.Compare(a.places[0], b.places[0]) })
}

// split looks at pieces until none is left.
func (s *fairSearch) split() error {
	for len(s.todo) > 0 {
		last := len(s.todo) - 1
		next := s.todo[last]
		s.todo = s.todo[:last]
		if err := s.judgeAll(s.componentsOf(&next)); err != nil {
			return err
		}
	}
	return nil
}

// fairGraph is a piece as scc sees it.
type fairGraph struct {
	*fairSearch
	piece *fairPiece
}

func (g *fairGraph) inside(edge int) bool { return g.inPiece(g.piece, edge) }

// inPiece reports whether an edge from a place of a piece stays inside it, and all other
// outcomes of its coin do.
func (s *fairSearch) inPiece(p *fairPiece, edge int) bool {
	return s.leadsInto(p, edge) && (s.coins == nil ||
		s.coins.all(edge, func(other int) bool { return s.leadsInto(p, other) }))
}

// leadsInto reports whether an edge leads to a place of a piece.
func (s *fairSearch) leadsInto(p *fairPiece, edge int) bool {
	to := s.to[edge]
	return to != noPlace && s.labels[to] == p.label
}

// fairPieces are the components of a piece. Their labels follow each other.
type fairPieces struct {
	places []uint32
	ends   []uint32 // of each, in places
	first  uint32   // label
}

func (p *fairPieces) at(i int) fairPiece {
	begin := uint32(0)
	if i > 0 {
		begin = p.ends[i-1]
	}
	return fairPiece{p.places[begin:p.ends[i]:p.ends[i]], p.first + uint32(i)}
}

// componentsOf finds and labels the strongly connected components of a piece.
func (s *fairSearch) componentsOf(piece *fairPiece) *fairPieces {
	if s.index == nil {
		s.scc = newSCC(len(s.nodes))
	}
	found := &fairPieces{places: make([]uint32, 0, len(piece.places)), first: s.last + 1}
	gone := func(place uint32) bool { return s.labels[place] != piece.label }
	s.scc.split(&fairGraph{s, piece}, piece.places, gone, func(places []uint32) {
		s.last++
		for _, place := range places {
			s.labels[place] = s.last
		}
		found.places = append(found.places, places...)
		found.ends = append(found.ends, uint32(len(found.places)))
	})
	return found
}

// judgeAll judges the components of a piece.
func (s *fairSearch) judgeAll(components *fairPieces) error {
	type left struct {
		piece, of fairPiece
		fair      bool
	}
	whole := len(components.ends) == 1
	lists, err := gather(&s.crew, len(components.ends), func(worker, begin, end int) (list []left) {
		for i := begin; i < end; i++ {
			piece := components.at(i)
			if fair, rest := s.judge(&s.tallies[worker], &piece, whole); fair || rest != nil {
				list = append(list, left{fairPiece{rest, piece.label}, piece, fair})
			}
		}
		return list
	})
	for _, list := range lists {
		for _, l := range list {
			if l.fair {
				s.fair = append(s.fair, l.of)
				continue
			}
			for _, place := range l.of.places {
				s.labels[place] = noPlace
			}
			for _, place := range l.piece.places {
				s.labels[place] = l.piece.label
			}
			s.todo = append(s.todo, l.piece)
		}
	}
	return err
}

// judge takes a strongly connected component: it is fair, or cannot be, or can be only in
// the rest that is returned. If it is not the whole of what was split, coins may lead out of
// it that did not lead out of the whole, and without their edges it may fall apart.
func (s *fairSearch) judge(t *tally, piece *fairPiece, whole bool) (fair bool, rest []uint32) {
	t.reset()
	t.size = len(piece.places)
	for _, place := range piece.places {
		s.tallyPlace(t, place, func(edge int) bool { return s.inPiece(piece, edge) })
	}
	if _, neglected := t.neglected(); neglected || !t.again {
		return false, nil // so it is of every part of it
	}
	if !whole && s.coins != nil {
		return false, piece.places
	}
	starved := t.starved()
	if starved == nil {
		return true, nil
	}
	for _, place := range piece.places {
		if !s.enabledAt(place, starved) {
			rest = append(rest, place)
		}
	}
	return false, rest
}

// tallyPlace adds a place and those of its edges that are taken.
func (r *region) tallyPlace(t *tally, place uint32, taken func(edge int) bool) {
	t.again = t.again || r.again == nil || r.again[place]
	begin, end := r.edgesOf(place)
	for edge := begin; edge < end; edge++ {
		of := r.of(edge)
		t.enable(place, of)
		switch {
		case taken(edge):
			t.take(of)
		case of.idle:
			t.meet(of)
		}
	}
}

// enabledAt reports whether a step of one of some strong conditions is enabled.
func (r *region) enabledAt(place uint32, strong []uint32) bool {
	begin, end := r.edgesOf(place)
	for edge := begin; edge < end; edge++ {
		if slices.ContainsFunc(r.of(edge).strong, func(c uint32) bool { return slices.Contains(strong, c) }) {
			return true
		}
	}
	return false
}
