package primarybackup

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// These tests go through the engine: what it finds is pinned.

// given reads "-views 2 -symmetry true".
func given(flags string) map[string]string {
	settings := map[string]string{}
	words := strings.Fields(flags)
	for i := 0; i+1 < len(words); i += 2 {
		settings[strings.TrimPrefix(words[i], "-")] = words[i+1]
	}
	return settings
}

// systemOf builds a system with settings in the spelling of the command line.
func systemOf(t *testing.T, mutant string, given map[string]string) *model.System {
	t.Helper()
	sys, _, err := Protocol.System(mutant, given)
	require.NoError(t, err)
	return sys
}

func explored(t *testing.T, sys *model.System, opts model.Options) *model.Report {
	t.Helper()
	opts.Workers = 2
	r, err := model.Explore(t.Context(), sys, opts)
	require.NoError(t, err)
	return r
}

// requireAllHold wants a complete run in which every property was tested and held.
func requireAllHold(t *testing.T, r *model.Report) {
	t.Helper()
	require.Nil(t, r.Violation)
	require.True(t, r.Complete(), r.BoundedBy)
	for _, p := range r.Properties {
		require.Equal(t, model.VerdictHolds, p.Verdict, p.Name)
	}
}

func TestStateSpaces(t *testing.T) {
	for _, c := range []struct {
		name, flags   string
		states, steps uint64
		depth         int
		slow          bool
	}{
		{"default", "", 5_733_643, 34_497_268, 35, true},
		{"interchangeable servers", "-symmetry true", 956_936, 5_757_043, 35, true},
		{"two servers", "-servers 2", 137_178, 671_994, 29, false},
		// Half of those above, but for the 4 that are the same with the servers
		// exchanged: nobody has been heard of, and clients have invoked or not.
		{"two servers, interchangeable", "-servers 2 -symmetry true", 68_591, 336_003, 29, false},
		{"an old primary returns", "-servers 2 -clients 1 -views 4 -checks 3", 39_738, 204_227, 31, false},
		{"multiset", "-servers 2 -clients 1 -views 2 -network multiset", 74_914, 240_945, 29, false},
		{"fifo", "-servers 2 -clients 1 -views 2 -network fifo", 74_614, 384_837, 27, false},
		{"a message lost", "-servers 2 -clients 1 -views 2 -network fifo -drops 1 -checks 1 -in-flight 4", 58_084, 283_890, 27, false},
		{"a message twice", "-servers 2 -clients 1 -views 2 -network multiset -duplicates 1 -checks 1 -in-flight 4", 26_026, 70_422, 23, false},
		{"a partition", "-servers 2 -clients 1 -partitions 1", 54_756, 228_207, 25, false},
		{"a server stops", "-servers 2 -clients 1 -stops 1", 24_336, 103_188, 24, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.slow && testing.Short() {
				t.Skip("takes some ten seconds")
			}
			r := explored(t, systemOf(t, "", given(c.flags)), model.Options{})
			requireAllHold(t, r)
			require.Equal(t, []any{c.states, c.steps, c.depth}, []any{uint64(r.States), uint64(r.Steps), int(r.Depth)})
		})
	}
}

// Every mutant is found under the bounds that it brings along: it breaks the
// property that it says it breaks, the shortest run is as long as it says, and the
// code takes that run's steps again. Without the mistake nothing is broken under
// the same bounds.
func TestMutantsAreFound(t *testing.T) {
	rules := []string{"any-primary", "no-view-ack", "async-forward", "fast-read", "backup-any-view",
		"backup-answers", "torn-transfer", "no-dedup-transfer", "promote-uninitialised"}
	require.Len(t, Protocol.Mutants, len(rules))
	for i, m := range Protocol.Mutants {
		require.Equal(t, rules[i], m.Name)
		t.Run(m.Name, func(t *testing.T) {
			for _, text := range []string{m.Doc, m.Rule, m.Source} {
				require.NotEmpty(t, text)
			}
			sys, settings, err := Protocol.System(m.Name, nil)
			require.NoError(t, err)
			r := explored(t, sys, model.Options{})
			require.NotNil(t, r.Violation)
			require.Equal(t, m.Breaks, r.Violation.Property)
			require.Equal(t, m.Length, r.Violation.Length())

			replayed, err := model.Replay(sys, r.Violation.Trace)
			require.NoError(t, err)
			require.Nil(t, replayed.Departure)
			require.NotNil(t, replayed.Again)

			r = explored(t, systemOf(t, "", settings), model.Options{})
			require.Nil(t, r.Violation)
			require.True(t, r.Complete())
		})
	}
}

