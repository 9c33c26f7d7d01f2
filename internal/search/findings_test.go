package search_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// This file is what a search finds broken: each kind of property, handlers that
// break the rules, and systems that are no systems.

// When the first of two counters reaches 2 every one of these is broken, and
// none before.
func TestEveryKindOfPropertyCanBeViolated(t *testing.T) {
	broken := func(at int, name string) model.Verdict {
		if at >= 2 {
			return model.Violated("%s is at %d", name, at)
		}
		return model.Holds
	}
	events := &model.Monitor[int]{Name: "most", Fold: func(v int, _ model.NodeID, e model.Event) int { return max(v, e.(int)) }}
	local := model.Local(func(v model.View[*toy]) model.Verdict { return broken(node(v).Lost, v.Name) })
	for _, c := range []struct {
		name  string
		check model.Check[model.Verdict]
		kind  string
		text  string
	}{
		{"local", local, "invariant", "N1 is at 2"},
		{"pairwise", model.Pairwise(func(a, b model.View[*toy]) model.Verdict {
			require.Less(t, a.ID, b.ID)
			return broken(max(node(a).Lost, node(b).Lost), a.Name+" or "+b.Name)
		}), "invariant", "N1 or N2 is at 2"},
		{"monitor", model.Judge(events, func(v int) model.Verdict { return broken(v, "somebody") }), "invariant", "somebody is at 2"},
		{"global", model.Global(func(s *model.State) model.Verdict { return broken(node(model.Views[*toy](s)[0]).Lost, s.Nodes[0].Name) }), "invariant", "N1 is at 2"},
		{"step", model.Step(func(before, after model.View[*toy]) model.Verdict {
			require.Equal(t, node(before).Lost+1, node(after).Lost)
			return broken(node(after).Lost, after.Name)
		}), "action", "N1 is at 2"},
	} {
		sys := alone(2, script{
			start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
			timeout: func(n *toy, env model.Env, _ model.Timer) {
				env.SetTimer(tick)
				n.Lost++
				env.Record(n.Lost)
			},
		})
		sys.Properties = []model.Property{
			{Name: c.name, Check: c.check},
			{Name: "other", Check: model.Local(func(model.View[*toy]) model.Verdict { return model.Holds })},
		}
		r := mustExplore(t, sys, search.Options{})
		v := r.Violation
		require.NotNil(t, v, c.name)
		require.Equal(t, search.VerdictViolated, r.Verdict)
		require.Equal(t, []search.PropertyResult{{Name: c.name, Verdict: search.VerdictViolated}, {Name: "other", Verdict: search.VerdictOpen}}, r.Properties)
		require.Equal(t, [3]string{c.name, c.kind, c.text}, [3]string{v.Property, v.Kind, v.Text})
		require.Equal(t, 2, v.Length(), "a shortest run to %s", c.name)
		require.Equal(t, "N1: timeout tick", v.Trace.States[2].Step.String())
		require.Equal(t, c.text, v.Trace.Meta.Violation)
		require.False(t, r.Complete())
		// The level is finished: 1+2+3 states, 2+4 steps.
		require.Equal(t, size{6, 6, 2}, size{r.States, r.Steps, r.Depth}, c.name)
	}
}

func TestChecksLookAtNodesOfTheirTypeOnly(t *testing.T) {
	looksAt := func(v model.View[*client]) model.Verdict {
		require.NotNil(t, v.Node)
		return model.Holds
	}
	for _, check := range []model.Check[model.Verdict]{
		model.Local(looksAt),
		model.Pairwise(func(a, b model.View[*client]) model.Verdict { looksAt(a); return looksAt(b) }),
		model.Step(func(_, after model.View[*client]) model.Verdict { return looksAt(after) }),
	} {
		sys := asking(2, 1)
		sys.Properties = property(check)
		requireSize(t, 16, 24, 6, sys)
	}
	// One client has no other one to be looked at with.
	sys := asking(1, 1)
	sys.Properties = property(model.Pairwise(func(_, _ model.View[*client]) model.Verdict { return model.Holds }))
	require.Equal(t, search.VerdictVacuous, mustExplore(t, sys, search.Options{}).Properties[0].Verdict)
}

