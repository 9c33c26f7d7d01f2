package explore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/stable"
)

// kept is a graph whose searches can be resumed. It counts the states that are expanded.
type kept struct {
	*graph
	expanded *atomic.Int64
	is       string
}

func newKept(g *graph) kept { return kept{g, new(atomic.Int64), "this"} }

func (k kept) Space() Space { return keptSpace{graphSpace{k.graph}, k.expanded} }

func (k kept) Identity() (map[string]string, error) { return map[string]string{"graph": k.is}, nil }
func (k kept) Save() (json.RawMessage, error)       { return json.Marshal(k.expanded.Load()) }
func (k kept) Restore(saved json.RawMessage) error {
	var n int64
	err := json.Unmarshal(saved, &n)
	k.expanded.Store(n)
	return err
}

type keptSpace struct {
	graphSpace
	expanded *atomic.Int64
}

func (k keptSpace) Name(s []uint32) uint64 { return k.name(stateOf(s)) }

func (k keptSpace) Expand(s []uint32, out *Successors) {
	k.expanded.Add(1)
	k.graphSpace.Expand(s, out)
}

// counted is what a result says but for times and memory.
func counted(r *Result) string {
	return fmt.Sprint(r.BoundedBy, r.Findings, r.Counts, r.States, r.Steps, r.Cut, r.Depth, r.Frontier, r.Deepest)
}

// copyOf copies a checkpoint as a crash might leave it: the manifest first, for it is never
// newer than the log.
func copyOf(t *testing.T, dir string) string {
	to := t.TempDir()
	for _, name := range []string{manifestName, logName} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(to, name), text, 0o666))
	}
	return to
}

// randomKept draws a graph and the options of a search.
func randomKept(seed uint64) (kept, Options) {
	d := rand.New(rand.NewPCG(seed, 8))
	g := newGraph(seed, 1+d.IntN(3000), 1+d.IntN(4))
	rare := func(one int) func(int) bool {
		if d.IntN(2) == 0 {
			return never
		}
		salt := d.Uint64()
		return func(s int) bool { return rand.New(rand.NewPCG(salt, uint64(s))).IntN(one) == 0 }
	}
	g.cut, g.finding, g.dead = rare(20), rare(1500), rare(1500)
	step := rare(3000)
	g.onStep = func(from, to int) bool { return step(from*7919 + to) }
	o := Options{Workers: 1 + d.IntN(3), MaxFindings: 1 + d.IntN(4)}
	switch d.IntN(4) {
	case 0:
		o.Exact = true
	case 1:
		o.Memory = 3 << 20
	}
	switch d.IntN(3) {
	case 0:
		o.Continue = true
	case 1:
		o.Kinds = true
	}
	if d.IntN(3) == 0 {
		o.Bounded, o.Depth = true, d.IntN(12)
	}
	return newKept(g), o
}

// TestResumedSearches ends random searches at random moments, by an interrupt or as a kill
// does, several times over, and resumes them: the result is that of a search that was never
// ended.
func TestResumedSearches(t *testing.T) {
	count := uint64(300)
	if testing.Short() {
		count = 60
	}
	broken, early, resumed := 0, 0, 0
	for seed := range count {
		k, o := randomKept(seed)
		at := fmt.Sprintf("seed %d, %+v", seed, o)
		whole, err := Search(t.Context(), k, o)
		require.NoError(t, err, at)
		states := k.expanded.Load()
		if len(whole.Findings) > 0 {
			broken++
		}
		d := rand.New(rand.NewPCG(seed, 9))
		o.Checkpoint = filepath.Join(t.TempDir(), "new")
		for range d.IntN(4) {
			k.expanded.Store(0)
			ctx, cancel := context.WithCancel(t.Context())
			n, calls, killed := 1+d.Int64N(states), atomic.Int64{}, d.IntN(2) == 0
			left := ""
			k.slow = func() {
				if calls.Add(1) != n {
					return
				}
				if killed {
					left = copyOf(t, o.Checkpoint)
				}
				cancel()
			}
			r, err := Search(ctx, k, o)
			cancel()
			require.NoError(t, err, at)
			if slices.Contains(r.BoundedBy, ByInterrupt) {
				early++
			}
			if left != "" {
				o.Checkpoint = left
			}
			_, err = os.Stat(filepath.Join(o.Checkpoint, manifestName))
			o.Resume = err == nil
		}
		k.slow = func() {}
		k.expanded.Store(0)
		o.Workers = 1 + d.IntN(3)
		r, err := Search(t.Context(), k, o)
		require.NoError(t, err, at)
		require.Equal(t, counted(whole), counted(r), at)
		require.Equal(t, states, k.expanded.Load(), at)
		require.Equal(t, o.Resume, r.Resumed != nil, at)
		if o.Resume {
			resumed++
		}
	}
	require.Greater(t, broken, int(count/5))
	require.Greater(t, early, int(count/5))
	require.Greater(t, resumed, int(count/3))
}

