package draw_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// The picture of a run that says what can be decided has a colour for it at each row, and
// words where it changes.
func TestValencesAreDrawn(t *testing.T) {
	run := &traces.Trace{Loop: traces.NoLoop}
	for i := range 5 {
		run.States = append(run.States, traces.State{Vars: traces.Record{{Name: "x", Value: traces.Int(i)}}})
	}
	d, err := draw.Of(run, draw.Options{})
	require.NoError(t, err)
	require.Zero(t, d.Rows[0].Valence)
	run.SetValences([][]string{{"a", "b"}, {"a", "b"}, {"b"}, {"b"}, {}})
	d, err = draw.Of(run, draw.Options{})
	require.NoError(t, err)
	var got []draw.Valence
	for i := range d.Rows {
		got = append(got, d.Rows[i].Valence)
	}
	require.Equal(t, []draw.Valence{
		{Class: "open", Text: "bivalent: a or b"}, {Class: "open"},
		{Class: "value1", Text: "◆ decides b", Decides: true}, {Class: "value1"},
		{Class: "stuck", Text: "stuck: nothing can be decided"},
	}, got)
	var svg bytes.Buffer
	require.NoError(t, draw.SVG(&svg, d, draw.Options{}))
	for _, want := range []string{`class="valence open"`, `class="valence value1"`, `class="valence stuck"`, "◆ decides b"} {
		require.Contains(t, svg.String(), want)
	}
	require.Equal(t, "◆ decides b", draw.DetailOf(run, 2).Note)
}

// The step that decides is not folded away.
func TestDecidingStepIsKept(t *testing.T) {
	run := &traces.Trace{Loop: traces.NoLoop}
	var valences [][]string
	for i := range 200 {
		run.States = append(run.States, traces.State{Vars: traces.Record{{Name: "x", Value: traces.Int(i)}}})
		if valences = append(valences, []string{"a", "b"}); i >= 30 {
			valences[i] = []string{"a"}
		}
	}
	run.SetValences(valences)
	d, err := draw.Of(run, draw.Options{})
	require.NoError(t, err)
	kept := false
	for _, r := range d.Rows {
		kept = kept || r.First == 30 && r.Last == 30
	}
	require.True(t, kept)
	require.Less(t, len(d.Rows), 100)
}
