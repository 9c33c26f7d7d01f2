package client_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// The messages between clients and the server of the example.
type (
	Request struct {
		Number int
		Op     spec.RegisterOp
	}
	Reply struct{ Number, Value int }
)

// Server keeps a register.
type Server struct{ Value int }

func (s *Server) Start(model.Env)                {}
func (s *Server) Timeout(model.Env, model.Timer) {}

func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	r := m.(Request)
	if r.Op.Write {
		s.Value = r.Op.Value
	}
	env.Send(from, Reply{Number: r.Number, Value: s.Value})
}

// Client writes and reads the register. It says whom it asks, and what an answer is.
type Client struct {
	client.Session[spec.RegisterOp]
}

func (c *Client) Invoke(env model.Env) {
	op := c.Begin(env)
	env.Send(env.Group("S")[0], Request{Number: c.Started, Op: op})
}

func (c *Client) Receive(env model.Env, _ model.NodeID, m model.Message) {
	reply := m.(Reply)
	c.End(env, reply.Number, c.Op().Result(reply.Value))
}

// language is how a command line writes what clients do: "w,r;r".
var language = client.Language[spec.RegisterOp]{
	Accepted: `scripts like "w,r;r"`,
	Default:  func(int) string { return "r" },
	Operation: func(word string, client, n int) (op spec.RegisterOp, err error) {
		switch word {
		case "w":
			return spec.Write(10*client + n), nil
		case "r":
			return spec.Read(), nil
		}
		return op, fmt.Errorf("%q is no operation; accepted are w and r", word)
	},
}

// A register on one server, with two clients.
func Example() {
	scripts, bound, err := language.Parse("w,r", 2)
	if err != nil {
		panic(err)
	}
	servers := []model.Group{{Prefix: "S", Count: 1, New: func(model.NodeID) model.Node { return new(Server) }}}
	sys := &model.System{
		Groups: client.Append(servers, "C", scripts, func(script []spec.RegisterOp) model.Node {
			return &Client{client.Session[spec.RegisterOp]{Script: script}}
		}),
		Bounds:     []model.Bound{bound},
		Properties: []model.Property{spec.Linearizability(spec.Register(0))},
	}
	r, err := synod.Explore(context.Background(), sys, synod.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s %s: %d states\n", bound.Name, bound.Value, r.States)
	fmt.Printf("%s: %s\n", r.Properties[0].Name, r.Properties[0].Verdict)
	// Output:
	// scripts w,r;r: 68 states
	// linearizability: holds
}
