package library

import "github.com/synod-go/synod/tla/value"

// Graphs, whose edges are pairs <<m, n>>; graph.go has the walks.
var graphs = []module{
	{name: "Graphs", extends: []string{"Naturals", "Sequences", "FiniteSets", "SequencesExt", "Relation"}, ops: []Op{
		{Name: "IsDirectedGraph", Params: values(1), Eval: func(c *Call) (value.Value, error) { return is(isDirectedGraph(c, "IsDirectedGraph")) }},
		{Name: "DirectedSubgraph", Params: values(1), Eval: func(c *Call) (value.Value, error) { return directedSubgraph(c, false) }},
		{Name: "Transpose", Params: values(1), Eval: transpose},
		{Name: "IsUndirectedGraph", Params: values(1), Eval: isUndirected},
		{Name: "UndirectedSubgraph", Params: values(1), Eval: func(c *Call) (value.Value, error) { return directedSubgraph(c, true) }},
		{Name: "Path", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			return paths(c, func(m, n value.Value) (value.Value, error) { return value.Tuple(m, n), nil })
		}},
		{Name: "SimplePath", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			g, err := directed(c, "SimplePath", 0)
			if err != nil {
				return value.Value{}, err
			}
			return g.simplePaths()
		}},
		{Name: "AreConnectedIn", Params: values(3), Eval: func(c *Call) (value.Value, error) {
			m, n := c.Value(0), c.Value(1)
			g, err := directed(c, "AreConnectedIn", 2)
			if err != nil {
				return value.Value{}, err
			}
			return is(g.connected(m, n))
		}},
		{Name: "IsStronglyConnected", Params: values(1), Eval: isStronglyConnected},
		{Name: "ConnectionsIn", Params: values(1), Eval: connectionsIn},
		{Name: "IsTreeWithRoot", Params: values(2), Eval: isTreeWithRoot},
		{Name: "GraphUnion", Params: values(2), Eval: graphUnion},
		{Name: "IsBipartiteWithPartitions", Params: values(3), Eval: isBipartite},
		{Name: "HasCycle", Params: values(1), Eval: func(c *Call) (value.Value, error) { return is(hasCycle(c, "HasCycle")) }},
		{Name: "IsDag", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			if ok, err := isDirectedGraph(c, "IsDag"); err != nil || !ok {
				return is(false, err)
			}
			cycle, err := hasCycle(c, "IsDag")
			return is(!cycle, err)
		}},
		{Name: "Successors", Params: values(2), Eval: func(c *Call) (value.Value, error) { return neighbours(c, "Successors", false, false) }},
		{Name: "AllSuccessors", Params: values(2), Eval: func(c *Call) (value.Value, error) { return allNeighbours(c, "AllSuccessors", false) }},
		{Name: "Predecessors", Params: values(2), Eval: func(c *Call) (value.Value, error) { return neighbours(c, "Predecessors", true, false) }},
		{Name: "AllPredecessors", Params: values(2), Eval: func(c *Call) (value.Value, error) { return allNeighbours(c, "AllPredecessors", true) }},
		{Name: "Ancestors", Params: values(2), Eval: func(c *Call) (value.Value, error) { return neighbours(c, "Ancestors", true, true) }},
		{Name: "Descendants", Params: values(2), Eval: func(c *Call) (value.Value, error) { return neighbours(c, "Descendants", false, true) }},
		{Name: "InDegree", Params: values(2), Eval: func(c *Call) (value.Value, error) {
			return cardinality(neighbours(c, "InDegree", true, false))
		}},
		{Name: "OutDegree", Params: values(2), Eval: func(c *Call) (value.Value, error) {
			return cardinality(neighbours(c, "OutDegree", false, false))
		}},
		{Name: "Roots", Params: values(1), Eval: func(c *Call) (value.Value, error) { return without(c, "Roots", true) }},
		{Name: "Leaves", Params: values(1), Eval: func(c *Call) (value.Value, error) { return without(c, "Leaves", false) }},
		{Name: "EmptyGraph", Params: values(0), Eval: func(c *Call) (value.Value, error) { return makeGraph(c, value.EmptySet, value.EmptySet) }},
		{Name: "Graphs", Params: values(1), Eval: allGraphs},
	}},
}

func directed(c *Call, op string, i int) (*graph, error) { return c.graph(op, i, directedEnds, false) }

func makeGraph(c *Call, node, edge value.Value) (value.Value, error) {
	return c.Universe.MakeRecord([]string{"node", "edge"}, []value.Value{node, edge})
}

func cardinality(s value.Value, err error) (value.Value, error) {
	if err != nil {
		return value.Value{}, err
	}
	return value.Cardinality(s)
}

func isDirectedGraph(c *Call, op string) (bool, error) {
	g, node, edge, err := c.parts(op, 0)
	if err != nil || !hasFields(g) {
		return false, err
	}
	pairs, err := value.Product(node, node)
	if err != nil {
		return false, err
	}
	return value.Subset(edge, pairs)
}

