package simulated_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/simulated"
	"github.com/synod-go/synod/traces"
)

func TestEqualOptionsMakeEqualLogs(t *testing.T) {
	o := simulated.Options{
		Protocol: &raft.Protocol, Settings: map[string]string{"commands": "100", "heartbeats": "-1"}, Seed: 7, Events: 300,
		Crashes: 100, Loss: 100, Duplicates: 100, Partitions: 20, Clocks: true, Lost: true,
	}
	logs, err := simulated.Run(o)
	require.NoError(t, err)
	again, err := simulated.Run(o)
	require.NoError(t, err)
	require.Equal(t, logs, again)
	j, err := traces.Join(logs...)
	require.NoError(t, err)
	require.Empty(t, j.Missing)
	require.GreaterOrEqual(t, j.Len(), 300)
	kinds := map[string]int{}
	for _, l := range logs {
		require.True(t, l.Lost)
		for _, e := range l.Events {
			kinds[e.Kind]++
		}
	}
	for _, kind := range []string{traces.StepStart, traces.StepDeliver, traces.StepTimeout, traces.StepCrash, traces.StepRestart} {
		require.NotZero(t, kinds[kind], kind)
	}
	o.Seed++
	other, err := simulated.Run(o)
	require.NoError(t, err)
	require.NotEqual(t, logs, other)
}
