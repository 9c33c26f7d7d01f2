package spec

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// Events of these tests.
type (
	proposes string
	accepts  Proposal[int, string]
	learns   string
)

// testConsensus is consensus of acceptors S1 to S3.
func testConsensus() *Consensus[int, string] {
	return NewConsensus(ConsensusEvents[int, string]{
		Proposed: func(e model.Event) (string, bool) { v, ok := e.(proposes); return string(v), ok },
		Accepted: func(e model.Event) (Proposal[int, string], bool) {
			p, ok := e.(accepts)
			return Proposal[int, string](p), ok
		},
		Learned: func(e model.Event) (string, bool) { v, ok := e.(learns); return string(v), ok },
	}, Quorums([]model.NodeID{1, 2, 3}, 2))
}

func TestConsensus(t *testing.T) {
	a1, a2, b2 := accepts{1, "a"}, accepts{2, "a"}, accepts{2, "b"}
	both := []recorded{{4, proposes("a")}, {5, proposes("b")}}
	for _, c := range []struct {
		name                          string
		events                        []recorded
		uniformity, nonTrivial, learn string
	}{
		{"nothing", nil, "untested", "untested", "untested"},
		{"accepted by one, again and again", append(both, []recorded{{1, a1}, {1, a1}}...), "untested", "untested", "untested"},
		{"one value, but not one proposal", append(both, []recorded{{1, a1}, {2, a2}}...), "untested", "untested", "untested"},
		{"chosen", append(both, []recorded{{1, a1}, {3, a1}}...), "holds", "holds", "untested"},
		{"chosen again with another number", append(both, []recorded{{1, a1}, {3, a1}, {1, a2}, {2, a2}}...), "holds", "holds", "untested"},
		{"chosen and learned", append(both, []recorded{{1, a1}, {3, a1}, {6, learns("a")}}...), "holds", "holds", "holds"},
		{"two values", append(both, []recorded{{1, a1}, {3, a1}, {2, b2}, {3, b2}}...),
			"a was chosen as proposal 1, and b as proposal 2", "holds", "untested"},
		{"not proposed", []recorded{{5, proposes("b")}, {1, a1}, {3, a1}}, "holds", "a was chosen as proposal 1, but nobody had proposed that value", "untested"},
		{"learned too early", append(both, []recorded{{1, a1}, {6, learns("a")}}...), "untested", "holds", "S6 learned a, but no quorum has accepted one proposal with it"},
		{"learned out of the blue", append(both, recorded{6, learns("c")}), "untested", "S6 learned c, which nobody had proposed", "S6 learned c"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := testConsensus()
			var value consensus[int, string]
			for _, r := range c.events {
				value = k.monitor.Fold(value, r.by, r.event)
			}
			for _, p := range []struct {
				judge func(consensus[int, string]) model.Verdict
				want  string
			}{{k.uniformity, c.uniformity}, {k.nonTriviality, c.nonTrivial}, {k.learnOnlyChosen, c.learn}} {
				requireVerdict(t, p.want, p.judge(value).Outcome())
			}
		})
	}
}

// Of what was accepted, only what can still make another value chosen is kept.
func TestConsensusKeepsLittle(t *testing.T) {
	k := testConsensus()
	value := k.monitor.Initial
	for _, r := range []recorded{{1, accepts{1, "a"}}, {2, accepts{2, "b"}}, {1, accepts{3, "a"}}, {3, accepts{3, "a"}}, {2, accepts{3, "a"}}} {
		value = k.monitor.Fold(value, r.by, r.event)
	}
	require.Equal(t, consensus[int, string]{
		Votes:  map[int]map[string]model.NodeSet{2: {"b": model.SetOf(2)}},
		Chosen: map[string]int{"a": 3},
	}, value)
}

func TestIrrevocability(t *testing.T) {
	check := Irrevocability(func(v model.View[*node]) (int, bool) { return v.Node.term, v.Node.term != 0 })
	for _, c := range []struct {
		name          string
		before, after int
		want          string
	}{
		{"nothing learned", 0, 0, "untested"},
		{"just learned", 0, 1, "untested"},
		{"kept", 1, 1, "holds"},
		{"changed", 1, 2, "S1 had learned 1 and now has learned 2"},
		{"forgotten", 1, 0, "S1 had learned 1 and does not know it any more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.want, ask(check, view(1, &node{term: c.before}), view(1, &node{term: c.after})))
		})
	}
}

func TestQuorumIntersection(t *testing.T) {
	nodes := []model.NodeID{1, 2, 3, 4, 5}
	for n := 1; n <= 5; n++ {
		for first := 1; first <= n; first++ {
			for second := 1; second <= n; second++ {
				check := QuorumIntersection(func(model.View[*node]) (phase1, phase2 []model.NodeSet) {
					return Quorums(nodes[:n], first), Quorums(nodes[:n], second)
				})
				want := "holds"
				if first+second <= n {
					want = "no member in common"
				}
				requireVerdict(t, want, ask(check, view(1, &node{})))
			}
		}
	}
	none := QuorumIntersection(func(model.View[*node]) (phase1, phase2 []model.NodeSet) { return nil, nil })
	requireVerdict(t, "untested", ask(none, view(1, &node{})))
}

func TestQuorums(t *testing.T) {
	majorities := Quorums([]model.NodeID{2, 3, 4}, 2)
	require.Equal(t, []model.NodeSet{model.SetOf(2, 3), model.SetOf(2, 4), model.SetOf(3, 4)}, majorities)
	require.Len(t, Quorums([]model.NodeID{1, 2, 3, 4, 5}, 3), 10)
	require.False(t, ContainsQuorum(majorities, model.SetOf(1, 2)))
	require.True(t, ContainsQuorum(majorities, model.SetOf(2, 3, 4)))
	require.Panics(t, func() { Quorums(nil, 1) })
	require.Panics(t, func() { Quorums([]model.NodeID{1}, 0) })
}
