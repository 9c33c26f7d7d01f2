package pmmc

import (
	"testing"

	"github.com/stretchr/testify/require"

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
		"-clients 1 -scripts a@1 -slots 1 -crashes 0 -spread 1":                            12,
		"-clients 1 -scripts a@1 -slots 1 -crashes 1 -spread 2":                            9,
		"-clients 1 -scripts a@1 -slots 1 -crashes 0 -spread 2 -refusals true":             9,
		"-clients 1 -scripts a@1 -slots 2 -crashes 0 -spread 1 -servers 2 -network fifo":   14,
		"-clients 1 -scripts a@1 -slots 1 -crashes 0 -spread 1 -servers 2 -duplicates 1":   10,
		"-clients 1 -scripts a@1 -slots 1 -crashes 0 -spread 1 -network set -scouts 1,1,1": 9,
	} {
		t.Run(flags, func(t *testing.T) {
			sys := checks.System(t, &Protocol, "", checks.Flags(flags))
			plain, forms := normaltest.Compare(t, sys, depth)
			t.Logf("%d states, %d normal forms", plain, forms)
			require.Less(t, forms, plain)
			require.Greater(t, normaltest.Pairs(t, sys, depth), 80)
		})
	}
}

// Without a stable leader clients may wait for ever (Section 3): leaders preempt each other
// in a loop that closes up to a shift of their ballots.
func TestLeadersThatPreemptEachOtherByDifference(t *testing.T) {
	sys := checks.System(t, &Protocol, "", checks.Flags("-clients 1 -scripts a@1 -slots 1 -crashes 0 -spread 1"))
	r := checks.Explore(t, sys, checks.Within(0))
	checks.NothingBroken(t, r)
	require.Equal(t, checks.Size{States: 24_278, Steps: 107_679, Depth: 42}, checks.SizeOf(r))

	sys = checks.System(t, &Protocol, "", checks.Flags("-servers 2 -clients 1 -scripts a@1 -slots 1 -crashes 0 -spread 2"))
	sys.Properties = []model.Property{{Name: "answered", Live: temporal.Eventually("all-clients-done").
		Under(temporal.Messages).Under(temporal.Timers).Under(temporal.Invocations)}}
	r = checks.Explore(t, sys, checks.Within(0))
	require.Equal(t, "answered", r.Violation.Property)
	require.Contains(t, r.Violation.Text, "each time that it comes back, the ballots are 2 higher")
}
