package traces_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// What can be decided in each state of a run is kept in its file.
func TestValencesAreKept(t *testing.T) {
	run := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Kind: traces.KindProtocol}}
	for i := range 4 {
		run.States = append(run.States, traces.State{Vars: traces.Record{{Name: "x", Value: traces.Int(i)}}})
	}
	require.Nil(t, run.Valences())
	run.SetValences([][]string{{"a", "b"}, {"a", "b", "c"}, {"b"}, {}})
	var file bytes.Buffer
	require.NoError(t, traces.Write(&file, run))
	read, err := traces.Read(&file)
	require.NoError(t, err)
	valences := read.Valences()
	require.Equal(t, [][]string{{"a", "b"}, {"a", "b", "c"}, {"b"}, {}}, valences)
	var texts []string
	for i := range valences {
		texts = append(texts, traces.ValenceText(valences, i))
	}
	require.Equal(t, []string{"bivalent: a or b", "bivalent: a, b or c", "◆ decides b", "stuck: nothing can be decided"}, texts)
	require.Equal(t, "b", traces.Decides(valences, 2))
	for _, i := range []int{0, 1, 3, 4} {
		require.Empty(t, traces.Decides(valences, i))
	}
	require.Equal(t, "univalent: b", traces.ValenceText([][]string{{"b"}}, 0))
	require.Empty(t, traces.ValenceText(nil, 0))

	// A step that closes a loop leads to a state that was seen before.
	read.Loop, read.Back = 1, &traces.State{Vars: read.States[1].Vars}
	require.Equal(t, append(valences, valences[1]), read.Closed().Valences())
	read.Loop, read.Back = traces.NoLoop, nil

	// What belongs to other states, or is something else, says nothing.
	read.States = read.States[:2]
	require.Nil(t, read.Valences())
	read.Meta.Extra["valence"] = "bivalent"
	require.Nil(t, read.Valences())
}
