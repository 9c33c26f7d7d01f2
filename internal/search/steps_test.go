package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// This file is the step table of the design, row by row, each on a system that
// is small enough to count by hand. A state is written (what is in flight, what
// the receiver holds, budget used).

func TestDeliverFromAMultisetTakesOneCopy(t *testing.T) {
	// Two orders: (ab,""), (b,"a"), (a,"b"), (,"ab"), (,"ba"): 5 states. Every
	// one but the first is reached by one step.
	requireSize(t, 5, 4, 2, sends(says, "a", "b"))
	// (a,0) (,1): the message is gone.
	requireSize(t, 2, 1, 1, sends(counts, "a"))
}

func TestDeliverFromASetKeepsTheMessage(t *testing.T) {
	three := func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Lost = min(n.Lost+1, 3) }
	// (a,0) (a,1) (a,2) (a,3): 4 states in a row; the delivery at 3 changes
	// nothing and is no step.
	requireSize(t, 4, 3, 3, on(model.Set, sends(three, "a")))
	// Sent twice is in it once.
	requireSize(t, 4, 3, 3, on(model.Set, sends(three, "a", "a")))
}

func TestDeliverFromAFIFOTakesTheHead(t *testing.T) {
	// (ab,"") (b,"a") (,"ab").
	sys := on(model.FIFO, sends(says, "a", "b"))
	requireSize(t, 3, 2, 2, sys)
	require.Equal(t, []string{"", "a", "ab"}, cache(t, sys, func(s *model.State) string { return node(model.Views[*toy](s)[1]).Said }))

	// Every pair of nodes has a channel of its own: two senders with two
	// messages each to a third node are at 3 places each, 3·3 states; 2·3 steps
	// of the one and as many of the other.
	senders := toys("A", 2, script{start: func(_ *toy, env model.Env) { env.Send(3, "a"); env.Send(3, "b") }})
	requireSize(t, 9, 12, 4, &model.System{Network: model.FIFO, Groups: []model.Group{senders, toys("B", 1, script{})}})
}

func TestDeliveryWithoutEffect(t *testing.T) {
	// It is no step where order means nothing,
	requireSize(t, 1, 0, 0, on(model.Multiset, sends(ignores, "a", "b")))
	requireSize(t, 1, 0, 0, on(model.Set, sends(ignores, "a", "b")))
	// and always one on FIFO: (ab) (b) ().
	requireSize(t, 3, 2, 2, on(model.FIFO, sends(ignores, "a", "b")))
}

func TestDeliveryThatSendsTheSameMessage(t *testing.T) {
	again := script{
		start:   func(_ *toy, env model.Env) { env.Send(1, "a") },
		receive: func(_ *toy, env model.Env, _ model.NodeID, m model.Message) { env.Send(1, m) },
	}
	// One copy goes and one comes: a step, to the state that it left.
	requireSize(t, 1, 1, 0, on(model.Multiset, alone(1, again)))
	requireSize(t, 1, 1, 0, on(model.FIFO, alone(1, again)))
	// In a set it is there already, so nothing came.
	requireSize(t, 1, 0, 0, on(model.Set, alone(1, again)))
}

func TestEqualMessagesMakeOneStep(t *testing.T) {
	// (aa,0) (a,1) (,2), not two ways from the first to the second.
	requireSize(t, 3, 2, 2, sends(counts, "a", "a"))
	// Of another sender a message is another one: (1 and 2 in flight), (1), (2),
	// (): a square.
	senders := toys("A", 2, script{start: func(_ *toy, env model.Env) { env.Send(3, "a") }})
	requireSize(t, 4, 4, 2, &model.System{Groups: []model.Group{senders, toys("B", 1, script{receive: counts})}})
}

func TestDrop(t *testing.T) {
	aab := func(drops int) *model.System { return with(model.Faults{Drops: drops}, sends(ignores, "a", "a", "b")) }
	requireSize(t, 1, 0, 0, aab(0))
	// (aab,0) → (ab,1) (aa,1): equal messages make one step here too.
	requireSize(t, 3, 2, 1, aab(1))
	// And → (b,2) (a,2), the latter in two ways.
	requireSize(t, 5, 5, 2, aab(2))

	// Only a drop takes a message out of a set: (a,0,0) → (a,1,0) and (,0,1);
	// (a,1,0) → (,1,1).
	requireSize(t, 4, 3, 2, on(model.Set, with(model.Faults{Drops: 1}, sends(once, "a"))))
}

