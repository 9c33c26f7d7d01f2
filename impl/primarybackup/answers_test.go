package primarybackup

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// The properties about answers go by what servers record. Here every Reply that
// leaves a server is held against the record.

// watched is a server whose replies are counted against its records.
type watched struct {
	Server
	// Answers says that it sent a Reply, Wrong that in one step it sent other
	// replies than it recorded, or recorded another view than it was in.
	Answers, Wrong bool
}

// watch is an Env that notes replies and records on the way.
type watch struct {
	model.Env
	replies int
	views   []View
}

func (w *watch) note(m model.Message) {
	if _, ok := m.(Reply); ok {
		w.replies++
	}
}

func (w *watch) Send(to model.NodeID, m model.Message)   { w.note(m); w.Env.Send(to, m) }
func (w *watch) Resend(to model.NodeID, m model.Message) { w.note(m); w.Env.Resend(to, m) }
func (w *watch) Broadcast(m model.Message)               { w.note(m); w.Env.Broadcast(m) }

func (w *watch) Record(e model.Event) {
	if answered, ok := e.(Answered); ok {
		w.views = append(w.views, answered.View)
	}
	w.Env.Record(e)
}

func (n *watched) handle(env model.Env, handler func(model.Env)) {
	w := watch{Env: env}
	handler(&w)
	n.Answers = n.Answers || w.replies > 0
	elsewhere := slices.ContainsFunc(w.views, func(v View) bool { return v != n.View })
	n.Wrong = n.Wrong || w.replies != len(w.views) || elsewhere
}

func (n *watched) Start(env model.Env) { n.handle(env, n.Server.Start) }

func (n *watched) Timeout(env model.Env, t model.Timer) {
	n.handle(env, func(env model.Env) { n.Server.Timeout(env, t) })
}

func (n *watched) Receive(env model.Env, from model.NodeID, m model.Message) {
	n.handle(env, func(env model.Env) { n.Server.Receive(env, from, m) })
}

// watchedSystem is a system in which servers are watched. In flight there is no
// Reply of a server that never recorded one, either.
func watchedSystem(t *testing.T, mutant, flags string) *model.System {
	t.Helper()
	sys := systemOf(t, mutant, flags)
	build := sys.Groups[0].New
	sys.Groups[0].New = func(id model.NodeID) model.Node { return &watched{Server: *build(id).(*Server)} }
	sys.Epochs, sys.Goals = nil, nil
	sys.Properties = []model.Property{
		{
			Name: "replies-are-recorded",
			Check: model.Local(func(v model.View[*watched]) model.Verdict {
				switch n := v.Node; {
				case n.Wrong:
					return model.Violated("%s sent replies that it did not record as sent in its view", v.Name)
				case !n.Answers:
					return model.Untested
				}
				return model.Holds
			}),
		},
		{
			Name: "replies-in-flight",
			Check: model.Global(func(s *model.State) model.Verdict {
				verdict := model.Untested
				for _, p := range s.InFlight {
					if _, ok := p.Message.(Reply); !ok {
						continue
					}
					verdict = model.Holds
					if n, ok := s.Nodes[p.From-1].Node.(*watched); !ok || !n.Answers {
						return model.Violated("a Reply from %s was not watched", p.From)
					}
				}
				return verdict
			}),
		},
	}
	return sys
}

func TestRepliesAreRecorded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	const small = "-servers 2 -clients 1 -scripts append,get -views 3 -checks 2"
	checks.AllHold(t, checks.Explore(t, watchedSystem(t, "", small), synod.Options{}))
	checks.AllHold(t, checks.Explore(t, watchedSystem(t, "", "-servers 2 -clients 1 -views 2 -checks 1 -network multiset"), synod.Options{}))
	for _, m := range Protocol.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			checks.AllHold(t, checks.Explore(t, watchedSystem(t, m.Name, small), synod.Options{}))
		})
	}
}

// One that forgets to record is found.
func TestRepliesThatAreNotRecorded(t *testing.T) {
	forgets := func(env model.Env) { env.Resend(theClient, Reply{Number: 1}) }
	claims := func(env model.Env) { env.Record(Answered{}) }
	elsewhere := func(env model.Env) { env.Resend(theClient, Reply{Number: 1}); env.Record(Answered{View: view2}) }
	for _, handler := range []func(model.Env){forgets, claims, elsewhere} {
		n := &watched{}
		n.handle(envOf(1), handler)
		require.True(t, n.Wrong)
	}
	n := &watched{}
	n.handle(envOf(1), func(env model.Env) { forgets(env); claims(env) })
	require.False(t, n.Wrong)
}
