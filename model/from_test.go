package model_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// hopper counts the steps of a token that is passed on.
type hopper struct {
	Held int `model:"durable"`
}

type token struct{ Hops int }

func (h *hopper) Start(env model.Env) {
	if env.ID() == 1 && h.Held == 0 {
		env.Send(2, token{1})
	}
}

func (h *hopper) Receive(env model.Env, _ model.NodeID, m model.Message) {
	h.Held = m.(token).Hops
	if h.Held < 6 {
		env.Send(env.Peers()[0], token{h.Held + 1})
	}
}

func (h *hopper) Timeout(model.Env, model.Timer) {}

// hops is a system of two nodes that pass a token six times.
func hops(crashes int) *model.System {
	after := func(n int) model.Check[model.Reached] {
		return model.Local(func(v model.View[*hopper]) model.Reached {
			return model.ReachedIf(v.Node.Held == n, "%s has the token after %d hops", v.Name, n)
		})
	}
	never := func(n int) model.Check[model.Verdict] {
		return model.Local(func(v model.View[*hopper]) model.Verdict {
			if v.Node.Held == n {
				return model.Violated("%s has the token after %d hops", v.Name, n)
			}
			return model.Untested
		})
	}
	return &model.System{
		Groups: []model.Group{{Prefix: "N", Count: 2, Crashes: true, New: func(model.NodeID) model.Node { return &hopper{} }}},
		Faults: model.Faults{Crashes: crashes},
		Goals:  []model.Goal{{Name: "third", Check: after(3)}, {Name: "ninth", Check: after(9)}},
		Properties: []model.Property{
			{Name: "at-most-five", Check: never(6)},
			{Name: "nobody-crashes", Check: model.Local(func(v model.View[*hopper]) model.Verdict {
				if !v.Up {
					return model.Violated("%s is down", v.Name)
				}
				return model.Holds
			})},
		},
	}
}

func explored(t *testing.T, sys *model.System, opts model.Options) *model.Report {
	r, err := model.Explore(context.Background(), sys, opts)
	require.NoError(t, err)
	return r
}

func TestUntilFindsAShortestRunToAGoal(t *testing.T) {
	r := explored(t, hops(0), model.Options{Until: "third"})
	require.Equal(t, model.VerdictReached, r.Verdict)
	require.Equal(t, 3, r.Violation.Length()) // one delivery a hop
	require.Equal(t, model.VerdictUnreached, explored(t, hops(0), model.Options{Until: "ninth"}).Verdict)
	_, err := model.Explore(context.Background(), hops(0), model.Options{Until: "nosuch"})
	require.EqualError(t, err, `unknown goal "nosuch"; there are third, ninth`)
}

func TestSearchStartsAtTheEndOfARun(t *testing.T) {
	r := explored(t, hops(0), model.Options{FromGoal: "third"})
	require.Equal(t, "at-most-five", r.Violation.Property)
	require.Equal(t, 3, r.FromSteps)
	require.Equal(t, 6, r.Violation.Length()) // the whole run: three steps to the goal, three from there
	require.Equal(t, uint64(4), r.States)     // after 3, 4, 5 and 6 hops
	replayed, err := model.Replay(hops(0), r.Violation.Trace)
	require.NoError(t, err)
	require.Nil(t, replayed.Departure)
	require.NotNil(t, replayed.Again)
	require.Equal(t, 6, replayed.Confirmed)
}

// TestBudgetsGoOnUnlessRenewed crashes a node once on the way: with one crash
// in all, none is left, unless the budget is given anew.
func TestBudgetsGoOnUnlessRenewed(t *testing.T) {
	w, err := model.NewWalk(hops(1))
	require.NoError(t, err)
	take := func(what string) {
		for i, s := range w.Enabled() {
			if s.String() == what {
				w.Take(i)
				return
			}
		}
		require.Fail(t, "not enabled", "%s: %v", what, w.Enabled())
	}
	take("N1 crashes")
	take("N1 restarts")
	run := w.Trace()
	only := []string{"nobody-crashes"}

	r := explored(t, hops(1), model.Options{Properties: only, From: &model.From{Trace: run}})
	require.Nil(t, r.Violation)
	require.True(t, r.Complete())

	renewed := model.Options{Properties: only, From: &model.From{Trace: run, Renew: []string{"crashes"}}}
	r = explored(t, hops(1), renewed)
	require.Equal(t, 3, r.Violation.Length()) // two steps of the run, and another crash
	replayed, err := model.Replay(hops(1), r.Violation.Trace)
	require.NoError(t, err)
	require.Nil(t, replayed.Departure)

	// A larger budget has one crash left, and a smaller one does not make the
	// run impossible.
	r = explored(t, hops(2), model.Options{Properties: only, From: &model.From{Trace: run}})
	require.Equal(t, 3, r.Violation.Length())
	r = explored(t, hops(0), model.Options{Properties: only, From: &model.From{Trace: run}, Options: explore.Options{Workers: 2}})
	require.Nil(t, r.Violation)
}

func TestARunOfAnotherSystemIsRefused(t *testing.T) {
	w, err := model.NewWalk(hops(0))
	require.NoError(t, err)
	w.Take(0)
	run := w.Trace()
	run.States[1].Step.Name = "nosuch"
	_, err = model.Explore(context.Background(), hops(0), model.Options{From: &model.From{Trace: run}})
	require.ErrorContains(t, err, "the saved run is not one of this system")
}
