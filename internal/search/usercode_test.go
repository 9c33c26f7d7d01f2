package search_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// TestPanicsOutsideHandlersAreErrors panics in each piece of code that is
// neither a handler nor a property: the error says which, and nothing else
// panics.
func TestPanicsOutsideHandlersAreErrors(t *testing.T) {
	for _, c := range []struct {
		what  string
		spoil func(*model.System)
	}{
		{"the state constraint panicked: oh", func(s *model.System) { s.Constraint = func(*model.State) bool { panic("oh") } }},
		{"monitor m panicked: oh", func(s *model.System) {
			m := &model.Monitor[int]{Name: "m", Fold: func(int, model.NodeID, model.Event) int { panic("oh") }}
			s.Properties = []model.Property{{Name: "p", Check: model.Judge(m, func(int) model.Verdict { return model.Holds })}}
			s.Groups[0].New = func(model.NodeID) model.Node { return &chatty{} }
		}},
		{"Epochs.Of panicked: oh", func(s *model.System) {
			s.Epochs = &model.Epochs{Of: func(any) []int { panic("oh") }, Stamp: func(model.Message) (int, int, bool) { return 0, 0, false }}
		}},
		{"Epochs.Stamp panicked: oh", func(s *model.System) {
			s.Epochs = &model.Epochs{Of: func(any) []int { return nil }, Stamp: func(model.Message) (int, int, bool) { panic("oh") }}
		}},
		{"CanInvoke panicked: oh", func(s *model.System) {
			s.Properties = nil
			s.Groups[0].New = func(model.NodeID) model.Node { return &badClient{} }
		}},
	} {
		for _, simulate := range []bool{false, true} {
			sys := hops(0)
			c.spoil(sys)
			opts := search.Options{Options: explore.Options{Workers: 2}}
			if simulate {
				opts.Simulate = &explore.Walks{Count: 3, Length: 9}
			}
			_, err := search.Explore(context.Background(), sys, opts)
			require.ErrorContains(t, err, c.what)
			require.NotContains(t, err.Error(), "internal error")
		}
	}
}

// chatty records an event when it gets the token.
type chatty struct{ hopper }

func (c *chatty) Receive(env model.Env, from model.NodeID, m model.Message) {
	env.Record("got it")
	c.hopper.Receive(env, from, m)
}

type badClient struct{ hopper }

func (*badClient) CanInvoke() bool  { panic("oh") }
func (*badClient) Invoke(model.Env) {}

// TestSimulationCountsLikeASearch walks the one run there is: the state outside
// the constraint is checked, but not counted, and every step taken is counted
// once.
func TestSimulationCountsLikeASearch(t *testing.T) {
	sys := hops(0)
	sys.Properties = nil
	sys.Constraint = func(s *model.State) bool { return model.Views[*hopper](s)[0].Node.Held < 4 }
	r := explored(t, sys, search.Options{Simulate: &explore.Walks{Count: 2, Length: 100}})
	require.Equal(t, uint64(4), r.States) // 0, 1, 2 and 3 hops; the fourth is outside
	require.Equal(t, uint64(8), r.Steps)  // four on each walk
	require.Equal(t, uint64(2), r.Cut)
	require.Equal(t, []string{explore.ByWalks, explore.ByConstraint}, r.BoundedBy)
	for _, c := range r.StepCounts {
		if c.Name == "N receives token" {
			require.Equal(t, uint64(8), c.Steps)
		}
	}
}