// TestResumedDeeper resumes a search that a depth ended, with a greater one.
func TestResumedDeeper(t *testing.T) {
	for seed := range uint64(30) {
		k := newKept(newGraph(seed, 2000, 3))
		o := Options{Checkpoint: t.TempDir(), Bounded: true}
		deepest := 0
		for depth := range 20 {
			o.Depth, o.Resume = depth, depth > 0
			r, err := Search(t.Context(), k, o)
			require.NoError(t, err)
			want, err := Search(t.Context(), k.graph, Options{Bounded: true, Depth: depth})
			require.NoError(t, err)
			require.Equal(t, counted(want), counted(r))
			deepest = r.Depth
		}
		require.Greater(t, deepest, 3)
		o.Depth = 2
		_, err := Search(t.Context(), k, o)
		require.ErrorContains(t, err, "steps deep, and the depth is bounded by 2")
	}
}

// TestResumedWithoutTimeOrRoom: a search that is stopped, or has no room, before it is where it is
// resumed is inconclusive, and can be resumed again.
func TestResumedWithoutTimeOrRoom(t *testing.T) {
	k := newKept(newGraph(1, 200_000, 3))
	dir := t.TempDir()
	whole, err := Search(t.Context(), k, Options{Checkpoint: dir})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := Search(ctx, k, Options{Checkpoint: dir, Resume: true})
	require.NoError(t, err)
	require.Equal(t, []string{ByInterrupt}, r.BoundedBy)
	full := func(string) (int64, bool) { return 1 << 20, true }
	r, err = Search(t.Context(), k, Options{Checkpoint: dir, Resume: true, Memory: 1 << 20, freeOnDisk: full})
	require.NoError(t, err)
	require.Equal(t, []string{ByDisk}, r.BoundedBy)
	require.ErrorContains(t, r.DiskError, "are needed in "+dir+", where 1.0 MiB are free, and 256.0 MiB are left to others")
	r, err = Search(t.Context(), k, Options{Checkpoint: dir, Resume: true})
	require.NoError(t, err)
	require.Equal(t, counted(whole), counted(r))
}

// TestDamagedCheckpoints changes any byte of a checkpoint, or leaves out its end: it is
// refused, and left as it is.
func TestDamagedCheckpoints(t *testing.T) {
	k := newKept(newGraph(1, 400, 3))
	dir := t.TempDir()
	_, err := Search(t.Context(), k, Options{Checkpoint: dir})
	require.NoError(t, err)
	for _, name := range []string{manifestName, logName} {
		whole, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		for i := range whole {
			bad := slices.Clone(whole)
			bad[i] ^= 1 << (i % 8)
			if i%5 == 0 {
				bad = bad[:i]
			}
			there := copyOf(t, dir)
			require.NoError(t, os.WriteFile(filepath.Join(there, name), bad, 0o666))
			_, err = Search(t.Context(), k, Options{Checkpoint: there, Resume: true})
			var refused *CheckpointError
			require.ErrorAs(t, err, &refused, "byte %d of %s", i, name)
			require.NotContains(t, err.Error(), "\n")
			left, err := os.ReadFile(filepath.Join(there, name))
			require.NoError(t, err)
			require.Equal(t, bad, left)
		}
	}
}

