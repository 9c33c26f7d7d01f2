package search_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	numbers "github.com/synod-go/synod/model/growing"
	"github.com/synod-go/synod/model/temporal"
)

// game is a node whose moves are timers. A line like "0 a 1 2" says that in state 0 timer a
// is set, and that it leads to state 1 or 2: a coin decides. An outcome "-" changes nothing.
// The goal is state 9.
func game(lines ...string) *model.System {
	moves := map[string][]string{}
	for _, line := range lines {
		words := strings.Fields(line)
		moves[words[0]+words[1]] = words[2:]
	}
	set := func(n *toy, env model.Env) {
		for _, t := range []string{"a", "b"} {
			if moves[fmt.Sprint(n.Kept, t)] != nil {
				env.SetTimer(model.Timer(t))
			} else {
				env.StopTimer(model.Timer(t))
			}
		}
	}
	sys := alone(1, script{
		start: set,
		timeout: func(n *toy, env model.Env, t model.Timer) {
			outcomes := moves[fmt.Sprint(n.Kept, t)]
			if to := outcomes[env.Choose(len(outcomes))]; to != "-" {
				fmt.Sscan(to, &n.Kept)
			}
			set(n, env)
		},
	})
	sys.Goals = []model.Goal{{Name: "won", Check: model.Local(func(v model.View[*toy]) model.Reached { return model.ReachedIf(v.Node.Kept == 9, "") })}}
	return sys
}

// gameOf is the verdict on a formula about a game, and the run that breaks it.
func gameOf(t *testing.T, sys *model.System, f temporal.Formula) (search.PropertyResult, *search.Violation) {
	t.Helper()
	sys.Properties = []model.Property{{Name: "p", Live: f}}
	r := mustExplore(t, sys, search.Options{})
	return r.Properties[0], r.Violation
}

// Some games are won with probability 1 though they can be lost by bad luck, and some are
// lost by the order of the steps, whatever the coins show.
func TestCoins(t *testing.T) {
	fair := temporal.Timers
	for name, c := range map[string]struct {
		lines          []string
		bounds         []model.Bound
		chosen, tossed string // the verdicts without coins and with them
	}{
		"a coin falls right some day":                {lines: []string{"0 a 1 9", "1 a 0 9"}, chosen: "violated", tossed: "holds"},
		"to do nothing is an outcome, too":           {lines: []string{"0 a - 9"}, chosen: "violated", tossed: "holds"},
		"two coins in a row":                         {lines: []string{"0 a 1 2", "1 a 0 9", "2 a 0"}, chosen: "violated", tossed: "holds"},
		"the loop is only a part of what is closed":  {lines: []string{"0 a 1 2", "1 a 0", "2 a 0"}, chosen: "violated", tossed: "violated"},
		"whoever chooses the order avoids the goal":  {lines: []string{"0 a 1 2", "1 a 0", "1 b 9", "2 a 9", "2 b 0"}, chosen: "violated", tossed: "violated"},
		"an order that does not know the coin loses": {lines: []string{"0 a 1 2", "1 a 0", "2 a 9"}, chosen: "violated", tossed: "holds"},
		"what a coin leads to is refused": {
			lines:  []string{"0 a 1 2", "1 a 0"},
			bounds: []model.Bound{model.Limit("state", "1", func(n *toy) bool { return n.Kept <= 1 })},
			chosen: "violated", tossed: "open",
		},
		"what leads out is refused and another loop is not": {
			lines:  []string{"0 a 1 2", "1 a 0", "1 b 3", "3 a 3 4", "4 a 3"},
			bounds: []model.Bound{model.Limit("state", "not 2", func(n *toy) bool { return n.Kept != 2 })},
			chosen: "violated", tossed: "violated",
		},
	} {
		t.Run(name, func(t *testing.T) {
			sys := game(c.lines...)
			sys.Bounds = c.bounds
			got, v := gameOf(t, sys, temporal.Eventually("won").Under(fair))
			require.Equal(t, c.chosen, got.Verdict)
			require.Equal(t, "eventually won", got.Formula)
			got, unlucky := gameOf(t, sys, temporal.Eventually("won").Under(fair, temporal.Coins))
			require.Equal(t, c.tossed, got.Verdict)
			require.Equal(t, "eventually won, with probability 1", got.Formula)
			require.Equal(t, "timers, coins", got.Fair)
			if c.tossed != "violated" {
				saved := *v.Trace
				saved.Meta.Fair = got.Fair
				replayed, err := runs.Replay(sys, &saved)
				require.NoError(t, err)
				require.Nil(t, replayed.Again)
				why := "the coins must fall so for ever, which has probability 0: no order of the steps keeps it so whatever they show"
				if v.Trace.Stutters() { // it chooses to do nothing
					why = "the loop is not fair: timer a of N could fire there, and never does"
				}
				require.Equal(t, why, replayed.Why)
				return
			}
			require.Equal(t, "won is never reached: the run goes round for ever; whatever the coins show from there on, some order of the steps keeps it so", unlucky.Text)
			replayed, err := runs.Replay(sys, unlucky.Trace)
			require.NoError(t, err)
			require.Equal(t, unlucky.Text, replayed.Again.Text)
		})
	}
}

// lapper counts laps until a coin ends it.
type lapper struct {
	Lap  lap
	Done bool
}

type lap int

func (n *lapper) Start(env model.Env) { n.Lap = 1; env.SetTimer(tick) }

func (n *lapper) Receive(model.Env, model.NodeID, model.Message) {}

func (n *lapper) Timeout(env model.Env, _ model.Timer) {
	if env.Choose(2) == 0 {
		n.Lap++
	} else {
		n.Done = true
	}
	env.SetTimer(tick)
}

// Outcomes of one coin belong together also where only one of them makes numbers higher that
// are taken by difference.
func TestCoinsByDifference(t *testing.T) {
	sys := &model.System{
		Groups:  []model.Group{{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return &lapper{} }}},
		Numbers: &numbers.Numbers{Name: "laps", Types: []reflect.Type{numbers.Type[lap]()}},
		Goals:   []model.Goal{{Name: "won", Check: model.Local(func(v model.View[*lapper]) model.Reached { return model.ReachedIf(v.Node.Done, "") })}},
	}
	got, v := gameOf(t, sys, temporal.Eventually("won").Under(temporal.Timers))
	require.Equal(t, "violated", got.Verdict)
	require.Equal(t, "won is never reached: the run goes round for ever; each time that it comes back, the laps are 1 higher", v.Text)
	got, _ = gameOf(t, sys, temporal.Eventually("won").Under(temporal.Timers, temporal.Coins))
	require.Equal(t, "holds", got.Verdict)
}

func TestCoinsSayNothingOfWhatIsPossible(t *testing.T) {
	sys := game("0 a 0 9")
	sys.Properties = []model.Property{{Name: "p", Live: temporal.Possible("won").Under(temporal.Coins)}}
	_, err := search.Explore(t.Context(), sys, search.Options{})
	require.ErrorContains(t, err, "says what is possible, whatever the coins show; accepted are coins with properties of other kinds")
}
