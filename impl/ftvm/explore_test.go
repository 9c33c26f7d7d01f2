package ftvm

import (
	"fmt"
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

// What `explore -protocol ftvm` visits takes longer; .ci/long has its numbers.
func TestHolds(t *testing.T) {
	checks.SpacesAre(t, &Protocol,
		checks.Space{Flags: "-retries 0 -crashes 0", States: 73_844, Steps: 270_599, Depth: 28},
		checks.Space{Flags: "-servers 2", States: 155_336, Steps: 658_071, Depth: 33},
		checks.Space{Flags: "-mistakes 0 -retries -1", States: 161_379, Steps: 776_134, Depth: 44},
		checks.Space{Flags: "-mistakes 0 -crashes 2", States: 97_830, Steps: 374_830, Depth: 35},
		checks.Space{Flags: "-servers 4 -clients 1 -scripts append -mistakes 2 -retries 0", States: 295_460, Steps: 1_178_975, Depth: 32},
		checks.Space{Flags: "-servers 2 -scripts append,get -clients 1 -retries -1 -mistakes 2", States: 33_298, Steps: 168_207, Depth: 43},
		checks.Space{Flags: "-servers 2 -scripts append;append -mistakes 0 -buffer 3 -lag 2", States: 47_295, Steps: 193_874, Depth: 36},
		checks.Space{Flags: "-servers 2 -scripts append;append;append -clients 3 -mistakes 0 -crashes 0 -retries 0", States: 43_715, Steps: 120_546, Depth: 37, Vacuous: "output-requirement one-live"},
		checks.Space{Flags: "-servers 2 -clients 1 -scripts put -partitions 1", States: 31_644, Steps: 129_658, Depth: 26},
	)
}

// Every mutant is found, and without the mistake nothing is broken under the same bounds.
// Two are not mistakes of the protocol, but take away what it presumes.
func TestMutantsAreFound(t *testing.T) {
	checks.MutantsAreFound(t, &Protocol, 20,
		checks.Known{Mutant: "early-output", Breaks: "output-requirement", Length: 7},
		checks.Known{Mutant: "unlogged-output", Breaks: "output-requirement", Length: 9},
		checks.Known{Mutant: "unlogged-clock", Breaks: "same-state", Length: 12},
		checks.Known{Mutant: "moved-interrupt", Breaks: "same-state", Length: 9},
		checks.Known{Mutant: "dropped-log", Breaks: "output-requirement", Length: 11},
		checks.Known{Mutant: "late-ack", Breaks: "output-requirement", Length: 11},
		checks.Known{Mutant: "no-test-and-set", Breaks: "one-live", Length: 2},
		checks.Known{Mutant: "no-halt", Breaks: "one-live", Length: 6},
		checks.Known{Mutant: "lost-write", Breaks: "clients-answered", Length: 16},
		checks.Known{Mutant: "disk-copy", Breaks: "same-state", Length: 7},
		checks.Known{Mutant: "no-duplicate-filter", Breaks: "at-most-once", Length: 18},
		checks.Known{Mutant: "reordered", Breaks: "same-state", Length: 9, Without: map[string]string{"network": "fifo"}},
		checks.Known{Mutant: "lost-entry", Breaks: "output-requirement", Length: 14, Without: map[string]string{"drops": "0"}},
	)
}

// What clients see of the mistakes, some steps later: no single machine does that.
func TestMutantsBreakLinearizability(t *testing.T) {
	for _, c := range []struct {
		mutant, flags string
		length        int
	}{
		{"early-output", "-scripts append,get", 16},
		{"unlogged-output", "-scripts append,get", 18},
		{"unlogged-clock", "-scripts append;append,get -mistakes 1", 24},
		{"moved-interrupt", "-scripts append,get -mistakes 1", 20},
		{"dropped-log", "-scripts append,get", 20},
		{"late-ack", "-scripts append,get", 20},
		{"no-test-and-set", "-scripts append;get -clients 2", 13},
		{"no-halt", "-scripts append;get -clients 2", 17},
		{"disk-copy", "-scripts append,get -mistakes 2", 21},
		{"no-duplicate-filter", "-scripts append,get", 31},
		{"reordered", "-scripts append;get -mistakes 1", 20},
	} {
		t.Run(c.mutant, func(t *testing.T) {
			checks.Violates(t, systemOf(t, c.mutant, c.flags), checks.Only("linearizability"), "linearizability", c.length)
		})
	}
}

func TestMutantsAreDescribed(t *testing.T) { checks.MutantsAreDescribed(t, &Protocol) }

// What the paper says of whole runs, and what it assumes.
func TestClientsAnswered(t *testing.T) {
	checks.ClaimsAboutRuns(t, &Protocol, "holds", "holds", "holds", "violated", "violated", "violated", "violated")
}

// How near the goals are.
func TestGoals(t *testing.T) {
	checks.GoalsAreReached(t, &Protocol, map[string]int{
		"taken-over": 3, "backup-lost": 3, "halted": 6, "new-backup": 9, "unlogged-instruction": 8,
		"client-done": 7, "all-clients-done": 13,
	})
}

// same-state waits until the backup has caught up. Here the whole log is replayed in every
// state, what is on its way, too: that always leads to the state of the primary.
func TestTheLogLeadsToTheStateOfThePrimary(t *testing.T) {
	for _, flags := range []string{
		"-servers 2 -crashes 0 -mistakes 0",
		"-servers 2 -crashes 0 -mistakes 0 -scripts append;append -buffer 3 -lag 2 -retries 0",
		"-servers 3 -clients 1 -scripts append,get",
	} {
		t.Run(flags, func(t *testing.T) {
			sys := systemOf(t, "", flags)
			sys.Properties = []model.Property{{Name: "replay", Check: model.Global(replayed)}}
			checks.AllHold(t, checks.Explore(t, sys, synod.Options{}))
		})
	}
}

// replayed judges a state. No handler may need its Env: what is logged leaves nothing open.
func replayed(s *model.State) model.Verdict {
	for _, v := range model.Views[*Server](s) {
		primary := v.Node
		if !v.Up || !primary.records() {
			continue
		}
		peer := s.Nodes[primary.Peer-1]
		backup := *peer.Node.(*Server)
		if !peer.Up || !backup.replays() || backup.Pair != primary.Pair {
			continue
		}
		backup.Machine.Threads = append([]Thread(nil), backup.Machine.Threads...)
		log := append([]Entry(nil), backup.Log...)
		for _, p := range s.InFlight {
			if e, ok := p.Message.(Entry); ok && p.From == v.ID && p.To == peer.ID {
				log = append(log, e)
			}
		}
		for _, e := range log {
			backup.replay(nil, e)
		}
		for range primary.Machine.Since {
			backup.Machine.execute(0, true)
		}
		if !primary.Machine.equal(&backup.Machine) {
			return model.Violated("%s has %s, and the log leads to %s", v.Name, machineText(primary.Machine), machineText(backup.Machine))
		}
		return model.Holds
	}
	return model.Untested
}

// Whatever of the paper's assumptions is taken away, no handler panics, or sends to nobody.
func TestHandlersStandWrongAssumptions(t *testing.T) {
	for _, flags := range []string{
		"-network multiset -duplicates 1", "-network set", "-drops 1 -duplicates 1", "-network multiset -mistakes 3 -crashes 2",
	} {
		t.Run(flags, func(t *testing.T) {
			sys := systemOf(t, "", flags)
			sys.Properties, sys.Goals = nil, nil
			require.Nil(t, checks.Explore(t, sys, checks.Within(9)).Violation)
		})
	}
}

// show is all that a node is.
func show(v model.View[any]) string {
	switch n := v.Node.(type) {
	case *Server:
		shown := *n
		shown.config = config{}
		return fmt.Sprintf("%s %v %v %+v", v.Name, v.Up, v.Timers, shown)
	case *Storage:
		return fmt.Sprint(v.Name, n.Flags)
	case *Client:
		return fmt.Sprint(v.Name, v.Timers, n.Started, n.Waiting, n.Server, n.Pair)
	}
	return ""
}

// Dead messages can do nothing: with them in the state there are more states, but no node
// ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	checks.DeadMessagesLeaveNoTraceUnder(t, &Protocol, show,
		"-scripts get -clients 1 -retries 0",
		"-scripts append -clients 1 -servers 2 -retries 0",
		"-scripts append;get -servers 2 -mistakes 0 -retries 0",
	)
}

// Without the declaration the mutants are found, too, and not sooner.
func TestDeadMessagesHideNoMutant(t *testing.T) {
	checks.MutantsAreFoundWithoutEpochs(t, &Protocol)
}

func TestImpossibleSettings(t *testing.T) {
	checks.AllRefused(t, &Protocol, map[string]string{
		"-servers 1":           "2 to 6",
		"-scripts read":        `"read" is no operation; accepted are scripts like`,
		"-scripts get;get;get": "are for 3 clients, but there are 2",
		"-buffer 0":            "-buffer 0: accepted are whole numbers from 1 to 16",
		"-retries -2":          "-retries -2: accepted are whole numbers from -1 to 100",
	})
}
