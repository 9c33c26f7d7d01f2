package traces_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/foreign"
)

// Random runs of every protocol and mutant, and the runs of other tools, are
// written so that a strict reader takes them.
func TestAStrictReaderTakesRealRuns(t *testing.T) {
	for _, p := range impl.Protocols() {
		for _, mutant := range append([]model.Mutant{{}}, p.Mutants...) {
			sys, err := p.System(mutant.Name, nil)
			require.NoError(t, err)
			w, err := runs.New(sys)
			require.NoError(t, err)
			walked(t, w)
			run := w.Trace()
			run.Meta.Protocol, run.Meta.Mutant, run.Meta.Settings = p.Name, mutant.Name, sys.Settings
			strictly(t, run)
		}
	}
	files, err := filepath.Glob("foreign/testdata/*")
	require.NoError(t, err)
	read := 0
	for _, file := range files {
		run, err := foreign.ReadFile(file)
		if err == nil { // else a spec, or its model file
			strictly(t, run)
			read++
		}
	}
	require.Greater(t, read, 15)
	for _, spec := range []string{"MCPaxos", "MCRaft", "MCMultiPaxos", "MCPrimaryBackup", "MCChain", "MCVR", "MCVoting", "MCConsensus"} {
		m, err := check.Load(check.Sources{Spec: filepath.Join("..", "tla", spec+".tla")})
		require.NoError(t, err)
		w, err := check.NewWalk(m)
		require.NoError(t, err)
		walked(t, w)
		strictly(t, w.Trace())
	}
}

// walked takes some steps, of as many kinds as there are.
func walked(t *testing.T, l traces.Live) {
	t.Helper()
	for i := 0; i < 30 && len(l.Enabled()) > 0; i++ {
		l.Take(7 * i % len(l.Enabled()))
	}
	require.NotZero(t, l.Len())
}
