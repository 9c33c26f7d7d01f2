package model_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/singlecopy"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// counterexample explores a protocol and returns the system and the run that
// breaks it, as a file would give it back.
func counterexample(t *testing.T, p *model.Protocol, mutant string, given map[string]string) (*model.System, *traces.Trace) {
	t.Helper()
	sys, _, err := p.System(mutant, given)
	require.NoError(t, err)
	r, err := model.Explore(context.Background(), sys, model.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	var b bytes.Buffer
	require.NoError(t, traces.Write(&b, r.Violation.Trace))
	saved, err := traces.Read(&b)
	require.NoError(t, err)
	return sys, saved
}

func TestReplayConfirmsCounterexamples(t *testing.T) {
	for _, c := range []struct {
		name   string
		p      *model.Protocol
		mutant string
		given  map[string]string
	}{
		{"singlecopy", &singlecopy.Protocol, "", map[string]string{"servers": "2"}},
		{"singlecopy set", &singlecopy.Protocol, "", map[string]string{"servers": "2", "network": "set"}},
		{"singlecopy fifo", &singlecopy.Protocol, "", map[string]string{"servers": "2", "network": "fifo"}},
		{"double-vote", &raft.Protocol, "double-vote", nil},
		{"forget-vote", &raft.Protocol, "forget-vote", nil},
		{"no-prev-check", &raft.Protocol, "no-prev-check", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			sys, saved := counterexample(t, c.p, c.mutant, c.given)
			r, err := model.Replay(sys, saved)
			require.NoError(t, err)
			require.Nil(t, r.Departure, "%v", r.Departure)
			require.Equal(t, saved.Steps(), r.Confirmed)
			require.NotNil(t, r.Again)
			require.Equal(t, saved.Meta.Violation, r.Again.Text)
		})
	}
}

func TestReplaySaysWhereACorrectProtocolDeparts(t *testing.T) {
	_, saved := counterexample(t, &raft.Protocol, "double-vote", nil)
	sys, _, err := raft.Protocol.System("", map[string]string{"terms": "1", "commands": "1", "crashes": "0"})
	require.NoError(t, err)
	r, err := model.Replay(sys, saved)
	require.NoError(t, err)
	require.NotNil(t, r.Departure)
	require.Less(t, r.Confirmed, saved.Steps())
	require.Equal(t, r.Confirmed+1, r.Departure.Step)
	require.Nil(t, r.Again)
}

// edit returns the departure after something was changed in a saved run.
func edit(t *testing.T, change func(saved *traces.Trace)) *traces.Departure {
	t.Helper()
	sys, saved := counterexample(t, &singlecopy.Protocol, "", map[string]string{"servers": "2"})
	change(saved)
	r, err := model.Replay(sys, saved)
	require.NoError(t, err)
	require.NotNil(t, r.Departure)
	require.Equal(t, r.Departure.Step-1, r.Confirmed)
	return r.Departure
}

// set returns r with the value at a path of field names replaced.
func set(r traces.Record, v traces.Value, path ...string) traces.Record {
	out := append(traces.Record(nil), r...)
	for i, f := range out {
		if f.Name != path[0] {
			continue
		}
		if len(path) > 1 {
			v = set(f.Value.(traces.Record), v, path[1:]...)
		}
		out[i].Value = v
	}
	return out
}

func TestReplayNamesTheFieldThatDeparts(t *testing.T) {
	d := edit(t, func(saved *traces.Trace) {
		saved.States[2].Vars = set(saved.States[2].Vars, traces.Bool(false), "nodes", "S1", "up")
	})
	require.Equal(t, 2, d.Step)
	require.Equal(t, "step 2: S1.up is false in the saved run, true now", d.String())

	d = edit(t, func(saved *traces.Trace) {
		saved.States[0].Vars = set(saved.States[0].Vars, traces.Bool(false), "nodes", "S2", "up")
	})
	require.Equal(t, "the initial state: S2.up is false in the saved run, true now", d.String())

	d = edit(t, func(saved *traces.Trace) {
		saved.States[1].Step.Sent[0].To = "S9"
	})
	require.Equal(t, 1, d.Step)
	require.Equal(t, "sent[0].to", d.Field)
	require.Equal(t, "S9", d.SavedValue)
}

func TestReplaySaysThatAStepIsNotEnabled(t *testing.T) {
	for _, c := range []struct {
		name   string
		step   traces.Step
		expect string
	}{
		{"unknown node", traces.Step{Kind: traces.StepTimeout, Node: "S7", Name: "x"}, `there is no node "S7"`},
		{"timer", traces.Step{Kind: traces.StepTimeout, Node: "S1", Name: "election"}, "timer election is not set at S1"},
		{"message", traces.Step{Kind: traces.StepDeliver, Node: "S1", From: "C1", To: "S1", Name: "Nothing"}, "no such message is in flight"},
		{"crash", traces.Step{Kind: traces.StepCrash, Node: "S1"}, "its budget is spent"},
		{"restart", traces.Step{Kind: traces.StepRestart, Node: "S1"}, "S1 is up"},
		{"heal", traces.Step{Kind: traces.StepHeal}, "there is no cut"},
		{"unknown kind", traces.Step{Kind: "dance"}, "no such step can be taken here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := edit(t, func(saved *traces.Trace) { saved.States[1].Step = &c.step })
			require.True(t, d.NotEnabled)
			require.Equal(t, 1, d.Step)
			require.Contains(t, d.String(), c.expect)
			require.NotEmpty(t, d.Nearest)
		})
	}
}

