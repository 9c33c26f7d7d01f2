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

// Each node has a log of its own.
func TestValidateLogsOfSeveralNodes(t *testing.T) {
	header := `{"schema":"synod-events-1","protocol":"raft","settings":{"servers":"2","terms":"3"},"nodes":["S1","S2"],"only":["NODE"]}` + "\n"
	write := func(dir, node, events string) string {
		path := filepath.Join(dir, node+".ndjson")
		require.NoError(t, os.WriteFile(path, []byte(strings.Replace(header, "NODE", node, 1)+events), 0o666))
		return path
	}
	dir := t.TempDir()
	spec := filepath.Join(root, "tla", "Raft.tla")
	s1 := write(dir, "S1", `{"n":1,"event":"timeout","node":"S1","name":"election","sent":[{"to":"S2","id":"a","message":{"name":"RequestVote"}}]}
{"n":2,"event":"deliver","node":"S1","from":"S2","message":{"name":"RequestVoteReply","Term":1,"Granted":true},"id":"b","state":{"Role":"leader"}}
`)
	s2 := write(dir, "S2", `{"n":1,"event":"deliver","node":"S2","from":"S1","message":{"name":"RequestVote","Term":1,"LastLogIndex":0,"LastLogTerm":0},"id":"a","state":{"VotedFor":"S1"},"sent":[{"to":"S1","id":"b","message":{"name":"RequestVoteReply"}}]}
`)
	code, out, stderr := validated("-spec", spec, s2, s1)
	require.Equal(t, exitOK, code, stderr)
	require.Contains(t, out, "ACCEPTED. An order of the events of the logs is a behaviour of the spec: 3 events of 2 logs.")

	wrong := write(t.TempDir(), "S2", `{"n":1,"event":"deliver","node":"S2","from":"S1","message":{"name":"RequestVote","Term":1,"LastLogIndex":0,"LastLogTerm":0},"id":"a","state":{"VotedFor":"S2"},"sent":[{"to":"S1","id":"b","message":{"name":"RequestVoteReply"}}]}
`)
	saved := t.TempDir()
	code, out, _ = validated("-spec", spec, "-o", saved, s1, wrong)
	require.Equal(t, exitViolation, code)
	for _, want := range []string{
		"REJECTED. No order of the events of the logs is a behaviour of the spec: 1 of 3 events can be placed, event 1 of " + wrong + " cannot.",
		wrong + ": event 1, line 2:\n  {\"n\":1,",
		`votedFor'[i] is "S1"`,
		s1 + ": event 2, line 3, waits for event 1 of " + wrong,
		"saved to  " + filepath.Join(saved, "S2-refused.itf.json"),
	} {
		require.Contains(t, out, want)
	}
	code, out, _ = validated("-spec", spec, "-json", "-o", saved, s1, wrong)
	require.Equal(t, exitViolation, code)
	var line struct {
		Logs     []string
		Unplaced []struct {
			Log   string
			Event int
			Waits string
		}
		Misfit struct{ Log string }
	}
	require.NoError(t, json.Unmarshal([]byte(strings.TrimSpace(out)), &line))
	require.Equal(t, []string{s1, wrong}, line.Logs)
	require.Equal(t, wrong, line.Misfit.Log)
	require.Len(t, line.Unplaced, 2)
	require.Equal(t, "event 1 of "+wrong, line.Unplaced[0].Waits)

	code, _, stderr = validated("-spec", spec, s1)
	require.Equal(t, exitUsage, code)
	require.Contains(t, stderr, "there is no log of S2; the logs of all nodes are needed")
}
