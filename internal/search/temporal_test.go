package search

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
)

// loopNode does what a table drawn from a seed says, without end: its messages are sent
// unless equal ones are in flight, so its space is finite, and full of cycles.
type loopNode struct {
	State int
	Kept  int        `model:"durable"`
	rules *loopRules `model:"const"`
}

type loopRules struct {
	seed          uint64
	states, kinds int
	tosses        bool // most handlers toss coins
}

type loopMessage struct{ Kind int }

type loopEvent struct{ Kind int }

func (n *loopNode) Start(env model.Env) { env.SetTimer(randomTimers[int(env.ID())%2]) }

func (n *loopNode) Receive(env model.Env, from model.NodeID, m model.Message) {
	n.act(env, 1, int(from), m.(loopMessage).Kind)
}

func (n *loopNode) Timeout(env model.Env, t model.Timer) { n.act(env, 2, int(t[0])) }

func (n *loopNode) CanInvoke() bool { return n.State == 0 }

func (n *loopNode) Invoke(env model.Env) { n.act(env, 3) }

func (n *loopNode) Suspect(env model.Env, q model.NodeID) { n.act(env, 4, int(q)) }

func (n *loopNode) Trust(env model.Env, q model.NodeID) { n.act(env, 5, int(q)) }

func (n *loopNode) act(env model.Env, what ...int) {
	d := (&randomRules{seed: n.rules.seed}).dice(append(what, int(env.ID()), n.State, n.Kept)...)
	if d.IntN(4) == 0 || d.IntN(5) == 0 && env.Choose(2) == 0 {
		return
	}
	n.State = d.IntN(n.rules.states)
	if d.IntN(4) == 0 {
		n.Kept = d.IntN(2)
	}
	if d.IntN(8) == 0 || n.rules.tosses && d.IntN(3) > 0 {
		n.State = env.Choose(2)
		if d.IntN(3) == 0 {
			n.Kept = env.Choose(2)
		}
	}
	peers := env.Peers()
	for range d.IntN(3) {
		env.Resend(peers[d.IntN(len(peers))], loopMessage{d.IntN(n.rules.kinds)})
	}
	for _, t := range randomTimers {
		switch d.IntN(4) {
		case 0:
			env.SetTimer(t)
		case 1:
			env.StopTimer(t)
		}
	}
	if d.IntN(3) == 0 {
		env.Record(loopEvent{d.IntN(3)})
	}
}

// loopSystem draws a small system of loopNodes with goals of every kind.
func loopSystem(seed uint64) *model.System {
	d := rand.New(rand.NewPCG(seed, 5))
	rules := &loopRules{seed: seed, states: 2 + d.IntN(2), kinds: 1 + d.IntN(2)}
	sys := &model.System{
		Groups: []model.Group{{
			Prefix: "N", Count: 2, Crashes: true, CrashStop: d.IntN(3) == 0,
			New: func(model.NodeID) model.Node { return &loopNode{rules: rules} },
		}},
		Network: model.Network(d.IntN(3)),
	}
	once := func(of int) int { return max(0, 2-d.IntN(of)) / 2 }
	sys.Faults = model.Faults{Crashes: once(3), Drops: once(4), Partitions: once(5), Duplicates: once(6), Links: once(6)}
	if d.IntN(5) == 0 {
		sys.Faults.Drops = -1 // links may lose for ever
	}
	if d.IntN(5) == 0 {
		sys.Detectors = []model.Detector{{By: "N", Of: "N", Eventual: true}}
		sys.Faults.Mistakes = d.IntN(2)
	}
	for _, timer := range randomTimers {
		switch d.IntN(4) {
		case 0:
			sys.TimerBounds = append(sys.TimerBounds, randomBound(timer, true, d))
		case 1:
			sys.TimerBounds = append(sys.TimerBounds, model.TimerBound{Timer: timer, Total: 1 + d.IntN(3), Fault: d.IntN(3) == 0})
		case 2:
			sys.TimerBounds = append(sys.TimerBounds, model.TimerBound{Timer: timer, Drift: int(seed % 3)})
		}
	}
	if d.IntN(4) == 0 {
		sys.InFlight = 1 + d.IntN(2)
	}
	if d.IntN(4) == 0 {
		most := d.IntN(2)
		sys.Bounds = append(sys.Bounds, model.Limit("kept", fmt.Sprint(most), func(n *loopNode) bool { return n.Kept <= most }))
	}
	if d.IntN(6) == 0 {
		sys.Assumptions = append(sys.Assumptions, model.Assumption{Name: "calm", Holds: func(s *model.State) bool { return len(s.InFlight) <= 2 }})
	}
	if d.IntN(3) == 0 {
		sys.Assume = []string{"stable", "leader=N"}[d.IntN(2)]
		sys.Faults.Partitions, sys.Faults.Links = 0, 0
	}
	sys.Goals = loopGoals(d)
	return sys
}

