package validate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/recorded"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// mutation is a wrong log made of a right one.
type mutation struct {
	kind, what string
	text       []byte
}

// mutations of a log: every event removed, doubled, swapped with the next, and one field of it changed.
func mutations(t *testing.T, text []byte, rng *rand.Rand) (list []mutation) {
	header, events := readObjects(t, text)
	make := func(kind, what string, events []object) {
		list = append(list, mutation{kind, what, written(t, header, events)})
	}
	for i := range events {
		at := fmt.Sprintf("event %d", i+1)
		make("removed", at, slices.Delete(slices.Clone(events), i, i+1))
		make("doubled", at, slices.Insert(slices.Clone(events), i, events[i]))
		if i+1 < len(events) {
			swapped := slices.Clone(events)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			make("swapped", at, swapped)
		}
		var leaves []func() string
		changed := slices.Clone(events)
		changed[i] = copied(events[i]).(object)
		nodes := header["nodes"].([]any)
		for _, name := range []string{"message", "state", "sent", "node", "from", "to"} {
			changes(changed[i], name, "", nodes, rng, func(f func() string) { leaves = append(leaves, f) })
		}
		if len(leaves) > 0 {
			what := leaves[rng.IntN(len(leaves))]()
			make("changed", at+" "+what, changed)
		}
	}
	return list
}

// changes gives a change of every number, truth value, node and list in a field of an object.
func changes(o object, name, path string, nodes []any, rng *rand.Rand, yield func(func() string)) {
	at := path + name
	put := func(v any) {
		yield(func() string {
			old := o[name]
			o[name] = v
			return fmt.Sprintf("%s: %v for %v", at, v, old)
		})
	}
	all := func(o object, path string) {
		for _, field := range slices.Sorted(maps.Keys(o)) {
			changes(o, field, path, nodes, rng, yield)
		}
	}
	switch v := o[name].(type) {
	case int:
		put(max(0, v+[]int{-1, 1}[rng.IntN(2)]))
	case bool:
		put(!v)
	case string:
		if slices.Contains(nodes, any(v)) {
			put(other(nodes, v, rng))
		}
	case object:
		all(v, at+".")
	case []any:
		for i, x := range v {
			if x, ok := x.(object); ok {
				all(x, fmt.Sprintf("%s[%d].", at, i))
			}
		}
		if len(v) > 0 {
			put(v[:len(v)-1])
		}
	}
}

func other(nodes []any, old string, rng *rand.Rand) string {
	for {
		if s := nodes[rng.IntN(len(nodes))].(string); s != old {
			return s
		}
	}
}

func copied(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for k, x := range v {
			out[k] = copied(x)
		}
		return out
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, copied(x))
		}
		return out
	}
	return v
}

// written is a log with its events numbered anew.
func written(t *testing.T, header object, events []object) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	require.NoError(t, e.Encode(header))
	for i, x := range events {
		x = maps.Clone(x)
		x["n"] = i + 1
		require.NoError(t, e.Encode(x))
	}
	return b.Bytes()
}

// largeEnv, if it is set, lets tests take as long as they like.
const largeEnv = "SYNOD_LARGE"

// spread picks so many of a list, from all over it.
func spread[T any](list []T, most int) (out []T) {
	most = min(most, len(list))
	for i := range most {
		out = append(out, list[i*len(list)/most])
	}
	return out
}

// truths say what the events of the logs of each protocol mean.
var truths = map[string]func() truth{
	"raft":          func() truth { return &raftTruth{} },
	"paxos":         func() truth { return &paxosTruth{} },
	"pmmc":          func() truth { return &pmmcTruth{} },
	"primarybackup": func() truth { return &backupTruth{} },
	"chain":         func() truth { return &chainTruth{} },
	"vr":            func() truth { return &vrTruth{} },
	"ftvm":          func() truth { return &ftvmTruth{} },
	"switchpaxos":   func() truth { return &switchTruth{} },
	"zab":           func() truth { return &zabTruth{} },
	"epaxos":        func() truth { return &epaxosTruth{} },
}

// specFile is the spec of the logs of a protocol.
func specFile(protocol string) string { return filepath.Join("..", recorded.Specs[protocol]+".tla") }

