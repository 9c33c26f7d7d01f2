package explore

import (
	"encoding/binary"
	"sort"
)

// Graph is every state that a search found and every edge that it took, for the
// search of cycles. Its nodes are the states, numbered as they were found: the
// initial ones first, then level by level. It takes some 5 to 10 bytes an edge.
// Any number of goroutines may read it.
type Graph struct {
	nodes   int
	levels  []uint64 // the first node of every level
	chunks  []edgeChunk
	edges   uint64
	size    int64
	parents *parentLog
}

// edgeChunk has the edges of neighbouring nodes.
type edgeChunk struct {
	first int // node
	ends  []uint32
	data  []byte
}

// Edge is a step from one node to another.
type Edge struct {
	// Mark is what was said of the step with Successors.Mark.
	Mark uint32
	// Label is that of the step, relative to the node that it leaves, and To the node
	// to which it leads.
	Label, To uint32
}

// Len is the number of nodes; they are numbered from 0.
func (g *Graph) Len() int { return g.nodes }

// Initial is the number of initial nodes, which come first.
func (g *Graph) Initial() int {
	if len(g.levels) < 2 {
		return g.nodes
	}
	return int(g.levels[1])
}

// EdgeCount is the number of edges.
func (g *Graph) EdgeCount() uint64 { return g.edges }

// Bytes is what the graph holds, without the log of parents.
func (g *Graph) Bytes() int64 { return g.size + int64(cap(g.levels))*8 }

// Expanded reports whether all edges of a node are known. Where a search was
// bounded there are nodes of which none is.
func (g *Graph) Expanded(node int) bool {
	data := g.of(node)
	return len(data) > 0 && data[0] != 0
}

// Mark is what was said of the state with Successors.MarkHere; 0 if it was not
// expanded.
func (g *Graph) Mark(node int) uint32 {
	mark, _ := binary.Uvarint(g.of(node))
	return uint32(max(mark, 1) - 1)
}

// Edges appends the edges that leave a node, in the order in which the system
// gave them. Those to cut states are not among them.
func (g *Graph) Edges(node int, dst []Edge) []Edge {
	data := g.of(node)
	_, n := binary.Uvarint(data)
	for data = data[n:]; len(data) > 0; data = data[n:] {
		var label, mark uint64
		var delta int64
		label, n = binary.Uvarint(data)
		data = data[n:]
		mark, n = binary.Uvarint(data)
		data = data[n:]
		delta, n = binary.Varint(data)
		dst = append(dst, Edge{uint32(mark), uint32(label), uint32(int64(node) + delta)})
	}
	return dst
}

// Path returns the labels of the steps that first led to a node: the first one
// chooses the initial state. No path to the node is shorter.
func (g *Graph) Path(node int) []uint32 {
	level := sort.Search(len(g.levels), func(i int) bool { return g.levels[i] > uint64(node) }) - 1
	labels, _ := g.parents.path(level, uint64(node)-g.levels[level]) // it is in memory
	return labels
}

// of returns what is written of a node; nothing if it was not expanded.
func (g *Graph) of(node int) []byte {
	at := sort.Search(len(g.chunks), func(i int) bool { return g.chunks[i].first > node }) - 1
	if at < 0 {
		return nil
	}
	chunk := &g.chunks[at]
	node -= chunk.first
	if node >= len(chunk.ends) {
		return nil
	}
	begin := uint32(0)
	if node > 0 {
		begin = chunk.ends[node-1]
	}
	return chunk.data[begin:chunk.ends[node]]
}

// chunkBytes is up to which size short chunks are joined: there is at least one
// for every level otherwise.
const chunkBytes = 1 << 18

// append adds what a stretch wrote. Stretches come in the order of nodes.
func (g *Graph) append(e *stretchEdges) {
	g.edges += e.count
	last := len(g.chunks) - 1
	if last < 0 || len(g.chunks[last].data)+len(e.data) > chunkBytes {
		g.chunks = append(g.chunks, edgeChunk{first: int(e.firstNode)})
		g.size += 56 // the chunk itself
		last++
	}
	c := &g.chunks[last]
	g.size -= c.bytes()
	offset := uint32(len(c.data))
	c.data = append(c.data, e.data...)
	for _, end := range e.ends {
		c.ends = append(c.ends, offset+end)
	}
	g.size += c.bytes()
}

func (c *edgeChunk) bytes() int64 { return int64(cap(c.data)) + int64(cap(c.ends))*4 }
