package cycles

import "context"

// region is the part of a graph that behaviours pass which start and stay as a question
// asks. Its nodes, here called places, are numbered breadth first.
type region struct {
	crew
	g         ActionGraph
	nodes     []uint32
	again     []bool   // of every place: whether it is one that must be visited again and again; nil is all
	parents   []uint32 // noPlace where a behaviour may start
	adjacency          // to noPlace lead steps that are enabled and leave the region, or are refused
	marks     []uint32 // of the edges
	stakes    []stakes // by mark
	numbers   numbering
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

func newNumbering() numbering {
	return numbering{map[uint32]uint32{}, map[uint32]uint32{}, map[uint32]bool{}, map[uint32]bool{}}
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

// unseen is the place of a node that behaviours may be at, as long as it is not known
// whether they come there.
const unseen = noPlace - 1

func newRegion(ctx context.Context, g ActionGraph, q Question) (*region, error) {
	r := &region{
		crew: newCrew(ctx, q.Workers, q.stretch), g: g,
		numbers: newNumbering(),
	}
	places, err := r.find(q)
	if err != nil {
		return nil, err
	}
	if q.Memory != 0 && r.bytes() > q.Memory {
		return nil, ErrMemory
	}
	met, err := r.connect(places)
	if err != nil {
		return nil, err
	}
	r.stakes = make([]stakes, len(met))
	for mark, is := range met {
		if is && q.Fair != nil {
			r.stakes[mark] = r.numbers.of(q.Fair(uint32(mark)))
		}
	}
	return r, r.toss()
}

// bytes is how much a search of the region takes: the places of nodes, and of each place
// and edge what the region, its pieces and their components keep of it.
func (r *region) bytes() int64 {
	edges := 0
	if len(r.ends) > 0 {
		edges = r.ends[len(r.ends)-1]
	}
	return int64(r.g.Len())*4 + int64(len(r.nodes))*64 + int64(edges)*8
}

// find gives the nodes of the region their places, level by level: workers see where the
// edges of a level lead, and what has no place yet then gets one, in order. It returns the
// places by node, noPlace for those outside. Of the edges it notes where they end.
func (r *region) find(q Question) (places []uint32, err error) {
	places = make([]uint32, r.g.Len())
	last := len(places)
	if q.Starts == nil {
		last = r.g.Initial()
	}
	starts, err := gather(&r.crew, len(places), func(_, begin, end int) (starts []entrance) {
		for node := begin; node < end; node++ {
			places[node] = noPlace
			if !r.g.Expanded(node) || q.Within != nil && !q.Within(node) {
				continue
			}
			places[node] = unseen
			if node < last && (q.Starts == nil || q.Starts(node)) {
				starts = append(starts, entrance{noPlace, uint32(node)})
			}
		}
		return starts
	})
	workers := make([]edgeReader, r.workers)
	for entrances := starts; err == nil; {
		level := len(r.nodes)
		for _, list := range entrances {
			for _, e := range list {
				r.enter(places, e)
			}
		}
		if level == len(r.nodes) {
			break
		}
		r.ends = append(r.ends, make([]int, len(r.nodes)-level)...)
		if q.Again != nil {
			r.again = append(r.again, make([]bool, len(r.nodes)-level)...)
		}
		entrances, err = gather(&r.crew, len(r.nodes)-level, func(worker, begin, end int) (found []entrance) {
			w := &workers[worker]
			for place := level + begin; place < level+end; place++ {
				w.read(r.g, int(r.nodes[place]))
				for _, e := range w.edges {
					if places[e.To] == unseen {
						found = append(found, entrance{uint32(place), uint32(e.To)})
					}
				}
				r.ends[place] = len(w.edges) + len(w.refused)
				if q.Again != nil {
					r.again[place] = q.Again(int(r.nodes[place]))
				}
			}
			return found
		})
	}
	for place := 1; place < len(r.ends); place++ {
		r.ends[place] += r.ends[place-1]
	}
	return places, err
}

// entrance is an edge to a node that is not known to be in the region yet.
type entrance struct{ from, to uint32 } // place, node

func (r *region) enter(places []uint32, e entrance) {
	if places[e.to] == unseen {
		places[e.to] = uint32(len(r.nodes))
		r.nodes = append(r.nodes, e.to)
		r.parents = append(r.parents, e.from)
	}
}

// edgeReader has room for what leaves a node.
type edgeReader struct {
	edges   []Edge
	refused []uint32
	met     []bool // the marks
}

func (w *edgeReader) read(g ActionGraph, node int) {
	w.edges = g.Edges(node, w.edges[:0])
	w.refused = g.Refused(node, w.refused[:0])
}

func (w *edgeReader) meet(mark uint32) {
	for int(mark) >= len(w.met) {
		w.met = append(w.met, false)
	}
	w.met[mark] = true
}

// connect takes in the edges. It reports of each mark whether some edge has it.
func (r *region) connect(places []uint32) (met []bool, err error) {
	if len(r.nodes) > 0 {
		r.to = make([]uint32, r.ends[len(r.nodes)-1])
		r.marks = make([]uint32, len(r.to))
	}
	workers := make([]edgeReader, r.workers)
	err = r.each(len(r.nodes), func(worker, begin, end int) {
		w := &workers[worker]
		for place := begin; place < end; place++ {
			w.read(r.g, int(r.nodes[place]))
			at, _ := r.edgesOf(uint32(place))
			for _, e := range w.edges {
				r.to[at], r.marks[at] = places[e.To], e.Mark
				w.meet(e.Mark)
				at++
			}
			for _, mark := range w.refused {
				r.to[at], r.marks[at] = noPlace, mark
				w.meet(mark)
				at++
			}
		}
	})
	for i := range workers {
		for mark, is := range workers[i].met {
			if is {
				workers[0].meet(uint32(mark))
			}
		}
	}
	return workers[0].met, err
}

// of numbers the conditions of stakes.
func (n *numbering) of(given Stakes) stakes {
	return stakes{
		append(dense(n.weak, given.Weak), fleeting(n.weak, n.fleetingWeak, given.FleetingWeak)...),
		append(dense(n.strong, given.Strong), fleeting(n.strong, n.fleetingStrong, given.FleetingStrong)...),
		given.Passes, given.Idle, given.Coin,
	}
}

// of returns what an edge has to do with the conditions.
func (r *region) of(edge int) *stakes { return &r.stakes[r.marks[edge]] }

// step returns the step of the graph that an edge goes along.
func (r *region) step(place uint32, edge int) LassoStep {
	begin, _ := r.edgesOf(place)
	return LassoStep{From: int(r.nodes[place]), Edge: edge - begin, To: int(r.nodes[r.to[edge]])}
}
