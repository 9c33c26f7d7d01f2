package pmmc

import (
	"github.com/synod-go/synod/impl/internal/flexible"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// The tests of handlers are about server S1 of three and the clients 4 and 5.

var defaults = config{servers: 3, quorums: flexible.Sizes{Phase1: 2, Phase2: 2}, slots: 9, window: 2, scripts: make([]client.Script[operation], 2)}

// Commands of the two clients.
var (
	put   = Command{Client: 4, Number: 1, Op: spec.Put("x", "11")}
	get   = Command{Client: 4, Number: 2, Op: spec.Get("x")}
	other = Command{Client: 5, Number: 1, Op: spec.Append("x", "21")}
)

func newEnv() *modeltest.Env { return modeltest.New("S1", defaults.groups()...) }

func newServer() *Server { return &Server{SlotOut: 1, config: defaults} }

// leading returns S1 as active leader of ballot 1.
func leading() *Server {
	s := newServer()
	s.Ballot, s.Mode, s.ScoutDone = Ballot{1, 1}, Active, true
	return s
}

func to(id model.NodeID, m model.Message) model.Packet {
	return model.Packet{From: 1, To: id, Message: m}
}

func toPeers(m model.Message) []model.Packet { return []model.Packet{to(2, m), to(3, m)} }

func request(c Command) Request { return Request{Number: c.Number, Op: c.Op} }
