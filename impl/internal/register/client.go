package register

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// Client is a node that writes once, then reads once, and each time waits for
// the answer. Both requests are sent inside its handlers (Start sends the first,
// the answer to it the second), so a client's only steps are deliveries.
type Client struct {
	servers int `model:"const"` // how many; they have the ids from 1

	// Awaits is the running request, or none after the last answer.
	Awaits RequestID
}

// The operations of a client, in their order.
const (
	putOp = 1
	getOp = 2
)

// Start sends the write.
func (c *Client) Start(env model.Env) {
	c.Awaits = RequestID{Client: env.ID(), Op: putOp}
	value := c.value()
	env.Record(model.Invoke{Op: spec.Write(int(value))})
	env.Send(c.server(), Put{ID: c.Awaits, Value: value})
}

// Receive takes the answer of the running request, and after the write sends
// the read. Any other answer is ignored: two servers may both answer one write.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	switch m := m.(type) {
	case PutOk:
		if m.ID != c.Awaits {
			return
		}
		env.Record(model.Return{Result: spec.Done{}})
		c.Awaits.Op = getOp
		env.Record(model.Invoke{Op: spec.Read()})
		env.Send(c.server(), Get{ID: c.Awaits})
	case GetOk:
		if m.ID != c.Awaits {
			return
		}
		env.Record(model.Return{Result: int(m.Value)})
		c.Awaits = RequestID{}
	}
}

// Timeout does nothing: a client has no timers.
func (c *Client) Timeout(model.Env, model.Timer) {}

// server returns where the running request goes. With the nodes numbered from
// 0, servers first, client k writes at server k mod s and reads at server k+1
// mod s, so that a read has to find what was written elsewhere.
func (c *Client) server() model.NodeID {
	k := int(c.Awaits.Client) - 1
	if c.Awaits.Op == getOp {
		k++
	}
	return model.NodeID(k%c.servers + 1)
}

// value is what this client writes; no other client writes the same.
func (c *Client) value() Value { return Value(int(c.Awaits.Client) - c.servers) }
