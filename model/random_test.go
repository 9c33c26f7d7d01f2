package model

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
)

// randomNode does what a table drawn from a seed says: for a state and an input
// the table gives a new state, messages, timers, choices and events. Its fuel
// makes the space finite.
type randomNode struct {
	State int
	Fuel  int            `model:"durable"`
	Term  int            `model:"durable"`
	Heard map[NodeID]int // a map, so that order in maps is covered
	rules *randomRules   `model:"const"`
}

type randomRules struct {
	seed   uint64
	states int
	clocks bool
	choose bool
	fuel   int
	// symmetric nodes use ids for equality alone.
	symmetric bool
}

type randomMessage struct{ Kind, Term int }

type randomEvent struct{ Kind int }

var randomTimers = []Timer{"a", "b"}

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
func (r *randomRules) id(id NodeID) int {
	if r.symmetric {
		return 0
	}
	return int(id)
}

func (n *randomNode) Start(env Env) {
	n.act(env, n.rules.dice(1, n.rules.id(env.ID())), Nobody)
}

func (n *randomNode) Receive(env Env, from NodeID, m Message) {
	msg := m.(randomMessage)
	if n.rules.clocks && msg.Term < n.Term {
		return
	}
	n.Term = max(n.Term, msg.Term)
	if msg.Kind%3 == 0 {
		if n.Heard == nil {
			n.Heard = map[NodeID]int{}
		}
		n.Heard[from] = msg.Kind
	}
	n.act(env, n.rules.dice(2, n.rules.id(env.ID()), n.State, n.rules.id(from), msg.Kind, msg.Term), from)
}

func (n *randomNode) Timeout(env Env, t Timer) {
	n.act(env, n.rules.dice(3, n.rules.id(env.ID()), n.State, int(t[0])), Nobody)
}

func (n *randomNode) CanInvoke() bool { return n.Fuel > 0 && n.State%2 == 1 }

func (n *randomNode) Invoke(env Env) {
	n.act(env, n.rules.dice(4, n.rules.id(env.ID()), n.State), Nobody)
	n.State = 0
}

