package register

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// Client is a node that writes once, then reads once, and each time waits for
// the answer. Both requests are sent inside its handlers (Start sends the first,
// the answer to it the second), so a client's only steps are deliveries.
type Client struct {
	client.Session[spec.RegisterOp]
}

// script is what the client with a number, from 1, does. No other client writes the same.
func script(number int) []spec.RegisterOp {
	return []spec.RegisterOp{spec.Write(number), spec.Read()}
}

// Start sends the write.
func (c *Client) Start(env model.Env) { c.request(env) }

// request sends the next request.
//
// With the nodes numbered from 0, servers first, client k writes at server k mod s
// and reads at server k+1 mod s, so that a read has to find what was written
// elsewhere.
func (c *Client) request(env model.Env) {
	op := c.Begin(env)
	id := RequestID{Client: env.ID(), Op: c.Started}
	server := c.ServerOf(env.ID(), len(env.Group("S")))
	if op.Write {
		env.Send(server, Put{ID: id, Value: Value(op.Value)})
	} else {
		env.Send(server, Get{ID: id})
	}
}

// ServerOf returns the server that the operation begun last goes to, of so many, which are
// the first nodes.
func (c *Client) ServerOf(self model.NodeID, servers int) model.NodeID {
	return model.NodeID(1 + (int(self)+c.Started-2)%servers)
}

// Receive takes the answer of the running request, and after the write sends
// the read. Any other answer is ignored: two servers may both answer one write.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	switch m := m.(type) {
	case PutOk:
		if c.answered(env, m.ID, Unwritten) {
			c.request(env)
		}
	case GetOk:
		c.answered(env, m.ID, m.Value)
	}
}

func (c *Client) answered(env model.Env, id RequestID, v Value) bool {
	return id.Client == env.ID() && c.End(env, id.Op, c.Op().Result(int(v)))
}
