// Package zab is Zab, the atomic broadcast of ZooKeeper, as "Zab: High-performance broadcast
// for primary-backup systems" by Flavio Junqueira, Benjamin Reed and Marco Serafini (DSN 2011)
// has it, as a protocol of package model: servers elect a primary, agree on the history with
// which its epoch begins, and deliver the transactions that it broadcasts.
//
// Start with server.go: the state of a server, how messages and timers come in, and the
// follower's part. leader.go is the leader's part: discovery (Phase 1), synchronization
// (Phase 2) and broadcast (Phase 3). message.go has the messages, properties.go and
// progress.go say what must hold, mutants.go lists known mistakes of the protocol and of its implementation,
// and this file what can be set.
//
// Who leads is for an oracle to say (phase 0). Here any server that looks for a leader may take
// itself for it and say so, and who is told follows: the oracle may be wrong as often as it
// likes. A leader and its followers give up, and go back to phase 0, when a timer says that
// they hear too little of each other. Histories are sent whole; ZooKeeper sends differences.
// A follower delivers what is committed, and forgets in a crash how much it has delivered.
package zab

import (
	"fmt"
	"slices"
	"time"

	"github.com/synod-go/synod/impl/internal/crashstop"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

// Protocol is Zab, for the command line.
var Protocol = model.Protocol{
	Name:    "zab",
	Doc:     "ZooKeeper's atomic broadcast: a leader is activated, recovers the history, and broadcasts",
	Source:  paper,
	Params:  params,
	Mutants: mutants,
	Claims:  claims,
	Mapping: &model.Mapping{
		Module: "ZabCode", Trace: "TraceZab",
		With: map[string]any{"elections": []int{1, 1}, "give-ups": []int{0, 0, 1}, "crashes": 0, "network": model.FIFO.String()},
	},
	Messages: slices.Concat(recoveryMessages, broadcastMessages),
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			servers:     s.Int("servers"),
			elections:   s.Ints("elections"),
			giveUps:     s.Ints("give-ups"),
			changes:     s.Int("changes"),
			crashStop:   s.Bool(crashstop.Name),
		})
	},
}

// recoveryMessages are sent whatever the settings, and the others if there are transactions.
var (
	recoveryMessages  = []model.Message{Elected{}, FollowerInfo{}, NewEpoch{}, AckEpoch{}, NewLeader{}, AckLeader{}}
	broadcastMessages = []model.Message{Propose{}, Ack{}, Commit{}}
)

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "servers: 2f+1, of which f may fail", Default: 3, Min: 3, Max: 5},
	model.NetworkParam(model.FIFO),
	{Name: "elections", Doc: "how often the oracle names S1, S2, …; one that is left out it does not name", Default: []int{2, 1}, Max: 100, Bounds: []string{string(electTimer)}},
	{Name: "give-ups", Doc: "how often S1, S2, … give up leading or following because they hear too little; one that is left out does not", Default: []int{1, 0, 1}, Max: 100, Bounds: []string{string(lostTimer)}},
	{Name: "changes", Doc: "transactions that leaders broadcast, in all", Default: 1, Max: 100, Bounds: []string{string(changeTimer)}},
	model.CrashesParam("servers", 1), crashstop.Param(),
}, model.NetworkFaultParams())

// settings are the params' values.
type settings struct {
	environment        model.Environment
	mutant             mutant
	servers            int
	elections, giveUps []int
	changes            int
	crashStop          bool
}

// config is what servers and properties know of the settings.
type config struct {
	mutant  mutant
	servers int
	changes bool
}

// quorum reports whether n servers are a majority of all.
func (c config) quorum(n int) bool { return 2*n > c.servers }

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	if s.servers%2 == 0 {
		return nil, fmt.Errorf("servers %d is not 2f+1; accepted are 3 and 5", s.servers)
	}
	elections, err := s.perServer("elections", s.elections)
	if err != nil {
		return nil, err
	}
	giveUps, err := s.perServer("give-ups", s.giveUps)
	if err != nil {
		return nil, err
	}
	c := config{mutant: s.mutant, servers: s.servers, changes: s.changes > 0}
	system := &model.System{
		Groups: []model.Group{{
			Prefix: "S", Count: s.servers, Crashes: true,
			New: func(model.NodeID) model.Node { return &Server{config: c} },
			Timers: []model.TimerRange{
				{Timer: electTimer, Min: 200 * time.Millisecond, Max: 400 * time.Millisecond},
				{Timer: lostTimer, Min: time.Second, Max: 2 * time.Second},
				{Timer: changeTimer, Min: 10 * time.Millisecond, Max: 50 * time.Millisecond},
			},
		}},
		Properties:  c.properties(),
		Goals:       goals,
		TimerBounds: []model.TimerBound{{Timer: electTimer, PerNode: elections}, {Timer: lostTimer, PerNode: giveUps}},
		Leads:       leads,
		Meant:       []model.Meant{{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"}},
	}
	system.Messages = recoveryMessages
	if c.changes {
		system.Messages = nil // all of the protocol's
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: changeTimer, Total: s.changes})
	}
	s.environment.Into(system)
	crashstop.Into(system, s.crashStop)
	return system, nil
}

// perServer returns a number for each server; those left out are 0.
func (s settings) perServer(name string, given []int) ([]int, error) {
	if len(given) > s.servers {
		return nil, fmt.Errorf("%s %s are for %d servers, but there are %d; accepted is at most one number per server",
			name, model.Spell(given), len(given), s.servers)
	}
	numbers := make([]int, s.servers)
	copy(numbers, given)
	return numbers, nil
}

// leads says that a server broadcasts in its epoch.
func leads(n model.View[any]) (epoch int, leading bool) {
	s, ok := n.Node.(*Server)
	if !ok || s.Leadership == nil || !s.Leadership.Broadcast {
		return 0, false
	}
	return int(s.Leadership.Epoch), true
}
