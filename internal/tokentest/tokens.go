// Package tokentest is a small protocol for tests of runs without end: three nodes pass a
// token, and the second one may pass it back to the first for ever. Versions of its code
// stand for what happens to a saved run when the code changes.
package tokentest

import (
	"strconv"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

type (
	// Token is the token.
	Token struct{}
	// Hello greets the third node.
	Hello struct{}
)

// The timers: pass the token on, and ask for it.
const (
	pass model.Timer = "pass"
	ask  model.Timer = "ask"
)

// Code is a version of the code; the zero value is the one with which runs are saved.
type Code struct {
	Greets bool // the third node takes note of a greeting that it ignored before
	Fair   bool // the second node passes the token on, and not back
	Served bool // the third node has the token, too, from the beginning
	Keeps  bool // a node that passes the token on keeps it
	Again  bool // the first node passes a token on again and again
}

// Node is one of the three.
type Node struct {
	code Code `model:"const"`

	Has, Asked, Greeted bool
}

// Start gives the token to the first node, which greets the third one.
func (n *Node) Start(env model.Env) {
	switch env.ID() {
	case 1:
		n.take(env)
		env.Send(3, Hello{})
	case 3:
		env.SetTimer(ask)
		n.Has = n.code.Served
	}
}

func (n *Node) take(env model.Env) {
	n.Has = true
	env.SetTimer(pass)
}

// Receive takes the token.
func (n *Node) Receive(env model.Env, _ model.NodeID, m model.Message) {
	switch m.(type) {
	case Token:
		n.take(env)
	case Hello:
		n.Greeted = n.code.Greets
	}
}

// Timeout passes the token on.
func (n *Node) Timeout(env model.Env, t model.Timer) {
	if t == ask {
		n.Asked = true
		return
	}
	n.Has = n.code.Keeps
	if n.code.Again && env.ID() == 1 {
		env.SetTimer(pass)
	}
	to := model.NodeID(2)
	if env.ID() == 2 {
		if to = 3; !n.code.Fair && env.Choose(2) == 0 {
			to = 1
		}
	}
	if env.ID() == 3 {
		to = 1
	}
	env.Send(to, Token{})
}

// Protocol is the protocol with the first version of its code.
var Protocol = model.Protocol{
	Name: "tokens",
	Doc:  "three nodes pass a token, and the second one may pass it back to the first for ever",
	Params: []model.Param{
		{Name: "drops", Doc: "how many messages may be lost", Default: 0, Bounds: []string{"drops"}},
		{Name: "crashes", Doc: "how often a node may crash", Default: 0, Bounds: []string{"crashes"}},
	},
	New: newOf(Code{}),
}

// ProtocolOf is the protocol with a version of its code.
func ProtocolOf(code Code) *model.Protocol {
	p := Protocol
	p.New = newOf(code)
	return &p
}

func newOf(code Code) func(model.Settings) (*model.System, error) {
	return func(s model.Settings) (*model.System, error) {
		return system(code, s.Int("drops"), s.Int("crashes")), nil
	}
}

func system(code Code, drops, crashes int) *model.System {
	has := func(is func(model.View[*Node]) bool) model.Check[model.Reached] {
		return model.Local(func(v model.View[*Node]) model.Reached { return model.ReachedIf(is(v), "%v", v.ID) })
	}
	network := model.Multiset
	if drops > 0 {
		network = model.FIFO // a message that is lost must go
	}
	sys := &model.System{
		Groups:  []model.Group{{Prefix: "T", Count: 3, Crashes: crashes > 0, New: func(model.NodeID) model.Node { return &Node{code: code} }}},
		Network: network,
		Faults:  model.Faults{Drops: drops, Crashes: crashes},
		Goals: []model.Goal{
			{Name: "asked", Doc: "the third node asked", Check: has(func(v model.View[*Node]) bool { return v.Node.Asked })},
			{Name: "served", Doc: "the third node has the token", Check: has(func(v model.View[*Node]) bool { return v.ID == 3 && v.Node.Has })},
		},
	}
	all := []temporal.Fairness{temporal.Messages, temporal.Timers, temporal.Restarts}
	for i, f := range []temporal.Formula{
		temporal.LeadsTo("asked", "served").Under(all...),
		temporal.Eventually("asked").Under(all...),
		temporal.Possible("served"),
	} {
		sys.Properties = append(sys.Properties, model.Property{
			Name: []string{"asking-serves", "asks", "can-serve"}[i], Doc: "test property " + strconv.Itoa(i), Live: f,
		})
	}
	return sys
}
