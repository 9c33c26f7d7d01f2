package valence

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
	"github.com/synod-go/synod/traces"
)

// machine is a node that does what a table says: in each state, on each message, and when
// its timer fires. What it decides it keeps.
type machine struct {
	State, Decided int
	table          *[4][3]move `model:"const"`
}

// move is to enter a higher state, to send something, and to decide, unless it is none.
type move struct{ to, message, receiver, decides int }

type note struct{ Kind int }

const tick model.Timer = "tick"

func (m *machine) Start(env model.Env) { env.SetTimer(tick) }
func (m *machine) Timeout(env model.Env, _ model.Timer) {
	m.make(env, 0)
}
func (m *machine) Receive(env model.Env, _ model.NodeID, n model.Message) {
	m.make(env, n.(note).Kind)
}

func (m *machine) make(env model.Env, input int) {
	next := m.table[m.State][input]
	if next.to <= m.State {
		return
	}
	m.State = next.to
	if next.message > 0 {
		env.Send(model.NodeID(next.receiver), note{next.message})
	}
	if m.Decided == 0 {
		m.Decided = next.decides
	}
}

// drawSystem draws a system, and the same without its bound.
func drawSystem(d *rand.Rand) (bounded, free *model.System) {
	const machines = 3
	tables := make([][4][3]move, machines)
	for i := range tables {
		for state := range 3 {
			for input := range 3 {
				if d.IntN(4) > 0 {
					tables[i][state][input] = move{
						to: state + 1 + d.IntN(3-state), message: d.IntN(3), receiver: 1 + d.IntN(machines),
						decides: max(0, d.IntN(5)-2),
					}
				}
			}
		}
	}
	value := func(v int) model.Goal {
		return model.Goal{
			Name: fmt.Sprintf("decides-%d", v), Decides: fmt.Sprint(v),
			Check: model.Local(func(n model.View[*machine]) model.Reached {
				return model.ReachedIf(n.Node.Decided == v, "%s decided %d", n.Name, v)
			}),
		}
	}
	crashes := d.IntN(2)
	build := func() *model.System {
		return &model.System{
			Groups: []model.Group{{
				Prefix: "N", Count: machines, Crashes: true, CrashStop: true,
				New: func(id model.NodeID) model.Node { return &machine{table: &tables[id-1]} },
			}},
			Network: model.Network(d.IntN(2) * int(model.FIFO)),
			Faults:  model.Faults{Crashes: crashes},
			Goals:   []model.Goal{value(1), value(2)},
		}
	}
	bounded, free = build(), build()
	free.Network = bounded.Network
	if most := 2 + d.IntN(2); most < 3 {
		bounded.Bounds = []model.Bound{model.Limit("state", fmt.Sprint(most), func(m *machine) bool { return m.State <= most })}
	}
	return bounded, free
}

// walked is a graph that was walked by hand, one step after the other, on the systems with
// and without bound at once.
type walked struct {
	drawn
	byKey         map[string]int
	bounded, free *runs.Run
}

func keyOf(s traces.State) string { return s.Vars.String() }

// visit visits the state where the runs are, and all after it.
func (w *walked) visit(t *testing.T) int {
	key := keyOf(w.bounded.State())
	if node, known := w.byKey[key]; known {
		return node
	}
	node := len(w.edges)
	w.byKey[key] = node
	w.edges, w.refused = append(w.edges, nil), append(w.refused, nil)
	w.unknown, w.decided = append(w.unknown, false), append(w.decided, 0)
	nodes, _ := traces.NodesOf(w.bounded.State().Vars)
	for _, n := range nodes {
		decided, _ := n.Value.(traces.Record).Get("Decided")
		for v := 1; v <= 2; v++ {
			if decided.String() == fmt.Sprint(v) {
				w.decided[node] |= 1 << (v - 1)
			}
		}
	}
	enabled := slices.Clone(w.bounded.Enabled())
	for i := range enabled {
		same := slices.IndexFunc(w.free.Enabled(), func(s traces.Step) bool { return s.Same(&enabled[i]) })
		require.GreaterOrEqual(t, same, 0)
		w.bounded.Take(i)
		w.free.Take(same)
		to := w.visit(t)
		w.edges[node] = append(w.edges[node], cycles.Edge{To: to, Mark: w.mark(&enabled[i])})
		w.bounded.Back()
		w.free.Back()
	}
	for _, s := range w.free.Enabled() {
		if !slices.ContainsFunc(enabled, func(other traces.Step) bool { return other.Same(&s) }) {
			w.refused[node] = append(w.refused[node], w.mark(&s))
		}
	}
	return node
}

// mark numbers what matters of a step.
func (w *walked) mark(s *traces.Step) uint32 {
	step := Step{Process: int(s.Node[1] - '1'), Kind: s.Kind, Fault: s.Kind == traces.StepCrash, Message: None}
	at := slices.Index(w.steps, step)
	if at < 0 {
		at = len(w.steps)
		w.steps = append(w.steps, step)
	}
	return uint32(at)
}

