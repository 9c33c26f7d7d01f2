package shrink_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/shrink"
)

// The random walks that break a mutant are shrunk to local minima: of what is left
// no step can be left out, and no run is shorter than a shortest one.
func TestRandomRunsOfMutants(t *testing.T) {
	count, shortest := 0, 0
	for _, p := range impl.Protocols() {
		for _, m := range p.Mutants {
			t.Run(p.Name+"/"+m.Name, func(t *testing.T) {
				sys, err := p.System(m.Name, nil)
				require.NoError(t, err)
				r, err := synod.Explore(context.Background(), sys, synod.Options{
					Simulate: &explore.Walks{Count: 3000, Length: 300}, Properties: []string{m.Breaks},
					Workers: 1,
				})
				require.NoError(t, err)
				if r.Violation == nil {
					t.Skip("no random walk breaks it")
				}
				given := r.Violation.Trace
				got := shrunk(t, sys, given)
				count++
				if got.Trace.Steps() == m.Length {
					shortest++
				}
				t.Logf("from %d steps to %d, a shortest one has %d; switches from %d to %d", got.Steps, got.Trace.Steps(), m.Length, got.Switches, got.NewSwitches)
				require.LessOrEqual(t, got.Trace.Steps(), given.Steps())
				require.GreaterOrEqual(t, got.Trace.Steps(), m.Length)
				require.LessOrEqual(t, got.NewSwitches, got.Switches)
				require.Equal(t, m.Breaks, got.Trace.Meta.Property)
				require.Empty(t, cmp.Diff(got.Trace, shrunk(t, sys, given).Trace), "the same run gives the same result")

				w, _, err := runs.Of(sys, got.Trace)
				require.NoError(t, err)
				replayed := traces.Replay(w, got.Trace, 0)
				require.Nil(t, replayed.Departure)
				require.Equal(t, got.Finding, *replayed.Again)
				for i := range got.Trace.Steps() {
					require.False(t, breaksWithout(w, got.Trace, i+1), "step %d can go", i+1)
				}
			})
		}
	}
	t.Logf("%d of %d are shortest runs", shortest, count)
	require.Greater(t, count, 15)
	require.GreaterOrEqual(t, 4*shortest, 3*count, "three in four end as short as a shortest run")
}

// breaksWithout takes a run without one of its steps. It reports whether that can
// be done and breaks what the run breaks.
func breaksWithout(w *runs.Run, run *traces.Trace, without int) bool {
	w.Start(0)
	for i, s := range run.States {
		if i == 0 || i == without {
			continue
		}
		at := -1
		for k := range w.Enabled() {
			if w.Enabled()[k].Same(s.Step) {
				at = k
			}
		}
		if at < 0 {
			return false
		}
		w.Take(at)
		for _, f := range w.Broken() {
			if f.Property == run.Meta.Property {
				return true
			}
		}
	}
	return false
}

func shrunk(t *testing.T, sys *model.System, given *traces.Trace) *shrink.Result {
	t.Helper()
	w, first, err := runs.Of(sys, given)
	require.NoError(t, err)
	got, err := shrink.Shrink(context.Background(), w, given, first, shrink.Options{})
	require.NoError(t, err)
	require.True(t, got.Minimal)
	return got
}

// A shortest run loses no step. Put in another order, it is still the same run for
// every node, its faults and its clients.
func TestShortestRunsAreOnlyReordered(t *testing.T) {
	moved := 0
	for _, p := range impl.Protocols() {
		for _, m := range p.Mutants {
			if m.Length > 11 {
				continue // the searches would take long
			}
			t.Run(p.Name+"/"+m.Name, func(t *testing.T) {
				sys, err := p.System(m.Name, nil)
				require.NoError(t, err)
				r, err := synod.Explore(context.Background(), sys, synod.Options{
					Properties: []string{m.Breaks}, Workers: 1,
				})
				require.NoError(t, err)
				given := r.Violation.Trace
				if given.Loop != traces.NoLoop {
					t.Skip("a run without end is not shrunk")
				}
				got := shrunk(t, sys, given)
				require.Equal(t, given.Steps(), got.Trace.Steps())
				sameOrderOfNodes(t, given, got.Trace)
				for _, is := range []func(*traces.Step) bool{isFault, ofClient} {
					require.Empty(t, cmp.Diff(texts(given, is), texts(got.Trace, is)), "-given +shrunk")
				}
				end := given.Steps()
				path, was, now, differs := traces.Difference(given.States[end], got.Trace.States[end])
				require.False(t, differs, "%s: %v, %v", path, was, now)
				if got.NewSwitches < got.Switches {
					moved++
				}
			})
		}
	}
	require.Greater(t, moved, 5)
}

func isFault(s *traces.Step) bool {
	switch s.Kind {
	case traces.StepCrash, traces.StepRestart, traces.StepDrop, traces.StepDuplicate, traces.StepPartition, traces.StepHeal:
		return true
	}
	return false
}

func ofClient(s *traces.Step) bool {
	for _, e := range s.Recorded {
		if e.Name == "Invoke" || e.Name == "Return" {
			return true
		}
	}
	return false
}

func texts(run *traces.Trace, is func(*traces.Step) bool) (list []string) {
	for _, s := range run.States[1:] {
		if is(s.Step) {
			list = append(list, s.Step.String())
		}
	}
	return list
}

// On the code without the mistake the run is not one any more.
func TestMendedCode(t *testing.T) {
	sys, err := raft.Protocol.System("double-vote", nil)
	require.NoError(t, err)
	r, err := synod.Explore(context.Background(), sys, synod.Options{Workers: 1})
	require.NoError(t, err)
	given := r.Violation.Trace
	given.Meta.Properties = nil
	mended, err := raft.Protocol.System("", r.Violation.Trace.Meta.Settings)
	require.NoError(t, err)
	w, _, err := runs.Of(mended, given)
	require.NoError(t, err)
	_, err = shrink.Shrink(context.Background(), w, given, 0, shrink.Options{})
	var gone *shrink.Gone
	require.ErrorAs(t, err, &gone)
}
