package library

import "github.com/synod-go/synod/tla/value"

// UndirectedGraphs, whose edges are sets {m, n}.
var undirectedGraphs = []module{
	{name: "UndirectedGraphs", ops: []Op{
		{Name: "IsUndirectedGraph", Params: values(1), Eval: func(c *Call) (value.Value, error) { return isSetGraph(c, "IsUndirectedGraph", false) }},
		{Name: "IsLoopFreeUndirectedGraph", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			return isSetGraph(c, "IsLoopFreeUndirectedGraph", true)
		}},
		{Name: "UndirectedSubgraph", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			_, node, edge, err := c.parts("UndirectedSubgraph", 0)
			if err != nil {
				return value.Value{}, err
			}
			return subgraphs(c, node, edge, func(n, e value.Value) (bool, error) { return setEdges(n, e, false) })
		}},
		{Name: "Path", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			return paths(c, func(m, n value.Value) (value.Value, error) { return value.MakeSet([]value.Value{m, n}) })
		}},
		{Name: "SimplePath", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			g, err := c.graph("SimplePath", 0, undirectedEnds, true)
			if err != nil {
				return value.Value{}, err
			}
			return g.simplePaths()
		}},
		{Name: "AreConnectedIn", Params: values(3), Eval: func(c *Call) (value.Value, error) {
			m, n := c.Value(0), c.Value(1)
			g, err := c.graph("AreConnectedIn", 2, undirectedEnds, true)
			if err != nil {
				return value.Value{}, err
			}
			return is(g.connected(m, n))
		}},
		{Name: "ConnectedComponents", Params: values(1), Eval: connectedComponents},
		{Name: "IsStronglyConnected", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			g, err := c.graph("IsStronglyConnected", 0, undirectedEnds, true)
			if err != nil || len(g.nodes) == 0 { // no component is not the one component {}
				return is(false, err)
			}
			return value.MakeBool(allTrue([][]bool{g.from(0)})), nil
		}},
		{Name: "UndirectedGraphs", Params: values(1), Eval: allUndirectedGraphs},
	}},
}

func isSetGraph(c *Call, op string, loopFree bool) (value.Value, error) {
	g, node, edge, err := c.parts(op, 0)
	if err != nil || !hasFields(g) {
		return is(false, err)
	}
	return is(setEdges(node, edge, loopFree))
}

// setEdges reports whether every edge is a set of one or two nodes, or of exactly two.
func setEdges(node, edge value.Value, loopFree bool) (bool, error) {
	list, err := listed(edge)
	if err != nil {
		return false, err
	}
	for _, e := range list {
		if in, err := value.Subset(e, node); err != nil || !in {
			return false, err
		}
		n, err := value.Size(e)
		if err != nil || n == 0 || n > 2 || loopFree && n < 2 {
			return false, err
		}
	}
	return true, nil
}

func connectedComponents(c *Call) (value.Value, error) {
	g, err := c.graph("ConnectedComponents", 0, undirectedEnds, true)
	if err != nil {
		return value.Value{}, err
	}
	var sets []value.Value
	done := make([]bool, len(g.nodes))
	for n := range g.nodes {
		if done[n] {
			continue
		}
		marked := g.from(n)
		for m, ok := range marked {
			done[m] = done[m] || ok
		}
		s, err := g.set(marked)
		if err != nil {
			return value.Value{}, err
		}
		sets = append(sets, s)
	}
	return value.MakeSet(sets)
}

// allUndirectedGraphs is the set of all graphs with the given nodes.
func allUndirectedGraphs(c *Call) (value.Value, error) {
	s := c.Value(0)
	list, err := members("UndirectedGraphs", 0, s)
	if err != nil {
		return value.Value{}, err
	}
	var edges []value.Value
	for i, x := range list {
		for _, y := range list[i:] {
			e, err := value.MakeSet([]value.Value{x, y})
			if err != nil {
				return value.Value{}, err
			}
			edges = append(edges, e)
		}
	}
	all, err := value.MakeSet(edges)
	if err != nil {
		return value.Value{}, err
	}
	return graphsOn(c, s, all)
}
