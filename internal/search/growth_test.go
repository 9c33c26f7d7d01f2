package search_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// grows is a node with everything that can grow, driven by a timer and by messages.
type grows struct {
	do func(n *grows, env model.Env, from model.NodeID, m model.Message) `model:"const"`

	Count  int
	Down   int64
	unseen uint16
	List   []int
	Table  map[int]bool
	Said   string
	Inner  nested
	Head   *cell
	Any    any
	Small  int
}

type nested struct{ Deep []ping }

type cell struct{ Next *cell }

type (
	ping struct{ N int }
	pong struct{}
)

func (n *grows) Start(env model.Env)                                       { env.SetTimer(tick) }
func (n *grows) Receive(env model.Env, from model.NodeID, m model.Message) { n.do(n, env, from, m) }
func (n *grows) Timeout(env model.Env, _ model.Timer)                      { n.do(n, env, model.Nobody, nil) }

func growing(do func(n *grows, env model.Env, from model.NodeID, m model.Message)) *model.System {
	return &model.System{Groups: []model.Group{{Prefix: "G", Count: 2, New: func(model.NodeID) model.Node { return &grows{do: do} }}}}
}

// again is a handler that sets its timer again.
func again(do func(n *grows, env model.Env)) func(*grows, model.Env, model.NodeID, model.Message) {
	return func(n *grows, env model.Env, _ model.NodeID, m model.Message) {
		if m == nil {
			do(n, env)
			env.SetTimer(tick)
		}
	}
}

// toDepth returns what is found to grow by a search to a depth.
func toDepth(t *testing.T, sys *model.System, depth int) (what []string, list []search.Growth) {
	t.Helper()
	r := mustExplore(t, sys, search.Options{Options: explore.Options{Depth: depth, Bounded: true}, Growth: patience})
	for _, g := range r.Growing {
		what = append(what, g.What)
	}
	return what, r.Growing
}

// Each kind of growth is named, and nothing else.
func TestGrowthIsNamed(t *testing.T) {
	for _, c := range []struct {
		what, kind, bound string
		do                func(n *grows, env model.Env)
	}{
		{"G.Count", "number", `model.Limit("count", "N", func(n *grows) bool { return n.Count <= N })`, func(n *grows, _ model.Env) { n.Count++ }},
		{"G.Down", "number", `model.Limit("down", "N", func(n *grows) bool { return n.Down >= -N })`, func(n *grows, _ model.Env) { n.Down-- }},
		{"G.unseen", "number", `model.Limit("unseen", "N", func(n *grows) bool { return n.unseen <= N })`, func(n *grows, _ model.Env) { n.unseen++ }},
		{"the length of G.List", "length", `model.Limit("list", "N", func(n *grows) bool { return len(n.List) <= N })`,
			func(n *grows, _ model.Env) { n.List = append(n.List, 7) }},
		{"G.List[]", "number", "a model.Limit on List[] of *grows", func(n *grows, _ model.Env) { n.List = []int{3, last(n.List) + 1} }},
		{"the text G.Said", "text", `model.Limit("said", "N", func(n *grows) bool { return len(n.Said) <= N })`,
			func(n *grows, _ model.Env) { n.Said += "x" }},
		{"the depth of G.Head", "nesting", "a model.Limit on Head of *grows", func(n *grows, _ model.Env) { n.Head = &cell{n.Head} }},
		{"G.Inner.Deep[].N", "number", "a model.Limit on Inner.Deep[].N of *grows",
			func(n *grows, _ model.Env) { n.Inner.Deep = []ping{{lastPing(n.Inner.Deep) + 1}} }},
		{"G.Any.N", "number", "a model.Limit on Any.N of *grows", func(n *grows, _ model.Env) { p, _ := n.Any.(ping); n.Any = ping{p.N + 1} }},
		{"the length of G.Any", "length", "a model.Limit on Any of *grows", func(n *grows, _ model.Env) { l, _ := n.Any.([]bool); n.Any = append(l, true) }},
	} {
		t.Run(c.what, func(t *testing.T) {
			what, list := toDepth(t, growing(again(c.do)), 8)
			require.Equal(t, []string{c.what}, what)
			g := list[0]
			require.Equal(t, c.kind, g.Kind)
			require.Equal(t, []string{"G timeout tick"}, g.By)
			require.Equal(t, c.bound+"; or a TimerBound of tick", g.Bound)
			require.Equal(t, 8, g.Depth)
			require.Less(t, g.Start, g.Deepest)
			require.Less(t, g.Deepest, g.Beyond)
		})
	}
}

