package search_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/model/warn"
)

// This file is what a search must say when it looked at less than its user may
// think.

// telling is a system without warnings: two nodes that tick and tell each other.
func telling() *model.System {
	sys := alone(2, script{
		start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) {
			if n.Lost++; n.Lost < 3 {
				env.SetTimer(tick)
			}
			env.Broadcast(n.Lost)
		},
		receive: func(n *toy, _ model.Env, from model.NodeID, _ model.Message) { n.Set = n.Set.With(from) },
	})
	sys.Groups[0].Crashes = false
	sys.Properties = property(model.Local(func(model.View[*toy]) model.Verdict { return model.Holds }))
	return sys
}

// warned returns the keys of a report's warnings.
func warned(r *search.Report) []string {
	keys := []string{}
	for _, w := range r.Warnings {
		keys = append(keys, w.Key())
	}
	return keys
}

func TestWarnings(t *testing.T) {
	untestable := model.Property{Name: "never", Check: model.Local(func(model.View[*toy]) model.Verdict { return model.Untested })}
	global := model.Property{Name: "g", Check: model.Global(func(*model.State) model.Verdict { return model.Holds })}
	eventually := func(timers ...string) func(*model.System) {
		fair := temporal.Messages
		for _, name := range timers {
			fair = fair.And(temporal.Timer(name))
		}
		return func(s *model.System) {
			s.Goals = []model.Goal{{Name: "told", Check: model.Local(func(n model.View[*toy]) model.Reached {
				return model.ReachedIf(n.Node.Set.Len() > 0, "%s is told", n.Name)
			})}}
			s.Properties = append(s.Properties, model.Property{Name: "live", Live: temporal.Eventually("told").Under(fair)})
		}
	}
	for _, c := range []struct {
		name   string
		change func(sys *model.System)
		opts   search.Options
		want   []string
	}{
		{"nothing", func(*model.System) {}, search.Options{}, nil},
		{"no properties", func(s *model.System) { s.Properties = nil }, search.Options{}, []string{"no-properties"}},
		{"no properties, but conformance", func(s *model.System) { s.Properties = nil },
			search.Options{Watch: func() system.Watcher { return blind{} }}, nil},
		{"no properties, but a goal", func(s *model.System) {
			s.Properties = nil
			s.Goals = []model.Goal{{Name: "goal", Check: model.Local(func(model.View[*toy]) model.Reached { return model.NotReached })}}
		}, search.Options{Until: "goal"}, nil},
		{"nobody crashes", func(s *model.System) { s.Faults.Crashes = 2 }, search.Options{}, []string{"nobody-crashes"}},
		{"no budget", func(s *model.System) { s.Groups[0].Crashes = true }, search.Options{}, []string{"no-crash-budget N"}},
		{"no symmetry", func(s *model.System) { s.Groups[0].Symmetric = true }, search.Options{}, []string{"no-symmetry N"}},
		{"symmetry", func(s *model.System) { s.Groups[0].Symmetric, s.Symmetry = true, true }, search.Options{}, nil},
		{"an empty group", func(s *model.System) { s.Groups = append(s.Groups, toys("M", 0, script{})) }, search.Options{}, []string{"empty-group M"}},
		{"drops", func(s *model.System) { s.Faults.Drops = 1 }, search.Options{}, []string{"useless-budget drops"}},
		{"drops that a property may see", func(s *model.System) {
			s.Faults.Drops, s.Properties = 1, append(s.Properties, global)
		}, search.Options{}, nil},
		{"drops that make room", func(s *model.System) { s.Faults.Drops, s.InFlight = 1, 2 }, search.Options{}, nil},
		{"drops on FIFO", func(s *model.System) { s.Faults.Drops, s.Network = 1, model.FIFO }, search.Options{}, nil},
		{"duplicates on a set", func(s *model.System) { s.Faults.Duplicates, s.Network = 1, model.Set }, search.Options{}, []string{"useless-budget duplicates"}},
		{"two clocks", bounded(model.TimerBound{Timer: tick, Drift: 1}), search.Options{}, nil},
		{"one clock", func(s *model.System) {
			s.Groups[0].Count = 1
			bounded(model.TimerBound{Timer: tick, Drift: 1})(s)
		}, search.Options{}, []string{"idle-timer-bound tick"}},
		{"a timer that nobody sets", bounded(model.TimerBound{Timer: "tik", Total: 1}), search.Options{}, []string{"idle-timer-bound tik"}},
		{"a timer that those who are bounded never set", func(s *model.System) {
			s.Groups = append(s.Groups, toys("M", 1, script{receive: once}))
			s.Groups[1].Crashes = false
			bounded(model.TimerBound{Timer: tick, PerNode: []int{-1, -1, 1}})(s)
		}, search.Options{}, []string{"idle-timer-bound tick", "idle-node M"}},
		{"no bound", bounded(model.TimerBound{Timer: tick}), search.Options{}, []string{"empty-timer-bound tick"}},
		{"negative bounds", bounded(model.TimerBound{Timer: tick, Total: -1, PerNode: []int{-1}}), search.Options{}, []string{"empty-timer-bound tick"}},
		{"too many bounds", bounded(model.TimerBound{Timer: tick, PerNode: []int{1, 1, 1}}), search.Options{}, []string{"empty-timer-bound tick"}},
		{"one node never ticks, as it says", bounded(model.TimerBound{Timer: tick, PerNode: []int{2, 0}}), search.Options{}, nil},
		{"no node ever ticks", bounded(model.TimerBound{Timer: tick, Never: true}), search.Options{}, []string{"no-steps"}},
		{"outside the constraint", func(s *model.System) { s.Constraint = func(*model.State) bool { return false } },
			search.Options{}, []string{"constraint"}},
		{"a handler that does nothing", func(s *model.System) {
			s.Groups = []model.Group{toys("A", 2, script{
				start: func(_ *toy, env model.Env) { env.SetTimer(tick); env.SetTimer("other") },
				timeout: func(n *toy, env model.Env, t model.Timer) {
					if t == tick {
						env.Broadcast(1)
						n.Lost++
					} else {
						env.SetTimer(t)
					}
				},
			})}
			s.Groups[0].Crashes = false
		}, search.Options{}, []string{"never-stepped A receives int", "never-stepped A timeout other"}},
		{"a crash after which there is nothing to do", func(s *model.System) {
			s.Groups, s.Faults.Crashes = []model.Group{toys("A", 1, script{})}, 1
		}, search.Options{}, []string{"no-steps"}},
		{"untested in a bounded search", func(s *model.System) { s.Properties = append(s.Properties, untestable) },
			search.Options{Options: explore.Options{Depth: 2, Bounded: true}}, []string{"untested never"}},
		{"nothing in a simulation", func(s *model.System) {
			s.Groups = []model.Group{toys("M", 2, script{})}
			s.Groups[0].Crashes = false
		}, search.Options{Simulate: &explore.Walks{Count: 3, Length: 3}}, []string{"no-steps"}},
		{"nothing but the initial state", func(*model.System) {},
			search.Options{Options: explore.Options{Bounded: true}}, []string{"no-steps"}},
		{"a timer that nobody sets in a simulation", bounded(model.TimerBound{Timer: "tik", Total: 1}),
			search.Options{Simulate: &explore.Walks{Count: 3, Length: 3}}, []string{"idle-timer-bound tik"}},
		{"a timer that nobody sets in a bounded search", bounded(model.TimerBound{Timer: "tik", Total: 1}),
			search.Options{Options: explore.Options{Depth: 2, Bounded: true}}, []string{"idle-timer-bound tik"}},
		{"a fairness of timers that nobody sets", eventually("tik", ""), search.Options{}, []string{"idle-fairness live", "idle-fairness live"}},
		{"a fairness of a timer that is set", eventually(string(tick)), search.Options{}, nil},
		{"a bound on nobody", func(s *model.System) {
			s.Bounds = []model.Bound{model.Limit("b", "1", func(toy) bool { return false }), {Name: "script", Value: "2"}}
		}, search.Options{}, []string{"idle-bound b"}},
		{"untested in a simulation", func(s *model.System) { s.Properties = append(s.Properties, untestable) },
			search.Options{Simulate: &explore.Walks{Count: 3, Length: 3}}, []string{"untested never"}},
		{"a monitor that hears nothing", func(s *model.System) {
			m := &model.Monitor[int]{Name: "m", Fold: func(v int, _ model.NodeID, _ model.Event) int { return v }}
			s.Properties = property(model.Judge(m, func(int) model.Verdict { return model.Holds }))
		}, search.Options{}, []string{"no-events"}},
	} {
		sys := telling()
		c.change(sys)
		r := mustExplore(t, sys, c.opts)
		if c.want == nil {
			c.want = []string{}
		}
		require.ElementsMatch(t, c.want, warned(r), c.name)
		if c.opts.Watch != nil || c.opts.Until != "" {
			continue
		}
		c.opts.Meant = c.want
		require.Empty(t, mustExplore(t, sys, c.opts).Unmeant(), c.name)
		for _, key := range c.want {
			sys.Meant = append(sys.Meant, model.Meant{Warning: key, Reason: "a test"})
		}
		c.opts.Meant = nil
		r = mustExplore(t, sys, c.opts)
		require.Empty(t, r.Unmeant(), c.name)
		require.Len(t, r.Warnings, len(c.want), c.name)
	}
}

