package recorded_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/internal/recorded"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// In the runs of the recorded set, which have faults of all kinds and all sorts
// of networks, every delivery, loss and copy has its arrow, and what is in flight
// at the end is what has no end.
func TestEveryMessageOfRealRunsIsDrawn(t *testing.T) {
	for i := range recorded.Set {
		c := &recorded.Set[i]
		if c.Steps > 300 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			run := wandered(t, c)
			d, err := draw.Of(run, draw.Options{Whole: true})
			require.NoError(t, err)
			ends := map[int]int{}
			open := int64(0)
			for _, a := range d.Arrows {
				switch a.Fate {
				case draw.Delivered, draw.Dropped, draw.Duplicated:
					require.Less(t, a.From, a.To)
					ends[a.To]++
				case draw.InFlight:
					open++
				}
			}
			for _, r := range d.Rows {
				want := 0
				switch r.Kind {
				case traces.StepDeliver, traces.StepDrop, traces.StepDuplicate:
					want = 1
				}
				require.Equal(t, want, ends[r.First], "step %d: %s", r.First, r.Text)
			}
			if run.Meta.Settings["network"] == "set" {
				return // what is delivered stays there
			}
			flights, ok := traces.NetworkOf(run.States[run.Steps()].Vars)
			require.True(t, ok)
			for _, f := range flights {
				open -= f.Copies
			}
			require.Zero(t, open)
		})
	}
}

// In a log every delivery has an arrow: from where the message was sent if the log says so,
// and straight across otherwise.
func TestEveryDeliveryOfALogIsDrawn(t *testing.T) {
	for i := range recorded.Set {
		c := &recorded.Set[i]
		if c.Steps > 300 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			l, err := traces.ReadLogFile(c.Name + ".ndjson")
			require.NoError(t, err)
			run := l.Trace()
			d, err := draw.Of(run, draw.Options{Whole: true})
			require.NoError(t, err)
			arrows := map[int]draw.Arrow{}
			for _, a := range d.Arrows {
				if a.Fate == draw.Delivered {
					arrows[a.To] = a
				}
			}
			for n, s := range run.States {
				if s.Step == nil || s.Step.Kind != traces.StepDeliver {
					continue
				}
				a, drawn := arrows[n]
				require.True(t, drawn, "event %d", n)
				require.Equal(t, []string{s.Step.From, s.Step.Node}, []string{d.Lanes[a.FromLane].Name, d.Lanes[a.ToLane].Name})
				if !c.Sent {
					require.Equal(t, n, a.From, "nobody knows when it was sent")
				}
			}
		})
	}
}

func wandered(t *testing.T, c *recorded.Log) *traces.Trace {
	t.Helper()
	r, err := c.Recording(impl.Protocols())
	require.NoError(t, err)
	sys, err := r.Protocol.System(r.Mutant, r.Settings)
	require.NoError(t, err)
	run := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Settings: sys.Settings}}
	require.NoError(t, runs.Wander(sys, uint64(r.Seed), r.Steps, func(w *runs.Run) error {
		run.States = append(run.States, w.State())
		return nil
	}))
	return run
}
