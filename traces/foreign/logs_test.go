package foreign

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// The logs of a run's nodes are one run, whether they are named one by one or by their directory.
func TestLogsOfSeveralNodes(t *testing.T) {
	dir := filepath.Join("..", "recorded", "live-forget-vote")
	files, err := Files([]string{dir})
	require.NoError(t, err)
	require.Len(t, files, 5)
	run, err := ReadFiles(files...)
	require.NoError(t, err)
	nodes, _ := traces.NodesOf(run.States[0].Vars)
	events := 0
	for _, file := range files {
		one, err := ReadFile(file)
		require.NoError(t, err)
		events += one.Steps()
	}
	require.Equal(t, events, run.Steps())
	require.Greater(t, events, 100)
	require.Len(t, nodes, 4)

	same, err := Files(files)
	require.NoError(t, err)
	require.Equal(t, files, same)
	one, err := ReadFiles(filepath.Join("testdata", "handover.txt"))
	require.NoError(t, err)
	require.Equal(t, "OneHolds", one.Meta.Property)

	_, err = Files([]string{filepath.Join("..", "draw")})
	require.EqualError(t, err, filepath.Join("..", "draw")+": a directory in which there is no event log (*.ndjson)")
	_, err = ReadFiles(files[0], filepath.Join("testdata", "handover.txt"))
	require.ErrorContains(t, err, "handover.txt: it is no event log; of several files each must be the log")
	_, err = ReadFiles(files[0], files[0])
	require.ErrorContains(t, err, "C has another log")
	_, err = ReadFiles(files[0], "none.ndjson")
	require.EqualError(t, err, "none.ndjson: no such file or directory")
}
