package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What a run is not made again for: a result with the same flags that came to its end, or had as much.
func TestHas(t *testing.T) {
	s := sweep{limits: defaults, out: filepath.Join(t.TempDir(), "results.ndjson")}
	require.NoError(t, os.WriteFile(s.out, []byte(`{"Version":"v1","Setting":"open","Flags":"-a 1","Verdict":"inconclusive","States":1}
{"Version":"v1","Setting":"done","Flags":"-b 1","Verdict":"holds","States":2}
`), 0o644))
	require.NoError(t, s.read())
	open, done := setting{"open", "-a 1"}, setting{"done", "-b 1"}
	require.True(t, s.has("v1", open), "a line without limits had the defaults")
	require.True(t, s.has("v1", done))
	require.False(t, s.has("v2", done))
	require.False(t, s.has("v1", setting{"done", "-b 2"}), "other flags")
	require.Nil(t, s.find("v1", setting{"done", "-b 2"}))

	for _, more := range []limits{{defaults.MaxCPU + time.Second, defaults.MaxMemory}, {defaults.MaxCPU, defaults.MaxMemory + 1}} {
		s.limits = more
		require.False(t, s.has("v1", open), "%v", more)
		require.True(t, s.has("v1", done), "it came to its end with less")
	}
	s.limits = limits{time.Hour, 1 << 20}
	require.NoError(t, s.add(result{Version: "v1", Setting: "open", Flags: "-a 1", Verdict: "inconclusive", States: 3, limits: s.limits}))
	again := sweep{limits: s.limits, out: s.out}
	require.NoError(t, again.read())
	require.Equal(t, s.results, again.results)
	require.True(t, again.has("v1", open))
	require.Equal(t, uint64(3), again.find("v1", open).States, "the last one")
	again.limits = defaults
	require.True(t, again.has("v1", open))
}
