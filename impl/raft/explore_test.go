package raft

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// These tests go through the engine: what it finds is pinned.

// systemOf builds a system with settings in the spelling of the command line.
func systemOf(t *testing.T, mutant, flags string) *model.System {
	t.Helper()
	return checks.System(t, &Protocol, mutant, checks.Flags(flags))
}

// explored visits the states within a depth, or all with depth 0.
func explored(t *testing.T, sys *model.System, depth int) *synod.Report {
	t.Helper()
	return checks.Explore(t, sys, checks.Within(depth))
}

// Every mutant is found under the bounds that it brings along: it breaks the
// property that it says it breaks, the shortest run is as long as its comment
// counts, and the code takes that run's steps again. The protocol without the
// mistake, under the same bounds, does not break that property in any state as
// near as that.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAre(t, &Protocol,
		checks.Known{Mutant: "weak-vote", Breaks: "leader-completeness", Length: 11},
		checks.Known{Mutant: "commit-old-term", Breaks: "leader-completeness", Length: 20},
		checks.Known{Mutant: "forget-vote", Breaks: "election-safety", Length: 8},
		checks.Known{Mutant: "double-vote", Breaks: "election-safety", Length: 6},
		checks.Known{Mutant: "no-prev-check", Breaks: "log-matching", Length: 11},
		checks.Known{Mutant: "truncate-always", Breaks: "leader-completeness", Length: 10},
		checks.Known{Mutant: "no-duplicate-filter", Breaks: "linearizability", Length: 23},
		checks.Known{Mutant: "single-election", Breaks: "leader-steady", Length: 4},
		checks.Known{Mutant: "never-steps-down", Breaks: "deposed-steps-down", Length: 6},
		checks.Known{Mutant: "pre-vote-while-led", Breaks: "pre-votes-unled", Length: 7},
		checks.Known{Mutant: "vote-while-led", Breaks: "votes-unled", Length: 5},
		checks.Known{Mutant: "leads-alone", Breaks: "deposed-steps-down", Length: 7},
		checks.Known{Mutant: "hasty-transfer", Breaks: "transfer-ends", Length: 9},
		checks.Known{Mutant: "early-config", Breaks: "leader-completeness", Length: 18},
		checks.Known{Mutant: "overlapping-changes", Breaks: "leader-completeness", Length: 14},
		checks.Known{Mutant: "new-majority-only", Breaks: "leader-completeness", Length: 13},
		checks.Known{Mutant: "forget-snapshot-end", Breaks: "leader-completeness", Length: 10},
		checks.Known{Mutant: "install-over", Breaks: "leader-completeness", Length: 15},
		checks.Known{Mutant: "no-read-round", Breaks: "linearizability", Length: 17},
		checks.Known{Mutant: "early-read-index", Breaks: "linearizability", Length: 16},
		checks.Known{Mutant: "long-lease", Breaks: "linearizability", Length: 27},
		checks.Known{Mutant: "forget-lease", Breaks: "linearizability", Length: 22},
	)
	for _, m := range Protocol.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			if testing.Short() && m.Length >= 14 {
				t.Skip("a million states, or some hundred thousand")
			}
			_, settings := checks.MutantIsFound(t, &Protocol, m.Name, nil, m.Length)
			requireNothingWithin(t, settings, m.Length)
		})
	}
}

// Clients see the mistake some steps later.
func TestClientsSeeMutants(t *testing.T) {
	sys, err := Protocol.System("weak-vote", checks.Flags("-clients 2"))
	require.NoError(t, err)
	settings := sys.Settings
	checks.Violates(t, sys, checks.Only("linearizability"), "linearizability", 19)
	requireNothingWithin(t, settings, 19, "linearizability")
}

// requireNothingWithin wants Raft to violate nothing within a depth.
func requireNothingWithin(t *testing.T, settings map[string]string, depth int, properties ...string) {
	t.Helper()
	opts := checks.Within(depth)
	opts.Properties = properties
	r := checks.Explore(t, checks.System(t, &Protocol, "", settings), opts)
	require.Nil(t, r.Violation)
	if !r.Complete() {
		require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
		require.Equal(t, depth, r.Depth)
	}
}

