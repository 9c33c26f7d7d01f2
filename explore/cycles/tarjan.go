package cycles

// scc finds strongly connected components: by Tarjan's algorithm, without recursion.
type scc struct {
	index  []uint32 // the order of visits, 0 is not visited
	low    []uint32
	stack  []uint32
	frames []frame
}

type frame struct {
	place uint32
	edge  int // the next one
}

func newSCC(places int) scc {
	return scc{index: make([]uint32, places), low: make([]uint32, places)}
}

// digraph is what scc walks along.
type digraph interface {
	// edgesOf returns where the edges of a place begin and end.
	edgesOf(place uint32) (begin, end int)
	// target returns the place to which an edge leads.
	target(edge int) uint32
	// inside reports whether an edge may be walked. It must not lead to a place that
	// was found already, or that is none of those that are split.
	inside(edge int) bool
}

// split finds the components of some places. It hands each one to found, which must
// see to it that no edge to its places is inside any more.
func (c *scc) split(g digraph, places []uint32, gone func(place uint32) bool, found func(places []uint32)) {
	for _, place := range places {
		c.index[place] = 0
	}
	visits := uint32(0)
	enter := func(place uint32) {
		visits++
		c.index[place], c.low[place] = visits, visits
		c.stack = append(c.stack, place)
		begin, _ := g.edgesOf(place)
		c.frames = append(c.frames, frame{place, begin})
	}
	for _, root := range places {
		if gone(root) || c.index[root] != 0 {
			continue
		}
		enter(root)
		for len(c.frames) > 0 {
			top := &c.frames[len(c.frames)-1]
			place := top.place
			_, end := g.edgesOf(place)
			if top.edge < end {
				edge := top.edge
				top.edge++
				if !g.inside(edge) {
					continue
				}
				if to := g.target(edge); c.index[to] == 0 {
					enter(to)
				} else {
					c.low[place] = min(c.low[place], c.index[to])
				}
				continue
			}
			c.frames = c.frames[:len(c.frames)-1]
			if len(c.frames) > 0 {
				parent := c.frames[len(c.frames)-1].place
				c.low[parent] = min(c.low[parent], c.low[place])
			}
			if c.low[place] == c.index[place] {
				at := len(c.stack) - 1
				for c.stack[at] != place {
					at--
				}
				found(c.stack[at:])
				c.stack = c.stack[:at]
			}
		}
	}
}
