// Package singlecopy is a register without replication: every server has a copy
// of its own and tells nobody. With one server it is linearizable; with more it
// is not, which makes it the smallest system with a violation to find.
package singlecopy

import (
	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
)

// Protocol offers the register to a command line.
var Protocol = model.Protocol{
	Name:     "singlecopy",
	Doc:      "a register kept by each server alone; linearizable with one server and not with more",
	Source:   "Herlihy and Wing, Linearizability: A Correctness Condition for Concurrent Objects, Section 2",
	Params:   register.Params(1),
	Messages: []model.Message{register.Put{}, register.PutOk{}, register.Get{}, register.GetOk{}},
	New: func(s model.Settings) (*model.System, error) {
		return register.FromSettings(s, newServer)
	},
}

// System builds the register for the given sizes.
func System(servers, clients int, network model.Network) (*model.System, error) {
	return register.System(servers, clients, network, newServer)
}

func newServer() model.Node { return new(Server) }

// Server keeps a value.
type Server struct {
	Value register.Value
}

// Start does nothing.
func (s *Server) Start(model.Env) {}

// Receive overwrites or returns the value, at once.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case register.Put:
		s.Value = m.Value
		env.Send(from, register.PutOk{ID: m.ID})
	case register.Get:
		env.Send(from, register.GetOk{ID: m.ID, Value: s.Value})
	}
}

// Timeout does nothing: a server has no timers.
func (s *Server) Timeout(model.Env, model.Timer) {}
