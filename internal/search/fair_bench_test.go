package search

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/impl/primarybackup"
)

// BenchmarkFair looks for fair runs in graphs of one to three million states: one without
// loops, one full of them because any message may be lost, and one in between in which the
// property holds. It takes half a minute and a gigabyte.
func BenchmarkFair(b *testing.B) {
	for _, space := range []struct {
		name, property string
		settings       map[string]string
	}{
		{"loopless", "clients-answered", map[string]string{"clients": "1", "views": "4"}},
		{"lossy", "clients-answered", map[string]string{"servers": "2", "clients": "1", "checks": "1", "drops": "-1"}},
		{"stable", "answered-while-up", map[string]string{"servers": "3", "clients": "1", "views": "4"}},
	} {
		sys, err := primarybackup.Protocol.System("", space.settings)
		require.NoError(b, err)
		sys, err = sys.Select([]string{space.property})
		require.NoError(b, err)
		sys, err = Assuming(sys, "")
		require.NoError(b, err)
		formula := sys.Properties[0].Live
		bare := *sys
		bare.Properties = nil
		g, r, err := Graph(context.Background(), &bare, formula.Goals(), Options{Options: explore.Options{Workers: runtime.GOMAXPROCS(0)}})
		require.NoError(b, err)
		judge, err := newLiveJudge(g, formula)
		require.NoError(b, err)
		for _, workers := range []int{1, runtime.GOMAXPROCS(0)} {
			b.Run(fmt.Sprintf("%s/workers=%d", space.name, workers), func(b *testing.B) {
				judge.workers = workers
				q, _ := judge.question()
				for b.Loop() {
					_, err := cycles.Fair(context.Background(), g, q)
					require.NoError(b, err)
				}
				edges := float64(r.Result.Graph.EdgeCount())
				b.ReportMetric(float64(g.Len()), "states")
				b.ReportMetric(edges, "edges")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/edges, "ns/edge")
			})
		}
	}
}