// What `explore -protocol raft` visits.
func TestDefaultIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("half a million states")
	}
	r := explored(t, systemOf(t, "", ""), 0)
	checks.AllHold(t, r)
	require.Equal(t, checks.Size{States: 526_530, Steps: 1_846_263, Depth: 23}, checks.SizeOf(r))
	var bounds []string
	for _, b := range r.Bounds {
		bounds = append(bounds, b.Name)
	}
	require.Subset(t, bounds, []string{"terms", "network", "crashes", "command timeouts"})
}

// With clients, too, everything holds and is tested.
func TestClientsAreServed(t *testing.T) {
	checks.AllHold(t, explored(t, systemOf(t, "", "-clients 2 -crashes 0 -scripts w@1;r -elections 1,1,0"), 0))
}

// With refusals everything of Figure 2 is there, and the space is larger.
func TestRefusals(t *testing.T) {
	const flags = "-commands 1 -crashes 0 -elections 1,1,0"
	without := explored(t, systemOf(t, "", flags), 0)
	checks.AllHold(t, without)
	with := explored(t, systemOf(t, "", flags+" -refusals true"), 0)
	checks.AllHold(t, with)
	require.Greater(t, with.States, without.States)
	require.Empty(t, with.Reductions, "nothing is dead when refusals are sent")
}

// show returns all that a server is.
func show(v model.View[any]) string {
	server := *v.Node.(anyServer).basic()
	server.config = config{}
	var extra Extra
	if full, ok := v.Node.(*FullServer); ok {
		extra = full.Extra
	}
	return fmt.Sprintf("%s %v %v %+v %+v", v.Name, v.Up, v.Timers, server, extra)
}

// Dead messages can do nothing: with them in the state there are more states,
// but no server ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	checks.DeadMessagesLeaveNoTraceUnder(t, &Protocol, show,
		"-commands 1 -crashes 0 -elections 1,1,0",
		"-commands 0 -crashes 1 -elections 1,1,0",
		"-commands 0 -crashes 0 -elections 1,1,0 -duplicates 1",
		"-commands 1 -crashes 0 -elections 1,1,0 -network set",
		"-commands 1 -crashes 0 -elections 1,1,0 -network fifo -drops 1",
		"-commands 0 -crashes 0 -elections 1,1,0 -pre-vote true",
		"-commands 0 -crashes 0 -elections 1,0,0 -check-quorum true -transfers 1",
		"-commands 0 -crashes 0 -servers 2 -elections 1,1,0 -membership single -changes v3",
	)
}

// Without the declaration a mutant is found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	for mutant, length := range map[string]int{"double-vote": 6, "forget-vote": 8, "truncate-always": 10} {
		sys := systemOf(t, mutant, "")
		sys.Epochs = nil
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
	checks.AllHold(t, plain)
	reduced := explored(t, systemOf(t, "", flags+" -symmetry true"), 0)
	checks.AllHold(t, reduced)
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
	// One server has nobody to disagree with.
	r := explored(t, systemOf(t, "", "-servers 1"), 0)
	require.True(t, r.Complete())
	for name, verdict := range checks.Verdicts(r) {
		require.Contains(t, []string{synod.VerdictHolds, synod.VerdictVacuous}, verdict, name)
	}
}

// A candidate needs one server beside itself: with one of its links cut it is elected as
// soon as without, with both cut only after one is healed.
func TestElectionWithCutLinks(t *testing.T) {
	sys := systemOf(t, "", "-terms 1 -commands 0 -crashes 0 -elections 1,0,0 -links 2")
	for links, length := range map[string]int{"": 3, "S1↔S2": 3, "S2↔S3": 3, "S1↔S2 S1↔S3": 4, "S1↔S2 S2↔S3": 3} {
		run, err := synod.Open(sys, nil)
		require.NoError(t, err)
		for _, link := range strings.Fields(links) {
			at := slices.IndexFunc(run.Enabled(), func(s traces.Step) bool { return s.String() == "cut link "+link })
			require.GreaterOrEqual(t, at, 0, link)
			run.Take(at)
		}
		cut := run.Len()
		r, err := synod.Explore(t.Context(), sys, synod.Options{From: run.Trace(), Until: "leader-elected"})
		require.NoError(t, err)
		require.Equal(t, synod.VerdictReached, r.Verdict)
		require.Equal(t, cut+length, r.Violation.Length(), links)
	}
}

// Whatever is reached is reached whether the network is whole, one of three links cut, or
// that healed, and likewise with the three two-sided partitions.
func TestLinksAndPartitions(t *testing.T) {
	for flags, states := range map[string]uint64{"": 13, "-links 1": 13 * 5, "-partitions 1": 13 * 5, "-links 1 -partitions 1": 13 * 5 * 5} {
		r := explored(t, systemOf(t, "", "-terms 1 -commands 0 -crashes 0 -elections 1,0,0 "+flags), 0)
		require.True(t, r.Complete())
		require.Equal(t, states, r.States, flags)
	}
}

// With sessions clients ask again, and what they see is still linearizable: the answer to
// a request that was executed before a new leader got it comes from its log.
func TestSessions(t *testing.T) {
	const sessions = "-sessions true -crashes 0 "
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: sessions + "-clients 1 -terms 1", States: 18_125, Steps: 40_926, Depth: 20, Vacuous: "leader-completeness"},
		checks.Space{Flags: sessions + "-clients 1 -terms 1 -retries -1", States: 148_442, Steps: 469_494, Depth: 27, Vacuous: "leader-completeness"},
		checks.Space{Flags: sessions + "-clients 1 -terms 1 -scripts w -network fifo", States: 3_353, Steps: 9_465, Depth: 16, Vacuous: "leader-completeness"},
		checks.Space{Flags: sessions + "-clients 1 -scripts w@1,r -elections 1,1,0", States: 316_694, Steps: 1_054_014, Depth: 31},
		checks.Space{Flags: sessions + "-clients 2 -scripts w@1;r@2 -elections 1,1,0", States: 813_311, Steps: 3_067_784, Depth: 31},
	)
}

// Pre-votes, checks that a majority answers, and transfers of the leadership: everything
// holds, alone and together.
func TestElectionsBeyondFigure2(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "-pre-vote true -commands 1 -crashes 0 -elections 1,1,0", States: 43_982, Steps: 135_790, Depth: 21},
		checks.Space{Flags: "-check-quorum true -commands 1 -crashes 0 -elections 1,1,0", States: 50_856, Steps: 203_132, Depth: 22},
		checks.Space{Flags: "-transfers 1 -commands 1 -crashes 0", States: 24_933, Steps: 94_902, Depth: 17},
		checks.Space{Flags: "-pre-vote true -check-quorum true -transfers 1 -commands 0 -crashes 0 -elections 1,1,0", States: 170_448, Steps: 725_894, Depth: 23, Vacuous: "log-matching leader-completeness state-machine-safety"},
	)
}

// A request that its server never sees is asked again of the next one: without sessions the
// client waits for ever.
func TestSessionsFindTheLeader(t *testing.T) {
	const flags = "-clients 1 -terms 1 -crashes 0 -elections 1,0,0 -scripts w@3"
	checks.Reaches(t, systemOf(t, "", flags+" -sessions true"), "client-answered", 9)
	r := checks.Explore(t, systemOf(t, "", flags), synod.Options{Until: "client-answered"})
	require.Equal(t, synod.VerdictUnreached, r.Verdict)
}

// Heartbeats that are not counted are still a finite space: of equal messages one is in
// flight.
func TestHeartbeatsWithoutACount(t *testing.T) {
	const recurring = "-commands 1 -crashes 0 -heartbeats -1 "
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: recurring + "-terms 1", States: 15_887, Steps: 38_184, Depth: 16, Vacuous: "leader-completeness"},
		checks.Space{Flags: recurring + "-elections 1,1,0", States: 34_666, Steps: 98_028, Depth: 25},
		checks.Space{Flags: recurring + "-terms 1 -elections 1,1,0 -refusals true", States: 109_397, Steps: 442_118, Depth: 21, Vacuous: "leader-completeness"},
	)
	require.Empty(t, systemOf(t, "", recurring+"-commands 0").TimerBounds)
}

