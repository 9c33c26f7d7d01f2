package recording_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/recording"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// ticker is a machine around a function that counts, and keeps every count.
type ticker struct {
	next func() int
	last int
}

// count is what it keeps, and shows.
type count struct{ Last int }

func boot(_ model.NodeID, disk any) model.Machine {
	t := &ticker{}
	kept, _ := disk.(count)
	t.last = kept.Last
	t.next = func() int { t.last++; return t.last }
	return t
}

func (t *ticker) Start(env model.Env)                            { env.SetTimer("tick") }
func (t *ticker) Timeout(env model.Env, _ model.Timer)           { t.next(); env.SetTimer("tick") }
func (t *ticker) Receive(model.Env, model.NodeID, model.Message) {}
func (t *ticker) Disk() any                                      { return count{t.last} }
func (t *ticker) State() any                                     { return t.last }
func (t *ticker) Shown() any                                     { return &count{t.last} }

// What machines do is logged as what nodes do is, with what they show after each event.
func TestMachines(t *testing.T) {
	r := recording.Recording{Steps: 12, Seed: 1, Protocol: &model.Protocol{
		Name: "tickers", Doc: "machines that count",
		New: func(model.Settings) (*model.System, error) {
			return &model.System{
				Groups:      []model.Group{{Prefix: "M", Count: 2, Crashes: true, Boot: boot}},
				Faults:      model.Faults{Crashes: 1},
				TimerBounds: []model.TimerBound{{Timer: "tick", Total: 10}},
			}, nil
		},
	}}
	log, err := r.Log()
	require.NoError(t, err)
	kinds, last := map[string]int{}, map[string]string{}
	for _, e := range log.Events {
		kinds[e.Kind]++
		if e.State != nil {
			last[e.Node] = e.State.String()
		}
	}
	require.Equal(t, map[string]int{traces.StepTimeout: 10, traces.StepCrash: 1, traces.StepRestart: 1}, kinds)
	require.Equal(t, map[string]string{"M1": "{Last: 7}", "M2": "{Last: 3}"}, last, "ten ticks, none of which is lost in the crash")
}
