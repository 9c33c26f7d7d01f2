package raft

import (
	"fmt"
	"slices"
	"strings"

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

// defaultScript is what a client does that the scripts do not mention.
const defaultScript = "w,r"

// parseScripts reads what clients do: a script per client, separated by
// semicolons, each a list of operations, separated by commas; "w" writes, "r"
// reads, and "@2" behind it sends the request to server 2. The n-th operation of
// client c writes the value 10·c+n, so all values differ.
func parseScripts(text string, clients, servers int) ([][]operation, error) {
	const accepted = `scripts like "w@1,r;r,w": per client, separated by ";", at most 9 operations w or r, separated by ",", each with or without @SERVER`
	var scripts []string
	if text != "" {
		scripts = strings.Split(text, ";")
	}
	if len(scripts) > clients {
		return nil, fmt.Errorf("scripts %q are for %d clients, but there are %d; accepted are %s", text, len(scripts), clients, accepted)
	}
	for len(scripts) < clients {
		scripts = append(scripts, defaultScript)
	}
	parsed := make([][]operation, clients)
	for c, script := range scripts {
		for n, word := range strings.Split(script, ",") {
			kind, at, named := strings.Cut(strings.TrimSpace(word), "@")
			var next operation
			switch kind {
			case "w":
				next.op = Write(10*(c+1) + n + 1)
			case "r":
				next.op = Read
			default:
				return nil, fmt.Errorf("scripts %q: %q is no operation; accepted are %s", text, word, accepted)
			}
			if named {
				var id int
				if _, err := fmt.Sscanf(at, "%d", &id); err != nil || fmt.Sprint(id) != at || id < 1 || id > servers {
					return nil, fmt.Errorf("scripts %q: %q is no server; accepted are 1 to %d", text, at, servers)
				}
				next.server = model.NodeID(id)
			}
			parsed[c] = append(parsed[c], next)
		}
		if len(parsed[c]) > 9 {
			return nil, fmt.Errorf("scripts %q: client %d has %d operations; accepted are %s", text, c+1, len(parsed[c]), accepted)
		}
	}
	return parsed, nil
}
