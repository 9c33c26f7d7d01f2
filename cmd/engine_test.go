package cmd_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/blocks"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/search"
)

// TestWorkersKilled kills the first processes of an engine while they work: their tasks are done
// again by others, and what is found is what one process finds.
func TestWorkersKilled(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	opts := search.Options{Options: explore.Options{Bounded: true, Depth: 16}}
	alone, err := search.Explore(t.Context(), raft.Protocol.With("-crashes", "1"), opts)
	require.NoError(t, err)

	opts.Store = filepath.Join(t.TempDir(), "store")
	var started, killed atomic.Int32
	engine := &blocks.Processes{
		Count: 2,
		Command: func() *exec.Cmd {
			cmd := exec.Command(self, "worker", "-protocol", "raft", "-crashes", "1", "-store", opts.Store)
			cmd.Args[0] = "explore" // what TestMain goes by
			return cmd
		},
		Started: func(pid int) {
			if n := started.Add(1); n <= 3 {
				time.AfterFunc(time.Duration(n)*100*time.Millisecond, func() {
					if syscall.Kill(pid, syscall.SIGKILL) == nil {
						killed.Add(1)
					}
				})
			}
		},
	}
	defer engine.Close()
	opts.Engine = engine
	r, err := search.Explore(context.Background(), raft.Protocol.With("-crashes", "1"), opts)
	require.NoError(t, err)
	require.Equal(t, alone.States, r.States)
	require.Equal(t, alone.Steps, r.Steps)
	require.Equal(t, alone.Deepest, r.Deepest)
	require.Equal(t, alone.StepCounts, r.StepCounts)
	require.Equal(t, alone.Bounds, r.Bounds)
	require.Equal(t, alone.Properties, r.Properties)
	require.Positive(t, r.Engine.Levels)
	require.Positive(t, killed.Load())
	require.Greater(t, started.Load(), int32(2))
}

// TestForeignWorkers: a program that is no worker answers, or another one ends at once.
func TestForeignWorkers(t *testing.T) {
	tasks := []blocks.Task{{Op: blocks.Expand, Index: 3}}
	for script, want := range map[string]string{
		`while read -r line; do echo hello; done`:             "the answer of a worker to task expand 3 is not one of this program: it is no JSON of a result: ",
		`while read -r line; do echo '{"Op":"gather"}'; done`: "it is of another task, gather 0",
		`while read -r line; do echo '{"Index":"3"}'; done`:   "it is no JSON of a result: ",
		`echo 'there is no library' >&2; exit 3`:              "task expand 3 failed 4 times: a worker failed: ",
		`cat /dev/zero`:                                       "it has more than 67108864 bytes",
	} {
		engine := &blocks.Processes{Count: 1, Command: func() *exec.Cmd { return exec.Command("sh", "-c", script) }}
		_, err := engine.Run(t.Context(), tasks)
		engine.Close()
		require.ErrorContains(t, err, want, script)
		require.Less(t, len(err.Error()), 1000, script)
	}
}
