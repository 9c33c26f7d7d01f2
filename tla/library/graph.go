package library

import "github.com/synod-go/synod/tla/value"

// A graph is [node |-> S, edge |-> E] made ready for walks: nodes by number, and for each the numbers of
// the nodes that an edge leads to. Edges that touch something else than two nodes are left out, as no path
// can use them.
type graph struct {
	nodes []value.Value
	edges []value.Value
	at    map[uint64][]int // by hash
	to    [][]int
}

// ends are the two ends of an edge; false if it is none.
type ends func(edge value.Value) (from, to value.Value, ok bool, err error)

// directedEnds are those of <<m, n>>.
func directedEnds(e value.Value) (from, to value.Value, ok bool, err error) {
	list, ok, err := elements(e)
	if err != nil || !ok || len(list) != 2 {
		return from, to, false, err
	}
	return list[0], list[1], true, nil
}

// undirectedEnds are those of {m, n} and, for a loop, {n}.
func undirectedEnds(e value.Value) (from, to value.Value, ok bool, err error) {
	if e.Kind() != value.Set {
		return from, to, false, nil
	}
	list, err := listed(e)
	if err != nil || len(list) == 0 || len(list) > 2 {
		return from, to, false, err
	}
	return list[0], list[len(list)-1], true, nil
}

// parts are the node and edge fields of argument i.
func (c *Call) parts(op string, i int) (g, node, edge value.Value, err error) {
	g = c.Value(i)
	if g.Kind() != value.Function {
		return g, node, edge, wrongArg(op, i, "graph record with a node and an edge field", g)
	}
	if node, err = field(c, g, "node"); err != nil {
		return g, node, edge, err
	}
	edge, err = field(c, g, "edge")
	return g, node, edge, err
}

// graph reads argument i. An undirected edge leads both ways.
func (c *Call) graph(op string, i int, edgeEnds ends, undirected bool) (*graph, error) {
	v, node, edge, err := c.parts(op, i)
	if err != nil {
		return nil, err
	}
	if node.Kind() != value.Set {
		return nil, wrongArg(op, i, "graph record whose node field is a set", v)
	}
	if edge.Kind() != value.Set {
		return nil, wrongArg(op, i, "graph record whose edge field is a set", v)
	}
	g := &graph{at: map[uint64][]int{}}
	if g.nodes, err = listed(node); err != nil {
		return nil, err
	}
	for n, x := range g.nodes {
		g.at[value.Hash(x)] = append(g.at[value.Hash(x)], n)
	}
	g.to = make([][]int, len(g.nodes))
	if g.edges, err = listed(edge); err != nil {
		return nil, err
	}
	for _, e := range g.edges {
		a, b, ok, err := edgeEnds(e)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		from, err := g.find(a)
		if err != nil {
			return nil, err
		}
		to, err := g.find(b)
		if err != nil {
			return nil, err
		}
		if from < 0 || to < 0 {
			continue
		}
		g.to[from] = append(g.to[from], to)
		if undirected && from != to {
			g.to[to] = append(g.to[to], from)
		}
	}
	return g, nil
}

// find is the number of a node, -1 if x is none.
func (g *graph) find(x value.Value) (int, error) {
	x, err := value.Normalize(x)
	if err != nil {
		return 0, err
	}
	for _, n := range g.at[value.Hash(x)] {
		if same, err := value.Equal(g.nodes[n], x); err != nil || same {
			return n, err
		}
	}
	return -1, nil
}

// set is the set of the nodes that are marked.
func (g *graph) set(marked []bool) (value.Value, error) {
	var list []value.Value
	for n, x := range g.nodes {
		if marked[n] {
			list = append(list, x)
		}
	}
	return value.MakeSet(list)
}

// from marks what can be reached from a node: itself too.
func (g *graph) from(start int) []bool {
	seen := make([]bool, len(g.nodes))
	seen[start] = true
	for todo := []int{start}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, m := range g.to[n] {
			if !seen[m] {
				seen[m] = true
				todo = append(todo, m)
			}
		}
	}
	return seen
}

// arrow reports whether there is an edge from n to m.
func (g *graph) arrow(n, m int) bool {
	for _, k := range g.to[n] {
		if k == m {
			return true
		}
	}
	return false
}

// transposed is the graph with its edges turned around.
func (g *graph) transposed() *graph {
	t := &graph{nodes: g.nodes, edges: g.edges, at: g.at, to: make([][]int, len(g.to))}
	for n, to := range g.to {
		for _, m := range to {
			t.to[m] = append(t.to[m], n)
		}
	}
	return t
}

// connected reports whether a path leads from m to n, which must be nodes.
func (g *graph) connected(m, n value.Value) (bool, error) {
	from, err := g.find(m)
	if err != nil {
		return false, err
	}
	to, err := g.find(n)
	if err != nil || from < 0 || to < 0 {
		return false, err
	}
	return g.from(from)[to], nil
}

// simplePaths are all paths without a node twice.
func (g *graph) simplePaths() (value.Value, error) {
	var paths, path []value.Value
	on := make([]bool, len(g.nodes))
	var walk func(n int) bool
	walk = func(n int) bool {
		path, on[n] = append(path, g.nodes[n]), true
		defer func() { path, on[n] = path[:len(path)-1], false }()
		if paths = append(paths, value.Tuple(append([]value.Value(nil), path...)...)); len(paths) > value.MaxSetSize {
			return false
		}
		for _, m := range g.to[n] {
			if !on[m] && !walk(m) {
				return false
			}
		}
		return true
	}
	for n := range g.nodes {
		if !walk(n) {
			return value.Value{}, errorf("SimplePath", "Attempted to construct a set with too many elements (>%d): SimplePath", value.MaxSetSize)
		}
	}
	return value.MakeSet(paths)
}

// hasFields reports whether a graph has the fields node and edge and no others.
func hasFields(g value.Value) bool {
	n, ok := g.Len()
	return ok && n == 2
}
