package step_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/step"
)

func TestLabelsAreUnpacked(t *testing.T) {
	for kind := step.Deliver; kind <= step.Stabilise; kind++ {
		for _, about := range []int{0, 1, 77, step.MaxAbout} {
			for _, branch := range []int{0, 3, 4095} {
				l := step.LabelOf(kind, about, branch)
				require.Equal(t, kind, l.Kind())
				require.Equal(t, about, l.About())
				require.Equal(t, branch, l.Branch())
			}
		}
		require.NotEmpty(t, kind.String())
	}
	for _, at := range [][2]int{{0, 0}, {61, 31}, {7, 5}} {
		node, place := step.TimerOf(step.AboutTimer(at[0], at[1]))
		require.Equal(t, at, [2]int{node, place})
	}
	for _, pair := range [][2]int{{0, 0}, {61, 61}, {7, 5}} {
		node, whom := step.PairOf(step.AboutPair(pair[0], pair[1]))
		require.Equal(t, pair, [2]int{node, whom})
		require.LessOrEqual(t, step.AboutPair(pair[0], pair[1]), step.MaxAbout)
	}
	require.LessOrEqual(t, step.AboutTimer(62, step.MaxTimers-1), step.MaxAbout)
}

func TestInputsAreUnpacked(t *testing.T) {
	for _, n := range []uint32{0, 1, 1 << 20} {
		in := step.MessageInput(n)
		require.True(t, in.IsMessage())
		require.False(t, in.IsTimer())
		require.Equal(t, n, in.Message())
	}
	for _, n := range []uint16{0, step.MaxTimerNames - 1} {
		in := step.FireInput(n)
		require.True(t, in.IsTimer())
		require.False(t, in.IsMessage())
		require.EqualValues(t, n, in.Timer())
	}
	for _, whom := range []int{0, 5, 61} {
		suspect, trust := step.SuspectInput(whom), step.TrustInput(whom)
		require.True(t, suspect.IsSuspect() && trust.IsTrust())
		require.False(t, suspect.IsTrust() || suspect.IsMessage() || suspect.IsTimer())
		require.False(t, trust.IsSuspect() || trust.IsMessage() || trust.IsTimer())
		require.Equal(t, []int{whom, whom}, []int{suspect.Whom(), trust.Whom()})
	}
	for _, in := range []step.Input{step.CrashInput, step.RestartInput, step.InvokeInput, step.BootInput} {
		require.False(t, in.IsMessage() || in.IsTimer() || in.IsSuspect() || in.IsTrust(), in)
	}
}