func TestForeignCheckpoints(t *testing.T) {
	k := newKept(newGraph(1, 400, 3))
	dir := t.TempDir()
	refused := func(want string, k System, o Options) {
		t.Helper()
		_, err := Search(t.Context(), k, o)
		require.ErrorContains(t, err, want)
	}
	refused("there is none to resume: it has no checkpoint.json", k, Options{Checkpoint: dir, Resume: true})
	_, err := Search(t.Context(), k, Options{Checkpoint: dir})
	require.NoError(t, err)
	refused("there is one already; resume it, or remove it", k, Options{Checkpoint: dir})
	other := k
	other.is = "another"
	refused(`it is of another search: its graph was "this", and is "another" now`, other, Options{Checkpoint: dir, Resume: true})
	refused(`it is of another search: its exact search was "false", and is "true" now`, k, Options{Checkpoint: dir, Resume: true, Exact: true})
	refused("option Checkpoint with a explore.graphSpace: accepted are systems whose searches can be resumed", k.graph, Options{Checkpoint: dir})
	refused("option Checkpoint with Edges", k, Options{Checkpoint: dir, Edges: true})
	refused("option Checkpoint with OneByOne", k, Options{Checkpoint: dir, OneByOne: true})
	refused("option Resume without Checkpoint", k, Options{Resume: true})

	// The code has changed, and its identity has not.
	k.next[1] = append([]int{300}, k.next[1]...)
	refused("it does not lead to what it was written of, at depth ", k, Options{Checkpoint: dir, Resume: true})
	k.next[1] = k.next[1][1:]
	names := k.name
	k.name = func(s int) uint64 { return names(s) + 1 }
	refused("its states have other names", k, Options{Checkpoint: dir, Resume: true})
	k.name = func(s int) uint64 { return names(min(s, 2)) }
	refused("two of its states have one name", k, Options{Checkpoint: dir, Resume: true})
	k.name = names

	unlock, err := stable.Lock(dir)
	require.NoError(t, err)
	defer unlock()
	refused("another process uses it", k, Options{Checkpoint: dir, Resume: true})
}

// TestCheckpointsOnABadDisk: a checkpoint that cannot be written ends the search with what it
// has.
func TestCheckpointsOnABadDisk(t *testing.T) {
	k := newKept(newGraph(1, 3000, 3))
	dir := t.TempDir()
	calls := 0
	k.slow = func() {
		if calls++; calls == 500 {
			require.NoError(t, os.RemoveAll(dir))
		}
	}
	r, err := Search(t.Context(), k, Options{Checkpoint: dir})
	require.NoError(t, err)
	require.Equal(t, []string{ByDisk}, r.BoundedBy)
	require.ErrorContains(t, r.DiskError, "it cannot be written; what it had before is whole")
	require.Greater(t, r.States, uint64(100))
	_, err = Search(t.Context(), k, Options{Checkpoint: filepath.Join(dir, strings.Repeat("x", 300))})
	require.ErrorContains(t, err, "it cannot be")
}

// TestNamesInOrder: the sum of names does not depend on where a list is cut, but on its order.
func TestNamesInOrder(t *testing.T) {
	d := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		names := make([]uint64, 2+d.IntN(50))
		for i := range names {
			names[i] = d.Uint64()
		}
		sum := func(list []uint64) (sum uint64) {
			for _, n := range list {
				sum = AddName(sum, n)
			}
			return sum
		}
		at := d.IntN(len(names) + 1)
		require.Equal(t, sum(names), joinNames(sum(names[:at]), sum(names[at:]), uint64(len(names)-at)))
		whole := sum(names)
		names[0], names[1] = names[1], names[0]
		require.NotEqual(t, whole, sum(names))
	}
}
