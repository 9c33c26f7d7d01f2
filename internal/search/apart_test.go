package search

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/blocks"
	"github.com/synod-go/synod/model"
)

// hands is an engine of workers that know nothing of each other, each with numbers of its own for
// what is in a state. They work in an accidental order, and do some tasks more than once.
type hands struct {
	t     *testing.T
	d     *rand.Rand
	made  func() *model.System
	opts  Options
	tasks int // that were done
	// fails, when above 0, is after how many tasks the engine fails.
	fails   int
	workers []*blocks.Worker
}

func (*hands) Slots() int { return 2 }

var errHands = errors.New("the engine is down")

func (h *hands) Run(ctx context.Context, tasks []blocks.Task) (results []blocks.Result, err error) {
	todo := append([]blocks.Task(nil), tasks...)
	for range h.d.IntN(2) {
		todo = append(todo, tasks[h.d.IntN(len(tasks))])
	}
	h.d.Shuffle(len(todo), func(i, j int) { todo[i], todo[j] = todo[j], todo[i] })
	for _, t := range todo {
		if h.tasks++; h.tasks == h.fails {
			return nil, errHands
		}
		var r blocks.Result
		line, err := json.Marshal(h.worker().Do(t))
		require.NoError(h.t, err)
		require.NoError(h.t, json.Unmarshal(line, &r))
		if err := r.Err(); err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

// worker returns one of two workers, or now and then a new one.
func (h *hands) worker() *blocks.Worker {
	if i := h.d.IntN(5); i < 2 && i < len(h.workers) {
		return h.workers[i]
	}
	opts := h.opts
	opts.Engine = nil
	s, err := compiled(h.made(), nil, &opts)
	require.NoError(h.t, err)
	s.Space()
	w, err := blocks.NewWorker(s, h.opts.Store)
	require.NoError(h.t, err)
	h.workers = append([]*blocks.Worker{w}, h.workers...)
	return w
}

// byHands explores a system with workers, which expand all levels but those with few states.
func byHands(t *testing.T, seed uint64, made func() *model.System, opts Options, small, fails int) (*Report, *hands, error) {
	t.Helper()
	h := &hands{t: t, d: rand.New(rand.NewPCG(seed, 7)), made: made, opts: opts, fails: fails}
	opts.Engine = h
	opts.engine = blocks.Options{Parts: 1 + int(seed%7), Small: small, SourceStates: 5}
	r, err := Explore(context.Background(), made(), opts)
	return r, h, err
}

// TestByEngine holds searches of random systems by workers against searches in one process. Some
// end in the middle of a level and go on in another process.
func TestByEngine(t *testing.T) {
	count := uint64(80)
	if testing.Short() {
		count = 20
	}
	violated, tasks, resumed := 0, 0, 0
	for seed := range count {
		made := func() *model.System {
			sys := randomSystem(seed)
			if seed%2 == 1 {
				sys = randomFaults(seed)
			}
			sys.Messages = []model.Message{randomMessage{}}
			return sys
		}
		d := rand.New(rand.NewPCG(seed, 5))
		opts := Options{Options: explore.Options{Workers: 1, MaxFindings: 1 + d.IntN(3)}}
		opts.Bounded, opts.Depth = true, 3+d.IntN(4)
		alone, err := Explore(context.Background(), made(), opts)
		if err != nil {
			require.ErrorContains(t, err, "excludes every initial state")
			continue
		}
		if alone.States > 2000 {
			continue
		}
		opts.Store = filepath.Join(t.TempDir(), "store")
		if _, _, err := byHands(t, seed, made, opts, -1, 3+d.IntN(40)); err != nil {
			require.ErrorIs(t, err, errHands, "seed %d", seed)
			resumed++
		}
		r, h, err := byHands(t, seed+1000, made, opts, d.IntN(20)-10, 0)
		require.NoError(t, err, "seed %d", seed)
		r.Engine = nil
		require.Equal(t, told(t, alone), told(t, r), "seed %d, %+v", seed, opts)
		if alone.Violation != nil {
			violated++
			require.Equal(t, alone.Violation.Trace, r.Violation.Trace)
		}
		tasks += h.tasks
		requireNoLitter(t, opts.Store, r.Violation != nil)
	}
	require.Greater(t, violated, int(count/10))
	require.Greater(t, tasks, int(2*count))
	require.Greater(t, resumed, int(count/4))
}

// requireNoLitter asserts that nothing is left of attempts, and of what only made a level, but for
// the level with which a search ended.
func requireNoLitter(t *testing.T, store string, violated bool) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(store, func(path string, _ os.DirEntry, err error) error {
		name := filepath.Base(path)
		if !violated {
			for _, kind := range []string{"plan-", blocks.Expand, blocks.Filter} {
				require.False(t, strings.HasPrefix(name, kind), path)
			}
		}
		require.NotContains(t, name, ".part")
		return err
	}))
}

