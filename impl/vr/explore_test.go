package vr

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// These tests go through the engine: what it finds is pinned.

// systemOf builds a system with settings in the spelling of the command line.
func systemOf(t *testing.T, mutant, flags string) *model.System {
	t.Helper()
	return checks.System(t, &Protocol, mutant, checks.Flags(flags))
}

// What the default leaves out, each as far as it fits in seconds. .ci/run holds the default itself, of
// 16 million states, against its counts.
func TestOthersAreComplete(t *testing.T) {
	const noRecovery = " -crashes 0 -recoveries 0"
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "-scripts a", States: 709_901, Steps: 2_464_946, Depth: 28},
		checks.Space{Flags: "-scripts a -recoveries -1,-1,-1", States: 2_470_138, Steps: 11_418_980, Depth: 33},
		checks.Space{Flags: "-scripts a -crashes 2 -commits 0 -recoveries 0", States: 569_405, Steps: 1_848_205, Depth: 28},
		checks.Space{Flags: "-network set -scripts a -commits 0 -recoveries 0", States: 61_300, Steps: 239_046, Depth: 25},
		checks.Space{Flags: "-network fifo -drops 1 -scripts a -commits 0 -recoveries 0", States: 432_607, Steps: 2_174_116, Depth: 25},
		checks.Space{Flags: "-duplicates 1 -scripts a -commits 0 -recoveries 0", States: 451_504, Steps: 1_737_306, Depth: 24},
		checks.Space{Flags: "-partitions 1 -scripts p -commits 0" + noRecovery, States: 10_035, Steps: 33_939, Depth: 18, Vacuous: "recovers-up-to-date"},
		checks.Space{Flags: "-views 4 -changes 1,1,1 -scripts a" + noRecovery, States: 909_408, Steps: 5_039_642, Depth: 31, Vacuous: "recovers-up-to-date"},
		checks.Space{Flags: "-clients 2 -scripts a;g -views 3 -changes 0,1,1 -commits 0" + noRecovery, States: 1_051_890, Steps: 5_529_145, Depth: 28, Vacuous: "recovers-up-to-date"},
		checks.Space{Flags: "-crash-stop true -scripts a,g -changes 0,1,1 -views 3 -commits 0", States: 494_872, Steps: 2_240_656, Depth: 31, Vacuous: "recovers-up-to-date"},
	)
}

// Every mutant is found under the bounds that it brings along, and nothing is broken
// without the mistake.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAreFound(t, &Protocol, 12,
		checks.Known{Mutant: "as-published-transfer", Breaks: "view-completeness", Length: 14},
		checks.Known{Mutant: "as-published-recovery", Breaks: "recovers-up-to-date", Length: 14},
		checks.Known{Mutant: "minority-recovery", Breaks: "recovers-up-to-date", Length: 6},
		checks.Known{Mutant: "old-nonce", Breaks: "recovers-up-to-date", Length: 13},
		checks.Known{Mutant: "recovering-votes", Breaks: "view-completeness", Length: 10},
		checks.Known{Mutant: "longest-log", Breaks: "view-completeness", Length: 17},
		checks.Known{Mutant: "late-start-view", Breaks: "append-only", Length: 11},
		checks.Known{Mutant: "commit-back", Breaks: "commits-stay", Length: 9},
		checks.Known{Mutant: "no-client-table", Breaks: "at-most-once", Length: 7},
		checks.Known{Mutant: "silent-start", Breaks: "leader-answers", Length: 10},
		checks.Known{Mutant: "single-change", Breaks: "leader-answers", Length: 7},
	)
}

// losses are how a mistake loses a committed operation, or lets a client see it, which the
// property that it breaks first shows sooner.
var losses = []struct {
	mutant, flags, property string
	length                  int
}{
	{"as-published-recovery", "", "view-completeness", 19},
	{"minority-recovery", "", "view-completeness", 11},
	{"old-nonce", "", "view-completeness", 18},
	{"late-start-view", "-views 3 -changes 0,1,1", "view-completeness", 16},
	{"commit-back", "-scripts a,g", "at-most-once", 14},
	{"as-published-transfer", "-scripts p,g -retries 1", "linearizability", 22},
	{"recovering-votes", "-scripts p,g -retries 1", "linearizability", 18},
	{"no-client-table", "-scripts a,g", "linearizability", 13},
}

func TestMutantsLoseOperations(t *testing.T) {
	for _, c := range losses {
		t.Run(c.mutant, func(t *testing.T) {
			checks.Violates(t, systemOf(t, c.mutant, c.flags), checks.Only(c.property), c.property, c.length)
		})
	}
}

// One crash alone does the recovery of the paper no harm, within these bounds.
func TestRecoveryAsPublishedWithOneCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("visits millions of states")
	}
	checks.AllHold(t, checks.Explore(t, systemOf(t, "as-published-recovery", "-crashes 1 -scripts p,g -retries 1"), synod.Options{}))
}

