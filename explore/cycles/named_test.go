package cycles

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// find returns the counterexample, which must be a behaviour of the graph.
func find(t *testing.T, g *testGraph, assumption, property *Formula) *Lasso {
	l, err := Counterexample(context.Background(), g, assumption, property)
	require.NoError(t, err)
	if l != nil {
		requireLasso(t, g, l, "")
	}
	return l
}

// door is two rooms, 0 and 1, between which one walks for ever, and an exit 2
// that can be taken from room 0 only. State atom 0: the exit is enabled; 1: out.
// Step atom 0: the exit is taken; 1: a room is changed.
func door() *testGraph {
	return &testGraph{
		initial: 1,
		bits:    []uint32{1, 0, 2},
		edges:   [][]Edge{{{To: 1, Mark: 2}, {To: 2, Mark: 1}}, {{To: 0, Mark: 2}}, nil},
	}
}

// TestWeakAndStrongFairness: an action that is enabled again and again, but not
// for ever, need not be taken under weak fairness, and must under strong.
func TestWeakAndStrongFairness(t *testing.T) {
	g := door()
	out := Eventually(State(1))
	l := find(t, g, True, out)
	require.Equal(t, &Lasso{Loop: []LassoStep{{0, Stutter, 0}}}, l, "nothing makes it move")

	l = find(t, g, WF(State(0), Step(0)), out)
	require.Equal(t, &Lasso{Prefix: []LassoStep{{0, 0, 1}}, Loop: []LassoStep{{1, Stutter, 1}}}, l, "it may stay in room 1")

	walks := Always(Eventually(Or(Step(1), State(1))))
	l = find(t, g, And(walks, WF(State(0), Step(0))), out)
	require.Equal(t, &Lasso{Loop: []LassoStep{{0, 0, 1}, {1, 0, 0}}}, l)
	require.Nil(t, find(t, g, And(walks, SF(State(0), Step(0))), out))
}

// TestLeadsTo wants a request without an answer, by the shortest way.
func TestLeadsTo(t *testing.T) {
	// 0 idle, 1 requested (atom 0), 2 answered (atom 1), 3 lost.
	g := &testGraph{
		initial: 1, bits: []uint32{0, 1, 2, 0},
		edges: [][]Edge{{{To: 1, Mark: 1}}, {{To: 2, Mark: 1}, {To: 3, Mark: 1}}, {{To: 0, Mark: 1}}, nil},
	}
	moves := Always(Eventually(Step(0)))
	answered := LeadsTo(State(0), State(1))
	require.Equal(t, &Lasso{Prefix: []LassoStep{{0, 0, 1}}, Loop: []LassoStep{{1, Stutter, 1}}}, find(t, g, True, answered))
	require.Nil(t, find(t, g, moves, answered), "who moves for ever is never lost")
	g.edges[3] = []Edge{{To: 3, Mark: 1}}
	require.Equal(t, &Lasso{
		Prefix: []LassoStep{{0, 0, 1}, {1, 1, 3}}, Loop: []LassoStep{{3, 0, 3}},
	}, find(t, g, moves, answered))
}

// TestAgainAndAgainIsNotForEver: in a cycle through p and not p, []<>p holds and
// <>[]p does not.
func TestAgainAndAgainIsNotForEver(t *testing.T) {
	g := &testGraph{initial: 1, bits: []uint32{1, 0}, edges: [][]Edge{{{To: 1, Mark: 1}}, {{To: 0, Mark: 1}}}}
	moves := Always(Eventually(Step(0)))
	require.Nil(t, find(t, g, moves, Always(Eventually(State(0)))))
	require.Nil(t, find(t, g, moves, Always(Eventually(Not(State(0))))))
	require.Equal(t, &Lasso{Loop: []LassoStep{{0, 0, 1}, {1, 0, 0}}}, find(t, g, moves, Eventually(Always(State(0)))))
	// Without the moves <>[]p breaks by stuttering where p is false.
	require.Equal(t, &Lasso{Prefix: []LassoStep{{0, 0, 1}}, Loop: []LassoStep{{1, Stutter, 1}}},
		find(t, g, True, Eventually(Always(State(0)))))
}

