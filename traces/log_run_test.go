package traces_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

func TestLogAsARun(t *testing.T) {
	l, err := traces.ReadLog(strings.NewReader(sampleLog))
	require.NoError(t, err)
	run := l.Trace()
	require.Equal(t, len(l.Events), run.Steps())
	require.Equal(t, traces.KindLog, run.Meta.Kind)
	nodes := func(i int) string { return run.States[i].Vars[0].Value.String() }
	require.Equal(t, "{S1: {up: true}, S2: {up: true}}", nodes(0), "nothing was seen yet")
	require.Contains(t, nodes(1), "S1: {up: true, Term: 1, Votes: [S1]")
	require.Contains(t, nodes(5), "S1: {up: false, Term: 1,")
	require.Contains(t, nodes(6), "S1: {up: true, Term: 1,")
	require.Equal(t, nodes(1), nodes(4), "what was not logged is not known to change")
	require.Equal(t, "S2 receives Vote{Term: 1} from S1", run.States[2].Step.String())
	require.Equal(t, "cut {S1} | {S2}", run.States[7].Step.String())
	require.Equal(t, l.Events[0].Sent, run.States[1].Step.Sent)

	again := read(t, write(t, run))
	require.Equal(t, run.States, again.States)

	refused := run.Refused(5, "TraceP", "it crashes")
	require.Equal(t, 5, refused.Steps())
	require.Equal(t, 10, run.Steps())
	require.Empty(t, run.States[5].Step.Note, "the run itself stays as it is")
	var b bytes.Buffer
	require.NoError(t, text.Write(&b, refused, text.Options{}))
	require.Contains(t, b.String(), "\nREFUSED by TraceP at event 5: it crashes\n")
	require.Contains(t, b.String(), "the log goes on after this event, with 5 events")
	require.Empty(t, run.Refused(10, "TraceP", "").States[10].Step.Note)
}

// What an event says of a step is what the step says.
func TestEventsAsSteps(t *testing.T) {
	steps := []*traces.Step{
		traces.Cut([]string{"S1"}, []string{"S2"}), {Kind: traces.StepHeal},
		traces.Link(traces.StepCutLink, "S1", "S2", false), traces.Link(traces.StepHealLink, "S1", "S2", false),
		traces.Link(traces.StepCutLink, "S2", "S1", true), traces.Link(traces.StepHealLink, "S2", "S1", true),
		{Kind: traces.StepSuspect, Node: "S1", Name: "S2"}, {Kind: traces.StepTrust, Node: "S1", Name: "S2"},
	}
	l := &traces.Log{Nodes: []string{"S1", "S2"}}
	var want []string
	for _, s := range steps {
		l.Events = append(l.Events, traces.LogEventOf(s, nil, true))
		want = append(want, s.String())
	}
	require.Contains(t, want, "cut link S1↔S2")
	require.Contains(t, want, "heal link S2→S1")
	var b bytes.Buffer
	require.NoError(t, traces.WriteLog(&b, l))
	l, err := traces.ReadLog(&b)
	require.NoError(t, err)
	var got []string
	for _, s := range l.Trace().States[1:] {
		got = append(got, s.Step.String())
	}
	require.Equal(t, want, got)
}
