package chain

import (
	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// retryTimer makes a client ask again.
const retryTimer model.Timer = "retry"

// Client sends the operations of its script one after the other, each when the answer to
// the one before has come, and records what it sees. It asks again, whoever is the head or
// the tail then, when it has waited long enough: a request to a server that fails is lost.
type Client struct {
	client.Session[operation]
	Chain []model.NodeID // the servers of the chain, as the master said last

	config config `model:"const"`
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

// Receive takes answers, and the news of the master.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Chain:
		c.Chain = m.Servers
	case Reply:
		c.End(env, m.Number, c.Op().Result(m.Value))
	}
}

// ask sends the running operation to the head if it is an update, else to the tail, or with
// apportioned queries to any server.
func (c *Client) ask(env model.Env) {
	to, last := c.Chain[0], len(c.Chain)-1
	if c.Op().ReadOnly() {
		to = c.Chain[last]
		if c.config.apportioned || c.config.mutant == middleRead {
			to = c.Chain[env.Choose(last+1)]
		}
	}
	env.Resend(to, Request{Number: c.Started, Op: c.Op()})
}

// language is how scripts are written, and what clients do by default.
var language = keyvalue.Language("append,get", "append")