func loopGoals(d *rand.Rand) []model.Goal {
	last := &model.Monitor[int]{Name: "last", Fold: func(_ int, _ model.NodeID, e model.Event) int { return e.(loopEvent).Kind }}
	state, kept, kind := d.IntN(2), d.IntN(2), d.IntN(3)
	at := func(n model.View[*loopNode]) bool { return n.Up && n.Node.State == state }
	return []model.Goal{
		{Name: "some", Check: model.Local(func(n model.View[*loopNode]) model.Reached { return model.ReachedIf(at(n), "") })},
		{Name: "every", Every: true, Check: model.Local(func(n model.View[*loopNode]) model.Reached { return model.ReachedIf(at(n), "") })},
		{Name: "pair", Check: model.Pairwise(func(a, b model.View[*loopNode]) model.Reached {
			return model.ReachedIf(a.Node.State == b.Node.State, "")
		})},
		{Name: "between", Check: model.Between(func(a, b model.View[*loopNode]) model.Reached {
			return model.ReachedIf(a.Node.State == 0 && b.Node.Kept == kept, "")
		})},
		{Name: "last", Check: model.Judge(last, func(v int) model.Reached { return model.ReachedIf(v == kind, "") })},
		{Name: "quiet", Check: model.Global(func(s *model.State) model.Reached { return model.ReachedIf(len(s.InFlight) == kept, "") })},
	}
}

// naiveGraph is all states of a system, with what they know of steps, as plainly as it can
// be written.
type naiveGraph struct {
	initial int
	states  []*naiveState
	edges   [][]naiveEdge
	refused [][]naiveRefusal
	idle    []map[string]bool
	truths  []map[string]bool
	assumes bool // only runs that stabilise count, and only what happens after that
}

type naiveEdge struct {
	action string
	to     int
	run    int // as in naiveStep, 0 is of no handler
}

// newNaiveGraph explores all of a system, unless it has too many states.
func newNaiveGraph(sys *model.System, goals []string, most int) *naiveGraph {
	x := newNaive(sys)
	for _, name := range goals {
		goal, _ := sys.Goal(name)
		if f := goal.Check.Form(); f.Kind == model.KindMonitor && x.monitor(f) < 0 {
			x.monitors = append(x.monitors, f)
		}
	}
	g := &naiveGraph{assumes: sys.Assume != ""}
	numbers := map[string]int{}
	visit := func(s *naiveState) int {
		name := x.name(s)
		n, ok := numbers[name]
		if !ok {
			n = len(g.states)
			numbers[name] = n
			g.states = append(g.states, s)
		}
		return n
	}
	for _, s := range x.initial() {
		if x.excludedBy(s) < 0 {
			visit(s)
		}
	}
	g.initial = len(g.states)
	for at := 0; at < len(g.states); at++ {
		if len(g.states) > most {
			return nil
		}
		var edges []naiveEdge
		for _, s := range x.steps(g.states[at]) {
			edges = append(edges, naiveEdge{s.action, visit(s.after), s.run})
		}
		g.edges = append(g.edges, edges)
		g.refused = append(g.refused, x.result.refused)
		g.idle = append(g.idle, x.result.idle)
		truths := map[string]bool{}
		for _, name := range goals {
			truths[name] = x.reached(g.states[at], name)
		}
		g.truths = append(g.truths, truths)
	}
	return g
}

