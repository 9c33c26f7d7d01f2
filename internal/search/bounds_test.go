package search_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// This file is what bounds a search or takes states out of it: messages in
// flight, timers, dead messages, the state constraint, depth, symmetry.

func TestInFlightBoundDisablesSteps(t *testing.T) {
	sending := func() *model.System {
		return &model.System{InFlight: 2, Groups: []model.Group{
			toys("A", 1, script{
				start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
				timeout: func(_ *toy, env model.Env, _ model.Timer) { env.SetTimer(tick); env.Send(2, "a") },
			}),
			toys("B", 1, script{}),
		}}
	}
	requireSize(t, 3, 2, 2, sending())                 // 0, 1, 2 copies
	requireSize(t, 3, 4, 2, on(model.FIFO, sending())) // and back, one by one
	requireSize(t, 2, 1, 1, on(model.Set, sending()))  // there is only one
	duplicated := with(model.Faults{Duplicates: 9}, sends(ignores, "a"))
	duplicated.InFlight = 3
	requireSize(t, 3, 2, 2, duplicated) // it bounds copies too: a, aa, aaa

	// The first start may send more; a step is enabled that leaves no more than
	// the bound: (ab,"") (b,"a") (a,"b") (,"ab") (,"ba").
	started := sends(says, "a", "b")
	started.InFlight = 1
	requireSize(t, 5, 4, 2, started)
}

func TestTimerBoundInTotal(t *testing.T) {
	sys := alone(2, ticking(9))
	sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: 2}}
	// (i,j) with i+j ≤ 2: 6 states; 2 steps from each of the 3 with i+j < 2.
	requireSize(t, 6, 6, 2, sys)
	// Another timer's bound is nothing to it: 4·4 states, 2·3·4 steps.
	sys = alone(2, ticking(3))
	sys.TimerBounds = []model.TimerBound{{Timer: "other", Total: 0}}
	requireSize(t, 16, 24, 6, sys)
}

func TestTimerBoundPerNode(t *testing.T) {
	for _, perNode := range [][]int{{2, 1}, {2, 1, 7}} {
		sys := alone(2, ticking(9))
		sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: -1, PerNode: perNode}}
		// 3·2 states; 2 steps of the first in each of 2 columns, 1 of the second
		// in each of 3 rows.
		requireSize(t, 6, 7, 3, sys)
	}
	for _, perNode := range [][]int{{1}, {1, -1}} {
		sys := alone(2, ticking(2))
		sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: -1, PerNode: perNode}}
		// The second is not bounded and stops at 2 by itself: 2·3 states.
		requireSize(t, 6, 7, 3, sys)
	}
	sys := alone(2, ticking(9))
	sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: 2, PerNode: []int{2, 1}}}
	// Both bounds: (0,0) (1,0) (0,1) (2,0) (1,1); 2 steps, 2, 1.
	requireSize(t, 5, 5, 2, sys)
}

func TestTimerBudgetIsPartOfTheState(t *testing.T) {
	sys := alone(1, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) { env.SetTimer(tick); n.Lost = 1 - n.Lost },
	})
	requireSize(t, 2, 2, 1, sys) // to and fro
	sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: 3}}
	requireSize(t, 4, 3, 3, sys) // 0, 1, 0, 1, with 0 to 3 used
}

func TestTimeoutWithoutEffectSpendsNoBudget(t *testing.T) {
	sys := alone(1, ticking(0))
	sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: 5}}
	requireSize(t, 1, 0, 0, sys)
}

// dated is a message of a term.
type dated struct {
	Term int
	Name string
}

