package zab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// These tests go through the engine: what it finds is pinned.

// systemOf builds a system with settings in the spelling of the command line.
func systemOf(t *testing.T, mutant, flags string) *model.System {
	t.Helper()
	return checks.System(t, &Protocol, mutant, checks.Flags(flags))
}

// What `explore -protocol zab` visits: all handlers take steps, and no warning is left.
func TestDefaultIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("visits half a million states")
	}
	r := checks.Explore(t, systemOf(t, "", ""), synod.Options{})
	checks.AllHold(t, r)
	require.Equal(t, checks.Size{States: 571_139, Steps: 1_739_733, Depth: 38}, checks.SizeOf(r))
	require.Empty(t, r.Unmeant())
	for _, c := range r.StepCounts {
		require.NotZero(t, c.Steps, c.Name)
	}
	require.Len(t, r.StepCounts, 14)
}

func TestOthersAreComplete(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "-elections 1,1 -give-ups 1", States: 49_190, Steps: 135_415, Depth: 32},
		checks.Space{Flags: "-elections 1,1 -give-ups 0,1,1 -drops 1 -crashes 0", States: 57_328, Steps: 185_440, Depth: 31},
		checks.Space{Flags: "-elections 1,1 -give-ups 0,0,1 -crash-stop true", States: 9_038, Steps: 23_553, Depth: 24},
		checks.Space{Flags: "-elections 1,1 -give-ups 0,0,1 -crashes 0 -partitions 1", States: 11_575, Steps: 32_342, Depth: 25},
		checks.Space{Flags: "-elections 1,1 -give-ups 0,0,1 -crashes 0 -links 1", States: 11_575, Steps: 37_216, Depth: 25},
		checks.Space{Flags: "-elections 2,1 -give-ups 1,0,2 -crashes 0 -changes 2", States: 458_726, Steps: 1_502_926, Depth: 39},
		checks.Space{Flags: "-network multiset -elections 1,1,1 -give-ups 1,1 -crashes 0", States: 23_706, Steps: 47_828, Depth: 28},
		checks.Space{Flags: "-network multiset -elections 2,1 -give-ups 1 -crashes 2", States: 446_934, Steps: 1_026_324, Depth: 39},
		checks.Space{Flags: "-servers 5 -elections 1,1 -changes 0 -give-ups 0 -crashes 0", States: 23_719, Steps: 106_988, Depth: 25, Vacuous: "primary-order total-order primary-integrity"},
	)
}

// Every mutant is found under the bounds that it brings along, and nothing is broken
// without the mistake.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAreFound(t, &Protocol, 20,
		checks.Known{Mutant: "epoch-first", Breaks: "primary-integrity", Length: 28},
		checks.Known{Mutant: "ack-first", Breaks: "primary-integrity", Length: 24},
		checks.Known{Mutant: "equal-epoch", Breaks: "one-primary-per-epoch", Length: 18},
		checks.Known{Mutant: "forgets-epoch", Breaks: "monotonic-epochs", Length: 5},
		checks.Known{Mutant: "longest-history", Breaks: "total-order", Length: 29},
		checks.Known{Mutant: "own-history", Breaks: "primary-integrity", Length: 18},
		checks.Known{Mutant: "early-broadcast", Breaks: "primary-integrity", Length: 20},
	)
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

// When a leader is activated and a transaction delivered, and what the paper presumes of its channels.
func TestClaims(t *testing.T) {
	checks.ClaimsAboutRuns(t, &Protocol, "open", "violated", "violated", "open", "violated", "violated", "violated", "holds")
}

func TestGoalsAreReached(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"leader-established": 7, "transaction-broadcast": 8, "transaction-delivered": 10, "history-recovered": 17, "delivered-everywhere": 17,
	})
}

func TestImpossibleSettings(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 4":         "servers 4 is not 2f+1; accepted are 3 and 5",
		"-elections 1,1,1,1": "elections 1,1,1,1 are for 4 servers, but there are 3",
		"-give-ups 1,1,1,1":  "give-ups 1,1,1,1 are for 4 servers, but there are 3",
	})
}
