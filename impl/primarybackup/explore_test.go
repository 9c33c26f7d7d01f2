package primarybackup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// These tests go through the engine: what it finds is pinned.

// systemOf builds a system with settings in the spelling of the command line.
func systemOf(t *testing.T, mutant, flags string) *model.System {
	t.Helper()
	return checks.System(t, &Protocol, mutant, checks.Flags(flags))
}

func TestStateSpaces(t *testing.T) {
	for _, c := range []struct {
		name, flags   string
		states, steps uint64
		depth         int
		slow          bool
	}{
		{"default", "", 10_271_158, 53_190_952, 35, true},
		{"interchangeable servers", "-symmetry true", 1_713_473, 8_873_061, 35, true},
		{"two servers", "-servers 2", 190_412, 862_642, 29, false},
		// Half of those above, but for the 4 that are the same with the servers
		// exchanged: nobody has been heard of, and clients have invoked or not.
		{"two servers, interchangeable", "-servers 2 -symmetry true", 95_208, 431_327, 29, false},
		{"an old primary returns", "-servers 2 -clients 1 -views 4 -checks 3", 53_290, 239_715, 31, false},
		{"an old primary returns, two clients", "-servers 2 -views 4 -checks 3", 2_618_444, 13_885_128, 37, false},
		{"multiset", "-servers 2 -clients 1 -views 2 -network multiset", 860_866, 4_282_417, 33, false},
		{"fifo", "-servers 2 -clients 1 -views 2 -network fifo", 302_912, 1_665_329, 29, false},
		{"a message lost", "-servers 2 -clients 1 -views 2 -network fifo -drops 1 -checks 1 -in-flight 4", 142_966, 719_078, 29, false},
		{"a message twice", "-servers 2 -clients 1 -views 2 -network multiset -duplicates 1 -checks 1 -in-flight 4", 118_872, 342_614, 28, false},
		{"a partition", "-servers 2 -clients 1 -partitions 1", 65_898, 260_487, 25, false},
		{"a server stops", "-servers 2 -clients 1 -stops 1", 29_288, 117_060, 24, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.slow && testing.Short() {
				t.Skip("takes some ten seconds")
			}
			r := checks.Explore(t, systemOf(t, "", c.flags), synod.Options{})
			checks.AllHold(t, r)
			require.Equal(t, checks.Size{States: c.states, Steps: c.steps, Depth: c.depth}, checks.SizeOf(r))
		})
	}
}

// Every mutant is found under the bounds that it brings along: it breaks the
// property that it says it breaks, the shortest run is as long as it says, and the
// code takes that run's steps again. Without the mistake nothing is broken under
// the same bounds.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAre(t, &Protocol,
		checks.Known{Mutant: "any-primary", Breaks: "next-primary", Length: 6},
		checks.Known{Mutant: "no-view-ack", Breaks: "linearizability", Length: 14},
		checks.Known{Mutant: "async-forward", Breaks: "backup-equals-primary", Length: 11},
		checks.Known{Mutant: "fast-read", Breaks: "linearizability", Length: 21},
		checks.Known{Mutant: "backup-any-view", Breaks: "linearizability", Length: 23},
		checks.Known{Mutant: "backup-answers", Breaks: "answers-from-primary", Length: 15},
		checks.Known{Mutant: "torn-transfer", Breaks: "backup-equals-primary", Length: 11},
		checks.Known{Mutant: "no-dedup-transfer", Breaks: "backup-equals-primary", Length: 11},
		checks.Known{Mutant: "promote-uninitialised", Breaks: "linearizability", Length: 18},
		checks.Known{Mutant: "silent-backup", Breaks: "answered-while-up", Length: 16},
		checks.Known{Mutant: "unreplayed-log", Breaks: "linearizability", Length: 23},
		checks.Known{Mutant: "backward-log", Breaks: "linearizability", Length: 25},
	)
	for _, m := range Protocol.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			_, settings := checks.MutantIsFound(t, &Protocol, m.Name, nil, m.Length)
			checks.NothingBroken(t, checks.Explore(t, checks.System(t, &Protocol, "", settings), synod.Options{}))
		})
	}
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

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
		{"no-dedup-transfer", "", "at-most-once", 18},
		{"no-dedup-transfer", "-scripts put", "at-most-once", 18},
		{"no-dedup-transfer", "-scripts get", "at-most-once", 18},
		{"no-dedup-transfer", "-scripts append,get", "linearizability", 22},
		{"backup-answers", "-clients 2 -scripts append;get", "linearizability", 22},
		{"backup-answers", "-clients 2 -scripts append;get", "no-split-brain", 18},
	} {
		t.Run(c.mutant+" "+c.property, func(t *testing.T) {
			checks.Violates(t, systemOf(t, c.mutant, c.flags), checks.Only(c.property), c.property, c.length)
		})
	}
}

