package switchpaxos

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// These tests go through the engine: what it finds is pinned.

func explored(t *testing.T, flags string) *synod.Report {
	t.Helper()
	return checks.Explore(t, checks.System(t, &Protocol, "", checks.Flags(flags)), synod.Options{})
}

// What `explore -protocol switchpaxos` visits.
func TestDefaultIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("visits 2 million states")
	}
	r := explored(t, "")
	checks.AllHold(t, r)
	require.Equal(t, checks.Size{States: 1_863_540, Steps: 15_593_632, Depth: 38}, checks.SizeOf(r))
	for _, c := range r.StepCounts {
		require.NotZero(t, c.Steps, c.Name)
	}
}

// What the default leaves out, each as far as it fits in seconds.
func TestOthersAreComplete(t *testing.T) {
	for flags, size := range map[string]checks.Size{
		"-crashes 0":                            {States: 4_723, Steps: 22_692, Depth: 22},
		"-crashes 0 -proposers 3":               {States: 79_408, Steps: 428_613, Depth: 31},
		"-acceptors 2 -rounds 3":                {States: 75_474, Steps: 341_353, Depth: 39},
		"-registers 1 -rounds 3":                {States: 46_876, Steps: 226_302, Depth: 33},
		"-registers 1 -mistakes 1 -crashes 0":   {States: 14_925, Steps: 69_694, Depth: 28},
		"-registers 1 -network fifo":            {States: 171_998, Steps: 924_948, Depth: 32},
		"-registers 1 -crashes 0 -duplicates 1": {States: 2_283, Steps: 8_686, Depth: 18},
	} {
		t.Run(flags, func(t *testing.T) {
			r := explored(t, flags)
			checks.NothingBroken(t, r)
			require.Equal(t, size, checks.SizeOf(r))
		})
	}
}

// Symmetry changes the number of states, and nothing else.
func TestSymmetry(t *testing.T) {
	r := explored(t, "-crashes 0 -symmetry false")
	checks.AllHold(t, r)
	require.Equal(t, checks.Size{States: 23_527, Steps: 115_076, Depth: 22}, checks.SizeOf(r))
}

// Dead messages can do nothing: with them in the state there are more states, but no node ever
// gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	if testing.Short() {
		t.Skip("has one goroutine")
	}
	for _, flags := range []string{"-registers 1 -proposers 1 -symmetry false", "-crashes 0 -registers 1 -proposers 1 -mistakes 1 -symmetry false"} {
		t.Run(flags, func(t *testing.T) {
			checks.AllHold(t, checks.DeadMessagesLeaveNoTrace(t, func() *model.System {
				return checks.System(t, &Protocol, "", checks.Flags(flags))
			}, show))
		})
	}
}

// show returns all that a node is.
func show(v model.View[any]) string {
	switch n := v.Node.(type) {
	case *Acceptor:
		a := *n
		a.config = config{}
		return fmt.Sprintf("%s %v %+v", v.Name, v.Up, a)
	case *Learner:
		l := *n
		l.config = config{}
		return fmt.Sprintf("%s %v %+v", v.Name, v.Timers, l)
	case *Backup:
		b := *n
		b.config = config{}
		return fmt.Sprintf("%s %+v", v.Name, b)
	}
	return fmt.Sprintf("%s %v %+v", v.Name, v.Up, v.Node)
}

func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAreFound(t, &Protocol, 10,
		checks.Known{Mutant: "restarted-sequence", Breaks: "learn-only-chosen", Length: 8},
		checks.Known{Mutant: "early-reuse", Breaks: "uniformity", Length: 16},
		checks.Known{Mutant: "no-phase1", Breaks: "uniformity", Length: 12},
		checks.Known{Mutant: "own-value", Breaks: "uniformity", Length: 11},
		checks.Known{Mutant: "forgetful-acceptor", Breaks: "uniformity", Length: 13},
		checks.Known{Mutant: "learn-early", Breaks: "learn-only-chosen", Length: 3},
		checks.Known{Mutant: "skip-gap", Breaks: "learn-only-chosen", Length: 6},
	)
	v := checks.Violates(t, checks.System(t, &Protocol, "restarted-sequence", nil), checks.Only("uniformity"), "uniformity", 8)
	require.Equal(t, "in instance 1 both v1 and v2 were chosen", v.Text)
	v = checks.Violates(t, checks.System(t, &Protocol, "skip-gap", checks.Flags("-learners 2")), checks.Only("same-prefix"), "same-prefix", 10)
	require.Contains(t, v.Text, "no-op")
}

// Without the declaration of dead messages the mutants are found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	checks.MutantsAreFoundWithoutEpochs(t, &Protocol)
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

// Every goal is reached, in as many steps as it takes.
func TestGoalsAreReached(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"value-chosen":  3,  // R 2 2
		"delivered":     5,  // and L L
		"all-delivered": 10, // twice
		"gap":           6,  // R R 2 2 L L
		"failed-over":   3,  // X S R
		"no-op-chosen":  14, // a gap, T G 1 1 P P 2 2
		"cleared":       7,  // delivered, T, and the Checkpoint
		"reused":        22,
	})
}

func TestClaimsAboutRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("visits a million states")
	}
	checks.ClaimsAboutRuns(t, &Protocol, "holds", "holds", "violated")
}

// With one acceptor and one learner nothing is interchangeable, which is no reason to refuse
// the symmetry that is on by default.
func TestOneAcceptor(t *testing.T) {
	checks.SpacesAre(t, &Protocol, checks.Space{Flags: "-acceptors 1", States: 3_429, Steps: 9_526, Depth: 21})
}

// An attempt of the backup is later than those before it, whatever instances there are.
func TestAttemptsAreOrdered(t *testing.T) {
	for instance := range 3 * maxInstances {
		require.Less(t, attempt(1, instance), attempt(1, instance+1))
		require.Less(t, attempt(1, instance), attempt(2, 0))
	}
}

func TestImpossibleSettings(t *testing.T) {
	checks.Refused(t, &Protocol, "", checks.Flags("-registers 0"), "-registers 0: accepted are whole numbers from 1 to 9")
	checks.Refused(t, &Protocol, "", checks.Flags("-proposers 6"), "-proposers 6: accepted are whole numbers from 1 to 5")
}
