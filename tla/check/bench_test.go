package check

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/waiting"
)

// BenchmarkCheck checks specs of this repository, and the one that the environment variable SYNOD_SPEC names, if any (SYNOD_CONFIG is its
// model file then): distinct states and steps a second, on one worker.
//
//	go test -run - -bench Check ./tla/check
//	SYNOD_SPEC=$PWD/Mine.tla go test -run - -bench Check/given -benchtime 1x -cpuprofile cpu.prof ./tla/check
func BenchmarkCheck(b *testing.B) {
	models := []struct{ name, spec, config string }{
		{"Paxos", "MCPaxos", "MCPaxosLarge"},
		{"Raft", "MCRaft", "MCRaftLarge"},
		{"MultiPaxos", "MCMultiPaxos", "MCMultiPaxosLarge"},
	}
	for i, m := range models {
		models[i].spec, models[i].config = filepath.Join("..", m.spec+".tla"), filepath.Join("..", m.config+".cfg")
	}
	if testing.Short() {
		models = models[:1]
	}
	if spec := os.Getenv("SYNOD_SPEC"); spec != "" {
		models = append(models, struct{ name, spec, config string }{"given", spec, os.Getenv("SYNOD_CONFIG")})
	}
	wait := waiting.Start(os.Stderr, len(models), "half a minute")
	for _, m := range models {
		b.Run(m.name, func(b *testing.B) {
			defer wait.Next(m.name)()
			var states, steps uint64
			for b.Loop() {
				model, err := Load(Sources{Spec: m.spec, Config: m.config})
				require.NoError(b, err)
				var opts Options
				opts.Workers = 1
				r, err := model.Check(context.Background(), opts)
				require.NoError(b, err)
				require.Equal(b, VerdictOK, r.Verdict)
				states, steps = states+r.States, steps+r.Steps
			}
			seconds := b.Elapsed().Seconds()
			b.ReportMetric(float64(states)/seconds, "states/s")
			b.ReportMetric(float64(steps)/seconds, "steps/s")
		})
	}
}
