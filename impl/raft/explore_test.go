package raft

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// These tests go through the engine: what it finds is pinned.

// systemOf builds a system with settings in the spelling of the command line.
func systemOf(t *testing.T, mutant, flags string) *model.System {
	t.Helper()
	sys, _, err := Protocol.System(mutant, given(flags))
	require.NoError(t, err)
	return sys
}

// given reads "-terms 2 -refusals true".
func given(flags string) map[string]string {
	settings := map[string]string{}
	words := strings.Fields(flags)
	for i := 0; i+1 < len(words); i += 2 {
		settings[strings.TrimPrefix(words[i], "-")] = words[i+1]
	}
	return settings
}

// explored visits the states within a depth, or all with depth 0.
func explored(t *testing.T, sys *model.System, depth int, properties ...string) *model.Report {
	t.Helper()
	r, err := model.Explore(t.Context(), sys, model.Options{
		Options:    explore.Options{Workers: 2, Bounded: depth > 0, Depth: depth},
		Properties: properties,
	})
	require.NoError(t, err)
	return r
}

// verdicts are the properties' verdicts by name.
func verdicts(r *model.Report) map[string]string {
	all := map[string]string{}
	for _, p := range r.Properties {
		all[p.Name] = p.Verdict
	}
	return all
}

// requireAllHold wants a complete run in which every property was tested and held.
func requireAllHold(t *testing.T, r *model.Report) {
	t.Helper()
	require.True(t, r.Complete(), r.BoundedBy)
	for name, verdict := range verdicts(r) {
		require.Equal(t, model.VerdictHolds, verdict, name)
	}
}

// Every mutant is found under the bounds that it brings along: it breaks the
// property that it says it breaks, the shortest run is as long as its comment
// counts, and the code takes that run's steps again. The protocol without the
// mistake, under the same bounds, does not break that property in any state as
// near as that.
func TestMutantsAreFound(t *testing.T) {
	found := map[string]bool{}
	for _, c := range []struct {
		mutant, flags, property string
		length                  int
	}{
		{"weak-vote", "", "leader-completeness", 11},
		{"weak-vote", "-clients 2", "linearizability", 19},
		{"commit-old-term", "", "leader-completeness", 20},
		{"forget-vote", "", "election-safety", 8},
		{"double-vote", "", "election-safety", 6},
		{"no-prev-check", "", "log-matching", 11},
		{"truncate-always", "", "leader-completeness", 10},
	} {
		t.Run(strings.TrimSpace(c.mutant+" "+c.flags), func(t *testing.T) {
			found[c.mutant] = true
			if testing.Short() && c.length == 20 {
				t.Skip("a million states")
			}
			var only []string // all, unless it is not the one that the mutant breaks first
			if c.property != Protocol.Mutant(c.mutant).Breaks {
				only = []string{c.property}
			}
			sys, settings, err := Protocol.System(c.mutant, given(c.flags))
			require.NoError(t, err)
			r := explored(t, sys, 0, only...)
			require.NotNil(t, r.Violation)
			require.Equal(t, c.property, r.Violation.Property)
			require.Equal(t, c.length, r.Violation.Length(), r.Violation.Text)

			again, err := model.Replay(sys, r.Violation.Trace)
			require.NoError(t, err)
			require.Nil(t, again.Departure)
			require.Equal(t, c.length, again.Confirmed)
			require.NotNil(t, again.Again)
			require.Equal(t, r.Violation.Text, again.Again.Text)

			right, _, err := Protocol.System("", settings)
			require.NoError(t, err)
			r = explored(t, right, c.length, only...)
			require.Nil(t, r.Violation)
			if !r.Complete() {
				require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
				require.Equal(t, c.length, r.Depth)
			}
		})
	}
	for _, m := range Protocol.Mutants {
		require.True(t, found[m.Name], "%s is not among them", m.Name)
	}
}

// What `explore -protocol raft` visits.
func TestDefaultIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("half a million states")
	}
	r := explored(t, systemOf(t, "", ""), 0)
	requireAllHold(t, r)
	require.Equal(t, "526530 1846263 23", fmt.Sprint(r.States, " ", r.Steps, " ", r.Depth))
	var bounds []string
	for _, b := range r.Bounds {
		bounds = append(bounds, b.Name)
	}
	require.Subset(t, bounds, []string{"terms", "network", "crashes", "command timeouts"})
}

// With clients, too, everything holds and is tested.
func TestClientsAreServed(t *testing.T) {
	requireAllHold(t, explored(t, systemOf(t, "", "-clients 2 -crashes 0 -scripts w@1;r -elections 1,1,0"), 0))
}

// With refusals everything of Figure 2 is there, and the space is larger.
func TestRefusals(t *testing.T) {
	const flags = "-commands 1 -crashes 0 -elections 1,1,0"
	without := explored(t, systemOf(t, "", flags), 0)
	requireAllHold(t, without)
	with := explored(t, systemOf(t, "", flags+" -refusals true"), 0)
	requireAllHold(t, with)
	require.Greater(t, with.States, without.States)
	require.Empty(t, with.Reductions, "nothing is dead when refusals are sent")
}

// projections visits all states and returns the report and what the nodes look
// like in them, whatever is in flight.
func projections(t *testing.T, sys *model.System) (*model.Report, map[string]bool) {
	t.Helper()
	var mu sync.Mutex
	seen := map[string]bool{}
	sys.Properties = append(sys.Properties, model.Property{
		Name: "look",
		Check: model.Global(func(s *model.State) model.Verdict {
			var b strings.Builder
			for _, n := range s.Nodes {
				server := *n.Node.(*Server)
				server.config = config{}
				fmt.Fprintf(&b, "%s %v %v %+v\n", n.Name, n.Up, n.Timers, server)
			}
			mu.Lock()
			defer mu.Unlock()
			seen[b.String()] = true
			return model.Holds
		}),
	})
	return explored(t, sys, 0), seen
}

// Dead messages can do nothing: with them in the state there are more states,
// but no server ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	for _, flags := range []string{
		"-commands 1 -crashes 0 -elections 1,1,0",
		"-commands 0 -crashes 1 -elections 1,1,0",
		"-commands 0 -crashes 0 -elections 1,1,0 -duplicates 1",
		"-commands 1 -crashes 0 -elections 1,1,0 -network set",
		"-commands 1 -crashes 0 -elections 1,1,0 -network fifo -drops 1",
	} {
		t.Run(flags, func(t *testing.T) {
			sys := systemOf(t, "", flags)
			small, nodes := projections(t, sys)
			all := systemOf(t, "", flags)
			all.Clocks = nil
			large, allNodes := projections(t, all)
			require.Equal(t, verdicts(large), verdicts(small))
			require.True(t, maps.Equal(nodes, allNodes), "%d and %d", len(nodes), len(allNodes))
			require.Greater(t, large.States, small.States)
		})
	}
}

// Without the declaration a mutant is found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	for mutant, length := range map[string]int{"double-vote": 6, "forget-vote": 8, "truncate-always": 10} {
		sys := systemOf(t, mutant, "")
		sys.Clocks = nil
		r := explored(t, sys, length)
		require.NotNil(t, r.Violation, mutant)
		require.Equal(t, Protocol.Mutant(mutant).Breaks, r.Violation.Property)
		require.Equal(t, length, r.Violation.Length(), mutant)
	}
}

// Interchangeable servers: fewer states, the same verdicts, runs as long.
func TestSymmetry(t *testing.T) {
	const flags = "-commands 1 -crashes 1"
	plain := explored(t, systemOf(t, "", flags), 0)
	requireAllHold(t, plain)
	reduced := explored(t, systemOf(t, "", flags+" -symmetry true"), 0)
	requireAllHold(t, reduced)
	require.Equal(t, plain.Depth, reduced.Depth)
	require.Less(t, reduced.States, plain.States/5)
	require.GreaterOrEqual(t, reduced.States, plain.States/6)

	for mutant, length := range map[string]int{"double-vote": 6, "no-prev-check": 11} {
		r := explored(t, systemOf(t, mutant, "-symmetry true"), 0)
		require.NotNil(t, r.Violation, mutant)
		require.Equal(t, Protocol.Mutant(mutant).Breaks, r.Violation.Property)
		require.Equal(t, length, r.Violation.Length(), mutant)
	}
}