func TestDropOnFIFOTakesTheHead(t *testing.T) {
	// (ab,"",0) → (b,"a",0) (b,"",1); (b,"a",0) → (,"ab",0) (,"a",1);
	// (b,"",1) → (,"b",1).
	sys := with(model.Faults{Drops: 1}, on(model.FIFO, sends(says, "a", "b")))
	requireSize(t, 6, 5, 2, sys)
	require.Equal(t, []string{"a", "ab", "b"}, shownAtRest(t, sys))
}

// shownAtRest returns what node 2 has said when nothing is in flight.
func shownAtRest(t *testing.T, sys *model.System) (said []string) {
	for _, text := range cache(t, sys, func(s *model.State) string {
		if len(s.InFlight) > 0 {
			return ""
		}
		return node(model.Views[*toy](s)[1]).Said
	}) {
		if text != "" {
			said = append(said, text)
		}
	}
	return said
}

func TestDuplicate(t *testing.T) {
	one := model.Faults{Duplicates: 1}
	// (a,0,0) → (,1,0) (aa,0,1); (aa,0,1) → (a,1,1) → (,2,1).
	requireSize(t, 5, 4, 3, with(one, sends(counts, "a")))
	// Of two equal messages either is the same to copy: (aa) → (aaa).
	requireSize(t, 2, 1, 1, with(one, sends(ignores, "a", "a")))
	// A set delivers again of itself and has no such step.
	requireSize(t, 2, 1, 1, with(one, on(model.Set, sends(once, "a"))))
}

func TestDuplicateOnFIFOPutsTheCopyBehindTheHead(t *testing.T) {
	// Without a copy (ab,"") (b,"a") (,"ab"). From the first to (aab,"") and on
	// to (ab,"a") (b,"aa") (,"aab"); from the second to (bb,"a") and on to
	// (b,"ab") (,"abb"): 3+4+3 states, one step to each but the first.
	sys := with(model.Faults{Duplicates: 1}, on(model.FIFO, sends(says, "a", "b")))
	requireSize(t, 10, 9, 4, sys)
	require.Equal(t, []string{"aab", "ab", "abb"}, shownAtRest(t, sys), "aba would be a copy at the end")
}

func TestTimeoutClearsTheTimer(t *testing.T) {
	setting := func(_ *toy, env model.Env) { env.SetTimer(tick) }
	// Set, then not.
	requireSize(t, 2, 1, 1, alone(1, script{start: setting}))
	// Set again with nothing else changed: no step.
	requireSize(t, 1, 0, 0, alone(1, ticking(0)))
	// Set again and counted to 3, where it changes nothing any more.
	requireSize(t, 4, 3, 3, alone(1, ticking(3)))
}

func TestStopTimer(t *testing.T) {
	// Both set → t fires and stops u: none set; or → u fires: t set → none set.
	requireSize(t, 3, 3, 1, alone(1, script{
		start: func(_ *toy, env model.Env) { env.SetTimer("t"); env.SetTimer("u") },
		timeout: func(_ *toy, env model.Env, fired model.Timer) {
			if fired == "t" {
				env.StopTimer("u")
			}
		},
	}))
	// A timer that is stopped where it was set was never set.
	requireSize(t, 1, 0, 0, alone(1, script{start: func(_ *toy, env model.Env) { env.SetTimer("t"); env.StopTimer("t") }}))
}

