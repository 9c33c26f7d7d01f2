package primarybackup

import (
	"fmt"
	"strings"

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

// defaultKey is the key of an operation that names none.
const defaultKey = "x"

// defaultScripts are what clients do that the scripts do not mention, by turns: one
// changes what the next one sees.
var defaultScripts = [...]string{"append", "get"}

// valueOf is what the n-th operation (from 1) of the c-th client puts or appends.
// All values differ, and none is part of others put together: 1a, 1b, 2a.
func valueOf(c, n int) string { return fmt.Sprintf("%d%c", c, 'a'+n-1) }

const acceptedScripts = `scripts like "append,get;put:y": per client, separated by ";", at most 9 operations get, put or append, separated by ",", each with or without :KEY`

// language is how operations are written: get, put or append, with ":KEY" behind
// those that are not about key x.
var language = client.Language[operation]{
	Accepted: acceptedScripts,
	Default:  func(client int) string { return defaultScripts[(client-1)%len(defaultScripts)] },
	Operation: func(word string, client, n int) (op operation, err error) {
		kind, key, named := strings.Cut(word, ":")
		if !named {
			key = defaultKey
		}
		switch kind {
		case "get":
			op = spec.Get(key)
		case "put":
			op = spec.Put(key, valueOf(client, n))
		case "append":
			op = spec.Append(key, valueOf(client, n))
		}
		if op.Key == "" {
			return op, fmt.Errorf("%q is no operation; accepted are %s", word, acceptedScripts)
		}
		return op, nil
	},
}
