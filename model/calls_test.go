package model_test

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// This file is the system's code that is no handler and panics, ends its goroutine,
// as t.FailNow does, or does not return.

// places are where that code stands.
var places = map[string]func(s *model.System, do func()){
	"property p": func(s *model.System, do func()) {
		s.Properties = property(model.Local(func(v model.View[*toy]) model.Verdict { return after(v.Node.Lost > 0, do, model.Holds) }))
	},
	"property p ": func(s *model.System, do func()) {
		s.Properties = property(model.Global(func(st *model.State) model.Verdict {
			return after(st.Nodes[0].Node.(*toy).Lost > 0, do, model.Holds)
		}))
	},
	"property p  ": func(s *model.System, do func()) {
		s.Properties = property(model.Step(func(_, _ model.View[*toy]) model.Verdict { return after(true, do, model.Holds) }))
	},
	"monitor m": func(s *model.System, do func()) {
		fold := func(v int, _ model.NodeID, _ model.Event) int { return after(true, do, v) }
		s.Properties = property(model.Judge(&model.Monitor[int]{Name: "m", Fold: fold}, func(int) model.Verdict { return model.Holds }))
	},
	"property p   ": func(s *model.System, do func()) {
		fold := func(v int, _ model.NodeID, _ model.Event) int { return v + 1 }
		s.Properties = property(model.Judge(&model.Monitor[int]{Name: "m", Fold: fold}, func(v int) model.Verdict { return after(v > 0, do, model.Holds) }))
	},
	"the state constraint": func(s *model.System, do func()) {
		s.Constraint = func(st *model.State) bool { return after(st.Nodes[0].Node.(*toy).Lost > 0, do, true) }
	},
	"bound b": func(s *model.System, do func()) {
		s.Bounds = []model.Bound{model.Limit("b", "1", func(*toy) bool { return after(true, do, true) })}
	},
	"Clocks.Of": func(s *model.System, do func()) {
		s.Clocks = &model.Clocks{Of: func(model.Node) []int { return after(true, do, []int{1}) }, Stamp: func(model.Message) (int, int, bool) { return 0, 0, false }}
	},
	"Clocks.Stamp": func(s *model.System, do func()) {
		s.Clocks = &model.Clocks{Of: func(model.Node) []int { return []int{1} }, Stamp: func(model.Message) (int, int, bool) { do(); return 0, 0, false }}
	},
	"the constructor of group N": func(s *model.System, do func()) {
		made, calls := s.Groups[0].New, 0
		s.Groups[0].New = func(id model.NodeID) model.Node { calls++; return after(calls > 3, do, made(id)) }
	},
	"goal g": func(s *model.System, do func()) {
		s.Goals = []model.Goal{{Name: "g", Check: model.Local(func(v model.View[*toy]) model.Reached {
			return after(v.Node.Lost > 0, do, model.NotReached)
		})}}
	},
}

// after returns v, after what is done on a condition.
func after[T any](condition bool, do func(), v T) T {
	if condition {
		do()
	}
	return v
}

func TestCodeThatDoesNotReturn(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	for name, place := range places {
		for want, do := range map[string]func(){
			" panicked: no": func() { panic("no") }, " ended its goroutine (": runtime.Goexit, " has not returned for 100ms": func() { <-end },
		} {
			sys := alone(2, script{
				start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
				timeout: func(n *toy, env model.Env, _ model.Timer) {
					n.Lost++
					env.Record(1)
					env.Broadcast(1)
				},
			})
			sys.Properties = property(model.Local(func(model.View[*toy]) model.Verdict { return model.Holds }))
			place(sys, do)
			sys.HandlerTime = 100 * time.Millisecond
			opts := model.Options{Options: explore.Options{Workers: 2}}
			if name == "goal g" {
				opts.Until = "g"
			}
			walks := opts
			walks.Simulate = &explore.Walks{Count: 100, Length: 10}
			for _, opts := range []model.Options{opts, walks} {
				r, err := model.Explore(context.Background(), sys, opts)
				if err == nil && r.Violation != nil && strings.HasPrefix(name, "property p") {
					require.Contains(t, r.Violation.Text, "the property itself panicked: no")
					continue
				}
				require.ErrorContains(t, err, strings.TrimSpace(name)+want)
			}
		}
	}
}

// A deadline is obeyed while a property is asked.
func TestDeadlineWhileAPropertyIsAsked(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	sys := alone(1, ticking(3))
	sys.HandlerTime = time.Hour
	sys.Properties = property(model.Local(func(model.View[*toy]) model.Verdict { <-end; return model.Holds }))
	_, err := model.Explore(context.Background(), sys, model.Options{Options: explore.Options{Time: 10 * time.Millisecond}})
	require.ErrorContains(t, err, "property p has not returned for 1s")
}

func TestConstructorOfTwoTypes(t *testing.T) {
	sys := alone(1, ticking(3))
	made, calls := sys.Groups[0].New, 0
	sys.Groups[0].New = func(id model.NodeID) model.Node {
		if calls++; calls > 1 {
			return nil
		}
		return made(id)
	}
	_, err := model.Explore(context.Background(), sys, model.Options{})
	require.ErrorContains(t, err, "the constructor of group N made a *model_test.toy as node N, and then a <nil>")
}

// A walk tells of it, too.
func TestCodeThatDoesNotReturnInAWalk(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	for want, do := range map[string]func(){
		"bound b panicked: no": func() { panic("no") }, "bound b ended its goroutine": runtime.Goexit, "bound b has not returned for 100ms": func() { <-end },
	} {
		sys := alone(1, ticking(3))
		sys.HandlerTime = 100 * time.Millisecond
		sys.Properties = property(model.Local(func(v model.View[*toy]) model.Verdict {
			if v.Node.Lost > 1 {
				return model.Violated("two")
			}
			return model.Holds
		}))
		r, err := model.Explore(context.Background(), sys, model.Options{})
		require.NoError(t, err)
		places["bound b"](sys, do)
		_, err = model.Replay(sys, r.Violation.Trace)
		require.ErrorContains(t, err, want)

		w, err := model.NewWalk(sys)
		require.NoError(t, err)
		require.ErrorContains(t, w.Do(func() { w.Enabled() }), want)

		sys.Groups[0].New = func(model.NodeID) model.Node { do(); return nil }
		_, err = model.NewWalk(sys)
		require.ErrorContains(t, err, "the constructor of group N"+want[len("bound b"):])
	}
}
