package pmmc

import (
	"fmt"
	"strings"
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

// explored visits the states within a depth, or all with depth 0.
func explored(t *testing.T, sys *model.System, depth int) *synod.Report {
	t.Helper()
	return checks.Explore(t, sys, checks.Within(depth))
}

// What `explore -protocol pmmc` visits.
func TestDefaultIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("visits 15 million states")
	}
	r := explored(t, systemOf(t, "", ""), 0)
	checks.AllHold(t, r)
	require.Equal(t, checks.Size{States: 15_021_355, Steps: 106_410_962, Depth: 35}, checks.SizeOf(r))
	for _, c := range r.StepCounts {
		require.NotZero(t, c.Steps, c.Name)
	}
	var bounds []string
	for _, b := range r.Bounds {
		bounds = append(bounds, b.Name)
	}
	require.Zero(t, r.Bounds[1].Refused, "as many slots as there are requests")
	require.Subset(t, bounds, []string{"ballots", "slots", "window", "scripts", "network", "crashes", "S1 scout timeouts"})
}

// What the default leaves out, each as far as it fits in seconds.
func TestOthersAreComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("visits 12 million states")
	}
	for _, c := range []struct {
		name, flags string
		size        checks.Size
	}{
		{"either leader preempts the other", "-ballots 2 -scripts p@1;g@2 -slots 2", checks.Size{States: 2_824_203, Steps: 15_480_035, Depth: 29}},
		{"and a command is asked for twice", "-ballots 2 -scripts a@1+2;g@2 -crashes 0 -slots 2", checks.Size{States: 1_810_243, Steps: 11_579_565, Depth: 28}},
		{"two commands at one replica", "-ballots 2 -scripts p@1;g@1 -crashes 0 -slots 2", checks.Size{States: 516_146, Steps: 3_048_406, Depth: 27}},
		{"a client with two operations", "-clients 1 -scripts a@1+2,g@2 -crashes 0 -slots 2", checks.Size{States: 36_771, Steps: 186_292, Depth: 27}},
		{"refusals", "-refusals true -ballots 2 -scripts p@1;p@2 -slots 1 -crashes 0", checks.Size{States: 142_713, Steps: 581_976, Depth: 21}},
		{"refusals to a leader that scouts twice", "-refusals true -ballots 2 -scouts 2,1 -scripts p@1;p@2 -slots 1 -crashes 0", checks.Size{States: 2_105_791, Steps: 8_918_627, Depth: 28}},
		{"a read that is decided twice", "-scripts g@1+2;p@1 -slots 3 -window 3 -scouts 1 -crashes 0", checks.Size{States: 122_762, Steps: 859_678, Depth: 27}},
		{"quorums of one to choose", "-phase2 1 -ballots 2 -scripts p@1;g@2 -crashes 0 -slots 2", checks.Size{States: 177_325, Steps: 929_363, Depth: 26}},
		{"quorums of all to choose", "-phase1 1 -phase2 3 -ballots 2 -scripts p@1;g@2 -slots 2 -crashes 0", checks.Size{States: 68_325, Steps: 327_341, Depth: 30}},
		{"three leaders", "-ballots 3 -scouts 1,1,1 -scripts p@1;p@2 -slots 1 -crashes 0", checks.Size{States: 223_561, Steps: 1_005_856, Depth: 22}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explored(t, systemOf(t, "", c.flags), 0)
			checks.AllHold(t, r)
			require.Equal(t, c.size, checks.SizeOf(r))
		})
	}
}

// A mistake does not make the declaration of dead messages wrong, not in any state
// that it leads to and not over a crash either.
func TestEpochsOfMutantsNeverGoBack(t *testing.T) {
	if testing.Short() {
		t.Skip("visits millions of states")
	}
	for _, m := range Protocol.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			r := explored(t, systemOf(t, m.Name, "-crashes 1"), 0)
			require.NotNil(t, r.Violation)
			require.Equal(t, m.Breaks, r.Violation.Property, r.Violation.Text)

			all := systemOf(t, m.Name, "-crashes 1")
			all.Properties = []model.Property{{Name: "any", Check: model.Global(func(*model.State) model.Verdict { return model.Holds })}}
			checks.NothingBroken(t, explored(t, all, 0))
		})
	}
}

