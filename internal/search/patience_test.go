package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

// shortTime is how long a handler may run where one does not return: more than a busy
// machine keeps one waiting that does.
const shortTime = 250 * time.Millisecond

// stuck is a system whose second node's timer does not return, from its second
// firing on.
func stuck(t *testing.T) *model.System {
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	sys := alone(2, script{
		start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) {
			if n.Lost++; n.Lost == 2 && env.ID() == 2 {
				<-end
			}
			env.SetTimer(tick)
		},
	})
	sys.Properties = property(model.Local(func(model.View[*toy]) model.Verdict { return model.Holds }))
	sys.HandlerTime = shortTime
	return sys
}

const stuckText = "N2: Timeout of tick has not returned for "

func TestHandlerThatDoesNotReturn(t *testing.T) {
	for _, opts := range []search.Options{
		{}, {Options: explore.Options{Workers: 2}}, {Options: explore.Options{Exact: true}},
		{Simulate: &explore.Walks{Count: 10, Length: 10}},
	} {
		r, err := search.Explore(context.Background(), stuck(t), opts)
		require.NoError(t, err)
		require.NotNil(t, r.Violation)
		require.Equal(t, "stuck", r.Violation.Kind)
		require.Contains(t, r.Violation.Text, stuckText)
		if opts.Simulate == nil {
			require.Equal(t, 2, r.Violation.Length())
		}
	}
}

// Every other way to run handlers finds it too.
func TestHandlerThatDoesNotReturnInAWalk(t *testing.T) {
	r, err := search.Explore(context.Background(), stuck(t), search.Options{})
	require.NoError(t, err)
	replayed, err := runs.Replay(stuck(t), r.Violation.Trace)
	require.NoError(t, err)
	require.NotNil(t, replayed.Again)

	w, err := runs.New(stuck(t))
	require.NoError(t, err)
	for range 2 {
		for i, step := range w.Enabled() {
			if step.Node == "N2" {
				w.Take(i)
				break
			}
		}
	}
	require.NotEmpty(t, w.Broken())
	require.Contains(t, w.Broken()[0].Text, stuckText)
}

// Each run has its time, not all branches together; and what follows a handler that
// does not return has enough.
func TestSlowHandlers(t *testing.T) {
	sys := stuck(t)
	sys.Groups = []model.Group{toys("N", 1, script{start: func(n *toy, env model.Env) {
		n.Lost = env.Choose(64)
		time.Sleep(shortTime / 50)
	}})}
	require.Nil(t, mustExplore(t, sys, search.Options{Meant: []string{warn.NoSteps}}).Violation)
}

// A deadline is obeyed while a handler runs.
func TestDeadlineWhileAHandlerRuns(t *testing.T) {
	for _, simulate := range []*explore.Walks{nil, {Count: 10, Length: 10}} {
		sys := stuck(t)
		sys.HandlerTime = time.Hour
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		r, err := search.Explore(ctx, sys, search.Options{Simulate: simulate})
		require.NoError(t, err)
		require.Equal(t, search.VerdictInconclusive, r.Verdict)
		require.Contains(t, r.BoundedBy, explore.ByTime)

		because, cancel := context.WithTimeoutCause(context.Background(), 50*time.Millisecond, explore.Reason(explore.ByMemory))
		defer cancel()
		r, err = search.Explore(because, sys, search.Options{Simulate: simulate})
		require.NoError(t, err)
		require.Equal(t, search.VerdictInconclusive, r.Verdict)
		require.Contains(t, r.BoundedBy, explore.ByMemory)
	}
}

