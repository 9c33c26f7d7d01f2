package normaltest_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
	"github.com/synod-go/synod/model/temporal"
)

// conveyor always has a message in flight that is one above Done, the base, and never
// delivers one that is: Done grows, so it is the last one when its turn comes. Whatever else
// is delivered traps it.
type conveyor struct {
	Done, Sent num
	Phase      int8
	Trapped    bool
}

type parcel struct{ N num }

func (c *conveyor) Start(env model.Env) {
	c.Done, c.Sent = 1, 3
	env.Send(env.ID(), parcel{2})
	env.Send(env.ID(), parcel{3})
	env.SetTimer("go")
}

func (c *conveyor) Timeout(env model.Env, _ model.Timer) {
	if c.Phase == 0 {
		c.Done++
		c.Phase = 1
		return
	}
	c.Sent++
	env.Send(env.ID(), parcel{c.Sent})
	env.SetTimer("go")
	c.Phase = 0
}

func (c *conveyor) Receive(env model.Env, _ model.NodeID, m model.Message) {
	if c.Phase != 1 || m.(parcel).N != c.Done {
		c.Trapped = true
		return
	}
	env.SetTimer("go")
	c.Phase = 2
}

func (c *conveyor) system() *model.System {
	return &model.System{
		Groups: []model.Group{{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return &conveyor{} }}},
		Goals: []model.Goal{{Name: "trapped", Check: model.Local(func(n model.View[*conveyor]) model.Reached {
			return model.ReachedIf(n.Node.Trapped, "it is")
		})}},
		Numbers: &growing.Numbers{Name: "parcels", Types: []reflect.Type{growing.Type[num]()}, Spread: 5},
	}
}

// In a loop in which numbers grow, a message of one name is not one message: each is
// delivered, but none under the name that one has all the time.
func TestMessagesThatChangeTheirNames(t *testing.T) {
	sys := (&conveyor{}).system()
	sys.InFlight = 3 // once trapped, it may go on sending
	l := newLasting(t, sys, []string{"trapped"})
	require.NotNil(t, l)
	require.True(t, l.violated(0, true), "the naive check")
	for _, fair := range [][]temporal.Fairness{
		{temporal.Messages, temporal.Timers}, {temporal.Receivers, temporal.Timers}, {temporal.Links, temporal.Timers}, {temporal.Senders},
	} {
		f := temporal.Eventually("trapped").Under(fair...)
		sys.Properties = []model.Property{{Name: "p", Live: f}}
		r := explored(t, sys)
		require.Equal(t, search.VerdictViolated, r.Verdict, "%v", f.Fair)
		if len(fair) > 1 {
			require.Contains(t, r.Violation.Text, "each time that it comes back, the parcels are 1 higher")
		}
	}
}

// toggler goes to and fro between two states with one message in flight. The search meets
// each of them first with other numbers.
type toggler struct {
	Count   num
	Phase   int8
	Trapped bool
}

func (n *toggler) Start(env model.Env) {
	n.Count, n.Phase = 3, 2
	if env.Choose(2) == 1 {
		n.Count, n.Phase = 5, 3
	}
	env.SetTimer("go")
}

func (n *toggler) Timeout(env model.Env, _ model.Timer) {
	if n.Phase >= 2 {
		env.Send(env.ID(), parcel{n.Count})
		n.Phase -= 2
	} else {
		n.Phase = 1 - n.Phase
	}
	env.SetTimer("go")
}

func (n *toggler) Receive(model.Env, model.NodeID, model.Message) { n.Trapped = true }

// In a loop in which no number grows a message keeps its name, whatever numbers the states
// were met with.
func TestMessagesThatKeepTheirNames(t *testing.T) {
	sys := (&conveyor{}).system()
	sys.Groups[0].New = func(model.NodeID) model.Node { return &toggler{} }
	sys.Goals[0].Check = model.Local(func(n model.View[*toggler]) model.Reached { return model.ReachedIf(n.Node.Trapped, "it is") })
	require.False(t, newLasting(t, sys, []string{"trapped"}).violated(0, true), "the naive check")
	sys.Properties = []model.Property{{Name: "p", Live: temporal.Eventually("trapped").Under(temporal.Messages, temporal.Timers)}}
	require.Equal(t, search.VerdictHolds, explored(t, sys).Verdict)
}
