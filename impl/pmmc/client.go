package pmmc

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/model"
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
type Client struct {
	Started int  // operations started
	Waiting bool // the last one has no answer yet

	script  []operation `model:"const"`
	servers int         `model:"const"`
	retries bool        `model:"const"`
}

// operation is one step of a client's script.
type operation struct {
	op spec.KeyValueOp
	// servers get the request; none leaves the choice of one to the explorer.
	servers model.NodeSet
}

// Start does nothing: the first operation starts in a step of its own.
func (c *Client) Start(model.Env) {}

// CanInvoke implements model.Invoker.
func (c *Client) CanInvoke() bool { return !c.Waiting && c.Started < len(c.script) }

// Invoke implements model.Invoker.
func (c *Client) Invoke(env model.Env) {
	next := c.script[c.Started]
	c.Started++
	c.Waiting = true
	env.Record(model.Invoke{Op: next.op})
	if next.servers == 0 {
		c.askAny(env)
	}
	for _, server := range next.servers.IDs() {
		env.Send(server, c.request())
	}
	if c.retries {
		env.SetTimer(retryTimer)
	}
}

// Timeout asks again.
func (c *Client) Timeout(env model.Env, _ model.Timer) {
	c.askAny(env)
	env.SetTimer(retryTimer)
}

func (c *Client) askAny(env model.Env) {
	env.Resend(model.NodeID(1+env.Choose(c.servers)), c.request())
}

func (c *Client) request() Request {
	return Request{Number: c.Started, Op: c.script[c.Started-1].op}
}

// Receive takes the answer.
func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	reply, ok := m.(Reply)
	if !ok || !c.Waiting || reply.Number != c.Started {
		return // an answer that came twice
	}
	c.Waiting = false
	env.StopTimer(retryTimer)
	if c.script[c.Started-1].op.ReadOnly() {
		env.Record(model.Return{Result: reply.Value})
	} else {
		env.Record(model.Return{Result: spec.Done{}})
	}
}

// defaultScript is what a client does that the scripts do not mention.
const defaultScript = "p"

const acceptedScripts = `scripts like "p@1,g;a@1+2": per client, separated by ";", at most 9 operations p (put), g (get) or a (append), separated by ",", ` +
	`each with or without a key like "py" (x if none) and @SERVERS to ask`

// parseScripts reads what clients do: a script per client, separated by
// semicolons, each a list of operations, separated by commas; "p" puts, "g" gets,
// "a" appends, a letter behind it is the key, and "@1+2" behind that sends the
// request to servers 1 and 2. The n-th operation of client c puts or appends the
// two digits cn, so all values differ.
func parseScripts(text string, clients, servers int) ([][]operation, error) {
	var scripts []string
	if text != "" {
		scripts = strings.Split(text, ";")
	}
	if len(scripts) > clients {
		return nil, fmt.Errorf("scripts %q are for %d clients, but there are %d; accepted are %s", text, len(scripts), clients, acceptedScripts)
	}
	for len(scripts) < clients {
		scripts = append(scripts, defaultScript)
	}
	parsed := make([][]operation, clients)
	for c, script := range scripts {
		for n, word := range strings.Split(script, ",") {
			next, err := parseOperation(strings.TrimSpace(word), fmt.Sprintf("%d%d", c+1, n+1), servers)
			if err != nil {
				return nil, fmt.Errorf("scripts %q: %w", text, err)
			}
			parsed[c] = append(parsed[c], next)
		}
		if len(parsed[c]) > 9 {
			return nil, fmt.Errorf("scripts %q: client %d has %d operations; accepted are %s", text, c+1, len(parsed[c]), acceptedScripts)
		}
	}
	return parsed, nil
}

// parseOperation reads one word of a script.
func parseOperation(word, value string, servers int) (operation, error) {
	var next operation
	what, at, named := strings.Cut(word, "@")
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
	if !named {
		return next, nil
	}
	for _, server := range strings.Split(at, "+") {
		var id int
		if _, err := fmt.Sscanf(server, "%d", &id); err != nil || fmt.Sprint(id) != server || id < 1 || id > servers {
			return next, fmt.Errorf("%q is no server; accepted are 1 to %d, with + between them", server, servers)
		}
		next.servers = next.servers.With(model.NodeID(id))
	}
	return next, nil
}

// scriptsText returns scripts as the command line spells them.
func scriptsText(scripts [][]operation) string {
	all := make([]string, len(scripts))
	for i, script := range scripts {
		words := make([]string, len(script))
		for j, next := range script {
			words[j] = next.op.Kind.String()[:1]
			if next.op.Key != "x" {
				words[j] += next.op.Key
			}
			for k, id := range next.servers.IDs() {
				words[j] += []string{"@", "+"}[min(k, 1)] + fmt.Sprint(int(id))
			}
		}
		all[i] = strings.Join(words, ",")
	}
	return strings.Join(all, ";")
}
