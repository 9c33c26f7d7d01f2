package pmmc

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

// given reads "-ballots 2 -refusals true".
func given(flags string) map[string]string {
	settings := map[string]string{}
	words := strings.Fields(flags)
	for i := 0; i+1 < len(words); i += 2 {
		settings[strings.TrimPrefix(words[i], "-")] = words[i+1]
	}
	return settings
}

// explored visits the states within a depth, or all with depth 0.
func explored(t *testing.T, sys *model.System, depth int) *model.Report {
	t.Helper()
	r, err := model.Explore(t.Context(), sys, model.Options{
		Options: explore.Options{Workers: 2, Bounded: depth > 0, Depth: depth},
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
	if r.Violation != nil {
		t.Fatal(r.Violation.Property, r.Violation.Text)
	}
	require.True(t, r.Complete(), r.BoundedBy)
	for name, verdict := range verdicts(r) {
		require.Equal(t, model.VerdictHolds, verdict, name)
	}
}

// What `explore -protocol pmmc` visits.
func TestDefaultIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("visits 3 million states")
	}
	r := explored(t, systemOf(t, "", ""), 0)
	requireAllHold(t, r)
	require.Equal(t, "3137757 17114697 29", fmt.Sprint(r.States, " ", r.Steps, " ", r.Depth))
	for _, c := range r.StepCounts {
		require.NotZero(t, c.Steps, c.Name)
	}
	var bounds []string
	for _, b := range r.Bounds {
		bounds = append(bounds, b.Name)
	}
	require.Subset(t, bounds, []string{"ballots", "slots", "window", "scripts", "network", "crashes", "S1 scout timeouts"})
}

// Every mutant is found under the bounds that it brings along: it breaks the
// property that it says it breaks, the shortest run is as long as its comment
// counts, and the code takes that run's steps again. The protocol without the
// mistake holds in all states under the same bounds.
func TestMutantsAreFound(t *testing.T) {
	lengths := map[string]int{
		"no-adoption":           12,
		"no-ballot-check":       12,
		"ballot-without-leader": 12,
		"no-duplicate-filter":   11,
		"skip-slot":             12,
	}
	require.Len(t, Protocol.Mutants, len(lengths))
	for _, m := range Protocol.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			sys, settings, err := Protocol.System(m.Name, nil)
			require.NoError(t, err)
			r := explored(t, sys, 0)
			require.NotNil(t, r.Violation)
			require.Equal(t, m.Breaks, r.Violation.Property, r.Violation.Text)
			require.Equal(t, lengths[m.Name], r.Violation.Length(), r.Violation.Text)

			again, err := model.Replay(sys, r.Violation.Trace)
			require.NoError(t, err)
			require.Nil(t, again.Departure)
			require.Equal(t, lengths[m.Name], again.Confirmed)
			require.NotNil(t, again.Again)
			require.Equal(t, r.Violation.Text, again.Again.Text)

			right, _, err := Protocol.System("", settings)
			require.NoError(t, err)
			requireAllHold(t, explored(t, right, 0))
		})
	}
}

// What a mistake breaks first is not all that it breaks: clients see it, too.
func TestClientsSeeMutants(t *testing.T) {
	for _, c := range []struct {
		mutant, flags string
		length        int
	}{
		{"no-adoption", "-scripts p@1;g@3", 16},
		{"no-duplicate-filter", "-clients 2 -scripts a@1+2;g@1 -slots 3", 16},
	} {
		t.Run(c.mutant, func(t *testing.T) {
			r, err := model.Explore(t.Context(), systemOf(t, c.mutant, c.flags), model.Options{
				Options:    explore.Options{Workers: 2},
				Properties: []string{"linearizability"},
			})
			require.NoError(t, err)
			require.NotNil(t, r.Violation)
			require.Equal(t, "linearizability", r.Violation.Property)
			require.Equal(t, c.length, r.Violation.Length(), r.Violation.Text)
		})
	}
}

// Every goal is reached, in as many steps as it takes.
func TestGoalsAreReached(t *testing.T) {
	lengths := map[string]int{
		"leader-active":      3,  // T a b
		"two-leaders":        6,  // twice
		"slot-decided":       7,  // then I R A B
		"decided-everywhere": 9,  // and D D
		"client-done":        8,  // or the answer
		"all-clients-done":   15, // I R P A B D at S2, and both answers
	}
	goals := systemOf(t, "", "").Goals
	require.Len(t, goals, len(lengths))
	for _, g := range goals {
		sys := systemOf(t, "", "")
		sys.Properties = []model.Property{{Name: g.Name, Check: g.Check}}
		r := explored(t, sys, 0)
		require.NotNil(t, r.Violation, g.Name)
		require.Equal(t, lengths[g.Name], r.Violation.Length(), "%s: %s", g.Name, r.Violation.Text)
		require.NotEmpty(t, g.Doc)
	}
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
				switch node := n.Node.(type) {
				case *Server:
					server := *node
					server.config = config{}
					scout := Scout{}
					if server.Scout != nil {
						scout, server.Scout = *server.Scout, nil
					}
					fmt.Fprintf(&b, "%s %v %v %+v %+v\n", n.Name, n.Up, n.Timers, server, scout)
				case *Client:
					fmt.Fprintf(&b, "%s %v %d %v\n", n.Name, n.Timers, node.Started, node.Waiting)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			seen[b.String()] = true
			return model.Holds
		}),
	})
	return explored(t, sys, 0), seen
}

