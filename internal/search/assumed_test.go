package search_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
	"github.com/synod-go/synod/traces/shrink"
	"github.com/synod-go/synod/traces/text"
)

type (
	please  struct{}
	granted struct{}
)

// proposing is a system of two proposers P, which ask A whenever their timer fires, once in
// all, and count the answers.
func proposing(assume string) *model.System {
	ask := script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		receive: func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Kept++ },
		timeout: func(n *toy, env model.Env, _ model.Timer) { n.Lost++; env.Send(3, please{}); env.SetTimer(tick) },
	}
	answer := script{receive: func(_ *toy, env model.Env, from model.NodeID, _ model.Message) { env.Send(from, granted{}) }}
	return &model.System{
		Groups:      []model.Group{toys("P", 2, ask), toys("A", 1, answer)},
		Faults:      model.Faults{Crashes: 1, Partitions: 1, Links: 1},
		TimerBounds: []model.TimerBound{{Timer: tick, Total: 1}},
		Bounds:      []model.Bound{model.Limit("answers", "1", func(n *toy) bool { return n.Kept <= 1 })},
		Assume:      assume,
		Properties: property(model.Local(func(v model.View[*toy]) model.Verdict {
			if v.Node.Kept > 2 {
				return model.Violated("%s has %d answers", v.Name, v.Node.Kept)
			}
			return model.Holds
		})),
	}
}

// taker takes the steps of a run by their texts.
func taker(t *testing.T, run *runs.Run) func(texts ...string) {
	return func(texts ...string) {
		t.Helper()
		for _, text := range texts {
			at := slices.Index(enabled(run), text)
			require.GreaterOrEqual(t, at, 0, "%s is not among %v", text, enabled(run))
			run.Take(at)
		}
	}
}

func enabled(run *runs.Run) (texts []string) {
	for _, s := range run.Enabled() {
		texts = append(texts, s.String())
	}
	return texts
}

const (
	asks    = "A receives please from P1"
	answers = "P1 receives granted from A"
)

// Under a leader its timer fires alone, and waits for the deliveries; no bound but that of
// messages in flight refuses anything.
func TestLeaderAfterStabilisation(t *testing.T) {
	run, err := runs.New(proposing("leader"))
	require.NoError(t, err)
	take := taker(t, run)
	require.Contains(t, enabled(run), "P2: timeout tick")
	require.Contains(t, enabled(run), "stabilise: P2 leads")
	require.NotContains(t, enabled(run), "stabilise: A leads")
	take("P1: timeout tick", "P2 crashes")
	require.NotContains(t, enabled(run), "stabilise: P2 leads", "it is down")
	take("cut link P1↔A")
	require.NotContains(t, enabled(run), "stabilise: P1 leads", "a link is cut")
	take("heal link P1↔A", "cut {P1} | {A, P2}")
	require.NotContains(t, enabled(run), "stabilise: P1 leads", "there is a partition")
	take("heal", "stabilise: P1 leads")
	require.Equal(t, []string{asks, "P2 restarts"}, enabled(run), "no faults, and the timer waits")
	take(asks)
	require.Equal(t, []string{answers, "P2 restarts"}, enabled(run))
	take(answers, "P2 restarts")
	for range 3 {
		require.Equal(t, []string{"P1: timeout tick"}, enabled(run), "it is uncounted, and P2 does not lead")
		take("P1: timeout tick", asks, answers)
	}
	require.Equal(t, "P1 has 4 answers", run.Broken()[0].Text)
	faults, _ := run.State().Vars.Get("faults")
	require.Equal(t, "{stabilised: true, leader: P1}", faults.String())
}

// When no more is assumed than that nothing goes wrong, timers fire as they like.
func TestStableAfterStabilisation(t *testing.T) {
	run, err := runs.New(proposing("stable"))
	require.NoError(t, err)
	take := taker(t, run)
	take("P1: timeout tick", "stabilise", "P1: timeout tick", "P2: timeout tick")
	require.ElementsMatch(t, []string{asks, "A receives please from P2", "P1: timeout tick", "P2: timeout tick"}, enabled(run))
	require.Empty(t, run.Broken())
}

