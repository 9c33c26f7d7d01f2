package check

import (
	"context"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/eval"
)

// tuned is the tuning of a model with or without shortcuts.
func tuned(without bool) tuning {
	if without {
		return plain()
	}
	return tuning{}
}

// lacking is a tuning that goes without one cache.
type lacking struct {
	name string
	how  tuning
}

// eachCache lists the caches, each switched off alone.
func eachCache() (list []lacking) {
	for i := range reflect.TypeFor[eval.Caches]().NumField() {
		var t tuning
		of := reflect.ValueOf(&t.eval).Elem()
		of.Field(i).SetBool(true)
		list = append(list, lacking{"eval." + of.Type().Field(i).Name, t})
	}
	for i := range reflect.TypeFor[caches]().NumField() {
		var t tuning
		of := reflect.ValueOf(&t.without).Elem()
		of.Field(i).SetBool(true)
		list = append(list, lacking{"check." + of.Type().Field(i).Name, t})
	}
	return list
}

// TestEachCache switches each cache off alone: the reports stay the same.
func TestEachCache(t *testing.T) {
	specs := []string{"MCPaxos", "MCRaft", "MCVoting", "MCMultiPaxos", "MCPrimaryBackup", "MCChain", "MCVR", "MCFTVM", "MCSwitchPaxos", "MCZab", "MCEPaxos"}
	if testing.Short() {
		specs = specs[:2]
	}
	for _, spec := range specs {
		t.Run(spec, func(t *testing.T) {
			report := func(how tuning) *Report {
				m, err := Load(Sources{Spec: filepath.Join("..", spec+".tla"), tuning: how})
				require.NoError(t, err)
				opts := Options{}
				opts.Workers, opts.Bounded, opts.Depth = 2, true, 5
				r, err := m.Check(context.Background(), opts)
				require.NoError(t, err)
				return r
			}
			want := report(tuning{})
			require.Greater(t, want.States, uint64(20))
			for _, c := range eachCache() {
				got := report(c.how)
				require.Equal(t, want.Verdict, got.Verdict, c.name)
				require.Equal(t, want.States, got.States, c.name)
				require.Equal(t, want.Steps, got.Steps, c.name)
				require.Equal(t, want.Depth, got.Depth, c.name)
				require.Equal(t, want.Cut, got.Cut, c.name)
				require.Equal(t, want.Actions, got.Actions, c.name)
				require.Equal(t, want.Warnings, got.Warnings, c.name)
			}
		})
	}
}
