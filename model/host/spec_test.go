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
	one, _, err := j.Joined()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "merged.ndjson")
	require.NoError(t, traces.WriteLogFile(path, one))
	return path
}

// held holds what the nodes have logged against the spec of Raft.
func held(t *testing.T, r *running) *validate.Report {
	t.Helper()
	report, err := validate.Run(context.Background(), merged(t, r.logs()), validate.Options{Spec: filepath.Join("..", "..", "tla", "Raft.tla")})
	require.NoError(t, err)
	return report
}

// answered waits for so many more answers.
func (r *running) answered(more int) {
	r.t.Helper()
	before := r.answers()
	require.Eventually(r.t, func() bool { return r.answers() >= before+more }, 30*time.Second, 10*time.Millisecond)
}

// What nodes log that run for real is a behaviour of the spec.
func TestLogsAreBehavioursOfTheSpec(t *testing.T) {
	r := run(t, live(t, &raft.Protocol, "", map[string]string{"clients": "2"}), nil)
	for _, server := range []string{"S1", "S2", "S3"} {
		r.answered(20)
		require.NoError(t, r.stop(server))
		r.start(server, nil)
	}
	r.answered(20)
	report := held(t, r)
	require.Equal(t, validate.Accepted, report.Verdict, report.String())
	require.Zero(t, report.Unlogged)
}

// A server that forgets in a crash whom it voted for departs from the spec when it starts again.
func TestForgottenVoteIsNoBehaviourOfTheSpec(t *testing.T) {
	r := run(t, live(t, &raft.Protocol, "forget-vote", map[string]string{"clients": "2"}), nil)
	r.answered(5)
	for _, server := range []string{"S1", "S2", "S3"} {
		require.NoError(t, r.stop(server))
		r.start(server, nil)
		r.answered(2)
	}
	report := held(t, r)
	require.Equal(t, validate.Rejected, report.Verdict)
	require.Contains(t, report.Misfit.Text, `"event":"restart"`)
	require.Contains(t, report.String(), "votedFor")
}
