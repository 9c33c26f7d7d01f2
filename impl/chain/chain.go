// Package chain is chain replication: "Chain Replication for Supporting High Throughput and
// Availability" by Robbert van Renesse and Fred B. Schneider (OSDI 2004). Sections without a
// name in the comments are those of that paper.
//
// Servers that keep copies of some objects stand in a chain. Updates go to the head, and
// from each server to the next one. The tail replies, and answers all queries, so that what
// a client has seen every server has processed. A master removes servers that fail, and
// makes others the tail, one after the other. The rules below let no update get lost on the
// way. Each has a mutant that leaves it out.
//
//   - The tail replies to an update (head-replies), and answers queries (middle-read).
//   - A server keeps an update in its Sent list until the tail has acknowledged it. When its
//     successor fails, the next one gets what it has missed of that list, before anything
//     else (sent-not-forwarded). When its successor was the tail, the server is the tail
//     now, and replies to what is in the list (unanswered-tail).
//   - The server behind a failed one first learns who its predecessor is, and takes nothing
//     from the old one any more (old-predecessor). When it has said what it has, its new
//     predecessor learns of it (hasty-link).
//   - A new tail first gets the history of the old one, which remains the tail until then.
//     It is the tail when it also has what the old one has processed meanwhile (early-tail).
//   - Clients ask again when a server has failed. The head knows what it has processed
//     already (no-duplicate-filter).
//
// With -queries apportioned any server answers queries: CRAQ, "Object Storage on CRAQ" by
// Jeff Terrace and Michael J. Freedman (USENIX ATC 2009). A server that has an update of
// the key that was not acknowledged asks the tail how much of its history counts
// (dirty-read, clean-read).
//
// All that presumes that servers stop when they fail, that the master is told so, and of
// nobody who has not failed, and that links lose nothing and keep the order. Four mutants
// take this away: reordered, lost-update, wrong-suspicion and comes-back.
//
// Start with server.go, for a chain that does not change. reconfigure.go and master.go are
// how it changes, query.go has the queries, client.go who asks. mutants.go lists the known
// mistakes, properties.go and progress.go what must hold, and this file what can be set.
//
// Three things are simpler here than in the paper, where that makes no difference. An
// acknowledgement says how many updates the tail has processed. The history is kept as a
// list, from which the values follow, so old versions of them are there too. What is copied
// to a new tail goes in one message. Other servers than those of the first chain join it as
// soon as they can, one at a time.
package chain

import (
	"fmt"
	"math"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/warn"
)

const (
	paper = "van Renesse and Schneider, Chain Replication for Supporting High Throughput and Availability"
	craq  = "Terrace and Freedman, Object Storage on CRAQ"
)

// Protocol is chain replication, for the command line.
var Protocol = model.Protocol{
	Name:    "chain",
	Doc:     "chain replication (van Renesse and Schneider), with apportioned queries (CRAQ) as a setting",
	Source:  paper + "; " + craq,
	Params:  params,
	Mutants: mutants,
	Claims:  claims,
	Live: map[string]any{
		"servers": 5, "first": 3, "clients": 3, "scripts": "put,get,append,get,...", "crashes": 3,
	},
	Mapping: &model.Mapping{
		Module: "ChainCode", Trace: "TraceChain",
		With: map[string]any{
			"clients": 1, "scripts": "append,get", "retries": 0, "network": model.FIFO.String(),
		},
	},
	Messages: (&settings{servers: 3, apportioned: true, environment: model.Environment{Faults: model.Faults{Crashes: 1}}}).messages(),
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			servers:     s.Int("servers"),
			first:       s.Int("first"),
			clients:     s.Int("clients"),
			scripts:     s.Text("scripts"),
			apportioned: s.Text("queries") == queriesApportioned,
			retries:     s.Int("retries"),
			restarts:    s.Bool("restarts"),
		})
	},
}

// What -queries may be.
const (
	queriesTail        = "tail"
	queriesApportioned = "apportioned"
)

// unbounded, as how often a timer fires, does not count it.
const unbounded = -1

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "servers", Default: 3, Min: 1, Max: 6},
	{Name: "first", Doc: "servers of the first chain: S1, S2, …; the others are added as new tails", Default: 2, Min: 1, Max: 6},
	{Name: "clients", Doc: "clients that wait for answers", Default: 2, Min: 1, Max: 3},
	{Name: "scripts", Doc: `what clients do: "append,get;put:y" lets the first append to key x and get it, the second put key y; "put,get,..." lets all of them do that for ever; where nothing is said they append and get by turns`, Default: ""},
	{Name: "queries", Doc: "who answers queries: the tail, or any server (CRAQ)", Default: queriesTail, Choices: []string{queriesTail, queriesApportioned}},
	{Name: "retries", Doc: "how often clients ask again, all together; -1: any number", Default: unbounded, Min: unbounded, Max: 100, Bounds: []string{string(retryTimer)}},
	model.CrashesParam("servers", 1),
	{Name: "restarts", Doc: "a server that has crashed comes back, and has forgotten everything", Default: false, With: "crashes"},
	model.MistakesParam(0),
	model.NetworkParam(model.FIFO),
}, model.NetworkFaultParams())