// A handler that ends its goroutine, as t.FailNow does, is a finding.
func TestHandlerThatEndsItsGoroutine(t *testing.T) {
	sys := stuck(t)
	sys.Groups = []model.Group{toys("N", 1, script{start: func(*toy, model.Env) { runtime.Goexit() }})}
	r, err := search.Explore(context.Background(), sys, search.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	require.Contains(t, r.Violation.Text, "N: Start ended its goroutine")
}

// Slips that two runs in a row rarely show.
func TestRareSlips(t *testing.T) {
	var total atomic.Int64
	var kept model.Env
	// These numbers are the same in every run of the test, so no run is an unlucky one.
	random := rand.New(rand.NewPCG(1, 2))
	for name, c := range map[string]struct {
		timeout func(n *toy, env model.Env, t model.Timer)
		kind    string
		text    string
	}{
		"once in twenty": {func(n *toy, _ model.Env, _ model.Timer) {
			if random.IntN(20) == 0 {
				n.Kept = 1
			}
		}, "nondeterminism", "N1: Timeout of tick: "},
		"messages once in twenty": {func(n *toy, env model.Env, _ model.Timer) {
			n.Lost = 1
			if random.IntN(20) == 0 {
				env.Send(1, 1)
			}
		}, "nondeterminism", "N1: Timeout of tick: "},
		"a global that grows": {func(n *toy, _ model.Env, _ model.Timer) { n.Lost = int(total.Add(1) / 30) }, "nondeterminism", "N1: Timeout of tick: "},
		"an address":          {func(n *toy, _ model.Env, _ model.Timer) { n.Said = fmt.Sprintf("%p", n) }, "nondeterminism", "N1: Timeout of tick: "},
		"one key of eight is another": {func(n *toy, _ model.Env, _ model.Timer) {
			m := map[int]bool{}
			for k := range 8 {
				m[k] = true
			}
			for k := range m {
				n.Lost = min(k, 1)
				break
			}
		}, "nondeterminism", "N1: Timeout of tick: "},
		"a goroutine while the handler runs": {func(_ *toy, env model.Env, _ model.Timer) {
			done := make(chan struct{})
			go func() { env.Send(1, 1); close(done) }()
			<-done
		}, "model", "N1: Timeout of tick: Env.Send was called by another goroutine than the handler's"},
		// Whether it is after the handler, or while it runs, is another thing in every run.
		"a goroutine beside the handler": {func(n *toy, env model.Env, _ model.Timer) {
			n.Lost = 1
			go env.SetTimer(tick)
		}, "", "goroutine"},
		"an Env that is kept": {func(n *toy, env model.Env, _ model.Timer) {
			n.Lost = 1
			if kept != nil {
				kept.Send(1, 1)
			}
			kept = env
		}, "model", "N1: Timeout of tick: Env.Send was called after the handler had returned"},
	} {
		sys := alone(1, script{start: func(_ *toy, env model.Env) { env.SetTimer(tick) }, timeout: c.timeout})
		sys.Groups = append(sys.Groups, toys("M", 1, script{}))
		sys.Groups[0].Prefix = "N1"
		sys.Properties = property(model.Local(func(model.View[*toy]) model.Verdict { return model.Holds }))
		for _, opts := range []search.Options{{}, {Options: explore.Options{Depth: 9, Bounded: true}}, {Simulate: &explore.Walks{Count: 9, Length: 9}}} {
			opts.Again = patience
			r, err := search.Explore(context.Background(), sys, opts)
			require.NoError(t, err)
			require.NotNil(t, r.Violation, name)
			require.Contains(t, r.Violation.Text, c.text, name)
			if c.kind != "" {
				require.Equal(t, c.kind, r.Violation.Kind, name)
			}
			require.Equal(t, 1, r.Violation.Length(), name)
		}
	}
}

// TestManyMessages: a handler that sends thousands of messages takes no longer
// than they are many.
func TestManyMessages(t *testing.T) {
	for _, network := range networks {
		sys := on(network, alone(1, script{
			start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
			timeout: func(_ *toy, env model.Env, _ model.Timer) {
				for i := range 2000 {
					env.Send(1, i)
					env.Resend(1, -1)
				}
			},
		}))
		start := time.Now()
		r := mustExplore(t, sys, search.Options{Options: explore.Options{Depth: 5, Bounded: true}})
		require.Nil(t, r.Violation)
		require.Less(t, time.Since(start), 5*time.Second, "%v", network)
	}
}
