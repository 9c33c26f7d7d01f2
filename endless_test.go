package synod_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/internal/tokentest"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
)

// tokens is the token protocol with one of its properties and a version of its code.
func tokens(t *testing.T, code tokentest.Code, property string, given map[string]string) *model.System {
	t.Helper()
	sys, err := tokentest.ProtocolOf(code).System("", given)
	require.NoError(t, err)
	sys, err = sys.Select([]string{property})
	require.NoError(t, err)
	return sys
}

// scriptOf are the lines of a test of a run.
func scriptOf(run *traces.Trace, fair string) (steps []string) {
	for _, s := range run.States[1:] {
		steps = append(steps, s.Step.String())
	}
	if run.Loop != traces.NoLoop {
		steps = append(steps, run.WayBackLine(fair))
	}
	return steps
}

// Rerun takes the way back of a run without end, and judges that one run: it must close and
// be fair.
func TestRerunOfARunWithoutEnd(t *testing.T) {
	r, err := synod.Explore(t.Context(), tokens(t, tokentest.Code{}, "asking-serves", nil), synod.Options{})
	require.NoError(t, err)
	run := r.Violation.Trace
	steps := scriptOf(run, "")
	require.Equal(t, []string{
		"T3: timeout ask", "T1: timeout pass", "T2 receives Token from T1", "T2: timeout pass, choosing 0",
		"back to state 1 by T1 receives Token from T2, and round for ever",
	}, steps)
	for code, want := range map[tokentest.Code]string{
		{}:             "asking-serves is violated by a run without end, 1 step and a loop of 4: asked is reached, and served never from then on",
		{Fair: true}:   "the run departs at step 4; before that, asking-serves holds. Not enabled is\n  T2: timeout pass, choosing 0",
		{Served: true}: "the whole run can be taken, 5 steps: asking-serves holds\nserved is reached whenever asked was",
		{Greets: true}: "the whole run can be taken, 5 steps: asking-serves holds\nthe loop is not fair: T3 could receive Hello from T1 in every state of the loop, and never does",
		{Keeps: true}:  "the whole run can be taken, 5 steps: asking-serves holds\nthe last step does not lead back to state 1",
	} {
		failed, said := rerun(t, tokens(t, code, "asking-serves", nil), "asking-serves", steps...)
		require.Equal(t, code == tokentest.Code{}, failed, "%+v", code)
		require.Contains(t, said, want, "%+v", code)
	}
	// With less fairness the greeting may be forgotten.
	failed, said := rerun(t, tokens(t, tokentest.Code{Greets: true}, "asking-serves", nil), "asking-serves", scriptOf(run, "timers")...)
	require.True(t, failed, said)
}

func TestRerunOfARunThatStutters(t *testing.T) {
	sys := tokens(t, tokentest.Code{}, "asks", nil)
	failed, said := rerun(t, sys, "asks", "T1: timeout pass", "back to state 1, and round for ever; fair: none")
	require.True(t, failed)
	require.Contains(t, said, "asks is violated by a run without end, 1 step: asked is never reached: the run ends in its last state")
	require.Contains(t, said, "Here the run stays for ever: state 1 repeats.")
	failed, said = rerun(t, sys, "asks", "T1: timeout pass", "back to state 1, and round for ever")
	require.False(t, failed)
	require.Contains(t, said, "the loop is not fair: T2 could receive Token from T1 there, and never does")
	failed, said = rerun(t, sys, "asks", "T3: timeout ask", "back to state 1, and round for ever; fair: none")
	require.False(t, failed)
	require.Contains(t, said, "asked is reached in state 1")
}

func TestRerunOfWhatIsLost(t *testing.T) {
	given := map[string]string{"drops": "1"}
	r, err := synod.Explore(t.Context(), tokens(t, tokentest.Code{}, "can-serve", given), synod.Options{})
	require.NoError(t, err)
	require.Equal(t, traces.KindLost, r.Violation.Kind)
	require.Equal(t, traces.NoLoop, r.Violation.Trace.Loop)
	steps := scriptOf(r.Violation.Trace, "")
	require.Equal(t, []string{"T1: timeout pass", "drop T1→T2 Token"}, steps)
	failed, said := rerun(t, tokens(t, tokentest.Code{}, "can-serve", given), "can-serve", steps...)
	require.True(t, failed)
	require.Contains(t, said, "can-serve is violated after 2 steps: the last step made served impossible: before it, served could still be reached; after it, no steps but new faults lead there")
	for code, want := range map[tokentest.Code]string{
		{Again: true}:  "served can be reached from the last state on, in so many steps: 4",
		{Served: true}: "served is reached in the last state",
	} {
		failed, said = rerun(t, tokens(t, code, "can-serve", given), "can-serve", steps...)
		require.False(t, failed)
		require.Contains(t, said, want)
	}
}

