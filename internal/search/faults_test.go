package search_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
	"github.com/synod-go/synod/traces/shrink"
)

// scoped restricts the faults of a system.
func scoped(scope model.Scope, sys *model.System) *model.System {
	sys.Scope = scope
	return sys
}

func TestLinksAreCutOneByOne(t *testing.T) {
	links := func(n int, scope model.Scope) *model.System {
		return scoped(scope, with(model.Faults{Links: n}, alone(3, script{})))
	}
	// Three links, cut or in each direction: whole, one cut, healed.
	requireSize(t, 1+3+1, 2*3, 2, links(1, model.Scope{}))
	requireSize(t, 1+6+1, 2*6, 2, links(1, model.Scope{OneWay: true}))
	// With two cuts, by cuts used and links that are cut: 0: none; 1: none, 3 × one; 2: none,
	// 3 × one, 3 × two. Cuts: 3 + 3 + 3·2. Heals: 3 + 3 + 3·2. The last is healed in step 4.
	requireSize(t, 1+4+7, 12+12, 4, links(2, model.Scope{}))
	// Of all links only those of N1, or of one direction of one of them.
	requireSize(t, 1+2+1, 2*2, 2, links(1, model.Scope{Links: []model.Link{{From: "N1", To: "N"}}}))
	requireSize(t, 1+4+1, 2*4, 2, links(1, model.Scope{OneWay: true, Links: []model.Link{{From: "N1"}, {To: "N1"}}}))
	requireSize(t, 1+1+1, 2*1, 2, links(1, model.Scope{OneWay: true, Links: []model.Link{{From: "N1", To: "N2"}}}))
	// Symmetric nodes have one link to cut, and two ways to cut a second one: beside the first
	// they are one state, as every two of three links are. So 1+2+3 states; the cuts are 3,
	// again 3 after a heal, 2 beside the first; the heals 1, 1 and 2.
	requireSize(t, 1+2+3, 3+3+2+1+1+2, 4, symmetric(links(2, model.Scope{})))
}

func TestCutLinkBlocksDelivery(t *testing.T) {
	cut := func(scope model.Scope) *model.System {
		return scoped(scope, with(model.Faults{Links: 1}, sends(once, "a")))
	}
	// (a,0) → (,1), each whole, cut, healed; to deliver is possible in two of three, if the
	// cut lies on the way.
	for _, network := range networks {
		requireSize(t, 6, 4+2, 3, on(network, cut(model.Scope{})))
		requireSize(t, 6, 4+2, 3, on(network, cut(model.Scope{Links: []model.Link{{From: "B", To: "A"}}})))
		requireSize(t, 6, 4+2, 3, on(network, cut(model.Scope{OneWay: true, Links: []model.Link{{From: "A", To: "B"}}})))
		requireSize(t, 6, 4+3, 3, on(network, cut(model.Scope{OneWay: true, Links: []model.Link{{From: "B", To: "A"}}})))
	}
}

func TestPartitionOfSome(t *testing.T) {
	// A sends to B; C is two nodes.
	three := func(names ...string) *model.System {
		sys := with(model.Faults{Partitions: 1}, sends(once, "a"))
		sys.Groups = append(sys.Groups, toys("C", 2, script{}))
		return scoped(model.Scope{Partitions: names}, sys)
	}
	requireSize(t, 6, 4+2, 3, three("A", "B"))
	requireSize(t, 6, 4+3, 3, three("C"))                // it is not between A and B
	requireSize(t, 6, 4+3, 3, three("C1", "B"))          // nor is this one: A reaches both
	requireSize(t, 2, 1, 1, three("B"))                  // one node has no sides
	requireSize(t, 10, 12+2+1, 3, three("A", "B", "C1")) // of 3 cuts C1|A,B lets it pass

	// Of thirteen nodes twelve cannot be divided, but two can.
	sys := scoped(model.Scope{Partitions: []string{"N1", "N13"}}, with(model.Faults{Partitions: 1}, alone(13, script{})))
	requireSize(t, 3, 2, 2, sys)
}

func TestDropsAndDuplicatesOfSomeLinks(t *testing.T) {
	back := model.Scope{Drops: []model.Link{{From: "B"}}, Duplicates: []model.Link{{From: "B"}}}
	there := model.Scope{Drops: []model.Link{{From: "A", To: "B"}}, Duplicates: []model.Link{{To: "B"}}}
	for _, network := range []model.Network{model.Multiset, model.FIFO} {
		requireSize(t, 2, 1, 1, on(network, scoped(back, with(model.Faults{Drops: 1, Duplicates: 1}, sends(once, "a")))))
		// (a,0) is delivered or dropped.
		requireSize(t, 3, 2, 1, on(network, scoped(there, with(model.Faults{Drops: 1}, sends(once, "a")))))
		// (a,0) → (,1) and (aa,0) → (a,1) → (,1) with the budget used. On a multiset the
		// second copy would change nothing, so it stays.
		steps, states, depth := uint64(3), uint64(4), 2
		if network == model.FIFO {
			steps, states, depth = 4, 5, 3
		}
		requireSize(t, states, steps, depth, on(network, scoped(there, with(model.Faults{Duplicates: 1}, sends(once, "a")))))
	}
}

func TestCrashStop(t *testing.T) {
	stop := func(n int) *model.System {
		sys := with(model.Faults{Crashes: n}, alone(2, script{}))
		sys.Groups[0].CrashStop = true
		return sys
	}
	requireSize(t, 3, 2, 1, stop(1))
	requireSize(t, 4, 4, 2, stop(2))
	requireSize(t, 2, 2, 1, symmetric(stop(1))) // who crashed does not matter; both crashes are steps
	sys := stop(2)
	require.Equal(t, []string{"false false", "false true", "true false", "true true"}, cache(t, sys, func(s *model.State) string {
		return strings.Join([]string{word(s.Nodes[0].Up), word(s.Nodes[1].Up)}, " ")
	}))
	sys.Properties = property(model.Local(func(n model.View[*toy]) model.Verdict {
		if !n.Up {
			return model.Violated("%s is down", n.Name)
		}
		return model.Holds
	}))
	r := mustExplore(t, sys, search.Options{})
	require.Equal(t, "N1 crashes for ever", r.Violation.Trace.States[1].Step.String())
	again, err := runs.Replay(sys, r.Violation.Trace)
	require.NoError(t, err)
	require.Nil(t, again.Departure)
}

func word(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// guard counts what it is told by a failure detector.
type guard struct {
	deaf bool `model:"const"`

	Down  model.NodeSet
	Heard int
}

func (g *guard) Start(model.Env)                                {}
func (g *guard) Receive(model.Env, model.NodeID, model.Message) {}
func (g *guard) Timeout(model.Env, model.Timer)                 {}

func (g *guard) Suspect(_ model.Env, n model.NodeID) {
	if !g.deaf && !g.Down.Has(n) {
		g.Down = g.Down.With(n)
	}
}

func (g *guard) Trust(_ model.Env, n model.NodeID) { g.Down = g.Down.Without(n) }

// guarded is a system of guards G, which do not crash, and others N, which do.
func guarded(guards, others int, d model.Detector, faults model.Faults) *model.System {
	sys := with(faults, alone(others, script{}))
	sys.Groups = append(sys.Groups, model.Group{Prefix: "G", Count: guards, New: func(model.NodeID) model.Node { return &guard{} }})
	sys.Groups[0].CrashStop = !d.Eventual
	sys.Detectors = []model.Detector{d}
	return sys
}

func TestPerfectDetector(t *testing.T) {
	perfect := model.Detector{By: "G", Of: "N"}
	// Up, down, suspected; nothing else.
	requireSize(t, 3, 2, 2, guarded(1, 1, perfect, model.Faults{Crashes: 1}))
	requireSize(t, 1, 0, 0, guarded(1, 1, perfect, model.Faults{}))
	// Two guards: up, down, one of them suspects, both.
	requireSize(t, 5, 1+4, 3, guarded(2, 1, perfect, model.Faults{Crashes: 1}))
	// Symmetric ones: one state, two steps to it.
	sys := guarded(2, 1, perfect, model.Faults{Crashes: 1})
	sys.Groups[1].Symmetric, sys.Symmetry = true, true
	requireSize(t, 4, 1+2+1, 3, sys)
	// Two who crash, one after the other: per node up, down, suspected.
	requireSize(t, 9, 12, 4, guarded(1, 2, perfect, model.Faults{Crashes: 2}))
	sys = guarded(1, 2, perfect, model.Faults{Crashes: 2})
	sys.Groups[0].Symmetric, sys.Symmetry = true, true
	// Multisets of two of three conditions; every node makes its step: 2+2+1+2+1+0.
	requireSize(t, 6, 8, 4, sys)
	// Where the handler does nothing there is no step.
	sys = guarded(1, 1, perfect, model.Faults{Crashes: 1})
	sys.Groups[1].New = func(model.NodeID) model.Node { return &guard{deaf: true} }
	requireSize(t, 2, 1, 1, sys)
	require.Equal(t, []string{"no-steps"}, warned(mustExplore(t, withProperty(sys), search.Options{})))
	// A node does not watch itself.
	sys = guarded(2, 1, model.Detector{By: "G", Of: "G"}, model.Faults{Crashes: 1})
	requireSize(t, 2, 1, 1, sys)
}

// withProperty gives a system something to check.
func withProperty(sys *model.System) *model.System {
	sys.Properties = []model.Property{{Name: "p", Check: model.Global(func(*model.State) model.Verdict { return model.Holds })}}
	return sys
}

func TestEventualDetector(t *testing.T) {
	eventual := model.Detector{By: "G", Of: "N", Eventual: true}
	// Nobody crashes. Trusted, suspected by mistake, trusted again.
	requireSize(t, 3, 2, 2, guarded(1, 1, eventual, model.Faults{Mistakes: 1}))
	requireSize(t, 5, 4, 4, guarded(1, 1, eventual, model.Faults{Mistakes: 2}))
	// A crash and a restart: up, down, up again; suspected or not. Suspicions are right while
	// it is down, and taken back when it is up.
	requireSize(t, 5, 3+1+1, 3, guarded(1, 1, eventual, model.Faults{Crashes: 1}))
	// One that stays down is not trusted again.
	sys := guarded(1, 1, eventual, model.Faults{Crashes: 1, Mistakes: 1})
	sys.Groups[0].CrashStop = true
	// Up: no mistake yet, suspected, trusted again. Down: the same, and suspected without a mistake.
	// 2 steps among the first, 3 crashes, 2 suspicions (of one, without a mistake and after one).
	requireSize(t, 3+4, 2+3+2, 3, sys)
}

func TestSuspicionsAreToldLikeOtherSteps(t *testing.T) {
	sys := guarded(1, 1, model.Detector{By: "G", Of: "N", Eventual: true}, model.Faults{Crashes: 1, Mistakes: 1})
	sys.Properties = property(model.Global(func(s *model.State) model.Verdict {
		if v := model.Views[*guard](s)[0]; v.Node.Down.Len() == 1 && s.Nodes[0].Up {
			return model.Violated("%s suspects %s", v.ID, v.Node.Down)
		}
		return model.Holds
	}))
	r := mustExplore(t, sys, search.Options{})
	require.Equal(t, []string{"suspect"}, kinds(r.Violation))
	require.Equal(t, "G suspects N", r.Violation.Trace.States[1].Step.String())
}

// everything is a system in which all new kinds of steps are possible.
func everything() *model.System {
	sys := &model.System{
		Network: model.FIFO,
		Groups: []model.Group{
			{Prefix: "G", Count: 2, Crashes: true, New: func(model.NodeID) model.Node { return &guard{} }},
			toys("N", 2, ticking(1)),
		},
		Faults:      model.Faults{Crashes: 3, Links: 2, Mistakes: 2, Partitions: 1},
		Scope:       model.Scope{Partitions: []string{"N"}, Links: []model.Link{{From: "N", To: "G"}}},
		Detectors:   []model.Detector{{By: "G", Of: "N", Eventual: true}},
		TimerBounds: []model.TimerBound{{Timer: tick, Total: 2}},
	}
	sys.Groups[1].CrashStop = true
	sys.Properties = property(model.Global(func(s *model.State) model.Verdict {
		g := model.Views[*guard](s)[0]
		if down := model.Views[*toy](s)[1]; !down.Up && g.Node.Down.Has(down.ID) {
			return model.Violated("%s knows of %s", g.ID, down.ID)
		}
		return model.Holds
	}))
	return sys
}

// A run with every new kind of step can be taken by its texts, saved, read, replayed,
// drawn, and shrunk.
func TestRunsWithPartialFaults(t *testing.T) {
	for oneWay, link := range map[bool]string{false: "G2↔N1", true: "N1→G2"} {
		sys := everything()
		sys.Scope.OneWay = oneWay
		texts := []string{
			"cut link " + link, "G1 suspects N2", "G1 trusts N2", "cut {N1} | {N2}", "heal", "heal link " + link, "cut link " + link,
			"G2 suspects N1", "N2: timeout tick", "G2 crashes", "N2 crashes for ever", "G2 restarts", "G1 suspects N2",
		}
		run, err := runs.New(sys)
		require.NoError(t, err)
		for _, text := range texts {
			at := slices.IndexFunc(run.Enabled(), func(s traces.Step) bool { return s.String() == text })
			require.GreaterOrEqual(t, at, 0, "%s is not among %v", text, run.Enabled())
			run.Take(at)
		}
		require.Equal(t, "G1 knows of N2", run.Broken()[0].Text)

		var b bytes.Buffer
		require.NoError(t, traces.Write(&b, run.Trace()))
		saved, err := traces.Read(&b)
		require.NoError(t, err)
		for i, text := range texts {
			require.True(t, run.Trace().States[i+1].Step.Same(saved.States[i+1].Step), text)
			require.Equal(t, text, saved.States[i+1].Step.String())
		}
		again, err := runs.Replay(sys, saved)
		require.NoError(t, err)
		require.Nil(t, again.Departure, "%v", again.Departure)
		require.Equal(t, "G1 knows of N2", again.Again.Text)

		b.Reset()
		require.NoError(t, draw.Text(&b, saved, draw.Options{Whole: true}))
		for _, drawn := range []string{"cut link " + link, "heal link " + link, "suspects N2", "trusts N2", "crashes for ever"} {
			require.Contains(t, b.String(), drawn)
		}
		d, err := draw.Of(saved, draw.Options{Whole: true})
		require.NoError(t, err)
		require.Equal(t, "suspects N2", d.Rows[2].Label)
		require.Equal(t, "crash for ever", d.Rows[11].Label)
		for i, cut := range []bool{false, true, true, true, true, true, false, true, true} {
			require.Equal(t, cut, d.Rows[i].Cut, "row %d", i)
		}

		live, err := runs.New(sys)
		require.NoError(t, err)
		short, err := shrink.Shrink(t.Context(), live, saved, 0, shrink.Options{})
		require.NoError(t, err)
		var left []string
		for _, s := range short.Trace.States[1:] {
			left = append(left, s.Step.String())
		}
		require.Equal(t, []string{"N2 crashes for ever", "G1 suspects N2"}, left)

		script := &traces.Script{Property: "p", Steps: left}
		require.NotNil(t, script.Run(live).Broken)
	}
}

// What cannot be done says why.
func TestReplayOfPartialFaultsSaysWhy(t *testing.T) {
	for want, step := range map[string]*traces.Step{
		"the link is not cut": traces.Link(traces.StepHealLink, "G1", "N1", false),
		"nobody watches it":   {Kind: traces.StepSuspect, Node: "G1", Name: "G2"},
		"N1 is down":          {Kind: traces.StepTrust, Node: "G1", Name: "N1"},
	} {
		run, err := runs.New(everything())
		require.NoError(t, err)
		if step.Kind == traces.StepTrust {
			run.Take(slices.IndexFunc(run.Enabled(), func(s traces.Step) bool { return s.String() == "N1 crashes for ever" }))
		}
		saved := run.Trace()
		state := run.State()
		saved.States = append(saved.States, traces.State{Vars: state.Vars, Step: step})
		saved.Meta.Properties = []string{"p"}
		r, err := runs.Replay(everything(), saved)
		require.NoError(t, err)
		require.Contains(t, r.Departure.String(), want)
	}
}

// A random run has all of it, and its events can be logged and read.
func TestWanderWithPartialFaults(t *testing.T) {
	met := map[string]bool{}
	log := &traces.Log{Protocol: "p", Nodes: []string{"G1", "G2", "N1", "N2"}}
	for seed := range uint64(20) {
		sys := everything()
		sys.Scope.OneWay = seed%2 == 1
		require.NoError(t, runs.Wander(sys, seed, 40, func(r *runs.Run) error {
			if s := r.Step(); s != nil {
				met[s.Kind] = true
				log.Events = append(log.Events, traces.LogEventOf(s, nil, false))
			}
			return nil
		}))
	}
	for _, kind := range []string{"cut-link", "heal-link", "suspect", "trust", "partition", "crash", "restart"} {
		require.True(t, met[kind], kind)
	}
	var b bytes.Buffer
	require.NoError(t, traces.WriteLog(&b, log))
	again, err := traces.ReadLog(&b)
	require.NoError(t, err)
	require.Equal(t, log.Events, again.Events)
}

func TestAssumption(t *testing.T) {
	sys := alone(1, ticking(5))
	most := func(n int) func(s *model.State) bool {
		return func(s *model.State) bool { return node(model.Views[*toy](s)[0]).Lost <= n }
	}
	sys.Assumptions = []model.Assumption{{Name: "patience", Holds: most(9)}, {Name: "haste", Holds: most(2)}}
	sys.Properties = lost(3)
	sys.Groups[0].Crashes = false
	for _, f := range forms {
		// 0, 1 and 2 are all there is: 3 is not checked.
		r := mustExplore(t, sys, f.opts)
		require.Equal(t, size{3, 2, 2}, size{r.States, r.Steps, r.Depth}, f.name)
		require.True(t, r.Complete())
		require.Equal(t, search.VerdictHolds, r.Properties[0].Verdict)
		require.Contains(t, r.Bounds, search.UsedBound{Name: "assumption", Value: "patience"})
		require.Contains(t, r.Bounds, search.UsedBound{Name: "assumption", Value: "haste", Refused: 1})
		require.Empty(t, warned(r))
	}
	// A simulation is under it, too.
	r := mustExplore(t, sys, search.Options{Simulate: &explore.Walks{Count: 3, Length: 9}})
	require.Nil(t, r.Violation)

	// What a handler does wrong on the way out is found all the same.
	sys = alone(1, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(_ *toy, env model.Env, _ model.Timer) { panic("oh") },
	})
	first := true
	sys.Assumptions = []model.Assumption{{Name: "once", Holds: func(*model.State) bool { was := first; first = false; return was }}}
	require.Equal(t, "panic", mustExplore(t, sys, search.Options{}).Violation.Kind)
}

func TestAssumptionAboutInitialStates(t *testing.T) {
	sys := alone(1, script{start: func(n *toy, env model.Env) { n.Kept = env.Choose(3); env.SetTimer(tick) }, timeout: func(n *toy, _ model.Env, _ model.Timer) { n.Lost++ }})
	sys.Groups[0].Crashes = false
	withProperty(sys)
	kept := func(ok ...int) []model.Assumption {
		return []model.Assumption{{Name: "lot", Holds: func(s *model.State) bool { return slices.Contains(ok, node(model.Views[*toy](s)[0]).Kept) }}}
	}
	sys.Assumptions = kept(0, 2)
	r := mustExplore(t, sys, search.Options{})
	require.Equal(t, size{4, 2, 1}, size{r.States, r.Steps, r.Depth})
	require.True(t, r.Complete())
	require.Equal(t, []string{"assumption lot"}, warned(r))

	sys.Assumptions = kept(4)
	_, err := search.Explore(t.Context(), sys, search.Options{})
	require.EqualError(t, err, "assumption lot excludes every initial state: there is nothing to explore")
	_, err = runs.New(sys)
	require.ErrorContains(t, err, "assumption lot excludes every initial state")
}

// A search that starts at the end of a run is under the assumptions from there on.
func TestAssumptionFromTheEndOfARun(t *testing.T) {
	sys := alone(1, ticking(5))
	sys.Goals = []model.Goal{{Name: "three", Check: model.Local(func(n model.View[*toy]) model.Reached { return model.ReachedIf(n.Node.Lost == 3, "3") })}}
	found := mustExplore(t, sys, search.Options{Until: "three"})
	between := func(from, to int) []model.Assumption {
		return []model.Assumption{{Name: "between", Holds: func(s *model.State) bool {
			n := node(model.Views[*toy](s)[0]).Lost
			return from <= n && n <= to
		}}}
	}
	later := *sys
	later.Assumptions = between(3, 4)
	r := mustExplore(t, &later, search.Options{From: &runs.From{Trace: found.Violation.Trace}})
	require.Equal(t, size{2, 1, 1}, size{r.States, r.Steps, r.Depth})
	later.Assumptions = between(0, 2)
	_, err := search.Explore(t.Context(), &later, search.Options{From: &runs.From{Trace: found.Violation.Trace}})
	require.ErrorContains(t, err, "assumption between excludes every initial state")
}