// settings are the params' values.
type settings struct {
	environment    model.Environment
	mutant         mutant
	servers, first int
	clients        int
	scripts        string
	apportioned    bool
	retries        int
	restarts       bool
}

// messages lists the messages that are sent under the settings.
func (s *settings) messages() []model.Message {
	fail := s.environment.Faults.Crashes+s.environment.Faults.Mistakes > 0
	list := []model.Message{Request{}, Reply{}}
	if s.servers > 1 {
		list = append(list, Update{}, Ack{})
	}
	if s.servers > s.first {
		list = append(list, Extend{}, Copy{}, Copied{}, Handover{}, Joined{}, Chain{})
	}
	if s.servers > 1 && fail {
		list = append(list, NewPredecessor{}, NewSuccessor{}, Chain{})
	}
	if s.servers > 2 && fail {
		list = append(list, Linked{})
	}
	if s.servers > 1 && s.apportioned {
		list = append(list, VersionQuery{}, Version{})
	}
	return list
}

// config is what nodes and properties know of the settings.
type config struct {
	mutant      mutant
	first       []model.NodeID // the first chain
	apportioned bool           // any server answers queries
}

// The prefixes of the groups.
const (
	serverPrefix = "S"
	masterPrefix = "M"
	clientPrefix = "C"
)

// masterOf returns the master.
func masterOf(env model.Env) model.NodeID { return env.Group(masterPrefix)[0] }

// newSystem builds the system, or says what is impossible. The failure detector is perfect,
// unless there is a budget of mistakes, or servers come back.
func newSystem(s settings) (*model.System, error) {
	if s.first > s.servers {
		return nil, fmt.Errorf("first is %d, but there are %d servers; accepted are 1 to %d", s.first, s.servers, s.servers)
	}
	scripts, scriptsBound, err := language.Scripts(s.scripts, s.clients)
	if err != nil {
		return nil, err
	}
	servers := model.Group{Prefix: serverPrefix, Count: s.servers, Crashes: true, CrashStop: !s.restarts}
	c := config{mutant: s.mutant, apportioned: s.apportioned, first: model.IDs(serverPrefix, servers)[:s.first]}
	servers.New = func(id model.NodeID) model.Node { return newServer(id, c) }
	faults := s.environment.Faults
	system := &model.System{
		Groups:     c.groups(servers, scripts, s.retries != 0),
		Detectors:  []model.Detector{{By: masterPrefix, Of: serverPrefix, Eventual: faults.Mistakes > 0 || s.restarts}},
		Properties: c.properties(),
		Goals:      goals,
		Bounds:     []model.Bound{scriptsBound},
		Messages:   s.messages(),
		Meant: []model.Meant{
			{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"},
			{Warning: warn.IdleDetector, Reason: "-crashes says how many, and -mistakes how often it is wrong"},
			{Warning: warn.IdleNode + " M", Reason: "the master has nothing to do where no server fails or joins"},
			{Warning: warn.NeverStepped + " M trusts S", Reason: "the master takes a suspicion for a failure"},
		},
	}
	if !s.restarts {
		system.Epochs = epochs
	}
	s.environment.Into(system)
	if s.retries > 0 {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: retryTimer, Total: s.retries})
	}
	return system, nil
}

// groups are the servers, the master, and the clients.
func (c config) groups(servers model.Group, scripts []client.Script[operation], retries bool) []model.Group {
	groups := []model.Group{servers, {
		Prefix: masterPrefix,
		Count:  1,
		New:    func(model.NodeID) model.Node { return &Master{Number: 1, Chain: slices.Clone(c.first), config: c} },
	}}
	retry := model.Timer("")
	if retries {
		retry = retryTimer
	}
	return client.Append(groups, clientPrefix, scripts, func(script client.Script[operation]) model.Node {
		return &Client{Session: client.Session[operation]{Script: script.Ops, Next: script.Next, Retry: retry}, Chain: slices.Clone(c.first), config: c}
	})
}

// epochs says which messages are dead: all to a server that has crashed, and answers to an
// operation that has its answer already.
var epochs = &model.Epochs{
	Of: func(n any) []int {
		switch n := n.(type) {
		case *Server:
			if n.Role == Down {
				return []int{math.MaxInt}
			}
		case *Client:
			awaits := 2 * n.Started
			if !n.Waiting {
				awaits++
			}
			return []int{awaits}
		}
		return []int{0}
	},
	Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
		switch m := m.(type) {
		case Reply:
			return 0, 2 * m.Number, true
		case Chain:
			return 0, math.MaxInt - 1, true
		}
		return 0, 0, true
	},
}
