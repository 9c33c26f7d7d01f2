package normaltest_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// liveSystem is a random system whose numbers grow so far only, with properties about whole
// runs. What it does is full of loops all the same.
func liveSystem(seed uint64) *model.System {
	sys, d := randomSystem(seed), rand.New(rand.NewPCG(seed, 18))
	sys.TimerBounds = []model.TimerBound{{Timer: "go", Total: 4 + d.IntN(3)}}
	sys.Numbers.Spread, sys.InFlight = 0, 1
	goal := func(name string, is func(n *toy) bool) model.Goal {
		return model.Goal{Name: name, Check: model.Local(func(n model.View[*toy]) model.Reached { return model.ReachedIf(is(n.Node), "it is") })}
	}
	sys.Goals = []model.Goal{
		goal("mode", func(n *toy) bool { return n.Mode == 1 }),
		goal("best", func(n *toy) bool { return n.Best > n.Count }),
		goal("none", func(n *toy) bool { return n.Best == 0 && n.Mode == 0 }),
	}
	name := func() string { return sys.Goals[d.IntN(len(sys.Goals))].Name }
	for i, f := range []temporal.Formula{
		temporal.Eventually(name()), temporal.LeadsTo(name(), name()), temporal.Repeatedly(name()),
		temporal.FinallyAlways(name()), temporal.Possible(name()),
	} {
		for _, fair := range []temporal.Fairness{temporal.Messages, temporal.Receivers, temporal.Senders, temporal.Links, temporal.Timers, temporal.Restarts} {
			if d.IntN(2) == 0 && f.Kind != temporal.IsPossible {
				f = f.Under(fair)
			}
		}
		sys.Properties = append(sys.Properties, model.Property{Name: string(rune('a' + i)), Live: f})
	}
	return sys
}

// Where numbers cannot grow without end, properties about whole runs have the verdicts that
// they have with absolute numbers.
func TestPropertiesOfRunsAgainstAPlainSearch(t *testing.T) {
	systems := uint64(40)
	if testing.Short() {
		systems = 25
	}
	const most = 40_000
	smaller, verdicts := 0, map[string]int{}
	for seed := range systems {
		explored := func(plainly bool) (*search.Report, []search.PropertyResult) {
			sys := liveSystem(seed)
			if plainly {
				sys.Numbers = nil
			}
			r, err := search.Explore(t.Context(), sys, search.Options{Options: explore.Options{Workers: 2, Bounded: true, Depth: 20}})
			require.NoError(t, err)
			return r, r.Properties
		}
		plain, want := explored(true)
		if !plain.Complete() || plain.States > most {
			continue
		}
		r, got := explored(false)
		require.True(t, r.Complete(), "seed %d", seed)
		if r.States < plain.States {
			smaller++
		}
		for i := range want {
			require.Equal(t, want[i].Verdict, got[i].Verdict, "seed %d, %s", seed, want[i].Name)
			a, b := slices.Clone(want[i].OpenBy), slices.Clone(got[i].OpenBy)
			slices.Sort(a)
			slices.Sort(b)
			require.Equal(t, a, b, "seed %d, %s", seed, want[i].Name)
			verdicts[want[i].Verdict]++
		}
	}
	t.Logf("%v, fewer states in %d systems", verdicts, smaller)
	require.Positive(t, smaller) // how often timers fired tells most states apart
	for _, v := range []string{search.VerdictHolds, search.VerdictViolated, search.VerdictOpen} {
		require.Positive(t, verdicts[v], v)
	}
}