// terms is a sender whose timers send messages of term 1 again and again, and a
// receiver that a timer takes from term 1 to 2 and that does nothing with them.
func terms(epochs *model.Epochs) *model.System {
	return &model.System{Epochs: epochs, Groups: []model.Group{
		toys("A", 1, script{
			start: func(_ *toy, env model.Env) { env.SetTimer("a"); env.SetTimer("b") },
			timeout: func(_ *toy, env model.Env, fired model.Timer) {
				env.SetTimer(fired)
				env.Resend(2, dated{1, string(fired)})
			},
		}),
		toys("B", 1, script{
			start:   func(n *toy, env model.Env) { n.Kept = 1; env.SetTimer(tick) },
			timeout: func(n *toy, _ model.Env, _ model.Timer) { n.Kept = 2 },
		}),
	}}
}

// byTerm declares messages of an older term dead.
func byTerm() *model.Epochs {
	return &model.Epochs{
		Of: func(n any) []int { return []int{n.(*toy).Kept} },
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			d, ok := m.(dated)
			return 0, d.Term, ok
		},
	}
}

func TestDeadMessagesLeaveTheState(t *testing.T) {
	// In flight is none, a, b or both, in term 1 or 2: 2·4 states, 2·4 sends, 4
	// steps to term 2.
	requireSize(t, 8, 12, 3, terms(nil))
	requireSize(t, 8, 12, 3, on(model.Set, terms(nil)))
	// Dead messages gone: 4 states of term 1, one of term 2, where what is sent
	// is dead on arrival, so nothing is a step: 4 sends, 4 to term 2.
	requireSize(t, 5, 8, 2, terms(byTerm()))
	requireSize(t, 5, 8, 2, on(model.Set, terms(byTerm())))
	require.Contains(t, mustExplore(t, terms(byTerm()), search.Options{}).Reductions[0], "dead messages")
}

func TestDeadMessageIsNotSent(t *testing.T) {
	sending := func(epochs *model.Epochs) *model.System {
		sys := terms(epochs)
		sys.TimerBounds = []model.TimerBound{{Timer: "a", Total: 2}}
		sys.Groups[0] = toys("A", 1, script{
			start:   func(_ *toy, env model.Env) { env.SetTimer("a") },
			timeout: func(_ *toy, env model.Env, _ model.Timer) { env.SetTimer("a"); env.Send(2, dated{1, "a"}) },
		})
		return sys
	}
	// 0, 1 or 2 were sent, in term 1 or 2: 2·2 sends and 3 steps to term 2.
	requireSize(t, 6, 7, 3, sending(nil))
	// In term 2 there is nothing in flight and to send is no step.
	requireSize(t, 6, 5, 3, sending(byTerm()))
	require.Equal(t, []string{"1 0", "1 1", "1 2", "2 0"}, cache(t, sending(byTerm()), func(s *model.State) string {
		return fmt.Sprint(node(model.Views[*toy](s)[1]).Kept, " ", len(s.InFlight))
	}))
}

func TestDeadMessagesLeaveAChannel(t *testing.T) {
	channel := func(epochs *model.Epochs, names ...dated) *model.System {
		sys := terms(epochs)
		sys.Network = model.FIFO
		sys.Groups[0] = toys("A", 1, script{start: func(_ *toy, env model.Env) {
			for _, m := range names {
				env.Send(2, m)
			}
		}})
		return sys
	}
	a, b := dated{1, "a"}, dated{2, "b"}
	// 3 places in the channel, 2 terms: 2·2 deliveries, 3 steps to term 2.
	requireSize(t, 6, 7, 3, channel(nil, a, b))
	// a is dead in term 2: ab, b, empty; b, empty. 2+1 deliveries, 3 to term 2.
	requireSize(t, 5, 6, 2, channel(byTerm(), a, b))
	// From the end too: ba, a, empty; b, empty.
	requireSize(t, 5, 6, 2, channel(byTerm(), b, a))
}

