// Package epaxos is Egalitarian Paxos as corrected by Ryabinin, Gotsman and Sutra, "Making
// Democracy Work: Fixing and Simplifying Egalitarian Paxos" (OPODIS 2025): their EPaxos*, in
// the version in which a command goes to all servers. Figures in the comments are theirs. The
// protocol is by Moraru, Andersen and Kaminsky, "There Is More Consensus in Egalitarian
// Parliaments" (SOSP 2013).
//
// There is no leader. Any server submits commands, and servers agree for each on the commands
// that it depends on; execution orders commands by these. All commands interfere here.
//
// Start with server.go: the state of a server and the commit protocol, with its fast path of
// one round trip. recovery.go has what a server does that takes the coordinator of a command for
// failed; execute.go the order of execution; message.go the messages. properties.go says what must
// hold, mutants.go lists known mistakes, and this file what can be set.
//
// Where the paper lets a coordinator wait for any quorum, it here takes the first one. A server
// that has not joined a ballot may accept and commit in it, and joins it so. Messages to oneself
// are handled at once, as in the paper.
package epaxos

import (
	"fmt"
	"slices"
	"time"

	"github.com/synod-go/synod/impl/internal/crashstop"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

// Protocol is Egalitarian Paxos, for the command line.
var Protocol = model.Protocol{
	Name:    "epaxos",
	Doc:     "Egalitarian Paxos, corrected: without a leader, servers agree on what each command depends on",
	Source:  paper,
	Params:  params,
	Mutants: mutants,
	Claims:  claims,
	Mapping: &model.Mapping{
		Module: "EPaxosCode", Trace: "TraceEPaxos",
		With: map[string]any{"commands": 1, "recoveries": []int{0, 1, 1}},
	},
	Messages: slices.Concat(commitMessages, recoveryMessages, []model.Message{Waiting{}}),
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			servers:     s.Int("servers"),
			commands:    s.Int("commands"),
			recoveries:  s.Ints("recoveries"),
			crashStop:   s.Bool(crashstop.Name),
		})
	},
}

// commitMessages are sent whatever the settings, recoveryMessages if there are recoveries. A Waiting
// needs recoveries and several commands.
var (
	commitMessages   = []model.Message{PreAccept{}, PreAcceptOK{}, Accept{}, AcceptOK{}, Commit{}}
	recoveryMessages = []model.Message{Recover{}, RecoverOK{}, Validate{}, ValidateOK{}}
)

// maxCommands is how many commands there can be.
const maxCommands = 5

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "servers: 2f+1, of which f may fail", Default: 3, Min: 3, Max: 5},
	{Name: "commands", Doc: "commands; S1 submits the first one, S2 the second one, …", Default: 2, Min: 1, Max: maxCommands},
	model.NetworkParam(model.Multiset),
	{Name: "recoveries", Doc: "how often S1, S2, … take the coordinator of a command for failed; one that is left out does not", Default: []int{0, 1, 1}, Max: 100, Bounds: []string{string(recoverTimer)}},
	model.CrashesParam("servers", 0), crashstop.Param(),
}, model.NetworkFaultParams())

// settings are the params' values.
type settings struct {
	environment       model.Environment
	mutant            mutant
	servers, commands int
	recoveries        []int
	crashStop         bool
}

// config is what servers and properties know of the settings.
type config struct {
	mutant            mutant
	servers, commands int
	recoveries        bool
}

// faults returns f: how many servers may fail.
func (c config) faults() int { return (c.servers - 1) / 2 }

// fastFaults returns e: how many servers may fail for the fast path to be taken.
func (c config) fastFaults() int { return (c.faults() + 2) / 2 }

