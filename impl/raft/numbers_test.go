package raft

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/internal/normaltest"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// A search by difference meets the normal forms of the states that a plain search meets,
// and no others.
func TestNumbersByDifferenceAgainstAPlainSearch(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	for flags, depth := range map[string]int{
		"-commands 0 -crashes 0 -spread 2":                                                           12,
		"-commands 0 -crashes 1 -spread 2":                                                           8,
		"-commands 0 -crashes 0 -spread 2 -refusals true -servers 2":                                 9,
		"-commands 1 -crashes 0 -spread 2 -servers 2":                                                14,
		"-commands 1 -crashes 1 -spread 2 -servers 2 -network fifo":                                  11,
		"-commands 0 -crashes 0 -spread 2 -heartbeats 1 -duplicates 1":                               7,
		"-commands 0 -crashes 0 -spread 1 -network set":                                              9,
		"-commands 0 -crashes 0 -spread 1 -check-quorum true":                                        7,
		"-commands 1 -crashes 1 -spread 1 -check-quorum true -servers 2":                             9,
		"-commands 1 -crashes 0 -spread 2 -transfers 1 -servers 2":                                   12,
		"-commands 0 -crashes 0 -spread 1 -transfers 1 -check-quorum true":                           7,
		"-commands 0 -crashes 0 -spread 1 -pre-vote true -check-quorum true -transfers 1 -servers 2": 10,
		"-commands 1 -crashes 0 -spread 2 -pre-vote true -servers 2":                                 12,
	} {
		t.Run(flags, func(t *testing.T) {
			sys := checks.System(t, &Protocol, "", checks.Flags(flags))
			sys.TimerBounds = slices.DeleteFunc(sys.TimerBounds, func(b model.TimerBound) bool {
				return b.Timer == transferTimer // normal forms do not tell how many are left
			})
			plain, forms := normaltest.Compare(t, sys, depth)
			t.Logf("%d states, %d normal forms", plain, forms)
			require.Less(t, forms, plain)
			sys.Properties = nil
			require.Greater(t, normaltest.Pairs(t, sys, depth), 30)
		})
	}
}

// Elections by difference: the space is finite, whatever candidates do. Candidates that
// split the votes for ever (Section 5.2) do so in a loop that closes up to a shift.
func TestElectionsByDifference(t *testing.T) {
	sys := checks.System(t, &Protocol, "", checks.Flags("-commands 0 -crashes 0 -spread 2"))
	r := checks.Explore(t, sys, synod.Options{})
	checks.NothingBroken(t, r)
	require.Equal(t, checks.Size{States: 1_511, Steps: 7_380, Depth: 11}, checks.SizeOf(r))
	require.Equal(t, "holds", checks.Verdicts(r)["election-safety"])
	require.NotContains(t, checks.Verdicts(r), "leader-completeness")

	sys.Properties = []model.Property{{Name: "elected", Live: temporal.Eventually("leader-elected").Under(temporal.Messages, temporal.Timers)}}
	r = checks.Explore(t, sys, synod.Options{})
	require.NotNil(t, r.Violation)
	require.Contains(t, r.Violation.Text, "each time that it comes back, the terms are ")

	for mutant, property := range map[mutant]string{doubleVote: "election-safety", forgetVote: "election-safety"} {
		r := checks.Explore(t, checks.System(t, &Protocol, string(mutant), checks.Flags("-commands 0 -crashes 1 -spread 2")), synod.Options{})
		require.NotNil(t, r.Violation)
		require.Equal(t, property, r.Violation.Property)
	}
}
