package epaxos

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// These tests go through the engine: what it finds is pinned.

// What `explore -protocol epaxos` visits. Of three servers, never more than one has the
// dependencies of ballot 0 where a coordinator waits, so that nobody heeds a Waiting: see
// TestFiveServers.
func TestDefaultIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("visits a million states")
	}
	r := checks.Explore(t, checks.System(t, &Protocol, "", nil), synod.Options{})
	checks.AllHold(t, r)
	require.Equal(t, checks.Size{States: 1_208_957, Steps: 6_149_581, Depth: 28}, checks.SizeOf(r))
	require.Empty(t, r.Unmeant())
	for _, c := range r.StepCounts {
		require.Equal(t, c.Name == "S receives Waiting", c.Steps == 0, c.Name)
	}
	require.Len(t, r.StepCounts, 12)
}

func TestOthersAreComplete(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "-recoveries 0", States: 2_957, Steps: 10_448, Depth: 16},
		checks.Space{Flags: "-recoveries 0,0,1", States: 66_969, Steps: 289_496, Depth: 23},
		checks.Space{Flags: "-recoveries 0,0,1 -crashes 1", States: 393_241, Steps: 1_776_384, Depth: 25},
		checks.Space{Flags: "-recoveries 0,0,1 -crashes 1 -crash-stop true", States: 262_610, Steps: 1_058_245, Depth: 24},
		checks.Space{Flags: "-recoveries 0,0,1 -network set", States: 68_269, Steps: 296_186, Depth: 23},
		checks.Space{Flags: "-recoveries 0,0,1 -duplicates 1", States: 510_308, Steps: 2_683_882, Depth: 24},
		checks.Space{Flags: "-recoveries 0,1,1 -network fifo", States: 288_556, Steps: 906_417, Depth: 31},
		checks.Space{Flags: "-recoveries 0,0,2", States: 657_579, Steps: 3_358_628, Depth: 28},
		checks.Space{Flags: "-recoveries 1,1,1 -commands 1", States: 16_912, Steps: 62_518, Depth: 20},
		checks.Space{Flags: "-recoveries 0,0,1 -commands 1 -servers 5", States: 19_209, Steps: 94_838, Depth: 23},
	)
}

// With five servers two recoveries can wait for each other: the number of servers that support
// one tells the other that it was not committed. The whole space of five servers is out of reach.
func TestFiveServers(t *testing.T) {
	if testing.Short() {
		t.Skip("visits 3 million states")
	}
	sys := checks.System(t, &Protocol, "", checks.Flags("-servers 5 -recoveries 0,0,1"))
	checks.Reaches(t, sys, "blocking", 14)
}

// Every mutant is found under the bounds that it brings along, and nothing is broken
// without the mistake, as far as that is in reach: with five servers a few steps beyond the
// mutant's run.
func TestMutantsAreFound(t *testing.T) {
	known := []checks.Known{
		{Mutant: "single-ballot", Breaks: "agreement", Length: 12},
		{Mutant: "no-validation", Breaks: "visibility", Length: 9},
		{Mutant: "silent-validation", Breaks: "visibility", Length: 13},
		{Mutant: "impatient", Breaks: "agreement", Length: 11},
		{Mutant: "forget-accepted", Breaks: "agreement", Length: 11},
		{Mutant: "always-nop", Breaks: "agreement", Length: 8},
		{Mutant: "accept-old", Breaks: "agreement", Length: 11},
		{Mutant: "always-fast", Breaks: "agreement", Length: 9},
		{Mutant: "initial-deps", Breaks: "visibility", Length: 6},
		{Mutant: "execute-early", Breaks: "execution-order", Length: 6},
		{Mutant: "own-first", Breaks: "execution-order", Length: 11},
	}
	checks.MutantsAre(t, &Protocol, known...)
	for i, k := range known {
		t.Run(k.Mutant, func(t *testing.T) {
			_, settings := checks.MutantIsFound(t, &Protocol, k.Mutant, nil, k.Length)
			from := Protocol.Mutants[i].From
			if from == "" {
				if k.Mutant != "single-ballot" { // its bounds are the defaults: TestDefaultIsComplete
					checks.WithoutTheMistake(t, &Protocol, k.Breaks, settings)
				}
				return
			}
			r := checks.Explore(t, checks.System(t, &Protocol, "", settings), synod.Options{FromGoal: from, Depth: k.Length + 1})
			require.Nil(t, r.Violation)
			require.Positive(t, r.FromSteps, "goal %s is not reached", from)
			require.GreaterOrEqual(t, r.Depth, k.Length+1)
		})
	}
}

