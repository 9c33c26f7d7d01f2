package synod_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/singlecopy"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// rerun is what a test is told of a run.
func rerun(t *testing.T, sys *model.System, property string, steps ...string) (failed bool, said string) {
	return told(t, "TestRun", func(t testing.TB) { synod.Rerun(t, sys, property, steps...) })
}

// A test of a counterexample fails with the mutant, and passes without it.
func TestRerunFailsAsLongAsTheMistakeIsThere(t *testing.T) {
	for _, c := range []struct {
		p      *model.Protocol
		mutant string
		mended bool // by taking the mutant out
		given  map[string]string
	}{
		{&raft.Protocol, "double-vote", true, nil},
		{&raft.Protocol, "forget-vote", true, nil},
		{&raft.Protocol, "no-prev-check", true, nil},
		{&singlecopy.Protocol, "", false, map[string]string{"servers": "2"}},
		{&singlecopy.Protocol, "", false, map[string]string{"servers": "2", "network": "fifo"}},
	} {
		t.Run(c.p.Name+" "+c.mutant, func(t *testing.T) {
			sys, saved := counterexample(t, c.p, c.mutant, c.given)
			var steps []string
			for _, s := range saved.States[1:] {
				steps = append(steps, s.Step.String())
			}
			failed, said := rerun(t, sys, saved.Meta.Property, steps...)
			require.True(t, failed)
			require.Contains(t, said, saved.Meta.Violation)
			require.Contains(t, said, fmt.Sprintf("is violated after %d steps", len(steps)))
			if c.mended {
				mutant, err := c.p.System(c.mutant, c.given)
				require.NoError(t, err)
				sys, err := c.p.System("", mutant.Settings)
				require.NoError(t, err)
				failed, said = rerun(t, sys, saved.Meta.Property, steps...)
				require.False(t, failed, said)
			}
		})
	}
}

// Where the run departs is logged; a property that is broken before the end fails
// the test there.
func TestRerunOfCounters(t *testing.T) {
	failed, said := rerun(t, counting(1, 2, 0), "small", "S1: timeout tick", "S1: timeout tick")
	require.False(t, failed)
	require.Contains(t, said, "the run departs at step 2; before that, small holds. Not enabled is\n  S1: timeout tick\n"+
		"enabled steps that come nearest:\n  S2: timeout tick")

	failed, said = rerun(t, counting(3, 2, 0), "small", "S1: timeout tick", "S1: timeout tick", "S2: timeout tick")
	require.True(t, failed)
	require.Contains(t, said, "small is violated after 2 steps: S1 counts 2")

	failed, said = rerun(t, counting(3, 9, 0), "small", "S1: timeout tick", "S2: timeout tick")
	require.False(t, failed)
	require.Contains(t, said, "the whole run can be taken, 2 steps: small holds")
}

// Budgets refuse nothing: a system with one crash takes a run with two.
func TestRerunNeedsNoBudget(t *testing.T) {
	sys, err := raft.Protocol.System("", map[string]string{"crashes": "1"})
	require.NoError(t, err)
	failed, said := rerun(t, sys, "election-safety", "S1 crashes", "S1 restarts", "S1 crashes")
	require.False(t, failed)
	require.Contains(t, said, "the whole run can be taken, 3 steps")
	require.Equal(t, 1, sys.Faults.Crashes, "the caller's system is as it was")
}

func TestRerunRefusesWhatIsNotThere(t *testing.T) {
	failed, said := rerun(t, counting(1, 2, 0), "nosuch")
	require.True(t, failed)
	require.Contains(t, said, `unknown property "nosuch"; there are small`)
	// A kind of what a spec or a search for a goal finds is no property of a protocol.
	for _, kind := range []string{"deadlock", "goal", "evaluation"} {
		failed, said = told(t, "TestX", func(t testing.TB) { synod.Rerun(t, counting(1, 9, 0), kind, "S: timeout tick") })
		require.True(t, failed, kind)
		require.Contains(t, said, `unknown property "`+kind+`"; there are small`)
	}
	failed, said = rerun(t, &model.System{}, "small")
	require.True(t, failed)
	require.Contains(t, said, "the system has no nodes")
}

func counterexample(t *testing.T, p *model.Protocol, mutant string, given map[string]string) (*model.System, *traces.Trace) {
	t.Helper()
	sys, err := p.System(mutant, given)
	require.NoError(t, err)
	r, err := synod.Explore(t.Context(), sys, synod.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	return sys, r.Violation.Trace
}