func TestWrongDeclarationOfDeadMessagesIsFound(t *testing.T) {
	require.Nil(t, mustExplore(t, terms(byTerm()), search.Options{}).Violation)
	for _, c := range []struct {
		name   string
		length int
		text   string
		change func(sys *model.System)
	}{
		{"an epoch goes back", 1, "epoch 0 of B went back from 1 to 0", func(sys *model.System) {
			sys.Groups[1] = toys("B", 1, script{
				start:   func(n *toy, env model.Env) { n.Kept = 1; env.SetTimer(tick) },
				timeout: func(n *toy, _ model.Env, _ model.Timer) { n.Kept = 0 },
			})
		}},
		{"an epoch is lost in a crash", 1, "epoch 0 of B went back from 1 to 0", func(sys *model.System) {
			sys.Faults.Crashes = 1
			sys.Epochs.Of = func(n any) []int { return []int{n.(*toy).Lost} }
			sys.Groups[1] = toys("B", 1, script{start: func(n *toy, _ model.Env) { n.Lost = 1 }})
		}},
		// a is sent, then the term goes forward, or the other way round.
		{"a dead message acts", 2, "dated{Term: 1, Name: a} from A was declared dead at B, but its handler does something with it", func(sys *model.System) {
			sys.Groups[1] = toys("B", 1, script{
				start:   func(n *toy, env model.Env) { n.Kept = 1; env.SetTimer(tick) },
				timeout: func(n *toy, _ model.Env, _ model.Timer) { n.Kept = 2 },
				receive: func(_ *toy, env model.Env, from model.NodeID, m model.Message) {
					if m.(dated).Name == "a" {
						env.Send(from, "refused")
					}
				},
			})
		}},
	} {
		for _, network := range networks {
			sys := on(network, terms(byTerm()))
			c.change(sys)
			v := mustExplore(t, sys, search.Options{}).Violation
			require.NotNil(t, v, "%s, %v", c.name, network)
			require.Equal(t, "model", v.Kind, c.name)
			require.Contains(t, v.Text, c.text, c.name)
			require.Equal(t, c.length, v.Length(), c.name)
		}
	}
}

// lost is a property that breaks when a counter reaches a number.
func lost(limit int) []model.Property {
	return property(model.Local(func(v model.View[*toy]) model.Verdict {
		if n := node(v).Lost; n >= limit {
			return model.Violated("%s counts %d", v.Name, n)
		}
		return model.Holds
	}))
}

func TestStateConstraint(t *testing.T) {
	sys := alone(1, ticking(5))
	sys.Constraint = func(s *model.State) bool { return node(model.Views[*toy](s)[0]).Lost <= 2 }
	for _, f := range forms {
		// 0, 1, 2 count; the step to 3 does too, 3 does not, 4 is not reached.
		r := mustExplore(t, sys, f.opts)
		require.Equal(t, size{3, 3, 2}, size{r.States, r.Steps, r.Depth}, f.name)
		require.Equal(t, uint64(1), r.Cut)
		require.Equal(t, []string{explore.ByConstraint}, r.BoundedBy)
		require.False(t, r.Complete())
		require.Equal(t, search.VerdictHolds, r.Verdict)
	}

	// A state outside is checked, and so is the step to it; what lies behind it
	// is not reached.
	sys.Properties = append(lost(3), model.Property{Name: "step", Check: model.Step(func(_, after model.View[*toy]) model.Verdict {
		if node(after).Lost == 3 {
			return model.Violated("to 3")
		}
		return model.Holds
	})})
	r := mustExplore(t, sys, search.Options{Options: explore.Options{MaxFindings: 9}})
	require.Len(t, r.Violations, 2)
	for _, v := range r.Violations {
		require.Equal(t, 3, v.Length())
	}
	sys.Properties = lost(4)
	r = mustExplore(t, sys, search.Options{})
	require.Nil(t, r.Violation)
	require.Equal(t, search.VerdictOpen, r.Properties[0].Verdict)

	// Two counters with a sum of at most 1: (0,0) (1,0) (0,1), 2 steps from each,
	// 4 of them out. A constraint that cuts nothing bounds nothing.
	sys = alone(2, ticking(2))
	sum := func(limit int) func(s *model.State) bool {
		return func(s *model.State) bool {
			return node(model.Views[*toy](s)[0]).Lost+node(model.Views[*toy](s)[1]).Lost <= limit
		}
	}
	sys.Constraint = sum(1)
	r = mustExplore(t, sys, search.Options{})
	require.Equal(t, size{3, 6, 1}, size{r.States, r.Steps, r.Depth})
	require.Equal(t, uint64(4), r.Cut)
	sys.Constraint = sum(4)
	requireSize(t, 9, 12, 4, sys)
}