// Every mutant is found under the bounds that it brings along: it breaks the
// property that it says it breaks, the shortest run is as long as its comment
// counts, and the code takes that run's steps again. The protocol without the
// mistake holds in all states under the same bounds.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAre(t, &Protocol,
		checks.Known{Mutant: "no-adoption", Breaks: "uniformity", Length: 12},
		checks.Known{Mutant: "no-ballot-check", Breaks: "uniformity", Length: 12},
		checks.Known{Mutant: "ballot-without-leader", Breaks: "uniformity", Length: 12},
		checks.Known{Mutant: "disjoint-phases", Breaks: "uniformity", Length: 12},
		checks.Known{Mutant: "no-duplicate-filter", Breaks: "at-most-once", Length: 11},
		checks.Known{Mutant: "skip-slot", Breaks: "same-prefix", Length: 12},
		checks.Known{Mutant: "untold", Breaks: "leader-performs", Length: 9},
	)
	for _, m := range Protocol.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			_, settings := checks.MutantIsFound(t, &Protocol, m.Name, nil, m.Length)
			checks.AllHold(t, explored(t, checks.System(t, &Protocol, "", settings), 0))
		})
	}
}

// What a mistake breaks first is not all that it breaks: clients see it, too.
func TestClientsSeeMutants(t *testing.T) {
	for _, c := range []struct {
		mutant, flags string
		length        int
	}{
		{"no-adoption", "-scripts p@1;g@3", 16},
		{"no-duplicate-filter", "-clients 2 -scripts a@1+2;g@1 -slots 3", 16},
	} {
		t.Run(c.mutant, func(t *testing.T) {
			checks.Violates(t, systemOf(t, c.mutant, c.flags), checks.Only("linearizability"), "linearizability", c.length)
		})
	}
}

// Every goal is reached, in as many steps as it takes.
func TestGoalsAreReached(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"leader-elected":     3,  // T a b
		"two-leaders":        6,  // twice
		"value-chosen":       6,  // then I R A
		"slot-decided":       7,  // and B
		"decided-twice":      13, // I R, C1's other R, P A B: S2 proposes it behind C2's
		"decided-everywhere": 9,  // and D D
		"client-done":        8,  // or the answer
		"chosen-C1":          6,  // as value-chosen
		"chosen-C2":          6,
		"all-clients-done":   13, // T a b, and I R A B and the answer for each, at S2
	})
}

// show returns all that a node is.
func show(v model.View[any]) string {
	switch node := v.Node.(type) {
	case *Server:
		server := *node
		server.config = config{}
		scout := Scout{}
		if server.Scout != nil {
			scout, server.Scout = *server.Scout, nil
		}
		return fmt.Sprintf("%s %v %v %+v %+v", v.Name, v.Up, v.Timers, server, scout)
	case *Client:
		return fmt.Sprintf("%s %v %d %v", v.Name, v.Timers, node.Started, node.Waiting)
	}
	return ""
}

// Dead messages can do nothing: with them in the state there are more states, but
// no node ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	const small = "-clients 1 -slots 1 -scripts p@1 "
	for _, flags := range []string{
		small + "-crashes 0 -ballots 2",
		small + "-crashes 1 -scouts 1,1 -ballots 1",
		small + "-crashes 0 -duplicates 1 -ballots 1",
		small + "-crashes 0 -ballots 2 -network set",
		small + "-crashes 0 -ballots 2 -network fifo -drops 1",
		small + "-crashes 0 -refusals true -ballots 1",
		"-clients 1 -scripts a@1+2 -slots 2 -scouts 1 -ballots 2 -crashes 0",
	} {
		t.Run(flags, func(t *testing.T) {
			checks.AllHold(t, checks.DeadMessagesLeaveNoTrace(t, func() *model.System { return systemOf(t, "", flags) }, show))
		})
	}
}

