package ftvm

import (
	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// retryTimer makes a client ask again.
const retryTimer model.Timer = "retry"

// Client sends the operations of its script to the machine, one after the other, each when
// the answer to the one before has come, and records what it sees. It asks again when it
// has waited long enough, as TCP does: packets to a server that fails are lost.
type Client struct {
	client.Session[operation]
	// Server is where the machine runs, and Pair the pair whose failure has brought it
	// there, 0 if none has.
	Server model.NodeID
	Pair   int
}

// operation is one step of a client's script.
type operation = spec.KeyValueOp

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) {
	c.Begin(env)
	c.ask(env)
}

// Timeout asks again.
func (c *Client) Timeout(env model.Env, t model.Timer) {
	c.Session.Timeout(env, t)
	c.ask(env)
}

// Receive takes answers, and the news where the machine runs.
func (c *Client) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Announce:
		if m.Pair >= c.Pair {
			c.Server, c.Pair = from, m.Pair
		}
	case Reply:
		c.End(env, m.Number, c.Op().Result(m.Value))
	}
}

// ask sends the running operation to the machine.
func (c *Client) ask(env model.Env) {
	env.Resend(c.Server, Request{Number: c.Started, Op: c.Op()})
}

// language is how scripts are written, and what clients do by default.
var language = keyvalue.Language("append", "get")
