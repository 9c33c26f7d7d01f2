package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// The logs in traces/recorded are what the code does today.
func TestRecordedLogsAreReproduced(t *testing.T) {
	committed := filepath.Join(root, "traces", "recorded")
	entries, err := os.ReadDir(committed)
	require.NoError(t, err)
	require.Len(t, entries, len(recordedSet), "traces/recorded has other files than the set")
	for i := range recordedSet {
		r, err := recordedSet[i].recording()
		require.NoError(t, err)
		l, err := r.log()
		require.NoError(t, err)
		var now bytes.Buffer
		require.NoError(t, traces.WriteLog(&now, l))
		was, err := os.ReadFile(filepath.Join(committed, recordedSet[i].file()))
		require.NoError(t, err)
		require.True(t, bytes.Equal(was, now.Bytes()),
			"%s is recorded differently now; if that is meant: go run ./cmd/explore record -all traces/recorded", recordedSet[i].file())
	}
}

// The set has of every protocol what validation is to cope with.
func TestRecordedLogsCoverEverything(t *testing.T) {
	kinds := map[string]map[string]int{}
	for i := range recordedSet {
		set := &recordedSet[i]
		l, err := traces.ReadLogFile(filepath.Join(root, "traces", "recorded", set.file()))
		require.NoError(t, err)
		require.Equal(t, set.protocol, l.Protocol)
		require.Greater(t, len(l.Events), 10, set.name)
		seen := kinds[l.Protocol]
		if seen == nil {
			seen = map[string]int{}
			kinds[l.Protocol] = seen
		}
		for _, e := range l.Events {
			seen[e.Kind]++
		}
		for what, is := range map[string]bool{
			"large": len(l.Events) > 250, "small": len(l.Events) < 70, "mutant": l.Mutant != "",
			"partly observed": set.observe != "", "not whole": l.Unlogged != nil, "sent": set.sent,
		} {
			if is {
				seen[what]++
			}
		}
	}
	for _, protocol := range []string{"raft", "paxos", "pmmc", "primarybackup"} {
		wanted := []string{traces.StepDeliver, traces.StepTimeout, traces.StepDrop, traces.StepDuplicate, traces.StepPartition, traces.StepHeal,
			"large", "small", "mutant", "partly observed", "not whole", "sent"}
		if protocol == "primarybackup" { // its nodes stop, and do not come back
			wanted = append(wanted, traces.StepInvoke)
		} else {
			wanted = append(wanted, traces.StepCrash, traces.StepRestart)
		}
		for _, what := range wanted {
			require.NotZero(t, kinds[protocol][what], "%s: nothing %s", protocol, what)
		}
	}
}

func TestRecordIsDeterministic(t *testing.T) {
	args := []string{"explore", "record", "-protocol", "raft", "-seed", "3", "-steps", "80", "-drops", "3", "-sent"}
	var first, second, other, errors bytes.Buffer
	require.Zero(t, run(args, &first, &errors), errors.String())
	require.Zero(t, run(args, &second, &errors))
	require.Equal(t, first.String(), second.String())
	args[5] = "4"
	require.Zero(t, run(args, &other, &errors))
	require.NotEqual(t, first.String(), other.String())
	l, err := traces.ReadLog(&first)
	require.NoError(t, err)
	require.Equal(t, "raft", l.Protocol)
	require.Equal(t, []string{"S1", "S2", "S3"}, l.Nodes)
	require.EqualValues(t, 3, l.Seed)
}

// A long run spends its budgets evenly and makes progress to its end.
func TestLongRunsMakeProgress(t *testing.T) {
	r, err := (&recorded{protocol: "raft", steps: 2000, seed: 1, observe: "Term,Role,CommitIndex",
		given: "crashes=20 commands=100 heartbeats=500 drops=60 duplicates=60 terms=100 elections=30,30,30"}).recording()
	require.NoError(t, err)
	l, err := r.log()
	require.NoError(t, err)
	require.Equal(t, 2000, len(l.Events))
	last := l.Events[1000:]
	committed, leaders, faults := traces.Value(nil), 0, map[string]int{}
	for _, e := range last {
		faults[e.Kind]++
		if role, _ := e.State.Get("Role"); role == traces.Str("leader") {
			leaders++
		}
		if index, found := e.State.Get("CommitIndex"); found && (committed == nil || traces.Compare(index, committed) > 0) {
			committed = index
		}
	}
	require.Greater(t, int64(committed.(traces.Int)), int64(30), "commands are committed")
	require.NotZero(t, leaders)
	for _, kind := range []string{traces.StepCrash, traces.StepDrop, traces.StepDuplicate} {
		require.NotZero(t, faults[kind], "%s in the second half", kind)
	}
}

func TestRecordRefuses(t *testing.T) {
	for _, c := range []struct {
		want string
		args []string
	}{
		{"-protocol is missing", nil},
		{"unknown protocol", []string{"-protocol", "nosuch"}},
		{"unknown mutant", []string{"-protocol", "raft", "-mutant", "nosuch"}},
		{`no node has a field "Terms"`, []string{"-protocol", "raft", "-observe", "Terms"}},
		{`"drops" is no kind of event`, []string{"-protocol", "raft", "-unlogged", "drops"}},
		{"-steps 0: accepted are", []string{"-protocol", "raft", "-steps", "0"}},
		{"-ballots is no flag of protocol raft", []string{"-protocol", "raft", "-ballots", "3"}},
		{"takes no other flags", []string{"-all", "x", "-protocol", "raft"}},
		{"takes no argument", []string{"x"}},
	} {
		var out, errors bytes.Buffer
		require.Equal(t, exitUsage, run(append([]string{"explore", "record"}, c.args...), &out, &errors), c.args)
		require.Contains(t, errors.String(), c.want)
		require.Equal(t, 1, bytes.Count(errors.Bytes(), []byte("\n")))
		require.Empty(t, out.String())
	}
}
