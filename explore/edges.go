package explore

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/synod-go/synod/internal/table"
)

// edgeLog makes the Graph while the search goes on. At the end of a round every
// successor that is not cut has the number of a node: those that were new get
// theirs in the order in which they enter the next frontier, the others had one.
// So numbers depend on the canonical order alone.
//
// A part of the visited set has its own table of numbers, so that one worker can
// fill it without locks.
type edgeLog struct {
	g        Graph
	parts    [numParts]table.Map // numbers by name
	from, to uint64              // the first node of the level that is being expanded, and of the next
	size     int64
}

// noNode is a successor that has no number: it was not inserted for lack of
// memory.
const noNode = math.MaxUint32

// stretchEdges is what a stretch holds for the edge log.
type stretchEdges struct {
	firstNode uint64   // of its states
	firstNew  uint64   // of the states that it found
	targets   []uint32 // of the candidates, node numbers; cut ones have none
	data      []byte   // the encoded edges
	ends      []uint32 // of every state, in data
	count     uint64
}

func (e *stretchEdges) bytes() int64 {
	return int64(cap(e.targets)+cap(e.ends))*4 + int64(cap(e.data))
}

func (e *stretchEdges) number(log *edgeLog, state, found uint64) {
	e.firstNode, e.firstNew = log.from+state, log.to+found
}

// prepareEdges follows the expansion of a stretch.
func (st *stretch) prepareEdges() {
	e := &st.edges
	if count := len(st.succ.list); cap(e.targets) < count {
		e.targets = make([]uint32, count+count/4)
	}
	e.targets = e.targets[:len(st.succ.list)]
}

// rankNew gives the new states of a stretch their places among them.
func (st *stretch) rankNew() {
	rank := uint32(0)
	for number, mark := range st.marks {
		if mark == markNew {
			st.edges.targets[number] = rank
			rank++
		}
	}
}

var errTooManyNodes = errors.New("the graph has more nodes than can be numbered")

// logEdges takes the edges of a round, whose new states are in the next frontier
// already, into the log.
func (s *search) logEdges(stretches []*stretch) {
	log := s.edges
	if log.to+s.next.states >= noNode {
		s.fail(errTooManyNodes)
		return
	}
	s.parallel(numParts, func(_ *worker, part int) { s.numberPart(part, stretches) })
	if len(log.g.levels) > 0 { // the initial states are not reached by steps
		s.parallel(len(stretches), func(_ *worker, i int) { stretches[i].encodeEdges() })
		for _, st := range stretches {
			log.g.append(&st.edges)
		}
	}
	log.measure()
}

// numberPart gives the candidates of a part their numbers.
func (s *search) numberPart(part int, stretches []*stretch) {
	numbers := &s.edges.parts[part]
	for _, st := range stretches {
		e := &st.edges
		for _, c := range st.part(part) {
			id := max(c.name, 1) // as in the visited set
			if st.marks[c.number] == markNew {
				e.targets[c.number] += uint32(e.firstNew)
				numbers.Add(id, e.targets[c.number])
			} else if number, ok := numbers.Get(id); ok {
				e.targets[c.number] = number
			} else {
				e.targets[c.number] = noNode
			}
		}
	}
}

// encodeEdges writes the edges of a stretch, state by state: 1 + the mark of the
// state, or 0 if its successors are not all there; then for every edge the label, the
// mark, and the difference of the nodes.
func (st *stretch) encodeEdges() {
	e := &st.edges
	e.data, e.ends, e.count = e.data[:0], e.ends[:0], 0
	cuts := st.succ.cuts
	begin := uint32(0)
	for i, end := range st.ends {
		start, count := len(e.data), uint64(0)
		if st.succ.unfinished { // it is alone here, see OneByOne
			e.data = append(e.data, 0)
			e.ends = append(e.ends, uint32(len(e.data)))
			break
		}
		e.data = binary.AppendUvarint(e.data, 1+uint64(st.succ.here[i]))
		for number := begin; number < end; number++ {
			if len(cuts) > 0 && cuts[0] == number {
				cuts = cuts[1:]
				continue
			}
			to := e.targets[number]
			if to == noNode {
				e.data, count = append(e.data[:start], 0), 0
				break
			}
			e.data = binary.AppendUvarint(e.data, uint64(st.succ.list[number].Label))
			e.data = binary.AppendUvarint(e.data, uint64(st.succ.markOf(number)))
			e.data = binary.AppendVarint(e.data, int64(to)-int64(e.firstNode)-int64(i))
			count++
		}
		for len(cuts) > 0 && cuts[0] < end {
			cuts = cuts[1:]
		}
		e.ends = append(e.ends, uint32(len(e.data)))
		e.count += count
		begin = end
	}
}

// endLevel says that the level is expanded, and how many states it found.
func (log *edgeLog) endLevel(found uint64) {
	log.g.levels = append(log.g.levels, log.to)
	log.from = log.to
	log.to += found
}

func (log *edgeLog) measure() {
	log.size = log.g.Bytes()
	for i := range log.parts {
		log.size += log.parts[i].Bytes()
	}
}

func (log *edgeLog) bytes() int64 {
	if log == nil {
		return 0
	}
	return log.size
}

// graph ends the log.
func (log *edgeLog) graph(parents *parentLog) *Graph {
	g := log.g
	g.parents, g.nodes = parents, int(log.to)
	return &g
}