func TestCrashKeepsWhatIsDurableAndRestartTheRest(t *testing.T) {
	sys := with(model.Faults{Crashes: 1}, &model.System{Groups: []model.Group{{
		Prefix: "N", Count: 1, Crashes: true,
		New: func(model.NodeID) model.Node {
			return &toy{Kept: 7, Lost: 5, do: &script{
				start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
				timeout: func(n *toy, _ model.Env, _ model.Timer) { n.Kept, n.Lost = 8, 6 },
			}}
		},
	}}})
	// Kept and lost fields, timer, crashes used: (7,5,set,0) → (8,6,-,0), and
	// each of them → down (7,0,-,1) or (8,0,-,1), → restarted (7,5,set,1) or
	// (8,5,set,1), → both (8,6,-,1): 2+2+2+1 states, 1+2+2+2 steps.
	requireSize(t, 7, 7, 3, sys)
	require.Equal(t, []string{"down 7 0 []", "down 8 0 []", "up 7 5 [tick]", "up 8 5 [tick]", "up 8 6 []"},
		cache(t, sys, func(s *model.State) string {
			n, up := model.Views[*toy](s)[0], "down"
			if n.Up {
				up = "up"
			}
			return fmt.Sprint(up, " ", node(n).Kept, " ", node(n).Lost, " ", n.Timers)
		}))
}

func TestCrashIsOnlyForGroupsThatMay(t *testing.T) {
	sys := with(model.Faults{Crashes: 3}, alone(2, script{}))
	sys.Groups[0].Crashes = false
	requireSize(t, 1, 0, 0, sys)
}

func TestCrashBudget(t *testing.T) {
	// One node: up 0, down 1, up 1, down 2, up 2.
	requireSize(t, 5, 4, 4, with(model.Faults{Crashes: 2}, alone(1, script{})))
	// Two nodes and one crash for both: all up 0, one of two down, all up 1.
	requireSize(t, 4, 4, 2, with(model.Faults{Crashes: 1}, alone(2, script{})))
}

func TestMessagesSurviveACrash(t *testing.T) {
	// (a,0,0) → (,1,0), and they → (a,down,1) and (,down,1) → (a,0,1) and
	// (,0,1); (a,0,1) → (,1,1). None is delivered to a node that is down.
	for _, network := range []model.Network{model.Multiset, model.FIFO} {
		requireSize(t, 7, 6, 3, on(network, with(model.Faults{Crashes: 1}, sends(counts, "a"))))
	}
}

func TestPartitionMakesEveryCut(t *testing.T) {
	requireSize(t, 1, 0, 0, alone(3, script{})) // off by default
	// n nodes are cut into two sides in 2^(n-1)-1 ways; each is healed: one
	// state before, one per cut, one after.
	for nodes, cuts := range map[int]uint64{2: 1, 3: 3, 4: 7} {
		requireSize(t, 1+cuts+1, 2*cuts, 2, with(model.Faults{Partitions: 1}, alone(nodes, script{})))
	}
	// Whole, cut, healed, cut again, healed again.
	requireSize(t, 5, 4, 4, with(model.Faults{Partitions: 2}, alone(2, script{})))
}

func TestPartitionBlocksDeliveryBetweenItsSides(t *testing.T) {
	// (a,0,whole) → (,1,whole); both → cut → healed; in flight it stays, and
	// arrives after the cut: 2·3 states, 2·2 cuts and heals, 2 deliveries. The
	// receiver is of another group: clients belong to a side too.
	for _, network := range []model.Network{model.Multiset, model.FIFO} {
		requireSize(t, 6, 6, 3, on(network, with(model.Faults{Partitions: 1}, sends(once, "a"))))
	}
	requireSize(t, 6, 6, 3, on(model.Set, with(model.Faults{Partitions: 1}, sends(once, "a"))))

	// A third node: whole, 3 cuts, healed: 2·5 states, 2·(3+3) cuts and heals,
	// and deliveries when whole, healed, and cut so that both are on one side.
	sys := sends(once, "a")
	sys.Groups = append(sys.Groups, toys("C", 1, script{}))
	requireSize(t, 10, 15, 3, with(model.Faults{Partitions: 1}, sys))
}

// client is driven from outside: it asks server 1 and is idle when the answer
// has arrived.
type client struct {
	Left int // operations that were not started
	Busy bool
}

type question struct{}

func (c *client) Start(model.Env)                                {}
func (c *client) Receive(model.Env, model.NodeID, model.Message) { c.Busy = false }
func (c *client) Timeout(model.Env, model.Timer)                 {}
func (c *client) CanInvoke() bool                                { return !c.Busy && c.Left > 0 }
func (c *client) Invoke(env model.Env) {
	c.Busy = true
	c.Left--
	env.Record(model.Invoke{Op: question{}})
	env.Send(1, question{})
}

