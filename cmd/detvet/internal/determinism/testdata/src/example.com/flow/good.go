package flow

import (
	"maps"
	"slices"

	"example.com/helper"
	"github.com/synod-go/synod/model"
)

// Good copies.
type Good struct {
	Node
	out []any
}

func copied(l []int) Msg { return Msg{L: slices.Clone(l)} }

func length(l []int) Msg { return Msg{L: []int{len(l), l[0]}} }

func tellCopy(l []int, env model.Env) {
	l = slices.Clone(l)
	g(l, env)
}

func forward(env model.Env, m model.Message) { env.Broadcast(m) }

func view(n *Good) []int { return []int{n.N} }

func (n *Good) Start(env model.Env) {
	env.Send(1, wrap(slices.Clone(n.L)))
	env.Send(1, copied(n.L))
	env.Send(1, length(n.L))
	env.Send(1, view(n))
	env.Send(1, Msg{L: slices.Insert(slices.Clone(n.L), 0, 1)})
	env.Send(1, Msg{L: slices.Concat(n.L, n.L)})
	env.Send(1, Msg{L: slices.Collect(slices.Values(n.L))})
	env.Send(1, Msg{L: slices.Sorted(slices.Values(n.L))})
	env.Send(1, Msg{L: append([]int(nil), n.L...)})
	env.Send(1, maps.Clone(n.m))
	env.Send(1, slices.Max(n.L))
	g(slices.Clone(n.L), env)
	tellCopy(n.L, env)
	helper.TellCopy(env, n.L)
	helper.Tell(env, helper.Copied(n.L).L)
	env.Send(1, helper.Replaced(n.L))
	env.Send(1, helper.Sum(n.L))
	env.Send(1, n.log.Copy())
	env.Send(1, helper.Same(n.N))
	_, c := helper.Both(n.L)
	env.Send(1, c)
	env.Send(1, string(n.bytes))
}

func (n *Good) Receive(env model.Env, from model.NodeID, m model.Message) {
	// What was received is nobody's.
	forward(env, m)
	helper.TellAny(env, m)
	switch m := m.(type) {
	case Msg:
		g(m.L, env)
		env.Send(from, wrap(m.L))
	}

	send := env.Send
	send(1, slices.Clone(n.L))
	f := func(l []int) { env.Send(1, Msg{L: l}) }
	f(slices.Clone(n.L))

	l := n.L
	l = slices.Clone(l)
	env.Send(1, l)

	list := n.L
	for _, i := range list {
		env.Send(1, i)
	}
	env.Send(1, n.any)

	out := n.out
	n.out = nil
	for _, m := range out {
		env.Send(1, m)
	}
}

// narrow is an environment for who needs less. The model's own, which would fit,
// is not looked into, and no more is what it is here.
type narrow interface {
	Broadcast(m model.Message)
	SetTimer(t model.Timer)
}

func (n *Good) Timeout(env model.Env, _ model.Timer) { n.timeout(env) }

func (n *Good) timeout(env narrow) {
	env.Broadcast(n.N)
	env.SetTimer("t")
	model.Note()
}

var _ model.Node = (*Good)(nil)
