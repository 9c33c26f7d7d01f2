package primarybackup

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/model"
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
	Started int  // operations started
	Waiting bool // the last one has no answer yet
	View    View // the newest view it has heard of

	script []operation `model:"const"`
	config config      `model:"const"`
}

// operation is one step of a client's script.
type operation = spec.KeyValueOp

// Start asks for the view. The first operation starts in a step of its own.
func (c *Client) Start(env model.Env) {
	if c.config.polls {
		c.ask(env)
	}
}

func (c *Client) ask(env model.Env) { env.Resend(c.config.viewServer(), GetView{}) }

// done says whether the client has all its answers.
func (c *Client) done() bool { return !c.Waiting && c.Started == len(c.script) }

// CanInvoke implements model.Invoker.
func (c *Client) CanInvoke() bool { return !c.Waiting && c.Started < len(c.script) }

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) {
	c.Started++
	c.Waiting = true
	env.Record(model.Invoke{Op: c.script[c.Started-1]})
	c.request(env)
	if c.config.polls {
		env.SetTimer(retryTimer)
	}
}

// request sends the running operation to the primary, if one is known.
func (c *Client) request(env model.Env) {
	if c.View.Primary != model.Nobody {
		env.Resend(c.View.Primary, Request{Number: c.Started, Op: c.script[c.Started-1]})
	}
}

// Timeout asks again.
func (c *Client) Timeout(env model.Env, _ model.Timer) {
	env.SetTimer(retryTimer)
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
		if !c.Waiting || m.Number != c.Started {
			return // an answer that came twice
		}
		c.Waiting = false
		env.StopTimer(retryTimer)
		if c.script[c.Started-1].ReadOnly() {
			env.Record(model.Return{Result: m.Value})
		} else {
			env.Record(model.Return{Result: spec.Done{}})
		}
	}
}

const (
	// defaultKey is the key of an operation that names none.
	defaultKey = "x"
	// maxOperations is how many operations a client has at most: each has a letter.
	maxOperations = 9
)

// defaultScripts are what clients do that the scripts do not mention, by turns: one
// changes what the next one sees.
var defaultScripts = [...]string{"append", "get"}

// valueOf is what the n-th operation (from 1) of the c-th client puts or appends.
// All values differ, and none is part of others put together: 1a, 1b, 2a.
func valueOf(c, n int) string { return fmt.Sprintf("%d%c", c, 'a'+n-1) }

// parseScripts reads what clients do: a script per client, separated by
// semicolons, each a list of operations get, put, append, separated by commas,
// with ":KEY" behind those that are not about key x.
func parseScripts(text string, clients int) ([][]operation, error) {
	const accepted = `scripts like "append,get;put:y": per client, separated by ";", at most 9 operations get, put or append, separated by ",", each with or without :KEY`
	var scripts []string
	if text != "" {
		scripts = strings.Split(text, ";")
	}
	if len(scripts) > clients {
		return nil, fmt.Errorf("scripts %q are for %d clients, but there are %d; accepted are %s", text, len(scripts), clients, accepted)
	}
	for len(scripts) < clients {
		scripts = append(scripts, defaultScripts[len(scripts)%len(defaultScripts)])
	}
	parsed := make([][]operation, clients)
	for c, script := range scripts {
		for n, word := range strings.Split(script, ",") {
			kind, key, named := strings.Cut(strings.TrimSpace(word), ":")
			if !named {
				key = defaultKey
			}
			value := valueOf(c+1, n+1)
			var op operation
			switch kind {
			case "get":
				op = spec.Get(key)
			case "put":
				op = spec.Put(key, value)
			case "append":
				op = spec.Append(key, value)
			}
			if op.Key == "" {
				return nil, fmt.Errorf("scripts %q: %q is no operation; accepted are %s", text, word, accepted)
			}
			parsed[c] = append(parsed[c], op)
		}
		if len(parsed[c]) > maxOperations {
			return nil, fmt.Errorf("scripts %q: client %d has %d operations; accepted are %s", text, c+1, len(parsed[c]), accepted)
		}
	}
	return parsed, nil
}

// scriptsText returns scripts as the command line spells them.
func scriptsText(scripts [][]operation) string {
	all := make([]string, len(scripts))
	for i, script := range scripts {
		words := make([]string, len(script))
		for j, op := range script {
			words[j] = op.Kind.String()
			if op.Key != defaultKey {
				words[j] += ":" + op.Key
			}
		}
		all[i] = strings.Join(words, ",")
	}
	return strings.Join(all, ";")
}
