package search_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// toy is a node whose handlers are closures, so that a test says in one place
// what its system does. A handler that is nil does nothing.
type toy struct {
	do *script `model:"const"`

	Kept int `model:"durable"`
	Lost int
	Said string
	Set  model.NodeSet
	Vote model.NodeID
	List []int
}

// script is what a toy does.
type script struct {
	start   func(n *toy, env model.Env)
	receive func(n *toy, env model.Env, from model.NodeID, m model.Message)
	timeout func(n *toy, env model.Env, t model.Timer)
}

func (n *toy) Start(env model.Env) {
	if n.do.start != nil {
		n.do.start(n, env)
	}
}

func (n *toy) Receive(env model.Env, from model.NodeID, m model.Message) {
	if n.do.receive != nil {
		n.do.receive(n, env, from, m)
	}
}

func (n *toy) Timeout(env model.Env, t model.Timer) {
	if n.do.timeout != nil {
		n.do.timeout(n, env, t)
	}
}

// toys is a group of nodes that follow a script; they may crash if there is a
// budget for it.
func toys(prefix string, count int, do script) model.Group {
	return model.Group{Prefix: prefix, Count: count, Crashes: true, New: func(model.NodeID) model.Node { return &toy{do: &do} }}
}

// alone is a system of one group.
func alone(count int, do script) *model.System {
	return &model.System{Groups: []model.Group{toys("N", count, do)}}
}

// sends is a sender A, which cannot crash and sends messages to B when it
// starts, and a receiver B.
func sends(receive func(n *toy, env model.Env, from model.NodeID, m model.Message), messages ...model.Message) *model.System {
	a := toys("A", 1, script{start: func(_ *toy, env model.Env) {
		for _, m := range messages {
			env.Send(2, m)
		}
	}})
	a.Crashes = false
	return &model.System{Groups: []model.Group{a, toys("B", 1, script{receive: receive})}}
}

// Receivers.
var (
	// says keeps what arrived in its order.
	says = func(n *toy, _ model.Env, _ model.NodeID, m model.Message) { n.Said += m.(string) }
	// counts keeps how much arrived.
	counts = func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Lost++ }
	// once keeps whether anything arrived.
	once = func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Lost = 1 }
	// ignores does nothing.
	ignores func(n *toy, env model.Env, from model.NodeID, m model.Message)
)

// ticking sets its timer when it starts, and whenever it fires counts, up to
// limit, and sets it again.
func ticking(limit int) script {
	return script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) { n.Lost = min(n.Lost+1, limit); env.SetTimer(tick) },
	}
}

var networks = []model.Network{model.Multiset, model.Set, model.FIFO}

func on(network model.Network, sys *model.System) *model.System {
	sys.Network = network
	return sys
}

func with(faults model.Faults, sys *model.System) *model.System {
	sys.Faults = faults
	return sys
}

// patience is far more than any search here takes: an engine that never ends on a
// toy must fail its test, not hang it. The race detector on a busy machine makes a
// search of a second one of a minute.
const patience = 5 * time.Minute

// mustExplore explores a system that is in order.
func mustExplore(t *testing.T, sys *model.System, opts search.Options) *search.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := search.Explore(ctx, sys, opts)
	require.NoError(t, err)
	// The verdict does not tell: a search whose time was over may have found something.
	require.NotContains(t, r.BoundedBy, explore.ByTime, "the search does not end: %d states", r.States)
	return r
}

type size struct {
	states, steps uint64
	depth         int
}

// forms are the ways in which every toy is explored: all must give one size.
var forms = []struct {
	name string
	opts search.Options
}{
	{"one worker", search.Options{}},
	{"two workers", search.Options{Options: explore.Options{Workers: 2}}},
	{"exact", search.Options{Options: explore.Options{Exact: true}}},
	{"another hash", search.Options{HashSeed: 7}},
}

// requireSize explores all of a system, in every form.
func requireSize(t *testing.T, states, steps uint64, depth int, sys *model.System) {
	t.Helper()
	for _, f := range forms {
		r := mustExplore(t, sys, f.opts)
		require.Nil(t, r.Violation, f.name)
		require.Equal(t, size{states, steps, depth}, size{r.States, r.Steps, r.Depth}, f.name)
		require.True(t, r.Complete(), f.name)
	}
}

// cache returns what of says about each state of a system, without repetition
// and sorted.
func cache(t *testing.T, sys *model.System, of func(s *model.State) string) []string {
	t.Helper()
	var all []string
	watched := *sys
	watched.Properties = append(slices.Clone(sys.Properties), model.Property{Name: "watch", Check: model.Global(func(s *model.State) model.Verdict {
		all = append(all, of(s))
		return model.Holds
	})})
	mustExplore(t, &watched, search.Options{})
	slices.Sort(all)
	return slices.Compact(all)
}

// node is the toy of a view.
func node(v model.View[*toy]) *toy { return v.Node }

// property makes the only property of a system.
func property(check model.Check[model.Verdict]) []model.Property {
	return []model.Property{{Name: "p", Check: check}}
}

// kinds returns the kinds of the steps of a run.
func kinds(v *search.Violation) []string {
	var out []string
	for _, s := range v.Trace.States[1:] {
		out = append(out, s.Step.Kind)
	}
	return out
}

// counter counts up to limit by a timer, and says so.
type counter struct {
	limit int `model:"const"`
	N     int
}

const tick model.Timer = "tick"

func (c *counter) Start(env model.Env)                            { env.SetTimer(tick) }
func (c *counter) Receive(model.Env, model.NodeID, model.Message) {}
func (c *counter) Timeout(env model.Env, _ model.Timer) {
	c.N++
	if c.N < c.limit {
		env.SetTimer(tick)
	}
}