func last(list []int) int {
	if len(list) == 0 {
		return 0
	}
	return list[len(list)-1]
}

func lastPing(list []ping) int {
	if len(list) == 0 {
		return 0
	}
	return list[len(list)-1].N
}

// The keys of a map grow with it, if they count.
func TestGrowthOfMaps(t *testing.T) {
	what, _ := toDepth(t, growing(again(func(n *grows, _ model.Env) {
		if n.Table == nil {
			n.Table = map[int]bool{}
		}
		n.Table[len(n.Table)] = true
	})), 8)
	require.Equal(t, []string{"the size of G.Table", "G.Table[key]"}, what)
}

// Messages grow in number, as copies of each other, and in what they say.
func TestGrowthOfMessages(t *testing.T) {
	what, list := toDepth(t, growing(again(func(_ *grows, env model.Env) { env.Broadcast(pong{}) })), 8)
	require.Equal(t, []string{"equal pong messages in flight"}, what)
	require.Equal(t, "Env.Resend, which sends only what is not in flight yet; or System.InFlight; or a TimerBound of tick", list[0].Bound)

	// Nothing but the message knows the number.
	bounce := growing(func(n *grows, env model.Env, from model.NodeID, m model.Message) {
		if p, ok := m.(ping); ok {
			env.Send(from, ping{p.N + 1})
		} else if env.ID() == 1 {
			env.Send(2, ping{1})
		}
	})
	what, list = toDepth(t, bounce, 8)
	require.Equal(t, []string{"ping.N in messages"}, what)
	require.Equal(t, []string{"G receives ping"}, list[0].By)

	// Every message makes two others, of which none are equal.
	bred := growing(func(n *grows, env model.Env, from model.NodeID, m model.Message) {
		n.Small = 1 - n.Small
		p, _ := m.(ping)
		env.Send(1, ping{p.N * 2 % 4093})
		env.Send(2, ping{(p.N*2 + 1) % 4093})
	})
	what, list = toDepth(t, bred, 5)
	require.Equal(t, []string{"ping messages in flight"}, what)
	require.Equal(t, "System.InFlight", list[0].Bound)
	bred.InFlight = 400
	what, _ = toDepth(t, bred, 5)
	require.Empty(t, what)
}

// Several things that grow are all named, although one message is like the other.
func TestSeveralThingsGrow(t *testing.T) {
	sys := growing(func(n *grows, env model.Env, _ model.NodeID, m model.Message) {
		if m != nil {
			n.Count++
			return
		}
		env.Broadcast(n.Count)
		env.SetTimer(tick)
	})
	what, _ := toDepth(t, sys, 8)
	require.Equal(t, []string{"G.Count", "equal int messages in flight"}, what)
}

// What grows in a monitor alone is named too.
func TestGrowthOfMonitors(t *testing.T) {
	sys := growing(again(func(_ *grows, env model.Env) { env.Record(pong{}) }))
	sys.Properties = property(model.Judge(&model.Monitor[int]{Name: "m", Fold: func(v int, _ model.NodeID, _ model.Event) int { return v + 1 }},
		func(int) model.Verdict { return model.Holds }))
	what, _ := toDepth(t, sys, 8)
	require.Equal(t, []string{"monitor m"}, what)
	set := &model.Monitor[map[int]bool]{Name: "seen", Fold: func(v map[int]bool, _ model.NodeID, _ model.Event) map[int]bool {
		out := map[int]bool{len(v): true}
		maps.Copy(out, v)
		return out
	}}
	sys.Properties = property(model.Judge(set, func(map[int]bool) model.Verdict { return model.Holds }))
	what, _ = toDepth(t, sys, 8)
	require.Equal(t, []string{"the size of monitor seen", "monitor seen[key]"}, what)
}

