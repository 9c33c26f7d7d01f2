// Package rotating is consensus with a failure detector that may be wrong: the algorithm
// of "Unreliable Failure Detectors for Reliable Distributed Systems" by Tushar Deepak
// Chandra and Sam Toueg (Journal of the ACM 43(2), 1996), Section 6.2 and Figure 6.
// Sections and figures without a name in the comments are those of that paper.
//
// Processes go through rounds, each with another coordinator, in turn. All send it their
// estimates of the decision; it picks the one adopted last and proposes it to all; each
// process adopts it and says so, or says that it suspects the coordinator. If a majority
// has adopted the estimate, it is locked: each later coordinator hears of it from some
// member of that majority and picks it, too. So the coordinator may tell all to decide it.
//
// Safety needs nothing from the failure detector, and termination needs that from some
// time on one process that does not crash is suspected by nobody, and that a majority
// does not crash. That is weaker than what model.Detector promises, which makes no more
// mistakes at all in the end; how many it makes is a budget here.
//
// Start with process.go. message.go is what is said, mutants.go lists known mistakes,
// properties.go what must hold, and this file what can be set.
//
// In the paper a process takes messages out of a buffer when it waits for them, in
// whatever order. Here that buffer is the network: a message that comes too soon stays
// there. On a FIFO network it would be lost, so there is none.
package rotating

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/impl/internal/rounds"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
	"github.com/synod-go/synod/spec"
)

// Protocol is consensus with a rotating coordinator, for the command line.
var Protocol = model.Protocol{
	Name:     "rotating",
	Doc:      "consensus with a rotating coordinator and a failure detector that may be wrong (Chandra and Toueg)",
	Source:   paper + ", Section 6.2 and Figure 6",
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: []model.Message{Estimate{}, Proposal{}, Reply{}, Decide{}},
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			processes:   s.Int("processes"),
			inputs:      s.Ints("inputs"),
			rounds:      s.Int("rounds"),
		})
	},
}

// maxValue is the largest value that a process may propose.
const maxValue = 9

var params = slices.Concat([]model.Param{
	{Name: "processes", Doc: "processes", Default: 3, Min: 1, Max: 7},
	{Name: "inputs", Doc: "what P1, P2, … propose; one that is left out proposes its own number", Default: []int(nil), Min: 1, Max: maxValue},
}, rounds.Params(3, ""), []model.Param{
	model.CrashesParam("processes, which never come back", 1),
	model.MistakesParam(2),
})

// settings are the params' values.
type settings struct {
	environment model.Environment
	mutant      mutant
	processes   int
	inputs      []int
	rounds      int
}

// config is what processes and properties know of the settings.
type config struct {
	mutant    mutant
	processes []model.NodeID
	quorums   []model.NodeSet // the smallest majorities
	inputs    []Value         // what they propose
}

// isQuorum reports whether a set of processes is a majority.
func (c config) isQuorum(set model.NodeSet) bool { return spec.ContainsQuorum(c.quorums, set) }

// processPrefix is the prefix of the group of processes.
const processPrefix = "P"

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	if len(s.inputs) > s.processes {
		return nil, fmt.Errorf("inputs %s are for %d processes, but there are %d; accepted is at most one number per process",
			model.Spell(s.inputs), len(s.inputs), s.processes)
	}
	group := model.Group{Prefix: processPrefix, Count: s.processes, Crashes: true, CrashStop: true}
	c := config{mutant: s.mutant, processes: model.IDs(processPrefix, group)}
	c.quorums = spec.Quorums(c.processes, s.processes/2+1)
	for i := range s.processes {
		c.inputs = append(c.inputs, s.input(i+1))
	}
	group.New = func(id model.NodeID) model.Node {
		return &Process{Round: 1, Estimate: s.input(int(id)), config: c}
	}
	properties, goals := c.claims()
	system := &model.System{
		Groups:     []model.Group{group},
		Detectors:  []model.Detector{{By: processPrefix, Of: processPrefix, Eventual: true}},
		Epochs:     epochs,
		Properties: properties,
		Goals:      goals,
		Bounds:     []model.Bound{rounds.Bound(s.rounds, func(p *Process) int { return p.Round })},
		Meant: []model.Meant{
			{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"},
			{Warning: warn.IdleDetector, Reason: "-mistakes says how often it is wrong"},
			{Warning: warn.NeverStepped + " P trusts P", Reason: "a process keeps no list of suspects"},
		},
	}
	s.environment.Into(system)
	return system, nil
}

// input returns what the i-th process proposes, from 1.
func (s settings) input(i int) Value {
	if i <= len(s.inputs) {
		return Value(s.inputs[i-1])
	}
	return Value(i)
}

// epochs says which messages are dead: those of a phase that is over at their receiver,
// and all to a process that has decided or crashed.
var epochs = &model.Epochs{
	Of: func(n any) []int {
		p := n.(*Process)
		if p.Round == 0 {
			return []int{rounds.Over}
		}
		return []int{clock(p.Round, p.Phase)}
	},
	Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
		switch m := m.(type) {
		case Estimate:
			return 0, clock(m.Round, Gathering), true
		case Proposal:
			return 0, clock(m.Round, Waiting), true
		case Reply:
			return 0, clock(m.Round, Counting), true
		case Decide:
			return 0, rounds.Over - 1, true
		}
		return 0, 0, false
	},
}

// clock numbers the phases of all rounds.
func clock(round int, p Phase) int { return 4*round + int(p) }
