// Package client is the scaffold of clients: nodes that take the operations of a script,
// one after the other, each when the answer to the one before has come, and record what
// they see, for properties such as spec.Linearizability.
//
// A client embeds a Session, and says what the Session cannot know: whom to ask, and what
// an answer is.
//
//	type Client struct{ client.Session[spec.RegisterOp] }
//
//	func (c *Client) Invoke(env model.Env) {
//		c.Begin(env)
//		c.ask(env)
//	}
//
//	func (c *Client) Timeout(env model.Env, t model.Timer) {
//		c.Session.Timeout(env, t)
//		c.ask(env)
//	}
//
//	func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
//		if reply, ok := m.(Reply); ok {
//			c.End(env, reply.Number, reply.Result)
//		}
//	}
//
//	func (c *Client) ask(env model.Env) {
//		servers := env.Group("S")
//		env.Resend(servers[env.Choose(len(servers))], Request{Number: c.Started, Op: c.Op()})
//	}
//
// What clients do is data: a script for each client, made by a Language of a text such as
// "write,read;read" from the command line, or written in Go.
package client

import "github.com/synod-go/synod/model"

// Session is what every client has, for operations of type O. It is embedded in a node,
// whose state it is part of, and makes it a model.Invoker once that has Receive and
// Invoke. A client that crashes goes on waiting when it restarts.
type Session[O any] struct {
	Started int  `model:"durable"` // how many operations it has started
	Waiting bool `model:"durable"` // the last one has no answer yet

	Script []O           `model:"const"` // its operations, in order
	Next   func(n int) O `model:"const"` // the n-th operation, from 1, behind them; nil if there is none
	Retry  model.Timer   `model:"const"` // a timer that is set while it waits; "" is none
}

// Start sets Retry if the client waits, which it does only after a crash: each operation
// starts in a step of its own.
func (s *Session[O]) Start(env model.Env) {
	if s.Waiting {
		s.await(env)
	}
}

// CanInvoke reports whether the client is idle and has operations left.
func (s *Session[O]) CanInvoke() bool {
	return !s.Waiting && (s.Started < len(s.Script) || s.Next != nil)
}

// Done reports whether the client has all its answers.
func (s *Session[O]) Done() bool { return !s.Waiting && s.Started == len(s.Script) && s.Next == nil }

// Begin starts the next operation, whose number is Started from then on, and returns it.
// It records model.Invoke with the operation; or, if that has a method Recorded() any
// because it says more than the properties look at, with what the method returns.
func (s *Session[O]) Begin(env model.Env) O {
	s.Started++
	s.Waiting = true
	op := s.Op()
	var recorded any = op
	if r, ok := recorded.(interface{ Recorded() any }); ok {
		recorded = r.Recorded()
	}
	env.Record(model.Invoke{Op: recorded}) //detvet:ignore nobody changes an operation of a script
	s.await(env)
	return op
}

// Op returns the operation that was started last; before the first, the zero O.
func (s *Session[O]) Op() (op O) {
	if s.Started == 0 {
		return op
	}
	return s.OpAt(s.Started)
}

// OpAt returns the n-th operation, from 1.
func (s *Session[O]) OpAt(n int) O {
	if n <= len(s.Script) {
		return s.Script[n-1]
	}
	return s.Next(n)
}

// End takes the answer to the operation of a number: it records model.Return with the
// result, and stops Retry. Any other answer than the one that the client waits for, such
// as one that came twice, is ignored; then it returns false.
func (s *Session[O]) End(env model.Env, number int, result any) bool {
	if !s.Waiting || number != s.Started {
		return false
	}
	s.Waiting = false
	env.Record(model.Return{Result: result})
	if s.Retry != "" {
		env.StopTimer(s.Retry)
	}
	return true
}

// Timeout sets Retry again if t is Retry. The node's own Timeout calls it, and asks again.
func (s *Session[O]) Timeout(env model.Env, t model.Timer) {
	if t == s.Retry {
		s.await(env)
	}
}

func (s *Session[O]) await(env model.Env) {
	if s.Retry != "" {
		env.SetTimer(s.Retry)
	}
}

// Append appends to groups a group of clients, one for each script: new makes each with
// its script, a list or a Script.
func Append[S any](groups []model.Group, prefix string, scripts []S, new func(script S) model.Node) []model.Group {
	first := model.NodeID(1)
	for _, g := range groups {
		first += model.NodeID(g.Count)
	}
	return append(groups, model.Group{
		Prefix: prefix,
		Count:  len(scripts),
		New:    func(id model.NodeID) model.Node { return new(scripts[id-first]) },
	})
}
