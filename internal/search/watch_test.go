package search_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// watched counts what a Watcher sees, and finds fault with nodes that have too much.
type watched struct {
	initial, steps int
	most           traces.Int
	messages       int
}

func (w *watched) Initial(s system.Snapshot) string {
	w.initial++
	return ""
}

func (w *watched) Step(before, after system.Snapshot) string {
	w.steps++
	w.messages = max(w.messages, len(after.Messages(nil)))
	for _, n := range after.Nodes() {
		name, fields := after.Node(n)
		if kept, _ := fields.Get("Kept"); traces.Compare(kept, w.most) > 0 {
			return name + " has too much"
		}
	}
	return ""
}

// TestWatcher: a Watcher sees every initial state and every step, those to known states too, on every network; and its fault is a
// violation with a shortest run to it.
func TestWatcher(t *testing.T) {
	counting := script{
		start: func(n *toy, env model.Env) {
			env.Choose(2)
			env.Broadcast(struct{ N int }{1})
		},
		receive: func(n *toy, env model.Env, from model.NodeID, m model.Message) {
			if n.Kept++; n.Kept < 3 {
				env.Send(from, struct{ N int }{n.Kept + 1})
			}
		},
	}
	// On a set the same message comes a second time.
	for network, shortest := range map[model.Network]int{model.Multiset: 3, model.Set: 2, model.FIFO: 3} {
		sys := alone(2, counting)
		sys.Network = network
		sys.Faults.Crashes = 1
		plain, err := search.Explore(context.Background(), sys, search.Options{Options: explore.Options{Depth: 6, Bounded: true}})
		require.NoError(t, err)
		var all []*watched
		watch := func(most traces.Int) func() system.Watcher {
			all = nil
			return func() system.Watcher {
				all = append(all, &watched{most: most})
				return all[len(all)-1]
			}
		}
		opts := search.Options{Options: explore.Options{Depth: 6, Bounded: true, Workers: 2}, Watch: watch(100)}
		r, err := search.Explore(context.Background(), sys, opts)
		require.NoError(t, err)
		require.Equal(t, []any{plain.States, plain.Steps, plain.Depth}, []any{r.States, r.Steps, r.Depth})
		steps, messages := 0, 0
		for _, w := range all {
			steps += w.steps
			messages = max(messages, w.messages)
		}
		require.Equal(t, r.Steps, uint64(steps))
		require.Positive(t, messages)

		opts.Watch = watch(1)
		r, err = search.Explore(context.Background(), sys, opts)
		require.NoError(t, err)
		require.Equal(t, system.Conformance, r.Violation.Property)
		require.Equal(t, system.Conformance, r.Violation.Kind)
		require.Equal(t, shortest, r.Violation.Length())
		require.Contains(t, r.Violation.Text, "has too much")
	}
}

// TestSettled: the settings of nodes and of a protocol are values like those of a state.
func TestSettled(t *testing.T) {
	sys := &model.System{Groups: []model.Group{{Prefix: "N", Count: 2, New: func(id model.NodeID) model.Node {
		return &settledNode{peer: 3 - id, words: map[string]int{"a": int(id)}}
	}}}}
	require.Equal(t, `{N1: {peer: N2, words: {a: 1}}, N2: {peer: N1, words: {a: 2}}}`, shown.Settled(sys).String())
	p := model.Protocol{Params: []model.Param{{Name: "n", Default: 2}, {Name: "list", Default: []int{1, 2}}, {Name: "on", Default: true}, {Name: "text", Default: "x"}}}
	s, err := p.Settings("", map[string]string{"n": "3", "list": ""})
	require.NoError(t, err)
	require.Equal(t, `{list: [], n: 3, on: true, text: x}`, shown.Settings(s).String())
}

type settledNode struct {
	State int
	peer  model.NodeID   `model:"const"`
	words map[string]int `model:"const"`
}

func (*settledNode) Start(model.Env)                                {}
func (*settledNode) Receive(model.Env, model.NodeID, model.Message) {}
func (*settledNode) Timeout(model.Env, model.Timer)                 {}
