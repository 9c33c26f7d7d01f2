package pmmc

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// retryTimer is set at a client that waits, if there are to be retries.
const retryTimer model.Timer = "retry"

// Client sends the operations of its script one after the other, each when the
// answer to the one before has come, and records what it sees. It numbers them,
// so that a replica knows one that comes twice.
//
// In the paper a client asks every replica (Section 2.1). Here it asks those that
// its script names, or one that it likes to try; on a timeout it asks any again.
type Client struct{ client.Session[operation] }

// operation is one step of a client's script.
type operation struct {
	op spec.KeyValueOp
	// servers get the request; none leaves the choice of one to the explorer.
	servers model.NodeSet
}

// Recorded is what a Session records.
func (o operation) Recorded() any { return o.op }

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) {
	next := c.Begin(env)
	if next.servers == 0 {
		c.askAny(env)
	}
	for _, server := range next.servers.IDs() {
		env.Send(server, c.request())
	}
}

// Timeout asks again.
func (c *Client) Timeout(env model.Env, t model.Timer) {
	c.Session.Timeout(env, t)
	c.askAny(env)
}

func (c *Client) askAny(env model.Env) {
	servers := env.Group(serverPrefix)
	env.Resend(servers[env.Choose(len(servers))], c.request())
}

func (c *Client) request() Request { return Request{Number: c.Started, Op: c.Op().op} }

// Receive takes the answer.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	if reply, ok := m.(Reply); ok {
		c.End(env, reply.Number, c.Op().op.Result(reply.Value))
	}
}

const acceptedScripts = `scripts like "p@1,g;a@1+2": per client, separated by ";", at most 9 operations p (put), g (get) or a (append), separated by ",", ` +
	`each with or without a key like "py" (x if none) and @SERVERS to ask`

// language is how operations are written: "p" puts, "g" gets, "a" appends, a letter
// behind it is the key, and "@1+2" behind that sends the request to servers 1 and 2.
func language(servers []model.NodeID) client.Language[operation] {
	return client.Language[operation]{
		Accepted: acceptedScripts,
		Default:  func(client int) string { return defaultScript(client, len(servers)) },
		Operation: func(word string, client, n int) (operation, error) {
			return parseOperation(word, valueOf(client, n), servers)
		},
	}
}

// valueOf is what the n-th operation of a client puts or appends: a text for each of them,
// none of which is part of others put together.
func valueOf(client, n int) string {
	if n > 9 {
		return fmt.Sprintf("%d(%d)", client, n) // a script that began anew
	}
	return fmt.Sprintf("%d%d", client, n)
}

// defaultScript is what a client (from 1) does that the scripts leave out. The first
// asks two servers, so that its command may be decided in two slots; with one server
// it and the second ask that.
func defaultScript(client, servers int) string {
	switch {
	case client == 1 && servers == 1:
		return "a@1"
	case client == 1:
		return "a@1+2"
	case client == 2:
		return fmt.Sprintf("g@%d", min(2, servers))
	}
	return "p"
}

// parseOperation reads one word of a script.
func parseOperation(word, value string, servers []model.NodeID) (next operation, err error) {
	what, asked, err := client.At(word, servers)
	if err != nil {
		return next, err
	}
	next.servers = asked
	key := "x"
	if len(what) == 2 && 'a' <= what[1] && what[1] <= 'z' {
		what, key = what[:1], what[1:]
	}
	switch what {
	case "p":
		next.op = spec.Put(key, value)
	case "g":
		next.op = spec.Get(key)
	case "a":
		next.op = spec.Append(key, value)
	default:
		return next, fmt.Errorf("%q is no operation; accepted are %s", word, acceptedScripts)
	}
	return next, nil
}