func TestStepPropertiesSeeCrashAndRestart(t *testing.T) {
	for _, c := range []struct {
		up     bool // after it
		length int
		kinds  []string
	}{
		{false, 1, []string{traces.StepCrash}},
		{true, 2, []string{traces.StepCrash, traces.StepRestart}},
	} {
		sys := with(model.Faults{Crashes: 1}, alone(1, script{start: func(n *toy, _ model.Env) { n.Kept++ }}))
		sys.Properties = property(model.Step(func(before, after model.View[*toy]) model.Verdict {
			if before.Up != after.Up && after.Up == c.up {
				return model.Violated("%d to %d", node(before).Kept, node(after).Kept)
			}
			return model.Untested
		}))
		v := mustExplore(t, sys, search.Options{}).Violation
		require.NotNil(t, v)
		require.Equal(t, c.kinds, kinds(v))
		require.Equal(t, map[bool]string{false: "1 to 1", true: "1 to 2"}[c.up], v.Text)
	}
}

// A step that is broken where its outcome was met first must be found broken
// where it is met again: an outcome is judged once and reported always.
func TestStepPropertyIsCheckedOnStepsToKnownStates(t *testing.T) {
	// 0 → 1 → 0: only the second step is broken, and leads to a known state.
	sys := alone(1, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) { env.SetTimer(tick); n.Lost = 1 - n.Lost },
	})
	sys.Properties = property(model.Step(func(before, after model.View[*toy]) model.Verdict {
		if node(after).Lost < node(before).Lost {
			return model.Violated("it went back")
		}
		return model.Holds
	}))
	v := mustExplore(t, sys, search.Options{}).Violation
	require.NotNil(t, v)
	require.Equal(t, 2, v.Length())
	require.True(t, v.Trace.Meta.StepViolation)
}

func TestPropertyThatWasNeverTestedIsVacuous(t *testing.T) {
	untested := func(model.View[*toy]) model.Verdict { return model.Untested }
	never := &model.Monitor[int]{Name: "events", Fold: func(v int, _ model.NodeID, _ model.Event) int { return v + 1 }}
	for name, check := range map[string]model.Check[model.Verdict]{
		"local":    model.Local(untested),
		"pairwise": model.Pairwise(func(a, _ model.View[*toy]) model.Verdict { return untested(a) }),
		"global":   model.Global(func(*model.State) model.Verdict { return model.Untested }),
		"step":     model.Step(func(_, after model.View[*toy]) model.Verdict { return untested(after) }),
		"monitor": model.Judge(never, func(v int) model.Verdict {
			if v == 0 {
				return model.Untested
			}
			return model.Holds
		}),
	} {
		sys := alone(2, ticking(1))
		sys.Properties = append(property(check), model.Property{Name: "q", Check: model.Local(func(model.View[*toy]) model.Verdict { return model.Holds })})
		r := mustExplore(t, sys, search.Options{})
		require.Equal(t, []search.PropertyResult{{Name: "p", Verdict: search.VerdictVacuous}, {Name: "q", Verdict: search.VerdictHolds}}, r.Properties, name)
		require.Equal(t, search.VerdictHolds, r.Verdict)
		// Where not all was visited nobody knows.
		r = mustExplore(t, sys, search.Options{Options: explore.Options{Bounded: true, Depth: 1}})
		require.Equal(t, []search.PropertyResult{{Name: "p", Verdict: search.VerdictOpen}, {Name: "q", Verdict: search.VerdictOpen}}, r.Properties, name)
	}
}

// ruleBreaker is a node whose timer counts; at 3 its handler does something
// that none may do.
func ruleBreaker(do func(n *toy, env model.Env)) *model.System {
	return alone(1, script{
		start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) {
			if n.Lost++; n.Lost == 3 {
				do(n, env)
			}
			env.SetTimer(tick)
		},
	})
}

