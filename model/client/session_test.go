package client_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// addressed is an operation that says more than is recorded.
type addressed struct {
	op spec.RegisterOp
	to model.NodeID
}

func (a addressed) Recorded() any { return a.op }

func TestSessionTakesItsOperationsInOrder(t *testing.T) {
	env := modeltest.New("C", model.Group{Prefix: "S", Count: 2}, model.Group{Prefix: "C", Count: 1})
	c := &client.Session[addressed]{Script: []addressed{{spec.Write(1), 1}, {spec.Read(), 2}}, Retry: "again"}
	c.Start(env)
	require.Zero(t, c.Op())
	require.True(t, c.CanInvoke())
	require.Empty(t, env.Did())

	require.Equal(t, addressed{spec.Write(1), 1}, c.Begin(env))
	require.False(t, c.CanInvoke())
	require.Equal(t, []string{"record Invoke{Op: write 1}", "set again"}, env.Did())
	env.Timers = nil
	c.Timeout(env, "another")
	require.Empty(t, env.Did())
	c.Timeout(env, "again")
	require.Equal(t, []string{"set again"}, env.Did())

	for _, number := range []int{0, 2, -1} {
		require.False(t, c.End(env, number, 7))
	}
	require.Empty(t, env.Did())
	require.True(t, c.End(env, 1, spec.Done{}))
	require.False(t, c.End(env, 1, spec.Done{}), "it came twice")
	require.Empty(t, env.Timers)
	require.True(t, c.CanInvoke())
	require.False(t, c.Done())

	require.Equal(t, addressed{spec.Read(), 2}, c.Begin(env))
	require.True(t, c.End(env, 2, 1))
	require.True(t, c.Done())
	require.False(t, c.CanInvoke())
	require.Equal(t, []model.Event{
		model.Invoke{Op: spec.Write(1)}, model.Return{Result: spec.Done{}}, model.Invoke{Op: spec.Read()}, model.Return{Result: 1},
	}, env.Events)
}

// retrying asks again until it has its answer.
type retrying struct {
	client.Session[spec.RegisterOp]
}

func (c *retrying) Invoke(env model.Env) { c.ask(env, c.Begin(env)) }

func (c *retrying) Timeout(env model.Env, t model.Timer) {
	c.Session.Timeout(env, t)
	c.ask(env, c.Op())
}

func (c *retrying) ask(env model.Env, op spec.RegisterOp) {
	env.Resend(env.Group("S")[0], Request{Number: c.Started, Op: op})
}

func (c *retrying) Receive(env model.Env, _ model.NodeID, m model.Message) {
	c.End(env, m.(Reply).Number, c.Op().Result(m.(Reply).Value))
}

// A client that crashes while it waits still waits when it is back: the history has no
// second operation before the answer to the first, and the retries go on.
func TestSessionOutlivesACrash(t *testing.T) {
	answered := 0
	groups := client.Append([]model.Group{{Prefix: "S", Count: 1, New: func(model.NodeID) model.Node { return new(Server) }}}, "C",
		[][]spec.RegisterOp{{spec.Read(), spec.Read()}}, func(script []spec.RegisterOp) model.Node {
			return &retrying{client.Session[spec.RegisterOp]{Script: script, Retry: "again"}}
		})
	groups[1].Crashes = true
	sys := &model.System{
		Groups:      groups,
		Network:     model.FIFO,
		Faults:      model.Faults{Crashes: 1, Drops: 1},
		TimerBounds: []model.TimerBound{{Timer: "again", Total: 2}},
		Properties: []model.Property{spec.Linearizability(spec.Register(0)), {
			Name: "waits-with-its-timer",
			Check: model.Local(func(v model.View[*retrying]) model.Verdict {
				if v.Node.Done() {
					answered++
				}
				if v.Up && v.Node.Waiting != (len(v.Timers) == 1) {
					return model.Violated("%v is waiting: %v, with timers %v", v.ID, v.Node.Waiting, v.Timers)
				}
				return model.Holds
			}),
		}},
	}
	r := synod.Check(t, sys, synod.Options{Workers: 1})
	require.True(t, r.Complete())
	require.Positive(t, answered)
}

func TestAppendGivesEachClientItsScript(t *testing.T) {
	groups := client.Append([]model.Group{{Prefix: "S", Count: 3}, {Prefix: "V", Count: 1}}, "C", [][]int{{1}, {2, 3}},
		func(script []int) model.Node { return scripted{script} })
	ids := model.IDs("C", groups...)
	require.Equal(t, []model.NodeID{5, 6}, ids)
	for i, want := range [][]int{{1}, {2, 3}} {
		require.Equal(t, scripted{want}, groups[2].New(ids[i]))
	}
}

type scripted struct{ script []int }

func (scripted) Start(model.Env)                                {}
func (scripted) Receive(model.Env, model.NodeID, model.Message) {}
func (scripted) Timeout(model.Env, model.Timer)                 {}
