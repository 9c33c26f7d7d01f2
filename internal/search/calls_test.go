package search_test

import (
	"context"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
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
	"Epochs.Of": func(s *model.System, do func()) {
		s.Epochs = &model.Epochs{Of: func(any) []int { return after(true, do, []int{1}) }, Stamp: func(model.Message) (int, int, bool) { return 0, 0, false }}
	},
	"Epochs.Stamp": func(s *model.System, do func()) {
		s.Epochs = &model.Epochs{Of: func(any) []int { return []int{1} }, Stamp: func(model.Message) (int, int, bool) { do(); return 0, 0, false }}
	},
	"the constructor of group N": func(s *model.System, do func()) {
		made := s.Groups[0].New
		var calls atomic.Int64
		s.Groups[0].New = func(id model.NodeID) model.Node { return after(calls.Add(1) > 3, do, made(id)) }
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
			" panicked: no": func() { panic("no") }, " ended its goroutine (": runtime.Goexit, " has not returned for 250ms": func() { <-end },
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
			if strings.Contains(want, "has not returned") {
				sys.HandlerTime = shortTime
			}
			opts := search.Options{Options: explore.Options{Workers: 2}}
			if name == "goal g" {
				opts.Until = "g"
			}
			walks := opts
			walks.Simulate = &explore.Walks{Count: 100, Length: 10}
			for _, opts := range []search.Options{opts, walks} {
				r, err := search.Explore(context.Background(), sys, opts)
				if err == nil && r.Violation != nil && strings.HasPrefix(name, "property p") {
					require.Contains(t, r.Violation.Text, "the property itself panicked: no")
					continue
				}
				require.ErrorContains(t, err, strings.TrimSpace(name)+want)
			}
		}
	}
}

// The end of a search's time is obeyed while a property is asked.
func TestTimeIsOverWhileAPropertyIsAsked(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	sys := alone(1, ticking(3))
	sys.HandlerTime = time.Hour
	sys.Properties = property(model.Local(func(model.View[*toy]) model.Verdict { cancel(); <-end; return model.Holds }))
	_, err := search.Explore(ctx, sys, search.Options{})
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
	_, err := search.Explore(context.Background(), sys, search.Options{})
	require.ErrorContains(t, err, "the constructor of group N made a *search_test.toy as node N, and then a <nil>")
}

// A walk tells of it, too.
func TestCodeThatDoesNotReturnInAWalk(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	for want, do := range map[string]func(){
		"bound b panicked: no": func() { panic("no") }, "bound b ended its goroutine": runtime.Goexit, "bound b has not returned for 250ms": func() { <-end },
	} {
		sys := alone(1, ticking(3))
		if strings.Contains(want, "has not returned") {
			sys.HandlerTime = shortTime
		}
		sys.Properties = property(model.Local(func(v model.View[*toy]) model.Verdict {
			if v.Node.Lost > 1 {
				return model.Violated("two")
			}
			return model.Holds
		}))
		r, err := search.Explore(context.Background(), sys, search.Options{})
		require.NoError(t, err)
		places["bound b"](sys, do)
		_, err = runs.Replay(sys, r.Violation.Trace)
		require.ErrorContains(t, err, want)

		w, err := runs.New(sys)
		require.NoError(t, err)
		require.ErrorContains(t, w.Do(func() { w.Enabled() }), want)

		require.ErrorContains(t, runs.Wander(sys, 1, 9, func(*runs.Run) error { return nil }), want)

		sys.Groups[0].New = func(model.NodeID) model.Node { do(); return nil }
		_, err = runs.New(sys)
		require.ErrorContains(t, err, "the constructor of group N"+want[len("bound b"):])
	}
}

// A handler that recovers does not hide what it broke.
func TestHandlerThatRecovers(t *testing.T) {
	for want, do := range map[string]func(env model.Env){
		"int is sent to node 7":                func(env model.Env) { env.Send(7, 1) },
		"nil is sent to N":                     func(env model.Env) { env.Send(1, nil) },
		"Choose(100); it takes 1 to 64":        func(env model.Env) { env.Choose(100) },
		"a message cannot be sent: func()":     func(env model.Env) { env.Resend(1, func() {}) },
		"an event cannot be recorded: func()":  func(env model.Env) { env.Record(func() {}) },
		"more than 32 timers are set":          func(env model.Env) { setTimers(env, 40) },
		"one handler run sends more than 4096": func(env model.Env) { sendMany(env, 5000) },
	} {
		sys := alone(1, script{start: func(n *toy, env model.Env) {
			defer func() { n.Lost = 1; _ = recover() }()
			do(env)
		}})
		r := mustExplore(t, sys, search.Options{})
		require.NotNil(t, r.Violation, want)
		require.Equal(t, "model", r.Violation.Kind)
		require.Contains(t, r.Violation.Text, want)
	}
}