// TestWorkRefuses: lines that are no tasks, tasks of other operations, and stores of other
// searches.
func TestWorkRefuses(t *testing.T) {
	made := func() *model.System { return randomSystem(3) }
	opts := Options{Options: explore.Options{Bounded: true, Depth: 3}, Store: t.TempDir()}
	_, _, err := byHands(t, 0, made, opts, 0, 0)
	require.NoError(t, err)
	work := func(op, line string, opts Options) error {
		return Work(context.Background(), made(), opts, op, strings.NewReader(line), &bytes.Buffer{})
	}
	require.NoError(t, work(blocks.Expand, "", opts))
	require.ErrorContains(t, work("", "{", opts), "a line is no task")
	require.ErrorContains(t, work(blocks.Filter, `{"Op":"expand"}`, opts), `a task is to "expand"; accepted is "filter"`)
	other := opts
	other.HashSeed = 7
	require.ErrorContains(t, work("", "", other), `it is of another search: its -seed was "0", and is "7" now`)
	other.Store = filepath.Join(opts.Store, "none")
	require.ErrorContains(t, work("", "", other), "its manifest cannot be read")
}

// TestDamagedStore changes a byte of each file of a store that a search goes on from: the damage is
// told, or the file was not needed and the search finds what it would have.
func TestDamagedStore(t *testing.T) {
	opts := Options{Options: explore.Options{Workers: 1, Bounded: true, Depth: 5}}
	alone, err := Explore(context.Background(), declaredSystem(), opts)
	require.NoError(t, err)
	opts.Store = filepath.Join(t.TempDir(), "store")
	first := opts
	first.Depth = 3
	_, _, err = byHands(t, 1, declaredSystem, first, 0, 0)
	require.NoError(t, err)
	whole := opts.Store
	var files []string
	require.NoError(t, filepath.WalkDir(whole, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && e.Name() != "lock" {
			files = append(files, path)
		}
		return err
	}))
	told := 0
	for i, path := range files {
		opts.Store = filepath.Join(t.TempDir(), "store")
		require.NoError(t, os.CopyFS(opts.Store, os.DirFS(whole)))
		name, err := filepath.Rel(whole, path)
		require.NoError(t, err)
		at := filepath.Join(opts.Store, name)
		data, err := os.ReadFile(at)
		require.NoError(t, err)
		data[i*7%len(data)] ^= 4
		require.NoError(t, os.WriteFile(at, data, 0o666))
		r, _, err := byHands(t, 1, declaredSystem, opts, 0, 0)
		if err != nil {
			var refused *blocks.StoreError
			require.ErrorAs(t, err, &refused, name)
			require.Contains(t, err.Error(), "is damaged")
			if !strings.Contains(err.Error(), "manifest.json") {
				require.Contains(t, err.Error(), "; put back the file as it was, or search again with another directory")
			}
			require.NotContains(t, err.Error(), "\n")
			told++
			continue
		}
		require.Equal(t, alone.States, r.States, name)
		require.Equal(t, alone.Steps, r.Steps, name)
	}
	require.Greater(t, told, len(files)/3)
}