// Of a group in which some nodes set no timer, one of the others leads.
func TestWhoMayLead(t *testing.T) {
	sys := proposing("leader=S")
	idle := toys("S", 3, script{start: func(_ *toy, env model.Env) {
		if env.ID() != 2 {
			env.SetTimer(tick)
		}
	}})
	sys.Groups = []model.Group{idle}
	run, err := runs.New(sys)
	require.NoError(t, err)
	require.Subset(t, enabled(run), []string{"stabilise: S1 leads", "stabilise: S3 leads"})
	require.NotContains(t, enabled(run), "stabilise: S2 leads")
	r := mustExplore(t, sys, search.Options{Options: explore.Options{Depth: 1, Bounded: true}})
	require.Contains(t, r.Bounds, search.UsedBound{Name: "assumed", Value: "from some point on there are no faults, timers and the protocol have no bounds, " +
		"and one of S1, S3 that is up leads: of group S only its timers fire, and any timer only when no delivery is enabled (stabilise happens at most once)"})

	sys.Groups = []model.Group{toys("A", 2, script{})} // nobody sets any
	sys.Assume = "leader=A"
	run, err = runs.New(sys)
	require.NoError(t, err)
	require.Subset(t, enabled(run), []string{"stabilise: A1 leads", "stabilise: A2 leads"})
}

// A delivery that is no step, which on a set network depends on what is in flight, does not
// keep a timer waiting.
func TestDeliveryThatIsNoStepIsNotWaitedFor(t *testing.T) {
	sys := proposing("leader")
	sys.Network, sys.Faults = model.Set, model.Faults{}
	sys.Groups[0] = toys("P", 2, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		receive: func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Kept = 1 },
		timeout: func(n *toy, env model.Env, _ model.Timer) { n.Lost++; env.Send(3, please{}); env.SetTimer(tick) },
	})
	run, err := runs.New(sys)
	require.NoError(t, err)
	taker(t, run)("P1: timeout tick", "stabilise: P1 leads", asks, answers)
	require.Equal(t, []string{"P1: timeout tick"}, enabled(run))
}

// A delivery that only the bound of messages in flight refuses is waited for: the search
// counts the refusal.
func TestRefusedDeliveryIsWaitedFor(t *testing.T) {
	sys := proposing("leader")
	sys.InFlight = 1
	sys.Groups[1] = toys("A", 1, script{receive: func(_ *toy, env model.Env, from model.NodeID, _ model.Message) {
		env.Send(from, granted{})
		env.Send(from, please{})
	}})
	sys.Faults, sys.Bounds, sys.Properties = model.Faults{}, nil, nil
	run, err := runs.New(sys)
	require.NoError(t, err)
	taker(t, run)("stabilise: P1 leads", "P1: timeout tick")
	require.Empty(t, enabled(run))
	r := mustExplore(t, sys, search.Options{Meant: []string{"no-properties"}})
	at := slices.IndexFunc(r.Bounds, func(b search.UsedBound) bool { return b.Name == "messages in flight" })
	require.Positive(t, r.Bounds[at].Refused)
}

// What is not accepted is refused by what is.
func TestAssumptionsThatAreRefused(t *testing.T) {
	for assume, want := range map[string]string{
		"calm":     `assumption "calm" is unknown; accepted are stable, leader and leader=PREFIX, with the prefix of the group that is led`,
		"stable=P": `assumption "stable=P" is unknown; accepted are stable, leader and leader=PREFIX, with the prefix of the group that is led`,
		"leader=":  `assumption "leader=": there is no such group of nodes; accepted are leader=P, leader=A`,
		"leader=B": `assumption "leader=B": there is no such group of nodes; accepted are leader=P, leader=A`,
	} {
		_, err := search.Explore(t.Context(), proposing(""), search.Options{Assume: assume})
		require.EqualError(t, err, want)
	}
	sys := proposing("leader")
	sys.Groups[1] = toys("A", 2, ticking(1))
	_, err := runs.New(sys)
	require.EqualError(t, err, "assumption leader: several groups set timers when they start; name the one that is led: accepted are leader=P, leader=A")
	sys.Groups = []model.Group{toys("P", 1, ticking(1)), toys("A", 2, script{}), toys("E", 0, ticking(1))}
	_, err = runs.New(sys)
	require.EqualError(t, err, "assumption leader: no group of several nodes sets a timer when it starts; name the group that is led: accepted are leader=P, leader=A")
}

