// Package abd is the replicated linearizable register of Attiya, Bar-Noy and
// Dolev, in its form for many writers: every operation first asks a majority
// for the newest value, then stores a value at a majority.
//
// It assumes that a request reaches a server once. On the set network it does
// not: a Put that is delivered again is a new write with a larger timestamp, so
// there the search has no end, and it finds histories that are not
// linearizable.
package abd

import (
	"slices"

	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
)

// Protocol offers the register to a command line.
var Protocol = model.Protocol{
	Name: "abd",
	Doc:  "a linearizable register replicated over majorities, without consensus",
	Source: "Attiya, Bar-Noy and Dolev, Sharing Memory Robustly in Message-Passing Systems; " +
		"for many writers: Lynch and Shvartsman, Robust Emulation of Shared Memory Using Dynamic Quorum-Acknowledged Broadcasts",
	Params:   slices.Concat(register.Params(2), []model.Param{model.CrashesParam("servers, for ever", 0)}),
	Mutants:  mutants,
	Claims:   claims,
	Messages: []model.Message{register.Put{}, register.PutOk{}, register.Get{}, register.GetOk{}, Query{}, Copy{}, Store{}, Stored{}},
	New: func(s model.Settings) (*model.System, error) {
		sys, err := register.FromSettings(s, func() model.Node { return &Server{mutant: mutant(s.Mutant)} })
		if err != nil {
			return nil, err
		}
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		env.Into(sys)
		if servers := &sys.Groups[0]; env.Faults.Crashes > 0 {
			servers.Crashes, servers.CrashStop = true, true
		}
		sys.Properties = append(sys.Properties, returned)
		sys.Goals = append(sys.Goals, answered)
		return sys, nil
	},
}

// System builds the register for the given sizes.
func System(servers, clients int, network model.Network) (*model.System, error) {
	return register.System(servers, clients, network, newServer)
}

func newServer() model.Node { return new(Server) }
