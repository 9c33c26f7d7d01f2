package twophase

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
)

func TestClaims(t *testing.T) { synod.CheckClaims(t, &Protocol) }

// When the transaction manager has failed for ever,
// who has prepared waits: prepare, TM crashes, and the others abort: 4 steps. If it were a
// resource manager that failed, the others would be told to abort.
func TestBlocks(t *testing.T) {
	sys := checks.System(t, &Protocol, "", map[string]string{"crashes": "1", "crash-stop": "true"})
	r := checks.Explore(t, sys, checks.Only(allDecide.Name))
	require.Equal(t, synod.VerdictViolated, r.Verdict)
	require.Equal(t, 4, r.Violation.Length())
	sys.Groups[1].Crashes, sys.Groups[1].CrashStop = false, false
	r = checks.Explore(t, sys, checks.Only(allDecide.Name))
	require.Equal(t, synod.VerdictHolds, r.Verdict)
}

func TestMutants(t *testing.T) {
	checks.MutantsAre(t, &Protocol, checks.Known{Mutant: "never-gives-up", Breaks: "all-decide", Length: 4})
	checks.MutantIsFound(t, &Protocol, "never-gives-up", nil, 4)
	checks.MutantsAreDescribed(t, &Protocol)
}