func (n *randomNode) act(env Env, d *rand.Rand, from NodeID) {
	if n.Fuel == 0 || d.IntN(6) == 0 {
		return
	}
	n.Fuel--
	n.State = d.IntN(n.rules.states)
	if n.rules.choose && d.IntN(3) == 0 {
		n.State = (n.State + env.Choose(2)) % n.rules.states
	}
	if d.IntN(4) == 0 {
		n.Term++
	}
	for range d.IntN(3) {
		to := env.Peers()[d.IntN(len(env.Peers()))]
		if n.rules.symmetric {
			// Nobody is picked by its number: the sender is answered, or the
			// explorer picks.
			if to = from; from == Nobody {
				to = env.Peers()[env.Choose(len(env.Peers()))]
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

// randomSystem draws a small system with a random mix of everything that a
// system may have.
func randomSystem(seed uint64) *System {
	d := rand.New(rand.NewPCG(seed, 99))
	rules := &randomRules{
		seed: seed, states: 2 + d.IntN(3), fuel: 1 + d.IntN(2),
		clocks: d.IntN(2) == 0, choose: d.IntN(2) == 0, symmetric: d.IntN(4) == 0,
	}
	sys := &System{
		Groups: []Group{{
			Prefix: "N", Count: 2 + d.IntN(2), Crashes: true, Symmetric: rules.symmetric,
			New: func(NodeID) Node { return &randomNode{Fuel: rules.fuel, rules: rules} },
		}},
		Network:  Network(d.IntN(3)),
		Symmetry: rules.symmetric,
	}
	sometimes := func(n int) int {
		if d.IntN(2) == 0 {
			return 0
		}
		return 1 + d.IntN(n)
	}
	sys.Faults = Faults{Crashes: sometimes(1), Drops: sometimes(2), Duplicates: sometimes(1), Partitions: sometimes(1)}
	for _, timer := range randomTimers {
		if d.IntN(2) == 0 {
			sys.TimerBounds = append(sys.TimerBounds, randomBound(timer, !rules.symmetric, d))
		}
	}
	if d.IntN(3) == 0 {
		sys.InFlight = 2 + d.IntN(2)
	}
	if rules.clocks {
		sys.Clocks = &Clocks{
			Of:    func(n Node) []int { return []int{n.(*randomNode).Term} },
			Stamp: func(m Message) (int, int, bool) { return 0, m.(randomMessage).Term, true },
		}
	}
	if d.IntN(3) == 0 {
		sys.Constraint = func(s *State) bool {
			return len(s.InFlight) < 4 && sumOf(s, func(n *randomNode) int { return n.Term }) < 6
		}
	}
	sys.Properties = randomProperties(rules, d)
	return sys
}

// randomBound draws a bound of a timer: a total or none, numbers for some nodes or
// none, with zeros and negative ones among them, and for more nodes than there are.
func randomBound(timer Timer, perNode bool, d *rand.Rand) TimerBound {
	b := TimerBound{Timer: timer, Total: d.IntN(4) - 1, Never: d.IntN(8) == 0}
	if perNode && d.IntN(2) == 0 {
		for range 1 + d.IntN(4) {
			b.PerNode = append(b.PerNode, d.IntN(4)-1)
		}
	}
	return b
}

// randomProperties draws some properties of every kind, most of which fail
// somewhere deep or nowhere.
func randomProperties(rules *randomRules, d *rand.Rand) []Property {
	wish := func(p ...int) bool { return rules.dice(p...).IntN(40) == 0 }
	verdict := func(broken bool) Verdict {
		if broken {
			return Violated("the dice say so")
		}
		return Holds
	}
	counts := &Monitor[map[int]NodeSet]{
		Name: "counts", Initial: nil,
		Fold: func(v map[int]NodeSet, n NodeID, e Event) map[int]NodeSet {
			if v == nil {
				v = map[int]NodeSet{}
			}
			v[e.(randomEvent).Kind] = v[e.(randomEvent).Kind].With(n)
			return v
		},
	}
	all := []Property{
		{Name: "local", Check: Local(func(n View[*randomNode]) Verdict {
			r := n.Node
			return verdict(n.Up && wish(10, rules.id(n.ID), r.State, r.Term, len(n.Timers), len(r.Heard)))
		})},
		{Name: "pairwise", Check: Pairwise(func(a, b View[*randomNode]) Verdict {
			r, q := a.Node, b.Node
			return verdict(wish(11, rules.id(a.ID), r.State*q.State, r.Term+q.Term))
		})},
		{Name: "between", Check: Between(func(a View[*randomNode], b View[Node]) Verdict {
			r, q := a.Node, b.Node.(*randomNode)
			return verdict(wish(14, rules.id(a.ID), r.State, q.Term))
		})},
		{Name: "monitor", Check: Judge(counts, func(v map[int]NodeSet) Verdict {
			if len(v) == 0 {
				return Untested
			}
			return verdict(len(v) == 3 && v[0].Len() == 2)
		})},
		{Name: "monitor-too", Check: Judge(counts, func(v map[int]NodeSet) Verdict { return verdict(v[2].Len() == 3) })},
		{Name: "global", Check: Global(func(s *State) Verdict {
			sum := 0 // the order of messages in flight means nothing
			for _, p := range s.InFlight {
				sum += rules.id(p.To) + 5*p.Message.(randomMessage).Kind
			}
			return verdict(len(s.InFlight) == 3 && wish(12, sumOf(s, func(n *randomNode) int { return n.State }), sum))
		})},
		{Name: "step", Check: Step(func(before, after View[*randomNode]) Verdict {
			return verdict(wish(13, before.Node.State, after.Node.State, after.Node.Term))
		})},
	}
	var out []Property
	for _, p := range all {
		if d.IntN(3) == 0 {
			out = append(out, p)
		}
	}
	return out
}

func sumOf(s *State, of func(n *randomNode) int) int {
	sum := 0
	for _, n := range Views[*randomNode](s) {
		sum += of(n.Node)
	}
	return sum
}

// manyStates is the size up to which a random system is held against the naive
// search.
const manyStates = 1500

// TestRandomSystems holds the engine, in each of its forms, against the naive
// search: equal numbers of states and steps, equal depth, equal verdicts.
func TestRandomSystems(t *testing.T) {
	count := 400
	if testing.Short() {
		count = 60
	}
	compared, violated, spilled := 0, 0, int64(0)
	for seed := range count {
		sys := randomSystem(uint64(seed))
		probe, err := Explore(context.Background(), sys, Options{Options: explore.Options{Depth: 7, Bounded: true}})
		require.NoError(t, err, "seed %d", seed)
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
			spilled += r.SpilledBytes
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
			require.Equal(t, naive.Cut, slices.Contains(r.BoundedBy, explore.ByConstraint), "seed %d, %s", seed, form.name)
		}
	}
	// The comparison must not be empty by accident.
	require.Greater(t, compared, count/2)
	require.Greater(t, violated, count/20)
	require.Positive(t, spilled)
}

// spillEverything returns a memory limit under which the visited set still fits
// but has no room to grow, so that every frontier goes to disk.
func spillEverything(t *testing.T, sys *System, opts Options) int64 {
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