// bounded bounds timers.
func bounded(bounds ...model.TimerBound) func(*model.System) {
	return func(s *model.System) { s.TimerBounds = bounds }
}

// blind sees nothing.
type blind struct{}

func (blind) Initial(system.Snapshot) string               { return "" }
func (blind) Step(system.Snapshot, system.Snapshot) string { return "" }

// A total that is not set is no bound; a zero per node is one.
func TestTimerBoundWithoutTotal(t *testing.T) {
	for _, c := range []struct {
		bound         model.TimerBound
		states, steps uint64
		depth         int
	}{
		{model.TimerBound{Timer: tick, PerNode: []int{1, 1}}, 4, 4, 2},
		{model.TimerBound{Timer: tick, PerNode: []int{2, 0}}, 3, 2, 2},
		{model.TimerBound{Timer: tick, PerNode: []int{0, 0}}, 1, 0, 0},
		{model.TimerBound{Timer: tick, Total: 1, PerNode: []int{1, 1}}, 3, 2, 1},
		{model.TimerBound{Timer: tick, Never: true, PerNode: []int{1, 1}}, 1, 0, 0},
		{model.TimerBound{Timer: tick}, 16, 24, 6},
	} {
		sys := alone(2, ticking(3))
		bounded(c.bound)(sys)
		requireSize(t, c.states, c.steps, c.depth, sys)
	}
}

