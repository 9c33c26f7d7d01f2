package chain

import (
	"fmt"
	"slices"
	"strings"
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

// The first is what `explore -protocol chain` visits: a chain of two, a server that joins
// it, and one that fails, whichever.
func TestHolds(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "", States: 2_653_683, Steps: 16_815_969, Depth: 39},
		checks.Space{Flags: "-scripts append;get", States: 205_522, Steps: 1_200_800, Depth: 33},
		checks.Space{Flags: "-scripts append;get -crashes 0", States: 7_738, Steps: 37_324, Depth: 24},
		checks.Space{Flags: "-scripts append;get -crashes 2", States: 659_472, Steps: 4_229_685, Depth: 36},
		checks.Space{Flags: "-scripts append;get -servers 4 -first 3", States: 659_744, Steps: 4_192_014, Depth: 37},
		checks.Space{Flags: "-scripts append,get -clients 1 -servers 4 -crashes 3", States: 1_534_303, Steps: 9_610_244, Depth: 44},
		checks.Space{Flags: "-scripts append;get -servers 3 -first 3", States: 13_021, Steps: 63_600, Depth: 21},
		checks.Space{Flags: "-scripts append;get -servers 2 -partitions 1 -retries 1", States: 48_569, Steps: 183_054, Depth: 16},
		checks.Space{Flags: "-scripts append:x;append:y -retries 0", States: 112_421, Steps: 495_769, Depth: 29},
		checks.Space{Flags: "-queries apportioned -scripts append;get -retries 0", States: 229_355, Steps: 1_134_323, Depth: 29},
		checks.Space{Flags: "-queries apportioned -scripts append;get -retries 1", States: 1_480_792, Steps: 8_625_955, Depth: 32},
		checks.Space{Flags: "-queries apportioned -scripts append;get,get -retries 0", States: 813_945, Steps: 4_068_437, Depth: 32},
		checks.Space{Flags: "-queries apportioned -scripts append,get -clients 1", States: 587_944, Steps: 4_878_878, Depth: 41},
		checks.Space{Flags: "-queries apportioned -scripts append,get -clients 1 -servers 3 -first 3", States: 69_303, Steps: 487_656, Depth: 33},
		checks.Space{Flags: "-queries apportioned -scripts append;get -servers 2 -crashes 0", States: 2_836, Steps: 15_850, Depth: 22},
	)
}

// Every mutant is found, and without the mistake nothing is broken under the same bounds.
// Four are not mistakes of the protocol, but take away what it presumes.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAreFound(t, &Protocol, 20,
		checks.Known{Mutant: "head-replies", Breaks: "linearizability", Length: 6},
		checks.Known{Mutant: "middle-read", Breaks: "linearizability", Length: 8},
		checks.Known{Mutant: "sent-not-forwarded", Breaks: "update-propagation", Length: 10},
		checks.Known{Mutant: "hasty-link", Breaks: "update-propagation", Length: 9},
		checks.Known{Mutant: "old-predecessor", Breaks: "update-propagation", Length: 10},
		checks.Known{Mutant: "early-tail", Breaks: "linearizability", Length: 10},
		checks.Known{Mutant: "late-copy", Breaks: "inprocess-requests", Length: 17},
		checks.Known{Mutant: "no-duplicate-filter", Breaks: "at-most-once", Length: 4},
		checks.Known{Mutant: "unanswered-tail", Breaks: "clients-answered", Length: 8},
		checks.Known{Mutant: "dirty-read", Breaks: "linearizability", Length: 8},
		checks.Known{Mutant: "clean-read", Breaks: "linearizability", Length: 7},
		checks.Known{Mutant: "reordered", Breaks: "update-propagation", Length: 5, Without: map[string]string{"network": "fifo"}},
		checks.Known{Mutant: "lost-update", Breaks: "update-propagation", Length: 6, Without: map[string]string{"drops": "0"}},
		checks.Known{Mutant: "wrong-suspicion", Breaks: "inprocess-requests", Length: 4, Without: map[string]string{"mistakes": "0"}},
		checks.Known{Mutant: "comes-back", Breaks: "update-propagation", Length: 5, Without: map[string]string{"restarts": "false"}},
	)
}

// What a mistake does to the servers' histories clients see some steps later.
func TestMutantsBreakLinearizability(t *testing.T) {
	for _, c := range []struct {
		mutant, flags string
		length        int
	}{
		{"sent-not-forwarded", "-scripts append,get;append", 17},
		{"hasty-link", "-scripts append,get -clients 1", 13},
		{"old-predecessor", "-scripts append,get -clients 1", 14},
		{"no-duplicate-filter", "-scripts append,get", 10},
		{"reordered", "-scripts append,get;append,get -retries 1", 12},
		{"lost-update", "-scripts append,get;append -retries 1", 13},
		{"wrong-suspicion", "", 8},
		{"comes-back", "", 9},
	} {
		t.Run(c.mutant, func(t *testing.T) {
			checks.Violates(t, systemOf(t, c.mutant, c.flags), checks.Only("linearizability"), "linearizability", c.length)
		})
	}
}