// Without the declaration the mutants are found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	for _, m := range Protocol.Mutants {
		with := explored(t, systemOf(t, m.Name, ""), 0)
		sys := systemOf(t, m.Name, "")
		sys.Epochs = nil
		without := explored(t, sys, 0)
		require.NotNil(t, without.Violation, m.Name)
		require.Equal(t, m.Breaks, without.Violation.Property)
		require.Equal(t, with.Violation.Length(), without.Violation.Length(), m.Name)
	}
}

// What the default leaves out holds as well, where it is small.
func TestOtherBoundsHold(t *testing.T) {
	for _, flags := range []string{
		"-clients 1 -scripts p@1 -slots 1 -refusals true -ballots 2 -crashes 0",
		"-clients 1 -scripts a@1+2 -slots 2 -ballots 2",
		"-clients 1 -scripts a@1 -slots 2 -retries 1 -crashes 0 -ballots 1",
		"-clients 1 -scripts p@1,gy@2 -window 1 -ballots 2 -crashes 0",
		"-clients 1 -scripts p -slots 1 -crashes 1 -ballots 1",
		"-clients 1 -scripts p@1 -slots 1 -partitions 1 -crashes 0 -ballots 1",
		"-network fifo -ballots 2 -scripts p@1;g@2 -crashes 0",
		"-servers 1",
		"-servers 1 -clients 1",
		"-servers 2 -ballots 2",
		"-clients 1",
	} {
		t.Run(flags, func(t *testing.T) {
			var vacuous []string
			if strings.Contains(flags, "-servers 1") {
				vacuous = append(vacuous, "same-prefix") // one has nobody to disagree with
			}
			checks.AllHold(t, explored(t, systemOf(t, "", flags), 0), vacuous...)
		})
	}
}

// Larger ones work, too, as far as one looks.
func TestLargerBounds(t *testing.T) {
	for _, flags := range []string{
		"-servers 5 -scouts 1,1",
		"-scripts p@1,g@2;a@2,g@1 -slots 4 -scouts 1,1,1 -retries 1",
		"-clients 3 -scripts p;a;g -refusals true -network set",
	} {
		r := explored(t, systemOf(t, "", flags), 8)
		require.Nil(t, r.Violation, flags)
		require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
		require.Equal(t, 8, r.Depth)
	}
}

// What cannot be asked for is refused in one line that names what was asked for
// and what is accepted.
func TestImpossibleSettings(t *testing.T) {
	checks.Refused(t, &Protocol, "disjoint-phases", checks.Flags("-phase1 3"), "phase1 is 3, but the mutant disjoint-phases sets it by itself; accepted is 0")
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 6":               "-servers 6: accepted are whole numbers from 1 to 5",
		"-clients 0":               "-clients 0: accepted are whole numbers from 1 to 9",
		"-slots 0":                 "-slots 0: accepted are whole numbers from 1 to 9",
		"-window 0":                "-window 0: accepted are whole numbers from 1 to 9",
		"-ballots 0":               "-ballots 0: accepted are whole numbers from 1 to 100",
		"-network tcp":             "-network tcp: accepted are multiset, set, fifo",
		"-scouts 1,1,1,1":          "scouts 1,1,1,1 are for 4 servers, but there are 3; accepted is at most one number per server",
		"-servers 2 -scouts 1,1,1": "scouts 1,1,1 are for 3 servers, but there are 2",
		"-scripts p;p;p":           `scripts "p;p;p" are for 3 clients, but there are 2; accepted are`,
		"-scripts w":               `scripts "w": "w" is no operation; accepted are`,
		"-scripts p@4":             `scripts "p@4": "4" is no server; accepted are 1 to 3`,
		"-phase1 1":                "phase1 is 1 and phase2 is 2, of 3 acceptors; accepted are",
		"-leaders 1":               `protocol pmmc has no setting "leaders"; it has servers, `,
		"-refusals perhaps":        "-refusals perhaps: accepted are true and false",
	})
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }
