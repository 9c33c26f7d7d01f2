package temporal_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model/temporal"
)

func TestFairnessIsReadAsItIsWritten(t *testing.T) {
	for f := temporal.None; f <= temporal.Heals*2-1; f++ {
		read, err := temporal.ParseFairness(f.String())
		require.NoError(t, err)
		require.Equal(t, f, read)
	}
	require.Len(t, temporal.Words(), 9)
	for text, want := range map[string]string{
		"luck":           `there is no fairness "luck"; accepted are none, or a list of messages, receivers, senders, links, timers, restarts, invocations, detectors, heals`,
		"none, messages": `there is no fairness "none"; accepted are none, or a list of messages, receivers, senders, links, timers, restarts, invocations, detectors, heals`,
		" ":              `no fairness is named; accepted are none, or a list of messages, receivers, senders, links, timers, restarts, invocations, detectors, heals`,
	} {
		_, err := temporal.ParseFairness(text)
		require.EqualError(t, err, want)
	}
}

func TestFormulasInWords(t *testing.T) {
	for want, f := range map[string]temporal.Formula{
		"eventually p":       temporal.Eventually("p"),
		"always possible: p": temporal.Possible("p"),
		"p leads to q":       temporal.LeadsTo("p", "q"),
		"again and again p":  temporal.Repeatedly("p"),
		"finally always p":   temporal.FinallyAlways("p"),
	} {
		require.Equal(t, want, f.String())
	}
	require.Equal(t, []string{"p", "q"}, temporal.LeadsTo("p", "q").Goals())
	require.Empty(t, temporal.Formula{}.Goals())
	f := temporal.Eventually("p").Under(temporal.Messages).Under(temporal.Timers).Assuming("leader")
	require.Equal(t, "messages, timers", f.Fair.String())
	require.Equal(t, "leader", f.Assume)
}