func TestInitialStateOutsideTheConstraintIsChecked(t *testing.T) {
	sys := alone(1, ticking(5))
	sys.Constraint = func(*model.State) bool { return false }
	r := mustExplore(t, sys, search.Options{})
	require.Equal(t, size{0, 0, 0}, size{r.States, r.Steps, r.Depth})
	require.Equal(t, []string{explore.ByConstraint}, r.BoundedBy)
	sys.Properties = lost(0)
	v := mustExplore(t, sys, search.Options{}).Violation
	require.NotNil(t, v)
	require.Zero(t, v.Length())
}

func TestDepthBound(t *testing.T) {
	depth := func(n int) search.Options { return search.Options{Options: explore.Options{Depth: n, Bounded: true}} }
	sys := alone(1, ticking(3))
	sys.Properties = lost(3)
	// 3 is reached at depth 3: states at the bound are checked.
	v := mustExplore(t, sys, depth(3)).Violation
	require.NotNil(t, v)
	require.Equal(t, 3, v.Length())
	r := mustExplore(t, sys, depth(2))
	require.Nil(t, r.Violation)
	require.Equal(t, size{3, 2, 2}, size{r.States, r.Steps, r.Depth})
	require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
	require.Equal(t, search.VerdictOpen, r.Properties[0].Verdict)

	// At 0 there are the initial states alone, and they are checked.
	sys.Properties = lost(0)
	require.NotNil(t, mustExplore(t, sys, depth(0)).Violation)
	sys.Properties = nil
	r = mustExplore(t, sys, depth(0))
	require.Equal(t, size{1, 0, 0}, size{r.States, r.Steps, r.Depth})

	// No state within the bound is missed: three counters, all sums up to 4 of
	// 0 to 3 each: 1+3+6+10+12 states. From each with a sum below 4 there are 3
	// steps, but 2 from (3,0,0) and its like: 3·(1+3+6+10)-3.
	sys = alone(3, ticking(3))
	r = mustExplore(t, sys, depth(4))
	require.Equal(t, size{32, 3*20 - 3, 4}, size{r.States, r.Steps, r.Depth})

	// Deeper than the deepest state it bounds nothing.
	r = mustExplore(t, sys, depth(10))
	require.Equal(t, size{64, 3 * 3 * 16, 9}, size{r.States, r.Steps, r.Depth})
	require.True(t, r.Complete())
}

func TestReportNamesTheBounds(t *testing.T) {
	sys := with(model.Faults{Crashes: 1, Drops: 2, Duplicates: 3, Partitions: 4}, alone(2, ticking(1)))
	sys.InFlight = 5
	sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: 6, PerNode: []int{-1, 7}}}
	sys.Bounds = []model.Bound{{Name: "limit", Value: "1"}}
	sys.Constraint = func(*model.State) bool { return true }
	require.Equal(t, []search.UsedBound{
		{Name: "limit", Value: "1"}, {Name: "network", Value: "multiset"}, {Name: "crashes", Value: "1"},
		{Name: "drops", Value: "2"}, {Name: "duplicates", Value: "3"}, {Name: "partitions", Value: "4"},
		{Name: "messages in flight", Value: "5"}, {Name: "tick timeouts", Value: "6"},
		{Name: "N2 tick timeouts", Value: "7"}, {Name: "state constraint", Value: "yes"},
	}, mustExplore(t, sys, search.Options{}).Bounds)
}