// A goal that no node can reach is not just unreached.
func TestGoalAboutNoNode(t *testing.T) {
	type other struct{ toy }
	for name, check := range map[string]model.Check[model.Reached]{
		"local":    model.Local(func(model.View[*other]) model.Reached { return model.NotReached }),
		"step":     model.Step(func(_, _ model.View[*other]) model.Reached { return model.NotReached }),
		"pairwise": model.Pairwise(func(_, _ model.View[*other]) model.Reached { return model.NotReached }),
		"between":  model.Between(func(model.View[*toy], model.View[*other]) model.Reached { return model.NotReached }),
	} {
		sys := telling()
		sys.Goals = []model.Goal{{Name: name, Check: check}}
		r := mustExplore(t, sys, search.Options{Until: name})
		require.Equal(t, search.VerdictUnreached, r.Verdict)
		require.Equal(t, []string{"untested " + name}, warned(r))
	}
}

func TestWhatLooksAtNothingIsRefused(t *testing.T) {
	for _, walks := range []explore.Walks{{}, {Count: 1}, {Length: 1}, {Count: -1, Length: 1}} {
		_, err := search.Explore(t.Context(), telling(), search.Options{Simulate: &walks})
		require.ErrorContains(t, err, "looks at nothing")
	}
	_, err := search.Explore(t.Context(), telling(), search.Options{Meant: []string{"no-symetry"}})
	require.ErrorContains(t, err, `there is no warning "no-symetry" that could be meant; there are no-properties, `)
	sys := telling()
	sys.Meant = []model.Meant{{Warning: warn.NoSteps}}
	_, err = search.Explore(t.Context(), sys, search.Options{})
	require.ErrorContains(t, err, "gives no reason")

	sys = telling()
	sys.Groups = append(sys.Groups, toys("N", 1, script{}))
	_, err = search.Explore(t.Context(), sys, search.Options{})
	require.ErrorContains(t, err, `two groups have the prefix "N"`)

	sys = telling()
	sys.Properties = property(model.Judge(&model.Monitor[int]{Name: "m"}, func(int) model.Verdict { return model.Holds }))
	_, err = search.Explore(t.Context(), sys, search.Options{})
	require.ErrorContains(t, err, "monitor m has no Fold")
}

// On a multiset or a set the message that does nothing stays in flight; the report
// says so when a property can see it.
func TestNoteOnWhatStaysInFlight(t *testing.T) {
	idle := model.Property{Name: "idle", Check: model.Global(func(s *model.State) model.Verdict {
		if len(s.InFlight) > 0 {
			return model.Holds
		}
		return model.Violated("nothing is in flight")
	})}
	for _, network := range networks {
		sys := on(network, sends(ignores, "a"))
		sys.Properties = []model.Property{idle}
		r, err := search.Explore(context.Background(), sys, search.Options{})
		require.NoError(t, err)
		if network == model.FIFO {
			require.NotNil(t, r.Violation)
			require.Empty(t, r.Notes)
			continue
		}
		require.Nil(t, r.Violation)
		require.Len(t, r.Notes, 1)
		require.Contains(t, r.Notes[0], "if idle looks at what is in flight")

		sys = on(network, sends(counts, "a"))
		sys.Properties = telling().Properties
		r, err = search.Explore(context.Background(), sys, search.Options{Options: explore.Options{Depth: 9, Bounded: true}})
		require.NoError(t, err)
		require.Empty(t, r.Notes)
	}
}

// What a property changes in what it sees was never in any state.
func TestPropertyThatChangesWhatItSees(t *testing.T) {
	for name, check := range map[string]model.Check[model.Verdict]{
		"property p": model.Local(func(v model.View[*toy]) model.Verdict { node(v).Kept++; return model.Holds }),
		"a property, the state constraint or an assumption": model.Global(func(s *model.State) model.Verdict { s.Nodes[1].Node.(*toy).List = []int{1}; return model.Holds }),
	} {
		sys := telling()
		sys.Properties = property(check)
		_, err := search.Explore(t.Context(), sys, search.Options{})
		require.ErrorContains(t, err, name+" changed a node that it saw")
	}
}
