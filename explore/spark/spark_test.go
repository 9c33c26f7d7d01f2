package spark

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore/blocks"
)

// TestStatement: words of the command and texts of tasks stay what they are through SQL and the
// shell.
func TestStatement(t *testing.T) {
	got, err := statement([]string{"/a b/explore", "worker", `-scripts=it's \`}, []blocks.Task{
		{Op: blocks.Expand, Plan: blocks.Ref{Name: "level-000001/plan", Hash: "00"}},
		{Op: blocks.Expand, Plan: blocks.Ref{Name: "level-000001/plan", Hash: "00"}, Index: 1},
	})
	require.NoError(t, err)
	require.Contains(t, got, `-scripts=it`)
	require.Contains(t, got, ` expand' AS (result STRING)`)
	require.Contains(t, got, `FROM VALUES ('{"Op":"expand","Plan":{"Name":"level-000001/plan","Hash":"00"},"Index":0}'), ('{"Op"`)
	require.Equal(t, `'a\'b\\c'`, literal(`a'b\c`))
}

// TestOpenRefuses: addresses that name no server.
func TestOpenRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"":                    "accepted is spark://HOST:PORT?slots=N",
		"//":                  "accepted is spark://HOST:PORT?slots=N",
		"//host:1?slots=none": "accepted are whole numbers from 1 on",
	} {
		_, _, err := open(t.Context(), address, nil)
		require.ErrorContains(t, err, want, address)
	}
}
