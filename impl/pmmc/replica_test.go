package pmmc

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// Figure 1, propose(): requests become proposals for the free slots of the
// window (R5), one each.
func TestProposeRequestsFigure1(t *testing.T) {
	env, s := newEnv(), newServer()
	s.Decisions = map[int]Command{2: {Client: 4, Number: 9}}
	s.Receive(env, 4, request(put))
	require.Equal(t, map[int]Command{1: put}, s.Proposed)
	require.Equal(t, toPeers(Propose{1, put}), env.Take())
	require.Equal(t, map[int]Command{1: put}, s.Proposals, "its own leader heard of it at once")
	s.Receive(env, 4, request(put))
	s.Receive(env, 5, request(other))
	require.Equal(t, []Command{other}, s.Requests, "slot 2 is decided, slot 3 beyond the window")
	require.Empty(t, env.Take())
	s.Receive(env, 2, Decision{1, put})
	require.Empty(t, s.Requests)
	require.Equal(t, map[int]Command{3: other}, s.Proposed)
}

// Only an active leader is enough (Section 4.4).
func TestActiveLeaderIsEnough44(t *testing.T) {
	env, s := newEnv(), leading()
	s.Receive(env, 4, request(put))
	require.Equal(t, toPeers(P2a{Ballot{1, 1}, 1, put}), env.Sent)
}

// Slots bound the system, not the replica, which may propose for any slot of its
// window.
func TestSlotsAreBounded(t *testing.T) {
	env, s := newEnv(), newServer()
	s.Receive(env, 4, request(put))
	before := *s
	before.Proposed = maps.Clone(s.Proposed)
	s.Receive(env, 5, request(other))
	require.Equal(t, map[int]Command{1: put, 2: other}, s.Proposed)
	for slots, refused := range map[string]bool{"1": true, "2": false} {
		sys := checks.System(t, &Protocol, "", map[string]string{"slots": slots})
		require.Equal(t, "slots", sys.Bounds[1].Name)
		require.Equal(t, refused, sys.Bounds[1].Refuses(&before, s), slots)
	}
}

// Figure 1: decisions are performed in the order of their slots (R2, R3), and a
// proposal that lost its slot is proposed again.
func TestDecisionsFigure1(t *testing.T) {
	env, s := newEnv(), newServer()
	s.Receive(env, 5, request(other))
	env.Take()
	s.Receive(env, 2, Decision{2, get})
	require.Equal(t, 1, s.SlotOut)
	require.Empty(t, s.Performed)
	s.Receive(env, 2, Decision{1, put})
	require.Equal(t, 3, s.SlotOut)
	require.Equal(t, []Command{put, get}, s.Performed)
	require.Equal(t, map[string]string{"x": "11"}, s.Store)
	require.Equal(t, map[int]Command{3: other}, s.Proposed)
	require.Equal(t, toPeers(Propose{3, other}), env.Take(), "and nobody asked this replica for the others")
	s.Receive(env, 2, Decision{3, other})
	require.Equal(t, []model.Packet{to(5, Reply{Number: 1})}, env.Take())
	require.Equal(t, map[string]string{"x": "1121"}, s.Store)
	require.Equal(t, []model.Event{Learned{2, get}, Learned{1, put}, Learned{3, other}}, env.Events)
}

// Figure 1, perform: a command that was decided in an earlier slot has no effect
// and is not proposed again.
func TestDuplicatesFigure1(t *testing.T) {
	for _, m := range []mutant{"", noDuplicateFilter} {
		env, s := newEnv(), newServer()
		s.config.mutant = m
		s.Receive(env, 2, Decision{1, other})
		s.Receive(env, 2, Decision{2, other})
		s.Receive(env, 2, Decision{2, other})
		require.Equal(t, 3, s.SlotOut)
		if m == "" {
			require.Equal(t, []Command{other}, s.Performed)
		} else {
			require.Equal(t, []Command{other, other}, s.Performed)
			require.Equal(t, "2121", s.Store["x"])
		}
	}
}

// A client that asks again gets its answer, even from a replica that it had not
// asked before; one that asks for something older gets none.
func TestRetryIsAnswered(t *testing.T) {
	env, s := newEnv(), newServer()
	s.Receive(env, 2, Decision{1, put})
	s.Receive(env, 2, Decision{2, get})
	require.Empty(t, env.Take())
	s.Receive(env, 4, request(get))
	require.Equal(t, []model.Packet{to(4, Reply{Number: 2, Value: "11"})}, env.Take())
	s.Receive(env, 4, request(put))
	require.Empty(t, env.Take())
}

