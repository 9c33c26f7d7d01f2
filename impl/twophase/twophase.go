// Package twophase is two-phase commit: a transaction manager asks resource
// managers to prepare, and commits if all have; anyone may abort before that.
//
// As in the paper's specification, prepare messages of the transaction manager
// are left out: resource managers prepare, or abort, of themselves, and the
// transaction manager may abort at any time before its decision. Such
// spontaneous moves are timers here. The paper's network is a set of messages
// ever sent, so that is the default.
package twophase

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

const paper = "Gray and Lamport, Consensus on Transaction Commit, Section 3 and Appendix A.1 (TwoPhase.tla)"

// MaxServers is the largest number of resource managers.
const MaxServers = 10

// Protocol offers two-phase commit to a command line.
var Protocol = model.Protocol{
	Name:   "twophase",
	Doc:    "two-phase commit with one transaction manager",
	Source: paper,
	Params: []model.Param{
		{Name: "servers", Doc: "number of resource managers", Default: 3, Min: 1, Max: MaxServers},
		model.NetworkParam(model.Set),
	},
	Messages: []model.Message{Ready{}, Commit{}, Abort{}},
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return System(s.Int("servers"), env.Network)
	},
}

// The prefixes of the groups.
const (
	resourceManagers   = "RM"
	transactionManager = "TM"
)

// System builds two-phase commit for a number of resource managers.
func System(servers int, network model.Network) (*model.System, error) {
	if servers < 1 || servers > MaxServers {
		return nil, fmt.Errorf("servers is %d; accepted are 1 to %d", servers, MaxServers)
	}
	return &model.System{
		Groups: []model.Group{
			{
				Prefix: resourceManagers, Count: servers, Symmetric: true,
				New: func(model.NodeID) model.Node { return new(ResourceManager) },
			},
			{
				Prefix: transactionManager, Count: 1,
				New: func(model.NodeID) model.Node { return new(TransactionManager) },
			},
		},
		Network:    network,
		Properties: []model.Property{consistency},
		Bounds:     []model.Bound{{Name: "servers", Value: fmt.Sprint(servers)}},
		Meant:      []model.Meant{{Warning: warn.NoSymmetry, Reason: "the published counts are those without symmetry"}},
	}, nil
}

var consistency = model.Property{
	Name:   "consistency",
	Doc:    "No resource manager has committed while another has aborted.",
	Source: "Gray and Lamport, Consensus on Transaction Commit, Section 2: TCConsistent",
	Check: model.Pairwise(func(a, b model.View[*ResourceManager]) model.Verdict {
		m, n := a.Node, b.Node
		if !m.State.decided() || !n.State.decided() {
			return model.Untested
		}
		if m.State != n.State {
			return model.Violated("%s has %s, %s has %s", a.Name, m.State, b.Name, n.State)
		}
		return model.Holds
	}),
}