func TestGoals(t *testing.T) {
	sys := systemOf(t, "", "-clients 2 -scripts w@1;r@1")
	for goal, length := range map[string]int{
		"leader-elected": 3, "entry-committed": 7, "client-done": 8, "all-clients-done": 11, "client-waits": 1, "client-answered": 8, "two-leaders": 6, "at-most-one-leader": 0,
	} {
		checks.Reaches(t, sys, goal, length)
	}
	checks.Reaches(t, systemOf(t, "", "-transfers 1"), "handing-over", 4)
	checks.Reaches(t, systemOf(t, "", "-transfers 1"), "leader-takes-commands", 3)
	require.Len(t, sys.Goals, 8+2+2, "and what is decided, for each client")
}

// What cannot be asked for is refused in one line that names what was asked for
// and what is accepted.
func TestRefusedFlags(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 0":                        "-servers 0: accepted are whole numbers from 1 to 5",
		"-servers 6":                        "-servers 6: accepted are whole numbers from 1 to 5",
		"-servers three":                    "-servers three: accepted are whole numbers from 1 to 5",
		"-clients 10":                       "-clients 10: accepted are whole numbers from 0 to 9",
		"-clients -1":                       "-clients -1: accepted are",
		"-network tcp":                      "-network tcp: accepted are multiset, set, fifo",
		"-terms 0":                          "-terms 0: accepted are whole numbers from 1 to 100",
		"-commands -1":                      "-commands -1: accepted are whole numbers from 0 to 10000",
		"-elections 1,x":                    "-elections 1,x: accepted are whole numbers from 0 to 10000, one per node, separated by commas",
		"-elections 1,1,1,1":                "elections 1,1,1,1 are for 4 servers, but there are 3; accepted is",
		"-elections -1":                     "-elections -1: accepted are",
		"-heartbeats 10001":                 "-heartbeats 10001: accepted are whole numbers from -1 to 10000",
		"-crashes -1":                       "-crashes -1: accepted are",
		"-drops 1.5":                        "-drops 1.5: accepted are",
		"-duplicates many":                  "-duplicates many: accepted are",
		"-partitions -1":                    "-partitions -1: accepted are",
		"-links -1":                         "-links -1: accepted are whole numbers from 0 to 10000",
		"-in-flight -1":                     "-in-flight -1: accepted are whole numbers from 0 to 1000",
		"-refusals perhaps":                 "-refusals perhaps: accepted are true and false",
		"-symmetry yes":                     "-symmetry yes: accepted are true and false",
		"-symmetry true -clients 1":         "symmetry needs interchangeable servers",
		"-symmetry true -elections 1":       "symmetry needs interchangeable servers",
		"-symmetry true -membership single": "servers that join or leave are not interchangeable",
		"-membership double":                `membership "double" is unknown; accepted are single and joint`,
		"-membership single -changes v4r1":  `"v4r1" changes several servers at once, which takes membership joint`,
		"-membership single -changes w4":    `"w4" is no change of the membership; accepted are changes like`,
		"-compactions 1 -spread 1":          "accepted is spread 0, or compactions 0",
		"-membership single -spread 1":      "accepted is spread 0, or change-tries 0",
		"-symmetry true -transfers 1":       "transfers choose a server by its place; accepted is transfers 0",
		"-servers 1 -transfers 1":           "transfers are between servers; accepted is transfers 0, or servers 2",
		"-heartbeats -2":                    "-heartbeats -2: accepted are whole numbers from -1 to 10000",
		"-clients 1 -scripts r;r":           "are for 2 clients, but there are 1",
		"-clients 1 -scripts w@4":           `"4" is no server; accepted are 1 to 3`,
		"-clients 1 -scripts q":             `"q" is no operation; accepted are`,
		"-leaders 1":                        `protocol raft has no setting "leaders"; it has servers, `,
	})
	checks.Refused(t, &Protocol, "no-vote", nil, `unknown mutant "no-vote" of protocol raft; there are weak-vote, `)
}
