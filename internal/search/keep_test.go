package search

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

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

// TestSlipRemovesTheCheckpoint: what only shows when handlers run again would not be found by a
// search that is resumed, so there is none to resume. Machines are refused.
func TestSlipRemovesTheCheckpoint(t *testing.T) {
	slips.Store(0)
	sys := &model.System{Groups: []model.Group{{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return &slipping{} }}}, TimerBounds: []model.TimerBound{{Timer: "t", Total: 3}}}
	dir := filepath.Join(t.TempDir(), "kept")
	r, err := Explore(context.Background(), sys, Options{Options: explore.Options{Checkpoint: dir}, Again: time.Minute})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	require.Equal(t, "nondeterminism", r.Violation.Kind)
	require.NoFileExists(t, filepath.Join(dir, "checkpoint.json"))
	sys.Groups[0].New, sys.Groups[0].Boot = nil, func(model.NodeID, any) model.Machine { return nil }
	_, err = Explore(context.Background(), sys, Options{Options: explore.Options{Checkpoint: dir}})
	require.EqualError(t, err, "option Checkpoint with machines: accepted are searches of nodes: on which ways a machine came to its states, which the guards compare, is not kept")
}

// slipping does something else when it has run often.
type slipping struct{ N int }

var slips atomic.Int64

func (s *slipping) Start(env model.Env)                            { env.SetTimer("t") }
func (s *slipping) Receive(model.Env, model.NodeID, model.Message) {}
func (s *slipping) Timeout(env model.Env, _ model.Timer) {
	s.N = int(slips.Add(1) / 20)
	env.SetTimer("t")
}
