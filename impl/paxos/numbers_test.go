package paxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/internal/normaltest"
)

// A search by difference meets the normal forms of the states that a plain search meets,
// and no others.
func TestNumbersByDifferenceAgainstAPlainSearch(t *testing.T) {
	for flags, depth := range map[string]int{
		"-acceptors 2 -crashes 0 -spread 2":                         14,
		"-acceptors 2 -crashes 1 -spread 3":                         9,
		"-acceptors 3 -crashes 0 -spread 2":                         9,
		"-acceptors 1 -proposers 3 -crashes 0 -spread 5":            10,
		"-acceptors 1 -crashes 0 -spread 4 -network fifo":           14,
		"-acceptors 1 -crashes 1 -spread 3 -network set":            10,
		"-acceptors 2 -layout shared -crashes 1 -spread 3":          9,
		"-acceptors 2 -crashes 0 -spread 2 -duplicates 1":           9,
		"-acceptors 2 -crashes 0 -spread 3 -learning distinguished": 10,
	} {
		t.Run(flags, func(t *testing.T) {
			plain, forms := normaltest.Compare(t, checks.System(t, &Protocol, "", checks.Flags(flags)), depth)
			t.Logf("%d states, %d normal forms", plain, forms)
			require.Less(t, forms, plain)
		})
	}
}