// asking is a server that answers and clients with some operations each.
func asking(clients, operations int) *model.System {
	return &model.System{Groups: []model.Group{
		toys("S", 1, script{receive: func(_ *toy, env model.Env, from model.NodeID, _ model.Message) { env.Send(from, "answer") }}),
		{Prefix: "C", Count: clients, New: func(model.NodeID) model.Node { return &client{Left: operations} }},
	}}
}

func TestInvoke(t *testing.T) {
	// An operation is invoke, question, answer; the next one starts after it.
	requireSize(t, 1+2*3, 2*3, 6, asking(1, 2))
	requireSize(t, 1, 0, 0, asking(1, 0))
	// Two clients stand at one of 4 places each: 4·4 states, 3·4 steps each.
	requireSize(t, 16, 24, 6, asking(2, 1))
}

func TestInvokeIsRecorded(t *testing.T) {
	sys := asking(1, 2)
	events := &model.Monitor[int]{Name: "invocations", Fold: func(v int, _ model.NodeID, e model.Event) int {
		if _, ok := e.(model.Invoke); ok {
			v++
		}
		return v
	}}
	sys.Properties = property(model.Judge(events, func(v int) model.Verdict {
		if v == 2 {
			return model.Violated("two invocations")
		}
		return model.Holds
	}))
	v := mustExplore(t, sys, search.Options{}).Violation
	require.NotNil(t, v)
	require.Equal(t, []string{traces.StepInvoke, traces.StepDeliver, traces.StepDeliver, traces.StepInvoke}, kinds(v))
	require.Equal(t, "C invokes question", v.Trace.States[1].Step.String())
}

func TestClientMayBeANode(t *testing.T) {
	// Start asks, and every answer but the last asks again: question 1, answer
	// 1, question 2, answer 2, done, and no step invoke.
	c := toys("C", 1, script{
		start: func(_ *toy, env model.Env) { env.Send(1, question{}) },
		receive: func(n *toy, env model.Env, _ model.NodeID, _ model.Message) {
			if n.Lost++; n.Lost < 2 {
				env.Send(1, question{})
			}
		},
	})
	sys := asking(0, 0)
	sys.Groups[1] = c
	requireSize(t, 5, 4, 4, sys)
}

func TestChooseBranches(t *testing.T) {
	choosing := func(pick func(n *toy, env model.Env)) *model.System {
		return alone(1, script{
			start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
			timeout: func(n *toy, env model.Env, _ model.Timer) { pick(n, env) },
		})
	}
	// One of three.
	requireSize(t, 1+3, 3, 1, choosing(func(n *toy, env model.Env) { n.Lost = env.Choose(3) }))
	// 0, or 1 and then one of three.
	requireSize(t, 1+4, 4, 1, choosing(func(n *toy, env model.Env) {
		if n.Lost = env.Choose(2); n.Lost == 1 {
			n.Lost += env.Choose(3)
		}
	}))
	// Two steps to one state.
	requireSize(t, 2, 2, 1, choosing(func(_ *toy, env model.Env) { env.Choose(2) }))
	// Of (0) and (1) each has a branch to the other, and one without effect.
	requireSize(t, 2, 2, 1, choosing(func(n *toy, env model.Env) {
		env.SetTimer(tick)
		n.Lost = env.Choose(2)
	}))
	// A choice at the start makes initial states: 3·3, and no step.
	requireSize(t, 9, 0, 0, alone(2, script{start: func(n *toy, env model.Env) { n.Lost = env.Choose(3) }}))
}

func TestChoiceIsInTheTrace(t *testing.T) {
	sys := alone(1, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(n *toy, env model.Env, _ model.Timer) { n.Lost = 10*env.Choose(3) + env.Choose(4) },
	})
	sys.Properties = property(model.Local(func(v model.View[*toy]) model.Verdict {
		if node(v).Lost == 23 {
			return model.Violated("23")
		}
		return model.Holds
	}))
	v := mustExplore(t, sys, search.Options{}).Violation
	require.NotNil(t, v)
	require.Equal(t, "N: timeout tick, choosing 2, 3", v.Trace.States[1].Step.String())
}

