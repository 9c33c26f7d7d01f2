package search

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// told is what a report says but for times, memory and how often handlers ran.
func told(t *testing.T, r *Report) string {
	same := *r
	same.HandlerRuns, same.MemoryBytes, same.SearchTime, same.Notes = 0, 0, 0, nil
	res := same.Result
	res.Elapsed, res.VisitedBytes, res.LogBytes, res.PeakBytes, res.CheckpointTime, res.Resumed, res.Findings = 0, 0, 0, 0, 0, nil, nil
	same.Result = res
	text, err := json.Marshal(&same)
	require.NoError(t, err)
	for _, f := range r.Findings {
		text = append(text, fmt.Sprint(f.Labels)...)
	}
	return string(text)
}

// TestResumedReports bounds the searches of random systems by some depths in turn, each a
// search that goes on in the checkpoint of the one before: the last report says what one of a
// search of its own says.
func TestResumedReports(t *testing.T) {
	count := uint64(150)
	if testing.Short() {
		count = 30
	}
	violated, deep := 0, 0
	for seed := range count {
		made := func() *model.System {
			if seed%2 == 0 {
				return randomSystem(seed)
			}
			return randomFaults(seed)
		}
		d := rand.New(rand.NewPCG(seed, 4))
		opts := Options{Options: explore.Options{Workers: 1 + d.IntN(2), Exact: d.IntN(5) == 0}}
		switch d.IntN(3) {
		case 0:
			opts.Continue, opts.MaxFindings = true, 5
		case 1:
			opts.Kinds, opts.MaxFindings = true, 5
		}
		last := 4 + d.IntN(2)
		first, err := Explore(context.Background(), made(), Options{Options: explore.Options{Bounded: true, Depth: 3, Continue: true}})
		if err == nil && first.States > 500 {
			continue // it has many choices, and would take long
		}
		opts.Bounded, opts.Depth = true, last
		whole, err := Explore(context.Background(), made(), opts)
		if err != nil {
			require.ErrorContains(t, err, "excludes every initial state")
			continue
		}
		if whole.Violation != nil {
			violated++
		}
		opts.Checkpoint = filepath.Join(t.TempDir(), "kept")
		var r *Report
		for depth := d.IntN(2); ; depth += 1 + d.IntN(2) {
			opts.Depth = min(depth, last)
			r, err = Explore(context.Background(), made(), opts)
			require.NoError(t, err, "seed %d, depth %d", seed, opts.Depth)
			_, err = os.Stat(filepath.Join(opts.Checkpoint, "checkpoint.json"))
			opts.Resume = err == nil // there is none of a search that ended with its first level
			if opts.Depth == last || r.Violation != nil && !opts.Continue && !opts.Kinds {
				break
			}
		}
		require.Equal(t, told(t, whole), told(t, r), "seed %d, %+v", seed, opts)
		if r.Resumed != nil && r.Resumed.Depth > 1 {
			deep++
		}
	}
	require.Greater(t, violated, int(count/15))
	require.Greater(t, deep, int(count/3))
}
