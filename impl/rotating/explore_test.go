package rotating

import (
	"fmt"
	"testing"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// Every mutant is found, and without the mistake nothing is broken under the same bounds.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAreFound(t, &Protocol, 20,
		checks.Known{Mutant: "first-ack", Breaks: "learn-only-chosen", Length: 5},
		checks.Known{Mutant: "nack-is-ack", Breaks: "learn-only-chosen", Length: 7},
		checks.Known{Mutant: "no-adoption", Breaks: "uniformity", Length: 8},
		checks.Known{Mutant: "no-stamp", Breaks: "uniformity", Length: 9},
		checks.Known{Mutant: "own-estimate", Breaks: "uniformity", Length: 9},
		checks.Known{Mutant: "oldest-estimate", Breaks: "uniformity", Length: 9},
		checks.Known{Mutant: "no-suspicion", Breaks: "termination", Length: 1},
	)
}

// Each mistake in the end makes two processes decide differently.
func TestMutantsBreakAgreement(t *testing.T) {
	for mutant, length := range map[string]int{
		"first-ack": 12, "nack-is-ack": 15, "no-adoption": 14, "no-stamp": 15, "own-estimate": 15, "oldest-estimate": 15,
	} {
		sys := checks.System(t, &Protocol, mutant, checks.Flags("-rounds 3 -mistakes 3"))
		checks.Violates(t, sys, checks.Only("agreement"), "agreement", length)
	}
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

// What the sources say of whole runs, and what they assume.
func TestTermination(t *testing.T) {
	checks.ClaimsAboutRuns(t, &Protocol, "open", "violated", "violated")
}

// The first is what `explore -protocol rotating` visits: each of three processes is the
// coordinator of a round. Without a crash nobody takes a step after its decision, so there
// is nothing to revoke.
func TestHolds(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "", States: 118_123, Steps: 628_086, Depth: 24},
		checks.Space{Flags: "-rounds 2 -mistakes 1", States: 12_316, Steps: 54_116, Depth: 17},
		checks.Space{Flags: "-mistakes 1 -network set", States: 35_973, Steps: 195_585, Depth: 24},
		checks.Space{Flags: "-inputs 1,1,2", States: 78_344, Steps: 417_675, Depth: 24},
		checks.Space{Flags: "-rounds 2 -mistakes 1 -processes 4", States: 161_716, Steps: 992_927, Depth: 24},
		checks.Space{Flags: "-rounds 2 -mistakes 1 -crashes 2", States: 17_755, Steps: 85_140, Depth: 18},
		checks.Space{Flags: "-rounds 2 -processes 2", States: 436, Steps: 1_123, Depth: 15},
		checks.Space{Flags: "-crashes 0 -mistakes 0", States: 2_767, Steps: 13_755, Depth: 23, Vacuous: "irrevocability"},
	)
}

func TestGoals(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{"value-chosen": 4, "decided": 7, "all-decided": 9, "decided-v1": 7, "decided-v2": 7, "decided-v3": 7})
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
	checks.DeadMessagesLeaveNoTraceUnder(t, &Protocol, show,
		"-rounds 1 -mistakes 1 -crashes 1",
		"-rounds 2 -mistakes 0 -crashes 0",
		"-rounds 2 -mistakes 1 -crashes 0 -network set",
	)
}

func TestImpossibleSettings(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-inputs 1,2,3,4": "inputs 1,2,3,4 are for 4 processes, but there are 3; accepted is at most one number per process",
		"-inputs 0":       "-inputs 0: accepted are whole numbers from 1 to 9",
		"-network fifo":   "-network fifo: accepted are multiset, set",
		"-processes 8":    "-processes 8: accepted are whole numbers from 1 to 7",
		"-rounds 0":       "-rounds 0: accepted are",
	})
}