func TestMonitorsOfSelectedPropertiesArePartOfTheState(t *testing.T) {
	order := &model.Monitor[string]{Name: "order", Fold: func(v string, _ model.NodeID, e model.Event) string { return v + e.(string) }}
	members := &model.Monitor[map[string]bool]{Name: "members", Fold: func(v map[string]bool, _ model.NodeID, e model.Event) map[string]bool {
		if v == nil {
			v = map[string]bool{}
		}
		v[e.(string)] = true
		return v
	}}
	sys := alone(1, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer("t"); env.SetTimer("u") },
		timeout: func(_ *toy, env model.Env, fired model.Timer) { env.Record(string(fired)) },
	})
	requireSize(t, 4, 4, 2, sys) // the square of two timers
	sys.Properties = []model.Property{
		{Name: "order", Check: model.Judge(order, func(string) model.Verdict { return model.Holds })},
		{Name: "members", Check: model.Judge(members, func(map[string]bool) model.Verdict { return model.Holds })},
	}
	for _, c := range []struct {
		selected string
		states   uint64
	}{
		{"order", 5},   // "tu" and "ut" are two ends
		{"members", 4}, // no order, one end
		{"", 5},        // both
	} {
		opts := search.Options{}
		if c.selected != "" {
			opts.Properties = []string{c.selected}
		}
		r := mustExplore(t, sys, opts)
		require.Equal(t, size{c.states, 4, 2}, size{r.States, r.Steps, r.Depth}, "selected %q", c.selected)
	}
}

func TestEventIsAStepWhereAMonitorHearsIt(t *testing.T) {
	sys := alone(1, script{
		start:   func(_ *toy, env model.Env) { env.SetTimer(tick) },
		timeout: func(_ *toy, env model.Env, _ model.Timer) { env.SetTimer(tick); env.Record("tick") },
	})
	requireSize(t, 1, 0, 0, sys)
	three := &model.Monitor[int]{Name: "ticks", Fold: func(v int, _ model.NodeID, _ model.Event) int { return min(v+1, 3) }}
	sys.Properties = property(model.Judge(three, func(int) model.Verdict { return model.Holds }))
	requireSize(t, 4, 3, 3, sys) // 0 to 3, where it changes nothing any more
}

func TestResendOnlyWhileNoEqualOneIsInFlight(t *testing.T) {
	beating := func(receive func(n *toy, env model.Env, from model.NodeID, m model.Message)) *model.System {
		return &model.System{Groups: []model.Group{
			toys("A", 1, script{
				start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
				timeout: func(_ *toy, env model.Env, _ model.Timer) {
					env.SetTimer(tick)
					env.Resend(2, "beat")
					env.Resend(2, "beat")
				},
			}),
			toys("B", 1, script{receive: receive}),
		}}
	}
	// Nothing in flight, one in flight.
	requireSize(t, 2, 1, 1, beating(ignores))
	// In flight or not, and the receiver's parity: (-,0) → (beat,0) → (-,1) →
	// (beat,1) → (-,0).
	parity := func(n *toy, _ model.Env, _ model.NodeID, _ model.Message) { n.Lost = 1 - n.Lost }
	requireSize(t, 4, 4, 3, beating(parity))
	requireSize(t, 4, 4, 3, on(model.FIFO, beating(parity)))
}

func TestResendLooksAtTheWholeChannel(t *testing.T) {
	sys := &model.System{Network: model.FIFO, Groups: []model.Group{
		toys("A", 1, script{
			start:   func(_ *toy, env model.Env) { env.SetTimer(tick); env.Send(2, "a"); env.Send(2, "b") },
			timeout: func(_ *toy, env model.Env, _ model.Timer) { env.SetTimer(tick); env.Resend(2, "a") },
		}),
		toys("B", 1, script{}),
	}}
	// ab → b; b → ba, empty; ba → a; empty → a; a → empty.
	requireSize(t, 5, 6, 3, sys)
}

