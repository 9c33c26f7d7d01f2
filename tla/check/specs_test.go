package check_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
)

// TestSpecs pins the numbers of the repository's own specs: distinct states, states generated and depth. TLC gives the same; it
// counts one more for the depth.
func TestSpecs(t *testing.T) {
	for _, want := range []struct {
		spec                string
		distinct, generated uint64
		depth               int
	}{
		{"Consensus", 4, 4, 1},
		{"MCConsensus", 5, 5, 1},
		{"Voting", 2771, 26710, 9},
		{"MCVoting", 2771, 29782, 9},
		{"Paxos", 27392, 232001, 25},
		{"MCPaxos", 6620, 46413, 22},
		{"PrimaryBackup", 1111, 5605, 15},
		{"MCPrimaryBackup", 11518, 87050, 28},
		{"Raft", 4898, 41443, 15},
		{"MCRaft", 8312, 59149, 19},
	} {
		t.Run(want.spec, func(t *testing.T) {
			if testing.Short() && want.distinct > 3000 {
				t.Skip("takes seconds under the race detector")
			}
			m, err := check.Load(check.Sources{Spec: filepath.Join("..", want.spec+".tla")})
			require.NoError(t, err)
			opts := check.Options{}
			opts.Workers = 2
			r, err := m.Check(context.Background(), opts)
			require.NoError(t, err)
			require.Nil(t, r.Violation)
			require.True(t, r.Complete())
			require.Equal(t, want.distinct, r.States)
			require.Equal(t, want.generated, r.Generated())
			require.Equal(t, want.depth, r.Depth)
		})
	}
}
