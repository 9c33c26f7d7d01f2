package paxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// explored explores a system to the end, or to the first violation.
func explored(t *testing.T, mutant string, given map[string]string, properties ...string) *model.Report {
	t.Helper()
	sys, _, err := Protocol.System(mutant, given)
	require.NoError(t, err)
	r, err := model.Explore(t.Context(), sys, model.Options{
		Options:    explore.Options{Workers: 2},
		Properties: properties,
	})
	require.NoError(t, err)
	return r
}

// Small enough for every run of the tests: every property holds and none is
// vacuous, in both layouts and with both ways of learning, on every network.
func TestHolds(t *testing.T) {
	for _, c := range []struct {
		name          string
		given         map[string]string
		states, steps uint64
		depth         int
	}{
		{"separate", map[string]string{}, 84_646, 440_426, 22},
		{"distinguished", map[string]string{"learning": "distinguished"}, 102_773, 544_726, 22},
		{"shared", map[string]string{"layout": "shared"}, 56_365, 323_734, 17},
		{"shared, distinguished", map[string]string{"layout": "shared", "learning": "distinguished"}, 7_415, 28_217, 15},
		{"symmetry", map[string]string{"symmetry": "true"}, 15_734, 81_812, 22},
		{"set", map[string]string{"network": "set"}, 71_381, 409_936, 21},
		{"fifo", map[string]string{"network": "fifo", "drops": "1"}, 178_867, 865_664, 24},
		{"duplicates", map[string]string{"duplicates": "1", "symmetry": "true"}, 181_026, 1_061_015, 23},
		{"partitions", map[string]string{"partitions": "1", "layout": "shared"}, 281_825, 1_364_672, 19},
		{"one acceptor", map[string]string{"acceptors": "1", "ballots": "2"}, 2_010, 6_638, 18},
	} {
		t.Run(c.name, func(t *testing.T) {
			given := map[string]string{"ballots": "1"}
			for k, v := range c.given {
				given[k] = v
			}
			r := explored(t, "", given)
			require.Nil(t, r.Violation)
			require.True(t, r.Complete())
			for _, p := range r.Properties {
				require.Equal(t, model.VerdictHolds, p.Verdict, p.Name)
			}
			require.Equal(t, []uint64{c.states, c.steps, uint64(c.depth)}, []uint64{r.States, r.Steps, uint64(r.Depth)})
		})
	}
}

// The default has three proposals and a crash.
func TestDefault(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	r := explored(t, "", nil)
	require.Nil(t, r.Violation)
	require.True(t, r.Complete())
	for _, p := range r.Properties {
		require.Equal(t, model.VerdictHolds, p.Verdict, p.Name)
	}
	require.EqualValues(t, 3_402_845, r.States)
	require.EqualValues(t, 22_610_823, r.Steps)
	require.Equal(t, 32, r.Depth)
	require.Equal(t, "2,1", r.Bounds[0].Value)
	for _, c := range r.StepCounts {
		require.NotZero(t, c.Steps, c.Name)
	}
}

// Five acceptors are too many for a visit of all states, but not for a part.
func TestFiveAcceptorsBounded(t *testing.T) {
	sys, _, err := Protocol.System("", map[string]string{"acceptors": "5"})
	require.NoError(t, err)
	r, err := model.Explore(t.Context(), sys, model.Options{Options: explore.Options{Workers: 2, Bounded: true, Depth: 9}})
	require.NoError(t, err)
	require.Nil(t, r.Violation)
	require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
}

func TestGoals(t *testing.T) {
	for _, c := range []struct {
		goal, layout string
		steps        int
		text         string
	}{
		{"value-chosen", separate, 7, "v1 is chosen as proposal 1"},
		{"value-learned", separate, 9, "L has learned v1"},
		{"all-learned", separate, 9, "all 1 learners have learned"},
		{"value-chosen", shared, 4, "v1 is chosen as proposal 1"},
		{"value-learned", shared, 5, "S2 has learned v1"},
		{"all-learned", shared, 8, "all 3 learners have learned"},
	} {
		t.Run(c.goal+" "+c.layout, func(t *testing.T) {
			sys, _, err := Protocol.System("", map[string]string{"layout": c.layout, "ballots": "1"})
			require.NoError(t, err)
			var properties []model.Property
			for _, g := range sys.Goals {
				if g.Name == c.goal {
					require.NotEmpty(t, g.Doc)
					properties = append(properties, model.Property{Name: g.Name, Check: g.Check})
				}
			}
			sys.Properties = properties
			r, err := model.Explore(t.Context(), sys, model.Options{Options: explore.Options{Workers: 2}})
			require.NoError(t, err)
			require.Equal(t, c.steps, r.Violation.Length())
			require.Contains(t, r.Violation.Text, c.text)
		})
	}
}

func TestImpossibleSettings(t *testing.T) {
	for _, c := range []struct {
		mutant string
		given  map[string]string
		want   string
	}{
		{"", map[string]string{"layout": "shared", "proposers": "4"}, "proposers is 4, but in the shared layout there are 3 machines (acceptors); accepted is at most that"},
		{"", map[string]string{"layout": "shared", "symmetry": "true"}, "accepted is layout separate, not shared"},
		{"", map[string]string{"ballots": ""}, "ballots is empty; accepted are"},
		{"minority-quorum", map[string]string{"acceptors": "1"}, "acceptors is 1, of which no minority is a quorum; accepted with minority-quorum are 2 and more"},
		{"", map[string]string{"layout": "star"}, "accepted are separate, shared"},
		{"", map[string]string{"learning": "some"}, "accepted are all, distinguished"},
	} {
		_, _, err := Protocol.System(c.mutant, c.given)
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), "\n")
	}
	_, err := newSystem(settings{network: "tcp", ballots: []int{1}})
	require.ErrorContains(t, err, `network "tcp" is unknown; accepted are multiset, set and fifo`)
}

// The names in texts are those that the system gives.
func TestNames(t *testing.T) {
	for _, given := range []map[string]string{
		{}, {"learning": "distinguished"}, {"layout": "shared"}, {"proposers": "1"}, {"acceptors": "1"},
		{"layout": "shared", "acceptors": "1", "proposers": "1"},
	} {
		sys, all, err := Protocol.System("", given)
		require.NoError(t, err)
		s, err := Protocol.Settings("", all)
		require.NoError(t, err)
		c := newConfig(settings{
			layout: s.Text("layout"), learning: s.Text("learning"), proposers: s.Int("proposers"),
			acceptors: s.Int("acceptors"), learners: s.Int("learners"), ballots: s.Ints("ballots"),
		})
		checked := false
		sys.Properties = []model.Property{{Name: "names", Check: model.Global(func(state *model.State) model.Verdict {
			checked = true
			for _, n := range state.Nodes {
				if c.nameOf(n.ID) != n.Name {
					return model.Violated("%s is called %s", n.Name, c.nameOf(n.ID))
				}
			}
			return model.Holds
		})}}
		r, err := model.Explore(t.Context(), sys, model.Options{Options: explore.Options{Bounded: true}})
		require.NoError(t, err)
		require.Nil(t, r.Violation)
		require.True(t, checked)
	}
}
