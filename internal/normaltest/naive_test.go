package normaltest_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/normaltest"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// lasting is the graph of a system with numbers by difference, in which every message in
// flight is followed from step to step: which message of the state that a step leaves is
// which of the state that it leads to.
type lasting struct {
	g       *search.LiveGraph
	edges   [][]cycles.Edge
	enabled []map[uint32]bool     // by node, what can be delivered, or a bound refuses to be
	becomes [][]map[uint32]uint32 // by node and edge, of what stays in flight
	timers  []map[[2]int]bool     // by node, what can fire, or a bound refuses to
}

func newLasting(t *testing.T, sys *model.System, goals []string) *lasting {
	t.Helper()
	g, r, err := search.Graph(t.Context(), sys, goals, search.Options{Options: explore.Options{Workers: 2, Bounded: true, Depth: 12}})
	require.NoError(t, err)
	if !r.Complete() || r.States > 400 {
		return nil
	}
	l := &lasting{g: g}
	c, plain := normaltest.Graph(t, sys, 0)
	sp := system.NewSpace(c)
	require.Equal(t, g.Len(), plain.Graph.Len())
	for node := range g.Len() {
		l.edges = append(l.edges, g.Edges(node, nil))
		enabled, timers := map[uint32]bool{}, map[[2]int]bool{}
		marks := g.Refused(node, nil)
		for _, e := range l.edges[node] {
			marks = append(marks, e.Mark)
		}
		for _, mark := range marks {
			switch a := g.Action(mark); a.Kind {
			case step.Deliver:
				enabled[a.Message] = true
			case step.Timeout:
				timers[[2]int{a.Node, int(a.Timer)}] = true
			}
		}
		l.enabled, l.timers = append(l.enabled, enabled), append(l.timers, timers)
		way := plain.Graph.Path(node)
		_, from, _ := sp.RunAlong(way, nil)
		messages, normal := sp.NormalMessages(from)
		var becomes []map[uint32]uint32
		for i, e := range plain.Graph.Edges(node, nil) {
			require.Equal(t, int(e.To), l.edges[node][i].To)
			_, _, to := sp.RunAlong(way, []system.StepFrom{{Way: way, Label: e.Label}})
			after, is := sp.NormalMessages(to)
			stays := map[uint32]uint32{}
			for k, m := range messages {
				if at := slices.Index(after, m); at >= 0 {
					stays[normal[k]] = is[at]
				}
			}
			becomes = append(becomes, stays)
		}
		l.becomes = append(l.becomes, becomes)
	}
	return l
}

// token is a message in flight at a node.
type token struct {
	node    int
	message uint32
}

// fair reports whether a run can pass the nodes of a connected set, and take the edges
// inside it, for ever, such that no message that can be delivered from some point on is
// left alone, nor, if timers are fair, a timer that is set.
func (l *lasting) fair(set map[int]bool, timersToo bool) bool {
	var tokens []token
	ends := map[token]bool{} // it can be made to end
	for node := range set {
		for m := range l.enabled[node] {
			tokens = append(tokens, token{node, m})
		}
	}
	for changed := true; changed; {
		changed = false
		for _, t := range tokens {
			for i, e := range l.edges[t.node] {
				if ends[t] || !set[e.To] {
					continue
				}
				a := l.g.Action(e.Mark)
				next, stays := l.becomes[t.node][i][t.message]
				if a.Kind == step.Deliver && a.Message == t.message || !stays || !l.enabled[e.To][next] || ends[token{e.To, next}] {
					ends[t], changed = true, true
				}
			}
		}
	}
	if len(ends) < len(tokens) {
		return false
	}
	if !timersToo {
		return true
	}
	for timer := range l.timers[anyOf(set)] {
		everywhere, taken := true, false
		for node := range set {
			everywhere = everywhere && l.timers[node][timer]
			for _, e := range l.edges[node] {
				a := l.g.Action(e.Mark)
				taken = taken || set[e.To] && a.Kind == step.Timeout && a.Node == timer[0] && int(a.Timer) == timer[1]
			}
		}
		if everywhere && !taken {
			return false
		}
	}
	return true
}

func anyOf(set map[int]bool) int {
	for node := range set {
		return node
	}
	return -1
}

// violated reports whether a fair run never comes to a goal, by its number.
func (l *lasting) violated(goal int, timersToo bool) bool {
	within := map[int]bool{}
	var enter func(node int)
	enter = func(node int) {
		if within[node] || l.g.Truth(node, goal) {
			return
		}
		within[node] = true
		for _, e := range l.edges[node] {
			enter(e.To)
		}
	}
	for node := range l.g.Initial() {
		enter(node)
	}
	next, last := map[int][]int{}, map[int][]int{}
	for node := range within {
		for _, e := range l.edges[node] {
			if within[e.To] {
				next[node], last[e.To] = append(next[node], e.To), append(last[e.To], node)
			}
		}
	}
	reach := func(from int, along map[int][]int) map[int]bool {
		seen, todo := map[int]bool{}, []int{from}
		for len(todo) > 0 {
			node := todo[0]
			todo = todo[1:]
			for _, other := range along[node] {
				if !seen[other] {
					seen[other] = true
					todo = append(todo, other)
				}
			}
		}
		return seen
	}
	done := map[int]bool{}
	for node := range within {
		if len(l.enabled[node]) == 0 && (!timersToo || len(l.timers[node]) == 0) {
			return true // it stutters
		}
		if done[node] {
			continue
		}
		set, back := map[int]bool{}, reach(node, last)
		for other := range reach(node, next) {
			if back[other] {
				set[other], done[other] = true, true
			}
		}
		if len(set) > 0 && l.fair(set, timersToo) {
			return true
		}
	}
	return false
}

// Fairness of messages in runs in which numbers grow for ever is what it is when every
// message is followed.
func TestFairnessOfMessagesByDifference(t *testing.T) {
	systems := uint64(120)
	if testing.Short() {
		systems = 60
	}
	violated, others, grew := 0, 0, 0
	for seed := range systems {
		sys := randomSystem(seed)
		sys.Network = []model.Network{model.Multiset, model.Set}[seed%2]
		sys.InFlight, sys.Numbers.Spread = 2, 2+int(seed%3)
		sys.Goals = liveSystem(seed).Goals
		l := newLasting(t, sys, []string{sys.Goals[0].Name, sys.Goals[1].Name, sys.Goals[2].Name})
		if l == nil {
			continue
		}
		for goal, g := range sys.Goals {
			for _, timersToo := range []bool{false, true} {
				f := temporal.Eventually(g.Name).Under(temporal.Messages)
				if timersToo {
					f = f.Under(temporal.Timers)
				}
				is := *sys
				is.Properties = []model.Property{{Name: "p", Live: f}}
				r, err := search.Explore(context.Background(), &is, search.Options{Options: explore.Options{Workers: 2}})
				require.NoError(t, err)
				want := l.violated(goal, timersToo)
				require.Equal(t, want, r.Properties[0].Verdict == search.VerdictViolated, fmt.Sprintf("seed %d: %s, timers %v", seed, g.Name, timersToo))
				if want {
					violated++
					if strings.Contains(r.Violation.Text, " higher") {
						grew++
					}
				} else {
					others++
				}
			}
		}
	}
	t.Logf("%d violated, %d of them by numbers that grow, %d not", violated, grew, others)
	require.Positive(t, grew)
	require.Greater(t, violated, 20)
	require.Greater(t, others, 20)
}
