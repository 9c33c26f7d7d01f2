package raft

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
)

// Client sends the operations of its script one after the other, each when the
// answer to the one before has come, and records what it sees.
//
// A request goes to one server, any that the client likes to try, and is never
// sent again, so every operation takes effect at most once (Section 8 needs
// serial numbers because its clients retry: see SessionClient). A server that is
// not leader leaves the request alone; except on a FIFO network, where it is lost
// then, the request waits until its server is. A client whose request is lost waits
// for ever.
type Client struct{ client.Session[operation] }

// operation is one step of a client's script.
type operation struct {
	op Op
	// server gets the request; nobody leaves the choice to the explorer.
	server model.NodeID
}

// Recorded is what a Session records.
func (o operation) Recorded() any { return o.op.recorded() }

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) { c.begin(env, model.Nobody) }

// begin starts the next operation, and returns the server that it asks: the one that the
// script names, or a likely one, or any.
func (c *Client) begin(env model.Env, likely model.NodeID) model.NodeID {
	next := c.Begin(env)
	server := next.server
	if server == model.Nobody {
		server = likely
	}
	if server == model.Nobody {
		servers := env.Group(serverPrefix)
		server = servers[env.Choose(len(servers))]
	}
	env.Send(server, c.request())
	return server
}

func (c *Client) request() Request { return Request{Number: c.Started, Op: c.Op().op} }

// Receive takes the answer.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	if reply, ok := m.(Reply); ok {
		c.End(env, reply.Number, c.Op().op.recorded().Result(reply.Value))
	}
}

// asker is a client: a Client, or a SessionClient.
type asker interface {
	started() (operations int, waiting bool)
	Done() bool
}

func (c *Client) started() (operations int, waiting bool) { return c.Started, c.Waiting }

const acceptedScripts = `scripts like "w@1,r;r,w": per client, separated by ";", at most 9 operations w or r, separated by ",", each with or without @SERVER`

// language is how operations are written: "w" writes, "r" reads, and "@2" behind it
// sends the request to server 2. All values that are written differ.
func language(servers []model.NodeID) client.Language[operation] {
	return client.Language[operation]{
		Accepted: acceptedScripts,
		Default:  func(int) string { return "w,r" },
		Operation: func(word string, client, n int) (operation, error) {
			return parseOperation(word, Write(valueOf(client, n)), servers)
		},
	}
}

// valueOf is what the n-th operation of a client writes, a number for each of them.
func valueOf(client, n int) int {
	if n > 9 {
		return 10*n + client // a script that began anew; there are 9 clients at most
	}
	return 10*client + n
}

// parseOperation reads one word of a script.
func parseOperation(word string, write Op, servers []model.NodeID) (operation, error) {
	kind, at, err := client.At(word, servers)
	if err != nil {
		return operation{}, err
	}
	next := operation{op: Read}
	switch kind {
	case "w":
		next.op = write
	case "r":
	default:
		return next, fmt.Errorf("%q is no operation; accepted are %s", word, acceptedScripts)
	}
	switch ids := at.IDs(); len(ids) {
	case 0:
	case 1:
		next.server = ids[0]
	default:
		return next, fmt.Errorf("%q is for %d servers; accepted are %s", word, len(ids), acceptedScripts)
	}
	return next, nil
}
