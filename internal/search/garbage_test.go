package search

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/blocks"
	"github.com/synod-go/synod/model"
)

// declaredSystem returns a random system that declares its messages, which files between processes need.
func declaredSystem() *model.System {
	sys := randomSystem(2)
	sys.Messages = []model.Message{randomMessage{}}
	return sys
}

// garbage is an engine whose workers are right but for one answer, which is changed.
type garbage struct {
	blocks.Engine
	change func(results []blocks.Result) []blocks.Result
	after  int // so many passes
}

func (g *garbage) Run(ctx context.Context, tasks []blocks.Task) ([]blocks.Result, error) {
	results, err := g.Engine.Run(ctx, tasks)
	if g.after--; err == nil && g.after == -1 {
		results = g.change(results)
	}
	return results, err
}

// TestGarbageOfWorkers: an answer that no worker of this program gives, or none, ends the search with
// an error that says which task it was of. The store stays as it was, and the search goes on from it.
func TestGarbageOfWorkers(t *testing.T) {
	opts := Options{Options: explore.Options{Workers: 1, Bounded: true, Depth: 4}}
	alone, err := Explore(context.Background(), declaredSystem(), opts)
	require.NoError(t, err)
	type results = []blocks.Result
	each := func(change func(r *blocks.Result)) func(results) results {
		return func(list results) results {
			for i := range list {
				change(&list[i])
			}
			return list
		}
	}
	for name, c := range map[string]struct {
		pass   int // 0 expand, 1 filter, 2 gather
		change func(results) results
		want   string
	}{
		"none":             {0, func(results) results { return nil }, "there is none"},
		"of no task":       {0, each(func(r *blocks.Result) { r.Index = 1 << 20 }), "no such task was given"},
		"negative":         {1, each(func(r *blocks.Result) { r.Index = -1 }), "no such task was given"},
		"of another":       {2, each(func(r *blocks.Result) { r.Op = blocks.Filter }), "no such task was given"},
		"no candidates":    {0, each(func(r *blocks.Result) { r.Candidates = 0 }), "it has 0 candidates and the file"},
		"another folder":   {0, each(func(r *blocks.Result) { r.File.Name = "manifest.json" }), `it wrote the file "manifest.json", and not in level-`},
		"out of the store": {0, each(func(r *blocks.Result) { r.File.Name = "level-000002/../../../etc/passwd" }), `it wrote the file "level-000002/../../../etc/passwd"`},
		"a strange finding": {0, each(func(r *blocks.Result) {
			r.Findings = []blocks.Finding{{PieceFinding: explore.PieceFinding{Place: 1 << 30}}}
		}), "it found something at state 1073741824 of"},
		"strange counts":   {0, each(func(r *blocks.Result) { r.Counted = json.RawMessage(`{"Tested":[]}`) }), "a worker counts 0 properties"},
		"no runs":          {1, each(func(r *blocks.Result) { r.Runs = nil }), "it has the runs of 0 parts"},
		"a run of nothing": {1, each(func(r *blocks.Result) { r.Runs[0] = []blocks.Run{{}} }), "a run has 0 names"},
		"a run elsewhere": {1, each(func(r *blocks.Result) {
			r.Runs[0] = []blocks.Run{{File: blocks.Ref{Name: "/etc/passwd"}, Blocks: 1, Names: 1}}
		}), "leads out of it"},
		"counts of a filter":  {1, each(func(r *blocks.Result) { r.Counted = json.RawMessage(`{}`) }), "it found or counted something"},
		"states without file": {2, each(func(r *blocks.Result) { r.File, r.States = blocks.Ref{}, 1 }), "it has 1 states and the files"},
		"large blocks":        {2, each(func(r *blocks.Result) { r.Blocks = []int{1 << 40} }), "a block has 1099511627776 states"},
		"other blocks":        {2, each(func(r *blocks.Result) { r.Blocks = append(r.Blocks, 1) }), "in its blocks"},
		"fewer states": {2, func(list results) results {
			list[0] = blocks.Result{Task: list[0].Task}
			return list
		}, "states of the level are new, and"},
	} {
		t.Run(name, func(t *testing.T) {
			opts := opts
			opts.Store = filepath.Join(t.TempDir(), "store")
			h := &hands{t: t, d: rand.New(rand.NewPCG(1, 7)), made: declaredSystem, opts: opts}
			opts.Engine = &garbage{h, c.change, 6 + c.pass}
			opts.engine = blocks.Options{Parts: 3, Small: -1, SourceStates: 5}
			_, err := Explore(context.Background(), declaredSystem(), opts)
			var refused *blocks.WorkerError
			require.ErrorAs(t, err, &refused)
			require.Contains(t, err.Error(), c.want)
			require.Contains(t, err.Error(), "goes on from the last whole one when it is started again")
			opts.Engine = h
			r, err := Explore(context.Background(), declaredSystem(), opts)
			require.NoError(t, err)
			require.Equal(t, alone.States, r.States)
			require.Equal(t, alone.Steps, r.Steps)
			require.Positive(t, r.Engine.Resumed)
		})
	}
}

// damaging is an engine that damages what a pass wrote, so that the next one cannot read it.
type damaging struct {
	blocks.Engine
	store string
	after int // so many passes
}

func (d *damaging) Run(ctx context.Context, tasks []blocks.Task) ([]blocks.Result, error) {
	results, err := d.Engine.Run(ctx, tasks)
	if d.after--; err != nil || d.after != -1 {
		return results, err
	}
	for _, r := range results {
		if r.File.Name == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(d.store, filepath.FromSlash(r.File.Name)), []byte("something else"), 0o666); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// TestDamageOnTheWay: a file that other tasks need is not what was written. The error names it and
// says what to do, and that helps.
func TestDamageOnTheWay(t *testing.T) {
	opts := Options{Options: explore.Options{Workers: 1, Bounded: true, Depth: 4}}
	alone, err := Explore(context.Background(), declaredSystem(), opts)
	require.NoError(t, err)
	for pass := range 2 {
		opts.Store = filepath.Join(t.TempDir(), "store")
		h := &hands{t: t, d: rand.New(rand.NewPCG(1, 7)), made: declaredSystem, opts: opts}
		opts.Engine = &damaging{h, opts.Store, 6 + pass}
		opts.engine = blocks.Options{Parts: 3, Small: -1, SourceStates: 5}
		_, err = Explore(context.Background(), declaredSystem(), opts)
		var refused *blocks.StoreError
		require.ErrorAs(t, err, &refused)
		require.Regexp(t, `^store .*: level-00000[23]/(expand|filter)-\d+-[0-9a-f]+ is damaged: .*; start the search again: it goes on from its last whole level$`, err.Error())
		opts.Engine = h
		r, err := Explore(context.Background(), declaredSystem(), opts)
		require.NoError(t, err)
		require.Equal(t, alone.States, r.States)
		require.Equal(t, alone.Steps, r.Steps)
	}
}
