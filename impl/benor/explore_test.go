package benor

import (
	"fmt"
	"testing"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// Every mutant is found, and without the mistake nothing is broken under the same bounds.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAreFound(t, &Protocol, 11,
		checks.Known{Mutant: "wait-for-fewer", Breaks: "validity", Length: 2},
		checks.Known{Mutant: "decide-on-one", Breaks: "learn-only-chosen", Length: 6},
		checks.Known{Mutant: "majority-of-received", Breaks: "uniformity", Length: 12},
		checks.Known{Mutant: "coin-anyway", Breaks: "uniformity", Length: 14},
		checks.Known{Mutant: "stop-when-decided", Breaks: "termination", Length: 12},
		checks.Known{Mutant: "keep-value", Breaks: "termination", Length: 7},
	)
}

// These mistakes in the end make two processes decide differently.
func TestMutantsBreakAgreement(t *testing.T) {
	for mutant, flags := range map[string]string{"decide-on-one": "-rounds 2", "coin-anyway": "", "majority-of-received": ""} {
		sys := checks.System(t, &Protocol, mutant, checks.Flags(flags))
		checks.Violates(t, sys, checks.Only("agreement"), "agreement", 18)
	}
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

// What the sources say of whole runs, and what they assume.
func TestTermination(t *testing.T) {
	checks.ClaimsAboutRuns(t, &Protocol, "holds", "violated", "open", "violated")
}

// The first is what `explore -protocol benor` visits: all initial values, all coins. Where
// the initial values differ, validity has nothing to say.
func TestHolds(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "", States: 404_010, Steps: 2_370_402, Depth: 25},
		checks.Space{Flags: "-rounds 1", States: 35_910, Steps: 207_102, Depth: 13},
		checks.Space{Flags: "-rounds 1 -network set", States: 35_910, Steps: 207_102, Depth: 13},
		checks.Space{Flags: "-rounds 1 -crashes 2", States: 42_216, Steps: 259_734, Depth: 14},
		checks.Space{Flags: "-inputs 0,0,0", States: 3_890, Steps: 21_543, Depth: 25},
		checks.Space{Flags: "-inputs 1,1,1", States: 3_890, Steps: 21_543, Depth: 25},
		checks.Space{Flags: "-inputs 0,0,1", States: 169_683, Steps: 992_475, Depth: 25, Vacuous: "validity"},
		// Two initial values, and two steps in each round.
		checks.Space{
			Flags: "-processes 1 -tolerated 0 -crashes 0 -rounds 3", States: 14, Steps: 12, Depth: 6,
			Vacuous: "agreement",
		},
	)
}

func TestGoals(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{"value-chosen": 4, "decided": 6, "all-decided": 9, "decided-0": 6, "decided-1": 6})
}

// show returns all that a process is.
func show(v model.View[any]) string {
	p := *v.Node.(*Process)
	p.config = config{}
	return fmt.Sprintf("%s %v %+v", v.Name, v.Up, p)
}

// Dead messages can do nothing: with them in the state there are more states, but no
// process ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	checks.DeadMessagesLeaveNoTraceUnder(t, &Protocol, show, "-rounds 1 -crashes 0", "-rounds 1 -inputs 0,0,0", "-rounds 1 -inputs 0,0,1 -network set")
}

func TestImpossibleSettings(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-processes 2":    "tolerated is 1 of 2 processes; accepted is less than half of them",
		"-inputs 1,1,1,1": "inputs 1,1,1,1 are for 4 processes, but there are 3; accepted is at most one value per process",
		"-inputs 2":       "-inputs 2: accepted are whole numbers from 0 to 1",
		"-network fifo":   "-network fifo: accepted are multiset, set",
	})
	checks.Refused(t, &Protocol, "stop-when-decided", checks.Flags("-spread 1"), "spread is 1, but a process that takes no part any more has no round; accepted with stop-when-decided is 0")
	checks.Refused(t, &Protocol, "wait-for-fewer", checks.Flags("-processes 1 -tolerated 0"), "a process waits for messages from 1; accepted with wait-for-fewer are 2 and more")
}
