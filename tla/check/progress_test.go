package check_test

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/tla/check"
)

// question is a model of a spec about what must happen, and the same question of the code.
// What is expected stands in the model file, where .ci/tlc finds it for TLC.
type question struct {
	config string
	flags  string // of the code, as the model file has them after "explore"; "" only asks the spec
	goal   string // what must be reached
	most   int    // the largest number that may be used after stabilisation; 0 is any
	change func(*model.System)
	// states are those of the spec, and of the code if that has not as many.
	states, code uint64
}

// questions are all models of what must happen.
var questions = []question{
	{config: "PaxosProgress", flags: "-protocol paxos -network set -acceptors 2 -ballots 1 -crashes 0 -assume leader", goal: "value-learned", most: 4, states: 3526},
	{config: "PaxosProgressBounded", flags: "-protocol paxos -network set -acceptors 2 -ballots 1 -crashes 0", goal: "value-learned", states: 1028},
	{config: "PaxosProgressRefused"},
	{config: "PaxosProgressDuel", flags: "-protocol paxos -network set -acceptors 1 -crashes 0 -spread 2", goal: "value-learned", states: 1501, code: 149},
	{config: "PaxosProgressStable", flags: "-protocol paxos -network set -acceptors 2 -ballots 1 -crashes 0 -assume stable", goal: "value-learned", most: 2, states: 2056},
	{config: "PaxosProgressSingleTry", flags: "-protocol paxos -network set -acceptors 1 -ballots 1 -spread 0 -crashes 1 -assume leader -mutant single-try", goal: "value-learned", most: 4, states: 1165},
	{config: "PaxosProgressSingleTryUp", flags: "-protocol paxos -network set -acceptors 1 -ballots 1 -spread 0 -crashes 0 -assume leader -mutant single-try", goal: "value-learned", most: 4, states: 168},
	{config: "PaxosProgressMessages", flags: "-protocol paxos -network set -acceptors 1 -ballots 1 -crashes 0 -assume leader -fair timers,restarts", goal: "value-learned", most: 4, states: 218},
	{config: "PaxosProgressTimers", flags: "-protocol paxos -network set -acceptors 1 -ballots 1 -crashes 0 -assume leader -fair messages,restarts", goal: "value-learned", most: 4, states: 218},

	{config: "TwoPhaseProgress", flags: "-protocol twophase", goal: "all-decided", states: 288},
	{config: "TwoPhaseProgressBlocks", flags: "-protocol twophase -crashes 1 -crash-stop", goal: "all-decided", states: 1440},
	{config: "TwoPhaseProgressReturns", flags: "-protocol twophase -crashes 1", goal: "all-decided", states: 1728},
	{config: "TwoPhaseProgressWaits", flags: "-protocol twophase", goal: "all-decided", change: neverGiveUp, states: 72},
	{config: "TwoPhaseProgressMessages", flags: "-protocol twophase -fair timers,restarts", goal: "all-decided", states: 288},
	{config: "TwoPhaseProgressRestarts", flags: "-protocol twophase -crashes 1 -fair messages,timers", goal: "all-decided", states: 1728},

	{config: "RaftProgress", flags: "-protocol raft -network set -commands 0 -terms 1 -crashes 0 -assume leader", goal: "leader-elected", most: 3, states: 389},
	{config: "RaftProgressTwo", flags: "-protocol raft -network set -commands 0 -servers 2 -terms 2 -crashes 0 -assume leader", goal: "leader-elected", most: 4, states: 171},
	{config: "RaftProgressCrash", flags: "-protocol raft -network set -commands 0 -servers 2 -terms 1 -crashes 1 -assume leader", goal: "leader-elected", most: 3, states: 204},
	{config: "RaftProgressBounded", flags: "-protocol raft -network set -commands 0 -terms 1 -crashes 0", goal: "leader-elected", states: 50},
	{config: "RaftProgressRefused"},
	{config: "RaftProgressSplit", flags: "-protocol raft -network set -commands 0 -crashes 0 -spread 1", goal: "leader-elected", states: 1095, code: 401},
	{config: "RaftProgressSingleElection", flags: "-protocol raft -network set -commands 0 -terms 1 -spread 0 -crashes 0 -mutant single-election", goal: "leader-elected", states: 50},
	{config: "RaftProgressSingleElectionLeader", flags: "-protocol raft -network set -commands 0 -terms 1 -spread 0 -crashes 0 -assume leader -mutant single-election", goal: "leader-elected", most: 3, states: 362},
	{config: "RaftProgressMessages", flags: "-protocol raft -network set -commands 0 -terms 1 -crashes 0 -assume leader -fair timers,restarts", goal: "leader-elected", most: 3, states: 389},
	{config: "RaftProgressTimers", flags: "-protocol raft -network set -commands 0 -terms 1 -crashes 0 -assume leader -fair messages,restarts", goal: "leader-elected", most: 3, states: 389},
}