// What a mutant breaks, it breaks in more ways than the first one that is found:
// what it does to the servers' states, clients see some steps later.
func TestMutantsBreakMore(t *testing.T) {
	for _, c := range []struct {
		mutant, flags, property string
		length                  int
	}{
		{"async-forward", "", "linearizability", 21},
		{"torn-transfer", "", "linearizability", 21},
		{"any-primary", "-scripts append,get", "linearizability", 15},
		{"no-dedup-transfer", "-scripts append,get", "linearizability", 22},
		{"backup-answers", "-clients 2 -scripts append;get", "linearizability", 22},
		{"backup-answers", "-clients 2 -scripts append;get", "no-split-brain", 18},
	} {
		t.Run(c.mutant+" "+c.property, func(t *testing.T) {
			sys := systemOf(t, c.mutant, given(c.flags))
			r := explored(t, sys, model.Options{Properties: []string{c.property}})
			require.NotNil(t, r.Violation)
			require.Equal(t, c.length, r.Violation.Length())
		})
	}
}

// The mistakes show where pings are sent by a timer and views are asked for, too.
func TestMutantsAreFoundOnAMultiset(t *testing.T) {
	for mutant, length := range map[string]int{"any-primary": 6, "async-forward": 14, "torn-transfer": 14} {
		t.Run(mutant, func(t *testing.T) {
			sys := systemOf(t, mutant, given("-network multiset -views 2"))
			r := explored(t, sys, model.Options{})
			require.NotNil(t, r.Violation)
			require.Equal(t, Protocol.Mutant(mutant).Breaks, r.Violation.Property)
			require.Equal(t, length, r.Violation.Length())
		})
	}
}

// How near the goals are.
func TestGoals(t *testing.T) {
	lengths := map[string]int{"first-view": 3, "view-with-backup": 8, "takeover": 13, "backup-replaced": 12, "client-done": 6}
	require.Len(t, goals, len(lengths))
	for _, g := range goals {
		t.Run(g.Name, func(t *testing.T) {
			r := explored(t, systemOf(t, "", nil), model.Options{Until: g.Name})
			require.Equal(t, model.VerdictReached, r.Verdict)
			require.Equal(t, lengths[g.Name], r.Violation.Length())
		})
	}
}

func TestLargerOnesWorkBounded(t *testing.T) {
	for _, flags := range []string{"-servers 5", "-views 4 -checks 3 -scripts append,get;append,put,get"} {
		r := explored(t, systemOf(t, "", given(flags)), model.Options{Options: explore.Options{Bounded: true, Depth: 7}})
		require.Nil(t, r.Violation)
		require.False(t, r.Complete())
	}
}

func TestImpossibleSettings(t *testing.T) {
	for flags, want := range map[string]string{
		"-servers 6":           "1 to 5",
		"-network tcp":         "multiset",
		"-servers 1 -stops 3":  "stops is 3, but only 1 servers and the view server can stop; accepted are 0 to 2",
		"-scripts read":        `scripts "read": "read" is no operation; accepted are scripts like`,
		"-scripts get:":        `"get:" is no operation`,
		"-scripts get;get;get": "are for 3 clients, but there are 2",
		"-scripts " + strings.Repeat("get,", 9) + "get": "client 1 has 10 operations",
	} {
		_, _, err := Protocol.System("", given(flags))
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "\n")
	}
	for _, s := range []settings{
		{network: "tcp", servers: 1, clients: 1, views: 1},
		{network: "set", clients: 1, views: 1},
	} {
		_, err := newSystem(s)
		require.ErrorContains(t, err, "accepted are")
	}
}