// The two mutants of recovery that need five servers break nothing with three.
func TestValidationNeedsFiveServers(t *testing.T) {
	for _, mutant := range []string{"no-validation", "silent-validation"} {
		r := checks.Explore(t, checks.System(t, &Protocol, mutant, checks.Flags("-servers 3 -recoveries 0,0,1")), synod.Options{})
		checks.NothingBroken(t, r)
	}
	if testing.Short() {
		t.Skip("the rest visits a million states")
	}
	r := checks.Explore(t, checks.System(t, &Protocol, "no-validation", checks.Flags("-servers 3 -recoveries 0,1,1")), synod.Options{})
	checks.NothingBroken(t, r)
}

// The single ballot variable needs three servers, two commands, no crash, and two recoveries, be
// it by one server.
func TestSingleBallotNeedsTwoRecoveries(t *testing.T) {
	for flags, broken := range map[string]bool{
		"-recoveries 0,0,1": false, "-recoveries 0,1": false, "-recoveries 1": false, "-commands 1": false,
		"-recoveries 0,0,2": true,
	} {
		r := checks.Explore(t, checks.System(t, &Protocol, "single-ballot", checks.Flags(flags)), synod.Options{})
		if broken {
			require.NotNil(t, r.Violation, flags)
			require.Equal(t, "agreement", r.Violation.Property, flags)
		} else {
			checks.NothingBroken(t, r)
		}
	}
}

// Dead messages can do nothing: with them in the state there are more states, but no server
// ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	checks.DeadMessagesLeaveNoTraceUnder(t, &Protocol, show,
		"-recoveries 0,0,1",
		"-recoveries 0,1,1 -commands 1 -crashes 1",
		"-recoveries 0,1,1 -commands 1 -network set",
	)
}

// show returns all that a server is.
func show(v model.View[any]) string {
	s := *v.Node.(*Server)
	s.config = config{}
	attempts := ""
	for c := range s.Instances {
		if a := s.Attempts[Command(c+1)]; a != nil {
			attempts += fmt.Sprintf("%d: %+v ", c+1, *a)
		}
	}
	s.Attempts = nil
	return fmt.Sprintf("%s %v %v %+v %s", v.Name, v.Up, v.Timers, s, attempts)
}

// Without the declaration of dead messages the mutants are found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	if testing.Short() {
		t.Skip("visits some million states")
	}
	checks.MutantsAreFoundWithoutEpochs(t, &Protocol)
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

// What the sources say of whole runs.
func TestClaims(t *testing.T) { checks.ClaimsAboutRuns(t, &Protocol, "holds", "violated", "open") }

func TestGoalsAreReached(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"committed": 3, "given-up": 6, "unaware": 8, "cycle": 10, "validating": 5, "awaiting": 8,
		"executed": 7, "settled": 8, "executed-everywhere": 10,
	})
}

func TestImpossibleSettings(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 4":            "servers 4 is not 2f+1; accepted are 3 and 5",
		"-commands 4":           "commands 4 are for 4 servers or more, but there are 3",
		"-recoveries 1,1,1,1,1": "recoveries 1,1,1,1,1 are for 5 servers, but there are 3",
	})
}