// Cuts of links and mistakes that were used on the way to where a search starts stay used,
// unless they are renewed.
func TestPartialFaultsFromTheEndOfARun(t *testing.T) {
	sys := everything()
	run, err := runs.New(sys)
	require.NoError(t, err)
	for _, text := range []string{"cut link G1↔N1", "cut link G1↔N2", "G1 suspects N2", "G2 suspects N2"} {
		run.Take(slices.IndexFunc(run.Enabled(), func(s traces.Step) bool { return s.String() == text }))
	}
	for renewed, steps := range map[string][]string{"": nil, "links": {"cut-link"}, "mistakes": {"suspect"}} {
		from := &runs.From{Trace: run.Trace()}
		if renewed != "" {
			from.Renew = []string{renewed}
		}
		again, err := runs.NewFrom(sys, from)
		require.NoError(t, err)
		var kinds []string
		for _, s := range again.Enabled() {
			if s.Kind == traces.StepCutLink || s.Kind == traces.StepSuspect {
				kinds = append(kinds, s.Kind)
			}
		}
		slices.Sort(kinds)
		require.Equal(t, steps, slices.Compact(kinds), renewed)
	}
}

func TestImpossibleFaultsAreRefused(t *testing.T) {
	everybody := []model.Link{{}}
	for want, change := range map[string]func(s *model.System){
		"links is -1":    func(s *model.System) { s.Faults.Links = -1 },
		"mistakes is -1": func(s *model.System) { s.Faults.Mistakes = -1 },
		`Scope.Drops: there is no node or group "X"; there are the groups ["G" "N"]`: func(s *model.System) { s.Scope.Drops = []model.Link{{From: "X"}} },
		`Scope.Duplicates: there is no node or group "G3"`:                           func(s *model.System) { s.Scope.Duplicates = []model.Link{{To: "G3"}} },
		`Scope.Links: there is no node or group "g"`:                                 func(s *model.System) { s.Scope.Links = append(everybody, model.Link{To: "g"}) },
		`Scope.Partitions: there is no node or group "N7"`:                           func(s *model.System) { s.Scope.Partitions = []string{"N7"} },
		`"N1" is both a node and a group`: func(s *model.System) {
			s.Groups = append(s.Groups, toys("N1", 2, script{}))
			s.Scope.Partitions = []string{"N1"}
		},
		"symmetry: Scope.Links names node G1, and so tells it from the others of group G": func(s *model.System) {
			s.Scope.Links = []model.Link{{From: "G1"}}
			s.Groups[0].Symmetric, s.Symmetry = true, true
		},
		"symmetry: detector 1 names node G2":                                          func(s *model.System) { s.Detectors[0].By = "G2"; s.Groups[0].Symmetric, s.Symmetry = true, true },
		"group N: its nodes never restart (CrashStop), but do not crash":              func(s *model.System) { s.Groups[1].Crashes = false },
		`detector 1: there is no node or group "X"`:                                   func(s *model.System) { s.Detectors[0].Of = "X" },
		"detector 1: node N1 cannot be told of suspicions; it needs a method Suspect": func(s *model.System) { s.Detectors[0].By = "N" },
		"detector 1: it is Eventual, and node D cannot be told that it was wrong": func(s *model.System) {
			s.Groups = append(s.Groups, model.Group{Prefix: "D", Count: 1, New: func(model.NodeID) model.Node { return &believer{} }})
			s.Detectors[0].By = "D"
		},
		"detector 1: it is perfect, and node N1 restarts after a crash": func(s *model.System) { s.Groups[1].CrashStop, s.Detectors[0].Eventual = false, false },
		"detector 2: another one tells G1 of N2, too":                   func(s *model.System) { s.Detectors = append(s.Detectors, model.Detector{By: "G1", Of: "N2"}) },
		"assumption 1 has no name": func(s *model.System) {
			s.Assumptions = []model.Assumption{{Holds: func(*model.State) bool { return true }}}
		},
		"assumption a has no Holds": func(s *model.System) { s.Assumptions = []model.Assumption{{Name: "a"}} },
		"two assumptions are named a": func(s *model.System) {
			a := model.Assumption{Name: "a", Holds: func(*model.State) bool { return true }}
			s.Assumptions = []model.Assumption{a, a}
		},
		"assumption a panicked: oh": func(s *model.System) {
			s.Assumptions = []model.Assumption{{Name: "a", Holds: func(*model.State) bool { panic("oh") }}}
		},
	} {
		sys := everything()
		change(sys)
		_, err := search.Explore(context.Background(), sys, search.Options{})
		require.ErrorContains(t, err, want)
	}
}

