package search_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
	"github.com/synod-go/synod/traces/text"
)

// logging sends "a" to B, which takes it in one of two ways; everything is logged.
func logging() *model.System {
	sys := sends(func(n *toy, env model.Env, from model.NodeID, m model.Message) {
		env.Log("%v from %v, as is told to %v", m, from, model.SetOf(1, 2))
		n.Lost = 1 + env.Choose(2)
		env.Log("took way %d", n.Lost)
	}, "a")
	start := sys.Groups[0].New(1).(*toy).do
	inner := start.start
	start.start = func(n *toy, env model.Env) {
		env.Log("boots as one of %d", 1+len(env.Peers()))
		inner(n, env)
	}
	sys.Groups[0].New = func(model.NodeID) model.Node { return &toy{do: start} }
	sys.Properties = property(model.Local(func(v model.View[*toy]) model.Verdict {
		if v.Node.Lost == 2 {
			return model.Violated("the second way")
		}
		return model.Holds
	}))
	return sys
}

// A log is shown beside its step, in words, and is saved with it.
func TestLogIsShownBesideItsStep(t *testing.T) {
	v := mustExplore(t, logging(), search.Options{}).Violation
	require.NotNil(t, v)
	boot, step := []traces.LogLine{{Node: "A", Text: "boots as one of 1"}}, []traces.LogLine{{Node: "B", Text: "a from A, as is told to A and B"}, {Node: "B", Text: "took way 2"}}
	require.Len(t, v.Trace.States, 2)
	require.Equal(t, boot, v.Trace.States[0].Log)
	require.Equal(t, step, v.Trace.States[1].Log)

	var file, shown bytes.Buffer
	require.NoError(t, traces.Write(&file, v.Trace))
	read, err := traces.Read(bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	require.Equal(t, boot, read.States[0].Log)
	require.Equal(t, step, read.States[1].Log)
	require.NoError(t, text.Write(&shown, read, text.Options{}))
	require.Contains(t, shown.String(), "\n     logs     A: boots as one of 1\n")
	require.Contains(t, shown.String(), "\n     logs    a from A, as is told to A and B\n             took way 2\n")
	require.Equal(t, []string{"A: boots as one of 1"}, draw.DetailOf(read, 0).Log)
	require.Equal(t, []string{"a from A, as is told to A and B", "took way 2"}, draw.DetailOf(read, 1).Log)

	w, err := runs.New(logging())
	require.NoError(t, err)
	require.Equal(t, boot, w.State().Log)
	w.Take(1)
	require.Equal(t, step, w.State().Log)
	w.Back()
	w.Take(0)
	require.Equal(t, "took way 1", w.State().Log[1].Text)
	replayed, err := runs.Replay(logging(), read)
	require.NoError(t, err)
	require.Nil(t, replayed.Departure)
	require.NotNil(t, replayed.Again)
}

// Nothing compares logs: not the two runs of a handler, not a saved run and a replayed
// one, and a delivery that only logs is no step.
func TestLogIsNoPartOfTheState(t *testing.T) {
	quiet, loud := script{}, script{}
	quiet.timeout = ticking(3).timeout
	quiet.start, loud.start = ticking(3).start, ticking(3).start
	loud.timeout = func(n *toy, env model.Env, timer model.Timer) {
		env.Log("%d", rand.Uint64())
		quiet.timeout(n, env, timer)
		env.Log("%d", rand.Uint64())
	}
	r := mustExplore(t, alone(2, quiet), search.Options{})
	requireSize(t, r.States, r.Steps, r.Depth, alone(2, loud))

	only := func(_ *toy, env model.Env, _ model.NodeID, _ model.Message) { env.Log("nothing") }
	for _, network := range []model.Network{model.Multiset, model.Set} {
		requireSize(t, 1, 0, 0, on(network, sends(only, "a")))
	}
}

// What a handler logged before it panicked is the most wanted log of all.
func TestLogOfAPanic(t *testing.T) {
	v := mustExplore(t, sends(func(_ *toy, env model.Env, _ model.NodeID, m model.Message) {
		env.Log("%s is coming", m)
		panic("help")
	}, "a"), search.Options{}).Violation
	require.NotNil(t, v)
	require.Equal(t, []traces.LogLine{{Node: "B", Text: "a is coming"}}, v.Trace.States[1].Log)
}

// A handler that logs without end is found as stuck, or at least keeps no more than it
// should.
func TestLogIsBounded(t *testing.T) {
	v := mustExplore(t, sends(func(_ *toy, env model.Env, _ model.NodeID, _ model.Message) {
		for i := range 5000 {
			env.Log("%d", i)
		}
		panic("at last")
	}, "a"), search.Options{}).Violation
	require.NotNil(t, v)
	log := v.Trace.States[1].Log
	require.Len(t, log, 1025)
	require.Equal(t, "… and more", log[1024].Text)
}

// Each initial state has the logs of its own choices.
func TestLogOfInitialStates(t *testing.T) {
	sys := &model.System{Groups: []model.Group{
		toys("A", 1, script{start: func(n *toy, env model.Env) { n.Lost = env.Choose(2); env.Log("%d", n.Lost) }}),
		toys("B", 1, script{}),
		toys("C", 1, script{start: func(n *toy, env model.Env) { n.Lost = env.Choose(3); env.Log("%d", n.Lost) }}),
	}}
	w, err := runs.New(sys)
	require.NoError(t, err)
	require.Equal(t, 6, w.Initial())
	for i := range w.Initial() {
		w.Start(i)
		var lines []string
		for _, node := range []string{"A", "C"} {
			lost, _ := w.Node(node).Get("Lost")
			lines = append(lines, fmt.Sprintf("%s: %v", node, lost))
		}
		require.Equal(t, strings.Join(lines, "|"), strings.Join(w.State().LogText(), "|"))
	}
}