// TestProgress asks the specs and the code what must happen: the verdicts are the same, and
// the states are as many. TLC gives the same verdicts (.ci/tlc). A spec holds where the code
// is open: behaviours in which a bound refuses a step are excluded. That there are some is
// what the models say in which an invariant is expected to be violated. By difference the
// specs leave out more than the code does, and have fewer states.
func TestProgress(t *testing.T) {
	for _, q := range questions {
		t.Run(q.config, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && q.states > 3000 {
				t.Skip("takes seconds under the race detector")
			}
			text := read(t, filepath.Join("..", q.config+".cfg"))
			expected := regexp.MustCompile(`(?m)^\\\* Expected: (holds|violated|open|refused)$`).FindStringSubmatch(text)
			require.Len(t, expected, 2)
			verdict, states := q.ofSpec(t)
			require.Equal(t, map[string]string{"holds": "holds", "open": "holds", "violated": "violated", "refused": "violated"}[expected[1]], verdict)
			if q.flags == "" {
				require.Equal(t, "refused", expected[1])
				return
			}
			require.Contains(t, text, "explore "+q.flags)
			require.Equal(t, q.states, states)
			r := q.ofCode(t)
			require.Equal(t, expected[1], r.Verdict)
			require.Equal(t, cmp.Or(q.code, q.states), r.States)
			require.Equal(t, r.Verdict == synod.VerdictOpen, len(r.Properties[0].OpenBy) > 0, r.Properties[0].OpenBy)
		})
	}
}

// TestAllProgressIsAsked wants every model of what must happen among the questions.
func TestAllProgressIsAsked(t *testing.T) {
	files, err := filepath.Glob("../*Progress*.cfg")
	require.NoError(t, err)
	var want, got []string
	for _, file := range files {
		want = append(want, strings.TrimSuffix(filepath.Base(file), ".cfg"))
	}
	for _, q := range questions {
		got = append(got, q.config)
	}
	require.ElementsMatch(t, want, got)
}

// ofSpec is what the spec says, and how many states it has.
func (q question) ofSpec(t *testing.T) (verdict string, states uint64) {
	file := "../" + q.config
	spec := file
	if _, err := os.Stat(spec + ".tla"); err != nil {
		protocol, _, _ := strings.Cut(q.config, "Progress")
		spec = "../" + protocol + "Progress"
	}
	m, err := check.Load(check.Sources{Spec: spec + ".tla", Config: file + ".cfg"})
	require.NoError(t, err)
	opts := check.Options{}
	opts.Workers = 1
	r, err := m.Check(context.Background(), opts)
	require.NoError(t, err)
	if r.Violation != nil {
		require.Equal(t, q.flags == "", r.Violation.Property == "NothingRefused", r.Violation.Property)
		return "violated", r.States
	}
	require.True(t, r.Complete())
	require.Empty(t, r.Warnings, "a property of no behaviour holds, whatever it says")
	return "holds", r.States
}

// ofCode is what the code says.
func (q question) ofCode(t *testing.T) *synod.Report {
	given, name := map[string]string{}, ""
	for _, word := range strings.Fields(q.flags) {
		if flag, ok := strings.CutPrefix(word, "-"); ok {
			name, word = flag, "true"
		}
		given[name] = word
	}
	take := func(name, otherwise string) string {
		value, ok := given[name]
		delete(given, name)
		if !ok {
			return otherwise
		}
		return value
	}
	fair, err := temporal.ParseFairness(take("fair", "messages, timers, restarts"))
	require.NoError(t, err)
	assume, mutant := take("assume", ""), take("mutant", "")
	protocols := map[string]*model.Protocol{"paxos": &paxos.Protocol, "raft": &raft.Protocol, "twophase": &twophase.Protocol}
	sys, err := protocols[take("protocol", "")].System(mutant, given)
	require.NoError(t, err)
	sys.Assume = assume
	if sys.Numbers == nil {
		sys.Epochs = nil // the spec keeps messages that can do nothing; by difference it forgets them, too
	}
	sys.Properties = []model.Property{{Name: "progress", Live: temporal.Eventually(q.goal).Under(fair)}}
	if q.change != nil {
		q.change(sys)
	}
	if q.most > 0 {
		sys.Assumptions = append(sys.Assumptions, model.Assumption{Name: "numbers", Holds: func(s *model.State) bool {
			for _, n := range model.Views[any](s) {
				if numberOf(n.Node) > q.most {
					return false
				}
			}
			return true
		}})
	}
	r, err := synod.Explore(context.Background(), sys, synod.Options{Workers: 1})
	require.NoError(t, err)
	return r
}

// numberOf is the number that a node has used last.
func numberOf(n any) int {
	switch n := n.(type) {
	case *paxos.Proposer:
		return int(n.Tried)
	case *raft.Server:
		return int(n.Term)
	}
	return 0
}

// without lets no timer of a name be set.
type without struct {
	model.Env
	timer model.Timer
}

func (e without) SetTimer(t model.Timer) {
	if t != e.timer {
		e.Env.SetTimer(t)
	}
}

// waits is a transaction manager that never aborts.
type waits struct{ twophase.TransactionManager }

func (m *waits) Start(env model.Env) { m.TransactionManager.Start(without{env, "abort"}) }

// neverGiveUp makes the mistake of TwoPhaseProgressWaits.
func neverGiveUp(sys *model.System) {
	sys.Groups[1].New = func(model.NodeID) model.Node { return new(waits) }
}
