// Package primarybackup is primary-backup replication with a view server: the
// protocol that students of MIT's 6.824 and of the University of Washington's
// DSLabs build in their second lab, written as a protocol of package model.
//
// A key-value store is kept by two servers, so that one may fail. The view server
// says who they are: it goes through numbered views, each with a primary and, if
// there is anyone, a backup. Servers ping it; one that it has not heard of for
// long is taken for dead, and the next view does without it. It may be wrong: the
// old primary may only be slow, and go on. The rules below are there so that this
// does no harm. Each has a mutant that leaves it out.
//
//   - The primary of a view was primary or backup of the view before, for only
//     those have the data (any-primary).
//   - The view server leaves a view only after its primary has said, by a ping
//     with the view's number, that it works in it (no-view-ack). The primary says
//     so only when its backup has the data (promote-uninitialised). So a backup
//     that is promoted has them.
//   - The primary orders the operations. It forwards each to the backup, reads
//     too (fast-read), waits until the backup has executed it, then executes and
//     answers (async-forward). A primary that has been deposed finds that out here:
//     its backup, which is the new primary, takes nothing from it any more, for a
//     backup takes forwards only from the primary of its own view (backup-any-view).
//   - A new backup first gets the whole state in one message. Until it has said
//     that it has it the primary answers nobody (torn-transfer). What was answered
//     to whom is part of that state, so that a client that asks the new primary
//     again does not make its operation happen twice (no-dedup-transfer).
//   - Nobody but a primary answers clients (backup-answers).
//
// With -standby cold the backup keeps the operations in a log, and executes them only when
// it becomes the primary: all of them (unreplayed-log), in their order (backward-log).
//
// Start with view.go: what a view is, and the messages. viewserver.go is who says
// what the next view is, server.go the primary and the backup, client.go who asks.
// mutants.go lists the mistakes, properties.go what must hold, and this file what
// can be set.
//
// Servers fail by stopping, and one that is never heard of again is a server whose
// messages take for ever, so failures need no steps of their own (param stops adds
// them for scenarios). Nothing is durable, so nobody comes back.
//
// Two things keep the space small. The network is by default a set: what was sent
// once can be delivered at any later time, again and again. Then one ping says all
// that repeated pings would, so there is no timer for them, and nobody has to ask
// for the view; on the other networks pings, questions and retries are sent when a
// timer fires and no equal one is in flight. And what a role has no use for is
// cleared: an idle server, or a backup that waits for the state, has none.
//
// Left out are answers that say nothing: the view to a server that knows it,
// refusals of forwards and of requests. (In the labs a refusal makes its receiver
// ask for the view; here the view may come at any time.)
package primarybackup

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/warn"
)

const (
	dslabs = "Michael et al., Teaching Rigorous Distributed Systems With Efficient Model Checking (DSLabs), Lab 2: Primary-Backup Service"
	mit    = "MIT 6.824 (2015), Lab 2: Primary/Backup Key/Value Service"
)

// Protocol is primary-backup with a view server, for the command line.
var Protocol = model.Protocol{
	Name:     "primarybackup",
	Doc:      "Primary-backup: a key-value store on a primary and a backup, which a view server names",
	Source:   dslabs + "; " + mit,
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: slices.Concat(messages, []model.Message{GetView{}}),
	Live: map[string]any{
		"servers": 3, "clients": 4, "scripts": "put,get,append,get,...", "network": model.Multiset.String(), "checks": unbounded, "duplicates": 1, "partitions": 1,
	},
	Mapping: &model.Mapping{
		Module: "PrimaryBackupCode", Trace: "TracePrimaryBackup",
		With: map[string]any{"servers": 2, "clients": 1, "scripts": "append,get"},
	},
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			servers:     s.Int("servers"),
			clients:     s.Int("clients"),
			scripts:     s.Text("scripts"),
			cold:        s.Text("standby") == standbyCold,
			views:       s.Int("views"),
			checks:      s.Int("checks"),
			stops:       s.Int("stops"),
			symmetry:    s.Bool("symmetry"),
		})
	},
}

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "servers, which are primary, backup or idle", Default: 3, Min: 1, Max: 5},
	{Name: "clients", Doc: "clients that wait for answers", Default: 2, Min: 1, Max: 9},
	{Name: "scripts", Doc: `what clients do: "append,get;put:y" lets the first append to key x and get it, the second put key y; "put,get,..." lets all of them do that for ever; where nothing is said they append and get by turns`, Default: ""},
	{Name: "standby", Doc: "what the backup does with an operation: hot executes it, cold keeps it in a log and executes that when it takes over", Default: standbyHot, Choices: []string{standbyHot, standbyCold}},
	{Name: "views", Doc: "number of the last view", Default: 3, Min: 1, Max: 20},
	{Name: "checks", Doc: "ping checks of the view server; -1: any number", Default: 2, Min: unbounded, Max: 100, Bounds: []string{string(checkTimer)}},
	{Name: "stops", Doc: "nodes that stop for ever in a step of their own (one that is never heard of again is explored anyway)", Default: 0, Max: 6, Bounds: []string{string(stopTimer)}},
	model.NetworkParam(model.Set),
}, model.NetworkFaultParams(), []model.Param{
	{Name: "symmetry", Doc: "take servers as interchangeable", Default: false},
})

// messages are those that are sent whatever the settings.
var messages = []model.Message{Ping{}, ViewReply{}, Request{}, Reply{}, Transfer{}, TransferAck{}, Forward{}, ForwardAck{}}

// settings are the params' values.
type settings struct {
	environment          model.Environment
	mutant               mutant
	servers, clients     int
	scripts              string
	cold                 bool
	views, checks, stops int
	symmetry             bool
}

