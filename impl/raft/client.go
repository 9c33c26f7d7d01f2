package raft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/impl/internal/scripts"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// Client sends the operations of its script one after the other, each when the
// answer to the one before has come, and records what it sees.
//
// A request goes to one server, any that the client likes to try, and is never
// sent again, so every operation takes effect at most once (Section 8 needs
// serial numbers because its clients retry). A server that is not leader leaves
// the request alone; except on a FIFO network, where it is lost then, the request
// waits until its server is. A client whose request is lost waits for ever.
type Client struct {
	Started int  // operations started
	Waiting bool // the last one has no answer yet

	script  []operation `model:"const"`
	servers int         `model:"const"`
}

// operation is one step of a client's script.
type operation struct {
	op Op
	// server gets the request; nobody leaves the choice to the explorer.
	server model.NodeID
}

// Start does nothing: the first operation starts in a step of its own.
func (c *Client) Start(model.Env) {}

// Timeout does nothing: a client has no timer.
func (c *Client) Timeout(model.Env, model.Timer) {}

// CanInvoke implements model.Invoker.
func (c *Client) CanInvoke() bool { return !c.Waiting && c.Started < len(c.script) }

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) {
	next := c.script[c.Started]
	c.Started++
	c.Waiting = true
	server := next.server
	if server == model.Nobody {
		server = model.NodeID(1 + env.Choose(c.servers))
	}
	env.Record(model.Invoke{Op: next.op.recorded()})
	env.Send(server, Request{Number: c.Started, Op: next.op})
}

// Receive takes the answer.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	reply, ok := m.(Reply)
	if !ok || !c.Waiting || reply.Number != c.Started {
		return // an answer that came twice
	}
	c.Waiting = false
	if c.script[c.Started-1].op == Read {
		env.Record(model.Return{Result: reply.Value})
	} else {
		env.Record(model.Return{Result: spec.Done{}})
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
func language(servers int) scripts.Language[operation] {
	return scripts.Language[operation]{
		Accepted: acceptedScripts,
		Default:  func(int) string { return "w,r" },
		Operation: func(word string, client, n int) (operation, error) {
			kind, at, named := strings.Cut(word, "@")
			var next operation
			switch kind {
			case "w":
				next.op = Write(10*client + n)
			case "r":
				next.op = Read
			default:
				return next, fmt.Errorf("%q is no operation; accepted are %s", word, acceptedScripts)
			}
			if named {
				var id int
				if _, err := fmt.Sscanf(at, "%d", &id); err != nil || fmt.Sprint(id) != at || id < 1 || id > servers {
					return next, fmt.Errorf("%q is no server; accepted are 1 to %d", at, servers)
				}
				next.server = model.NodeID(id)
			}
			return next, nil
		},
		Word: func(o operation) string {
			word := "r"
			if o.op != Read {
				word = "w"
			}
			if o.server != model.Nobody {
				word += fmt.Sprintf("@%d", o.server)
			}
			return word
		},
	}
}
