package search_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// drifting makes the timer tick a clock.
func drifting(drift int, sys *model.System) *model.System {
	sys.TimerBounds = append(sys.TimerBounds, model.TimerBound{Timer: tick, Drift: drift})
	return sys
}

// clock ticks for ever, and counts nothing.
var clock = script{
	start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
	timeout: func(_ *toy, env model.Env, _ model.Timer) { env.SetTimer(tick) },
}

func TestClocksDrift(t *testing.T) {
	// Of a clock alone nobody can tell that it ticks.
	requireSize(t, 1, 0, 0, drifting(1, alone(1, clock)))
	// One of two is up to d ahead of the other.
	for d := range 3 {
		d++
		requireSize(t, uint64(1+2*d), uint64(4*d), d, drifting(d, alone(2, clock)))
	}
	// Of three at least one is the slowest: 2³-1 and 3³-2³ states. Each node ticks, except where
	// it is d ahead.
	requireSize(t, 7, 3*7-9, 2, drifting(1, alone(3, clock)))
	requireSize(t, 19, 3*19-3*5, 4, drifting(2, alone(3, clock)))
	// By symmetry only how many are how far ahead counts.
	sys := drifting(1, symmetric(alone(3, clock)))
	requireSize(t, 3, 3+2+1, 2, sys)
	// That a node counts is a step, whatever its clock does.
	requireSize(t, 4, 3, 3, drifting(1, alone(1, ticking(3))))
	// Two bounds of one timer both hold.
	requireSize(t, 3, 4, 1, drifting(2, drifting(1, alone(2, clock))))
}

// A clock runs where its timer is set; where it does not, nobody waits for it. One that
// begins to run is level with the slowest.
func TestClocksRunWhereTheyAreSet(t *testing.T) {
	// B counts to 2, and then has no clock. It counts 0: level, or A ahead; 1: level, A ahead, or
	// B ahead; 2: A is alone. Both tick when they are level, else the slower one.
	sys := drifting(1, &model.System{Groups: []model.Group{toys("A", 1, clock), {
		Prefix: "B", Count: 1, New: func(model.NodeID) model.Node { return &counter{limit: 2} },
	}}})
	requireSize(t, 2+3+1, 3+4, 3, sys)

	// A node that is down has no clock, and is level when it has restarted: 5 states before, 2
	// while one is down, 5 after.
	requireSize(t, 5+2+5, 8+2*5+2+8, 4, drifting(2, with(model.Faults{Crashes: 1}, alone(2, clock))))
}

// After stabilisation under a leader only its timers fire, but the clocks of the others go on,
// and stay as near.
func TestClocksGoOnAfterStabilisation(t *testing.T) {
	sys := drifting(1, alone(2, ticking(2)))
	sys.Assume = "leader=N"
	sys.Goals = []model.Goal{{Name: "both", Every: true, Check: model.Local(func(n model.View[*toy]) model.Reached {
		return model.ReachedIf(n.Node.Lost == 2, "%s has counted", n.Name)
	})}}
	live := func(f temporal.Formula) search.PropertyResult {
		sys.Properties = []model.Property{{Name: "p", Live: f}}
		r := mustExplore(t, sys, search.Options{})
		require.True(t, r.Complete() || r.Violation != nil)
		return r.Properties[0]
	}
	require.Equal(t, search.VerdictHolds, live(temporal.Eventually("both").Under(temporal.Timers)).Verdict)
	require.Equal(t, search.VerdictViolated, live(temporal.Eventually("both")).Verdict)
	// That a clock waits for the others is no bound that might hide anything.
	sys.Assume = ""
	require.Equal(t, search.VerdictHolds, live(temporal.Eventually("both").Under(temporal.Timers)).Verdict)
	require.Equal(t, search.VerdictViolated, live(temporal.Eventually("both")).Verdict)
}

// lock gives a lease to one client at a time, and waits so many of its ticks before it gives
// the next one.
type lock struct {
	Waits int // ticks of its own clock since it gave the last lease, counted down
	lasts int `model:"const"`
}

func (l *lock) Start(env model.Env) { env.SetTimer(tick) }

func (l *lock) Timeout(env model.Env, _ model.Timer) {
	env.SetTimer(tick)
	l.Waits = max(0, l.Waits-1)
}

func (l *lock) Receive(env model.Env, from model.NodeID, _ model.Message) {
	if l.Waits == 0 {
		l.Waits = l.lasts
		env.Send(from, "lease")
	}
}

// tenant asks once for a lease, and counts its ticks from then on.
type tenant struct {
	Left  int // ticks of its own clock until the lease ends, if it gets one
	Asked bool
	Holds bool
	lasts int `model:"const"`
}

const ask model.Timer = "ask"

func (c *tenant) Start(env model.Env) {
	env.SetTimer(tick)
	env.SetTimer(ask)
}

func (c *tenant) Timeout(env model.Env, t model.Timer) {
	if t == ask {
		c.Asked, c.Left = true, c.lasts
		env.Send(1, "ask")
		return
	}
	env.SetTimer(tick)
	c.Left = max(0, c.Left-1)
	c.Holds = c.Holds && c.Left > 0
}

func (c *tenant) Receive(_ model.Env, _ model.NodeID, _ model.Message) { c.Holds = c.Left > 0 }

