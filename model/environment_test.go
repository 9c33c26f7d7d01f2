package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// settingsOf resolves settings of a protocol that has only the given parameters.
func settingsOf(t *testing.T, params []model.Param, given map[string]string) model.Settings {
	t.Helper()
	s, err := (&model.Protocol{Name: "p", Params: params}).Settings("", given)
	require.NoError(t, err)
	return s
}

func TestEnvironmentIsReadFromItsParams(t *testing.T) {
	all := append(model.NetworkFaultParams(), model.NetworkParam(model.Set), model.CrashesParam("servers", 1), model.MistakesParam(0))
	for _, c := range []struct {
		name   string
		params []model.Param
		given  map[string]string
		want   model.Environment
	}{
		{"defaults", all, nil, model.Environment{Network: model.Set, Faults: model.Faults{Crashes: 1}}},
		{"given", all,
			map[string]string{"network": "fifo", "crashes": "2", "drops": "3", "duplicates": "4", "partitions": "5", "links": "7", "mistakes": "8", "in-flight": "6"},
			model.Environment{Network: model.FIFO, Faults: model.Faults{Crashes: 2, Drops: 3, Duplicates: 4, Partitions: 5, Links: 7, Mistakes: 8}, InFlight: 6}},
		{"no such params", nil, nil, model.Environment{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, err := settingsOf(t, c.params, c.given).Environment()
			require.NoError(t, err)
			require.Equal(t, c.want, env)
			sys := &model.System{Network: model.FIFO, Symmetry: true}
			env.Into(sys)
			require.Equal(t, &model.System{Network: c.want.Network, Faults: c.want.Faults, InFlight: c.want.InFlight, Symmetry: true}, sys)
		})
	}
}

// A protocol's own setting of the network may accept what is none.
func TestUnknownNetworkIsNamed(t *testing.T) {
	p := &model.Protocol{
		Params:  []model.Param{{Name: "network", Default: "multiset"}},
		Mutants: []model.Mutant{{Name: "m", With: map[string]any{"network": "tcp"}}},
	}
	s, err := p.Settings("m", nil)
	require.NoError(t, err)
	_, err = s.Environment()
	require.EqualError(t, err, `network "tcp" is unknown; accepted are multiset, set and fifo`)
}