func TestHandlersThatBreakTheRulesAreFound(t *testing.T) {
	for _, c := range []struct {
		name, kind, text string
		do               func(n *toy, env model.Env)
	}{
		{"panic", "panic", "N: help\n  at ", func(*toy, model.Env) { panic("help") }},
		{"index", "panic", "index out of range [3]", func(n *toy, _ model.Env) { _ = n.List[n.Lost] }},
		{"global", "nondeterminism", "two runs of the same handler on the same input differ: the fields differ:\n  Kept: ", func() func(n *toy, _ model.Env) {
			global := 0
			return func(n *toy, _ model.Env) { global++; n.Kept = global }
		}()},
		{"timers", "nondeterminism", "left the timers", func() func(n *toy, env model.Env) {
			global := 0
			return func(_ *toy, env model.Env) {
				if global++; global%2 == 0 {
					env.SetTimer("other")
				}
			}
		}()},
		{"map order", "nondeterminism", "the messages differ in their order alone", func(_ *toy, env model.Env) {
			m := map[int]bool{}
			for i := range 99 {
				m[i] = true
			}
			for range 9 { // so that one order twice is out of the question
				for i := range m {
					env.Send(1, i)
				}
			}
		}},
		{"choice", "nondeterminism", "one run chose among", func() func(*toy, model.Env) {
			global := 1
			return func(_ *toy, env model.Env) { global++; env.Choose(global) }
		}()},
		{"setting", "model", `changed a setting (a field tagged model:"const")`, func(n *toy, _ model.Env) { n.do = nil }},
		{"no such node", "model", "string is sent to node 2; the nodes are 1 to 1", func(_ *toy, env model.Env) { env.Send(2, "a") }},
		{"nobody", "model", "string is sent to node 0; the nodes are 1 to 1", func(_ *toy, env model.Env) { env.Send(model.Nobody, "a") }},
		{"no such group", "model", `Group("S"); the groups are N`, func(_ *toy, env model.Env) { env.Group("S") }},
		{"message", "model", "a message cannot be sent: ", func(_ *toy, env model.Env) { env.Send(1, make(chan int)) }},
		{"event", "model", "an event cannot be recorded: ", func(_ *toy, env model.Env) { env.Record(1.5) }},
		{"no choice", "model", "Choose(0); it takes 1 to 64", func(_ *toy, env model.Env) { env.Choose(0) }},
		{"many choices", "model", "Choose(65); it takes 1 to 64", func(_ *toy, env model.Env) { env.Choose(65) }},
		{"branches", "model", "more than 4096 branches", func(_ *toy, env model.Env) { env.Choose(64); env.Choose(64); env.Choose(2) }},
	} {
		r := mustExplore(t, ruleBreaker(c.do), search.Options{Options: explore.Options{Depth: 4, Bounded: true}})
		v := r.Violation
		require.NotNil(t, v, c.name)
		require.Equal(t, search.VerdictViolated, r.Verdict, c.name)
		require.Equal(t, c.kind, v.Kind, c.name)
		require.Equal(t, c.kind, v.Property, c.name)
		require.Contains(t, v.Text, c.text, c.name)
		// With a counterexample: two ticks that are well, and the third.
		require.Equal(t, 3, v.Length(), c.name)
		require.Equal(t, "N: timeout tick", v.Trace.States[3].Step.String(), c.name)
		require.NoError(t, traces.Write(new(bytes.Buffer), v.Trace), c.name)
	}
}

func TestHandlersAreWatchedFromTheStart(t *testing.T) {
	v := mustExplore(t, alone(1, script{start: func(*toy, model.Env) { panic("help") }}), search.Options{}).Violation
	require.NotNil(t, v)
	require.Equal(t, "panic", v.Kind)
	require.Zero(t, v.Length())

	panics := func(_ *toy, _ model.Env, _ model.NodeID, m model.Message) { panic(m) }
	for _, network := range networks {
		v = mustExplore(t, on(network, sends(panics, "a")), search.Options{}).Violation
		require.NotNil(t, v, network)
		require.Contains(t, v.Text, "B: a\n", network)
		require.Equal(t, []string{traces.StepDeliver}, kinds(v), network)
	}

	v = mustExplore(t, with(model.Faults{Crashes: 1}, alone(1, script{start: func(n *toy, _ model.Env) {
		if n.Kept++; n.Kept == 2 {
			panic("again")
		}
	}})), search.Options{}).Violation
	require.NotNil(t, v)
	require.Equal(t, []string{traces.StepCrash, traces.StepRestart}, kinds(v))
}