// TestStepsOfAnAction: [][A]_v breaks by one step, which a stuttering step never
// is; <><<A>>_v is broken by stuttering.
func TestStepsOfAnAction(t *testing.T) {
	g := &testGraph{initial: 1, bits: []uint32{0, 0}, edges: [][]Edge{{{To: 1, Mark: 3}}, {{To: 0, Mark: 0}}}, stutter: 1}
	l := find(t, g, True, Always(Step(0)))
	require.Equal(t, &Lasso{Loop: []LassoStep{{0, 0, 1}, {1, 0, 0}}}, l)
	g.edges[1][0].Mark = 1
	require.Nil(t, find(t, g, True, Always(Step(0))))
	require.Equal(t, &Lasso{Loop: []LassoStep{{0, Stutter, 0}}}, find(t, g, True, Eventually(Step(1))))
}

// TestUnknownNodesAreNoPlaceForALoop: a node without edges stutters for ever, but
// not one whose edges are not known.
func TestUnknownNodesAreNoPlaceForALoop(t *testing.T) {
	g := &testGraph{initial: 1, bits: []uint32{1, 0}, edges: [][]Edge{{{To: 1, Mark: 1}}, nil}}
	wf := WF(State(0), Step(0))
	require.NotNil(t, find(t, g, wf, Always(State(0))))
	g.unknown = []bool{false, true}
	require.Nil(t, find(t, g, wf, Always(State(0))))
}

// TestManyConditions: thirty strongly fair actions do not make 2^30 cases.
func TestManyConditions(t *testing.T) {
	const n = 30
	g := &testGraph{initial: 1}
	var fair []*Formula
	for i := range n {
		g.bits = append(g.bits, 1<<i)
		g.edges = append(g.edges, []Edge{{To: (i + 1) % n, Mark: 1 << i}})
		fair = append(fair, SF(State(i), Step(i)))
	}
	l := find(t, g, And(fair...), Eventually(Always(State(0))))
	require.Len(t, l.Loop, n)
	require.Nil(t, find(t, g, And(fair...), Always(Eventually(State(7)))))
}

// wide is a graph with any number of atoms: mark n stands for atom n alone.
type wide struct{ *testGraph }

func (g *wide) StateAtoms(mark uint32) (b Bits) { b.Set(int(mark)); return b }
func (g *wide) StepAtoms(mark uint32) Bits      { return g.StateAtoms(mark) }

// TestManyAtoms: a thousand strongly fair actions round a ring. There is no limit to
// atoms or conditions.
func TestManyAtoms(t *testing.T) {
	const n = 1000
	g := &wide{&testGraph{initial: 1, stutter: n}}
	var fair []*Formula
	for i := range n {
		g.bits = append(g.bits, uint32(i))
		g.edges = append(g.edges, []Edge{{To: (i + 1) % n, Mark: uint32(i)}})
		fair = append(fair, SF(State(i), Step(i)))
	}
	l, err := Counterexample(context.Background(), g, And(fair...), Eventually(Always(State(150))))
	require.NoError(t, err)
	require.Len(t, l.Loop, n)
	l, err = Counterexample(context.Background(), g, And(fair...), Always(Eventually(State(150))))
	require.NoError(t, err)
	require.Nil(t, l)
}

// TestLargeGraph: a chain of a million nodes that ends in a cycle takes no
// recursion over nodes.
func TestLargeGraph(t *testing.T) {
	const n = 1_000_000
	g := &testGraph{initial: 1, bits: make([]uint32, n), edges: make([][]Edge, n)}
	for i := range n {
		g.bits[i] = 1
		g.edges[i] = []Edge{{To: (i + 1) % n, Mark: 1}}
	}
	g.bits[n-1] = 2
	require.Nil(t, find(t, g, WF(True, Step(0)), Always(Eventually(State(1)))))
	require.Nil(t, find(t, g, WF(True, Step(0)), LeadsTo(State(0), State(1))))
}

func TestInterruptAndTooLarge(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Counterexample(ctx, door(), True, Eventually(State(1)))
	require.ErrorIs(t, err, context.Canceled)
	f := State(0)
	for i := range 70 { // one in the other: none is fairness
		f = Or(And(State(i%3), Always(f)), Step(i%3))
	}
	_, err = Counterexample(context.Background(), door(), f, Eventually(State(1)))
	require.ErrorIs(t, err, errTooLarge)
	require.Panics(t, func() { State(-1) })
}
