// Package flow: shared memory that gets into messages by way of calls.
package flow

import (
	"maps"
	"slices"

	"example.com/helper"
	"github.com/synod-go/synod/model"
)

type Msg struct{ L []int }

type Node struct {
	L     []int
	N     int
	m     map[int][]int
	log   helper.Log
	any   any
	bytes []byte
}

func wrap(l []int) Msg                  { return Msg{L: l} }
func wrapped(l []int) *Msg              { return &Msg{L: wrap(l).L[1:]} }
func g(l []int, env model.Env)          { env.Send(1, Msg{L: l}) }
func all(env model.Env, lists ...[]int) { env.Broadcast(lists) }
func node(n *Node, env model.Env)       { env.Send(1, Msg{L: n.L}) } // want `the message holds n.L, which`
func (n *Node) wrap(l []int) Msg        { return Msg{L: l} }
func (n *Node) tell(env net, l []int)   { env.Send(1, wrapped(l)) }
func even(env model.Env, i int, l []int) {
	if i > 0 {
		odd(env, i-1, l)
	}
}
func odd(env model.Env, i int, l []int) {
	if i == 0 {
		env.Send(1, l)
	}
	even(env, i-1, l)
}

type net interface {
	Send(model.NodeID, model.Message)
}

func (n *Node) Start(env model.Env) {
	env.Send(1, wrap(n.L))    // want `the message holds n.L, which stays the sender's`
	env.Send(1, wrapped(n.L)) // want `the message holds n.L, which`
	env.Send(1, wrap(n.L).L)  // want `the message holds n.L, which`
	env.Send(1, n.wrap(n.L))  // want `the message holds n.L, which`
	g(n.L, env)               // want `flow.g sends n.L, which stays the sender's`
	all(env, nil, n.L)        // want `flow.all sends n.L, which`
	node(n, env)
	n.tell(env, n.L)                              // want `flow.Node.tell sends n.L, which`
	even(env, 3, n.L)                             // want `flow.even sends n.L, which`
	env.Send(1, helper.Wrap(n.L[1:]))             // want `the message holds n.L\[1:\], which`
	env.Send(1, helper.WrapTwice(n.L))            // want `the message holds n.L, which`
	env.Send(1, helper.Same(n.L))                 // want `the message holds n.L, which`
	env.Send(1, helper.Same[any](wrap(n.L)))      // want `the message holds n.L, which`
	env.Send(1, n.log.Tail())                     // want `the message holds n.log, which`
	helper.Tell(env, n.L)                         // want `helper.Tell sends n.L, which`
	helper.TellFar(env, 1, n.L)                   // want `helper.TellFar sends n.L, which`
	helper.TellAny(env, helper.Msg{L: n.L})       // want `helper.TellAny sends n.L, which`
	n.log.Tell(env)                               // want `helper.Log.Tell sends n.log, which`
	helper.Log.Tell(n.log, env)                   // want `helper.Log.Tell sends n.log, which`
	env.Send(1, slices.Insert(n.L, 0, 1))         // want `the message holds n.L, which`
	env.Send(1, Msg{L: slices.Compact(n.L)})      // want `the message holds n.L, which`
	env.Send(1, Msg{L: slices.Delete(n.L, 0, 1)}) // want `the message holds n.L, which`
	env.Send(1, Msg{L: slices.Grow(n.L, 1)[:1]})  // want `the message holds n.L, which`
	model.Env.Send(env, 1, n.L)                   // want `the message holds n.L, which`
}

func (n *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	send := env.Send
	send(1, n.L) // want `the message holds n.L, which`

	tell := helper.Tell
	tell(env, n.L) // want `helper.Tell sends n.L, which`

	f := func(l []int) { env.Send(1, Msg{L: l}) } // want `the message holds l, which`
	f(n.L)

	func(l []int) {
		env.Send(1, l) // want `the message holds l, which`
	}(n.L)

	made := func() Msg { return Msg{L: n.L} } // want `the message holds n.L, which`
	env.Send(1, made())

	for l := range maps.Values(n.m) {
		_ = Msg{L: l}
	}
	for _, k := range slices.Sorted(maps.Keys(n.m)) {
		env.Send(1, n.m[k]) // want `the message holds n.m\[k\], which`
	}
	for l := range slices.Values([][]int{n.L}) {
		env.Send(1, l) // want `the message holds l, which`
	}
	l, ok := n.m[1]
	if ok {
		env.Send(1, l) // want `the message holds l, which`
	}
	shared, _ := helper.Both(n.L)
	env.Send(1, shared) // want `the message holds shared, which`

	var m model.Message = wrap(n.L) // want `the message holds n.L, which`
	env.Send(1, m)
}

func (n *Node) Timeout(env model.Env, _ model.Timer) {
	var list []int
	if n.N > 0 {
		list = slices.Clone(n.L)
	} else {
		list = n.L
	}
	env.Send(1, list) // want `the message holds list, which`

	messages := []any{n.N, Msg{n.L}} // want `the message holds n.L, which`
	for _, m := range messages {
		env.Send(1, m)
	}

	var again func(l []int, i int)
	again = func(l []int, i int) {
		if i > 0 {
			again(l[1:], i-1)
		}
		env.Send(1, l) // want `the message holds l, which`
	}
	again(n.L, 2)
	defer env.Send(1, n.L) // want `the message holds n.L, which`
}

// Value is a node that is passed by value, with the same memory.
type Value struct{ l []int }

func (v Value) Start(env model.Env)                            { v.tell(env) }
func (v Value) Receive(model.Env, model.NodeID, model.Message) {}
func (v Value) Timeout(env model.Env, _ model.Timer)           { env.Send(1, v.l) }         // want `the message holds v.l, which`
func (v Value) tell(env model.Env)                             { env.Send(1, Msg{L: v.l}) } // want `the message holds v.l, which`
