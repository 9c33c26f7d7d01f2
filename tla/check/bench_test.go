package check_test

import (
	"context"
	"os"
	"testing"

	"github.com/synod-go/synod/tla/check"
)

// BenchmarkSpec checks the spec that SYNOD_TLA_SPEC names (with the model file SYNOD_TLA_CONFIG).
func BenchmarkSpec(b *testing.B) {
	spec := os.Getenv("SYNOD_TLA_SPEC")
	if spec == "" {
		spec = "../MCPaxos.tla"
	}
	for range b.N {
		m, err := check.Load(check.Sources{Spec: spec, Config: os.Getenv("SYNOD_TLA_CONFIG")})
		if err != nil {
			b.Fatal(err)
		}
		r, err := m.Check(context.Background(), check.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if r.Violation != nil {
			b.Fatal(r.Violation.Text)
		}
		b.ReportMetric(float64(r.States)/r.Elapsed.Seconds(), "states/s")
		b.ReportMetric(float64(r.Generated())/r.Elapsed.Seconds(), "generated/s")
	}
}