// Every goal is reached, in as many steps as it takes.
func TestGoalsAreReached(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"view-changed":         4, // T S S D
		"two-primaries":        4,
		"operation-committed":  4,  // I R P O
		"committed-everywhere": 8,  // I R P P O, and a Commit to each
		"recovered":            6,  // X B, and a question and an answer of each
		"client-done":          10, // I R P O and the answer, twice
		"all-clients-done":     10,
		"asked-all":            2, // I A
		"all-answered":         0, // nobody asks
		"decided-C":            4,
	})
}

// show returns all that a node is.
func show(v model.View[any]) string {
	switch node := v.Node.(type) {
	case *Server:
		server := *node
		server.config = config{}
		responses := Responses{}
		if server.Responses != nil {
			responses, server.Responses = *server.Responses, nil
		}
		return fmt.Sprintf("%s %v %v %+v %+v", v.Name, v.Up, v.Timers, server, responses)
	case *Client:
		return fmt.Sprintf("%s %v %d %v %v %v", v.Name, v.Timers, node.Started, node.Waiting, node.Primary, node.ToAll)
	}
	return ""
}

// Dead messages can do nothing: with them in the state there are more states, but no node
// ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	for _, flags := range []string{
		"-scripts p -crashes 0 -commits 0",
		"-scripts p -crashes 0 -commits 0 -views 3 -changes 0,1,1 -retries 0",
		"-scripts p -crashes 1 -commits 0 -retries 0 -recoveries 0",
		"-scripts p -crashes 0 -commits 1 -retries 0 -network set",
		"-scripts p -crashes 1 -commits 0 -retries 0 -recoveries 0 -network set",
		"-scripts p -crashes 0 -commits 0 -retries 0 -network fifo -drops 1",
		"-scripts p -crashes 0 -commits 0 -retries 0 -duplicates 1",
	} {
		t.Run(flags, func(t *testing.T) {
			r := checks.DeadMessagesLeaveNoTrace(t, func() *model.System { return systemOf(t, "", flags) }, show)
			checks.AllHold(t, r, "recovers-up-to-date")
		})
	}
}

// Without the declaration the mutants are found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	if testing.Short() {
		t.Skip("visits millions of states")
	}
	checks.MutantsAreFoundWithoutEpochs(t, &Protocol)
}

// A mistake does not make the declaration of dead messages wrong, not in any state that it
// leads to and not over a crash either.
func TestEpochsOfMutantsNeverGoBack(t *testing.T) {
	if testing.Short() {
		t.Skip("visits millions of states")
	}
	for _, m := range Protocol.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			all := systemOf(t, m.Name, "-scripts p -clients 1 -crashes 1 -crash-stop false -spread 0")
			all.Properties = []model.Property{{Name: "any", Check: model.Global(func(*model.State) model.Verdict { return model.Holds })}}
			checks.NothingBroken(t, checks.Explore(t, all, synod.Options{}))
		})
	}
}

// Larger ones work, too, as far as one looks.
func TestLargerBounds(t *testing.T) {
	for _, flags := range []string{
		"-servers 5 -changes 0,1,1 -views 3",
		"-clients 3 -scripts a,g;p;g -changes 1,1,1 -views 4 -crashes 2 -recoveries -1,-1,-1 -commits -1 -retries -1",
	} {
		r := checks.Explore(t, systemOf(t, "", flags), checks.Within(7))
		require.Nil(t, r.Violation, flags)
		require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
	}
}

// What cannot be asked for is refused in one line that names what was asked for and what is
// accepted.
func TestImpossibleSettings(t *testing.T) {
	for _, mutant := range []string{"as-published-recovery", "minority-recovery"} {
		checks.Refused(t, &Protocol, mutant, checks.Flags("-spread 1"), "with "+mutant+" a server begins again with view 0 after a crash, and views that are taken by difference never go back; accepted is spread 0")
	}
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 1":          "-servers 1: accepted are whole numbers from 3 to 5",
		"-servers 4":          "servers 4 is not 2f+1; accepted are 3 and 5",
		"-clients 10":         "-clients 10: accepted are whole numbers from 1 to 9",
		"-scripts w":          `scripts "w": "w" is no operation; accepted are`,
		"-scripts p;p":        `scripts "p;p" are for 2 clients, but there are 1; accepted are`,
		"-changes 1,1,1,1":    "the numbers 1,1,1,1 of view-change timeouts are for 4 servers, but there are 3; accepted is at most one number per server",
		"-recoveries 1,1,1,1": "the numbers 1,1,1,1 of recover timeouts are for 4 servers, but there are 3",
		"-changes -2":         "-changes -2: accepted are whole numbers from -1 to 100, one per node",
		"-views 0":            "-views 0: accepted are whole numbers from 1 to 100",
		"-commits -2":         "-commits -2: accepted are whole numbers from -1 to 100",
		"-network tcp":        "-network tcp: accepted are multiset, set, fifo",
		"-epochs 1":           `protocol vr has no setting "epochs"; it has servers, `,
	})
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }
