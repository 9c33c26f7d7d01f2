// Package switchpaxos is Paxos in switches: "Paxos Made Switch-y" by Huynh Tu Dang, Marco
// Canini, Fernando Pedone and Robert Soulé (ACM SIGCOMM Computer Communication Review 46(2),
// 2016). Sections without a name in the comments are those of that paper.
//
// Proposers submit values, and learners deliver them all in one order: the value of instance
// 1, of instance 2, and so on, each chosen by Paxos. The coordinator and the acceptors are
// programs of switches, which forward each packet in one pass, and have a fixed number of
// registers. Learners are software, and so is what a switch cannot do.
//
//   - The switch that is the coordinator numbers requests (coordinator.go). It runs phase 2
//     alone, for its round is the first. When it fails it has lost its register, and does not
//     come back (restarted-sequence).
//   - Then a backup in software gets the requests, and runs both phases in later rounds (backup.go).
//     It also fills the gaps of learners, with a no-op if nothing was chosen (no-phase1,
//     own-value).
//   - An acceptor has the registers of as many instances as it has registers (acceptor.go). An
//     instance gets the register of an earlier one when a quorum of learners has a checkpoint
//     that covers that (early-reuse). Registers are lost in a failure, so an acceptor that has
//     failed does not come back (forgetful-acceptor).
//   - A learner counts votes, and delivers without gaps (learner.go; learn-early, skip-gap).
//
// message.go is what is said, properties.go and progress.go what must hold, mutants.go lists
// known mistakes, and this file what can be set.
//
// The paper leaves to its readers how the application's checkpoints reach the acceptors, and
// how a coordinator that replaces the switch learns of the sequence. Here a learner tells the
// acceptors and the backup of its checkpoint, and the backup tries one instance after the other
// from there until one is free. That
// learners that are behind get a checkpoint of another one is left to the application, and
// so is a value that was chosen twice because its proposer has sent it twice.
package switchpaxos

import (
	"fmt"
	"math"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

const paper = "Dang, Canini, Pedone and Soulé, Paxos Made Switch-y"

// Protocol is Paxos in switches, for the command line.
var Protocol = model.Protocol{
	Name:    "switchpaxos",
	Doc:     "Paxos in switches: a sequencer and acceptors with few registers, learners and a backup in software",
	Source:  paper,
	Params:  params,
	Mutants: mutants,
	Claims:  claims,
	Mapping: &model.Mapping{
		Module: "SwitchPaxosCode", Trace: "TraceSwitchPaxos",
		With: map[string]any{"acceptors": 2, "registers": 1, "instances": 1, "recovers": 0, "symmetry": false},
	},
	Messages: (&settings{recovers: 1, checkpoints: 1}).messages(),
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			proposers:   s.Int("proposers"),
			acceptors:   s.Int("acceptors"),
			learners:    s.Int("learners"),
			registers:   s.Int("registers"),
			instances:   s.Int("instances"),
			rounds:      s.Int("rounds"),
			recovers:    s.Int("recovers"),
			checkpoints: s.Int("checkpoints"),
			symmetry:    s.Bool("symmetry"),
		})
	},
}

// unbounded, as how often a timer fires, does not count it.
const unbounded = -1

var params = slices.Concat([]model.Param{
	{Name: "proposers", Doc: "proposers, of which each submits a value", Default: 2, Min: 1, Max: 5},
	{Name: "acceptors", Doc: "acceptors", Default: 3, Min: 1, Max: 7},
	{Name: "learners", Doc: "learners", Default: 1, Min: 1, Max: 5},
	{Name: "registers", Doc: "registers of an acceptor, one for an instance", Default: 2, Min: 1, Max: 9},
	{Name: "instances", Doc: "the last instance that the switch uses (0: any, as many as there are requests)", Default: 0, Max: maxInstances},
	{Name: "rounds", Doc: "number of the last round; the switch has the first, and each attempt of the backup one (0: any number)", Default: 2, Max: 100},
	{Name: "recovers", Doc: "how often learners ask for what they have missed, in all; -1: any number", Default: 1, Min: unbounded, Max: 100, Bounds: []string{string(recoverTimer)}},
	{Name: "checkpoints", Doc: "how often applications save their state, in all; -1: any number", Default: 1, Min: unbounded, Max: 100, Bounds: []string{string(checkpointTimer)}},
	model.NetworkParam(model.Multiset),
	model.CrashesParam("the switches", 1), model.MistakesParam(0),
}, model.NetworkFaultParams(), []model.Param{
	{Name: "symmetry", Doc: "take acceptors, and learners, as interchangeable", Default: true},
})