// All numbers of servers, on all networks.
func TestServersAndNetworks(t *testing.T) {
	for servers := 1; servers <= 5; servers++ {
		for _, network := range []string{"multiset", "set", "fifo"} {
			for _, clients := range []int{0, 1} {
				flags := fmt.Sprintf("-servers %d -network %s -clients %d", servers, network, clients)
				r := explored(t, systemOf(t, "", flags), 6)
				require.Nil(t, r.Violation, flags)
				require.Greater(t, r.States, uint64(5), flags)
			}
		}
	}
	requireAllButElectionsHold(t, explored(t, systemOf(t, "", "-servers 1"), 0))
}

// requireAllButElectionsHold is for one server, which has nobody to disagree with.
func requireAllButElectionsHold(t *testing.T, r *model.Report) {
	t.Helper()
	require.True(t, r.Complete())
	for name, verdict := range verdicts(r) {
		require.Contains(t, []string{model.VerdictHolds, model.VerdictVacuous}, verdict, name)
	}
}

// What cannot be asked for is refused in one line that names what was asked for
// and what is accepted.
func TestRefusedFlags(t *testing.T) {
	for flags, want := range map[string]string{
		"-servers 0":                  "-servers 0: accepted are whole numbers from 1 to 5",
		"-servers 6":                  "-servers 6: accepted are whole numbers from 1 to 5",
		"-servers three":              "-servers three: accepted are whole numbers from 1 to 5",
		"-clients 4":                  "-clients 4: accepted are whole numbers from 0 to 3",
		"-clients -1":                 "-clients -1: accepted are",
		"-network tcp":                "-network tcp: accepted are multiset, set, fifo",
		"-terms 0":                    "-terms 0: accepted are whole numbers from 1 to 100",
		"-commands -1":                "-commands -1: accepted are whole numbers from 0 to 100",
		"-elections 1,x":              "-elections 1,x: accepted are whole numbers from 0 to 100, one per node, separated by commas",
		"-elections 1,1,1,1":          "elections 1,1,1,1 are for 4 servers, but there are 3; accepted is",
		"-elections -1":               "-elections -1: accepted are",
		"-heartbeats 101":             "-heartbeats 101: accepted are whole numbers from 0 to 100",
		"-crashes -1":                 "-crashes -1: accepted are",
		"-drops 1.5":                  "-drops 1.5: accepted are",
		"-duplicates many":            "-duplicates many: accepted are",
		"-partitions -1":              "-partitions -1: accepted are",
		"-in-flight -1":               "-in-flight -1: accepted are whole numbers from 0 to 1000",
		"-refusals perhaps":           "-refusals perhaps: accepted are true and false",
		"-symmetry yes":               "-symmetry yes: accepted are true and false",
		"-symmetry true -clients 1":   "symmetry needs interchangeable servers",
		"-symmetry true -elections 1": "symmetry needs interchangeable servers",
		"-clients 1 -scripts r;r":     "are for 2 clients, but there are 1",
		"-clients 1 -scripts w@4":     `"4" is no server; accepted are 1 to 3`,
		"-clients 1 -scripts q":       `"q" is no operation; accepted are`,
		"-leaders 1":                  `protocol raft has no setting "leaders"; it has servers, `,
	} {
		_, _, err := Protocol.System("", given(flags))
		require.ErrorContains(t, err, want, flags)
		require.NotContains(t, err.Error(), "\n", flags)
	}
	_, _, err := Protocol.System("no-vote", nil)
	require.ErrorContains(t, err, `unknown mutant "no-vote" of protocol raft; there are weak-vote, `)
}
