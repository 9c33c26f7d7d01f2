package vr

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// retryTimer is set at a client that waits, if there are to be retries.
const retryTimer model.Timer = "retry"

// Client sends the operations of its script one after the other, each when the answer to
// the one before has come, and records what it sees. It asks the primary; on a timeout it
// asks all replicas (Section 4.1).
//
// In the paper a client remembers the latest view-number that it was told, and so knows the
// primary. Here it remembers who answered last. (A client that crashes is not modelled.)
type Client struct {
	client.Session[spec.KeyValueOp]
	Primary model.NodeID // who is asked first
	ToAll   bool         // while it waits: it has asked all
}

// Start takes the first view's primary for the primary.
func (c *Client) Start(env model.Env) {
	c.Primary = env.Group(serverPrefix)[0]
	c.Session.Start(env)
}

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) {
	c.Begin(env)
	env.Send(c.Primary, c.request())
}

// Timeout asks all replicas. Only the primary minds the request.
func (c *Client) Timeout(env model.Env, t model.Timer) {
	c.Session.Timeout(env, t)
	c.ToAll = true
	for _, server := range env.Group(serverPrefix) {
		env.Resend(server, c.request())
	}
}

func (c *Client) request() Request { return Request{Number: c.Started, Op: c.Op()} }

// Receive takes the answer.
func (c *Client) Receive(env model.Env, from model.NodeID, m model.Message) {
	if reply, ok := m.(Reply); ok && c.End(env, reply.Number, c.Op().Result(reply.Value)) {
		c.Primary, c.ToAll = from, false
	}
}

const acceptedScripts = `scripts like "p,g;ay": per client, separated by ";", at most 9 operations p (put), g (get) or a (append), separated by ",", ` +
	`each with or without a key like "py" (x if none)`

// language is how operations are written: "p" puts, "g" gets, "a" appends, and a letter
// behind it is the key. The n-th operation of client c puts or appends the two digits cn,
// so all values differ.
var language = client.Language[spec.KeyValueOp]{
	Accepted: acceptedScripts,
	Default:  func(client int) string { return []string{"a,g", "a", "g"}[(client-1)%3] },
	Operation: func(word string, client, n int) (spec.KeyValueOp, error) {
		return parseOperation(word, valueOf(client, n))
	},
}

// valueOf is what the n-th operation of a client puts or appends: a text for each of them,
// none of which is part of others put together.
func valueOf(client, n int) string {
	if n > 9 {
		return fmt.Sprintf("%d(%d)", client, n) // a script that began anew
	}
	return fmt.Sprintf("%d%d", client, n)
}

// parseOperation reads one word of a script.
func parseOperation(word, value string) (op spec.KeyValueOp, err error) {
	what, key := word, "x"
	if len(what) == 2 && 'a' <= what[1] && what[1] <= 'z' {
		what, key = what[:1], what[1:]
	}
	switch what {
	case "p":
		return spec.Put(key, value), nil
	case "g":
		return spec.Get(key), nil
	case "a":
		return spec.Append(key, value), nil
	}
	return op, fmt.Errorf("%q is no operation; accepted are %s", word, acceptedScripts)
}
