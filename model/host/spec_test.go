package host_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// merged is one log of all events, in an order that is possible.
func merged(t *testing.T, j *traces.Logs) string {
	t.Helper()
	order, err := j.Linear()
	require.NoError(t, err)
	one := *j.Sequences[0]
	one.Only, one.Events = nil, nil
	for _, p := range order {
		e := *j.At(p)
		e.ID, e.SentIDs = "", nil
		one.Events = append(one.Events, e)
	}
	path := filepath.Join(t.TempDir(), "merged.ndjson")
	require.NoError(t, traces.WriteLogFile(path, &one))
	return path
}

// What nodes log that run for real is a behaviour of the spec.
func TestLogsAreBehavioursOfTheSpec(t *testing.T) {
	r := run(t, live(t, &raft.Protocol, "", map[string]string{"clients": "2"}), nil)
	require.Eventually(t, func() bool { return r.answers() >= 60 }, 20*time.Second, 10*time.Millisecond)
	require.NoError(t, r.stop("S1"))
	r.start("S1", nil)
	before := r.answers()
	require.Eventually(t, func() bool { return r.answers() >= before+20 }, 20*time.Second, 10*time.Millisecond)
	report, err := validate.Run(context.Background(), merged(t, r.logs()), validate.Options{Spec: filepath.Join("..", "..", "tla", "Raft.tla")})
	require.NoError(t, err)
	require.Equal(t, validate.Accepted, report.Verdict, report.String())
	require.Zero(t, report.Unlogged)
}