// reached asks a goal about a state.
func (x *naive) reached(s *naiveState, name string) bool {
	goal, _ := x.sys.Goal(name)
	f, nodes := goal.Check.Form(), x.wholeState(s).Nodes
	found, all := false, len(nodes) > 0
	see := func(o model.Outcome) { found, all = found || o.Found, all && o.Found }
	switch f.Kind {
	case model.KindLocal:
		for _, n := range nodes {
			see(f.Node(n))
		}
	case model.KindPairwise, model.KindBetween:
		for i, a := range nodes {
			for j, b := range nodes {
				if i < j || i != j && f.Kind == model.KindBetween {
					see(f.Pair(a, b))
				}
			}
		}
	case model.KindGlobal:
		see(f.State(x.wholeState(s)))
	case model.KindMonitor:
		see(f.Value(s.monitors[x.monitor(f)]))
	}
	if goal.Every {
		return all
	}
	return found
}

// conditions are what a fairness demands of an action, weakly and strongly.
func (g *naiveGraph) conditions(f temporal.Fairness, action string) (weak, strong []string) {
	var verb string
	fmt.Sscan(action, &verb)
	add := func(when temporal.Fairness, condition string) {
		if f.Has(when) {
			weak = append(weak, condition)
		}
	}
	switch verb {
	case "deliver":
		// deliver package model.Packet {from,to,package type {kind,},}: there is one type.
		_, parties, _ := strings.Cut(action, "{")
		ends := strings.SplitN(parties, ",", 3)
		add(temporal.Messages, action)
		add(temporal.Receivers, "to "+ends[1])
		add(temporal.Senders, "from "+ends[0])
		if f.Has(temporal.Links) {
			strong = append(strong, "link "+action)
		}
	case "timeout":
		if f.HasTimer(action[len(action)-1:]) {
			weak = append(weak, action)
		}
	case "restart":
		add(temporal.Restarts, action)
	case "invoke":
		add(temporal.Invocations, action)
	case "suspect", "trust":
		add(temporal.Detectors, action)
	case "heal":
		condition := "heal a cut"
		if action != "heal" {
			condition = "heal a link"
		}
		add(temporal.Heals, condition)
	}
	return weak, strong
}

// naiveVerdict decides a formula by the definitions.
func (g *naiveGraph) verdict(f temporal.Formula) (verdict string, openBy []string) {
	p := func(n int) bool { return g.truths[n][f.P] }
	notP := func(n int) bool { return !p(n) }
	notQ := func(n int) bool { return !g.truths[n][f.Q] }
	always := func(int) bool { return true }
	var visited map[int]bool
	violated, tested := false, true
	switch f.Kind {
	case temporal.IsPossible:
		return g.possible(p)
	case temporal.IsEventually:
		visited, violated = g.fair(f.Fair, func(n int) bool { return n < g.initial }, notP, always)
		tested = len(visited) > 0
	case temporal.IsLeadsTo:
		visited, violated = g.fair(f.Fair, p, notQ, always)
		tested = g.some(p)
	case temporal.IsRepeatedly:
		_, violated = g.fair(f.Fair, notP, notP, always)
		visited = g.reach(g.initials(), always, false)
	case temporal.IsFinallyAlways:
		visited, violated = g.fair(f.Fair, func(n int) bool { return n < g.initial }, always, notP)
		tested = g.some(p)
	}
	for n := range visited {
		if g.assumes && !g.states[n].calm {
			continue
		}
		for _, r := range g.refused[n] {
			openBy = append(openBy, r.bound)
		}
	}
	slices.Sort(openBy)
	openBy = slices.Compact(openBy)
	switch {
	case violated:
		return VerdictViolated, nil
	case len(openBy) > 0:
		return VerdictOpen, openBy
	case !tested:
		return VerdictVacuous, nil
	}
	return VerdictHolds, nil
}