// config is what nodes and properties know of the settings.
type config struct {
	mutant  mutant
	servers int
	cold    bool // the backup is a cold standby
	scripts []client.Script[operation]
	// polls says that pings and requests are sent again and again, and that the
	// view server is asked for the view.
	polls bool
	stops bool
}

// What -standby may be.
const (
	standbyHot  = "hot"
	standbyCold = "cold"
)

// unbounded, as how often a timer fires, does not count it.
const unbounded = -1

// leads says that a server is the primary of the view that it is in.
func leads(n model.View[any]) (view int, primary bool) {
	s, ok := n.Node.(*Server)
	if !ok || s.View.Primary != n.ID {
		return 0, false
	}
	return s.View.Number, true
}

// The prefixes of the groups.
const (
	serverPrefix     = "S"
	viewServerPrefix = "V"
	clientPrefix     = "C"
)

// viewServerOf returns the view server.
func viewServerOf(env model.Env) model.NodeID { return env.Group(viewServerPrefix)[0] }

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	c := config{
		mutant:  s.mutant,
		servers: s.servers,
		cold:    s.cold,
		polls:   s.environment.Network != model.Set || s.environment.Faults.Drops != 0,
		stops:   s.stops > 0,
	}
	if s.servers < 1 || s.clients < 1 || s.views < 1 {
		return nil, fmt.Errorf("servers %d, clients %d, views %d: accepted are numbers from 1 on", s.servers, s.clients, s.views)
	}
	if s.stops > s.servers+1 {
		return nil, fmt.Errorf("stops is %d, but only %d servers and the view server can stop; accepted are 0 to %d", s.stops, s.servers, s.servers+1)
	}
	scripts, scriptsBound, err := language.Scripts(s.scripts, s.clients)
	if err != nil {
		return nil, err
	}
	c.scripts = scripts
	system := &model.System{
		Groups:     c.groups(),
		Epochs:     c.epochs(),
		Properties: c.properties(),
		Goals:      goals,
		Bounds: []model.Bound{
			c.viewsBound(s.views),
			scriptsBound,
		},
		Symmetry: s.symmetry,
		Leads:    leads,
		Meant:    []model.Meant{{Warning: warn.NoSymmetry, Reason: "-symmetry turns it on"}},
	}
	if !c.polls {
		system.Messages = messages
	}
	if c.cold {
		system.Goals = append(slices.Clone(goals), logExecuted)
	}
	s.environment.Into(system)
	if s.checks != unbounded {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: checkTimer, Total: s.checks, Never: s.checks == 0})
	}
	if c.stops {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: stopTimer, Total: s.stops, Fault: true})
	}
	return system, nil
}

// viewsBound bounds the views. Where nobody needs an answer to a ping, the view
// server takes no further step in the last view but to stop: who is alive then
// makes no difference.
func (c config) viewsBound(views int) model.Bound {
	return model.LimitSteps("views", fmt.Sprint(views), func(before, after *ViewServer) bool {
		if c.polls || before.View.Number < views {
			return after.View.Number <= views
		}
		return before.Stopped != after.Stopped
	})
}

// groups are the servers, the view server, and the clients.
func (c config) groups() []model.Group {
	groups := []model.Group{
		{
			Prefix:    serverPrefix,
			Count:     c.servers,
			New:       func(model.NodeID) model.Node { return &Server{config: c} },
			Symmetric: true,
			Timers:    []model.TimerRange{{Timer: pingTimer, Min: 40 * time.Millisecond, Max: 60 * time.Millisecond}},
		},
		{
			Prefix: viewServerPrefix,
			Count:  1,
			New:    func(model.NodeID) model.Node { return &ViewServer{config: c} },
			Timers: []model.TimerRange{{Timer: checkTimer, Min: 100 * time.Millisecond, Max: 100 * time.Millisecond}},
		},
	}
	retry := model.Timer("")
	if c.polls {
		retry = retryTimer
	}
	groups = client.Append(groups, clientPrefix, c.scripts, func(script client.Script[operation]) model.Node {
		return &Client{Session: client.Session[operation]{Script: script.Ops, Next: script.Next, Retry: retry}, config: c}
	})
	groups[2].Timers = []model.TimerRange{{Timer: retryTimer, Min: 50 * time.Millisecond, Max: 100 * time.Millisecond}}
	return groups
}

// epochs says which messages are dead: what servers send each other in an older
// view than the receiver's, a view that is not newer than the one the receiver
// knows, and answers to an operation that has its answer already.
//
// Under the mutant that takes forwards of any view, these do not die, nor do
// their answers, for the sender may be of an older view than the receiver was.
func (c config) epochs() *model.Epochs {
	const (
		view   = 0 // what is older than the receiver's view is dead
		reply  = 0 // at clients: what does not answer the running operation is dead
		behind = 1 // a view that tells nothing new is dead
	)
	return &model.Epochs{
		Of: func(n any) []int {
			switch n := n.(type) {
			case *Server:
				return []int{n.View.Number, n.View.Number + 1}
			case *Client:
				awaits, view := 2*n.Started, n.View.Number+1
				if !n.Waiting {
					awaits++
				}
				if n.Done() {
					view = math.MaxInt // a client that has finished asks nobody any more
				}
				return []int{awaits, view}
			}
			return nil
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case ViewReply:
				return behind, m.View.Number, true
			case Transfer:
				return view, m.View, true
			case TransferAck:
				return view, m.View, true
			case Forward:
				return view, m.View, c.mutant != backupAnyView
			case ForwardAck:
				return view, m.View, true
			case Reply:
				return reply, 2 * m.Number, true
			}
			return 0, 0, false
		},
	}
}
