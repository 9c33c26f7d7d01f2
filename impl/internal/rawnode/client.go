package rawnode

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// retryTimer is set at a client that waits, if there are to be retries.
const retryTimer model.Timer = "retry"

// Client sends the operations of its script one after the other, each when the answer to
// the one before has come. When it has waited long enough it sends the request again, to
// the next of the servers that it may ask.
type Client struct {
	client.Session[operation]
	Server model.NodeID // whom it has asked last, while it waits
}

// operation is one step of a client's script.
type operation struct {
	op      spec.RegisterOp
	servers []model.NodeID // whom to ask, in turn; none leaves the first to the explorer
}

// Recorded is what a Session records.
func (o operation) Recorded() any { return o.op }

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) {
	servers := c.Begin(env).servers
	if len(servers) == 0 {
		servers = env.Group(serverPrefix)
		c.Server = servers[env.Choose(len(servers))]
	} else {
		c.Server = servers[0]
	}
	env.Send(c.Server, c.request())
}

func (c *Client) request() Request { return Request{Number: c.Started, Op: c.Op().op} }

// Timeout sends the request again.
func (c *Client) Timeout(env model.Env, t model.Timer) {
	c.Session.Timeout(env, t)
	servers := c.Op().servers
	if len(servers) == 0 {
		servers = env.Group(serverPrefix)
	}
	c.Server = servers[(slices.Index(servers, c.Server)+1)%len(servers)]
	env.Resend(c.Server, c.request())
}

// Receive takes the answer.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	if reply, ok := m.(Reply); ok && c.End(env, reply.Number, c.Op().op.Result(reply.Value)) {
		c.Server = model.Nobody
	}
}

const acceptedScripts = `scripts like "w@1,r;r@2+3": per client, separated by ";", at most 9 operations w or r, separated by ",", each with or without @SERVERS`

// language is how operations are written: "w" writes, "r" reads, and "@2+3" behind it asks
// server 2, and on a retry server 3. The n-th operation of client c writes the value
// 10·c+n, so all values differ.
func language(servers []model.NodeID) client.Language[operation] {
	return client.Language[operation]{
		Accepted: acceptedScripts,
		Default:  func(int) string { return "w,r" },
		Operation: func(word string, c, n int) (operation, error) {
			kind, at, err := client.At(word, servers)
			switch {
			case err != nil:
				return operation{}, err
			case kind == "w":
				return operation{spec.Write(10*c + n), at.IDs()}, nil
			case kind == "r":
				return operation{spec.Read(), at.IDs()}, nil
			}
			return operation{}, fmt.Errorf("%q is no operation; accepted are %s", word, acceptedScripts)
		},
	}
}
