package conform_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/conform"
)

// meter is a machine around something that counts ticks, which cannot be copied.
type meter struct {
	count func() int
	by    int
	*metered
}

// metered is what it shows.
type metered struct{ Ticks, Kept int }

func newMeter(by int, disk any) model.Machine {
	m := &meter{by: by, metered: &metered{}}
	if kept, ok := disk.(metered); ok {
		*m.metered = metered{kept.Kept, kept.Kept}
	}
	m.count = func() int { m.Ticks++; return m.Ticks }
	return m
}

func (m *meter) Start(env model.Env) { env.SetTimer("tick") }
func (m *meter) Timeout(env model.Env, _ model.Timer) {
	if m.count()%2 == 0 {
		m.Kept = m.Ticks * m.by
	}
	env.SetTimer("tick")
}
func (m *meter) Receive(model.Env, model.NodeID, model.Message) {}
func (m *meter) Disk() any                                      { return *m.metered }
func (m *meter) State() any                                     { return m.metered }
func (m *meter) Shown() any                                     { return m.metered }

const meterSpec = `---- MODULE Meter ----
EXTENDS Naturals
CONSTANTS Meters, Most
VARIABLES ticks, kept
Init == ticks = [m \in Meters |-> 0] /\ kept = [m \in Meters |-> 0]
Tick(m) ==
    /\ ticks[m] < Most
    /\ ticks' = [ticks EXCEPT ![m] = @ + 1]
    /\ kept' = IF ticks'[m] % 2 = 0 THEN [kept EXCEPT ![m] = ticks'[m]] ELSE kept
Restart(m) == ticks' = [ticks EXCEPT ![m] = kept[m]] /\ kept' = kept
Next == \E m \in Meters : Tick(m) \/ Restart(m)
Spec == Init /\ [][Next]_<<ticks, kept>>
====`

const meterMapping = `---- MODULE MeterCode ----
EXTENDS Naturals
CONSTANTS settings, names, fixed
VARIABLES nodes, network, faults
Meters == {names.M[k] : k \in DOMAIN names.M}
Most == settings.ticks
ticks == [m \in Meters |-> IF nodes[m].up THEN nodes[m].Ticks ELSE nodes[m].Kept]
kept == [m \in Meters |-> nodes[m].Kept]
Meter == INSTANCE Meter
Implements == Meter!Spec
====`

// meters is a protocol of machines with a spec, and a mutant.
func meters() *model.Protocol {
	return &model.Protocol{
		Name: "meters", Doc: "meters that keep every second tick",
		Params:  []model.Param{{Name: "ticks", Doc: "ticks of all", Default: 4, Min: 1, Max: 9, Bounds: []string{"tick"}}},
		Mutants: []model.Mutant{{Name: "keeps-double", Doc: "twice as much is kept"}},
		Mapping: &model.Mapping{Module: "MeterCode", FS: fstest.MapFS{
			"Meter.tla": {Data: []byte(meterSpec)}, "MeterCode.tla": {Data: []byte(meterMapping)},
		}},
		New: func(s model.Settings) (*model.System, error) {
			by := 1
			if s.Mutant != "" {
				by = 2
			}
			return &model.System{
				Groups: []model.Group{{Prefix: "M", Count: 2, Crashes: true, Boot: func(_ model.NodeID, disk any) model.Machine { return newMeter(by, disk) }}},
				Faults: model.Faults{Crashes: 1}, TimerBounds: []model.TimerBound{{Timer: "tick", Total: s.Int("ticks")}},
			}, nil
		},
	}
}

// Machines are held against a spec as nodes are, by what they show.
func TestMachines(t *testing.T) {
	r := held(t, meters(), "", nil, conform.Source{}, explore.Options{})
	require.Nil(t, r.Departure)
	require.True(t, r.Complete())
	require.EqualValues(t, 15, r.Images)

	r = held(t, meters(), "keeps-double", nil, conform.Source{}, explore.Options{})
	require.NotNil(t, r.Departure)
	require.Equal(t, 2, r.Departure.Number, "the second tick of one of them")
	require.Equal(t, "tick", r.Departure.Step.Name)
}
