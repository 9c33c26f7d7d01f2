package cycles

import (
	"context"
	"slices"
)

// ActionGraph is a finite state graph whose steps belong to actions. It must not change
// while it is searched. Any state may stutter, as in a Graph.
type ActionGraph interface {
	// Len is the number of nodes, which are numbered from 0, and Initial that of the
	// initial ones, which come first. No node is nearer to them than one before it.
	Len() int
	Initial() int
	// Expanded reports whether all edges of a node are known. A node of which they are
	// not is treated as if it did not exist.
	Expanded(node int) bool
	// Edges appends the edges that leave a node, always in the same order. The mark of
	// an edge stands for its action.
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
}

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
// ctx is done.
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
	r.toss()
	s := newFairSearch(r)
	return s, s.run(ctx)
}

// region is the part of a graph that behaviours pass which start and stay as a question
// asks. Its nodes, here called places, are numbered breadth first.
type region struct {
	g         ActionGraph
	again     func(node int) bool
	nodes     []uint32
	parents   []uint32 // noPlace where a behaviour may start
	adjacency          // to noPlace lead steps that are enabled and leave the region, or are refused
	actions   []uint32 // of the edges, numbers in stakes
	stakes    []stakes
	byMark    map[uint32]uint32
	numbers   numbering
	fair      Fairness
	coins     coins
}

// stakes are Stakes with conditions numbered as they are met.
type stakes struct {
	weak, strong []uint32
	passes, idle bool
	coin         uint32
}

// numbering gives conditions dense numbers. Fleeting are those that are, by number.
type numbering struct {
	weak, strong                 map[uint32]uint32
	fleetingWeak, fleetingStrong map[uint32]bool
}

// fleeting returns the numbers of fleeting conditions, which it notes.
func fleeting(numbers map[uint32]uint32, noted map[uint32]bool, list []uint32) []uint32 {
	out := dense(numbers, list)
	for _, c := range out {
		noted[c] = true
	}
	return out
}

func dense(numbers map[uint32]uint32, list []uint32) (out []uint32) {
	for _, c := range list {
		n, ok := numbers[c]
		if !ok {
			n = uint32(len(numbers))
			numbers[c] = n
		}
		out = append(out, n)
	}
	return out
}

func newRegion(ctx context.Context, g ActionGraph, q Question) (*region, error) {
	r := &region{
		g: g, again: q.Again, fair: q.Fair, byMark: map[uint32]uint32{},
		numbers: numbering{map[uint32]uint32{}, map[uint32]uint32{}, map[uint32]bool{}, map[uint32]bool{}},
	}
	places := make([]uint32, g.Len())
	for i := range places {
		places[i] = noPlace
	}
	within := func(node int) bool { return g.Expanded(node) && (q.Within == nil || q.Within(node)) }
	enter := func(node int, parent uint32) {
		if places[node] == noPlace && within(node) {
			places[node] = uint32(len(r.nodes))
			r.nodes = append(r.nodes, uint32(node))
			r.parents = append(r.parents, parent)
		}
	}
	last := g.Len()
	if q.Starts == nil {
		last = g.Initial()
	}
	for node := range last {
		if q.Starts == nil || q.Starts(node) {
			enter(node, noPlace)
		}
	}
	var edges []Edge
	var refused []uint32
	for place := uint32(0); int(place) < len(r.nodes); place++ {
		if place%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		node := int(r.nodes[place])
		edges = g.Edges(node, edges[:0])
		for _, e := range edges {
			enter(e.To, place)
			r.to, r.actions = append(r.to, uint32(e.To)), append(r.actions, r.action(e.Mark))
		}
		refused = g.Refused(node, refused[:0])
		for _, mark := range refused {
			r.to, r.actions = append(r.to, noPlace), append(r.actions, r.action(mark))
		}
		r.ends = append(r.ends, len(r.to))
	}
	for i, node := range r.to {
		if node != noPlace {
			r.to[i] = places[node]
		}
	}
	return r, nil
}

