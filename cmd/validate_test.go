package cmd_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func validated(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(append([]string{"explore", "validate"}, args...), &out, &err)
	return code, out.String(), err.String()
}

func rendered(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(append([]string{"explore", "render"}, args...), &out, &err)
	return code, out.String(), err.String()
}

func TestValidate(t *testing.T) {
	spec := filepath.Join(root, "tla", "Raft.tla")
	log := filepath.Join(root, "traces", "recorded", "raft-small.ndjson")
	code, out, _ := validated("-spec", spec, log)
	require.Equal(t, exitOK, code)
	require.Contains(t, out, "ACCEPTED. The log is a behaviour of the spec: 40 events.")

	// One event changed: a vote for somebody else.
	text, err := os.ReadFile(log)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	require.Contains(t, lines[4], `"VotedFor":"S3"`)
	lines[4] = strings.Replace(lines[4], `"VotedFor":"S3"`, `"VotedFor":"S2"`, 1)
	wrong := filepath.Join(t.TempDir(), "wrong.ndjson")
	require.NoError(t, os.WriteFile(wrong, []byte(strings.Join(lines, "\n")), 0o666))
	saved := t.TempDir()
	for _, search := range []string{"bfs", "dfs"} {
		code, out, _ = validated("-spec", spec, "-search", search, "-o", saved, wrong)
		require.Equal(t, exitViolation, code)
		for _, want := range []string{
			"REJECTED. The log is not a behaviour of the spec: the first 3 events fit, event 4 does not.",
			"event 4, line 5:\n  {\"n\":4,",
			`votedFor'[i] is "S3"`,
			`event.state.VotedFor is "S2"`,
			"the state of the spec before it:",
		} {
			require.Contains(t, out, want)
		}
	}
	// The run up to the event that is refused can be drawn.
	path := filepath.Join(saved, "wrong-refused.itf.json")
	require.Contains(t, out, "\nsaved to  "+path+"\n")
	code, out, _ = rendered("-format", "txt", path)
	require.Equal(t, exitOK, code)
	require.Contains(t, out, "REFUSED by TraceRaft at event 4\n  no behaviour of the spec goes on with this event; nearest comes\n")
	require.Contains(t, out, "✕ TraceRaft refuses the event here\n")
	require.Contains(t, out, "the log goes on after this event, with 36 events")
	for _, command := range []string{"replay", "shrink", "gotest"} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, exitUsage, run([]string{"explore", command, path}, &stdout, &stderr), command)
		require.Contains(t, stderr.String(), "it is what an event log says of a run", command)
	}

	code, out, _ = validated("-trace", filepath.Join(root, "tla", "TraceRaft.tla"), "-json", "-o", saved, wrong)
	require.Equal(t, exitViolation, code)
	var line struct {
		Verdict string
		Matched int
		Misfit  struct {
			Trace string
			Near  []struct {
				Conjunct string
				Values   map[string]string
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(strings.TrimSpace(out)), &line))
	require.Equal(t, "rejected", line.Verdict)
	require.Equal(t, path, line.Misfit.Trace)
	require.Equal(t, 3, line.Matched)
	require.Equal(t, "votedFor'[i] = event.state.VotedFor", line.Misfit.Near[0].Conjunct)
	require.Equal(t, `"S3"`, line.Misfit.Near[0].Values["votedFor'[i]"])

	for _, args := range [][]string{
		{"-spec", spec},
		{log},
		{"-spec", spec, "-trace", spec, log},
		{"-spec", spec, "-search", "sideways", log},
		{"-spec", spec, "-env", "=x", log},
		{"-spec", filepath.Join(root, "tla", "MCRaft.tla"), log},
		{"-trace", spec, log}, // it has no cursor
		{"-spec", spec, filepath.Join(root, "README.md")},
	} {
		code, _, stderr := validated(args...)
		require.Equal(t, exitUsage, code, args)
		require.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
	}
}

// How the user set the collector in the environment is how it stays.
func TestValidateLeavesTheEnvironmentAlone(t *testing.T) {
	const limit, percent = 3 << 30, 250
	t.Setenv("GOMEMLIMIT", "3GiB")
	t.Setenv("GOGC", "250")
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(limit))
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	code, _, stderr := validated("-spec", filepath.Join(root, "tla", "Raft.tla"), "-memory", "1GiB", filepath.Join(root, "traces", "recorded", "raft-small.ndjson"))
	require.Equal(t, exitOK, code, stderr)
	require.EqualValues(t, limit, debug.SetMemoryLimit(-1))
	require.Equal(t, percent, debug.SetGCPercent(percent))
}
