package vr

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/internal/normaltest"
)

// A search by difference meets the normal forms of the states that a plain search meets,
// and no others.
func TestNumbersByDifferenceAgainstAPlainSearch(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	for flags, depth := range map[string]int{
		"-scripts p -commits 0 -retries 0 -crashes 0 -spread 1 -changes 0,-1":              14,
		"-scripts p -commits 0 -retries 0 -crashes 1 -spread 3 -changes 0,-1":              10,
		"-scripts p -commits -1 -retries 0 -crashes 0 -spread 3 -changes 0,-1,-1":          8,
		"-scripts p -commits 0 -retries 0 -crashes 1 -spread 2 -changes 0,-1 -network set": 10,
	} {
		t.Run(flags, func(t *testing.T) {
			sys := checks.System(t, &Protocol, "", checks.Flags(flags))
			plain, forms := normaltest.Compare(t, sys, depth)
			t.Logf("%d states, %d normal forms", plain, forms)
			require.Less(t, forms, plain)
			require.Greater(t, normaltest.Pairs(t, sys, depth), 30)
		})
	}
}

// However often a replica changes views the space is finite, and nothing is broken in it.
func TestViewsByDifference(t *testing.T) {
	sys := checks.System(t, &Protocol, "", checks.Flags("-scripts p -commits 0 -retries 0 -crashes 0 -spread 1 -changes 0,-1"))
	r := checks.Explore(t, sys, synod.Options{})
	checks.AllHold(t, r, "recovers-up-to-date")
	require.Equal(t, checks.Size{States: 87_994, Steps: 438_862, Depth: 62}, checks.SizeOf(r))
	require.NotContains(t, checks.Verdicts(r), viewCompleteness)
}
