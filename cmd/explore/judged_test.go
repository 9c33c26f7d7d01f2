package main

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// specOf is the spec of a protocol.
func specOf(protocol string) string {
	for _, p := range traced {
		if p.protocol == protocol {
			return p.spec
		}
	}
	return ""
}

// departsAt judges the run of a recording by its full states, step by step: the number of the first step that the spec does not allow,
// -1 if there is none.
//
// The run is taken again on the network that the spec has: a set on which everything stays that was ever sent. There a message that is
// lost or doubled is no step, nor is one that does nothing but send again what is there.
func departsAt(t *testing.T, r *recording) int {
	sys, err := r.protocol.System(r.mutant, r.settings)
	require.NoError(t, err)
	var run traces.Trace
	require.NoError(t, runs.Wander(sys, uint64(r.seed), r.steps, func(w *runs.Run) error {
		run.States = append(run.States, w.State())
		return nil
	}))
	given := map[string]string{}
	for name, v := range r.settings {
		given[name] = v
	}
	given["network"] = "set"
	for _, loss := range []string{"drops", "duplicates", "partitions"} {
		delete(given, loss)
	}
	c, err := conform.New(r.protocol, r.mutant, given, conform.Source{})
	require.NoError(t, err)
	w, err := runs.New(c.System)
	require.NoError(t, err)
	nodes := func(s traces.State) traces.Value {
		v, _ := s.Vars.Get("nodes")
		return v
	}
	require.Empty(t, traces.Diff(nodes(run.States[0]), nodes(w.State())))
	number := []int{0} // of the steps of w in run
	for i, s := range run.States[1:] {
		if k := s.Step.Kind; k == traces.StepDrop || k == traces.StepDuplicate || k == traces.StepPartition || k == traces.StepHeal {
			continue
		}
		at := slices.IndexFunc(w.Enabled(), func(e traces.Step) bool { return e.Same(s.Step) })
		if at >= 0 {
			w.Take(at)
			number = append(number, i+1)
		}
		require.Truef(t, traces.Equal(nodes(s), nodes(w.State())), "step %d, %s: the nodes differ", i+1, s.Step)
	}
	judged := w.Trace()
	d, err := c.Judge(judged)
	require.NoError(t, err)
	if d == nil {
		return -1
	}
	return number[d.Number]
}

// unobservable are the recorded runs of mutants that depart from the spec although what was logged of them does not show it.
var unobservable = []string{"paxos-learn-early", "primarybackup-backup-any-view-hidden"}

// TestRecordedMutants: of every run of a mutant in the recorded set the truth is what the spec says of its full states. A log that is
// rejected is one of a run that departs, at that event or before; one that is accepted is of a run that does not depart, or is known to
// hide it.
func TestRecordedMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	logged := map[string]bool{}
	var hidden []string
	for i := range recordedSet {
		rec := &recordedSet[i]
		if rec.mutant == "" {
			continue
		}
		logged[rec.protocol+" "+rec.mutant] = true
		t.Run(rec.name, func(t *testing.T) {
			r, err := rec.recording()
			require.NoError(t, err)
			departs := departsAt(t, r)
			require.GreaterOrEqual(t, departs, 0, "the run of the mutant does what the spec allows")
			report, err := validate.Run(t.Context(), filepath.Join(root, "traces", "recorded", rec.file()), validate.Options{
				Spec: filepath.Join(root, "tla", specOf(rec.protocol)+".tla"), Near: -1,
			})
			require.NoError(t, err)
			if report.Verdict == validate.Accepted {
				hidden = append(hidden, rec.name)
				return
			}
			require.Equal(t, validate.Rejected, report.Verdict)
			require.GreaterOrEqual(t, report.Misfit.Event, departs, "rejected before the run departs")
		})
	}
	require.ElementsMatch(t, unobservable, hidden)
	for _, name := range []string{"raft", "paxos", "pmmc", "primarybackup"} {
		p, err := protocolNamed(name)
		require.NoError(t, err)
		for _, m := range p.Mutants {
			require.True(t, logged[name+" "+m.Name], "no log of %s, mutant %s, is recorded", name, m.Name)
		}
	}
}
