// Package rawnodetest holds a version of the library to what is known of it: what the tests
// of the modules in impl/etcdraft have in common.
package rawnodetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model/temporal"
)

// Library checks a version: that all holds within the default bounds, in a space of some
// size, and what the claims say. Those that a defect is not there need some ten million
// states, and are left out of short tests. Violated names the properties of which a defect is
// known, in the order of the claims; those about whole runs are the same in all versions.
func Library(t *testing.T, l *rawnode.Library, size checks.Size, violated ...string) {
	p := rawnode.NewProtocol(l)
	t.Run("defaults", func(t *testing.T) {
		r := checks.Explore(t, p.With(), synod.Options{})
		checks.AllHold(t, r)
		require.Equal(t, size, checks.SizeOf(r))
	})
	var known []string
	for _, c := range p.Claims {
		if c.Verdict == temporal.Violated && c.With["crash-stop"] == nil {
			known = append(known, c.Property)
		}
	}
	require.Equal(t, violated, known)
	experiments, err := search.Experiments(p)
	require.NoError(t, err)
	for _, e := range experiments {
		if e.Of == nil {
			continue
		}
		t.Run(string(e.Of.Verdict)+" "+e.Of.Property, func(t *testing.T) {
			if testing.Short() && e.Of.Verdict == temporal.Holds && e.FromGoal != "" {
				t.Skip("it explores some ten million states")
			}
			sys, err := e.System(p)
			require.NoError(t, err)
			r := checks.Explore(t, sys, synod.Options{FromGoal: e.FromGoal})
			for _, c := range e.Judge(r) {
				require.Empty(t, c.Problem, c.Text)
			}
			if r.Violation == nil {
				return
			}
			again, err := synod.Replay(sys, r.Violation.Trace)
			require.NoError(t, err)
			require.NotNil(t, again.Again, "the run breaks the property again")
		})
	}
}
