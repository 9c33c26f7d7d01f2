package search_test

import (
	"context"
	"runtime"
	"testing"
	"time"

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

type badClient struct {
	hopper
	can func() bool `model:"const"`
}

func (c *badClient) CanInvoke() bool { return c.can() }
func (*badClient) Invoke(model.Env)  {}

// What goes wrong in CanInvoke is a finding that names it, with a run.
func TestCanInvokeGoesWrong(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	asked := false
	for _, c := range []struct {
		can        func() bool
		kind, text string
	}{
		{func() bool { panic("oh") }, "panic", "CanInvoke panicked: oh\n"},
		{func() bool { runtime.Goexit(); return true }, "panic", "Invoke: CanInvoke ended its goroutine"},
		{func() bool { <-end; return true }, "stuck", "Invoke: CanInvoke has not returned for 100ms"},
		{func() bool { asked = !asked; return asked }, "nondeterminism", "two runs of the same handler on the same input differ: CanInvoke returned "},
	} {
		for _, machine := range []bool{false, true} {
			sys := hops(0)
			sys.Properties, sys.HandlerTime = nil, 100*time.Millisecond
			sys.Groups[0].New = func(model.NodeID) model.Node { return &badClient{can: c.can} }
			if machine {
				sys.Groups[0].New = nil
				sys.Groups[0].Omit = map[string]string{"search_test.badClient.can": "it is always the same"}
				sys.Groups[0].Boot = func(model.NodeID, any) model.Machine { return &badMachine{badClient{can: c.can}} }
			}
			r, err := search.Explore(t.Context(), sys, search.Options{})
			require.NoError(t, err)
			require.NotNil(t, r.Violation)
			require.Equal(t, c.kind, r.Violation.Kind)
			require.Contains(t, r.Violation.Text, c.text)
			require.Equal(t, 1, r.Violation.Length())
		}
	}
}

// badMachine is a badClient that is a machine.
type badMachine struct{ badClient }

func (m *badMachine) Disk() any  { return nil }
func (m *badMachine) State() any { return m }
func (m *badMachine) Shown() any { return &m.hopper }

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
