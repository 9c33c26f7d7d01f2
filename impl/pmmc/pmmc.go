// Package pmmc is multi-decree Paxos, as "Paxos Made Moderately Complex" by
// Robbert van Renesse and Deniz Altinbuken (ACM Computing Surveys 47(3), 2015)
// writes it down, as a protocol of package model: a replicated key-value store
// that agrees on which command stands in which slot.
//
// There are three roles. Replicas keep the log of decided commands, perform it in
// order, and propose what clients ask for (Section 2.1). Acceptors remember
// (Section 2.2). Leaders get proposals decided: with a scout a leader asks a
// majority of acceptors to adopt its ballot, once for all slots (phase 1), and
// then, with a commander for each slot, to accept a command (phase 2, Sections
// 2.3 and 2.4). Any number of leaders may try; of two that are at work, the one
// with the higher ballot preempts the other.
//
// Start with server.go: a machine hosts one of each (Section 4.4), and scouts and
// commanders are fields of its leader. replica.go, leader.go and acceptor.go have
// a role each, in the order in which a command meets them, client.go who sends
// commands. properties.go says what must hold, mutants.go lists known mistakes,
// epochs.go says which messages are dead, and this file what can be set.
// With -phase1 and -phase2 a scout and a commander wait for other numbers of acceptors than a
// majority (Flexible Paxos). Reconfiguration is left out, so is the deletion of what all replicas know
// (Section 4.2) and all that time is needed for (Sections 3 and 4.5).
//
// The space has to end and to be small, which is why this is not in the paper:
//   - What the roles of one machine tell each other takes no step. In particular a
//     leader is preempted by what its own acceptor adopts, so there is none that is
//     active in a ballot below its own acceptor's.
//   - Ballots and slots are bounded, and a leader starts a scout on a timeout.
//   - Only replicas that a client asked answer it, and one whose own leader is
//     active tells no other leader of its proposals.
//   - Unless asked for (param refusals) acceptors leave out the answers with a
//     higher ballot than that of the request. A leader then learns that it is
//     preempted from the messages of the new ballot alone, and all messages of a
//     lower ballot are dead.
package pmmc

import (
	"fmt"
	"slices"
	"time"

	"github.com/synod-go/synod/impl/internal/crashstop"
	"github.com/synod-go/synod/impl/internal/flexible"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/warn"
)

// Protocol is Paxos Made Moderately Complex, for the command line.
var Protocol = model.Protocol{
	Name:     "pmmc",
	Doc:      "multi-decree Paxos: a replicated key-value store with replicas, leaders and acceptors",
	Source:   paper,
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: []model.Message{Request{}, Reply{}, Propose{}, P1a{}, P1b{}, P2a{}, P2b{}, Decision{}},
	Live: map[string]any{
		"clients": 4, "scripts": "p,g,a,g,...", "retries": 1, "refusals": true, "window": 5, "crashes": 5, "duplicates": 1, "partitions": 1,
	},
	Mapping: &model.Mapping{
		Module: "MultiPaxosCode", Trace: "TraceMultiPaxos",
		With: map[string]any{"slots": 2, "clients": 1, "scripts": "a@1+2", "crashes": 0},
	},
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		if mutant(s.Mutant) == disjointPhases {
			if err := flexible.Refuse(s, false); err != nil {
				return nil, err
			}
		}
		quorums, err := flexible.Of(s, s.Int("servers"))
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			servers:     s.Int("servers"),
			quorums:     quorums,
			clients:     s.Int("clients"),
			scripts:     s.Text("scripts"),
			retries:     s.Int("retries"),
			ballots:     s.Int("ballots"),
			scouts:      s.Ints("scouts"),
			spread:      s.Int("spread"),
			slots:       s.Int("slots"),
			window:      s.Int("window"),
			refusals:    s.Bool("refusals"),
			crashStop:   s.Bool(crashstop.Name),
		})
	},
}

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "machines, each replica, leader and acceptor", Default: 3, Min: 1, Max: 5},
	{Name: "clients", Doc: "clients that wait for answers", Default: 2, Min: 1, Max: 9},
	{Name: "scripts", Doc: `what clients do: "p@1,g;ay@1+2" lets the first put at server 1 and get anywhere, the second append to key y at servers 1 and 2; "p,g,..." lets all of them do that for ever; those left out do as in "a@1+2;g@2;p", or "a@1;g@1;p" with one server`, Default: ""},
	{Name: "retries", Doc: "requests that clients send again, to any server, in all", Default: 0, Max: 100, Bounds: []string{string(retryTimer)}},
	model.NetworkParam(model.Multiset),
	{Name: "ballots", Doc: "largest sequence number of a ballot", Default: 1, Min: 1, Max: 100, Without: "spread"},
	{Name: "scouts", Doc: "how often each leader starts a scout: those left out never, but all as they like if it is empty", Default: defaultScouts(), Max: 100, Bounds: []string{string(scoutTimer)}},
	{Name: "spread", Doc: "take ballots by difference, at most so many sequence numbers apart; then ballots bounds nothing, and a leader that may start a scout may start any number (0: as ballots and scouts say)", Default: 0, Max: 100},
	{Name: "slots", Doc: "slots that replicas propose for; as many as there are requests bound nothing", Default: 3, Min: 1, Max: 9},
	{Name: "window", Doc: "slots from the first undecided one on that a replica proposes for", Default: 2, Min: 1, Max: 9},
	model.CrashesParam("servers", 1), crashstop.Param(),
}, flexible.Params(), model.NetworkFaultParams(), []model.Param{
	{Name: "refusals", Doc: "acceptors also answer requests of a lower ballot than theirs, which preempts the leader", Default: false},
})