// A number that has an end is not named, however far that is: because of the handler,
// of a bound of the system's, of a budget, or because runs end.
func TestWhatIsMerelyLargeDoesNotGrow(t *testing.T) {
	count := again(func(n *grows, _ model.Env) { n.Count++ })
	limit := func(within func(n *grows) bool) func(*model.System) {
		return func(s *model.System) { s.Bounds = []model.Bound{model.Limit("count", "much", within)} }
	}
	for name, c := range map[string]struct {
		do     func(*grows, model.Env, model.NodeID, model.Message)
		change func(*model.System)
	}{
		"ring":  {again(func(n *grows, _ model.Env) { n.Count = (n.Count + 1) % 300 }), nil},
		"stops": {again(func(n *grows, _ model.Env) { n.Count = min(n.Count+1, 300) }), nil},
		"ends": {func(n *grows, env model.Env, _ model.NodeID, _ model.Message) {
			if n.Count++; n.Count < 300 {
				env.SetTimer(tick)
			}
		}, nil},
		"limit":  {count, limit(func(n *grows) bool { return n.Count <= 5000 })},
		"index":  {count, limit(func(n *grows) bool { return [5000]bool{}[n.Count] == false })}, // it panics beyond
		"length": {again(func(n *grows, _ model.Env) { n.List = append(n.List, n.Count); n.Count++ }), limit(func(n *grows) bool { return len(n.List) <= 5000 })},
		"table": {again(func(n *grows, _ model.Env) {
			if n.Table == nil {
				n.Table = map[int]bool{}
			}
			n.Table[len(n.Table)] = true
		}), limit(func(n *grows) bool { return len(n.Table) <= 5000 })},
		"text":        {again(func(n *grows, _ model.Env) { n.Said += "x" }), limit(func(n *grows) bool { return len(n.Said) <= 5000 })},
		"constraint":  {count, func(s *model.System) { s.Constraint = sumWithin }},
		"assumption":  {count, func(s *model.System) { s.Assumptions = []model.Assumption{{Name: "few", Holds: sumWithin}} }},
		"timer bound": {count, func(s *model.System) { s.TimerBounds = []model.TimerBound{{Timer: tick, Total: 5000}} }},
		"crashes": {func(n *grows, _ model.Env, _ model.NodeID, _ model.Message) {}, func(s *model.System) {
			s.Groups[0].Crashes, s.Faults.Crashes = true, 5000
			s.Groups[0].New = func(model.NodeID) model.Node { return &reborn{} }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			sys := growing(c.do)
			if c.change != nil {
				c.change(sys)
			}
			what, _ := toDepth(t, sys, 7)
			require.Empty(t, what)
		})
	}
}

// sumWithin is a condition on all nodes.
func sumWithin(s *model.State) bool {
	return s.Nodes[0].Node.(*grows).Count+s.Nodes[1].Node.(*grows).Count <= 5000
}

// A step of a failure detector spends no budget either.
func TestGrowthBySuspicions(t *testing.T) {
	sys := &model.System{
		Groups:    []model.Group{{Prefix: "N", Count: 2, New: func(model.NodeID) model.Node { return &trusting{} }}},
		Detectors: []model.Detector{{By: "N", Of: "N", Eventual: true}},
	}
	what, list := toDepth(t, sys, 7)
	require.Equal(t, []string{"N.Trusted"}, what)
	require.Equal(t, []string{"N trusts N"}, list[0].By)
}

// trusting counts how often it is told that a node is up.
type trusting struct{ Trusted int }

func (n *trusting) Start(model.Env)                                {}
func (n *trusting) Receive(model.Env, model.NodeID, model.Message) {}
func (n *trusting) Timeout(model.Env, model.Timer)                 {}
func (n *trusting) Suspect(model.Env, model.NodeID)                {}
func (n *trusting) Trust(model.Env, model.NodeID)                  { n.Trusted++ }

// reborn counts its starts.
type reborn struct {
	Starts int `model:"durable"`
}

func (n *reborn) Start(model.Env)                                { n.Starts++ }
func (n *reborn) Receive(model.Env, model.NodeID, model.Message) {}
func (n *reborn) Timeout(model.Env, model.Timer)                 {}

// Raft is large with large bounds, and has no end without them.
func TestGrowthOfRaft(t *testing.T) {
	for _, given := range []map[string]string{{"terms": "50", "crashes": "3"}, {"terms": "2000"}} {
		what, _ := toDepth(t, protocolSystem(t, &raft.Protocol, "", given), 8)
		require.Empty(t, what)
	}
	sys := protocolSystem(t, &raft.Protocol, "", nil)
	sys.Bounds = nil
	what, list := toDepth(t, sys, 8)
	require.Equal(t, []string{"S.Term"}, what)
	require.Contains(t, list[0].By, "S timeout election")
}

