// Package twophase is two-phase commit: a transaction manager asks resource
// managers to prepare, and commits if all have; anyone may abort before that.
//
// As in the paper's specification, prepare messages of the transaction manager
// are left out: resource managers prepare, or abort, of themselves, and the
// transaction manager may abort at any time before its decision. Such
// spontaneous moves are timers here. The paper's network is a set of messages
// ever sent, so that is the default. With inputs a resource manager that is to vote yes
// only prepares, and one that is to vote no only aborts.
//
// Managers may crash, which the specification leaves out; what they know is in stable
// storage, so one that restarts goes on where it was.
package twophase

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/impl/internal/crashstop"
	"github.com/synod-go/synod/impl/internal/inputs"
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
		inputs.Param("the votes of the resource managers: 1 prepares, 0 aborts; one that is left out chooses", 0, 1),
		model.NetworkParam(model.Set),
		model.CrashesParam("managers", 0), crashstop.Param(),
	},
	Messages: []model.Message{Ready{}, Commit{}, Abort{}},
	Mutants:  mutants,
	Claims:   claims,
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		sys, err := newSystem(s.Int("servers"), s.Ints(inputs.Name), mutant(s.Mutant))
		if err != nil {
			return nil, err
		}
		env.Into(sys)
		crashstop.Into(sys, s.Bool(crashstop.Name))
		return sys, nil
	},
}

// The prefixes of the groups.
const (
	resourceManagers   = "RM"
	transactionManager = "TM"
)

// System builds two-phase commit for a number of resource managers.
func System(servers int, network model.Network) (*model.System, error) {
	sys, err := newSystem(servers, nil, "")
	if err != nil {
		return nil, err
	}
	sys.Network = network
	return sys, nil
}

// newSystem builds the system for the votes that are given.
func newSystem(servers int, votes []int, bug mutant) (*model.System, error) {
	if servers < 1 || servers > MaxServers {
		return nil, fmt.Errorf("servers is %d; accepted are 1 to %d", servers, MaxServers)
	}
	const none = -1
	given := slices.Repeat([]int{none}, servers)
	if err := inputs.Into(given, votes, "resource managers"); err != nil {
		return nil, err
	}
	return &model.System{
		Groups: []model.Group{
			{
				Prefix: resourceManagers, Count: servers, Crashes: true, Symmetric: len(votes) == 0,
				New: func(id model.NodeID) model.Node { return &ResourceManager{vote: free + vote(given[id-1]-none)} },
			},
			{
				Prefix: transactionManager, Count: 1, Crashes: true,
				New: func(model.NodeID) model.Node { return &TransactionManager{mutant: bug} },
			},
		},
		Properties: []model.Property{consistency, allDecide},
		Goals:      []model.Goal{decision("committed", "commit", Committed), decision("aborted", "abort", Aborted), allDecided},
		Bounds:     []model.Bound{{Name: "servers", Value: fmt.Sprint(servers)}},
		Meant: []model.Meant{
			{Warning: warn.NoSymmetry, Reason: "the published counts are those without symmetry"},
			{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"},
		},
	}, nil
}

// decision is the goal that a manager has decided: nobody may decide otherwise then.
func decision(name, value string, s State) model.Goal {
	return model.Goal{
		Name: name, Decides: value, Doc: fmt.Sprintf("A manager has %s.", s),
		Check: model.Local(func(v model.View[manager]) model.Reached {
			return model.ReachedIf(v.Node.state() == s, "%s has %s", v.Name, s)
		}),
	}
}

// manager is a resource manager or the transaction manager.
type manager interface{ state() State }

func (r *ResourceManager) state() State    { return r.State }
func (t *TransactionManager) state() State { return t.State }

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
