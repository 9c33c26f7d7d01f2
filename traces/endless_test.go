package traces_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// ticking is a run of two states that goes back to the first one by a step.
func ticking() *traces.Trace {
	state := func(n int, step string) traces.State {
		s := traces.State{Vars: traces.Record{{Name: "n", Value: traces.Int(n)}}}
		if step != "" {
			s.Step = &traces.Step{Kind: traces.StepTimeout, Node: "T1", Name: step}
		}
		return s
	}
	back := state(0, "tock")
	back.Log = []traces.LogLine{{Node: "T1", Text: "round"}}
	back.Vars[0].Value = traces.Shown{Text: "zero", Value: traces.Int(0)}
	return &traces.Trace{
		Meta: traces.Meta{
			Tool: "test", Version: traces.Version, Kind: traces.KindProtocol, Property: "p", PropertyKind: traces.KindTemporal,
			Formula: "eventually x", Fair: "timers, timer:tock",
		},
		States: []traces.State{state(0, ""), state(1, "tick")}, Loop: 0, Back: &back,
	}
}

func TestTheWayBackIsKept(t *testing.T) {
	run := ticking()
	var file bytes.Buffer
	require.NoError(t, traces.Write(&file, run))
	read, err := traces.Read(bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(run, read))

	// With the step as a last one it is the same run, and written as the same file.
	closed := run.Closed()
	require.True(t, closed.Again)
	require.Len(t, closed.States, 3)
	require.Len(t, run.States, 2, "the run itself is as it was")
	require.Same(t, closed, closed.Closed())
	var again bytes.Buffer
	require.NoError(t, traces.Write(&again, closed))
	require.Equal(t, file.String(), again.String())
	require.Equal(t, "a loop of 2 steps", run.Length())
	require.Equal(t, "a loop of 2 steps", closed.Length())

	// Other tools skip it, and see a run with a loop; so do those who read no version.
	other := bytes.Replace(file.Bytes(), []byte(`"version": "synod-trace-1",`), nil, 1)
	read, err = traces.Read(bytes.NewReader(other))
	require.NoError(t, err)
	require.Nil(t, read.Back)
	require.Equal(t, 0, read.Loop)
}

func TestAWayBackThatIsNone(t *testing.T) {
	for want, change := range map[string]func(*traces.Trace){
		"#meta.back: it is the way back of a run without end, and there is no loop": func(run *traces.Trace) { run.Loop = traces.NoLoop },
		"#meta.back: it does not say which step leads back":                         func(run *traces.Trace) { run.Back.Step = nil },
		`#meta.back: variable "n" is missing`:                                       func(run *traces.Trace) { run.Back.Vars = nil },
	} {
		run := ticking()
		change(run)
		require.EqualError(t, traces.Write(&bytes.Buffer{}, run), "the trace cannot be written: "+want)
	}
}

func TestLengthOfRunsWithoutEnd(t *testing.T) {
	run := ticking()
	run.Loop = 1
	require.Equal(t, "1 step and a loop of 1", run.Length())
	require.Equal(t, 1, run.LoopLength())
	require.False(t, run.Stutters())
	run.Back = nil
	require.Equal(t, "1 step", run.Length())
	require.Equal(t, 0, run.LoopLength())
	require.True(t, run.Stutters())
	require.Same(t, run, run.Closed())
	run.Loop = traces.NoLoop
	require.False(t, run.Stutters())
	require.Equal(t, "1 step", run.Length())
}

// What the last line of a test says is read as it is written.
func TestTheLineOfAWayBack(t *testing.T) {
	run := ticking()
	for _, fair := range []string{"", "none", "messages, timer:retry"} {
		for _, step := range []*traces.Step{
			run.Back.Step,
			{Kind: traces.StepTimeout, Node: "T2", Name: "go by, and round for ever", Choices: []int{0, 3}},
			{Kind: traces.StepDeliver, Node: "T1", From: "T2", To: "T1", Name: "Up", Message: traces.Record{{Name: "By", Value: traces.Str("x by y")}}},
		} {
			for _, upTo := range []string{"", "a shift of ballots"} {
				run.Back.Step, run.Meta.UpTo = step, upTo
				loop, by, under, ok := traces.ParseWayBack(run.WayBackLine(fair))
				require.True(t, ok)
				require.Equal(t, 0, loop)
				require.Equal(t, step.String(), by)
				require.Equal(t, fair, under)
			}
		}
	}
	run.Back = nil
	run.Meta.UpTo = ""
	require.Equal(t, "back to state 0, and round for ever", run.WayBackLine(""))
	for _, line := range []string{"back to state x, and round for ever", "back to state 3", "T1: timeout tick"} {
		_, _, _, ok := traces.ParseWayBack(line)
		require.False(t, ok)
	}
}