// What ends a search of all states, or at a violation, is no reason to look.
func TestGrowthIsLookedForWhenSomethingEndsTheSearch(t *testing.T) {
	sys := growing(again(func(n *grows, _ model.Env) { n.Count = min(n.Count+1, 3) }))
	require.Empty(t, mustExplore(t, sys, search.Options{Growth: patience}).Growing)

	endless := growing(again(func(n *grows, _ model.Env) { n.Count++ }))
	deep := search.Options{Options: explore.Options{Depth: 5, Bounded: true}}
	require.Empty(t, mustExplore(t, endless, deep).Growing, "not asked for")
	for _, labels := range mustExplore(t, endless, deep).Deepest {
		require.Len(t, labels, 6, "an initial state and five steps")
	}
	require.Len(t, mustExplore(t, endless, deep).Deepest, 3)
	require.Empty(t, mustExplore(t, sys, search.Options{}).Deepest, "all was visited")
	r := mustExplore(t, endless, search.Options{Options: explore.Options{Memory: 8 << 20}, Growth: patience})
	require.Equal(t, []string{explore.ByMemory}, r.BoundedBy)
	require.Len(t, r.Growing, 1)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	r, err := search.Explore(ctx, endless, search.Options{Growth: patience})
	require.NoError(t, err)
	require.Equal(t, []string{explore.ByTime}, r.BoundedBy)
	require.Len(t, r.Growing, 1)
}

// What grows beside a flood of messages that nobody listens to is found as well, from
// deep states too.
func TestGrowthInAFlood(t *testing.T) {
	flood := growing(func(n *grows, env model.Env, _ model.NodeID, m model.Message) {
		if m == nil {
			n.Count++
			env.Broadcast(ping{n.Count})
			env.SetTimer(tick)
		}
	})
	what, _ := toDepth(t, flood, 60)
	require.Contains(t, what, "G.Count")
	require.Subset(t, []string{"G.Count", "ping messages in flight"}, what)

	// On a set network messages stay, and one of them alone makes a step.
	flood = growing(func(n *grows, env model.Env, from model.NodeID, m model.Message) {
		if p, ok := m.(ping); ok {
			env.Send(from, ping{p.N + 1})
		} else if n.Small == 0 {
			n.Small = 1
			env.Broadcast(ping{})
		}
	})
	flood.Network = model.Set
	what, _ = toDepth(t, flood, 8)
	require.NotEmpty(t, what)
}

// What grows with a number that is bounded is bounded, however much faster it
// grows; and so is what an assumption or the state constraint bounds.
func TestWhatIsBoundedWithAnotherDoesNotGrow(t *testing.T) {
	sys := growing(again(func(n *grows, env model.Env) {
		n.Count++
		n.Down -= 3
		n.List = append(n.List, 2*n.Count)
		env.Resend(env.Peers()[0], ping{5 * n.Count})
	}))
	few := func(n *grows) bool { return n.Count <= 5000 }
	sys.Bounds = []model.Bound{model.Limit("count", "5000", few)}
	what, _ := toDepth(t, sys, 6)
	require.NotContains(t, what, "G.Down")
	require.NotContains(t, what, "the length of G.List")
	require.NotContains(t, what, "G.List[]")
	require.NotContains(t, what, "ping.N in messages")

	sys = growing(again(func(n *grows, _ model.Env) { n.Count++ }))
	sys.Assumptions = []model.Assumption{{Name: "few", Holds: func(st *model.State) bool { return few(st.Nodes[0].Node.(*grows)) && few(st.Nodes[1].Node.(*grows)) }}}
	what, _ = toDepth(t, sys, 7)
	require.Empty(t, what)

	// Nothing but the messages is bounded.
	sys = growing(again(func(n *grows, env model.Env) { n.Small = 1 - n.Small; env.Broadcast(pong{}) }))
	sys.Constraint = func(st *model.State) bool { return len(st.InFlight) <= 5000 }
	what, _ = toDepth(t, sys, 7)
	require.Empty(t, what)
	sys = growing(func(n *grows, env model.Env, from model.NodeID, m model.Message) {
		if p, ok := m.(ping); ok {
			env.Send(from, ping{p.N + 1})
		} else if env.ID() == 1 {
			env.Send(2, ping{})
		}
	})
	sys.Constraint = func(st *model.State) bool {
		return !slices.ContainsFunc(st.InFlight, func(p model.Packet) bool { return p.Message.(ping).N > 5000 })
	}
	what, _ = toDepth(t, sys, 7)
	require.Empty(t, what)
}
