package synod_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

func TestOptionsAreValidated(t *testing.T) {
	for want, o := range map[string]synod.Options{
		"option Depth is -2; accepted are numbers from -1 on":                                   {Depth: -2},
		"option Workers is -1; accepted are numbers from 0 on":                                  {Workers: -1},
		"option Memory is -9; accepted are numbers from 0 on":                                   {Memory: -9},
		"option Findings is -1; accepted are numbers from 0 on":                                 {Findings: -1},
		"options Until and Properties are both set; one of them is accepted":                    {Until: "x", Properties: []string{"small"}},
		"options From and FromGoal are both set; one of them is accepted":                       {From: &traces.Trace{}, FromGoal: "x"},
		"options Simulate and Depth are both set; one of them is accepted":                      {Simulate: &synod.Walks{Count: 1, Length: 1}, Depth: 1},
		"option Renew needs a run at whose end the budgets start anew (option From)":            {Renew: []string{"drops"}},
		`unknown property "no"; there are small`:                                                {Properties: []string{"no"}},
		"walks 0, length 0: such a simulation looks at nothing; accepted are numbers from 1 on": {Simulate: &synod.Walks{}},
		`unknown goal "no"; there are none`:                                                     {Until: "no"},
	} {
		_, err := synod.Explore(t.Context(), counting(3, 9, 0), o)
		require.EqualError(t, err, want)
	}
}

func TestDepthOfTheInitialStates(t *testing.T) {
	for depth, states := range map[int]uint64{-1: 1, 1: 3, 0: 16} {
		r, err := synod.Explore(t.Context(), counting(3, 9, 0), synod.Options{Depth: depth})
		require.NoError(t, err)
		require.Equal(t, states, r.States, "depth %d", depth)
		require.Equal(t, depth == 0, r.Complete())
	}
}

func TestSimulate(t *testing.T) {
	r, err := synod.Simulate(t.Context(), counting(3, 2, 0), synod.Walks{Count: 50, Length: 6}, synod.Options{})
	require.NoError(t, err)
	require.Equal(t, synod.VerdictViolated, r.Verdict)
	require.Equal(t, "small", r.Violation.Property)
}

func TestOpen(t *testing.T) {
	sys := counting(3, 2, 0)
	live, err := synod.Open(sys, nil)
	require.NoError(t, err)
	require.Len(t, live.Enabled(), 2)
	live.Take(0)
	require.Equal(t, 1, live.Len())

	r, err := synod.Explore(t.Context(), sys, synod.Options{})
	require.NoError(t, err)
	live, err = synod.Open(sys, r.Violation.Trace)
	require.NoError(t, err)
	require.Equal(t, 2, live.Len())
	require.Equal(t, "small", live.Broken()[0].Property)

	_, err = synod.Open(counting(1, 1, 0), r.Violation.Trace)
	require.ErrorContains(t, err, "the saved run is not one of this system")
	_, err = synod.Open(sys, &traces.Trace{})
	require.ErrorContains(t, err, "the trace does not say that it is of a protocol")
}

func TestCatches(t *testing.T) {
	caught := func(sys *model.System, property string, steps int, o ...synod.Options) (bool, string) {
		return told(t, "TestX", func(t testing.TB) { synod.Catches(t, sys, property, steps, o...) })
	}
	failed, said := caught(counting(3, 2, 0), "small", 2)
	require.False(t, failed, said)
	asked := counting(3, 2, 0)
	asked.Properties[0].Asked = true
	failed, said = caught(asked, "small", 2)
	require.False(t, failed, said)
	require.True(t, asked.Properties[0].Asked, "the system is the caller's")
	for want, c := range map[string]struct {
		sys      *model.System
		property string
		steps    int
		o        []synod.Options
	}{
		"the mutant is caught after 2 steps, not after 3": {counting(3, 2, 0), "small", 3, nil},
		"not caught: nothing is violated, and every state was visited (16 states)\n\nTestX: explored by synod.Check\n\nNO VIOLATION. Complete": {counting(3, 9, 0), "small", 2, nil},
		"not caught: nothing is violated in 3 states, bounded by depth":                                                                        {counting(3, 2, 0), "small", 2, []synod.Options{{Depth: 1}}},
		`unknown property "large"; there are small`:                                                                                            {counting(3, 2, 0), "large", 2, nil},
		"synod.Catches takes at most one synod.Options; 2 were given":                                                                          {counting(3, 2, 0), "small", 2, make([]synod.Options, 2)},
	} {
		failed, said := caught(c.sys, c.property, c.steps, c.o...)
		require.True(t, failed)
		require.Contains(t, said, want)
	}
}

func TestCatchesFromAGoal(t *testing.T) {
	sys := counting(3, 2, 0)
	sys.Goals = []model.Goal{
		{Name: "one", Check: model.Local(func(v model.View[*counter]) model.Reached { return model.ReachedIf(v.Node.N == 1, "1") })},
		{Name: "ten", Check: model.Local(func(v model.View[*counter]) model.Reached { return model.ReachedIf(v.Node.N == 10, "10") })},
	}
	failed, said := told(t, "TestX", func(t testing.TB) { synod.Catches(t, sys, "small", 1, synod.Options{FromGoal: "one"}) })
	require.False(t, failed, said)
	failed, said = told(t, "TestX", func(t testing.TB) { synod.Catches(t, sys, "small", 1, synod.Options{FromGoal: "ten"}) })
	require.True(t, failed)
	require.Contains(t, said, "not caught: goal ten, from where the search starts, is not reached in 16 states")
}