// Every bound counts the steps that it refused, whatever node they were of.
func TestBoundsCountWhatTheyRefuse(t *testing.T) {
	limit := func(most int) model.Bound {
		return model.Limit("count", fmt.Sprint(most), func(n *toy) bool { return n.Lost <= most })
	}
	refused := func(sys *model.System) map[string]uint64 {
		all := map[string]uint64{}
		for _, workers := range []int{1, 2} {
			r := mustExplore(t, sys, search.Options{Options: explore.Options{Workers: workers}})
			require.True(t, r.Complete())
			for _, b := range r.Bounds {
				if b.Refused > 0 {
					require.True(t, workers == 1 || all[b.Name] == b.Refused, "%s: %d and %d", b.Name, all[b.Name], b.Refused)
					all[b.Name] = b.Refused
				}
			}
		}
		return all
	}
	// Two counters up to 2, in 9 states; in 3 of them the one is at 2, in 3 the other.
	sys := alone(2, ticking(3))
	sys.Bounds = []model.Bound{{Name: "workload", Value: "1"}, limit(2)}
	require.Equal(t, map[string]uint64{"count": 6}, refused(sys))
	// In all but 2 ticks: (2,0), (1,1), (0,2), two timers in each.
	sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: 2}}
	require.Equal(t, map[string]uint64{"tick timeouts": 6}, refused(sys))
	// The second may tick once: 3 states in which it has, of 3 by 2 states.
	sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: -1, PerNode: []int{-1, 1}}}
	require.Equal(t, map[string]uint64{"count": 2, "N2 tick timeouts": 3}, refused(sys))
	// Two nodes may send to the other by a timer, of which one message at most is in
	// flight: where one has, the other may not.
	sys = alone(2, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(_ *toy, env model.Env, _ model.Timer) { env.Broadcast("a") },
		receive: func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Lost++ },
	})
	sys.InFlight = 1
	require.Equal(t, map[string]uint64{"messages in flight": 2}, refused(sys))
	// What was beyond the bound before is not refused, and starting is no step.
	sys = alone(1, script{start: func(n *toy, env model.Env) { n.Lost = 5; env.SetTimer(tick) }, timeout: func(n *toy, env model.Env, _ model.Timer) { n.Lost = 7 }})
	sys.Bounds = []model.Bound{limit(2)}
	requireSize(t, 2, 1, 1, sys)
	// A bound on steps, and a bound that is on nodes of another type.
	sys = alone(1, ticking(9))
	sys.Bounds = []model.Bound{model.LimitSteps("leaps", "none", func(before, after *toy) bool { return before.Lost < 4 })}
	requireSize(t, 5, 4, 4, sys)
	sys.Bounds = []model.Bound{model.Limit("clients", "none", func(*client) bool { return false })}
	requireSize(t, 10, 9, 9, sys)
}

func TestReportCountsTheStepsOfEveryHandler(t *testing.T) {
	sys := with(model.Faults{Crashes: 1}, sends(once, "a"))
	r := mustExplore(t, sys, search.Options{})
	// As in TestMessagesSurviveACrash: 2 deliveries, 2 crashes, 2 restarts.
	got := map[string]uint64{}
	for _, c := range r.StepCounts {
		if c.Steps > 0 {
			got[c.Name] = c.Steps
		}
	}
	require.Equal(t, map[string]uint64{"B receives string": 2, "B crashes": 2, "B restarts": 2}, got)
	// And a handler that never made a step is listed too.
	require.Contains(t, mustExplore(t, sends(ignores, "a"), search.Options{}).StepCounts, search.StepCount{Name: "B receives string"})
}

// symmetric makes the first group's nodes interchangeable and counts each orbit
// once.
func symmetric(sys *model.System) *model.System {
	sys.Symmetry = true
	sys.Groups[0].Symmetric = true
	return sys
}

func TestSymmetryCountsEachOrbitOnce(t *testing.T) {
	// Three counters of 0 or 1: 8 states, 3·4 steps; by how many are 1 4 states,
	// with 3, 2, 1 and no steps.
	requireSize(t, 8, 12, 3, alone(3, ticking(1)))
	requireSize(t, 4, 3+2+1, 3, symmetric(alone(3, ticking(1))))
	r := mustExplore(t, symmetric(alone(3, ticking(1))), search.Options{})
	require.Equal(t, []string{"symmetry (6 permutations of interchangeable nodes count as one state)"}, r.Reductions)
}

