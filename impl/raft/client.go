package raft

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
)

// Client sends the operations of its script one after the other, each when the
// answer to the one before has come, and records what it sees.
//
// A request goes to one server, any that the client likes to try, and is never
// sent again, so every operation takes effect at most once (Section 8 needs
// serial numbers because its clients retry). A server that is not leader leaves
// the request alone; except on a FIFO network, where it is lost then, the request
// waits until its server is. A client whose request is lost waits for ever.
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
func (c *Client) Invoke(env model.Env) {
	next := c.Begin(env)
	server := next.server
	if server == model.Nobody {
		servers := env.Group(serverPrefix)
		server = servers[env.Choose(len(servers))]
	}
	env.Send(server, Request{Number: c.Started, Op: next.op})
}

// Receive takes the answer.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	if reply, ok := m.(Reply); ok {
		c.End(env, reply.Number, c.Op().op.recorded().Result(reply.Value))
	}
}

// request is the leader's side: append the client's command, unless the log has
// it already, which is so when the network delivered the request twice.
func (s *Server) request(env model.Env, client model.NodeID, m Request) {
	if s.Role != Leader {
		return
	}
	had := func(e Entry) bool { return e.Command.From == client && e.Command.Number == m.Number }
	if slices.ContainsFunc(s.Log, had) {
		return
	}
	s.appendCommand(env, Command{From: client, Number: m.Number, Op: m.Op})
}

const acceptedScripts = `scripts like "w@1,r;r,w": per client, separated by ";", at most 9 operations w or r, separated by ",", each with or without @SERVER`

// language is how operations are written: "w" writes, "r" reads, and "@2" behind it
// sends the request to server 2. The n-th operation of client c writes the value
// 10·c+n, so all values differ.
func language(servers []model.NodeID) client.Language[operation] {
	return client.Language[operation]{
		Accepted: acceptedScripts,
		Default:  func(int) string { return "w,r" },
		Operation: func(word string, client, n int) (operation, error) {
			return parseOperation(word, Write(10*client+n), servers)
		},
	}
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