// TestSystemsAgainstWalksByHand holds the valences of random systems against a plain
// backward search of a graph that was walked by hand.
func TestSystemsAgainstWalksByHand(t *testing.T) {
	var bivalent, critical, blocked, byBound int
	for seed := range uint64(300) {
		bounded, free := drawSystem(rand.New(rand.NewPCG(seed, 20)))
		s, err := Begin(context.Background(), bounded, search.Options{Options: explore.Options{Workers: 1}})
		require.NoError(t, err)
		w := &walked{byKey: map[string]int{}}
		w.initial = 1
		w.bounded, err = runs.New(bounded)
		require.NoError(t, err)
		w.free, err = runs.New(free)
		require.NoError(t, err)
		w.visit(t)
		require.Equal(t, w.Len(), s.Len(), "seed %d", seed)

		can, ahead := w.naive(None)
		isCritical := map[int]bool{}
		for _, c := range s.Critical() {
			isCritical[c.First] = true
			critical += c.Count.All
		}
		where := make([]int, s.Len())
		for node := range where {
			run := s.To(node)
			where[node] = w.byKey[keyOf(run.States[len(run.States)-1])]
			require.Equal(t, Valence{can[where[node]], ahead[where[node]]}, s.At(node), "seed %d", seed)
			require.Equal(t, w.decided[where[node]], s.Decided(node))
			if isCritical[node] {
				require.True(t, w.isCritical(where[node], can))
			}
			require.Equal(t, s.Can(s.At(node).Values), run.Valences()[run.Steps()])
		}
		require.Len(t, slices.Compact(slices.Sorted(slices.Values(where))), s.Len(), "each configuration is met once")
		for p := range s.Processes {
			without, refused := w.naive(p)
			for node := range s.Len() {
				require.Equal(t, Valence{without[where[node]], refused[where[node]]}, s.Without(p, node), "seed %d", seed)
				if s.Blocked(p, node) {
					blocked++
				}
				if s.At(node).Bounded {
					byBound++
				}
			}
		}
		bivalent += s.Count().Bivalent
		d, err := s.Diamonds(context.Background())
		require.NoError(t, err)
		require.Zero(t, d.Broken, "seed %d", seed)
	}
	met := map[string]int{"bivalent": bivalent, "critical": critical, "blocked": blocked, "by bound": byBound}
	for what, n := range met {
		require.Greater(t, n, 20, what)
	}
}

// drummer beats again and again, and a listener takes the beats: a Resend that is
// suppressed does not commute with the delivery of what is in flight.
type drummer struct{ Beats int }

func (d *drummer) Start(env model.Env) { env.SetTimer(tick) }
func (d *drummer) Timeout(env model.Env, _ model.Timer) {
	d.Beats++
	env.Resend(2, note{1})
	if d.Beats < 2 {
		env.SetTimer(tick)
	}
}
func (d *drummer) Receive(model.Env, model.NodeID, model.Message) {}

type listener struct{ Heard int }

func (l *listener) Start(model.Env)                                {}
func (l *listener) Timeout(model.Env, model.Timer)                 {}
func (l *listener) Receive(model.Env, model.NodeID, model.Message) { l.Heard++ }
func heard(n model.View[*listener]) model.Reached                  { return model.ReachedIf(n.Node.Heard == 1, "") }

func TestResendDoesNotCommute(t *testing.T) {
	sys := &model.System{
		Groups: []model.Group{
			{Prefix: "D", Count: 1, New: func(model.NodeID) model.Node { return new(drummer) }},
			{Prefix: "L", Count: 1, New: func(model.NodeID) model.Node { return new(listener) }},
		},
		Goals: []model.Goal{{Name: "heard", Decides: "beat", Check: model.Local(heard)}},
	}
	s, err := Begin(context.Background(), sys, search.Options{Options: explore.Options{Workers: 1}})
	require.NoError(t, err)
	d, err := s.Diamonds(context.Background())
	require.NoError(t, err)
	require.Equal(t, 1, d.Broken)
	require.Equal(t, "L receives note{Kind: 1} from D", s.StepText(d.First.Node, d.First.First))
	require.Equal(t, "D: timeout tick", s.StepText(d.First.Node, d.First.Second))
}

// Budgets that processes share do not commute either: who comes first has them.
func TestSharedBudgetDoesNotCommute(t *testing.T) {
	sys := &model.System{
		Groups:      []model.Group{{Prefix: "N", Count: 2, New: func(model.NodeID) model.Node { return &machine{table: &[4][3]move{0: {0: {to: 1, decides: 1}}}} }}},
		TimerBounds: []model.TimerBound{{Timer: tick, Total: 1}},
		Goals: []model.Goal{{Name: "decided", Decides: "1", Check: model.Local(func(n model.View[*machine]) model.Reached {
			return model.ReachedIf(n.Node.Decided == 1, "")
		})}},
	}
	s, err := Begin(context.Background(), sys, search.Options{Options: explore.Options{Workers: 1}})
	require.NoError(t, err)
	d, err := s.Diamonds(context.Background())
	require.NoError(t, err)
	require.Equal(t, Diamonds{Count: 1, Broken: 1, First: Diamond{0, 0, 1}}, d)
	require.Empty(t, s.Bounds(None), "what was decided may go on")
}

