// Package lock is a lock service: clients ask a server for a lock, hold it for a while,
// and release it. Messages may be lost, late, and out of order, so a client that gets no
// answer asks again; the server may crash.
package lock

import "github.com/synod-go/synod/model"

// Messages. A client numbers its requests, so that an answer to an old one is not taken
// for an answer to the last one.
type (
	// Acquire asks for the lock.
	Acquire struct{ Number int }
	// Grant gives the lock to the client that asked for it.
	Grant struct{ Number int }
	// Release gives the lock back.
	Release struct{ Number int }
)

// The timers of a client.
const (
	ask  model.Timer = "ask"  // it wants the lock, or has waited long enough for an answer
	done model.Timer = "done" // it has held the lock long enough
)

// Server hands out the lock. What it knows is on disk.
type Server struct {
	mutant string `model:"const"`

	Holder model.NodeID `model:"durable"` // the client that has the lock, or Nobody
	Number int          `model:"durable"` // of the request that it was granted for
}

// Start runs at the beginning, and after a crash.
func (s *Server) Start(model.Env) {
	if s.mutant == forgetHolder {
		s.Holder, s.Number = model.Nobody, 0
	}
}

// Timeout is never called: a server sets no timer.
func (s *Server) Timeout(model.Env, model.Timer) {}

// Receive grants the lock when it is free, and frees it when its holder releases it.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Acquire:
		newer := m.Number >= s.Number || s.mutant == anyRequest
		if s.Holder == model.Nobody || s.Holder == from && newer {
			s.Holder, s.Number = from, m.Number
			env.Send(from, Grant(m))
		}
	case Release:
		if s.Holder == from && (s.Number == m.Number || s.mutant == anyRelease) {
			s.Holder, s.Number = model.Nobody, 0
		}
	}
}

// Client wants the lock, again and again.
type Client struct {
	server model.NodeID `model:"const"`
	mutant string       `model:"const"`

	Number int  // of its last request
	Asks   bool // it waits for the answer
	Holds  bool
}

// Start makes the first request possible.
func (c *Client) Start(env model.Env) { env.SetTimer(ask) }

// Timeout asks for the lock, or releases it.
func (c *Client) Timeout(env model.Env, t model.Timer) {
	switch t {
	case ask:
		c.Number++
		c.Asks = true
		env.Send(c.server, Acquire{c.Number})
	case done:
		c.Holds = false
		env.Send(c.server, Release{c.Number})
	}
	env.SetTimer(ask)
}

// Receive takes the lock if it was granted for the last request. A grant for an older
// one is given back.
func (c *Client) Receive(env model.Env, from model.NodeID, m model.Message) {
	grant, ok := m.(Grant)
	switch {
	case !ok:
	case c.Asks && (c.Number == grant.Number || c.mutant == anyGrant):
		c.Asks, c.Holds = false, true
		env.StopTimer(ask)
		env.SetTimer(done)
	case c.Number != grant.Number:
		env.Send(from, Release(grant))
	}
}
