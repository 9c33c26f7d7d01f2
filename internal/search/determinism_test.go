package search_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/paxosregister"
	"github.com/synod-go/synod/impl/primarybackup"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/singlecopy"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// outcome is all of a report that must be the same in every run.
type outcome struct {
	States, Steps, Cut, HandlerRuns, Frontier uint64
	Depth, Walks                              int
	Verdict, BoundedBy                        string
	Properties                                []search.PropertyResult
	StepCounts                                []search.StepCount
	Violations                                []string // property, kind, text and the trace as it is saved
}

func outcomeOf(t *testing.T, sys *model.System, opts search.Options) outcome {
	t.Helper()
	r := mustExplore(t, sys, opts)
	o := outcome{
		States: r.States, Steps: r.Steps, Cut: r.Cut, HandlerRuns: r.HandlerRuns, Frontier: r.Frontier,
		Depth: r.Depth, Walks: r.Walks, Verdict: r.Verdict, Properties: r.Properties, StepCounts: r.StepCounts,
	}
	for _, why := range r.BoundedBy {
		o.BoundedBy += why + " "
	}
	for _, v := range r.Violations {
		var b bytes.Buffer
		require.NoError(t, traces.Write(&b, v.Trace))
		o.Violations = append(o.Violations, v.Property, v.Kind, v.Text, b.String())
	}
	return o
}

// protocolSystem builds a protocol's system.
func protocolSystem(t *testing.T, p *model.Protocol, mutant string, given map[string]string) *model.System {
	t.Helper()
	sys, err := p.System(mutant, given)
	require.NoError(t, err)
	return sys
}

// deterministic lists systems of every network, with and without a violation, and some with
// a property about whole runs. Two runs share nothing: the names of properties and nodes
// come from the same system, all else is built anew.
var deterministic = []struct {
	name     string
	protocol *model.Protocol
	mutant   string
	given    map[string]string
	property string // "" is all that are not asked for
	depth    int    // 0 is all
	broken   bool
}{
	{"paxosregister", &paxosregister.Protocol, "", nil, "", 0, false},
	{"paxosregister fifo", &paxosregister.Protocol, "", map[string]string{"network": "fifo"}, "", 0, false},
	{"twophase", &twophase.Protocol, "", map[string]string{"servers": "4"}, "", 0, false},
	{"raft weak-vote", &raft.Protocol, "weak-vote", nil, "", 0, true},
	{"raft double-vote", &raft.Protocol, "double-vote", nil, "", 0, true},
	{"raft bounded", &raft.Protocol, "", nil, "", 9, false},
	{"singlecopy fifo", &singlecopy.Protocol, "", map[string]string{"servers": "2", "clients": "3", "network": "fifo"}, "", 0, true},
	{"duel", &paxos.Protocol, "", map[string]string{"acceptors": "2", "spread": "2", "crashes": "0"}, "eventually-learned", 0, true},
	{"lost for ever", &primarybackup.Protocol, "", map[string]string{"servers": "1", "views": "1", "checks": "1", "drops": "-1"}, "clients-answered", 0, true},
	{"open", &primarybackup.Protocol, "", map[string]string{"servers": "2", "clients": "1", "checks": "1"}, "clients-answered", 0, false},
}

func TestResultsDoNotDependOnWorkersNorOnTheRun(t *testing.T) {
	for _, c := range deterministic {
		t.Run(c.name, func(t *testing.T) {
			var first outcome
			for i, workers := range []int{1, 1, 2, 5} {
				opts := search.Options{Options: explore.Options{Workers: workers, MaxFindings: 5, Depth: c.depth, Bounded: c.depth > 0}}
				if c.property != "" {
					opts.Properties = []string{c.property}
				}
				got := outcomeOf(t, protocolSystem(t, c.protocol, c.mutant, c.given), opts)
				if i == 0 {
					first = got
					require.Equal(t, c.broken, len(got.Violations) > 0)
				}
				require.Equal(t, first, got, "%d workers, run %d", workers, i)
			}
		})
	}
}

