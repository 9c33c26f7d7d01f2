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

	"github.com/stretchr/testify/require"

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
		for _, name := range []string{"message", "state"} {
			if o, ok := changed[i][name].(object); ok {
				changes(o, name, nodes, rng, func(f func() string) { leaves = append(leaves, f) })
			}
		}
		for _, name := range []string{"node", "from"} {
			if old, ok := changed[i][name].(string); ok {
				leaves = append(leaves, func() string {
					changed[i][name] = other(nodes, old, rng)
					return fmt.Sprintf("%s: %v for %v", name, changed[i][name], old)
				})
			}
		}
		if len(leaves) > 0 {
			what := leaves[rng.IntN(len(leaves))]()
			make("changed", at+" "+what, changed)
		}
	}
	return list
}

// changes gives a change of every number, truth value and node in an object.
func changes(o object, path string, nodes []any, rng *rand.Rand, yield func(func() string)) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		at := path + "." + name
		put := func(v any) func() string {
			return func() string {
				old := o[name]
				o[name] = v
				return fmt.Sprintf("%s: %v for %v", at, v, old)
			}
		}
		switch v := o[name].(type) {
		case int:
			yield(put(max(0, v+[]int{-1, 1}[rng.IntN(2)])))
		case bool:
			yield(put(!v))
		case string:
			if slices.Contains(nodes, any(v)) {
				yield(put(other(nodes, v, rng)))
			}
		case object:
			changes(v, at, nodes, rng, yield)
		case []any:
			for i, x := range v {
				if x, ok := x.(object); ok {
					changes(x, fmt.Sprintf("%s[%d]", at, i), nodes, rng, yield)
				}
			}
			if len(v) > 0 {
				yield(put(v[:len(v)-1]))
			}
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

// everyNth leaves of a list the first of every n.
func everyNth[T any](list []T, n int) (out []T) {
	for i := 0; i < len(list); i += n {
		out = append(out, list[i])
	}
	return out
}

// TestMutations holds validation against the ground truth, for the recorded logs that are small and a seventh of their mutations,
// which has all kinds of them. With SYNOD_LARGE it is every one.
func TestMutations(t *testing.T) {
	const most = 400 // mutations of a log
	for _, c := range []struct {
		log, spec string
		truth     truth
	}{
		{"raft-small", "Raft", &raftTruth{}},
		{"raft-set", "Raft", &raftTruth{}},
		{"raft-clients", "Raft", &raftTruth{}},
		{"raft-messages", "Raft", &raftTruth{}},
	} {
		t.Run(c.log, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", "..", "traces", "recorded", c.log+".ndjson"))
			require.NoError(t, err)
			n, all := behaviour(t, c.truth, text)
			require.True(t, all, "the log itself: event %d", n+1)
			list := mutations(t, text, rand.New(rand.NewPCG(1, 2)))
			if os.Getenv(largeEnv) == "" {
				list = everyNth(list, 7)
			}
			made, rejected := map[string]int{}, map[string]int{}
			for _, x := range list[:min(len(list), most)] {
				if _, err := traces.ReadLog(bytes.NewReader(x.text)); err != nil {
					continue // it cannot be read: that is another answer
				}
				path := filepath.Join(t.TempDir(), "log.ndjson")
				require.NoError(t, os.WriteFile(path, x.text, 0o666))
				r, err := validate.Run(context.Background(), path, validate.Options{Spec: filepath.Join("..", c.spec+".tla"), Near: -1})
				require.NoError(t, err, x.what)
				matched, all := behaviour(t, c.truth, x.text)
				require.Equal(t, all, r.Verdict == validate.Accepted, "%s %s: truth %d of %d, validation %d", x.kind, x.what, matched, r.Events, r.Matched)
				require.Equal(t, matched, r.Matched, "%s %s", x.kind, x.what)
				made[x.kind]++
				if !all {
					rejected[x.kind]++
				}
			}
			var shares []string
			for _, kind := range slices.Sorted(maps.Keys(made)) {
				shares = append(shares, fmt.Sprintf("%s %d of %d", kind, rejected[kind], made[kind]))
			}
			t.Logf("rejected: %s", strings.Join(shares, ", "))
		})
	}
}

// TestRecorded: the logs that were recorded from right code are behaviours of the specs, with both searches.
func TestRecorded(t *testing.T) {
	specs := map[string]string{"raft": "Raft", "paxos": "Paxos", "primarybackup": "PrimaryBackup", "pmmc": "MultiPaxos"}
	files, err := filepath.Glob(filepath.Join("..", "..", "traces", "recorded", "*.ndjson"))
	require.NoError(t, err)
	accepted := 0
	for _, path := range files {
		log, err := traces.ReadLogFile(path)
		require.NoError(t, err)
		spec := filepath.Join("..", specs[log.Protocol]+".tla")
		if log.Mutant != "" {
			continue
		}
		for _, depthFirst := range []bool{false, true} {
			if depthFirst && len(log.Events) > 250 && os.Getenv(largeEnv) == "" {
				continue
			}
			validate.Log(t, spec, path, validate.Options{DepthFirst: depthFirst})
		}
		accepted++
	}
	require.Greater(t, accepted, 15)
}