// directedSubgraph is the set of the graphs on some of the nodes and edges, or of the symmetric ones.
func directedSubgraph(c *Call, undirected bool) (value.Value, error) {
	_, node, edge, err := c.parts("DirectedSubgraph", 0)
	if err != nil {
		return value.Value{}, err
	}
	return subgraphs(c, node, edge, func(n, e value.Value) (bool, error) {
		pairs, err := value.Product(n, n)
		if err != nil {
			return false, err
		}
		if ok, err := value.Subset(e, pairs); err != nil || !ok || !undirected {
			return ok, err
		}
		back, err := turned(e)
		if err != nil {
			return false, err
		}
		return value.Subset(back, e)
	})
}

// subgraphs are the graphs on some of the nodes and edges that pass the test.
func subgraphs(c *Call, node, edge value.Value, test func(n, e value.Value) (bool, error)) (value.Value, error) {
	nodes, err := value.Subsets(node)
	if err != nil {
		return value.Value{}, err
	}
	edges, err := value.Subsets(edge)
	if err != nil {
		return value.Value{}, err
	}
	shape, err := c.Universe.RecordShape("node", "edge")
	if err != nil {
		return value.Value{}, err
	}
	all, err := shape.Records([]value.Value{nodes, edges})
	if err != nil {
		return value.Value{}, err
	}
	return value.Filter(all, false, func(g value.Value) (bool, error) {
		n, err := field(c, g, "node")
		if err != nil {
			return false, err
		}
		e, err := field(c, g, "edge")
		if err != nil {
			return false, err
		}
		return test(n, e)
	})
}

// turned is the set of the pairs of edge the other way around.
func turned(edge value.Value) (value.Value, error) {
	list, err := listed(edge)
	if err != nil {
		return value.Value{}, err
	}
	for i, e := range list {
		from, err := value.Apply(e, value.MakeInt(1))
		if err != nil {
			return value.Value{}, err
		}
		to, err := value.Apply(e, value.MakeInt(2))
		if err != nil {
			return value.Value{}, err
		}
		list[i] = value.Tuple(to, from)
	}
	return value.MakeSet(list)
}

func transpose(c *Call) (value.Value, error) {
	_, node, edge, err := c.parts("Transpose", 0)
	if err != nil {
		return value.Value{}, err
	}
	if edge, err = turned(edge); err != nil {
		return value.Value{}, err
	}
	return makeGraph(c, node, edge)
}

func isUndirected(c *Call) (value.Value, error) {
	if ok, err := isDirectedGraph(c, "IsUndirectedGraph"); err != nil || !ok {
		return is(false, err)
	}
	_, _, edge, err := c.parts("IsUndirectedGraph", 0)
	if err != nil {
		return value.Value{}, err
	}
	back, err := turned(edge)
	if err != nil {
		return value.Value{}, err
	}
	return is(value.Subset(back, edge))
}

// paths is the set of all paths. It is infinite if there is a cycle or a node, so it is only good for
// questions of membership.
func paths(c *Call, edgeOf func(m, n value.Value) (value.Value, error)) (value.Value, error) {
	_, node, edge, err := c.parts("Path", 0)
	if err != nil {
		return value.Value{}, err
	}
	all, err := value.Sequences(node)
	if err != nil {
		return value.Value{}, err
	}
	return value.Filter(all, true, func(p value.Value) (bool, error) {
		list, ok, err := elements(p)
		if err != nil || !ok || len(list) == 0 {
			return false, err
		}
		for i := range list[1:] {
			e, err := edgeOf(list[i], list[i+1])
			if err != nil {
				return false, err
			}
			if in, err := value.Member(e, edge); err != nil || !in {
				return false, err
			}
		}
		return true, nil
	})
}

func isStronglyConnected(c *Call) (value.Value, error) {
	g, err := directed(c, "IsStronglyConnected", 0)
	if err != nil {
		return value.Value{}, err
	}
	if len(g.nodes) == 0 {
		return value.True, nil
	}
	return value.MakeBool(allTrue([][]bool{g.from(0), g.transposed().from(0)})), nil
}

// connectionsIn is the function from pairs of nodes to whether a path leads from one to the other.
func connectionsIn(c *Call) (value.Value, error) {
	_, node, _, err := c.parts("ConnectionsIn", 0)
	if err != nil {
		return value.Value{}, err
	}
	g, err := directed(c, "ConnectionsIn", 0)
	if err != nil {
		return value.Value{}, err
	}
	pairs, err := value.Product(node, node)
	if err != nil {
		return value.Value{}, err
	}
	var holds []value.Value
	for n := range g.nodes {
		for _, ok := range g.from(n) {
			holds = append(holds, value.MakeBool(ok))
		}
	}
	return value.MakeFunc(pairs, holds)
}