// leases is a lock that waits for so many ticks, with two clients whose leases last so many.
func leases(waits, lasts, drift int) *model.System {
	sys := drifting(drift, &model.System{Groups: []model.Group{
		{Prefix: "L", Count: 1, New: func(model.NodeID) model.Node { return &lock{lasts: waits} }},
		{Prefix: "C", Count: 2, New: func(model.NodeID) model.Node { return &tenant{lasts: lasts} }},
	}})
	sys.Properties = property(model.Pairwise(func(a, b model.View[*tenant]) model.Verdict {
		if a.Node.Holds && b.Node.Holds {
			return model.Violated("%s and %s both hold a lease", a.Name, b.Name)
		}
		return model.Holds
	}))
	sys.Goals = []model.Goal{{Name: "held", Check: model.Local(func(n model.View[*tenant]) model.Reached {
		return model.ReachedIf(n.Node.Holds, "%s holds a lease", n.Name)
	})}}
	return sys
}

// While the clock of the lock ticks w times, that of a client ticks at least w - 2·drift times:
// it may be drift ahead when the lease begins, and drift behind when the lock has waited. A
// lease that lasts no longer than that is safe, and one that lasts longer is not.
func TestLeasesNeedBoundedDrift(t *testing.T) {
	for _, c := range []struct{ drift, waits, length int }{{1, 3, 13}, {1, 4, 16}, {2, 5, 17}, {2, 6, 20}} {
		safe, longer := leases(c.waits, c.waits-2*c.drift, c.drift), leases(c.waits, c.waits-2*c.drift+1, c.drift)
		r := mustExplore(t, safe, search.Options{})
		require.True(t, r.Complete())
		require.Equal(t, search.VerdictHolds, r.Properties[0].Verdict)
		require.NotNil(t, mustExplore(t, safe, search.Options{Until: "held"}).Violation, "no lease is ever held")

		r = mustExplore(t, longer, search.Options{})
		require.NotNil(t, r.Violation, "%+v", c)
		require.Equal(t, c.length, r.Violation.Length(), "%+v", c)
	}
}

// The engine and the naive search agree on leases, of which the longer one is not safe.
func TestLeasesNaively(t *testing.T) {
	for lasts, broken := range map[int][]string{1: nil, 2: {"p"}} {
		naive := search.NaiveSearch(leases(3, lasts, 1), -1)
		require.Equal(t, broken, naive.Violated)
		r := mustExplore(t, leases(3, lasts, 1), search.Options{Options: explore.Options{MaxFindings: 100}})
		require.Equal(t, size{uint64(naive.States), uint64(naive.Steps), naive.Depth}, size{r.States, r.Steps, r.Depth})
	}
}

// A run with clocks is saved, shown, and taken again, and a step that a clock is too far ahead
// for says so.
func TestRunsOfClocks(t *testing.T) {
	sys := leases(3, 2, 1)
	r := mustExplore(t, sys, search.Options{})
	var b bytes.Buffer
	require.NoError(t, traces.Write(&b, r.Violation.Trace))
	saved, err := traces.Read(&b)
	require.NoError(t, err)
	again, err := runs.Replay(sys, saved)
	require.NoError(t, err)
	require.Nil(t, again.Departure, "%v", again.Departure)
	require.NotNil(t, again.Again)
	b.Reset()
	require.NoError(t, draw.Text(&b, saved, draw.Options{Whole: true}))
	require.Contains(t, b.String(), `"tick ahead": {L: 0, C1: 0, C2: 0}`)

	run, err := runs.New(sys)
	require.NoError(t, err)
	taker(t, run)("L: timeout tick")
	require.NotContains(t, enabled(run), "L: timeout tick")
	ahead := run.Trace()
	ahead.States = append(ahead.States, traces.State{Vars: ahead.States[1].Vars, Step: &traces.Step{Kind: traces.StepTimeout, Node: "L", Name: "tick"}})
	again, err = runs.Replay(sys, ahead)
	require.NoError(t, err)
	require.NotNil(t, again.Departure)
	require.Contains(t, again.Departure.Why, "as a clock it is too far ahead")

	// A search can go on from there, with the clocks where they are.
	r = mustExplore(t, sys, search.Options{From: &runs.From{Trace: run.Trace()}})
	require.Equal(t, 1+2+13, r.Violation.Length(), "first C1 and C2 catch up with L")
}

func TestClocksThatAreRefused(t *testing.T) {
	for want, b := range map[string]model.TimerBound{
		"the drift of timer tick is -1; it must not be negative": {Timer: tick, Drift: -1},
		"the firing of timer tick is a fault, so it is no clock": {Timer: tick, Drift: 1, Fault: true},
	} {
		sys := alone(2, clock)
		sys.TimerBounds = []model.TimerBound{b}
		_, err := search.Explore(t.Context(), sys, search.Options{})
		require.ErrorContains(t, err, want)
	}
}

// Random walks keep clocks as near as a search does: what they find is a run of it.
func TestWalksWithClocks(t *testing.T) {
	r := mustExplore(t, leases(3, 2, 1), search.Options{Simulate: &explore.Walks{Count: 4000, Length: 60, Seed: 1}})
	require.NotNil(t, r.Violation, "two clients never hold a lease")
	again, err := runs.Replay(leases(3, 2, 1), r.Violation.Trace)
	require.NoError(t, err)
	require.Nil(t, again.Departure, "%v", again.Departure)
	require.NotNil(t, again.Again)
	r = mustExplore(t, leases(3, 1, 1), search.Options{Simulate: &explore.Walks{Count: 4000, Length: 60, Seed: 1}})
	require.Nil(t, r.Violation)
}

// What grows with the ticks of clocks is found: a tick spends no budget.
func TestGrowthByClocks(t *testing.T) {
	what, _ := toDepth(t, drifting(1, growing(again(func(n *grows, _ model.Env) { n.Count++ }))), 8)
	require.Equal(t, []string{"G.Count"}, what)
}
