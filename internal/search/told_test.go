package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// keeper is a node with room for anything.
type keeper struct {
	do func(n *keeper, env model.Env) `model:"const"`

	Env  model.Env
	List []model.Env
	Envs map[string]model.Env
	Keys map[model.Env]bool
	Any  any
	Deep *wrapped

	Table map[int]string
	Last  int
	Said  string
	Path  []int
}

type wrapped struct{ model.Env }

func (n *keeper) Start(env model.Env)                            { env.SetTimer(tick) }
func (n *keeper) Receive(model.Env, model.NodeID, model.Message) {}
func (n *keeper) Timeout(env model.Env, _ model.Timer)           { n.do(n, env) }

func keeping(do func(n *keeper, env model.Env)) *model.System {
	return &model.System{Groups: []model.Group{{Prefix: "N", Count: 2, New: func(model.NodeID) model.Node { return &keeper{do: do} }}}}
}

// A kept Env is told in one line, with the field that keeps it, and nothing of what an
// Env is made of is seen.
func TestKeptEnv(t *testing.T) {
	for want, do := range map[string]func(n *keeper, env model.Env){
		"N1: keeper.Env is an Env, which":                            func(n *keeper, env model.Env) { n.Env = env },
		"N1: keeper.List[1] is an Env, which":                        func(n *keeper, env model.Env) { n.List = append(n.List, nil, env) },
		`N1: keeper.Envs["a"] is an Env, which`:                      func(n *keeper, env model.Env) { n.Envs = map[string]model.Env{"a": env} },
		"N1: keeper.Keys[key] is an Env, which":                      func(n *keeper, env model.Env) { n.Keys = map[model.Env]bool{env: true} },
		"N1: keeper.Any is an Env, which":                            func(n *keeper, env model.Env) { n.Any = env },
		"N1: keeper.Deep.Env is an Env, which":                       func(n *keeper, env model.Env) { n.Deep = &wrapped{env} },
		"N1: keeper.Any.(search_test.wrapped).Env is an Env, which":  func(n *keeper, env model.Env) { n.Any = wrapped{env} },
		"N1: a message cannot be sent: it is an Env, which":          func(n *keeper, env model.Env) { env.Send(1, env) },
		"N1: a message cannot be sent: wrapped.Env is an Env, which": func(n *keeper, env model.Env) { env.Send(1, wrapped{env}) },
		"N1: an event cannot be recorded: it is an Env, which":       func(n *keeper, env model.Env) { env.Record(env) },
		"N1: the Env": func(n *keeper, env model.Env) { panic(env) },
		"N1: interface conversion: model.Env is not interface { Any() }": func(n *keeper, env model.Env) { env.(interface{ Any() }).Any() },
	} {
		v := mustExplore(t, keeping(do), search.Options{}).Violation
		require.NotNil(t, v, want)
		require.Contains(t, v.Text, want)
		for _, ours := range []string{"handler.", "Run", "canon", "runner", "0xc0"} {
			require.NotContains(t, v.Text, ours, want)
		}
		if strings.Contains(want, "an Env, which") {
			require.Contains(t, v.Text, "valid only until the handler returns")
			require.Regexp(t, `\nhandler: search_test\.\(\*keeper\)\.Timeout \(search/told_test\.go:\d+\)$`, v.Text)
		}
	}
}

// embeds has its handlers from the node that it embeds.
type embeds struct{ keeper }

// Nondeterminism is told with what differs, the likely cause and the handler's place.
func TestNondeterminismIsTold(t *testing.T) {
	const (
		order   = "likely cause: the order of a map's iteration, which is random: range over sorted keys"
		clock   = "likely cause: the clock (package time)"
		pointer = "likely cause: the address of a pointer"
		outside = "likely cause: something that is no field of the node: a random number"
	)
	table := map[int]string{}
	for i := range 1 << 10 { // so that one order twice, at both nodes, is out of the question
		table[i] = fmt.Sprint("v", i)
	}
	global := 0
	for name, c := range map[string]struct {
		do          func(n *keeper, env model.Env)
		text, cause string
	}{
		"list": {func(n *keeper, _ model.Env) { n.Path = nil; each(table, func(k int) { n.Path = append(n.Path, k) }) }, "the fields differ:\n  Path[0]: ", order},
		"text": {func(n *keeper, _ model.Env) {
			n.Said = ""
			each(table, func(k int) { n.Said += string(rune('!' + k)) })
		}, "the fields differ:\n  Said: ", order},
		"key":   {func(n *keeper, _ model.Env) { n.Table = table; each(table, func(k int) { n.Last = k }) }, "the fields differ:\n  Last: ", order},
		"sends": {func(_ *keeper, env model.Env) { each(table, func(k int) { env.Send(2, ping{k}) }) }, "the messages differ in their order alone", order},
		"one send": {func(n *keeper, env model.Env) {
			n.Table = table
			last := 0
			each(table, func(k int) { last = k })
			env.Send(2, ping{last})
		}, "the messages differ:\n  one run: ping {N: ", order},
		"events":  {func(_ *keeper, env model.Env) { each(table, func(k int) { env.Record(k) }) }, "the recorded events differ in their order alone", order},
		"now":     {func(n *keeper, _ model.Env) { n.Last = int(time.Now().UnixNano()) }, "  Last: ", clock},
		"date":    {func(n *keeper, _ model.Env) { n.Said = time.Now().Format(time.RFC3339Nano) }, "  Said: ", clock},
		"address": {func(n *keeper, _ model.Env) { n.Said = fmt.Sprintf("%p", new([9]int)) }, "  Said: ", pointer},
		"random":  {func(n *keeper, _ model.Env) { n.Last = rand.IntN(1 << 29) }, "  Last: ", outside},
		"large":   {func(_ *keeper, env model.Env) { env.Send(2, ping{rand.Int()}) }, "one run: ping {N: ", outside},
		"ms": {func(n *keeper, _ model.Env) {
			n.Last = int(time.Now().UnixNano() / 1e6 * 1e6)
			n.Last += rand.IntN(1000)
		}, "  Last: ", clock},
		"global": {func(n *keeper, _ model.Env) { global++; n.Last = global }, "  Last: ", outside},
		"timers": {func(_ *keeper, env model.Env) { env.SetTimer(model.Timer(fmt.Sprint(rand.IntN(1 << 29)))) }, "one run left the timers ", outside},
		"panic": {func(*keeper, model.Env) {
			if global++; global%2 == 0 {
				panic("even")
			}
		}, `one run ended with `, outside},
	} {
		for _, embedded := range []bool{false, true} {
			sys := keeping(c.do)
			if embedded {
				sys.Groups[0].New = func(model.NodeID) model.Node { return &embeds{keeper{do: c.do}} }
			}
			v := mustExplore(t, sys, search.Options{}).Violation
			require.NotNil(t, v, name)
			require.Equal(t, "nondeterminism", v.Kind, name)
			require.Regexp(t, "^N[12]: Timeout of tick: (two runs|a later run) of the same handler on the same input differs?: ", v.Text)
			require.Contains(t, v.Text, c.text, name)
			require.Contains(t, v.Text, "\n"+c.cause, name)
			require.Regexp(t, `\nhandler: search_test\.\(\*keeper\)\.Timeout \(search/told_test\.go:\d+\)$`, v.Text, name)
			require.Less(t, len(v.Text), 4000, name)
		}
	}
}

func each(table map[int]string, do func(k int)) {
	for k := range table {
		do(k)
	}
}
