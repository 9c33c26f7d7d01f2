package search

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

// TestRandomStabilisation holds the engine against the naive search on systems that
// stabilise, with and without a leader, with everything that can go wrong before.
func TestRandomStabilisation(t *testing.T) {
	drawn := map[string]int{}
	made := compareWithNaive(t, 150, 40, func(seed uint64) *model.System {
		sys := randomFaults(seed)
		if seed%2 == 0 {
			sys = randomSystem(seed)
		}
		sys.Symmetry = sys.Symmetry && seed%5 != 0
		for i := range sys.TimerBounds {
			sys.TimerBounds[i].Fault = seed/6%3 == 0 && sys.TimerBounds[i].Drift == 0
		}
		sys.Assume = "stable"
		if seed%3 > 0 {
			sys.Assume = "leader=" + sys.Groups[int(seed)%len(sys.Groups)].Prefix
		}
		if seed%3 == 1 {
			try := *sys
			try.Assume = "leader"
			if _, err := system.Compile(&try, 0, ""); err == nil {
				sys = &try
			}
		}
		drawn[sys.Assume]++
		return sys
	})
	require.Positive(t, made["system stabilises"])
	for _, assumed := range []string{"stable", "leader", "leader=N", "leader=M"} {
		require.Positive(t, drawn[assumed], "%s: %v", assumed, drawn)
	}
}

// TestPaxosStabilises holds the engine against the naive search on the beginning of Paxos,
// which has no end after stabilisation: ballots are bounded before it alone.
func TestPaxosStabilises(t *testing.T) {
	for _, flags := range []string{"", "-network set", "-network fifo -drops 1 -crashes 1 -acceptors 1"} {
		for assume, depth := range map[string]int{"stable": 9, "leader": 11, "leader=P": 9} {
			sys := paxos.Protocol.With("-acceptors 2 -ballots 1 -crashes 0", flags)
			sys.Assume = assume
			naive := NaiveSearch(sys, depth)
			r, err := Explore(context.Background(), sys, Options{Options: explore.Options{Depth: depth, Bounded: true}})
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(naive.States, naive.Steps, naive.Depth), fmt.Sprint(r.States, r.Steps, r.Depth), "%s, %s", flags, assume)
			require.Equal(t, naive.Refused[0], r.Bounds[0].Refused, "%s, %s", flags, assume)
		}
	}
}
