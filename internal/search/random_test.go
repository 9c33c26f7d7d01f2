package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// randomNode does what a table drawn from a seed says: for a state and an input
// the table gives a new state, messages, timers, choices and events. Its fuel
// makes the space finite.
type randomNode struct {
	State int
	Fuel  int                  `model:"durable"`
	Term  int                  `model:"durable"`
	Heard map[model.NodeID]int // a map, so that order in maps is covered
	Down  model.NodeSet        // whom it suspects
	Left  int                  // ticks of its clock, until it does something
	rules *randomRules         `model:"const"`
}

type randomRules struct {
	seed   uint64
	states int
	epochs bool
	choose bool
	fuel   int
	// symmetric nodes use ids for equality alone.
	symmetric bool
	nodes     int // of the system, when messages go to nodes of other groups, too
	clock     int // when not 0, nodes have a clock, and count so many ticks down
}

type randomMessage struct{ Kind, Term int }

type randomEvent struct{ Kind int }

var randomTimers = []model.Timer{"a", "b"}

// randomClock is a timer that is a clock.
const randomClock model.Timer = "c"

// dice returns the table's entry for what is given.
func (r *randomRules) dice(what ...int) *rand.Rand {
	h := r.seed
	for _, w := range what {
		h = (h ^ uint64(w+7)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return rand.New(rand.NewPCG(h, 1))
}

// id is what the table may know of a node's identity.
func (r *randomRules) id(id model.NodeID) int {
	if r.symmetric {
		return 0
	}
	return int(id)
}

func (n *randomNode) Start(env model.Env) {
	if n.rules.clock > 0 {
		env.SetTimer(randomClock)
	}
	n.act(env, n.rules.dice(1, n.rules.id(env.ID())), model.Nobody)
}

func (n *randomNode) Receive(env model.Env, from model.NodeID, m model.Message) {
	msg := m.(randomMessage)
	if n.rules.epochs && msg.Term < n.Term {
		return
	}
	n.Term = max(n.Term, msg.Term)
	if msg.Kind%3 == 0 {
		if n.Heard == nil {
			n.Heard = map[model.NodeID]int{}
		}
		n.Heard[from] = msg.Kind
	}
	n.act(env, n.rules.dice(2, n.rules.id(env.ID()), n.State, n.rules.id(from), msg.Kind, msg.Term), from)
}

func (n *randomNode) Timeout(env model.Env, t model.Timer) {
	if t == randomClock {
		n.tick(env)
		return
	}
	n.act(env, n.rules.dice(3, n.rules.id(env.ID()), n.State, int(t[0])), model.Nobody)
}

// tick counts down, acts at the end, and then sometimes lets its clock stop.
func (n *randomNode) tick(env model.Env) {
	d := n.rules.dice(7, n.rules.id(env.ID()), n.State, n.Left)
	if n.Left > 1 || d.IntN(3) > 0 {
		env.SetTimer(randomClock)
	}
	if n.Left > 0 {
		if n.Left--; n.Left == 0 {
			n.act(env, d, model.Nobody)
		}
	}
}

func (n *randomNode) CanInvoke() bool { return n.Fuel > 0 && n.State%2 == 1 }

func (n *randomNode) Invoke(env model.Env) {
	n.act(env, n.rules.dice(4, n.rules.id(env.ID()), n.State), model.Nobody)
	n.State = 0
}

func (n *randomNode) act(env model.Env, d *rand.Rand, from model.NodeID) {
	if n.Fuel == 0 || d.IntN(6) == 0 {
		return
	}
	n.Fuel--
	if n.rules.clock > 0 {
		n.Left = n.rules.clock
		env.SetTimer(randomClock)
	}
	n.State = d.IntN(n.rules.states)
	if n.rules.choose && d.IntN(3) == 0 {
		n.State = (n.State + env.Choose(2)) % n.rules.states
	}
	if d.IntN(4) == 0 {
		n.Term++
	}
	for range d.IntN(3) {
		others := n.others(env)
		to := others[d.IntN(len(others))]
		if n.rules.symmetric {
			// Nobody is picked by its number: the sender is answered, or the
			// explorer picks.
			if to = from; from == model.Nobody {
				to = others[env.Choose(len(others))]
			}
		}
		m := randomMessage{Kind: d.IntN(4), Term: n.Term}
		if d.IntN(3) == 0 {
			env.Resend(to, m)
		} else {
			env.Send(to, m)
		}
	}
	if d.IntN(3) == 0 {
		env.SetTimer(randomTimers[d.IntN(2)])
	}
	if d.IntN(5) == 0 {
		env.StopTimer(randomTimers[d.IntN(2)])
	}
	if d.IntN(3) == 0 {
		env.Record(randomEvent{d.IntN(3)})
	}
}

// others are those to whom messages go.
func (n *randomNode) others(env model.Env) []model.NodeID {
	if n.rules.nodes == 0 {
		return env.Peers()
	}
	var others []model.NodeID
	for id := model.NodeID(1); int(id) <= n.rules.nodes; id++ {
		if id != env.ID() {
			others = append(others, id)
		}
	}
	return others
}

func (n *randomNode) Suspect(env model.Env, q model.NodeID) {
	d := n.rules.dice(5, n.rules.id(env.ID()), n.State, n.rules.id(q), n.Term)
	if n.Down.Has(q) && d.IntN(4) != 0 { // most do not care to hear it again
		return
	}
	if n.Down = n.Down.With(q); d.IntN(2) == 0 {
		n.act(env, d, q)
	}
}

func (n *randomNode) Trust(env model.Env, q model.NodeID) {
	if !n.Down.Has(q) {
		return
	}
	n.Down = n.Down.Without(q)
	if d := n.rules.dice(6, n.rules.id(env.ID()), n.State, n.rules.id(q)); d.IntN(2) == 0 {
		n.act(env, d, q)
	}
}

// randomSystem draws a small system with a random mix of everything that a
// system may have.
func randomSystem(seed uint64) *model.System {
	sys, _, _ := drawSystem(seed)
	return sys
}

func drawSystem(seed uint64) (*model.System, *randomRules, *rand.Rand) {
	d := rand.New(rand.NewPCG(seed, 99))
	rules := &randomRules{
		seed: seed, states: 2 + d.IntN(3), fuel: 1 + d.IntN(2),
		epochs: d.IntN(2) == 0, choose: d.IntN(2) == 0, symmetric: d.IntN(4) == 0,
	}
	sys := &model.System{
		Groups: []model.Group{{
			Prefix: "N", Count: 2 + d.IntN(2), Crashes: true, Symmetric: rules.symmetric,
			New: func(model.NodeID) model.Node { return &randomNode{Fuel: rules.fuel, rules: rules} },
		}},
		Network:  model.Network(d.IntN(3)),
		Symmetry: rules.symmetric,
	}
	sometimes := func(n int) int {
		if d.IntN(2) == 0 {
			return 0
		}
		return 1 + d.IntN(n)
	}
	sys.Faults = model.Faults{Crashes: sometimes(1), Drops: sometimes(2), Duplicates: sometimes(1), Partitions: sometimes(1)}
	for _, timer := range randomTimers {
		if d.IntN(2) == 0 {
			sys.TimerBounds = append(sys.TimerBounds, randomBound(timer, !rules.symmetric, d))
		}
	}
	if d.IntN(3) == 0 {
		sys.InFlight = 2 + d.IntN(2)
	}
	if d.IntN(3) == 0 {
		most := d.IntN(3)
		sys.Bounds = append(sys.Bounds, model.Limit("terms", fmt.Sprint(most), func(n *randomNode) bool { return n.Term <= most }))
	}
	if d.IntN(6) == 0 {
		sys.Bounds = append(sys.Bounds, model.LimitSteps("spurts", "none", func(before, after *randomNode) bool {
			return after.State-before.State < 2
		}))
	}
	if rules.epochs {
		sys.Epochs = &model.Epochs{
			Of:    func(n any) []int { return []int{n.(*randomNode).Term} },
			Stamp: func(m model.Message) (int, int, bool) { return 0, m.(randomMessage).Term, true },
		}
	}
	if d.IntN(3) == 0 {
		sys.Constraint = func(s *model.State) bool {
			return len(s.InFlight) < 4 && sumOf(s, func(n *randomNode) int { return n.Term }) < 6
		}
	}
	sys.Properties = randomProperties(rules, d)
	return sys, rules, d
}

// randomBound draws a bound of a timer: a total or none, numbers for some nodes or
// none, with zeros and negative ones among them, and for more nodes than there are.
func randomBound(timer model.Timer, perNode bool, d *rand.Rand) model.TimerBound {
	b := model.TimerBound{Timer: timer, Total: d.IntN(4) - 1, Never: d.IntN(8) == 0}
	if perNode && d.IntN(2) == 0 {
		for range 1 + d.IntN(4) {
			b.PerNode = append(b.PerNode, d.IntN(4)-1)
		}
	}
	return b
}

// randomProperties draws some properties of every kind, most of which fail
// somewhere deep or nowhere.
func randomProperties(rules *randomRules, d *rand.Rand) []model.Property {
	wish := func(p ...int) bool { return rules.dice(p...).IntN(40) == 0 }
	verdict := func(broken bool) model.Verdict {
		if broken {
			return model.Violated("the dice say so")
		}
		return model.Holds
	}
	counts := &model.Monitor[map[int]model.NodeSet]{
		Name: "counts", Initial: nil,
		Fold: func(v map[int]model.NodeSet, n model.NodeID, e model.Event) map[int]model.NodeSet {
			if v == nil {
				v = map[int]model.NodeSet{}
			}
			v[e.(randomEvent).Kind] = v[e.(randomEvent).Kind].With(n)
			return v
		},
	}
	all := []model.Property{
		{Name: "local", Check: model.Local(func(n model.View[*randomNode]) model.Verdict {
			r := n.Node
			return verdict(n.Up && wish(10, rules.id(n.ID), r.State, r.Term, len(n.Timers), len(r.Heard)))
		})},
		{Name: "pairwise", Check: model.Pairwise(func(a, b model.View[*randomNode]) model.Verdict {
			r, q := a.Node, b.Node
			return verdict(wish(11, rules.id(a.ID), r.State*q.State, r.Term+q.Term))
		})},
		{Name: "between", Check: model.Between(func(a model.View[*randomNode], b model.View[model.Node]) model.Verdict {
			r, q := a.Node, b.Node.(*randomNode)
			return verdict(wish(14, rules.id(a.ID), r.State, q.Term))
		})},
		{Name: "monitor", Check: model.Judge(counts, func(v map[int]model.NodeSet) model.Verdict {
			if len(v) == 0 {
				return model.Untested
			}
			return verdict(len(v) == 3 && v[0].Len() == 2)
		})},
		{Name: "monitor-too", Check: model.Judge(counts, func(v map[int]model.NodeSet) model.Verdict { return verdict(v[2].Len() == 3) })},
		{Name: "global", Check: model.Global(func(s *model.State) model.Verdict {
			sum := 0 // the order of messages in flight means nothing
			for _, p := range s.InFlight {
				sum += rules.id(p.To) + 5*p.Message.(randomMessage).Kind
			}
			return verdict(len(s.InFlight) == 3 && wish(12, sumOf(s, func(n *randomNode) int { return n.State }), sum))
		})},
		{Name: "step", Check: model.Step(func(before, after model.View[*randomNode]) model.Verdict {
			return verdict(wish(13, before.Node.State, after.Node.State, after.Node.Term))
		})},
	}
	var out []model.Property
	for _, p := range all {
		if d.IntN(3) == 0 {
			out = append(out, p)
		}
	}
	return out
}

func sumOf(s *model.State, of func(n *randomNode) int) int {
	sum := 0
	for _, n := range model.Views[*randomNode](s) {
		sum += of(n.Node)
	}
	return sum
}

// manyStates is the size up to which a random system is held against the naive
// search.
const manyStates = 1500

// TestRandomSystems holds the engine, in each of its forms, against the naive
// search: equal numbers of states and steps, equal depth, equal verdicts.
func TestRandomSystems(t *testing.T) { compareWithNaive(t, 400, 60, randomSystem) }

// compareWithNaive compares many systems, or a few in a short test, and returns how many
// steps of each kind were made in all.
func compareWithNaive(t *testing.T, many, few int, draw func(seed uint64) *model.System) map[string]uint64 {
	made := map[string]uint64{}
	count := many
	if testing.Short() {
		count = few
	}
	compared, violated, spilled, refused := 0, 0, map[string]int64{}, uint64(0)
	for seed := range count {
		sys := draw(uint64(seed))
		probe, err := Explore(context.Background(), sys, Options{Options: explore.Options{Depth: 7, Bounded: true}})
		if err != nil {
			require.ErrorContains(t, err, "excludes every initial state", "seed %d", seed)
			naive := NaiveSearch(sys, 0)
			require.Zero(t, naive.States, "seed %d", seed)
			require.Positive(t, naive.Left, "seed %d", seed)
			made["every initial state excluded"]++
			continue
		}
		depth := -1
		if probe.States > manyStates || slices.Contains(probe.BoundedBy, explore.ByDepth) {
			depth = 7
		}
		if probe.States > 4*manyStates {
			continue
		}
		naive := NaiveSearch(sys, depth)
		compared++
		if len(naive.Violated) > 0 {
			violated++
		}
		for _, form := range []struct {
			name string
			opts Options
		}{
			{"one worker", Options{}},
			{"two workers", Options{Options: explore.Options{Workers: 2}}},
			{"exact", Options{Options: explore.Options{Workers: 2, Exact: true}}},
			{"all on disk", Options{HashSeed: 7, Options: explore.Options{Workers: 2, Memory: 1}}},
			{"visited states on disk", Options{HashSeed: 7, Options: explore.Options{Workers: 2, Memory: 2, SpillDir: t.TempDir()}}},
		} {
			opts := form.opts
			opts.MaxFindings = 1 << 20
			if depth >= 0 {
				opts.Depth, opts.Bounded = depth, true
			}
			if opts.Memory == 1 {
				opts.Memory = spillEverything(t, sys, opts)
			}
			r, err := Explore(context.Background(), sys, opts)
			require.NoError(t, err)
			spilled[form.name] += r.SpilledBytes
			got := NaiveResult{States: int(r.States), Steps: int(r.Steps), Depth: r.Depth}
			want := NaiveResult{States: naive.States, Steps: naive.Steps, Depth: naive.Depth}
			require.Equal(t, fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got), "seed %d, %s", seed, form.name)
			require.Equal(t, naive.Violated, brokenNames(r), "seed %d, %s", seed, form.name)
			for _, v := range r.Violations {
				require.Equal(t, naive.Length, v.Length(), "seed %d, %s", seed, form.name)
			}
			if r.Complete() {
				for _, p := range r.Properties {
					require.Equal(t, naive.Tested[p.Name], p.Verdict == VerdictHolds, "seed %d, %s: %s", seed, form.name, p.Name)
				}
			}
			for i, n := range naive.Refused {
				require.Equal(t, n, r.Bounds[i].Refused, "seed %d, %s: %s", seed, form.name, r.Bounds[i].Name)
				refused += n
			}
			for _, c := range r.StepCounts {
				made[c.Name] += c.Steps
			}
			for i, a := range sys.Assumptions {
				made["excluded by "+a.Name] += naive.Excluded[i]
				at := slices.Index(r.Bounds, UsedBound{Name: "assumption", Value: a.Name, Refused: naive.Excluded[i]})
				require.GreaterOrEqual(t, at, 0, "seed %d, %s: %s excluded %d, not %v", seed, form.name, a.Name, naive.Excluded[i], r.Bounds)
			}
			require.Equal(t, naive.Cut, slices.Contains(r.BoundedBy, explore.ByConstraint), "seed %d, %s", seed, form.name)
		}
	}
	// The comparison must not be empty by accident.
	require.Greater(t, compared, count/2)
	require.Greater(t, violated, count/20)
	for _, form := range []string{"all on disk", "visited states on disk"} {
		require.Positive(t, spilled[form], form)
	}
	require.Positive(t, refused)
	return made
}

// spillEverything returns a memory limit under which the visited set still fits
// but has no room to grow, so that every frontier goes to disk.
func spillEverything(t *testing.T, sys *model.System, opts Options) int64 {
	opts.Memory = 0
	r, err := Explore(context.Background(), sys, opts)
	require.NoError(t, err)
	return r.PeakBytes + 1<<20
}

func brokenNames(r *Report) []string {
	var names []string
	for _, v := range r.Violations {
		names = append(names, v.Property)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
