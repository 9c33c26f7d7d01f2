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
