package check_test

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/check"
)

func run(t *testing.T, spec string, opts check.Options) *check.Report {
	t.Helper()
	m, err := check.Load(check.Sources{Spec: filepath.Join("testdata", spec+".tla")})
	require.NoError(t, err)
	opts.Workers = 1
	r, err := m.Check(context.Background(), opts)
	require.NoError(t, err)
	return r
}

// In a simulation TLCExt!Trace is the walk, and TLCGet("action") the step to the state.
func TestTraceOfWalk(t *testing.T) {
	r := run(t, "TraceOperator", check.Options{Simulate: &explore.Walks{Count: 30, Length: 6, Seed: 1}})
	require.Nil(t, r.Violation)
	var out bytes.Buffer
	r = run(t, "WalkAction", check.Options{Simulate: &explore.Walks{Count: 5, Length: 3, Seed: 1}, Print: &out})
	require.Nil(t, r.Violation, out.String())
	require.Contains(t, out.String(), `<<"Add", [n |-> 2]>>`)
}