func setTimers(env model.Env, n int) {
	for i := range n {
		env.SetTimer(model.Timer(rune('A' + i)))
	}
}

func sendMany(env model.Env, n int) {
	for i := range n {
		env.Send(1, i)
	}
}

// A monitor's value may be an interface, and nil.
func TestMonitorOfAnInterface(t *testing.T) {
	for value, want := range map[any]string{nil: "", 2: "", "func": "monitor m: its value cannot be part of a state: "} {
		sys := alone(1, script{
			start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
			timeout: func(_ *toy, env model.Env, _ model.Timer) { env.Record(1) },
		})
		m := &model.Monitor[any]{Name: "m", Fold: func(any, model.NodeID, model.Event) any {
			if value == "func" {
				return func() {}
			}
			return value
		}}
		sys.Properties = property(model.Judge(m, func(v any) model.Verdict {
			if v != nil && v != 2 {
				return model.Violated("%v", v)
			}
			return model.Holds
		}))
		r, err := search.Explore(context.Background(), sys, search.Options{})
		if want != "" {
			require.ErrorContains(t, err, want)
			continue
		}
		require.NoError(t, err)
		require.Nil(t, r.Violation)
	}
}

// A monitor that depends on more than it is given is found out.
func TestFoldThatIsNotDeterministic(t *testing.T) {
	var total atomic.Int64
	sys := alone(1, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(_ *toy, env model.Env, _ model.Timer) { env.Record(1) },
	})
	m := &model.Monitor[[]int]{Name: "m", Fold: func(v []int, _ model.NodeID, _ model.Event) []int { return append(v, int(total.Add(1))) }}
	sys.Properties = property(model.Judge(m, func([]int) model.Verdict { return model.Holds }))
	_, err := search.Explore(context.Background(), sys, search.Options{})
	require.ErrorContains(t, err, "monitor m: its Fold made [1] of the same value and events, and then [2]; it must depend on nothing else")
}

func TestRefusedDeclarations(t *testing.T) {
	one := func(any) []int { return []int{1} }
	never := func(model.Message) (int, int, bool) { return 0, 0, false }
	for want, change := range map[string]func(*model.System){
		"there is no network 9; there are multiset, set and fifo": func(s *model.System) { s.Network = 9 },
		"needs both Of and Stamp":                                 func(s *model.System) { s.Epochs = &model.Epochs{Of: one} },
		"(Epochs) needs both":                                     func(s *model.System) { s.Epochs = &model.Epochs{Stamp: never} },
		"N1 and N2 are not interchangeable: the constructor gives them different settings .K": func(s *model.System) {
			s.Symmetry, s.Groups[0].Symmetric = true, true
			s.Groups[0].New = func(id model.NodeID) model.Node { return &setup{K: int(id), Others: []model.NodeID{id}} }
		},
		"N1 and N2 are not interchangeable: the constructor gives them different fields": func(s *model.System) {
			s.Symmetry, s.Groups[0].Symmetric, s.Groups[0].Crashes, s.Faults.Crashes = true, true, true, 1
			s.Groups[0].New = func(id model.NodeID) model.Node { return &setup{N: int(id)} }
		},
	} {
		sys := telling()
		change(sys)
		_, err := search.Explore(context.Background(), sys, search.Options{})
		require.ErrorContains(t, err, want)
	}
	for _, crashes := range []int{0, 1} {
		sys := telling()
		sys.Symmetry, sys.Groups[0].Symmetric, sys.Groups[0].Crashes, sys.Faults.Crashes = true, true, true, crashes
		sys.Properties = nil
		shared := []int{1}
		sys.Groups[0].New = func(id model.NodeID) model.Node {
			return &setup{Self: id, N: min(int(id), 2-crashes), Others: []model.NodeID{id}, F: func() int { return int(id) }, Shared: shared}
		}
		_, err := search.Explore(context.Background(), sys, search.Options{})
		require.NoError(t, err)
	}
}

// setup is a node with settings.
type setup struct {
	toy
	Self   model.NodeID
	N      int
	K      int            `model:"const"`
	Others []model.NodeID `model:"const"`
	F      func() int     `model:"const"`
	Shared []int          `model:"const"`
}
