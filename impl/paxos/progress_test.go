package paxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// progressing is Paxos under the settings that its properties about whole runs bring.
func progressing(t *testing.T, property, mutant, assume string, more map[string]string) *synod.Report {
	t.Helper()
	given := map[string]string{}
	for name, v := range byDifference {
		given[name] = model.Spell(v)
	}
	for name, v := range more {
		given[name] = v
	}
	sys := checks.System(t, &Protocol, mutant, given)
	sys.Assume = assume
	return checks.Explore(t, sys, checks.Only(property))
}

// Two proposers go on for ever, and a lasso shows it: in its loop both begin anew, each with
// a higher number, and nobody learns a value.
func TestProposersDuel(t *testing.T) {
	r := progressing(t, eventuallyLearned.Name, "", "", nil)
	require.Equal(t, synod.VerdictViolated, r.Verdict)
	require.Equal(t, checks.Size{States: 12_405, Steps: 44_579, Depth: 32}, checks.SizeOf(r))
	run := r.Violation.Trace
	require.Equal(t, 7, run.Steps())
	require.Equal(t, 4, run.Loop)
	require.Contains(t, r.Violation.Text, "each time that it comes back, the ballots are 2 higher")
	proposals := map[string]bool{}
	for _, s := range run.States[1:] {
		if s.Step.Kind == traces.StepTimeout {
			proposals[s.Step.Node] = true
		}
	}
	require.Equal(t, map[string]bool{"P1": true, "P2": true}, proposals)
}

// With an eventual leader a value is learned, in all states; that nothing goes wrong any
// more is not enough.
func TestLeaderDecides(t *testing.T) {
	r := progressing(t, leaderDecides.Name, "", "", nil)
	require.Equal(t, synod.VerdictHolds, r.Verdict)
	require.True(t, r.Complete())
	require.EqualValues(t, 37_215, r.States)
	require.Equal(t, synod.VerdictHolds, progressing(t, eventuallyLearned.Name, "", "leader", nil).Verdict)
	require.Equal(t, synod.VerdictViolated, progressing(t, leaderDecides.Name, "", "stable", nil).Verdict)
}

// A proposer that does not try again is enough of a leader as long as nobody crashes.
func TestSingleTryNeedsACrash(t *testing.T) {
	require.Equal(t, synod.VerdictHolds, progressing(t, leaderDecides.Name, string(singleTry), "", nil).Verdict)
	r := progressing(t, leaderDecides.Name, string(singleTry), "", map[string]string{"crashes": "1"})
	require.Equal(t, synod.VerdictViolated, r.Verdict)
	require.Equal(t, 7, r.Violation.Length())
	sound := progressing(t, leaderDecides.Name, "", "", map[string]string{"crashes": "1"})
	require.Equal(t, synod.VerdictOpen, sound.Verdict, "no run breaks it, but a leader would need numbers that are further apart")
	require.Equal(t, []string{"ballots spread"}, sound.Properties[0].OpenBy)
}