func TestPanicInAPropertyIsFound(t *testing.T) {
	sys := alone(1, ticking(3))
	sys.Properties = property(model.Local(func(v model.View[*toy]) model.Verdict {
		_ = []int{1, 2}[node(v).Lost]
		return model.Holds
	}))
	v := mustExplore(t, sys, search.Options{}).Violation
	require.NotNil(t, v)
	require.Equal(t, "p", v.Property)
	require.Contains(t, v.Text, "the property itself panicked: runtime error: index out of range [2] with length 2")
	require.Equal(t, 2, v.Length())
}

// bare makes a node of a struct by embedding: it does nothing.
type bare struct{}

func (bare) Start(model.Env)                                {}
func (bare) Receive(model.Env, model.NodeID, model.Message) {}
func (bare) Timeout(model.Env, model.Timer)                 {}

type (
	inner       struct{ Wake []chan int }
	withChannel struct {
		bare
		In map[string]inner
	}
	withFunc struct {
		bare
		hook func()
	}
	withFloat struct {
		bare
		Load [2]float64
	}
	withPointerKey struct {
		bare
		Seen map[*int]bool
	}
	withAny struct {
		bare
		Any any
	}
	shared struct {
		bare
		A, B *int
	}
)

func TestRefusedFieldIsNamedByItsPath(t *testing.T) {
	for _, c := range []struct {
		node model.Node
		want string
	}{
		{&withChannel{}, "withChannel.In"},
		{&withFunc{hook: func() {}}, "withFunc.hook"},
		{&withFloat{}, "withFloat.Load"},
		{&withPointerKey{}, "withPointerKey.Seen"},
		{bare{}, "must be a pointer to a struct"},
		{nil, "must be a pointer to a struct"},
	} {
		_, err := search.Explore(t.Context(), &model.System{Groups: []model.Group{
			{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return c.node }},
		}}, search.Options{})
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), "\n")
		require.NotContains(t, err.Error(), "internal error")
	}
}

func TestRefusedValueIsNamedByItsPath(t *testing.T) {
	one := 1
	for _, c := range []struct {
		node model.Node
		want string
	}{
		{&withAny{Any: make(chan int)}, "withAny.Any"},
		{&withAny{Any: []any{1, 2.5}}, "withAny.Any"},
		{&shared{A: &one, B: &one}, "shared.B"},
	} {
		_, err := search.Explore(t.Context(), &model.System{Groups: []model.Group{
			{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return c.node }},
		}}, search.Options{})
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), "internal error")
	}
}

func TestImpossibleSystemIsRefusedInOneLine(t *testing.T) {
	holds := model.Local(func(model.View[*toy]) model.Verdict { return model.Holds })
	for want, sys := range map[string]*model.System{
		"group N has -1 nodes":       alone(-1, script{}),
		"the system has no nodes":    alone(0, script{}),
		"more than 62 nodes":         alone(63, script{}),
		"has no constructor":         {Groups: []model.Group{{Prefix: "N", Count: 1}}},
		`two nodes are named "N"`:    {Groups: []model.Group{toys("N", 1, script{}), toys("N", 1, script{})}},
		"crashes is -1":              with(model.Faults{Crashes: -1}, alone(1, script{})),
		"drops is -2":                with(model.Faults{Drops: -2}, alone(1, script{})),
		"duplicates is -1":           with(model.Faults{Duplicates: -1}, alone(1, script{})),
		"partitions is -1":           with(model.Faults{Partitions: -1}, alone(1, script{})),
		"in-flight is -1":            {InFlight: -1, Groups: alone(1, script{}).Groups},
		"with at most 12 nodes":      with(model.Faults{Partitions: 1}, alone(13, script{})),
		"property 1 has no name":     {Groups: alone(1, script{}).Groups, Properties: []model.Property{{Check: holds}}},
		"two properties are named p": {Groups: alone(1, script{}).Groups, Properties: append(property(holds), property(holds)...)},
		"property p has no check":    {Groups: alone(1, script{}).Groups, Properties: property(model.Check[model.Verdict]{})},
	} {
		_, err := search.Explore(t.Context(), sys, search.Options{})
		require.ErrorContains(t, err, want)
		require.False(t, strings.Contains(err.Error(), "\n"), want)
	}
}
