// Package benor is randomised consensus: Protocol A of "Another Advantage of Free Choice:
// Completely Asynchronous Agreement Protocols" by Michael Ben-Or (PODC 1983), in which up
// to t of n > 2t processes crash. Steps in the comments are those of that protocol.
//
// There is no leader, no timer and no failure detector. In each round a process reports
// its value, proposes a value that a majority has reported, if there is one, and decides
// a value that more than t processes have proposed. Who sees no proposal flips a coin.
// Fischer, Lynch and Paterson's theorem says that some run never ends; here it is one in
// which the coins fall wrong for ever, which has probability 0.
//
// A coin is a choice: a search looks at both sides of it. What it says of agreement and
// validity holds for whatever the coins show.
//
// Start with process.go. message.go is what is said, mutants.go lists known mistakes,
// properties.go what must hold, and this file what can be set.
//
// In the paper a process takes messages out of a buffer when it waits for them, in
// whatever order. Here that buffer is the network: a message that comes too soon stays
// there. On a FIFO network it would be lost, so there is none.
package benor

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/impl/internal/rounds"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

// Protocol is Ben-Or's consensus, for the command line.
var Protocol = model.Protocol{
	Name:     "benor",
	Doc:      "randomised binary consensus, in which processes crash (Ben-Or)",
	Source:   paper + ", Protocol A",
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: []model.Message{Report{}, Proposal{}},
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			processes:   s.Int("processes"),
			tolerated:   s.Int("tolerated"),
			inputs:      s.Ints("inputs"),
			rounds:      s.Int("rounds"),
			spread:      s.Int("spread"),
		})
	},
}

var params = slices.Concat([]model.Param{
	{Name: "processes", Doc: "processes", Default: 3, Min: 1, Max: 7},
	{Name: "tolerated", Doc: "crashes that the protocol reckons with (t), less than half of the processes", Default: 1, Max: 3},
	{Name: "inputs", Doc: "the initial values, 0 or 1, of P1, P2, …; one that is left out may be either", Default: []int(nil), Max: 1},
}, rounds.Params(2, "spread"), []model.Param{
	{Name: "spread", Doc: "take rounds by difference, at most so far apart; then rounds bounds nothing (0: as rounds says)", Default: 0, Max: 100},
	model.CrashesParam("processes, which never come back", 1),
})

// settings are the params' values.
type settings struct {
	environment model.Environment
	mutant      mutant
	processes   int
	tolerated   int
	inputs      []int
	rounds      int
	spread      int
}

// config is what processes and properties know of the settings.
type config struct {
	mutant    mutant
	processes []model.NodeID
	tolerated int // t
}

// n returns the number of processes.
func (c config) n() int { return len(c.processes) }

// processPrefix is the prefix of the group of processes.
const processPrefix = "P"

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	if 2*s.tolerated >= s.processes {
		return nil, fmt.Errorf("tolerated is %d of %d processes; accepted is less than half of them", s.tolerated, s.processes)
	}
	if len(s.inputs) > s.processes {
		return nil, fmt.Errorf("inputs %s are for %d processes, but there are %d; accepted is at most one value per process",
			model.Spell(s.inputs), len(s.inputs), s.processes)
	}
	if s.mutant == waitForFewer && s.processes-s.tolerated < 2 {
		return nil, fmt.Errorf("a process waits for messages from %d; accepted with %s are 2 and more", s.processes-s.tolerated, s.mutant)
	}
	if s.mutant == stopWhenDecided && s.spread > 0 {
		return nil, fmt.Errorf("spread is %d, but a process that takes no part any more has no round; accepted with %s is 0", s.spread, s.mutant)
	}
	group := model.Group{Prefix: processPrefix, Count: s.processes, Crashes: true, CrashStop: true}
	c := config{mutant: s.mutant, processes: model.IDs(processPrefix, group), tolerated: s.tolerated}
	group.New = func(id model.NodeID) model.Node {
		p := &Process{Round: 1, config: c}
		if i := int(id) - 1; i < len(s.inputs) {
			p.input = Zero + Value(s.inputs[i])
		}
		return p
	}
	properties, goals, votes := c.claims()
	system := &model.System{
		Groups:     []model.Group{group},
		Epochs:     epochs,
		Properties: properties,
		Goals:      goals,
		Bounds:     []model.Bound{rounds.Bound(s.rounds, func(p *Process) Round { return p.Round })},
		Meant:      []model.Meant{{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"}},
	}
	if s.spread > 0 {
		system.Bounds, system.Numbers = nil, numbers(s.spread, votes)
	}
	s.environment.Into(system)
	return system, nil
}

// epochs says which messages are dead: those of a phase that is over at their receiver,
// and all to a process that has crashed.
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
		case Report:
			return 0, clock(m.Round, Reporting), true
		case Proposal:
			return 0, clock(m.Round, Proposing), true
		}
		return 0, 0, false
	},
}

// clock numbers the phases of all rounds.
func clock(round Round, p Phase) int { return 2*int(round) + int(p) - 1 }
