package threephase

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// Every mutant is found, and without the mistake nothing is broken under the same bounds.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAreFound(t, &Protocol, 20,
		checks.Known{Mutant: "no-prepare", Breaks: "nonblocking", Length: 5},
		checks.Known{Mutant: "no-ack", Breaks: "nonblocking", Length: 5},
		checks.Known{Mutant: "absent-is-yes", Breaks: "unanimity", Length: 7},
		checks.Known{Mutant: "no-move", Breaks: "nonblocking", Length: 8},
		checks.Known{Mutant: "wrong-suspicion", Breaks: "nonblocking", Length: 8, Without: map[string]string{"mistakes": "0"}},
		checks.Known{Mutant: "heed-the-dead", Breaks: "nonblocking", Length: 10},
		checks.Known{Mutant: "always-abort", Breaks: "consistency", Length: 13},
		checks.Known{Mutant: "no-takeover", Breaks: "termination", Length: 3},
	)
}

// Each mistake in the end makes two sites decide differently.
func TestMutantsBreakConsistency(t *testing.T) {
	for mutant, length := range map[string]int{
		"no-prepare": 9, "no-ack": 9, "absent-is-yes": 6, "no-move": 11, "wrong-suspicion": 11, "heed-the-dead": 13, "always-abort": 12,
	} {
		sys := checks.System(t, &Protocol, mutant, checks.Flags("-crashes 2"))
		checks.Violates(t, sys, checks.Only("consistency"), "consistency", length)
	}
}

// Two sites that take each other for failed, as when the link between them is cut, are
// enough: no site fails.
func TestADividedNetworkBreaksConsistency(t *testing.T) {
	sys := checks.System(t, &Protocol, "", checks.Flags("-crashes 0 -mistakes 2"))
	v := checks.Violates(t, sys, checks.Only("consistency"), "consistency", 11)
	require.Equal(t, "S1 has committed, S2 has aborted", v.Text)
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

// What the sources say of whole runs, and what they assume.
func TestTermination(t *testing.T) {
	checks.ClaimsAboutRuns(t, &Protocol, "holds", "holds", "violated", "violated")
}

// The first is what `explore -protocol threephase` visits.
func TestHolds(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "", States: 2_548, Steps: 5_013, Depth: 17},
		checks.Space{Flags: "-crashes 0", States: 46, Steps: 64, Depth: 11},
		checks.Space{Flags: "-crashes 3", States: 3_047, Steps: 6_703, Depth: 17},
		checks.Space{Flags: "-sites 2", States: 78, Steps: 109, Depth: 8},
		checks.Space{Flags: "-sites 4", States: 140_361, Steps: 386_954, Depth: 27},
		checks.Space{Flags: "-network fifo", States: 3_914, Steps: 9_487, Depth: 18},
		checks.Space{Flags: "-network set", States: 1_723, Steps: 3_703, Depth: 16},
		checks.Space{Flags: "-duplicates 1", States: 17_580, Steps: 39_182, Depth: 18},
		checks.Space{Flags: "-sites 4 -crashes 3", States: 293_153, Steps: 884_141, Depth: 29},
		checks.Space{Flags: "-partitions 1", States: 12_740, Steps: 38_247, Depth: 19},
	)
}

// Wherever nothing is left to happen, each site has decided that has not failed: nobody is
// blocked. On a FIFO network every message that came is taken out, so that is where no site
// that is up has a message, a failure to hear of, or a transaction to begin.
func TestNobodyIsBlocked(t *testing.T) {
	for _, flags := range []string{"-crashes 0", "-crashes 1", "-crashes 2", "-crashes 2 -sites 2"} {
		sys := checks.System(t, &Protocol, "", checks.Flags("-network fifo "+flags))
		var ends atomic.Int64
		sys.Properties = []model.Property{{Name: "decided-in-the-end", Check: model.Global(func(s *model.State) model.Verdict {
			if busy(s) {
				return model.Untested
			}
			ends.Add(1)
			for _, v := range model.Views[*Site](s) {
				if v.Up && !v.Node.State.decided() {
					return model.Violated("%s is blocked: %s", v.Name, v.Node.State)
				}
			}
			return model.Holds
		})}}
		checks.AllHold(t, checks.Explore(t, sys, synod.Options{}))
		require.Greater(t, ends.Load(), int64(1), flags)
	}
}

// busy reports whether something is left to happen besides failures.
func busy(s *model.State) bool {
	var down model.NodeSet
	for _, v := range s.Nodes {
		if !v.Up {
			down = down.With(v.ID)
		}
	}
	for _, v := range model.Views[*Site](s) {
		if v.Up && (len(v.Timers) > 0 || down&^v.Node.Failed != 0) {
			return true
		}
	}
	for _, p := range s.InFlight {
		if !down.Has(p.To) {
			return true
		}
	}
	return false
}

func TestGoals(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"committed": 9, "aborted": 1, "backup-coordinates": 2, "all-decided": 3, "all-committed": 11,
	})
}

// The votes decide, when nobody fails; when somebody does, they may all be yes in vain.
func TestVotes(t *testing.T) {
	for flags, verdicts := range map[string][2]string{ // of reaching committed, and aborted
		"-inputs 1,1,1 -crashes 0": {synod.VerdictReached, synod.VerdictUnreached},
		"-inputs 1,1,0 -crashes 2": {synod.VerdictUnreached, synod.VerdictReached},
		"-inputs 0 -crashes 0":     {synod.VerdictUnreached, synod.VerdictReached},
		"-inputs 1,1,1 -crashes 1": {synod.VerdictReached, synod.VerdictReached},
	} {
		sys := checks.System(t, &Protocol, "", checks.Flags(flags))
		for i, goal := range []string{"committed", "aborted"} {
			require.Equal(t, verdicts[i], checks.Explore(t, sys, synod.Options{Until: goal}).Verdict, "%s %s", flags, goal)
		}
	}
}

func TestImpossibleSettings(t *testing.T) {
	checks.Refused(t, &Protocol, "", checks.Flags("-sites 1"), "-sites 1: accepted are whole numbers from 2 to 6")
	checks.Refused(t, &Protocol, "", checks.Flags("-inputs 1,1,1,0"), "inputs 1,1,1,0 are for 4 sites, but there are 3; accepted is at most one vote per site")
}
