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
		{
			Name:    "network",
			Doc:     "what the network does with messages",
			Default: model.Set.String(),
			Choices: []string{model.Multiset.String(), model.Set.String(), model.FIFO.String()},
		},
	},
	New: func(s model.Settings) (*model.System, error) {
		for _, n := range []model.Network{model.Multiset, model.Set, model.FIFO} {
			if n.String() == s.Text("network") {
				return System(s.Int("servers"), n)
			}
		}
		return nil, fmt.Errorf("network is %q; accepted are multiset, set and fifo", s.Text("network"))
	},
}

// System builds two-phase commit for a number of resource managers.
func System(servers int, network model.Network) (*model.System, error) {
	if servers < 1 || servers > MaxServers {
		return nil, fmt.Errorf("servers is %d; accepted are 1 to %d", servers, MaxServers)
	}
	manager := model.NodeID(servers + 1)
	managed := make([]model.NodeID, servers)
	for i := range managed {
		managed[i] = model.NodeID(i + 1)
	}
	return &model.System{
		Groups: []model.Group{
			{
				Prefix: "RM", Count: servers, Symmetric: true,
				New: func(model.NodeID) model.Node { return &ResourceManager{manager: manager} },
			},
			{
				Prefix: "TM", Count: 1,
				New: func(model.NodeID) model.Node { return &TransactionManager{managed: managed} },
			},
		},
		Network:    network,
		Properties: []model.Property{consistency},
		Bounds:     []model.Bound{{Name: "servers", Value: fmt.Sprint(servers)}},
	}, nil
}

var consistency = model.Property{
	Name:   "consistency",
	Doc:    "No resource manager has committed while another has aborted.",
	Source: "Gray and Lamport, Consensus on Transaction Commit, Section 2: TCConsistent",
	Check: model.Among[*ResourceManager](model.Pairwise(func(a, b model.View) model.Verdict {
		m, n := a.Node.(*ResourceManager), b.Node.(*ResourceManager)
		if !m.State.decided() || !n.State.decided() {
			return model.Untested
		}
		if m.State != n.State {
			return model.Violated("%s has %s, %s has %s", a.Name, m.State, b.Name, n.State)
		}
		return model.Holds
	})),
}