// defaultScouts let the first two leaders start a scout each, or the only one.
func defaultScouts() []int { return []int{1, 1} }

// settings are the params' values.
type settings struct {
	environment      model.Environment
	mutant           mutant
	servers, clients int
	quorums          flexible.Sizes
	scripts          string
	retries          int
	ballots          int
	scouts           []int
	spread           int
	slots, window    int
	refusals         bool
	crashStop        bool
}

// config is what servers and properties know of the settings.
type config struct {
	mutant   mutant
	servers  int
	quorums  flexible.Sizes
	scripts  []client.Script[operation]
	retries  bool
	slots    int
	window   int
	crashes  bool
	refusals bool
}

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	c := config{
		mutant:   s.mutant,
		servers:  s.servers,
		quorums:  s.quorums,
		slots:    s.slots,
		window:   s.window,
		retries:  s.retries > 0,
		crashes:  s.environment.Faults.Crashes > 0,
		refusals: s.refusals,
	}
	if s.mutant == disjointPhases {
		var err error
		if c.quorums, err = s.quorums.Disjoint(s.servers); err != nil {
			return nil, err
		}
	}
	scripts, scriptsBound, err := language(model.IDs(serverPrefix, c.groups()...)).Scripts(s.scripts, s.clients)
	if err != nil {
		return nil, err
	}
	c.scripts = scripts
	if slices.Equal(s.scouts, defaultScouts()) {
		s.scouts = s.scouts[:min(len(s.scouts), s.servers)]
	}
	if len(s.scouts) > s.servers {
		return nil, fmt.Errorf("scouts %s are for %d servers, but there are %d; accepted is at most one number per server",
			model.Spell(s.scouts), len(s.scouts), s.servers)
	}
	bounds := []model.Bound{model.Limit("ballots", fmt.Sprint(s.ballots), func(server *Server) bool { return int(server.Ballot.Number) <= s.ballots })}
	if s.spread > 0 {
		bounds = nil
	}
	votes := c.votes()
	system := &model.System{
		Groups:     c.groups(),
		Epochs:     c.epochs(),
		Properties: c.properties(votes),
		Goals:      slices.Concat(c.goals(votes), c.decisions(votes)),
		Bounds: append(bounds,
			model.Limit("slots", fmt.Sprint(s.slots), func(server *Server) bool {
				for slot := range server.Proposed {
					if slot > s.slots {
						return false
					}
				}
				return true
			}),
			model.Bound{Name: "window", Value: fmt.Sprint(s.window)},
			scriptsBound,
		),
		Leads: leads,
		Meant: []model.Meant{{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"}},
	}
	if s.spread > 0 {
		system.Numbers = numbers(s.spread)
	}
	s.environment.Into(system)
	crashstop.Into(system, s.crashStop)
	if len(s.scouts) > 0 && (s.spread == 0 || len(s.scouts) < s.servers || slices.Contains(s.scouts, 0)) {
		perNode := make([]int, s.servers)
		copy(perNode, s.scouts)
		for i := range perNode {
			if s.spread > 0 && perNode[i] > 0 {
				perNode[i] = -1 // any number
			}
		}
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: scoutTimer, PerNode: perNode})
	}
	if s.retries > 0 {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: retryTimer, Total: s.retries})
	}
	return system, nil
}

// leads says that a machine's leader is active in its ballot.
func leads(n model.View[any]) (number int, active bool) {
	s, ok := n.Node.(*Server)
	if !ok || s.Mode != Active {
		return 0, false
	}
	return int(s.Ballot.Number), true
}

// The prefixes of the groups.
const (
	serverPrefix = "S"
	clientPrefix = "C"
)

// groups are the servers, then the clients.
func (c config) groups() []model.Group {
	servers := model.Group{
		Prefix:  serverPrefix,
		Count:   c.servers,
		New:     func(model.NodeID) model.Node { return &Server{config: c} },
		Crashes: true,
		Timers:  []model.TimerRange{{Timer: scoutTimer, Min: 400 * time.Millisecond, Max: 800 * time.Millisecond}},
	}
	retry := model.Timer("")
	if c.retries {
		retry = retryTimer
	}
	groups := client.Append([]model.Group{servers}, clientPrefix, c.scripts, func(script client.Script[operation]) model.Node {
		return &Client{client.Session[operation]{Script: script.Ops, Next: script.Next, Retry: retry}}
	})
	groups[1].Timers = []model.TimerRange{{Timer: retryTimer, Min: 100 * time.Millisecond, Max: 200 * time.Millisecond}}
	return groups
}