// A test of a goal passes when a run reaches it, and fails when none does: as the command.
func TestCheckUntilAGoal(t *testing.T) {
	sys := counting(3, 9, 0)
	for _, n := range []int{1, 10} {
		sys.Goals = append(sys.Goals, model.Goal{Name: fmt.Sprint("at-", n), Check: model.Local(func(v model.View[*counter]) model.Reached {
			return model.ReachedIf(v.Node.N == n, "%v counts %d", v.ID, n)
		})})
	}
	r, failed, said := tested(t, "TestX", sys, synod.Options{Until: "at-1"})
	require.False(t, failed, said)
	require.Equal(t, synod.VerdictReached, r.Verdict)
	require.Contains(t, said, "at-1 is reached after 1 step")
	_, failed, said = tested(t, "TestX", sys, synod.Options{Until: "at-10"})
	require.True(t, failed)
	require.Contains(t, said, "goal at-10 is not reached in 16 states, 24 steps, depth 6\n")
	_, failed, said = tested(t, "TestX", sys, synod.Options{Until: "at-10", Depth: 1})
	require.True(t, failed)
	require.Contains(t, said, "goal at-10 is not reached in 3 states, 2 steps, depth 1, bounded by depth\n")
}

func TestCheckClaims(t *testing.T) {
	p := counters()
	check := func(o ...synod.Options) (bool, string) {
		return told(t, "TestX", func(t testing.TB) { synod.CheckClaims(t, p, o...) })
	}
	dir := t.TempDir()
	t.Setenv(synod.TracesEnv, dir)
	failed, said := check()
	require.True(t, failed)
	require.True(t, strings.HasPrefix(said, "counters: small: as claimed, in 16 states\n"+
		"counters -mutant strict: small is violated after 2 steps: as claimed, in 6 states\n"+
		"the claim does not hold: counters -mutant wrong: small is violated after 7 steps: expected a counterexample of 7 steps, got one of 2\n\n"), said)
	require.Contains(t, said, "\nprotocol  counters -mutant wrong -allowed=2\n")
	// The run is shown and saved, for the command to replay.
	require.Contains(t, said, "\n2  S1: timeout tick\n     S1.N  1 → 2\n")
	saved, err := traces.ReadFile(filepath.Join(dir, "TestX-wrong.itf.json"))
	require.NoError(t, err)
	require.Equal(t, "wrong", saved.Meta.Mutant)
	require.Equal(t, 2, saved.Steps())
	p.Mutants = p.Mutants[:1]
	failed, said = check(synod.Options{Workers: 1})
	require.False(t, failed, said)

	failed, said = check(synod.Options{Depth: 1})
	require.True(t, failed)
	require.Contains(t, said, "counters: small: expected holds, got open")
	for _, o := range []synod.Options{{Properties: []string{"small"}}, {Until: "x"}, {FromGoal: "x"}, {From: &traces.Trace{}}, {Simulate: &synod.Walks{}}} {
		failed, said = check(o)
		require.True(t, failed)
		require.Contains(t, said, "synod.CheckClaims takes no Options that choose properties or runs")
	}
	p.Mutants = nil
	p.New = func(model.Settings) (*model.System, error) {
		sys := counting(3, 9, 0)
		sys.Properties = nil
		return sys, nil
	}
	const none = "counters makes no claim: it has neither properties that it promises by itself nor mutants\n"
	failed, said = check()
	require.True(t, failed)
	require.Equal(t, none, said)
	p.New = func(model.Settings) (*model.System, error) {
		sys := counting(3, 9, 0)
		for i := range sys.Properties {
			sys.Properties[i].Asked = true
		}
		return sys, nil
	}
	failed, said = check()
	require.True(t, failed)
	require.Equal(t, none, said, "properties that are asked for are no promises")
	p.New = func(model.Settings) (*model.System, error) { return nil, errors.New("no such luck") }
	failed, said = check()
	require.True(t, failed)
	require.Equal(t, "the claims of counters cannot be checked: no such luck\n", said)
}

// A search for a goal checks no property, so no mutant is caught by it.
func TestCatchesLooksForNoGoal(t *testing.T) {
	failed, said := told(t, "TestX", func(t testing.TB) {
		synod.Catches(t, counting(3, 2, 0), "small", 2, synod.Options{Until: "one"})
	})
	require.True(t, failed)
	require.Equal(t, `synod.Catches checks properties, and option Until looks for goal "one" instead; synod.Check takes it`+"\n", said)
}

// counters is a protocol that makes three claims, of which the last is wrong.
func counters() *model.Protocol {
	return &model.Protocol{
		Name:   "counters",
		Params: []model.Param{{Name: "allowed", Default: 9}},
		Mutants: []model.Mutant{
			{Name: "strict", Breaks: "small", Length: 2, With: map[string]any{"allowed": 2}},
			{Name: "wrong", Breaks: "small", Length: 7, With: map[string]any{"allowed": 2}},
		},
		New: func(s model.Settings) (*model.System, error) { return counting(3, s.Int("allowed"), 0), nil },
	}
}

func TestClaims(t *testing.T) {
	p := counters()
	var got []string
	for r, err := range synod.Claims(context.Background(), p, synod.Options{}) {
		require.NoError(t, err)
		got = append(got, r.Mutant+": "+r.Verdict+" "+r.Problem)
	}
	require.Equal(t, []string{": holds ", "strict: violated ", "wrong: violated expected a counterexample of 7 steps, got one of 2"}, got)

	for _, err := range synod.Claims(context.Background(), p, synod.Options{Depth: -7}) {
		require.ErrorContains(t, err, "option Depth is -7")
	}
}