// settings are the params' values.
type settings struct {
	environment                               model.Environment
	mutant                                    mutant
	proposers, acceptors, learners, registers int
	instances, rounds, recovers, checkpoints  int
	symmetry                                  bool
}

// messages lists the messages that are sent under the settings.
func (s *settings) messages() []model.Message {
	list := []model.Message{Request{}, Phase2A{}, Phase2B{}}
	backup := s.recovers != 0 || s.environment.Faults.Crashes+s.environment.Faults.Mistakes > 0
	if backup {
		list = append(list, Phase1A{}, Phase1B{})
	}
	if s.recovers != 0 {
		list = append(list, Recover{})
	}
	if s.checkpoints != 0 {
		list = append(list, Checkpoint{})
	}
	return list
}

// config is what nodes and properties know of the settings.
type config struct {
	mutant                         mutant
	proposers, acceptors, learners int
	registers                      int
}

// isQuorum reports whether a set of acceptors is a majority of them.
func (c config) isQuorum(acceptors model.NodeSet) bool { return 2*acceptors.Len() > c.acceptors }

// newSystem builds the system.
func newSystem(s settings) (*model.System, error) {
	c := config{
		mutant:    s.mutant,
		proposers: s.proposers,
		acceptors: s.acceptors,
		learners:  s.learners,
		registers: s.registers,
	}
	properties, goals := c.claims()
	system := &model.System{
		Groups:     c.groups(),
		Epochs:     c.epochs(),
		Detectors:  []model.Detector{{By: proposerPrefix, Of: coordinatorPrefix, Eventual: s.environment.Faults.Mistakes > 0 || c.mutant == restartedSequence}},
		Properties: properties,
		Goals:      goals,
		Bounds:     []model.Bound{{Name: "registers", Value: fmt.Sprint(s.registers)}},
		Messages:   s.messages(),
		Symmetry:   s.symmetry && max(s.acceptors, s.learners) > 1,
		Meant: []model.Meant{
			{Warning: warn.NoSymmetry, Reason: "-symmetry turns it on"},
			{Warning: warn.IdleTimerBound + " " + string(recoverTimer), Reason: "where a register is free only for the next instance nobody misses one"},
			{Warning: warn.IdleDetector, Reason: "-crashes says how many, and -mistakes how often it is wrong"},
			{Warning: warn.NeverStepped + " P trusts C", Reason: "a proposer takes a suspicion for a failure"},
			{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"},
			{Warning: warn.IdleNode + " " + backupPrefix, Reason: "the backup has nothing to do where nothing fails or is missed"},
		},
	}
	names := model.Names(system.Groups...)
	for _, id := range model.IDs(proposerPrefix, system.Groups...) {
		system.Meant = append(system.Meant, model.Meant{Warning: warn.IdleNode + " " + names(id), Reason: "a proposer has sent its value from the start, and does nothing where nothing fails"})
	}
	if s.instances > 0 {
		system.Bounds = append(system.Bounds, model.Limit("instances", fmt.Sprint(s.instances), func(c *Coordinator) bool { return c.Instance <= s.instances }))
	} else if s.environment.Network == model.Set {
		return nil, fmt.Errorf("instances is 0, but on a set network the switch gets a request again and again; accepted are 1 and more")
	}
	if s.rounds > 0 {
		system.Bounds = append(system.Bounds, model.Limit("rounds", fmt.Sprint(s.rounds), func(b *Backup) bool { return int(b.Round) <= s.rounds }))
	}
	for _, b := range []model.TimerBound{
		{Timer: recoverTimer, Total: s.recovers, Never: s.recovers == 0},
		{Timer: checkpointTimer, Total: s.checkpoints, Never: s.checkpoints == 0},
	} {
		if b.Total >= 0 {
			system.TimerBounds = append(system.TimerBounds, b)
		}
	}
	s.environment.Into(system)
	return system, nil
}

// The prefixes of the groups.
const (
	proposerPrefix    = "P"
	coordinatorPrefix = "C"
	backupPrefix      = "B"
	acceptorPrefix    = "A"
	learnerPrefix     = "L"
)

// groups are the proposers, the switch, its backup, the acceptors and the learners.
func (c config) groups() []model.Group {
	return []model.Group{
		{Prefix: proposerPrefix, Count: c.proposers, New: func(id model.NodeID) model.Node {
			return &Proposer{value: Value(id)} // they are the first nodes
		}},
		{Prefix: coordinatorPrefix, Count: 1, Crashes: true, CrashStop: c.mutant != restartedSequence,
			New: func(model.NodeID) model.Node { return &Coordinator{} }},
		{Prefix: backupPrefix, Count: 1, New: func(model.NodeID) model.Node { return &Backup{config: c} }},
		{Prefix: acceptorPrefix, Count: c.acceptors, Crashes: true, CrashStop: c.mutant != forgetfulAcceptor, Symmetric: true,
			New: func(model.NodeID) model.Node { return &Acceptor{Registers: make([]Register, c.registers), config: c} }},
		{Prefix: learnerPrefix, Count: c.learners, Symmetric: true, New: func(model.NodeID) model.Node { return &Learner{config: c} }},
	}
}

// maxInstances is up to which instance messages can die: there is an epoch for each. What is
// of a later one, which duplicated requests may lead to, stays.
const maxInstances = 16

// epochs says which messages are dead: requests below what an acceptor has promised,
// or for an instance that it has cleared; votes for what a learner knows, or of a lower round
// than it has heard of; answers to what the backup does not ask any more. The epochs of an
// acceptor are, by instance, what it has promised; those of a learner, by instance, the round
// that it counts votes of; that of the backup which attempt it is at.
func (c config) epochs() *model.Epochs {
	keepsPromises := c.mutant != forgetfulAcceptor && c.mutant != earlyReuse
	return &model.Epochs{
		Of: func(n any) []int {
			epochs := make([]int, maxInstances+1)
			switch n := n.(type) {
			case *Acceptor:
				for i := 1; i <= maxInstances && keepsPromises; i++ {
					if i <= n.Low || len(n.Registers) == 0 { // cleared, or it has failed
						epochs[i] = math.MaxInt
					} else if i <= n.Low+len(n.Registers) {
						epochs[i] = int(n.register(i).Round)
					}
				}
			case *Learner:
				for i := 1; i <= maxInstances; i++ {
					epochs[i] = int(n.Heard[i].Vote.Round)
					if n.knows(i) {
						epochs[i] = math.MaxInt
					}
				}
			case *Backup:
				epochs[0] = attempt(n.Round, n.Instance)
				if n.Instance == 0 {
					epochs[0] = attempt(n.Round+1, 0)
				}
			}
			return epochs
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case Phase1A:
				return m.Instance, int(m.Round), m.Instance <= maxInstances && keepsPromises
			case Phase2A:
				return m.Instance, int(m.Vote.Round), m.Instance <= maxInstances && keepsPromises
			case Phase2B:
				return m.Instance, int(m.Vote.Round), m.Instance <= maxInstances
			case Phase1B:
				return 0, attempt(m.Round, m.Instance), true
			}
			return 0, 0, false
		},
	}
}

// attempt orders what the backup tries: rounds, and the instances in one, of which there are
// fewer than 2^20 in any run.
func attempt(r Round, instance int) int { return int(r)<<20 | instance }