func (g *naiveGraph) some(is func(int) bool) bool {
	for n := range g.states {
		if is(n) {
			return true
		}
	}
	return false
}

// possible decides AG EF p.
func (g *naiveGraph) possible(p func(int) bool) (verdict string, openBy []string) {
	verdict = VerdictHolds
	for n := range g.states {
		ahead := g.reach([]int{n}, func(int) bool { return true }, true)
		found := false
		var bounds []string
		for m := range ahead {
			found = found || p(m)
			for _, r := range g.refused[m] {
				bounds = append(bounds, r.bound)
			}
		}
		switch {
		case found:
		case bounds == nil:
			return VerdictViolated, nil
		default:
			verdict = VerdictOpen
			openBy = append(openBy, bounds...)
		}
	}
	slices.Sort(openBy)
	return verdict, slices.Compact(openBy)
}

// reach returns the nodes that can be reached within some, themselves included.
func (g *naiveGraph) reach(from []int, within func(int) bool, noFaults bool) map[int]bool {
	seen := map[int]bool{}
	var visit func(n int)
	visit = func(n int) {
		if seen[n] || !within(n) {
			return
		}
		seen[n] = true
		for _, e := range g.edges[n] {
			if noFaults && naiveFault(e.action) {
				continue
			}
			visit(e.to)
		}
	}
	for _, n := range from {
		visit(n)
	}
	return seen
}

func naiveFault(action string) bool {
	var verb string
	fmt.Sscan(action, &verb)
	return slices.Contains([]string{"drop", "duplicate", "crash", "cut", "fault", "mistake"}, verb)
}

// fair reports whether there is a fair run that starts in some states, stays within some,
// and comes to others again and again; visited are all that such runs, fair or not, pass.
func (g *naiveGraph) fair(f temporal.Fairness, starts, within, again func(int) bool) (visited map[int]bool, found bool) {
	var from []int
	for n := range g.states {
		if starts(n) {
			from = append(from, n)
		}
	}
	visited = g.reach(from, within, false)
	if wanted := again; g.assumes {
		again = func(n int) bool { return wanted(n) && g.states[n].calm }
	}
	var all []int
	for n := range visited {
		all = append(all, n)
	}
	return visited, g.anyFair(f, all, again)
}

func (g *naiveGraph) initials() (nodes []int) {
	for n := range g.initial {
		nodes = append(nodes, n)
	}
	return nodes
}

// anyFair decides whether a set of nodes has a fair subset that is strongly connected, as
// textbooks decide emptiness of Streett automata; with coins, one that is an end component.
func (g *naiveGraph) anyFair(f temporal.Fairness, nodes []int, again func(int) bool) bool {
	coins := f.Has(temporal.Coins)
	components := g.components
	if coins {
		components = g.endComponents
	}
	for _, component := range components(nodes) {
		in := map[int]bool{}
		comes := false
		for _, n := range component {
			in[n] = true
			comes = comes || again(n)
		}
		if !comes {
			continue
		}
		enabledAt := map[string]int{}    // weak: at how many nodes
		someEnabled := map[string]bool{} // strong
		taken := map[string]bool{}
		enabled := make([]map[string]bool, len(component))
		for i, n := range component {
			enabled[i] = map[string]bool{}
			see := func(action string, inside bool) {
				weak, strong := g.conditions(f, action)
				for _, c := range weak {
					if !enabled[i][c] {
						enabled[i][c] = true
						enabledAt[c]++
					}
					taken[c] = taken[c] || inside
				}
				for _, c := range strong {
					enabled[i][c], someEnabled[c] = true, true
					taken[c] = taken[c] || inside
				}
			}
			for _, e := range g.edges[n] {
				if coins {
					see(e.action, in[e.to] && !g.leaves(n, e.run, in))
				} else {
					see(e.action, in[e.to] || g.idle[n][e.action])
				}
			}
			for _, r := range g.refused[n] {
				see(r.action, !coins && g.idle[n][r.action])
			}
		}
		isFair := true
		for c, count := range enabledAt {
			isFair = isFair && (count < len(component) || taken[c])
		}
		if !isFair {
			continue
		}
		var rest []int
		for i, n := range component {
			starved := false
			for c := range someEnabled {
				starved = starved || enabled[i][c] && !taken[c]
			}
			if !starved {
				rest = append(rest, n)
			}
		}
		if len(rest) == len(component) || len(rest) > 0 && g.anyFair(f, rest, again) {
			return true
		}
	}
	return false
}

