package spec_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// reached asks a goal that is judged by a monitor about events of nodes.
func reached(g model.Goal, events ...any) bool {
	m := g.Check.Form().Monitor
	v := m.Initial
	for i, e := range events {
		v = m.Fold(v, model.NodeID(i+1), e)
	}
	return g.Check.Form().Value(v).Found
}

func TestDecisionsStay(t *testing.T) {
	goals := spec.Decisions[int]{
		Decided: func(e model.Event) (int, bool) { n, ok := e.(int); return n, ok },
		Name:    func(n int) string { return fmt.Sprintf("n%d", n) },
		Doc:     "The number is %s.",
	}.Goals([]int{1, 2})
	require.Len(t, goals, 2)
	one, two := goals[0], goals[1]
	require.Equal(t, "decided-n1", one.Name)
	require.Equal(t, "n1", one.Decides)
	require.Equal(t, "The number is n1.", one.Doc)
	require.False(t, reached(one))
	require.False(t, reached(one, "1"))
	require.True(t, reached(one, 1))
	require.True(t, reached(one, 1, 2))
	require.True(t, reached(two, 1, 2))
	require.False(t, reached(two, 1))
}

// A value is chosen when a quorum has accepted one proposal with it, whoever comes first,
// and the order of what comes makes no difference to the monitor.
func TestDecisionsOfConsensusKeepNoOrder(t *testing.T) {
	type proposal = spec.Proposal[int, string]
	c := spec.NewConsensus(spec.ConsensusEvents[int, string]{
		Proposed: func(model.Event) (string, bool) { return "", false },
		Accepted: func(e model.Event) (proposal, bool) { p, ok := e.(proposal); return p, ok },
		Learned:  func(model.Event) (string, bool) { return "", false },
	}, spec.Quorums([]model.NodeID{1, 2, 3}, 2))
	goals := c.Decisions([]string{"a", "b"})
	require.Equal(t, "chosen-a", goals[0].Name)
	require.Equal(t, "a", goals[0].Decides)
	a1, a2, b1 := proposal{Number: 1, Value: "a"}, proposal{Number: 2, Value: "a"}, proposal{Number: 3, Value: "b"}
	require.False(t, reached(goals[0], a1))
	require.False(t, reached(goals[0], a1, a2), "two numbers")
	require.True(t, reached(goals[0], a1, a1))
	require.False(t, reached(goals[1], a1, a1, b1))

	m := goals[0].Check.Form().Monitor
	type accepted struct {
		by model.NodeID
		p  proposal
	}
	events := []accepted{{1, a1}, {2, a1}, {2, a2}, {3, a2}}
	fold := func(order ...int) any {
		v := goals[0].Check.Form().Monitor.Initial
		for _, i := range order {
			v = m.Fold(v, events[i].by, events[i].p)
		}
		return v
	}
	require.Equal(t, fmt.Sprint(fold(0, 1, 2, 3)), fmt.Sprint(fold(2, 3, 0, 1)), "first chosen as number 1, or as number 2")
}

// A node that has decided something reaches the goal of that value alone.
func TestDecidedValues(t *testing.T) {
	type node struct{ decided int }
	goals := spec.DecidedValues(func(v model.View[*node]) (int, bool) { return v.Node.decided, v.Node.decided != 0 }, []int{1, 2})
	require.Equal(t, []string{"decided-1", "decided-2"}, []string{goals[0].Name, goals[1].Name})
	require.Equal(t, "2", goals[1].Decides)
	for decided := range 4 {
		for i, g := range goals {
			found := g.Check.Form().Node(model.View[any]{Node: &node{decided}}).Found
			require.Equal(t, decided == i+1, found, "%d decided", decided)
		}
	}
}
