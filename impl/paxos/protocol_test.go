package paxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/internal/checks"
)

// explored explores a system to the end, or to the first violation.
func explored(t *testing.T, mutant string, given map[string]string) *synod.Report {
	t.Helper()
	return checks.Explore(t, checks.System(t, &Protocol, mutant, given), synod.Options{})
}

// Small enough for every run of the tests: every property holds and none is
// vacuous, in both layouts and with both ways of learning, on every network.
func TestHolds(t *testing.T) {
	for _, c := range []struct {
		name          string
		given         map[string]string
		states, steps uint64
		depth         int
	}{
		{"separate", map[string]string{}, 84_646, 440_426, 22},
		{"distinguished", map[string]string{"learning": "distinguished"}, 102_773, 544_726, 22},
		{"shared", map[string]string{"layout": "shared"}, 56_365, 323_734, 17},
		{"shared, distinguished", map[string]string{"layout": "shared", "learning": "distinguished"}, 7_415, 28_217, 15},
		{"symmetry", map[string]string{"symmetry": "true"}, 15_734, 81_812, 22},
		{"set", map[string]string{"network": "set"}, 71_381, 409_936, 21},
		{"fifo", map[string]string{"network": "fifo", "drops": "1"}, 178_867, 865_664, 24},
		{"duplicates", map[string]string{"duplicates": "1", "symmetry": "true"}, 181_026, 1_061_015, 23},
		{"partitions", map[string]string{"partitions": "1", "layout": "shared"}, 281_825, 1_364_672, 19},
		{"flexible", map[string]string{"phase2": "1"}, 12_876, 57_577, 22},
		{"flexible, two quorums to choose", map[string]string{"acceptors": "4", "phase2": "2", "crashes": "1", "ballots": "1", "symmetry": "true"}, 46_625, 299_600, 28},
		{"one acceptor", map[string]string{"acceptors": "1", "ballots": "2"}, 2_010, 6_638, 18},
	} {
		t.Run(c.name, func(t *testing.T) {
			given := map[string]string{"ballots": "1"}
			for k, v := range c.given {
				given[k] = v
			}
			r := explored(t, "", given)
			checks.AllHold(t, r)
			require.Equal(t, checks.Size{States: c.states, Steps: c.steps, Depth: c.depth}, checks.SizeOf(r))
		})
	}
}

// The default has three proposals and a crash.
func TestDefault(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	r := explored(t, "", nil)
	checks.AllHold(t, r)
	require.Equal(t, checks.Size{States: 3_402_845, Steps: 22_610_823, Depth: 32}, checks.SizeOf(r))
	require.Equal(t, "2,1", r.Bounds[0].Value)
	for _, c := range r.StepCounts {
		require.NotZero(t, c.Steps, c.Name)
	}
}

// Five acceptors are too many for a visit of all states, but not for a part.
func TestFiveAcceptorsBounded(t *testing.T) {
	r := checks.Explore(t, checks.System(t, &Protocol, "", map[string]string{"acceptors": "5"}), checks.Within(9))
	require.Nil(t, r.Violation)
	require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
}

func TestGoals(t *testing.T) {
	for _, c := range []struct {
		goal, layout string
		steps        int
		text         string
	}{
		{"value-chosen", separate, 7, "v1 is chosen as proposal 1"},
		{"value-learned", separate, 9, "L has learned v1"},
		{"all-learned", separate, 9, "L has learned v1"},
		{"value-chosen", shared, 4, "v1 is chosen as proposal 1"},
		{"value-learned", shared, 5, "S2 has learned v1"},
		{"all-learned", shared, 8, "S1 has learned v1; S2 has learned v1; S3 has learned v1"},
	} {
		t.Run(c.goal+" "+c.layout, func(t *testing.T) {
			sys := checks.System(t, &Protocol, "", map[string]string{"layout": c.layout, "ballots": "1"})
			for _, g := range sys.Goals {
				require.NotEmpty(t, g.Doc)
			}
			require.Contains(t, checks.Reaches(t, sys, c.goal, c.steps).Text, c.text)
		})
	}
}

func TestImpossibleSettings(t *testing.T) {
	for _, c := range []struct {
		mutant string
		given  map[string]string
		want   string
	}{
		{"", map[string]string{"layout": "shared", "proposers": "4"}, "proposers is 4, but in the shared layout there are 3 machines (acceptors); accepted is at most that"},
		{"", map[string]string{"layout": "shared", "symmetry": "true"}, "accepted is layout separate, not shared"},
		{"", map[string]string{"ballots": ""}, "ballots is empty; accepted are"},
		{"", map[string]string{"phase1": "2", "phase2": "1"}, "phase1 is 2 and phase2 is 1, of 3 acceptors; accepted are at most all of them, and together more, so that two quorums have one in common"},
		{"", map[string]string{"phase1": "4"}, "phase1 is 4 and phase2 is 2, of 3 acceptors"},
		{"disjoint-phases", map[string]string{"phase2": "3"}, "phase2 is 3, all acceptors, so every quorum of phase 1 has one in common; accepted are fewer"},
		{"disjoint-phases", map[string]string{"phase1": "3"}, "phase1 is 3, but the mutant disjoint-phases sets it by itself; accepted is 0"},
		{"minority-quorum", map[string]string{"phase1": "2"}, "phase1 is 2, but the mutant minority-quorum sets it by itself; accepted is 0"},
		{"minority-quorum", map[string]string{"phase2": "2"}, "phase2 is 2, but the mutant minority-quorum sets it by itself; accepted is 0"},
		{"minority-quorum", map[string]string{"acceptors": "1"}, "acceptors is 1, of which no minority is a quorum; accepted with minority-quorum are 2 and more"},
		{"", map[string]string{"layout": "star"}, "accepted are separate, shared"},
		{"", map[string]string{"learning": "some"}, "accepted are all, distinguished"},
	} {
		checks.Refused(t, &Protocol, c.mutant, c.given, c.want)
	}
}