// endComponents returns the maximal end components of a set of nodes, by the textbook: as
// long as something changes, take away the actions with an outcome outside, and split what
// is left into strongly connected components. A node by itself, which stutters, is one.
func (g *naiveGraph) endComponents(nodes []int) (ends [][]int) {
	in := map[int]bool{}
	for _, n := range nodes {
		in[n] = true
	}
	kept := *g
	kept.edges = make([][]naiveEdge, len(g.edges))
	for _, n := range nodes {
		for _, e := range g.edges[n] {
			if in[e.to] && !g.leaves(n, e.run, in) {
				kept.edges[n] = append(kept.edges[n], e)
			}
		}
	}
	parts := kept.components(nodes)
	if len(parts) == 1 {
		return parts
	}
	for _, part := range parts {
		ends = append(ends, g.endComponents(part)...)
	}
	return ends
}

// leaves reports whether some outcome of a handler's run leads out of a set of nodes, or is
// refused.
func (g *naiveGraph) leaves(n, run int, in map[int]bool) bool {
	return run != 0 && (slices.ContainsFunc(g.edges[n], func(e naiveEdge) bool { return e.run == run && !in[e.to] }) ||
		slices.ContainsFunc(g.refused[n], func(r naiveRefusal) bool { return r.run == run }))
}

// components returns the strongly connected components of a set of nodes: two nodes are in
// one if each can be reached from the other within the set.
func (g *naiveGraph) components(nodes []int) (components [][]int) {
	in := map[int]bool{}
	for _, n := range nodes {
		in[n] = true
	}
	back := map[int][]int{}
	for _, n := range nodes {
		for _, e := range g.edges[n] {
			back[e.to] = append(back[e.to], n)
		}
	}
	done := map[int]bool{}
	for _, n := range nodes {
		if done[n] {
			continue
		}
		forward := g.reach([]int{n}, func(m int) bool { return in[m] && !done[m] }, false)
		var component []int
		backward := map[int]bool{}
		queue := []int{n}
		for len(queue) > 0 {
			m := queue[0]
			queue = queue[1:]
			if backward[m] || !forward[m] {
				continue
			}
			backward[m] = true
			component = append(component, m)
			queue = append(queue, back[m]...)
		}
		for _, m := range component {
			done[m] = true
		}
		components = append(components, component)
	}
	return components
}

// allFair is all that can be assumed to be fair, but for coins.
var allFair = []temporal.Fairness{
	temporal.Messages, temporal.Receivers, temporal.Senders, temporal.Links, temporal.Timers, temporal.Restarts,
	temporal.Invocations, temporal.Detectors, temporal.Heals, temporal.Timer("a"),
}

// randomFormula draws a formula over the goals of a system.
func randomFormula(sys *model.System, d *rand.Rand) temporal.Formula {
	goal := func() string { return sys.Goals[d.IntN(len(sys.Goals))].Name }
	all := []temporal.Formula{
		temporal.Possible(goal()), temporal.Eventually(goal()), temporal.LeadsTo(goal(), goal()),
		temporal.Repeatedly(goal()), temporal.FinallyAlways(goal()),
	}
	f := all[d.IntN(len(all))]
	for _, fair := range allFair {
		if d.IntN(2) == 0 {
			f = f.Under(fair)
		}
	}
	return f
}

