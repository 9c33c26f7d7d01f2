package cmd_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/memory"
)

// TestWithinMemory gives searches the least memory that is accepted: the whole process stays within
// it, with much on disk, with an exact search, and where the search ends for lack of memory.
func TestWithinMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the most that a process had in memory is read from /proc")
	}
	if testing.Short() {
		t.Skip("it searches some million states")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	const workers = 2
	least := memory.Least(workers)
	for _, flags := range []string{
		"-protocol twophase -servers 8",
		"-protocol raft -servers 5 -depth 9",
		"-protocol raft -terms 3 -elections 2,2,1 -depth 16",
		"-protocol raft -exact",
	} {
		args := append(strings.Fields(flags), "-json", "-workers=2", "-memory", strconv.FormatInt(least, 10), "-disk", t.TempDir())
		cmd := exec.Command(self, args...)
		cmd.Args[0] = "explore" // what TestMain goes by
		out, err := cmd.Output()
		if exit := new(exec.ExitError); err != nil {
			require.ErrorAs(t, err, &exit, flags)
			require.Equal(t, 3, exit.ExitCode(), flags)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		var result struct {
			States  uint64
			Memory  int64 `json:"memory_bytes"`
			Spilled int64 `json:"spilled_bytes"`
		}
		require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &result), flags)
		require.Greater(t, result.States, uint64(100_000), flags)
		require.Positive(t, result.Spilled, flags)
		require.Greater(t, result.Memory, least/2, flags)
		require.LessOrEqual(t, result.Memory, least, flags)
		t.Logf("%s: %d states, %d MiB", flags, result.States, result.Memory>>20)
	}
}
