package paxos

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/traces"
)

// The beginning of the space, and nothing is violated there.
// The naive search has these counts, too (internal/search, TestPaxosStabilises).
func TestAssumedBounded(t *testing.T) {
	for assume, size := range map[string]checks.Size{
		"":         {States: 161, Steps: 328, Depth: 9},
		"stable":   {States: 2_098, Steps: 7_075, Depth: 9},
		"leader=P": {States: 415, Steps: 1_040, Depth: 9},
	} {
		sys := checks.System(t, &Protocol, "", map[string]string{"acceptors": "2", "ballots": "1", "crashes": "0"})
		sys.Assume = assume
		r := checks.Explore(t, sys, checks.Within(9))
		require.Nil(t, r.Violation)
		require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
		require.Equal(t, size, checks.SizeOf(r), assume)
		stabilised := uint64(0)
		for _, c := range r.StepCounts {
			if c.Name == "system stabilises" {
				stabilised = c.Steps
			}
		}
		require.Equal(t, assume != "", stabilised > 0, stabilised)
	}
}

// A proposer whose number was too low tries again when it leads, waits for the answers, and
// a value is learned: no run ends before, or goes on for ever.
func TestLeaderIsLearned(t *testing.T) {
	sys := checks.System(t, &Protocol, "", map[string]string{"acceptors": "2", "ballots": "1", "crashes": "1"})
	sys.Assume = "leader"
	run, err := runs.New(sys)
	require.NoError(t, err)
	take := func(text string) {
		t.Helper()
		at := slices.IndexFunc(run.Enabled(), func(s traces.Step) bool { return s.String() == text })
		require.GreaterOrEqual(t, at, 0, text)
		run.Take(at)
	}
	for _, text := range []string{
		"P2: timeout propose", "A1 receives Prepare{Number: 2} from P2", "A2 receives Prepare{Number: 2} from P2", "P2 crashes",
		"P1: timeout propose", "stabilise: P1 leads", // its number 1 is too low
	} {
		take(text)
	}
	begun := run.Len()
	visited, learned, most := map[string]bool{}, 0, 0
	var visit func()
	visit = func() {
		most = max(most, run.Len()-begun)
		require.Less(t, run.Len(), 100, "a run goes on")
		name := run.State().Vars.String()
		if visited[name] {
			return
		}
		visited[name] = true
		if value, _ := run.Node("L").Get("Learned"); value.String() != Value(0).String() {
			learned++
			return
		}
		steps := run.Enabled()
		require.NotEmpty(t, steps, "a run ends: %s", name)
		for i := range steps {
			run.Take(i)
			visit()
			run.Back()
		}
	}
	visit()
	require.Equal(t, []int{36, 2, 10}, []int{len(visited), learned, most}, "states, those in which it is learned, steps")
}