// action returns the number of what steps with a mark have to do with the conditions.
func (r *region) action(mark uint32) uint32 {
	number, known := r.byMark[mark]
	if !known {
		number = uint32(len(r.stakes))
		r.byMark[mark] = number
		var given Stakes
		if r.fair != nil {
			given = r.fair(mark)
		}
		n := &r.numbers
		r.stakes = append(r.stakes, stakes{
			append(dense(n.weak, given.Weak), fleeting(n.weak, n.fleetingWeak, given.FleetingWeak)...),
			append(dense(n.strong, given.Strong), fleeting(n.strong, n.fleetingStrong, given.FleetingStrong)...),
			given.Passes, given.Idle, given.Coin,
		})
	}
	return number
}

// of returns what an edge has to do with the conditions.
func (r *region) of(edge int) *stakes { return &r.stakes[r.actions[edge]] }

// step returns the step of the graph that an edge goes along.
func (r *region) step(place uint32, edge int) LassoStep {
	begin, _ := r.edgesOf(place)
	return LassoStep{From: int(r.nodes[place]), Edge: edge - begin, To: int(r.nodes[r.to[edge]])}
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
	labels []uint32 // of every place: of the piece in which it is now
	last   uint32
	todo   []fairPiece
	fair   []fairPiece
	tally  tally
}

// fairPiece is a set of places: one still to be looked at, or a component that is fair.
type fairPiece struct {
	places []uint32
	label  uint32
}

func newFairSearch(r *region) *fairSearch {
	s := &fairSearch{region: r, scc: newSCC(len(r.nodes)), labels: make([]uint32, len(r.nodes)), tally: tally{numbers: &r.numbers}}
	all := make([]uint32, len(r.nodes))
	for i := range all {
		all[i] = uint32(i)
	}
	s.todo = []fairPiece{{places: all}}
	return s
}

func (s *fairSearch) run(ctx context.Context) error {
	for len(s.todo) > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		last := len(s.todo) - 1
		next := s.todo[last]
		s.todo = s.todo[:last]
		gone := func(place uint32) bool { return s.labels[place] != next.label }
		s.split(&fairGraph{s, &next}, next.places, gone, func(places []uint32) {
			s.judge(places, len(places) == len(next.places))
		})
	}
	for i := range s.fair {
		slices.Sort(s.fair[i].places)
	}
	slices.SortFunc(s.fair, func(a, b fairPiece) int { return int(a.places[0]) - int(b.places[0]) })
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

// judge takes a strongly connected component: it is fair, or cannot be, or has to lose
// places. If it is not the whole of what was split, coins may lead out of it that did not
// lead out of the whole, and without their edges it may fall apart.
func (s *fairSearch) judge(places []uint32, whole bool) {
	s.last++
	piece := fairPiece{label: s.last}
	for _, place := range places {
		s.labels[place] = s.last
	}
	t := &s.tally
	t.reset()
	t.size = len(places)
	for _, place := range places {
		s.tallyPlace(t, place, func(edge int) bool { return s.inPiece(&piece, edge) })
	}
	if _, neglected := t.neglected(); neglected || !t.again {
		return // so it is of every part of it
	}
	if !whole && s.coins != nil {
		piece.places = slices.Clone(places)
		s.todo = append(s.todo, piece)
		return
	}
	if starved := t.starved(); starved != nil {
		for _, place := range places {
			if !s.enabledAt(place, starved) {
				piece.places = append(piece.places, place)
			} else {
				s.labels[place] = noPlace
			}
		}
		s.todo = append(s.todo, piece)
		return
	}
	piece.places = slices.Clone(places)
	s.fair = append(s.fair, piece)
}

// tallyPlace adds a place and those of its edges that are taken.
func (r *region) tallyPlace(t *tally, place uint32, taken func(edge int) bool) {
	t.again = t.again || r.again == nil || r.again(int(r.nodes[place]))
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