func TestReplayListsTheNearestStepFirst(t *testing.T) {
	d := edit(t, func(saved *traces.Trace) {
		saved.States[1].Step.Message = traces.Int(7)
	})
	require.True(t, d.NotEnabled)
	require.Equal(t, traces.StepDeliver, d.Nearest[0].Kind)
	require.Equal(t, d.Saved.Node, d.Nearest[0].Node)
	require.Equal(t, d.Saved.From, d.Nearest[0].From)
}

func TestReplayRefusesWhatIsNoRunOfAProtocol(t *testing.T) {
	sys, saved := counterexample(t, &singlecopy.Protocol, "", map[string]string{"servers": "2"})
	for _, c := range []struct {
		change func(*traces.Trace)
		expect string
	}{
		{func(s *traces.Trace) { s.Meta.Kind = "" }, "does not say that it is of a protocol"},
		{func(s *traces.Trace) { s.Meta.Kind = traces.KindTLA }, "of a TLA+ spec"},
		{func(s *traces.Trace) { s.Meta.Properties = []string{"nosuch"} }, `unknown property "nosuch"`},
		{func(s *traces.Trace) { s.States[1].Step = nil }, "which step led to its state 1"},
	} {
		edited := *saved
		edited.States = append([]traces.State(nil), saved.States...)
		c.change(&edited)
		_, err := model.Replay(sys, &edited)
		require.ErrorContains(t, err, c.expect)
	}
}

// A walk that takes every step and goes back again sees as many states as the
// search: two-phase commit with 2 resource managers.
func TestWalkReachesWhatTheSearchReaches(t *testing.T) {
	sys, _, err := twophase.Protocol.System("", map[string]string{"servers": "2"})
	require.NoError(t, err)
	r, err := model.Explore(context.Background(), sys, model.Options{})
	require.NoError(t, err)

	w, err := model.NewWalk(sys)
	require.NoError(t, err)
	require.Equal(t, 1, w.Initial())
	seen := map[string]bool{}
	steps := uint64(0)
	var visit func()
	visit = func() {
		key := w.State().Vars.String()
		if seen[key] {
			return
		}
		seen[key] = true
		require.Empty(t, w.Broken())
		steps += uint64(len(w.Enabled()))
		for i := range w.Enabled() {
			before := w.Len()
			w.Take(i)
			visit()
			require.True(t, w.Back())
			require.Equal(t, before, w.Len())
		}
	}
	visit()
	require.Equal(t, r.States, uint64(len(seen)))
	require.Equal(t, r.Steps, steps)
	require.False(t, w.Back(), "the initial state is the end of the way back")
}

func TestWalkTraceIsTheSearchsTrace(t *testing.T) {
	sys, saved := counterexample(t, &singlecopy.Protocol, "", map[string]string{"servers": "2"})
	w, err := model.NewWalk(sys)
	require.NoError(t, err)
	for _, s := range saved.States[1:] {
		for i, e := range w.Enabled() {
			if e.String() == s.Step.String() {
				w.Take(i)
				break
			}
		}
	}
	var a, b bytes.Buffer
	require.NoError(t, traces.Write(&a, saved))
	require.NoError(t, traces.Write(&b, w.Trace()))
	require.Equal(t, a.String(), b.String())
}

// What a step breaks, what an initial state breaks, and a panic are found again
// at the end of the run that shows them.
func TestReplayFindsEveryKindOfViolationAgain(t *testing.T) {
	node := model.Group{Prefix: "S", Count: 2, New: func(model.NodeID) model.Node { return &counter{limit: 3} }}
	of := func(c model.Check[model.Verdict]) []model.Property { return []model.Property{{Name: "p", Check: c}} }
	for _, c := range []struct {
		kind   string
		length int
		sys    *model.System
	}{
		{"action", 2, &model.System{Groups: []model.Group{node}, Properties: of(model.Step(func(_, after model.View[*counter]) model.Verdict {
			if after.Node.N == 2 {
				return model.Violated("%s steps to 2", after.Name)
			}
			return model.Holds
		}))}},
		{"invariant", 0, &model.System{Groups: []model.Group{node}, Properties: of(model.Global(func(*model.State) model.Verdict {
			return model.Violated("never right")
		}))}},
		{"panic", 3, &model.System{Groups: []model.Group{{Prefix: "S", Count: 1, New: func(model.NodeID) model.Node { return &fragile{} }}}}},
	} {
		t.Run(c.kind, func(t *testing.T) {
			r, err := model.Explore(context.Background(), c.sys, model.Options{})
			require.NoError(t, err)
			require.NotNil(t, r.Violation)
			require.Equal(t, c.kind, r.Violation.Kind)
			require.Equal(t, c.length, r.Violation.Length())
			again, err := model.Replay(c.sys, r.Violation.Trace)
			require.NoError(t, err)
			require.Nil(t, again.Departure, "%v", again.Departure)
			require.NotNil(t, again.Again)
			require.Equal(t, r.Violation.Kind, again.Again.Kind)
			require.Equal(t, r.Violation.Text, again.Again.Text)
		})
	}
}

// fragile panics in its third step.
type fragile struct{ N int }

func (f *fragile) Start(env model.Env)                            { env.SetTimer(tick) }
func (f *fragile) Receive(model.Env, model.NodeID, model.Message) {}
func (f *fragile) Timeout(env model.Env, _ model.Timer) {
	f.N++
	if f.N == 3 {
		panic("too much")
	}
	env.SetTimer(tick)
}
