package search

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/abd"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/model"
)

// Where numbers do not go by difference, steps that are taken once more lead where the
// graph says, under the same marks.
func TestStepsTakenOnceMore(t *testing.T) {
	for _, c := range []struct {
		protocol *model.Protocol
		given    map[string]string
		goal     string
		refused  bool
	}{
		{&twophase.Protocol, map[string]string{"crashes": "1"}, "all-decided", false},
		{&abd.Protocol, nil, "all-answered", false},
		{&raft.Protocol, map[string]string{"terms": "1", "commands": "1", "crashes": "0"}, "leader-elected", true},
	} {
		sys, err := c.protocol.System("", c.given)
		require.NoError(t, err)
		sys.Properties = nil
		g, _, err := Graph(context.Background(), sys, []string{c.goal}, Options{})
		require.NoError(t, err)
		w := g.rewalk()
		steps, refused := 0, 0
		for node := range g.Len() {
			var want, got Around
			g.look(node, &want)
			w.look(node, &got)
			require.Equal(t, want.Edges, got.Edges)
			require.Len(t, got.After, len(want.After))
			ends, seen := map[int]int{}, map[int]int{}
			for i, after := range want.After {
				require.Len(t, got.After[i], len(after))
				require.Equal(t, want.Refused[i], got.Refused[i])
				refused += len(want.Refused[i])
				for j, e := range after {
					other := got.After[i][j]
					require.Equal(t, e.Mark, other.Mark)
					if end, known := ends[other.To]; known {
						require.Equal(t, end, e.To)
					} else {
						require.NotContains(t, seen, e.To)
					}
					ends[other.To], seen[e.To] = e.To, other.To
					steps++
				}
			}
		}
		require.Greater(t, steps, 500)
		require.Equal(t, c.refused, refused > 0)
	}
}