// Where what the paper presumes is taken away, a server may have more than its new predecessor
// has processed. That is told as what it breaks, and is no failure of a handler.
func TestASuccessorMayHaveMore(t *testing.T) {
	for _, c := range []struct {
		mutant, flags, property string
		length                  int
	}{
		{"", "-clients 1 -servers 3 -first 3 -scripts append -retries 1 -restarts true -crashes 2", "update-propagation", 5},
		{"", "-clients 1 -servers 4 -first 3 -scripts append -retries 1 -network multiset", "inprocess-requests", 8},
		{"comes-back", "-servers 3 -first 3 -crashes 2 -retries 1 -scripts append,get", "linearizability", 10},
		{"reordered", "-servers 4 -first 3 -scripts append -retries 1", "update-propagation", 5},
	} {
		t.Run(c.mutant+c.flags, func(t *testing.T) {
			checks.Violates(t, systemOf(t, c.mutant, c.flags), checks.Only(c.property), c.property, c.length)
		})
	}
	// An appended value that is gone is not seen without a query.
	sys := systemOf(t, "", "-clients 1 -servers 3 -first 3 -scripts append -retries 1 -restarts true -crashes 2")
	r := checks.Explore(t, sys, checks.Only("linearizability"))
	require.Nil(t, r.Violation)
	require.Equal(t, uint64(92_185), r.States)
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

// What the sources say of whole runs, and what they assume.
func TestClientsAnswered(t *testing.T) {
	checks.ClaimsAboutRuns(t, &Protocol, "holds", "holds", "violated", "violated", "violated", "violated")
}

// How near the goals are.
func TestGoals(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"chain-extended": 5, "head-removed": 2, "middle-removed": 7, "tail-removed": 2, "updates-sent-again": 12,
		"client-done": 4, "all-clients-done": 11,
	})
}

// The invariants as the paper has them, of any two servers of the chain as the master knows
// it: Hist j is a prefix of Hist i, and Hist i is Hist j with what Sent i has besides.
func TestInvariantsOfTheWholeChain(t *testing.T) {
	for _, flags := range []string{
		"-scripts append;get -servers 3 -first 3",
		"-scripts append;get -retries 1",
		"-scripts append;append -retries 0 -servers 3 -first 3 -crashes 2",
		"-scripts append -clients 1 -servers 4 -first 3 -crashes 2 -retries 1",
	} {
		t.Run(flags, func(t *testing.T) {
			if testing.Short() && strings.Contains(flags, "-first 3 -crashes 2") {
				t.Skip("judges each state by itself")
			}
			sys := systemOf(t, "", flags)
			sys.Properties = []model.Property{{Name: "invariants", Check: model.Global(invariants)}}
			checks.AllHold(t, checks.Explore(t, sys, synod.Options{}))
		})
	}
}

func invariants(s *model.State) model.Verdict {
	verdict := model.Untested
	chain := model.Views[*Master](s)[0].Node.Chain
	for at, id := range chain {
		i := s.Nodes[id-1]
		for _, later := range chain[at+1:] {
			j := s.Nodes[later-1]
			if !i.Up || !j.Up {
				continue
			}
			histI, histJ := i.Node.(*Server).Hist, j.Node.(*Server).Hist
			for k, u := range histJ {
				if k >= len(histI) || histI[k] != u {
					return model.Violated("%s has %v, and %s behind it %v", i.Name, histI, j.Name, histJ)
				}
			}
			both := slices.Clone(histJ)
			for _, u := range i.Node.(*Server).Sent {
				if !slices.Contains(both, u) {
					both = append(both, u)
				}
			}
			if !slices.Equal(both, histI) {
				return model.Violated("%s has %v, and with %s behind it that is %v", i.Name, histI, j.Name, both)
			}
			if len(histI) > 0 {
				verdict = model.Holds
			}
		}
	}
	return verdict
}

// Whatever of the paper's assumptions is taken away, no handler panics, or sends to nobody.
func TestHandlersStandWrongAssumptions(t *testing.T) {
	for _, flags := range []string{
		"-network multiset -duplicates 1", "-network set", "-drops 1 -duplicates 1", "-mistakes 3 -crashes 1", "-restarts true -crashes 2",
		"-network set -mistakes 2 -queries apportioned", "-network multiset -restarts true -queries apportioned",
	} {
		t.Run(flags, func(t *testing.T) {
			sys := systemOf(t, "", "-scripts append;get -retries 1 "+flags)
			sys.Properties, sys.Goals = nil, nil
			require.Nil(t, checks.Explore(t, sys, checks.Within(9)).Violation)
		})
	}
}

// show is all that a node is.
func show(v model.View[any]) string {
	switch n := v.Node.(type) {
	case *Server:
		shown := *n
		shown.config = config{}
		return fmt.Sprintf("%s %v %+v", v.Name, v.Up, shown)
	case *Master:
		return fmt.Sprint(v.Name, n.Number, n.Chain, n.Failed)
	case *Client:
		return fmt.Sprint(v.Name, v.Timers, n.Started, n.Waiting, n.Chain)
	}
	return ""
}

// Dead messages can do nothing: with them in the state there are more states, but no node
// ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	checks.DeadMessagesLeaveNoTraceUnder(t, &Protocol, show,
		"-scripts append -clients 1",
		"-scripts append;get -servers 2 -crashes 2 -retries 1",
		"-scripts append;get -queries apportioned -servers 2 -retries 1",
		"-scripts append -clients 1 -network multiset -retries 1 -servers 2",
	)
}

// Without the declaration the mutants are found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	checks.MutantsAreFoundWithoutEpochs(t, &Protocol)
}

func TestImpossibleSettings(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 2 -first 3":  "first is 3, but there are 2 servers; accepted are 1 to 2",
		"-servers 7":           "1 to 6",
		"-queries head":        "accepted are tail, apportioned",
		"-scripts read":        `"read" is no operation; accepted are scripts like`,
		"-scripts get:":        `"get:" is no operation`,
		"-scripts get;get;get": "are for 3 clients, but there are 2",
		"-retries -2":          "-retries -2: accepted are whole numbers from -1 to 100",
	})
}