// toldLogs are those of the recorded logs of right code whose events all mean what the truth of their protocol says. raftTruth
// knows Figure 2: that the other logs of Raft are accepted, and those of its mutants rejected, is asked by TestRecorded and TestRecordedMutants.
func toldLogs(t *testing.T) map[string]*traces.Log {
	logs := recordedLogs(t)
	for _, name := range []string{"raft-snapshots", "raft-single", "raft-joint", "raft-pre-vote"} {
		require.Contains(t, logs, name)
		delete(logs, name)
	}
	return logs
}

// recordedLogs are the recorded logs of right code, by name.
func recordedLogs(t *testing.T) map[string]*traces.Log {
	files, err := filepath.Glob(filepath.Join(recordedDir, "*.ndjson"))
	require.NoError(t, err)
	logs := map[string]*traces.Log{}
	for _, path := range files {
		l, err := traces.ReadLogFile(path)
		require.NoError(t, err)
		if l.Mutant == "" {
			logs[strings.TrimSuffix(filepath.Base(path), ".ndjson")] = l
		}
	}
	require.Greater(t, len(logs), 30)
	return logs
}

var recordedDir = filepath.Join("..", "..", "traces", "recorded")

// TestMutations holds validation against the ground truth, for every recorded log of right code: its first events, and one mutation of
// each kind. With SYNOD_LARGE it is more of both: the table of docs/validation.md is from there.
func TestMutations(t *testing.T) {
	events, most := 30, 1 // of a log; mutations of each kind
	if os.Getenv(largeEnv) != "" {
		events, most = 150, 20
	}
	logs := toldLogs(t)
	for _, name := range slices.Sorted(maps.Keys(logs)) {
		protocol := logs[name].Protocol
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(recordedDir, name+".ndjson"))
			require.NoError(t, err)
			lines := bytes.SplitAfter(text, []byte("\n"))
			text = bytes.Join(lines[:min(len(lines), 1+events)], nil)
			defer clear(walkers) // they know much of this log
			p := truths[protocol]()
			n, all := behaviour(t, p, text)
			require.True(t, all, "the log itself: event %d", n+1)
			made, rejected := map[string]int{}, map[string]int{}
			byKind := map[string][]mutation{}
			for _, x := range mutations(t, text, rand.New(rand.NewPCG(1, 2))) {
				byKind[x.kind] = append(byKind[x.kind], x)
			}
			var list []mutation
			for _, kind := range slices.Sorted(maps.Keys(byKind)) {
				list = append(list, spread(byKind[kind], most)...)
			}
			for _, x := range list {
				if _, err := traces.ReadLog(bytes.NewReader(x.text)); err != nil {
					continue // it cannot be read: that is another answer
				}
				path := filepath.Join(t.TempDir(), "log.ndjson")
				require.NoError(t, os.WriteFile(path, x.text, 0o666))
				r, err := validate.Run(context.Background(), path, validate.Options{Spec: specFile(protocol), Near: -1})
				matched, all := behaviour(t, p, x.text)
				if !assert.NoError(t, err, "%s %s: truth %d", x.kind, x.what, matched) {
					continue
				}
				assert.Equal(t, matched, r.Matched, "%s %s, of %d events", x.kind, x.what, r.Events)
				assert.Equal(t, all, r.Verdict == validate.Accepted, "%s %s", x.kind, x.what)
				made[x.kind]++
				if !all {
					rejected[x.kind]++
				}
			}
			var shares []string
			for _, kind := range slices.Sorted(maps.Keys(made)) {
				shares = append(shares, fmt.Sprintf("%s %d of %d", kind, rejected[kind], made[kind]))
			}
			require.NotEmpty(t, made)
			t.Logf("rejected: %s", strings.Join(shares, ", "))
		})
	}
}

// TestRecorded: the logs that were recorded from right code are behaviours of the specs, with both searches.
func TestRecorded(t *testing.T) {
	for name, l := range recordedLogs(t) {
		for _, depthFirst := range []bool{false, true} {
			if depthFirst && len(l.Events) > 250 && os.Getenv(largeEnv) == "" {
				continue
			}
			validate.Log(t, specFile(l.Protocol), filepath.Join(recordedDir, name+".ndjson"), validate.Options{DepthFirst: depthFirst})
		}
	}
}
