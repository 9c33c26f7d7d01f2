package cycles

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReachableAgainstClosure holds what is reachable in random graphs against the
// transitive closure.
func TestReachableAgainstClosure(t *testing.T) {
	several := 0
	for seed := range uint64(2000) {
		d := rand.New(rand.NewPCG(seed, 3))
		g := drawFairCase(d, 12)
		has := make([]uint64, g.Len())
		for node := range has {
			if d.IntN(3) == 0 {
				has[node] = 1 << d.IntN(4)
			}
		}
		var allowed func(mark uint32) bool
		if d.IntN(2) == 0 {
			allowed = func(mark uint32) bool { return mark > 1 }
		}
		want := append([]uint64(nil), has...)
		for range want {
			for node, edges := range g.edges {
				for _, e := range edges {
					if !g.unknown[node] && (allowed == nil || allowed(e.Mark)) {
						want[node] |= want[e.To]
					}
				}
			}
		}
		got, err := Reachable(context.Background(), g, func(node int) uint64 { return has[node] }, allowed)
		require.NoError(t, err)
		require.Equal(t, want, got, "seed %d: %+v", seed, g)
		for _, v := range got {
			if v&(v-1) != 0 {
				several++
			}
		}
	}
	require.Greater(t, several, 500)
}