// TestRandomTemporal holds the verdicts of temporal properties against a naive checker: an
// explicit graph of whole states, and emptiness decided by the definition.
func TestRandomTemporal(t *testing.T) {
	count, most := 300, 400
	if testing.Short() {
		count, most = 120, 200
	}
	verdicts := compareTemporal(t, count, most, func(seed uint64) *model.System {
		sys := loopSystem(seed)
		d := rand.New(rand.NewPCG(seed, 17))
		for i := range 6 {
			f := randomFormula(sys, d)
			if i%2 == 1 && f.Kind != temporal.IsPossible {
				f = f.Under(temporal.Coins)
			}
			addFormula(sys, f)
		}
		return sys
	})
	for kind := temporal.IsPossible; kind <= temporal.IsFinallyAlways; kind++ {
		for _, verdict := range []string{VerdictHolds, VerdictViolated, VerdictOpen} {
			require.Positive(t, verdicts[fmt.Sprint(kind, verdict)], "kind %d, %s: %v", kind, verdict, verdicts)
		}
	}
}

// TestRandomCoins does the same for systems that toss many coins, in which much is fair:
// for each formula with coins and without.
func TestRandomCoins(t *testing.T) {
	count, most := 800, 150
	if testing.Short() {
		count, most = 250, 100
	}
	verdicts := compareTemporal(t, count, most, func(seed uint64) *model.System {
		sys := loopSystem(seed)
		sys.Groups[0].New(1).(*loopNode).rules.tosses = true
		d := rand.New(rand.NewPCG(seed, 18))
		if d.IntN(4) > 0 { // or most have too many states
			sys.Faults, sys.Detectors, sys.Assume = model.Faults{}, nil, ""
		}
		if d.IntN(2) == 0 {
			sys.TimerBounds, sys.Bounds = nil, nil
		}
		for range 4 {
			f := randomFormula(sys, d)
			if f.Kind == temporal.IsPossible {
				continue
			}
			f.Fair = temporal.None
			for _, fair := range allFair {
				if d.IntN(8) > 0 {
					f = f.Under(fair)
				}
			}
			addFormula(sys, f)
			addFormula(sys, f.Under(temporal.Coins))
		}
		return sys
	})
	for kind := temporal.IsEventually; kind <= temporal.IsFinallyAlways; kind++ {
		holds, open := verdicts[fmt.Sprint("only with coins: ", kind, VerdictHolds)], verdicts[fmt.Sprint("only with coins: ", kind, VerdictOpen)]
		require.Positive(t, holds+open, verdicts)
		if !testing.Short() {
			require.Positive(t, holds, verdicts)
			require.Positive(t, open, verdicts)
		}
	}
}

func addFormula(sys *model.System, f temporal.Formula) {
	sys.Properties = append(sys.Properties, model.Property{Name: fmt.Sprint("p", len(sys.Properties)), Live: f})
}