// A fail-stop group stays one where nobody crashes, so that crashes can be a setting.
func TestCrashStopWithoutCrashes(t *testing.T) {
	sys := everything()
	sys.Faults.Crashes = 0
	sys.Groups[1].Crashes, sys.Groups[1].CrashStop = false, true
	_, err := search.Explore(context.Background(), sys, search.Options{Options: explore.Options{Bounded: true, Depth: 2}})
	require.NoError(t, err)
}

// believer is told of suspicions, but not that they were wrong.
type believer struct{ N model.NodeSet }

func (*believer) Start(model.Env)                                {}
func (*believer) Receive(model.Env, model.NodeID, model.Message) {}
func (*believer) Timeout(model.Env, model.Timer)                 {}
func (b *believer) Suspect(_ model.Env, n model.NodeID)          { b.N = b.N.With(n) }

func TestWarningsOfPartialFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(s *model.System)
		want   []string
	}{
		{"nothing", func(*model.System) {}, nil},
		{"no link", func(s *model.System) { s.Scope.Links = []model.Link{{From: "N1", To: "N1"}} }, []string{"useless-budget links"}},
		{"no sides", func(s *model.System) { s.Scope.Partitions = []string{"N1"} }, []string{"useless-budget partitions"}},
		{"an empty group", func(s *model.System) {
			s.Groups = append(s.Groups, toys("E", 0, script{}))
			s.Faults.Drops, s.Scope.Drops = 1, []model.Link{{From: "E"}}
			s.Faults.Duplicates, s.Scope.Duplicates = 1, []model.Link{{To: "E"}}
			s.Detectors = append(s.Detectors, model.Detector{By: "E", Of: "G", Eventual: true})
		}, []string{"empty-group E", "useless-budget drops", "useless-budget duplicates", "idle-detector E of G"}},
		{"mistakes of nobody", func(s *model.System) { s.Detectors[0].Eventual = false }, []string{"useless-budget mistakes"}},
		{"no mistakes", func(s *model.System) { s.Faults.Mistakes = 0 }, []string{"idle-detector G of N"}},
		{"nobody to suspect", func(s *model.System) {
			s.Groups[1].Crashes, s.Groups[1].CrashStop = false, false
			s.Detectors[0].Eventual, s.Faults.Mistakes = false, 0
		}, []string{"idle-detector G of N", "idle-node G1", "idle-node G2"}},
		{"who does not listen", func(s *model.System) {
			s.Groups[0].New = func(model.NodeID) model.Node { return &guard{deaf: true} }
		}, []string{"idle-node G1", "idle-node G2", "never-stepped G suspects N", "never-stepped G trusts N"}},
	} {
		sys := everything()
		sys.Faults = model.Faults{Crashes: 1, Links: 1, Mistakes: 1, Partitions: 1}
		c.change(sys)
		if c.want == nil {
			c.want = []string{}
		}
		require.ElementsMatch(t, c.want, warned(mustExplore(t, sys, search.Options{Options: explore.Options{MaxFindings: 1 << 20}})), c.name)
	}
}

// A field may hold an id of no node; it has no other name.
func TestSymmetryOfAnIDOfNoNode(t *testing.T) {
	requireSize(t, 3, 2+1, 2, symmetric(alone(2, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, _ model.Env, _ model.Timer) { n.Vote, n.Set = 40, model.SetOf(62) },
	})))
}