// The mistakes show where pings are sent by a timer and views are asked for, too.
func TestMutantsAreFoundOnAMultiset(t *testing.T) {
	for mutant, length := range map[string]int{"any-primary": 6, "async-forward": 14, "torn-transfer": 14} {
		t.Run(mutant, func(t *testing.T) {
			checks.MutantIsFound(t, &Protocol, mutant, checks.Flags("-network multiset -views 2"), length)
		})
	}
}

// How near the goals are.
func TestGoals(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"first-view": 3, "view-with-backup": 8, "takeover": 13, "backup-replaced": 12, "client-done": 6,
		"all-clients-done": 10, "done-or-no-view-server": 10,
	})
}

// A cold standby has as many states as a hot one, and as many steps: what it has not
// executed is in its log.
func TestColdStandby(t *testing.T) {
	for _, flags := range []string{"-servers 2", "-servers 2 -clients 1 -views 4 -checks 3", "-servers 3 -clients 1 -scripts append,get -views 3"} {
		if testing.Short() && strings.HasPrefix(flags, "-servers 3") {
			continue
		}
		hot := checks.Explore(t, systemOf(t, "", flags), synod.Options{})
		cold := checks.Explore(t, systemOf(t, "", flags+" -standby cold"), synod.Options{})
		checks.AllHold(t, cold)
		require.Equal(t, checks.SizeOf(hot), checks.SizeOf(cold))
	}
	checks.Reaches(t, systemOf(t, "", "-servers 2 -standby cold"), logExecuted.Name, 17)
}

// In a first and only view the rule about the next one has no case.
func TestOneViewTestsNoTakeover(t *testing.T) {
	r := checks.Explore(t, systemOf(t, "", "-servers 2 -clients 1 -views 1"), synod.Options{})
	checks.AllHold(t, r, "next-primary", "backup-equals-primary")
	require.Equal(t, synod.VerdictVacuous, checks.Verdicts(r)["next-primary"])
	require.Equal(t, synod.VerdictVacuous, checks.Verdicts(r)["backup-equals-primary"])
}

// show is all that a node is.
func show(v model.View[any]) string {
	switch n := v.Node.(type) {
	case *Server:
		pending := Operation{}
		if n.Pending != nil {
			pending = *n.Pending
		}
		return fmt.Sprint(v.Name, v.Timers, n.View, n.Pings, n.Ready, n.App, n.Log, pending, n.Stopped)
	case *ViewServer:
		return fmt.Sprint(v.Name, v.Timers, n.View, n.Acked, n.Recent, n.Before, n.Stopped)
	case *Client:
		return fmt.Sprint(v.Name, v.Timers, n.Started, n.Waiting, n.View)
	}
	return ""
}

// Dead messages can do nothing: with them in the state there are more states, but
// no node ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	checks.DeadMessagesLeaveNoTraceUnder(t, &Protocol, show,
		"-servers 2 -clients 1 -scripts append,get",
		"-servers 2",
		"-servers 2 -clients 1 -views 4 -checks 2",
		"-servers 2 -clients 1 -views 1 -network multiset -scripts append,get",
		"-servers 2 -clients 1 -views 2 -checks 0 -network fifo",
		"-servers 2 -clients 1 -stops 1",
	)
}

// Without the declaration the mutants are found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	checks.MutantsAreFoundWithoutEpochs(t, &Protocol)
}

func TestLargerOnesWorkBounded(t *testing.T) {
	for _, flags := range []string{"-servers 5", "-views 4 -checks 3 -scripts append,get;append,put,get"} {
		r := checks.Explore(t, systemOf(t, "", flags), checks.Within(7))
		require.Nil(t, r.Violation)
		require.False(t, r.Complete())
	}
}

func TestImpossibleSettings(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 6":           "1 to 5",
		"-network tcp":         "multiset",
		"-servers 1 -stops 3":  "stops is 3, but only 1 servers and the view server can stop; accepted are 0 to 2",
		"-scripts read":        `scripts "read": "read" is no operation; accepted are scripts like`,
		"-scripts get:":        `"get:" is no operation`,
		"-scripts get;get;get": "are for 3 clients, but there are 2",
		"-scripts " + strings.Repeat("get,", 9) + "get": "client 1 has 10 operations",
	})
	_, err := newSystem(settings{clients: 1, views: 1})
	require.ErrorContains(t, err, "accepted are")
}