func TestHandlerWorksOnACopyAndSoDoesWhatItSends(t *testing.T) {
	sys := &model.System{Groups: []model.Group{
		toys("A", 1, script{start: func(n *toy, env model.Env) {
			n.List = []int{1}
			env.Send(2, n.List)
			n.List[0] = 2
		}}),
		toys("B", 1, script{receive: func(n *toy, env model.Env, _ model.NodeID, m model.Message) {
			m.([]int)[0]++
			n.List = m.([]int)
			if n.List[0] < 3 {
				env.Send(2, m)
			}
			n.List[0] *= 10
		}}),
	}}
	// ([1], nil) → ([2], [20]) → (, [30]).
	requireSize(t, 3, 2, 2, sys)
	require.Equal(t, []string{"[2] [20] [[2]]", "[2] [30] []", "[2] [] [[1]]"}, cache(t, sys, func(s *model.State) string {
		var flight []any
		for _, p := range s.InFlight {
			flight = append(flight, p.Message)
		}
		return fmt.Sprint(node(model.Views[*toy](s)[0]).List, " ", node(model.Views[*toy](s)[1]).List, " ", flight)
	}))
}

func TestEmptySliceIsNilAndNoneHasRoom(t *testing.T) {
	sys := alone(1, script{
		start: func(n *toy, env model.Env) {
			env.SetTimer(tick)
			n.List = make([]int, 0, 8)
			if env.Choose(2) == 1 {
				n.List = nil
			}
		},
		timeout: func(n *toy, env model.Env, _ model.Timer) {
			if n.List == nil {
				n.List = append(make([]int, 0, 8), 1)
				env.SetTimer(tick)
			} else {
				n.Lost = cap(n.List)
			}
		},
	})
	// Two branches of Start are one state; ([], set) → ([1], set) → ([1], 1).
	requireSize(t, 3, 2, 2, sys)
	require.Contains(t, cache(t, sys, func(s *model.State) string { return fmt.Sprint(node(model.Views[*toy](s)[0]).Lost) }), "1")
}

func TestPeersAreOfOneRole(t *testing.T) {
	hello := script{start: func(n *toy, env model.Env) { n.Set = model.SetOf(env.Peers()...); env.Broadcast("hello") }}
	sys := &model.System{Groups: []model.Group{toys("A", 3, hello), toys("B", 1, hello)}}
	require.Equal(t, []string{"{2, 3} {1, 3} {1, 2} {}"}, cache(t, sys, func(s *model.State) string {
		return fmt.Sprint(node(model.Views[*toy](s)[0]).Set, " ", node(model.Views[*toy](s)[1]).Set, " ", node(model.Views[*toy](s)[2]).Set, " ", node(model.Views[*toy](s)[3]).Set)
	}))
	require.Equal(t, []string{"1→2 1→3 2→1 2→3 3→1 3→2"}, cache(t, sys, func(s *model.State) string {
		var flight []string
		for _, p := range s.InFlight {
			flight = append(flight, fmt.Sprint(p.From, "→", p.To))
		}
		slices.Sort(flight)
		return strings.Join(flight, " ")
	}))
}

// What a handler does with the slice of its peers is its own affair.
func TestPeersAreTheCallers(t *testing.T) {
	for name, change := range map[string]func(peers []model.NodeID, id model.NodeID) []model.NodeID{
		"changed": func(peers []model.NodeID, id model.NodeID) []model.NodeID { peers[0] = id; return peers },
		"longer":  func(peers []model.NodeID, id model.NodeID) []model.NodeID { return append(peers, id) },
		"turned":  func(peers []model.NodeID, _ model.NodeID) []model.NodeID { slices.Reverse(peers); return peers },
	} {
		sys := alone(3, script{
			start: func(_ *toy, env model.Env) { env.SetTimer(tick) },
			timeout: func(n *toy, env model.Env, _ model.Timer) {
				change(env.Peers(), env.ID())
				for _, p := range env.Peers() {
					n.Set = n.Set.With(p)
				}
				env.Broadcast(env.ID())
			},
		})
		sys.Properties = property(model.Local(func(v model.View[*toy]) model.Verdict {
			if v.Node.Set != 0 && v.Node.Set != model.SetOf(1, 2, 3).Without(v.ID) {
				return model.Violated("%v", v.Node.Set)
			}
			return model.Holds
		}))
		require.Nil(t, mustExplore(t, sys, search.Options{Options: explore.Options{Workers: 2}}).Violation, name)
	}
}
