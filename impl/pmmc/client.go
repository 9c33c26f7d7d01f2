package pmmc

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/impl/internal/scripts"
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

const acceptedScripts = `scripts like "p@1,g;a@1+2": per client, separated by ";", at most 9 operations p (put), g (get) or a (append), separated by ",", ` +
	`each with or without a key like "py" (x if none) and @SERVERS to ask`

// language is how operations are written: "p" puts, "g" gets, "a" appends, a letter
// behind it is the key, and "@1+2" behind that sends the request to servers 1 and 2.
// The n-th operation of client c puts or appends the two digits cn, so all values
// differ.
func language(servers int) scripts.Language[operation] {
	return scripts.Language[operation]{
		Accepted: acceptedScripts,
		Default:  func(client int) string { return defaultScript(client, servers) },
		Operation: func(word string, client, n int) (operation, error) {
			return parseOperation(word, fmt.Sprintf("%d%d", client, n), servers)
		},
		Word: operation.word,
	}
}

// defaultScript is what a client (from 0) does that the scripts leave out. The first
// asks two servers, so that its command may be decided in two slots; with one server
// it and the second ask that.
func defaultScript(client, servers int) string {
	switch {
	case client == 0 && servers == 1:
		return "a@1"
	case client == 0:
		return "a@1+2"
	case client == 1:
		return fmt.Sprintf("g@%d", min(2, servers))
	}
	return "p"
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

// word is what parseOperation reads.
func (o operation) word() string {
	word := o.op.Kind.String()[:1]
	if o.op.Key != "x" {
		word += o.op.Key
	}
	for i, id := range o.servers.IDs() {
		word += []string{"@", "+"}[min(i, 1)] + fmt.Sprint(int(id))
	}
	return word
}
