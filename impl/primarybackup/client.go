package primarybackup

import (
	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// retryTimer makes a client ask again, the view server for the view and the
// primary for its answer. There is none on a network that never loses a message.
const retryTimer model.Timer = "retry"

// Client sends the operations of its script one after the other, each when the
// answer to the one before has come, and records what it sees.
//
// It sends to the primary of the newest view that it has heard of, and again when
// it hears of a newer one while it waits: the old primary may have failed. What is
// the current view is of interest only while it waits.
type Client struct {
	client.Session[operation]
	View View // the newest view it has heard of

	config config `model:"const"`
}

// operation is one step of a client's script.
type operation = spec.KeyValueOp

// Start asks for the view.
func (c *Client) Start(env model.Env) {
	if c.config.polls {
		c.ask(env)
	}
}

func (c *Client) ask(env model.Env) { env.Resend(viewServerOf(env), GetView{}) }

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) {
	c.Begin(env)
	c.request(env)
}

// request sends the running operation to the primary, if one is known.
func (c *Client) request(env model.Env) {
	if c.View.Primary != model.Nobody {
		env.Resend(c.View.Primary, Request{Number: c.Started, Op: c.Op()})
	}
}

// Timeout asks again.
func (c *Client) Timeout(env model.Env, t model.Timer) {
	c.Session.Timeout(env, t)
	c.ask(env)
	c.request(env)
}

// Receive takes views and answers.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	switch m := m.(type) {
	case ViewReply:
		if c.Waiting && m.View.Number > c.View.Number {
			c.View = m.View
			c.request(env)
		}
	case Reply:
		c.End(env, m.Number, c.Op().Result(m.Value))
	}
}

// language is how scripts are written. What they leave out clients do by turns: one changes
// what the next one sees.
var language = keyvalue.Language("append", "get")
