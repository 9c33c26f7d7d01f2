package check_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/recorded"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
)

// A recorded log of the code is a behaviour of the spec to its last event, and
// one of a mutant is not, unless what gives the mutant away was not logged.
func TestRecordedLogsAreBehaviours(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "traces", "recorded", "*.ndjson"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	unobservable := []string{"paxos-learn-early", "primarybackup-backup-any-view-hidden"}
	late := map[string]int{"chain-apportioned": 1, "chain-faults": 1, "chain-messages": 1, "ftvm-faults": 1, "ftvm-messages": 1} // replies that nobody waits for are no events
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".ndjson")
		t.Run(name, func(t *testing.T) {
			if testing.Short() && strings.HasSuffix(name, "-large") {
				t.Skip("large")
			}
			l, err := traces.ReadLogFile(file)
			require.NoError(t, err)
			if len(l.Unlogged) > 0 || l.Settings["layout"] == "shared" {
				t.Skip("the depth is not the number of events: steps are missing, or an event is several")
			}
			reached := eventsMatched(t, "Trace"+recorded.Specs[l.Protocol], file)
			if l.Mutant == "" || slices.Contains(unobservable, name) {
				require.Equal(t, len(l.Events)+late[name], reached)
			} else {
				require.Less(t, reached, len(l.Events))
			}
		})
	}
}

// eventsMatched is how many events of a log, from the first one on, are a
// behaviour of the spec, where every event is one step.
func eventsMatched(t *testing.T, module, file string) int {
	t.Helper()
	t.Setenv("TRACE", file)
	m, err := check.Load(check.Sources{Spec: filepath.Join("..", module+".tla")})
	require.NoError(t, err)
	opts := check.Options{}
	opts.Workers = 1
	r, err := m.Check(context.Background(), opts)
	require.NoError(t, err)
	require.Nil(t, r.Violation)
	return r.Result.Depth
}