func TestRerunRefusesAWayBackThatIsNone(t *testing.T) {
	sys := tokens(t, tokentest.Code{}, "asks", nil)
	for want, steps := range map[string][]string{
		"the run goes back to a state that it does not have: back to state 7 by heal, and round for ever": {"T1: timeout pass", "back to state 7 by heal, and round for ever"},
		"does not say by which step the run goes back":                                                    {"T1: timeout pass", "back to state 0, and round for ever"},
		`there is no fairness "luck"`:                                                                     {"back to state 0, and round for ever; fair: luck"},
	} {
		failed, said := rerun(t, sys, "asks", steps...)
		require.True(t, failed)
		require.Contains(t, said, want)
	}
	failed, said := rerun(t, tokens(t, tokentest.Code{}, "can-serve", nil), "can-serve", "back to state 0, and round for ever; fair: none")
	require.True(t, failed)
	require.Contains(t, said, "property can-serve is not one that a run without end breaks")
}

// Check saves a run without end, and replays it instead of searching.
func TestCheckReplaysARunWithoutEnd(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(synod.TracesEnv, dir)
	_, failed, said := tested(t, "TestTokens", tokens(t, tokentest.Code{}, "asking-serves", nil))
	require.True(t, failed)
	require.Contains(t, said, "asking-serves is violated by a run without end: asked is reached")
	require.Contains(t, said, "Step 5 leads back to state 1, and the run goes round for ever.")
	t.Setenv(synod.ReplayEnv, filepath.Join(dir, "TestTokens.itf.json"))
	for code, want := range map[tokentest.Code]string{
		{}:             "all 5 steps confirmed; asking-serves is violated again: asked is reached",
		{Greets: true}: "all 5 steps confirmed, but asking-serves is not violated any more: the loop is not fair: T3 could receive Hello from T1 in every state of the loop, and never does",
		{Fair: true}:   "3 of 5 steps confirmed, then the code departs at step 4",
	} {
		_, failed, said = tested(t, "TestTokens", tokens(t, code, "asking-serves", nil))
		require.Equal(t, !code.Greets, failed)
		require.Contains(t, said, want)
	}
}

// Duelling proposers, whose ballots are higher in each round, are a run without end too.
func TestRerunOfDuellingProposers(t *testing.T) {
	sys, err := paxos.Protocol.System("", map[string]string{"acceptors": "2", "crashes": "0", "duplicates": "0", "spread": "2"})
	require.NoError(t, err)
	r, err := synod.Explore(t.Context(), sys, synod.Options{Properties: []string{"eventually-learned"}})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	run := r.Violation.Trace
	require.Equal(t, "a shift of ballots", run.Meta.UpTo)
	failed, said := rerun(t, sys, "eventually-learned", scriptOf(run, "")...)
	require.True(t, failed)
	require.Contains(t, said, "eventually-learned is violated by a run without end, "+run.Length()+": value-learned is never reached: the run goes round for ever; each time that it comes back, the ballots are 2 higher")
	require.Contains(t, said, "up to a shift of ballots, and the run goes round for ever.")
	failed, said = rerun(t, sys, "eventually-learned", scriptOf(run, "receivers, timers")...)
	require.True(t, failed, said)
}

// chooser goes from 0 to 1 or 2 as a coin shows, and from there back by one of its two
// timers, or on to 3 by the other one.
type chooser struct{ At int }

func (n *chooser) Start(env model.Env) { env.SetTimer("left") }

func (n *chooser) Receive(model.Env, model.NodeID, model.Message) {}

func (n *chooser) Timeout(env model.Env, timer model.Timer) {
	switch {
	case n.At == 0:
		n.At = 1 + env.Choose(2)
		env.SetTimer("right")
	case n.At == 1 && timer == "left", n.At == 2 && timer == "right":
		n.At = 0
		env.StopTimer("right")
	default:
		n.At = 3
	}
	env.SetTimer("left")
}

// A run in which coins are tossed is a test as long as some order of the steps keeps it so
// whatever they show.
func TestRerunOfARunThatNoCoinEnds(t *testing.T) {
	sys := &model.System{
		Groups: []model.Group{{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return &chooser{} }}},
		Goals: []model.Goal{{Name: "out", Check: model.Local(func(v model.View[*chooser]) model.Reached {
			return model.ReachedIf(v.Node.At == 3, "")
		})}},
		Properties: []model.Property{{Name: "gets-out", Live: temporal.Eventually("out").Under(temporal.Timers, temporal.Coins)}},
	}
	r, err := synod.Explore(t.Context(), sys, synod.Options{})
	require.NoError(t, err)
	steps := scriptOf(r.Violation.Trace, "")
	require.Equal(t, []string{"N: timeout left, choosing 0", "back to state 0 by N: timeout left, and round for ever"}, steps)
	failed, said := rerun(t, sys, "gets-out", steps...)
	require.True(t, failed)
	require.Contains(t, said, "out is never reached: the run goes round for ever; whatever the coins show from there on, some order of the steps keeps it so")

	// That it is so depends on steps that the loop does not take.
	sys.TimerBounds = []model.TimerBound{{Timer: "right", Never: true}}
	r, err = synod.Explore(t.Context(), sys, synod.Options{})
	require.NoError(t, err)
	require.Nil(t, r.Violation)
}
