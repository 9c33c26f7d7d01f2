// Package paxosregister is a register that can be written once, by single-decree
// Paxos: the servers choose one client's write, and a read returns it. Every
// server is proposer, acceptor and learner at once, each proposes any client's
// value in a ballot of its own, and whoever sees a value chosen tells the rest.
//
// Writes that were not chosen are never answered, nor are reads at a server that
// has not learned the chosen value yet.
package paxosregister

import (
	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
)

// Protocol offers the register to a command line.
var Protocol = model.Protocol{
	Name:     "paxosregister",
	Doc:      "a write-once register on single-decree Paxos",
	Source:   paper,
	Params:   register.Params(3),
	Messages: []model.Message{register.Put{}, register.PutOk{}, register.Get{}, register.GetOk{}, Prepare{}, Promise{}, Accept{}, Accepted{}, Decided{}},
	New: func(s model.Settings) (*model.System, error) {
		return withUniformity(register.FromSettings(s, newServer))
	},
}

const paper = "Lamport, Paxos Made Simple, Section 2"

// System builds the register for the given sizes.
func System(servers, clients int, network model.Network) (*model.System, error) {
	return withUniformity(register.System(servers, clients, network, newServer))
}

func newServer() model.Node { return new(Server) }

func withUniformity(sys *model.System, err error) (*model.System, error) {
	if err != nil {
		return nil, err
	}
	sys.Properties = append(sys.Properties, uniformity)
	return sys, nil
}

var uniformity = model.Property{
	Name:   "uniformity",
	Doc:    "No two servers learn that different proposals were chosen.",
	Source: "Lamport, Paxos Made Simple, Section 1: only a single value is chosen",
	Check: model.Pairwise(func(a, b model.View[*Server]) model.Verdict {
		s, t := a.Node, b.Node
		if !s.Decided || !t.Decided {
			return model.Untested
		}
		if s.Vote.Proposal != t.Vote.Proposal {
			return model.Violated("%s learned that %+v was chosen, %s learned %+v",
				a.Name, s.Vote.Proposal, b.Name, t.Vote.Proposal)
		}
		return model.Holds
	}),
}