// compareTemporal compares the verdicts of random systems with those of the naive checker,
// unless a system has too many states, and counts them.
func compareTemporal(t *testing.T, count, most int, draw func(seed uint64) *model.System) map[string]int {
	verdicts := map[string]int{}
	compared := 0
	for seed := range uint64(count) {
		sys := draw(seed)
		goals := []string{}
		for _, p := range sys.Properties {
			goals = append(goals, p.Live.Goals()...)
		}
		g := newNaiveGraph(sys, goals, most)
		if g == nil || g.initial == 0 {
			continue
		}
		compared++
		r, err := Explore(context.Background(), sys, Options{Options: explore.Options{Workers: 1 + int(seed%2)}})
		require.NoError(t, err, "seed %d", seed)
		require.EqualValues(t, len(g.states), r.States, "seed %d", seed)
		for i, p := range r.Properties {
			f := sys.Properties[i].Live
			verdict, openBy := g.verdict(f)
			require.Equal(t, verdict, p.Verdict, "seed %d: %v under %v", seed, f, f.Fair)
			got := slices.Clone(p.OpenBy)
			slices.Sort(got)
			require.Equal(t, openBy, slices.Compact(got), "seed %d: %v under %v", seed, f, f.Fair)
			verdicts[fmt.Sprint(f.Kind, verdict)]++
			if i > 0 && tossed(sys.Properties[i-1].Live, f) && r.Properties[i-1].Verdict != verdict {
				verdicts[fmt.Sprint("only with coins: ", f.Kind, verdict)]++
				requireLuck(t, sys, r, i-1, f, seed)
			}
		}
		for _, v := range r.Violations {
			at := slices.IndexFunc(sys.Properties, func(p model.Property) bool { return p.Name == v.Property })
			requireLasso(t, sys, goals, sys.Properties[at].Live, seed)
			requireReplay(t, sys, v, seed)
		}
	}
	require.Greater(t, compared, count/8)
	return verdicts
}

// tossed reports whether a formula is another one, with coins.
func tossed(f, g temporal.Formula) bool {
	return !f.Fair.Has(temporal.Coins) && f.Under(temporal.Coins).String() == g.String() && f.Under(temporal.Coins).Fair == g.Fair
}

// requireLasso looks for the lasso again, and requires that it is a run of the graph, goes
// round, breaks the formula and is fair. All goals are observed as before, for their
// monitors decide which steps change a state.
func requireLasso(t *testing.T, sys *model.System, goals []string, f temporal.Formula, seed uint64) {
	one := *sys
	one.Properties = nil
	g, r, err := Graph(context.Background(), &one, goals, Options{})
	require.NoError(t, err)
	require.Empty(t, r.Violations)
	j, err := newLiveJudge(g, f)
	require.NoError(t, err)
	v, err := j.verdict(context.Background())
	require.NoError(t, err)
	require.Equal(t, VerdictViolated, v.verdict)
	if f.Kind == temporal.IsPossible {
		requireLost(t, j, v.lost, seed)
		return
	}
	at := v.lasso.Start()
	follow := func(s cycles.LassoStep) {
		require.Equal(t, at, s.From)
		if s.Edge != cycles.Stutter {
			require.Equal(t, g.Edges(s.From, nil)[s.Edge].To, s.To)
		}
		at = s.To
	}
	for _, s := range v.lasso.Prefix {
		follow(s)
	}
	start := at
	for _, s := range v.lasso.Loop {
		follow(s)
	}
	require.Equal(t, start, at)
	requireFair(t, g, f, v.lasso.Loop, seed)
	for _, s := range v.lasso.Loop {
		switch f.Kind {
		case temporal.IsEventually, temporal.IsRepeatedly:
			require.False(t, j.p(s.From), "seed %d", seed)
		case temporal.IsLeadsTo:
			require.True(t, j.notQ(s.From), "seed %d", seed)
		}
	}
	if f.Kind == temporal.IsFinallyAlways {
		require.True(t, slices.ContainsFunc(v.lasso.Loop, func(s cycles.LassoStep) bool { return !j.p(s.From) }), "seed %d", seed)
	}
}

// requireLost requires that no steps but new faults lead from a state to P, nor to where a
// bound refuses a step.
func requireLost(t *testing.T, j *liveJudge, node int, seed uint64) {
	ahead := []int{node}
	for i := 0; i < len(ahead); i++ {
		require.False(t, j.p(ahead[i]), "seed %d", seed)
		require.Empty(t, j.g.Bounds(ahead[i]), "seed %d", seed)
		for _, e := range j.g.Edges(ahead[i], nil) {
			if !j.g.sys.IsFault(j.g.Action(e.Mark)) && !slices.Contains(ahead, e.To) {
				ahead = append(ahead, e.To)
			}
		}
	}
}

