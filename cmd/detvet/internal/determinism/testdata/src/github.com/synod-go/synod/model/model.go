// Package model is as much of the real one as handlers need.
package model

type (
	NodeID  int
	NodeSet uint64
	Message = any
	Event   = any
	Timer   string
)

func (s NodeSet) With(id NodeID) NodeSet { return s | 1<<uint(id) }

type Node interface {
	Start(env Env)
	Receive(env Env, from NodeID, m Message)
	Timeout(env Env, t Timer)
}

type Invoker interface {
	Node
	CanInvoke() bool
	Invoke(env Env)
}

type Env interface {
	ID() NodeID
	Peers() []NodeID
	Group(prefix string) []NodeID
	Send(to NodeID, m Message)
	Resend(to NodeID, m Message)
	Broadcast(m Message)
	SetTimer(t Timer)
	StopTimer(t Timer)
	Choose(n int) int
	Record(e Event)
	Log(format string, args ...any)
}
