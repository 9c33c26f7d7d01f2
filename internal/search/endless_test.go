package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/shrink"
)

// TestRandomLassosAreShrunk holds shrinking to what it promises on random systems: what is
// left of a run without end is one that breaks the same property, and replays. The lassos
// that a search finds are short already: in 112 of them there were 717 steps, of which
// shrinking left 691.
func TestRandomLassosAreShrunk(t *testing.T) {
	count, lassos, before, after := 40, 0, 0, 0
	if testing.Short() {
		count = 20
	}
	for seed := range uint64(count) {
		sys := loopSystem(seed)
		d := rand.New(rand.NewPCG(seed, 17))
		for i := range 6 {
			sys.Properties = append(sys.Properties, model.Property{Name: fmt.Sprint("p", i), Live: randomFormula(sys, d)})
		}
		r, err := Explore(context.Background(), sys, Options{})
		require.NoError(t, err)
		if r.States > 1000 {
			continue
		}
		for _, v := range r.Violations {
			if v.Kind != traces.KindTemporal {
				continue
			}
			w, first, err := runs.Of(sys, v.Trace)
			require.NoError(t, err)
			shrunk, err := shrink.Shrink(context.Background(), w, v.Trace, first, shrink.Options{})
			require.NoError(t, err, "seed %d", seed)
			again, err := runs.Replay(sys, shrunk.Trace)
			require.NoError(t, err)
			require.Nil(t, again.Departure, "seed %d", seed)
			require.NotNil(t, again.Again, "seed %d: %s", seed, again.Why)
			require.LessOrEqual(t, shrunk.Trace.Closed().Steps(), v.Trace.Closed().Steps())
			lassos++
			before += v.Trace.Closed().Steps()
			after += shrunk.Trace.Closed().Steps()
		}
	}
	require.Greater(t, lassos, count/4)
	require.GreaterOrEqual(t, after*6, before*5, "lassos are found longer than they need be: %d steps, %d when shrunk", before, after)
}