// Several counterexamples: the same ones in the same order, of different kinds, and
// first the one that a search for one finds.
func TestSeveralCounterexamplesDoNotDependOnWorkers(t *testing.T) {
	for mutant, properties := range map[string][]string{
		"no-prev-check":   {"log-matching", "state-machine-safety"},
		"truncate-always": {"leader-completeness", "leader-completeness"},
	} {
		sys := protocolSystem(t, &raft.Protocol, mutant, nil)
		usual := outcomeOf(t, sys, search.Options{})
		var first outcome
		for i, workers := range []int{1, 2, 5} {
			got := outcomeOf(t, sys, search.Options{Options: explore.Options{Workers: workers, Kinds: true, MaxFindings: 3, Depth: 15, Bounded: true}})
			if i == 0 {
				first = got
			}
			require.Equal(t, first, got, "%d workers", workers)
		}
		require.Equal(t, usual.Violations, first.Violations[:len(usual.Violations)])
		var got []string
		for i := 0; i < len(first.Violations); i += 4 {
			got = append(got, first.Violations[i])
		}
		require.Equal(t, properties, got)
	}
}

func TestExactSearchAndAnotherHashFindTheSame(t *testing.T) {
	for _, c := range deterministic[:5] {
		sys := protocolSystem(t, c.protocol, c.mutant, c.given)
		first := outcomeOf(t, sys, search.Options{})
		for name, opts := range map[string]search.Options{
			"exact":        {Options: explore.Options{Exact: true, Workers: 2}},
			"another hash": {HashSeed: 12345},
		} {
			require.Equal(t, first, outcomeOf(t, sys, opts), "%s, %s", c.name, name)
		}
	}
}

func TestSymmetryIsDeterministicToo(t *testing.T) {
	var first outcome
	for i, workers := range []int{1, 2, 5} {
		sys := protocolSystem(t, &twophase.Protocol, "", map[string]string{"servers": "4"})
		sys.Symmetry = true
		got := outcomeOf(t, sys, search.Options{Options: explore.Options{Workers: workers}})
		if i == 0 {
			first = got
		}
		require.Equal(t, first, got, "%d workers", workers)
	}
}

func TestSimulationIsDeterministic(t *testing.T) {
	for _, c := range deterministic {
		t.Run(c.name, func(t *testing.T) {
			walk := func(workers int, seed uint64) outcome {
				o := outcomeOf(t, protocolSystem(t, c.protocol, c.mutant, c.given), search.Options{
					Options:  explore.Options{Workers: workers},
					Simulate: &explore.Walks{Count: 300, Length: 40, Seed: seed},
				})
				// Workers may be some walks ahead when one finds something; what
				// those met is not in the result but in these.
				o.HandlerRuns, o.StepCounts = 0, nil
				return o
			}
			first := walk(1, 1)
			require.Equal(t, "walks ", first.BoundedBy)
			require.Equal(t, first, walk(1, 1), "again")
			require.Equal(t, first, walk(2, 1), "two workers")
			require.NotEqual(t, first, walk(1, 2), "another seed")
		})
	}
}

func TestSimulationFindsAndReplays(t *testing.T) {
	sys := alone(1, ticking(5))
	sys.Properties = lost(4)
	r := mustExplore(t, sys, search.Options{Simulate: &explore.Walks{Count: 10, Length: 4}})
	require.NotNil(t, r.Violation)
	require.Equal(t, 4, r.Violation.Length())
	require.Equal(t, 1, r.Walks)
	// A walk of 3 steps does not come so far; all ten see 0 to 3.
	r = mustExplore(t, sys, search.Options{Simulate: &explore.Walks{Count: 10, Length: 3}})
	require.Nil(t, r.Violation)
	require.Equal(t, size{4, 30, 3}, size{r.States, r.Steps, r.Depth})
	require.Equal(t, 10, r.Walks)
	require.False(t, r.Complete())
	require.Equal(t, search.VerdictOpen, r.Properties[0].Verdict)
}