// quorum returns how many servers are a quorum. For this f and e that is a fast quorum, too.
func (c config) quorum() int { return c.servers - c.faults() }

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	if s.servers%2 == 0 {
		return nil, fmt.Errorf("servers %d is not 2f+1; accepted are 3 and 5", s.servers)
	}
	if s.commands > s.servers {
		return nil, fmt.Errorf("commands %d are for %d servers or more, but there are %d; accepted is at most one command per server",
			s.commands, s.commands, s.servers)
	}
	if len(s.recoveries) > s.servers {
		return nil, fmt.Errorf("recoveries %s are for %d servers, but there are %d; accepted is at most one number per server",
			model.Spell(s.recoveries), len(s.recoveries), s.servers)
	}
	recoveries := make([]int, s.servers)
	copy(recoveries, s.recoveries)
	c := config{mutant: s.mutant, servers: s.servers, commands: s.commands, recoveries: slices.Max(recoveries) > 0}
	system := &model.System{
		Groups: []model.Group{{
			Prefix: "S", Count: s.servers, Crashes: true,
			New: func(model.NodeID) model.Node {
				return &Server{Instances: make([]Instance, c.commands), config: c}
			},
			Timers: []model.TimerRange{
				{Timer: submitTimer, Min: 10 * time.Millisecond, Max: 50 * time.Millisecond},
				{Timer: recoverTimer, Min: time.Second, Max: 2 * time.Second},
			},
		}},
		Epochs:     c.epochs(),
		Properties: c.properties(),
		Goals:      c.goals(),
		Meant:      []model.Meant{{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"}},
	}
	if c.recoveries {
		system.TimerBounds = []model.TimerBound{{Timer: recoverTimer, PerNode: recoveries}}
	}
	switch {
	case !c.recoveries:
		system.Messages = commitMessages
	case c.commands == 1: // there is no other command to wait for
		system.Messages = slices.Concat(commitMessages, recoveryMessages)
	case c.servers == 3:
		system.Meant = append(system.Meant, model.Meant{Warning: warn.NeverStepped + " S receives Waiting", Reason: "of three servers never more than one has the dependencies of ballot 0 where a coordinator waits"})
	}
	s.environment.Into(system)
	crashstop.Into(system, s.crashStop)
	return system, nil
}

// epochs says which messages are dead: those of ballots before the one that a server has joined,
// and answers to what a coordinator does not ask any more. Each command has two epochs. A mutant
// that takes messages of earlier ballots has no dead ones.
func (c config) epochs() *model.Epochs {
	if c.mutant == acceptOld {
		return nil
	}
	return &model.Epochs{
		Of: func(n any) []int {
			s := n.(*Server)
			var epochs []int
			for i := range s.Instances {
				epochs = append(epochs, s.Instances[i].requests(), s.answers(Command(i+1)))
			}
			return epochs
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case PreAccept:
				return requestsOf(m.Command), 0, true
			case Recover:
				return requestsOf(m.Command), 4 * int(m.Ballot), true
			case Validate:
				return requestsOf(m.Command), 4*int(m.Ballot) + 1, true
			case Accept:
				return requestsOf(m.Command), 4*int(m.Ballot) + 2, true
			case Commit:
				return requestsOf(m.Command), 4*int(m.Ballot) + 2, true
			case PreAcceptOK:
				return requestsOf(m.Command) + 1, 0, true
			case RecoverOK:
				return requestsOf(m.Command) + 1, 3 * int(m.Ballot), true
			case ValidateOK:
				return requestsOf(m.Command) + 1, 3 * int(m.Ballot), true
			case AcceptOK:
				return requestsOf(m.Command) + 1, 3*int(m.Ballot) + 1, true
			}
			return 0, 0, false
		},
	}
}

// requestsOf returns the number of the epoch of requests for a command.
func requestsOf(c Command) int { return 2 * (int(c) - 1) }

// requests orders what a server still takes: first a PreAccept; then, ballot by ballot, it joins,
// takes a Validate, accepts, and commits.
func (in Instance) requests() int {
	ballot := 4 * int(in.Ballot)
	switch {
	case in.Phase == CommittedPhase && in.Accepted == in.Ballot:
		return ballot + 3
	case in.Phase == Accepted && in.Accepted == in.Ballot:
		return ballot + 2
	case in.Phase != Initial || in.Ballot > 0:
		return ballot + 1
	}
	return 0
}

// answers orders what a coordinator still takes: ballot by ballot, answers before its proposal,
// and those to its proposal.
func (s *Server) answers(c Command) int {
	ballot := 3 * int(s.of(c).Ballot)
	switch a := s.Attempts[c]; {
	case a == nil && ballot == 0 && s.of(c).Phase == Initial:
		return 0
	case a == nil:
		return ballot + 2
	case a.Stage == Accepting:
		return ballot + 1
	}
	return ballot
}