// Dead messages can do nothing: with them in the state there are more states, but
// no node ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	const small = "-clients 1 -slots 1 -scripts p@1 "
	for _, flags := range []string{
		small + "-crashes 0",
		small + "-crashes 1 -scouts 1,1 -ballots 1",
		small + "-crashes 0 -duplicates 1 -ballots 1",
		small + "-crashes 0 -network set",
		small + "-crashes 0 -network fifo -drops 1",
		small + "-crashes 0 -refusals true -ballots 1",
		"-clients 1 -scripts a@1+2 -slots 2 -scouts 1 -crashes 0",
	} {
		t.Run(flags, func(t *testing.T) {
			few, nodes := projections(t, systemOf(t, "", flags))
			requireAllHold(t, few)
			all := systemOf(t, "", flags)
			all.Clocks = nil
			many, allNodes := projections(t, all)
			require.Equal(t, verdicts(many), verdicts(few))
			require.True(t, maps.Equal(nodes, allNodes), "%d and %d", len(nodes), len(allNodes))
			require.Greater(t, many.States, few.States)
		})
	}
}

// Without the declaration the mutants are found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	for _, m := range Protocol.Mutants {
		with := explored(t, systemOf(t, m.Name, ""), 0)
		sys := systemOf(t, m.Name, "")
		sys.Clocks = nil
		without := explored(t, sys, 0)
		require.NotNil(t, without.Violation, m.Name)
		require.Equal(t, m.Breaks, without.Violation.Property)
		require.Equal(t, with.Violation.Length(), without.Violation.Length(), m.Name)
	}
}

// What the default leaves out holds as well, where it is small.
func TestOtherBoundsHold(t *testing.T) {
	for _, flags := range []string{
		"-clients 1 -scripts p@1 -slots 1 -refusals true -crashes 0",
		"-clients 1 -scripts a@1+2 -slots 2 -crashes 0",
		"-clients 1 -scripts a@1 -slots 2 -retries 1 -crashes 0 -ballots 1",
		"-clients 1 -scripts p@1,gy@2 -window 1 -crashes 0",
		"-clients 1 -scripts p -slots 1 -crashes 1 -ballots 1",
		"-clients 1 -scripts p@1 -slots 1 -partitions 1 -crashes 0 -ballots 1",
		"-network fifo -crashes 0",
		"-servers 1 -scouts 1 -scripts p@1;g@1",
		"-servers 2 -crashes 0",
	} {
		t.Run(flags, func(t *testing.T) {
			r := explored(t, systemOf(t, "", flags), 0)
			require.Nil(t, r.Violation)
			require.True(t, r.Complete())
			for name, verdict := range verdicts(r) {
				if name != "same-prefix" || !strings.Contains(flags, "-servers 1") { // one has nobody to disagree with
					require.Equal(t, model.VerdictHolds, verdict, name)
				}
			}
		})
	}
}

// Larger ones work, too, as far as one looks.
func TestLargerBounds(t *testing.T) {
	for _, flags := range []string{
		"-servers 5 -scouts 1,1",
		"-scripts p@1,g@2;a@2,g@1 -slots 4 -scouts 1,1,1 -retries 1",
		"-clients 3 -scripts p;a;g -refusals true -network set",
	} {
		r := explored(t, systemOf(t, "", flags), 8)
		require.Nil(t, r.Violation, flags)
		require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
		require.Equal(t, 8, r.Depth)
	}
}

// What cannot be asked for is refused in one line that names what was asked for
// and what is accepted.
func TestImpossibleSettings(t *testing.T) {
	for flags, want := range map[string]string{
		"-servers 6":            "-servers 6: accepted are whole numbers from 1 to 5",
		"-clients 0":            "-clients 0: accepted are whole numbers from 1 to 3",
		"-slots 0":              "-slots 0: accepted are whole numbers from 1 to 9",
		"-window 0":             "-window 0: accepted are whole numbers from 1 to 9",
		"-ballots 0":            "-ballots 0: accepted are whole numbers from 1 to 100",
		"-network tcp":          "-network tcp: accepted are multiset, set, fifo",
		"-scouts 1,1,1,1":       "scouts 1,1,1,1 are for 4 servers, but there are 3; accepted is at most one number per server",
		"-servers 1 -scripts p": "scouts 1,1 are for 2 servers, but there are 1",
		"-scripts p;p;p":        `scripts "p;p;p" are for 3 clients, but there are 2; accepted are`,
		"-scripts w":            `scripts "w": "w" is no operation; accepted are`,
		"-scripts p@4":          `scripts "p@4": "4" is no server; accepted are 1 to 3`,
		"-leaders 1":            `protocol pmmc has no setting "leaders"; it has servers, `,
		"-refusals perhaps":     "-refusals perhaps: accepted are true and false",
	} {
		_, _, err := Protocol.System("", given(flags))
		require.ErrorContains(t, err, want, flags)
		require.NotContains(t, err.Error(), "\n", flags)
	}
	_, err := newSystem(settings{servers: 3, clients: 1, network: "tcp"})
	require.EqualError(t, err, `network "tcp" is unknown; accepted are multiset, set and fifo`)
}

// Every mutant is complete, names a property that there is, and gives settings
// that there are.
func TestMutantsAreDescribed(t *testing.T) {
	var names []string
	for _, p := range systemOf(t, "", "").Properties {
		names = append(names, p.Name)
		require.NotEmpty(t, p.Doc, p.Name)
		require.NotEmpty(t, p.Source, p.Name)
	}
	for _, m := range Protocol.Mutants {
		require.NotEmpty(t, m.Doc, m.Name)
		require.NotEmpty(t, m.Source, m.Name)
		require.Contains(t, names, m.Breaks, m.Name)
		for name, value := range m.With {
			param := Protocol.Param(name)
			require.NotNil(t, param, "%s: no param %s", m.Name, name)
			require.IsType(t, param.Default, value, "%s: %s", m.Name, name)
		}
	}
}
