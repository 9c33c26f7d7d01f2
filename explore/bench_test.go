package explore_test

import (
	"context"
	"math/bits"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/paxosregister"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/waiting"
	"github.com/synod-go/synod/model"
)

// benchSpaces are the spaces of the benchmark, of at least ten million states
// each: Raft, Paxos, and a register on Paxos with so many clients that most of
// the messages in flight can do nothing, which is where the engine is slowest.
var benchSpaces = []struct {
	name     string
	protocol *model.Protocol
	settings map[string]string
}{
	{"raft", &raft.Protocol, map[string]string{"terms": "3", "crashes": "1", "elections": "2,2,1", "commands": "2"}},
	{"paxos", &paxos.Protocol, map[string]string{"crashes": "2"}},
	{"paxosregister", &paxosregister.Protocol, map[string]string{"servers": "3", "clients": "7"}},
}

// BenchmarkSearch explores each space whole, all properties on, with all cores
// and with one, and holds the speed against the machine's own bound: random
// 8-byte inserts into one table of the same size, by all cores.
//
// How far it is stands on standard error: some of the searches take ten seconds and more.
func BenchmarkSearch(b *testing.B) {
	wait := waiting.Start(os.Stderr, 2*len(benchSpaces), "a minute on two cores; nothing else should run meanwhile")
	for _, space := range benchSpaces {
		sys, err := space.protocol.System("", space.settings)
		if err != nil {
			b.Fatal(err)
		}
		for _, workers := range []int{runtime.GOMAXPROCS(0), 1} {
			name := space.name + "/all-cores"
			if workers == 1 {
				name = space.name + "/one-core"
			}
			b.Run(name, func(b *testing.B) {
				done := wait.Next(name)
				defer done()
				for range b.N {
					r, err := synod.Explore(context.Background(), sys, synod.Options{Workers: workers})
					if err != nil {
						b.Fatal(err)
					}
					if !r.Complete() {
						b.Fatalf("not complete: %v, %s", r.BoundedBy, r.Verdict)
					}
					seconds := r.Elapsed.Seconds()
					bound := insertsPerSecond(int(r.VisitedBytes/8), r.States)
					b.ReportMetric(float64(r.States), "states")
					b.ReportMetric(float64(r.States)/seconds, "states/s")
					b.ReportMetric(float64(r.Steps)/seconds, "steps/s")
					b.ReportMetric(float64(r.VisitedBytes+r.LogBytes)/float64(r.States), "bytes/state")
					b.ReportMetric(float64(r.HandlerRuns), "handler-runs")
					b.ReportMetric(float64(r.Steps)/float64(r.HandlerRuns), "steps/handler-run")
					b.ReportMetric(bound, "bound-inserts/s")
					b.ReportMetric(100*float64(r.Steps)/seconds/bound, "%of-bound")
				}
			})
		}
	}
}

// insertsPerSecond measures the machine: random words put into an open table
// with the given number of slots, one by one with compare-and-swap, by all
// cores, until it holds n of them.
func insertsPerSecond(slots int, n uint64) float64 {
	table, free := explore.AllocWords(slots)
	defer free()
	for i := range table {
		table[i] = 0 // the pages are there before the clock starts
	}
	workers := runtime.GOMAXPROCS(0)
	start := time.Now()
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			random := rand.NewPCG(uint64(w), 1)
			for range n / uint64(workers) {
				name := random.Uint64() | 1
				at, _ := bits.Mul64(name, uint64(slots))
				for {
					if have := atomic.LoadUint64(&table[at]); have == name {
						break
					} else if have == 0 && atomic.CompareAndSwapUint64(&table[at], 0, name) {
						break
					}
					if at++; at == uint64(slots) {
						at = 0
					}
				}
			}
		})
	}
	wg.Wait()
	return float64(n) / time.Since(start).Seconds()
}
