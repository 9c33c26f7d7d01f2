package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
)

// The names are those that a system gives to its nodes.
func TestNamesAreTheSystems(t *testing.T) {
	boot := func(model.NodeID) model.Node { return new(quiet) }
	sys := &model.System{Groups: []model.Group{
		{Prefix: "S", Count: 2, New: boot}, {Prefix: "X", New: boot}, {Prefix: "V", Count: 1, New: boot}, {Prefix: "C", Count: 1, New: boot},
	}}
	names := model.Names(sys.Groups...)
	want := []string{"S1", "S2", "V", "C"}
	for i, name := range want {
		require.Equal(t, name, names(model.NodeID(i+1)))
	}
	for _, id := range []model.NodeID{-1, model.Nobody, 5} {
		require.Equal(t, "nobody", names(id))
	}
	var given []string
	sys.Properties = []model.Property{{Name: "look", Check: model.Global(func(s *model.State) model.Verdict {
		given = nil
		for _, n := range s.Nodes {
			given = append(given, n.Name)
		}
		return model.Holds
	})}}
	_, err := synod.Explore(t.Context(), sys, synod.Options{})
	require.NoError(t, err)
	require.Equal(t, want, given)
}

// The ids that IDs computes are those that handlers get.
func TestIDsAreTheSystems(t *testing.T) {
	groups := []model.Group{{Prefix: "S", Count: 2}, {Prefix: "X"}, {Prefix: "V", Count: 1}}
	given := map[string][]model.NodeID{}
	for i := range groups {
		groups[i].New = func(model.NodeID) model.Node {
			return &asks{told: func(prefix string, ids []model.NodeID) { given[prefix] = ids }}
		}
	}
	_, err := synod.Open(&model.System{Groups: groups}, nil)
	require.NoError(t, err)
	for _, g := range groups {
		require.Equal(t, given[g.Prefix], model.IDs(g.Prefix, groups...), g.Prefix)
	}
	require.Equal(t, map[string][]model.NodeID{"S": {1, 2}, "X": nil, "V": {3}}, given)
	require.PanicsWithValue(t, `model.IDs: there is no group "W"; there are S, X, V`, func() { model.IDs("W", groups...) })
}

// asks is a node that asks for the groups.
type asks struct {
	told func(prefix string, ids []model.NodeID) `model:"const"`
}

func (n asks) Start(env model.Env) {
	for _, prefix := range []string{"S", "X", "V"} {
		n.told(prefix, env.Group(prefix)) //detvet:ignore only the test looks at it
	}
}
func (asks) Receive(model.Env, model.NodeID, model.Message) {}
func (asks) Timeout(model.Env, model.Timer)                 {}

// quiet is a node that does nothing.
type quiet struct{ On bool }

func (*quiet) Start(model.Env)                                {}
func (*quiet) Receive(model.Env, model.NodeID, model.Message) {}
func (*quiet) Timeout(model.Env, model.Timer)                 {}