func isTreeWithRoot(c *Call) (value.Value, error) {
	if ok, err := isDirectedGraph(c, "IsTreeWithRoot"); err != nil || !ok {
		return is(false, err)
	}
	g, err := directed(c, "IsTreeWithRoot", 0)
	if err != nil {
		return value.Value{}, err
	}
	root, err := g.find(c.Value(1))
	if err != nil || root < 0 {
		return is(false, err)
	}
	for n, to := range g.to { // every node but the root has one edge, to its parent
		if n == root && len(to) > 0 || len(to) > 1 {
			return value.False, nil
		}
	}
	return value.MakeBool(allTrue([][]bool{g.transposed().from(root)})), nil
}

func graphUnion(c *Call) (value.Value, error) {
	_, node, edge, err := c.parts("GraphUnion", 0)
	if err != nil {
		return value.Value{}, err
	}
	_, node2, edge2, err := c.parts("GraphUnion", 1)
	if err != nil {
		return value.Value{}, err
	}
	if node, err = value.Union(node, node2); err != nil {
		return value.Value{}, err
	}
	if edge, err = value.Union(edge, edge2); err != nil {
		return value.Value{}, err
	}
	return makeGraph(c, node, edge)
}

func isBipartite(c *Call) (value.Value, error) {
	_, node, edge, err := c.parts("IsBipartiteWithPartitions", 0)
	if err != nil {
		return value.Value{}, err
	}
	u, v := c.Value(1), c.Value(2)
	common, err := value.Intersection(u, v)
	if err != nil {
		return value.Value{}, err
	}
	if empty, err := value.Equal(common, value.EmptySet); err != nil || !empty {
		return is(false, err)
	}
	both, err := value.Union(u, v)
	if err != nil {
		return value.Value{}, err
	}
	if in, err := value.Subset(node, both); err != nil || !in {
		return is(false, err)
	}
	there, err := value.Product(u, v)
	if err != nil {
		return value.Value{}, err
	}
	back, err := value.Product(v, u)
	if err != nil {
		return value.Value{}, err
	}
	crossing, err := value.Union(there, back)
	if err != nil {
		return value.Value{}, err
	}
	return is(value.Subset(edge, crossing))
}

func hasCycle(c *Call, op string) (bool, error) {
	g, err := directed(c, op, 0)
	if err != nil {
		return false, err
	}
	to, err := reach(len(g.nodes), func(i, j int) (bool, error) { return g.arrow(i, j), nil })
	if err != nil {
		return false, err
	}
	for n := range to {
		if to[n][n] {
			return true, nil
		}
	}
	return false, nil
}

// neighbours are the nodes that one edge, or a path of at least one edge, connects with argument 1.
func neighbours(c *Call, op string, back, far bool) (value.Value, error) {
	g, err := directed(c, op, 0)
	if err != nil {
		return value.Value{}, err
	}
	if back {
		g = g.transposed()
	}
	n, err := g.find(c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	if n < 0 {
		if far {
			return value.Value{}, errorf(op, "The second argument of %s should be a node of the graph, but instead it is:\n%s", op, c.Value(1))
		}
		return value.EmptySet, nil
	}
	marked := make([]bool, len(g.nodes))
	for _, m := range g.to[n] {
		marked[m] = true
		if far {
			for k, ok := range g.from(m) {
				marked[k] = marked[k] || ok
			}
		}
	}
	return g.set(marked)
}

// allNeighbours are the neighbours of any member of argument 1.
func allNeighbours(c *Call, op string, back bool) (value.Value, error) {
	g, err := directed(c, op, 0)
	if err != nil {
		return value.Value{}, err
	}
	if back {
		g = g.transposed()
	}
	some, err := members(op, 1, c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	marked := make([]bool, len(g.nodes))
	for _, x := range some {
		n, err := g.find(x)
		if err != nil {
			return value.Value{}, err
		}
		if n >= 0 {
			for _, m := range g.to[n] {
				marked[m] = true
			}
		}
	}
	return g.set(marked)
}

// without are the nodes that no edge leads to, or from.
func without(c *Call, op string, back bool) (value.Value, error) {
	g, err := directed(c, op, 0)
	if err != nil {
		return value.Value{}, err
	}
	if back {
		g = g.transposed()
	}
	marked := make([]bool, len(g.nodes))
	for n := range marked {
		marked[n] = len(g.to[n]) == 0
	}
	return g.set(marked)
}

// allGraphs is the set of all graphs with the given nodes.
func allGraphs(c *Call) (value.Value, error) {
	s := c.Value(0)
	pairs, err := value.Product(s, s)
	if err != nil {
		return value.Value{}, err
	}
	return graphsOn(c, s, pairs)
}

// graphsOn is [node : {s}, edge : SUBSET edges].
func graphsOn(c *Call, s, edges value.Value) (value.Value, error) {
	nodes, err := value.MakeSet([]value.Value{s})
	if err != nil {
		return value.Value{}, err
	}
	sets, err := value.Subsets(edges)
	if err != nil {
		return value.Value{}, err
	}
	shape, err := c.Universe.RecordShape("node", "edge")
	if err != nil {
		return value.Value{}, err
	}
	return shape.Records([]value.Value{nodes, sets})
}