// A read of an empty store is kept for the filter, too: what is empty is nil in the
// next handler.
func TestReadOfNothingIsFiltered(t *testing.T) {
	env, s := newEnv(), newServer()
	s.Receive(env, 2, Decision{1, Command{Client: 4, Number: 1, Op: spec.Get("x")}})
	require.Empty(t, s.Store)
	s.Store = nil
	s.Receive(env, 2, Decision{2, other})
	require.Equal(t, map[model.NodeID]Result{4: {Number: 1}, 5: {Number: 1}}, s.Results)
}

// A request that waits for the window is dropped when another replica's proposal
// got it performed.
func TestRequestPerformedThroughAnother(t *testing.T) {
	env, s := newEnv(), newServer()
	s.config.window = 1
	s.Receive(env, 4, request(put))
	s.Receive(env, 5, request(other))
	env.Take()
	s.Receive(env, 2, Decision{1, other})
	require.Equal(t, []model.Packet{to(5, Reply{Number: 1})}, env.Take()[:1])
	require.Empty(t, s.Requests)
	require.Equal(t, map[int]Command{2: put}, s.Proposed)
	s.Receive(env, 2, Decision{2, put})
	require.Empty(t, s.Proposed)
}

// Section 4.3: what is on disk is performed again after a crash; nobody gets an
// answer twice.
func TestRestart43(t *testing.T) {
	env := newEnv()
	s := &Server{Decisions: map[int]Command{1: put, 3: other}, config: defaults}
	s.Start(env)
	require.Equal(t, 2, s.SlotOut)
	require.Equal(t, []Command{put}, s.Performed)
	require.Equal(t, "11", s.Store["x"])
	require.Empty(t, env.Sent)
}

// The mutant performs what it learns, whatever is missing before, but once.
func TestSkipSlot(t *testing.T) {
	env, s := newEnv(), newServer()
	s.config.mutant = skipSlot
	s.Receive(env, 2, Decision{2, other})
	require.Equal(t, []Command{other}, s.Performed)
	s.Receive(env, 2, Decision{1, put})
	require.Equal(t, []Command{other, put}, s.Performed)
	require.Equal(t, 3, s.SlotOut)
}

func TestClient(t *testing.T) {
	scripts, _, err := language(servers).Parse("a@1+3,g", 1)
	require.NoError(t, err)
	env, c := newEnv(), &Client{client.Session[operation]{Script: scripts[0], Retry: retryTimer}}
	c.Start(env)
	require.True(t, c.CanInvoke())

	c.Invoke(env)
	require.False(t, c.CanInvoke())
	first := Request{Number: 1, Op: spec.Append("x", "11")}
	require.Equal(t, []model.Packet{to(1, first), to(3, first)}, env.Take())
	require.Equal(t, []model.Timer{retryTimer}, env.Timers)
	c.Timeout(env, retryTimer)
	require.Equal(t, []model.Packet{to(1, first)}, env.Take())
	c.Receive(env, 3, Reply{Number: 1})
	c.Receive(env, 1, Reply{Number: 1})
	require.Empty(t, env.Timers)

	c.Invoke(env)
	require.Equal(t, []model.Packet{to(1, Request{Number: 2, Op: spec.Get("x")})}, env.Take())
	c.Receive(env, 1, Reply{Number: 1})
	require.False(t, c.Done())
	c.Receive(env, 1, Reply{Number: 2, Value: "11"})
	require.True(t, c.Done())
	require.False(t, c.CanInvoke())
	require.Equal(t, []model.Event{
		model.Invoke{Op: spec.Append("x", "11")}, model.Return{Result: spec.Done{}},
		model.Invoke{Op: spec.Get("x")}, model.Return{Result: "11"},
	}, env.Events)
}

// The servers of these tests.
var servers = []model.NodeID{1, 2, 3}

func TestScripts(t *testing.T) {
	for _, c := range []struct {
		text    string
		clients int
		want    string // as the bound says it, or what the error says
	}{
		{"", 3, "a@1+2;g@2;p"},
		{"g", 2, "g;g@2"},
		{"p@1, gy ;ay@1+3", 2, "p@1,gy;ay@1+3"},
		{"p;p", 1, `scripts "p;p" are for 2 clients, but there are 1; accepted are`},
		{"pX", 1, `"pX" is no operation`},
		{"p,", 1, `"" is no operation`},
		{"p@4", 1, `"4" is no server; accepted are 1 to 3`},
		{"p@1+", 1, `"" is no server`},
		{"p@1x", 1, `"1x" is no server`},
		{"p,p,p,p,p,p,p,p,p,p", 1, "client 1 has 10 operations"},
	} {
		_, bound, err := language(servers).Parse(c.text, c.clients)
		if err != nil {
			require.ErrorContains(t, err, c.want, "%q", c.text)
			require.NotContains(t, err.Error(), "\n")
			continue
		}
		require.Equal(t, c.want, bound.Value, "%q", c.text)
	}
	_, alone, err := language(servers[:1]).Parse("", 3)
	require.NoError(t, err)
	require.Equal(t, "a@1;g@1;p", alone.Value)
}
