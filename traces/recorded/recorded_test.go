package recorded_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/internal/recorded"
	"github.com/synod-go/synod/traces"
)

var update = flag.Bool("update", false, "record the logs anew")

// The logs in traces/recorded are what the code does today.
func TestRecordedLogsAreReproduced(t *testing.T) {
	files, err := filepath.Glob("*.ndjson")
	require.NoError(t, err)
	if !*update {
		require.Len(t, files, len(recorded.Set), "other files than those of the set")
	}
	for i := range recorded.Set {
		r, err := recorded.Set[i].Recording(impl.Protocols())
		require.NoError(t, err)
		l, err := r.Log()
		require.NoError(t, err)
		var now bytes.Buffer
		require.NoError(t, traces.WriteLog(&now, l))
		file := recorded.Set[i].File()
		if *update {
			require.NoError(t, os.WriteFile(file, now.Bytes(), 0o666))
			continue
		}
		was, err := os.ReadFile(file)
		require.NoError(t, err)
		require.True(t, bytes.Equal(was, now.Bytes()),
			"%s is recorded differently now; if that is meant: go test ./traces/recorded -run Reproduced -update", file)
	}
}

// The set has of every protocol what validation is to cope with.
func TestRecordedLogsCoverEverything(t *testing.T) {
	kinds := map[string]map[string]int{}
	for i := range recorded.Set {
		set := &recorded.Set[i]
		l, err := traces.ReadLogFile(set.File())
		require.NoError(t, err)
		require.Equal(t, set.Protocol, l.Protocol)
		require.Greater(t, len(l.Events), 10, set.Name)
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
			"partly observed": set.Observe != "", "not whole": l.Unlogged != nil, "sent": set.Sent,
		} {
			if is {
				seen[what]++
			}
		}
	}
	for _, protocol := range []string{"raft", "paxos", "pmmc", "primarybackup", "chain", "vr", "ftvm", "switchpaxos", "zab", "epaxos"} {
		wanted := []string{traces.StepDeliver, traces.StepTimeout, traces.StepPartition, traces.StepHeal,
			"large", "small", "mutant", "partly observed", "not whole", "sent"}
		switch protocol {
		case "chain", "ftvm": // their links are reliable, and their nodes do not come back
			wanted = append(wanted, traces.StepInvoke, traces.StepCrash, traces.StepSuspect, traces.StepCutLink, traces.StepHealLink)
		case "switchpaxos": // its switches do not come back
			wanted = append(wanted, traces.StepCrash, traces.StepSuspect, traces.StepDrop, traces.StepDuplicate, traces.StepCutLink, traces.StepHealLink)
		case "zab": // its links may lose messages, and double none
			wanted = append(wanted, traces.StepCrash, traces.StepRestart, traces.StepDrop, traces.StepCutLink, traces.StepHealLink)
		case "primarybackup": // its nodes stop, and do not come back
			wanted = append(wanted, traces.StepInvoke, traces.StepDrop, traces.StepDuplicate)
		default:
			wanted = append(wanted, traces.StepCrash, traces.StepRestart, traces.StepDrop, traces.StepDuplicate)
		}
		for _, what := range wanted {
			require.NotZero(t, kinds[protocol][what], "%s: nothing %s", protocol, what)
		}
	}
}

// A long run spends its budgets evenly and makes progress to its end.
func TestLongRunsMakeProgress(t *testing.T) {
	r, err := (&recorded.Log{Protocol: "raft", Steps: 2000, Seed: 1, Observe: "Term,Role,CommitIndex",
		Given: "crashes=20 commands=100 heartbeats=500 drops=60 duplicates=60 terms=100 elections=30,30,30"}).Recording(impl.Protocols())
	require.NoError(t, err)
	l, err := r.Log()
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
