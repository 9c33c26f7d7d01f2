package shrink_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/tokentest"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/shrink"
)

// lap is a round of the token between two nodes.
var lap = []string{"T1: timeout pass", "T2 receives Token from T1", "T2: timeout pass, choosing 0", "T1 receives Token from T2"}

// endlessRun is a run of the token protocol, with a version of its code, that takes steps
// and goes back to a state, by the last one or, if that is the last state, by stuttering.
func endlessRun(t *testing.T, property, fair string, loop int, steps ...[]string) *traces.Trace {
	t.Helper()
	sys, err := tokentest.Protocol.System("", nil)
	require.NoError(t, err)
	w, err := runs.New(sys)
	require.NoError(t, err)
	for _, list := range steps {
		for _, want := range list {
			taken := false
			for i, s := range w.Enabled() {
				if s.String() == want {
					w.Take(i)
					taken = true
					break
				}
			}
			require.True(t, taken, want)
		}
	}
	run := w.Trace()
	if loop == run.Steps() {
		run.Loop = loop
	} else {
		run.End(loop)
	}
	run.Meta.Breaks(&traces.Finding{Property: property, Kind: traces.KindTemporal})
	run.Meta.Fair = fair
	return run
}

func shrunkEndless(t *testing.T, code tokentest.Code, run *traces.Trace) (*shrink.Result, error) {
	t.Helper()
	sys, err := tokentest.ProtocolOf(code).System("", nil)
	require.NoError(t, err)
	w, first, err := runs.Of(sys, run)
	require.NoError(t, err)
	r, err := shrink.Shrink(context.Background(), w, run, first, shrink.Options{})
	if err == nil {
		again, err := runs.Replay(sys, r.Trace)
		require.NoError(t, err)
		require.Nil(t, again.Departure)
		require.NotNil(t, again.Again, again.Why)
	}
	return r, err
}

// A run without end stays one: the shortest way and loop that break the property and are
// fair.
func TestShrinkARunWithoutEnd(t *testing.T) {
	const fair = "messages, timers, restarts"
	ask := []string{"T3: timeout ask"}
	toThird := []string{"T1: timeout pass", "T2 receives Token from T1", "T2: timeout pass, choosing 1", "T3 receives Token from T2",
		"T3: timeout pass", "T1 receives Token from T3"}
	for name, c := range map[string]struct {
		run    *traces.Trace
		loop   int
		length string
	}{
		"laps before and in the loop": {endlessRun(t, "asking-serves", fair, 9, lap, ask, lap, lap, lap), 1, "1 step and a loop of 4"},
		"served before it asks":       {endlessRun(t, "asking-serves", fair, 7, toThird, ask, lap), 1, "1 step and a loop of 4"},
		"minimal":                     {endlessRun(t, "asking-serves", fair, 1, ask, lap), 1, "1 step and a loop of 4"},
		"without fairness":            {endlessRun(t, "asks", "none", 4, lap, lap), 0, "0 steps"},
		"stutters":                    {endlessRun(t, "asks", "none", 6, lap, lap[:2]), 0, "0 steps"},
		"only messages":               {endlessRun(t, "asks", "messages", 1, lap[:1], lap[1:], lap[:1]), 0, "0 steps"},
		"begins in the middle":        {endlessRun(t, "asking-serves", fair, 3, lap[:2], ask, lap[2:], lap[:2]), 1, "1 step and a loop of 4"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := shrunkEndless(t, tokentest.Code{}, c.run)
			require.NoError(t, err)
			require.Equal(t, c.run.Closed().Steps(), r.Steps)
			require.Equal(t, c.length, r.Trace.Length())
			require.Equal(t, c.loop, r.Trace.Loop)
			require.True(t, r.Minimal)
			require.Equal(t, traces.KindTemporal, r.Finding.Kind)
			require.Equal(t, c.run.Meta.Fair, r.Trace.Meta.Fair)
		})
	}
}

func TestShrinkARunWithoutEndThatIsNoneAnyMore(t *testing.T) {
	run := endlessRun(t, "asking-serves", "messages, timers", 5, lap, []string{"T3: timeout ask"}, lap)
	for code, want := range map[tokentest.Code]string{
		{Greets: true}: "it does not break asking-serves any more: the loop is not fair: T3 could receive Hello from T1 in every state of the loop, and never does",
		{Fair: true}:   "a step of it is not enabled any more",
	} {
		_, err := shrunkEndless(t, code, run)
		var gone *shrink.Gone
		require.ErrorAs(t, err, &gone)
		require.Equal(t, want, gone.Why)
	}
}