func TestSymmetryRenamesWhoIsInAMessageAndASet(t *testing.T) {
	voting := func() *model.System {
		return &model.System{Groups: []model.Group{
			toys("V", 3, script{
				start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
				timeout: func(_ *toy, env model.Env, _ model.Timer) { env.Send(4, env.ID()) },
			}),
			toys("L", 1, script{receive: func(n *toy, _ model.Env, _ model.NodeID, m model.Message) { n.Set = n.Set.With(m.(model.NodeID)) }}),
		}}
	}
	for _, network := range []model.Network{model.Multiset, model.FIFO} {
		// Each vote is not sent, in flight or counted: 3³ states; 2 steps of each
		// of 3 voters in each of the 9 places of the others.
		requireSize(t, 27, 54, 6, on(network, voting()))
		// How many are at each of 3 places: 10 ways for 3. One step for every
		// vote that is not counted: over the 10 ways each place has 3·10/3, so 20.
		requireSize(t, 10, 20, 6, on(network, symmetric(voting())))
	}
}

func TestSymmetryRenamesFieldsThatNamePeers(t *testing.T) {
	voting := func() *model.System {
		return alone(3, script{
			start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
			timeout: func(n *toy, env model.Env, _ model.Timer) { n.Vote = env.Peers()[env.Choose(2)] },
		})
	}
	// Nobody or one of two peers each: 3³ states. With k votes outstanding there
	// are 2k steps: 1·6 + 6·4 + 12·2.
	requireSize(t, 27, 54, 3, voting())
	// Orbits under the 6 permutations: 27 states are fixed by the identity, 3 by
	// each of 3 swaps, 3 by each of 2 rotations: (27+9+6)/6 = 7. By votes
	// outstanding 1, 1, 3 and 2 of them: 6 + 4 + 3·2 steps.
	requireSize(t, 7, 16, 3, symmetric(voting()))
}

func TestSymmetryOnFIFOWithFullChannels(t *testing.T) {
	sending := func() *model.System {
		return &model.System{Network: model.FIFO, Groups: []model.Group{
			toys("A", 3, script{start: func(_ *toy, env model.Env) { env.Send(4, env.ID()); env.Send(4, "b") }}),
			toys("B", 1, script{}),
		}}
	}
	// As above: three channels of 2, 1 or no messages.
	requireSize(t, 27, 54, 6, sending())
	requireSize(t, 10, 20, 6, symmetric(sending()))
}

func TestSymmetryOfCutsAndCrashes(t *testing.T) {
	// Three cuts of three nodes are one state: whole, cut, healed; they are three
	// steps and one heals them.
	requireSize(t, 3, 3+1, 2, symmetric(with(model.Faults{Partitions: 1}, alone(3, script{}))))
	// Who crashed does not matter, nor does who comes back: all up, one down,
	// all up again; three crashes are three steps.
	requireSize(t, 3, 3+1, 2, symmetric(with(model.Faults{Crashes: 1}, alone(3, script{}))))
}

func TestSymmetryNeedsInterchangeableNodes(t *testing.T) {
	for _, c := range []struct {
		sys  *model.System
		want string
	}{
		{alone(2, script{}), "no two nodes of this system are interchangeable"},
		{symmetric(alone(1, script{})), "no two nodes of this system are interchangeable"},
		{func() *model.System {
			sys := symmetric(alone(2, ticking(1)))
			sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: -1, PerNode: []int{1}}}
			return sys
		}(), "tells nodes apart"},
		{symmetric(alone(9, script{})), fmt.Sprintf("more than %d ways", 720)},
	} {
		c.sys.Symmetry = true
		_, err := search.Explore(t.Context(), c.sys, search.Options{})
		require.ErrorContains(t, err, c.want)
	}
}
