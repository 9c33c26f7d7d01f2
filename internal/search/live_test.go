package search_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	numbers "github.com/synod-go/synod/model/growing"
	"github.com/synod-go/synod/model/temporal"
)

// These are verdicts about whole runs that must not be what they seem.

// whole is a system with one goal, that some toy has kept something, and a property.
func whole(f temporal.Formula, groups ...model.Group) *model.System {
	return &model.System{
		Groups: groups,
		Goals: []model.Goal{{Name: "kept", Check: model.Local(func(v model.View[*toy]) model.Reached {
			return model.ReachedIf(v.Node.Kept > 0, "%s has kept %d", v.Name, v.Node.Kept)
		})}},
		Properties: []model.Property{{Name: "p", Live: f}},
	}
}

func verdictOf(t *testing.T, sys *model.System) search.PropertyResult {
	r := mustExplore(t, sys, search.Options{})
	require.True(t, r.Complete() || r.Violation != nil)
	return r.Properties[0]
}

// A node may choose to do nothing whenever its timer fires: no fairness of the timer makes
// it choose anything else.
func TestChoosingNothingForEver(t *testing.T) {
	tossing := toys("N", 1, script{
		start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) {
			if env.SetTimer(tick); env.Choose(2) == 1 {
				n.Kept = 1
			}
		},
	})
	tossing.Crashes = false
	require.Equal(t, search.VerdictViolated, verdictOf(t, whole(temporal.Eventually("kept").Under(temporal.Timers), tossing)).Verdict)
	require.Equal(t, search.VerdictHolds, verdictOf(t, whole(temporal.Possible("kept"), tossing)).Verdict)
}

// A choice that sends again what is in flight is such a choice, too.
func TestChoosingWhatIsInFlight(t *testing.T) {
	asking := toys("N", 1, script{
		start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(_ *toy, env model.Env, _ model.Timer) {
			env.SetTimer(tick)
			env.Resend(model.NodeID(2+env.Choose(2)), "please")
		},
	})
	mute, kind := toys("M", 1, script{}), toys("K", 1, script{receive: func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Kept = 1 }})
	asking.Crashes, mute.Crashes, kind.Crashes = false, false, false
	f := temporal.Eventually("kept").Under(temporal.Timers, temporal.Messages)
	require.Equal(t, search.VerdictViolated, verdictOf(t, whole(f, asking, mute, kind)).Verdict)
}

// What only a bound keeps from happening later leaves what is claimed for ever open.
func TestRepeatedlyIsOpenByWhatABoundHides(t *testing.T) {
	counting := toys("N", 1, script{
		start:   func(n *toy, env model.Env) { n.Kept = 1; env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) { env.SetTimer(tick); n.Lost++; n.Kept = max(0, 3-n.Lost) },
	})
	counting.Crashes = false
	for total, want := range map[int]string{2: search.VerdictOpen, 4: search.VerdictViolated} {
		sys := whole(temporal.Repeatedly("kept"), counting)
		sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: total}}
		require.Equal(t, want, verdictOf(t, sys).Verdict, total)
	}
}

// What holds of every state says nothing of states that a bound kept from being visited, and
// the report says that.
func TestHoldsWithinTheBounds(t *testing.T) {
	ticking := toys("N", 1, script{
		start:   func(n *toy, env model.Env) { n.Kept = 1; env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) { env.SetTimer(tick); n.Lost++ },
	})
	still := toys("N", 1, script{start: func(n *toy, _ model.Env) { n.Kept = 1 }})
	ticking.Crashes, still.Crashes = false, false
	for _, f := range []temporal.Formula{temporal.LeadsTo("kept", "kept"), temporal.Possible("kept")} {
		sys := whole(f, ticking)
		sys.TimerBounds = []model.TimerBound{{Timer: tick, Total: 2}}
		v := verdictOf(t, sys)
		require.Equal(t, search.VerdictHolds, v.Verdict)
		require.Equal(t, "within the bounds; tick timeouts refused steps to states of which nothing is known", v.Why)

		v = verdictOf(t, whole(f, still))
		require.Equal(t, search.VerdictHolds, v.Verdict)
		require.Empty(t, v.Why)
	}
}

// A fault that a bound refuses hides nothing that the protocol has to do.
func TestRefusedFaultLeavesNothingOpen(t *testing.T) {
	sys := whole(temporal.Eventually("kept").Under(temporal.Messages),
		toys("A", 1, script{start: func(_ *toy, env model.Env) { env.Send(2, "please") }}),
		toys("B", 1, script{receive: func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Kept = 1 }}))
	sys.Faults, sys.InFlight = model.Faults{Duplicates: 1}, 1
	require.Equal(t, search.VerdictHolds, verdictOf(t, sys).Verdict)
}

// Fair-loss links: what is sent again and again arrives, though any number of messages is
// lost; messages that are fair in the weak sense alone may all be lost.
func TestLinksThatLose(t *testing.T) {
	asking := toys("A", 1, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(_ *toy, env model.Env, _ model.Timer) { env.SetTimer(tick); env.Resend(2, "please") },
	})
	kind := toys("B", 1, script{receive: func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Kept = 1 }})
	for fair, want := range map[temporal.Fairness]string{
		temporal.Messages.And(temporal.Timers): search.VerdictViolated,
		temporal.Links.And(temporal.Timers):    search.VerdictHolds,
	} {
		sys := whole(temporal.Eventually("kept").Under(fair), asking, kind)
		sys.Faults.Drops = -1
		require.Equal(t, want, verdictOf(t, sys).Verdict, fair)
	}
}

// bidder counts rounds, which are taken by difference.
type bidder struct{ Round round }

type round int

func (b *bidder) Start(env model.Env)                            { b.Round = 1; env.SetTimer(tick) }
func (b *bidder) Receive(model.Env, model.NodeID, model.Message) {}
func (b *bidder) Timeout(env model.Env, _ model.Timer)           { b.Round++; env.SetTimer(tick) }

// A goal that compares a number with one of its own says nothing about numbers by
// difference, and is found out, whether it makes a verdict true or false.
func TestGoalsMustNotLookAtNumbersByDifference(t *testing.T) {
	for name, f := range map[string]temporal.Formula{
		"small": temporal.FinallyAlways("small").Under(temporal.Timers),
		"large": temporal.Eventually("large").Under(temporal.Timers),
	} {
		sys := &model.System{
			Groups:  []model.Group{{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return &bidder{} }}},
			Numbers: &numbers.Numbers{Name: "rounds", Types: []reflect.Type{numbers.Type[round]()}, Spread: 3},
			Goals: []model.Goal{
				{Name: "small", Check: model.Local(func(v model.View[*bidder]) model.Reached { return model.ReachedIf(v.Node.Round < 5, "") })},
				{Name: "large", Check: model.Local(func(v model.View[*bidder]) model.Reached { return model.ReachedIf(v.Node.Round >= 5, "") })},
			},
			Properties: []model.Property{{Name: "p", Live: f}},
		}
		r := mustExplore(t, sys, search.Options{})
		require.NotNil(t, r.Violation)
		require.Equal(t, "goal "+name+" says something else when the rounds, which are taken by difference, are all much higher", r.Violation.Text)
	}
}