// requireReplay requires that the run of a violation is kept in a file and confirmed, with
// its way back, and that it is refused where it would not be fair.
func requireReplay(t *testing.T, sys *model.System, v *Violation, seed uint64) {
	var file bytes.Buffer
	require.NoError(t, traces.Write(&file, v.Trace), "seed %d", seed)
	saved, err := traces.Read(&file)
	require.NoError(t, err)
	require.Equal(t, v.Trace.Loop, saved.Loop)
	if saved.Loop != traces.NoLoop {
		require.Equal(t, traces.KindTemporal, v.Kind)
		require.Equal(t, saved.Loop == saved.Steps() && saved.Back == nil, saved.Stutters())
		require.True(t, saved.Back != nil || saved.Stutters())
	} else {
		require.Equal(t, traces.KindLost, v.Kind)
	}
	r, err := runs.Replay(sys, saved)
	require.NoError(t, err, "seed %d", seed)
	require.Nil(t, r.Departure, "seed %d", seed)
	require.NotNil(t, r.Again, "seed %d: %s, %s", seed, v.Text, r.Why)
	require.Equal(t, v.Text, r.Again.Text, "seed %d", seed)
	require.Empty(t, r.Why, "seed %d", seed)
}

// requireLuck requires that the run that breaks a property is refused with coins.
func requireLuck(t *testing.T, sys *model.System, r *Report, property int, f temporal.Formula, seed uint64) {
	at := slices.IndexFunc(r.Violations, func(v *Violation) bool { return v.Property == r.Properties[property].Name })
	saved := *r.Violations[at].Trace
	saved.Meta.Fair = f.Fair.String()
	replayed, err := runs.Replay(sys, &saved)
	require.NoError(t, err)
	require.Nil(t, replayed.Departure, "seed %d", seed)
	require.Nil(t, replayed.Again, "seed %d: %v under %v", seed, f, f.Fair)
	require.Regexp(t, "no order of the steps keeps it so|the loop is not fair", replayed.Why, "seed %d", seed)
}

// requireFair requires of a loop what the fairness of a formula demands, by its definition.
func requireFair(t *testing.T, g *LiveGraph, f temporal.Formula, loop []cycles.LassoStep, seed uint64) {
	of := system.NewFairness(g.sys, f.Fair).Of
	taken := map[string]bool{}
	always, some := map[string]int{}, map[string]bool{}
	nodes := map[int]bool{}
	for _, s := range loop {
		nodes[s.From] = true
		if s.Edge != cycles.Stutter {
			stakes := of(g.Edges(s.From, nil)[s.Edge].Mark)
			for _, c := range stakes.Weak {
				taken[fmt.Sprint("weak", c)] = true
			}
			for _, c := range stakes.Strong {
				taken[fmt.Sprint("strong", c)] = true
			}
		}
	}
	for n := range nodes {
		here := map[string]bool{}
		marks := g.Refused(n, nil)
		for _, e := range g.Edges(n, nil) {
			marks = append(marks, e.Mark)
		}
		for _, mark := range marks {
			stakes := of(mark)
			for _, c := range stakes.Weak {
				taken[fmt.Sprint("weak", c)] = taken[fmt.Sprint("weak", c)] || stakes.Idle
			}
			for _, c := range stakes.Strong {
				taken[fmt.Sprint("strong", c)] = taken[fmt.Sprint("strong", c)] || stakes.Idle
			}
			for _, c := range stakes.Weak {
				here[fmt.Sprint("weak", c)] = true
			}
			for _, c := range stakes.Strong {
				some[fmt.Sprint("strong", c)] = true
			}
		}
		for c := range here {
			always[c]++
		}
	}
	for c, count := range always {
		require.True(t, count < len(nodes) || taken[c], "seed %d: %s", seed, c)
	}
	for c := range some {
		require.True(t, taken[c], "seed %d: %s", seed, c)
	}
}