// A counterexample that needs stabilisation says what was assumed, and can be read,
// replayed on a system that does not say so, drawn, shrunk, and taken as a script.
func TestRunsWithStabilisation(t *testing.T) {
	r := mustExplore(t, proposing(""), search.Options{Assume: "leader"})
	require.Equal(t, "P1 has 3 answers", r.Violation.Text)
	require.Contains(t, kinds(r.Violation), "stabilise")
	require.Equal(t, "leader=P", r.Violation.Trace.Meta.Extra[system.MetaAssumed])
	require.Nil(t, mustExplore(t, proposing(""), search.Options{}).Violation, "without it the bounds stand in the way")

	var b bytes.Buffer
	require.NoError(t, traces.Write(&b, r.Violation.Trace))
	saved, err := traces.Read(&b)
	require.NoError(t, err)
	again, err := runs.Replay(proposing(""), saved)
	require.NoError(t, err)
	require.Nil(t, again.Departure, "%v", again.Departure)
	require.NotNil(t, again.Again)

	b.Reset()
	require.NoError(t, draw.Text(&b, saved, draw.Options{Whole: true}))
	require.Contains(t, b.String(), "stabilise: P1 leads")
	b.Reset()
	require.NoError(t, text.Write(&b, saved, text.Options{}))
	require.Contains(t, b.String(), "stabilise: P1 leads")

	long := proposing("leader")
	run, err := runs.New(long)
	require.NoError(t, err)
	taker(t, run)("P2 crashes", "cut link P2↔A", "heal link P2↔A", "stabilise: P1 leads", "P2 restarts", "P1: timeout tick", asks, answers,
		"P1: timeout tick", asks, answers, "P1: timeout tick", asks, answers)
	whole := run.Trace()
	live, _, err := runs.Of(proposing(""), whole)
	require.NoError(t, err)
	short, err := shrink.Shrink(t.Context(), live, whole, 0, shrink.Options{})
	require.NoError(t, err)
	require.Equal(t, r.Violation.Length(), short.Trace.Steps())
	var left []string
	for _, s := range short.Trace.States[1:] {
		left = append(left, s.Step.String())
	}
	script := &traces.Script{Property: "p", Steps: left}
	lifted, err := runs.NewLifted(long)
	require.NoError(t, err)
	require.NotNil(t, script.Run(lifted).Broken)
}

// A search can start at the end of a run after stabilisation, and its runs say so.
func TestSearchStartsAfterStabilisation(t *testing.T) {
	run, err := runs.New(proposing("leader"))
	require.NoError(t, err)
	taker(t, run)("P1: timeout tick", "stabilise: P1 leads", asks, answers)
	r := mustExplore(t, proposing(""), search.Options{Assume: "leader=P", From: &runs.From{Trace: run.Trace(), Renew: []string{"crashes", "tick"}}})
	require.Equal(t, 4+6, r.Violation.Length())
	require.NotContains(t, kinds(r.Violation)[4:], "stabilise", "it happens once")
	require.Equal(t, "leader=P", r.Violation.Trace.Meta.Extra[system.MetaAssumed])
	again, err := runs.Replay(proposing(""), r.Violation.Trace)
	require.NoError(t, err)
	require.Nil(t, again.Departure, "%v", again.Departure)

	_, err = search.Explore(t.Context(), proposing(""), search.Options{From: &runs.From{Trace: run.Trace()}})
	require.ErrorContains(t, err, "“stabilise: P1 leads” is not enabled: a cut is in force, the node is down, or nothing of the kind is assumed")
}

// What is not enabled after stabilisation says why.
func TestReplayAfterStabilisationSaysWhy(t *testing.T) {
	for want, step := range map[string]*traces.Step{
		"it has stabilised: nothing new goes wrong": {Kind: traces.StepCrash, Node: "P2"},
		"it has stabilised":                         {Kind: traces.StepStabilise, Name: "P2"},
		"it is not its turn: P1 leads":              {Kind: traces.StepTimeout, Node: "P2", Name: "tick"},
	} {
		run, err := runs.New(proposing("leader"))
		require.NoError(t, err)
		taker(t, run)("stabilise: P1 leads")
		saved := run.Trace()
		saved.States = append(saved.States, traces.State{Vars: run.State().Vars, Step: step})
		r, err := runs.Replay(proposing(""), saved)
		require.NoError(t, err)
		require.Contains(t, r.Departure.String(), want)
	}
}

// A random run stabilises now and then, and goes on.
func TestWanderWithStabilisation(t *testing.T) {
	stabilised, after := 0, 0
	for seed := range uint64(40) {
		require.NoError(t, runs.Wander(proposing("leader"), seed, 60, func(r *runs.Run) error {
			switch s := r.Step(); {
			case s == nil:
			case s.Kind == traces.StepStabilise:
				stabilised++
			default:
				faults, _ := r.State().Vars.Get("faults")
				if is, _ := faults.(traces.Record).Get("stabilised"); traces.Equal(is, traces.Bool(true)) {
					require.NotContains(t, []string{"crash", "partition", "cut-link"}, s.Kind)
					after++
				}
			}
			return nil
		}))
	}
	require.Greater(t, stabilised, 10)
	require.Greater(t, after, stabilised)
}
