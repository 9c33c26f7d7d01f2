package temporal_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model/temporal"
)

func TestFairnessIsReadAsItIsWritten(t *testing.T) {
	kinds := []temporal.Fairness{
		temporal.Messages, temporal.Receivers, temporal.Senders, temporal.Links, temporal.Timers, temporal.Restarts,
		temporal.Invocations, temporal.Detectors, temporal.Heals, temporal.Coins, temporal.Timer("retry"), temporal.Timer("a"),
	}
	seen := map[string]bool{}
	for set := range 1 << len(kinds) {
		f := temporal.None
		for i, kind := range kinds {
			if set&(1<<i) != 0 {
				f = f.And(kind)
			}
		}
		read, err := temporal.ParseFairness(f.String())
		require.NoError(t, err)
		require.Equal(t, f, read)
		seen[f.String()] = true
	}
	require.Len(t, seen, 1<<len(kinds))
	require.Equal(t, "messages, timer:a, timer:retry", temporal.Timer("retry").And(temporal.Messages).And(temporal.Timer("a")).And(temporal.Timer("a")).String())
	for text, want := range map[string]string{
		"luck":           `there is no fairness "luck"; accepted are ` + temporal.Accepted,
		"none, messages": `there is no fairness "none"; accepted are ` + temporal.Accepted,
		"timer:":         `there is no fairness "timer:"; accepted are ` + temporal.Accepted,
		" ":              `no fairness is named; accepted are ` + temporal.Accepted,
	} {
		_, err := temporal.ParseFairness(text)
		require.EqualError(t, err, want)
	}
}

func TestFairnessOfTimers(t *testing.T) {
	require.True(t, temporal.Timers.HasTimer("retry"))
	require.True(t, temporal.Timer("retry").HasTimer("retry"))
	require.False(t, temporal.Timer("retry").HasTimer("tick"))
	require.False(t, temporal.Timer("retry").Has(temporal.Timers))
	require.True(t, temporal.Messages.And(temporal.Links).Has(temporal.Links))
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
		require.Equal(t, want+", with probability 1", f.Under(temporal.Coins).String())
	}
	require.Equal(t, []string{"p", "q"}, temporal.LeadsTo("p", "q").Goals())
	require.Empty(t, temporal.Formula{}.Goals())
	f := temporal.Eventually("p").Under(temporal.Messages).Under(temporal.Timers).Assuming("leader")
	require.Equal(t, "messages, timers", f.Fair.String())
	require.Equal(t, "leader", f.Assume)
}