// runner counts its laps for ever and tells the others, which catch up. If it shouts, the
// next one hears that too, unless it has still to hear the shout before.
type runner struct {
	Laps   lap
	Heard  bool
	Shouts bool `model:"const"`
}

const runners = 3

type (
	lap  int
	done struct{ Laps lap }
)

func (r *runner) Start(env model.Env) { env.SetTimer(tick) }
func (r *runner) Timeout(env model.Env, _ model.Timer) {
	r.Laps++
	env.SetTimer(tick)
	env.Broadcast(done{r.Laps})
	if r.Shouts {
		env.Resend(1+env.ID()%runners, note{1})
	}
}

func (r *runner) Receive(_ model.Env, _ model.NodeID, m model.Message) {
	switch m := m.(type) {
	case done:
		r.Laps = max(r.Laps, m.Laps)
	case note:
		r.Heard = !r.Heard
	}
}

// Where numbers go by difference a message has another name when a step has left numbers
// behind. It is the same message all the same, and its delivery commutes with that step; what
// does not commute is found as elsewhere.
func TestDiamondsByDifference(t *testing.T) {
	for _, c := range []struct {
		spread                  int
		shouts, decides, broken bool
	}{
		{spread: 2},
		{spread: 1, shouts: true, broken: true},
		{spread: 1, shouts: true, decides: true}, // what is heard decides, and what comes after that is left out
	} {
		sys := &model.System{
			Groups: []model.Group{{Prefix: "R", Count: runners, New: func(model.NodeID) model.Node { return &runner{Shouts: c.shouts} }}},
			Goals: []model.Goal{{Name: "heard", Decides: "1", Check: model.Local(func(n model.View[*runner]) model.Reached {
				return model.ReachedIf(c.decides && n.Node.Heard, "")
			})}},
			Numbers: &growing.Numbers{Name: "laps", Types: []reflect.Type{growing.Type[lap]()}, Spread: c.spread},
		}
		s, err := Begin(context.Background(), sys, search.Options{Options: explore.Options{Workers: 1}})
		require.NoError(t, err)
		require.True(t, s.Search.Complete())
		d, err := s.Diamonds(context.Background())
		require.NoError(t, err)
		require.Greater(t, d.Count, 100)
		require.Zero(t, d.Idle)
		require.Equal(t, c.broken, d.Broken > 0)
	}
}

// Steps of different processes of Paxos commute, also by difference.
func TestPaxosCommutesByDifference(t *testing.T) {
	sys, err := paxos.Protocol.System("", map[string]string{"acceptors": "2", "spread": "1", "crashes": "0"})
	require.NoError(t, err)
	s, err := Begin(context.Background(), sys, search.Options{Options: explore.Options{Workers: 2}})
	require.NoError(t, err)
	d, err := s.Diamonds(context.Background())
	require.NoError(t, err)
	require.Equal(t, Diamonds{Count: 5488}, d)
}

// What cannot be analysed is refused.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		mend func(*model.System)
		want string
	}{
		{func(s *model.System) { s.Goals = nil }, "no goal of the system says what is decided"},
		{func(s *model.System) { s.Symmetry = true }, "which process takes a step is lost under symmetry"},
		{func(s *model.System) { s.Constraint = func(*model.State) bool { return true } }, "a state constraint cuts runs"},
	} {
		sys, _ := drawSystem(rand.New(rand.NewPCG(1, 1)))
		c.mend(sys)
		_, err := Begin(context.Background(), sys, search.Options{Options: explore.Options{Workers: 1}})
		require.ErrorContains(t, err, c.want)
	}
}

// A timer whose firing is a fault is no step that its process has to take.
func TestTimersThatAreFaultsAreNotOwed(t *testing.T) {
	for _, isFault := range []bool{false, true} {
		sys := &model.System{
			Groups:      []model.Group{{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return &machine{table: &[4][3]move{0: {0: {to: 1, decides: 1}}}} }}},
			TimerBounds: []model.TimerBound{{Timer: tick, Total: 1, Fault: isFault}},
			Goals: []model.Goal{{Name: "decided", Decides: "1", Check: model.Local(func(n model.View[*machine]) model.Reached {
				return model.ReachedIf(n.Node.Decided == 1, "")
			})}},
		}
		s, err := Begin(context.Background(), sys, search.Options{Options: explore.Options{Workers: 1}})
		require.NoError(t, err)
		require.Equal(t, 2, s.Len())
		schedule, err := s.Adversary(context.Background(), None)
		require.NoError(t, err)
		require.Equal(t, isFault, schedule != nil)
	}
}
