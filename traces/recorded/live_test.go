package recorded_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// The directories live-… were recorded of live clusters of Raft, once, as far as logs and schedule go:
//
//	explore cluster -protocol raft -clients 1 -rate 4 -record DIR
//		-after "sent RequestVoteReply Granted=true" -for 1500ms -faults crash,partition,loss -seed 3
//		-after "sent RequestVoteReply Granted=true" -for 1s -faults crash -mutant forget-vote

// ofCluster validates the logs of a recorded cluster.
func ofCluster(t *testing.T, dir string) *validate.Report {
	logs, err := filepath.Glob(filepath.Join(dir, "*.ndjson"))
	require.NoError(t, err)
	require.Len(t, logs, 5, "three servers, a client, the network")
	r, err := validate.RunLogs(context.Background(), logs, validate.Options{Spec: "../../tla/Raft.tla"})
	require.NoError(t, err)
	return r
}

func TestRecordedClusterIsAccepted(t *testing.T) {
	r := ofCluster(t, "live-raft")
	require.Equal(t, validate.Accepted, r.Verdict)
	require.Equal(t, r.Events, r.Matched)
	crashes := 0
	for _, node := range []string{"S1", "S2", "S3"} {
		l, err := traces.ReadLogFile(filepath.Join("live-raft", node+".ndjson"))
		require.NoError(t, err)
		for _, e := range l.Events {
			if e.Kind == traces.StepRestart {
				crashes++
			}
		}
	}
	require.NotZero(t, crashes, "servers were killed and started again")
}

// A server that was killed just after it had granted its vote, and forgot it, is refused at its
// restart.
func TestRecordedClusterThatForgetsVotesIsRejected(t *testing.T) {
	r := ofCluster(t, "live-forget-vote")
	require.Equal(t, validate.Rejected, r.Verdict)
	require.Equal(t, filepath.Join("live-forget-vote", "S3.ndjson"), r.Misfit.Log)
	l, err := traces.ReadLogFile(r.Misfit.Log)
	require.NoError(t, err)
	e := l.Events[r.Misfit.Event-1]
	require.Equal(t, traces.StepRestart, e.Kind)
	forgot, _ := e.State.Get("VotedFor")
	require.Equal(t, traces.Value(traces.Str("nobody")), forgot)
	require.Equal(t, "TraceRestart", r.Misfit.Near[0].Name)
	require.Equal(t, "votedFor'[i] = event.state.VotedFor", r.Misfit.Near[0].Conjunct)
	before, _ := l.Events[r.Misfit.Event-3].State.Get("VotedFor") // the crash stands between
	require.Equal(t, traces.Value(traces.Str("S2")), before)
}
