package recorded_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/internal/recorded"
	"github.com/synod-go/synod/internal/recording"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// departsAt judges the run of a recording by its full states, step by step: the number of
// the first step that the spec does not allow, -1 if there is none.
//
// The run is taken again on the network that the spec has: a set on which everything stays
// that was ever sent. There a message that is lost or doubled is no step, nor is one that
// does nothing but send again what is there. A spec with channels that keep the order has
// the network of the run, but not the knowledge that a message is dead: such a one is
// delivered when it stands before another. On a network without order any step departs.
func departsAt(t *testing.T, r *recording.Recording) int {
	sys, err := r.Protocol.System(r.Mutant, r.Settings)
	require.NoError(t, err)
	var run traces.Trace
	require.NoError(t, runs.Wander(sys, uint64(r.Seed), r.Steps, func(w *runs.Run) error {
		run.States = append(run.States, w.State())
		return nil
	}))
	given := map[string]string{}
	for name, v := range r.Settings {
		given[name] = v
	}
	_, ordered := r.Protocol.Mapping.With["network"]
	if !ordered {
		given["network"] = "set"
		for _, loss := range []string{"drops", "duplicates", "partitions"} {
			delete(given, loss)
		}
	}
	c, err := conform.New(r.Protocol, r.Mutant, given, conform.Source{})
	if unmodelled := (*check.NotModelled)(nil); errors.As(err, &unmodelled) {
		require.Contains(t, unmodelled.Assumption, "InOrder", "only a network without order has no image")
		return 0
	}
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
		if k := s.Step.Kind; !ordered && (k == traces.StepDrop || k == traces.StepDuplicate || k == traces.StepPartition || k == traces.StepHeal) {
			continue
		}
		take := func(is func(e traces.Step) bool) bool {
			at := slices.IndexFunc(w.Enabled(), is)
			if at >= 0 {
				w.Take(at)
				number = append(number, i+1)
			}
			return at >= 0
		}
		isNext := func(e traces.Step) bool {
			return e.Kind == traces.StepDeliver && e.From == s.Step.From && e.To == s.Step.To
		}
		for !take(func(e traces.Step) bool { return e.Same(s.Step) }) && ordered && take(isNext) {
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

// unobservable are the recorded runs of mutants that depart from the spec although what was
// logged of them does not show it.
var unobservable = []string{"paxos-learn-early", "primarybackup-backup-any-view-hidden"}

// TestRecordedMutants: of every run of a mutant in the recorded set the truth is what the
// spec says of its full states. A log that is rejected is one of a run that departs, at that
// event or before; one that is accepted is of a run that does not depart, or is known to
// hide it.
func TestRecordedMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	logged := map[string]bool{}
	var hidden []string
	for i := range recorded.Set {
		rec := &recorded.Set[i]
		if rec.Mutant == "" {
			continue
		}
		logged[rec.Protocol+" "+rec.Mutant] = true
		t.Run(rec.Name, func(t *testing.T) {
			r, err := rec.Recording(impl.Protocols())
			require.NoError(t, err)
			departs := departsAt(t, r)
			require.GreaterOrEqual(t, departs, 0, "the run of the mutant does what the spec allows")
			report, err := validate.Run(t.Context(), rec.File(), validate.Options{
				Spec: filepath.Join("..", "..", "tla", recorded.Specs[rec.Protocol]+".tla"), Near: -1,
			})
			require.NoError(t, err)
			if report.Verdict == validate.Accepted {
				hidden = append(hidden, rec.Name)
				return
			}
			require.Equal(t, validate.Rejected, report.Verdict)
			require.GreaterOrEqual(t, report.Misfit.Event, departs, "rejected before the run departs")
		})
	}
	require.ElementsMatch(t, unobservable, hidden)
	for _, p := range impl.Protocols() {
		if _, specified := recorded.Specs[p.Name]; !specified {
			continue
		}
		for _, m := range p.Mutants {
			switch {
			case p.Name == "raft" && slices.Contains(recorded.BeyondRaft, m.Name):
				continue
			case isLive(t, p, m.Breaks):
				continue // it does too little, which the spec allows
			}
			require.True(t, logged[p.Name+" "+m.Name], "no log of %s, mutant %s, is recorded", p.Name, m.Name)
		}
	}
}

// isLive reports whether a property of a protocol is about whole runs.
func isLive(t *testing.T, p *model.Protocol, name string) bool {
	properties, err := p.Properties()
	require.NoError(t, err)
	return slices.ContainsFunc(properties, func(q model.Property) bool { return q.Name == name && q.Live.Kind != 0 })
}
