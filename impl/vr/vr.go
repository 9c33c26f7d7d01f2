// Package vr is Viewstamped Replication, as "Viewstamped Replication Revisited" by Barbara
// Liskov and James Cowling (MIT-CSAIL-TR-2012-021, 2012) has it, as a protocol of package
// model: a key-value store on 2f+1 replicas. In each view one of them is the primary, who
// orders the requests of clients, and the others are its backups, who store them.
//
// Start with server.go: the state of a replica, and how messages and timers come in.
// normal.go is how a request is stored and executed (Section 4.1), viewchange.go how the
// replicas go to the next view (Section 4.2), recovery.go how one gets back what it lost in a
// crash (Section 4.3), transfer.go how one catches up that was left behind (Section 5.2), and
// client.go who sends requests. properties.go says what must hold, progress.go what must
// happen, mutants.go lists known mistakes, epochs.go says which messages are dead, and this
// file what can be set. Left out are checkpoints (Section 5.1), the recovery of clients
// (Section 4.5), the optimizations (Section 6) and reconfiguration (Section 7).
//
// As published the protocol is not safe, in two ways; each is a mutant here.
//   - State transfer cuts a log off after the commit-number, and with that what the replica
//     has acknowledged (Vanlightly 2022). Here a replica keeps its log, and stays in its view,
//     until it has the state of the later one. A StartView does not replace the log of a
//     replica that is in its view already.
//   - A replica that recovers does not know that it has handed its log over for a later view
//     (Michael et al. 2017). Here the view-number is on disk, and a replica recovers to no
//     earlier view. With that, the f+1 answers and the round of StartViewChange messages of the
//     paper are not needed for safety any more; they are kept.
//
// The paper leaves open what a replica says after a recovery or a state transfer. Here it
// sends a PrepareOK for what is not committed in its log, as after a StartView; the primary
// may be waiting for just that. Views are numbered from 1, and a Reply has no view-number.
package vr

import (
	"fmt"
	"slices"
	"time"

	"github.com/synod-go/synod/impl/internal/crashstop"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/warn"
	"github.com/synod-go/synod/spec"
)

// Protocol is Viewstamped Replication Revisited, for the command line.
var Protocol = model.Protocol{
	Name:     "vr",
	Doc:      "viewstamped replication: a key-value store on a primary and backups that change views",
	Source:   paper,
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: slices.Concat(messages, commitMessages, recoveryMessages),
	Live: map[string]any{
		"clients": 4, "scripts": "p,g,a,g,...", "retries": unbounded, "changes": []int{}, "commits": unbounded, "recoveries": []int{},
		"crashes": 1, "duplicates": 1, "partitions": 1,
	},
	Mapping: &model.Mapping{
		Module: "VRCode", Trace: "TraceVR",
		With: map[string]any{"scripts": "p", "recoveries": []int{0}, "crashes": 0},
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
			retries:     s.Int("retries"),
			views:       s.Int("views"),
			changes:     s.Ints("changes"),
			commits:     s.Int("commits"),
			recoveries:  s.Ints("recoveries"),
			spread:      s.Int("spread"),
			crashStop:   s.Bool(crashstop.Name),
		})
	},
}

// messages are sent whatever the settings, Commit messages if there are to be any, and the
// others if replicas come back from a crash.
var (
	messages = []model.Message{
		Request{}, Reply{}, Prepare{}, PrepareOK{}, StartViewChange{}, DoViewChange{}, StartView{}, GetState{}, NewState{},
	}
	commitMessages   = []model.Message{Commit{}}
	recoveryMessages = []model.Message{Recovery{}, RecoveryResponse{}}
)

// unbounded, as how often a timer fires, does not count it.
const unbounded = -1

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "replicas: 2f+1, of which f may fail", Default: 3, Min: 3, Max: 5},
	{Name: "clients", Doc: "clients that wait for answers", Default: 1, Min: 1, Max: 9},
	{Name: "scripts", Doc: `what clients do: "p,g;ay" lets the first put and get, the second append to key y; "p,g,..." lets all of them do that for ever; those left out do as in "a,g;a;g"`, Default: ""},
	{Name: "retries", Doc: "requests that clients send again, to all replicas, in all; -1: any number", Default: 1, Min: unbounded, Max: 100, Bounds: []string{string(retryTimer)}},
	model.NetworkParam(model.Multiset),
	{Name: "views", Doc: "number of the last view", Default: 2, Min: 1, Max: 100, Without: "spread"},
	{Name: "changes", Doc: "how often the view-change timer of S1, S2, … fires (-1: any number): those left out never, but all as they like if it is empty", Default: []int{0, 1}, Min: unbounded, Max: 100, Bounds: []string{string(changeTimer)}},
	{Name: "spread", Doc: "take views by difference, at most so far apart; then views bounds nothing, and view-completeness is not checked (0: as views says)", Default: 0, Max: 100},
	{Name: "commits", Doc: "Commit messages to all backups, in all; -1: any number", Default: 1, Min: unbounded, Max: 100, Bounds: []string{string(commitTimer)}},
	{Name: "recoveries", Doc: "how often S1, S2, … ask again while they recover: those left out never, but all as they like if it is empty", Default: []int{1}, Min: unbounded, Max: 100, Bounds: []string{string(recoverTimer)}},
	model.CrashesParam("replicas", 1), crashstop.Param(),
}, model.NetworkFaultParams())

// settings are the params' values.
type settings struct {
	environment         model.Environment
	mutant              mutant
	servers, clients    int
	scripts             string
	retries             int
	views               int
	commits             int
	changes, recoveries []int
	spread              int
	crashStop           bool
}

// config is what replicas and properties know of the settings.
type config struct {
	mutant     mutant
	servers    int
	scripts    []client.Script[spec.KeyValueOp]
	retries    bool
	commits    bool
	recoveries bool
}

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	c := config{
		mutant:     s.mutant,
		servers:    s.servers,
		retries:    s.retries != 0,
		commits:    s.commits != 0,
		recoveries: len(s.recoveries) == 0 || slices.ContainsFunc(s.recoveries, func(n int) bool { return n != 0 }),
	}
	if s.servers%2 == 0 {
		return nil, fmt.Errorf("servers %d is not 2f+1; accepted are 3 and 5", s.servers)
	}
	if s.spread > 0 && s.mutant.forgetsView() {
		return nil, fmt.Errorf("with %s a server begins again with view 0 after a crash, and views that are taken by difference never go back; accepted is spread 0", s.mutant)
	}
	scripts, scriptsBound, err := language.Scripts(s.scripts, s.clients)
	if err != nil {
		return nil, err
	}
	c.scripts = scripts
	system := &model.System{
		Groups:     c.groups(),
		Properties: c.properties(),
		Goals:      c.goals(),
		Epochs:     c.epochs(),
		Bounds: []model.Bound{
			model.Limit("views", fmt.Sprint(s.views), func(server *Server) bool { return int(server.View) <= s.views }),
			scriptsBound,
		},
		Messages: messages,
		Leads:    leads,
		Meant:    []model.Meant{{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"}},
	}
	if s.spread > 0 {
		system.Bounds, system.Numbers = []model.Bound{scriptsBound}, c.numbers(s.spread)
		// It keeps all views that were started.
		system.Properties = slices.DeleteFunc(system.Properties, func(p model.Property) bool { return p.Name == viewCompleteness })
	}
	s.environment.Into(system)
	crashstop.Into(system, s.crashStop)
	if c.commits {
		system.Messages = slices.Concat(system.Messages, commitMessages)
	}
	comeBack := system.Faults.Crashes > 0 && !s.crashStop
	if comeBack {
		system.Messages = slices.Concat(system.Messages, recoveryMessages)
	}
	if err := bound(system, changeTimer, s.changes); err != nil {
		return nil, err
	}
	if c.recoveries && comeBack {
		if err := bound(system, recoverTimer, s.recoveries); err != nil {
			return nil, err
		}
	}
	for _, b := range []model.TimerBound{{Timer: commitTimer, Total: s.commits}, {Timer: retryTimer, Total: s.retries}} {
		if b.Total > 0 {
			system.TimerBounds = append(system.TimerBounds, b)
		}
	}
	return system, nil
}

// bound bounds how often a timer of each replica fires: those left out never, but all as they
// like if there are no numbers.
func bound(system *model.System, timer model.Timer, numbers []int) error {
	servers := system.Groups[0].Count
	if len(numbers) > servers {
		return fmt.Errorf("the numbers %s of %s timeouts are for %d servers, but there are %d; accepted is at most one number per server",
			model.Spell(numbers), timer, len(numbers), servers)
	}
	perNode := make([]int, servers)
	if copy(perNode, numbers); len(numbers) == 0 || slices.Max(perNode) == unbounded {
		return nil
	}
	system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: timer, PerNode: perNode})
	return nil
}

// leads says that a replica is the primary of its view, and at work.
func leads(n model.View[any]) (view int, primary bool) {
	s, ok := n.Node.(*Server)
	if !ok || !s.leads() {
		return 0, false
	}
	return int(s.View), true
}

// The prefixes of the groups.
const (
	serverPrefix = "S"
	clientPrefix = "C"
)

// groups are the replicas, then the clients.
func (c config) groups() []model.Group {
	servers := model.Group{
		Prefix:  serverPrefix,
		Count:   c.servers,
		New:     func(id model.NodeID) model.Node { return &Server{config: c, id: id} },
		Crashes: true,
		Timers: []model.TimerRange{
			{Timer: changeTimer, Min: 200 * time.Millisecond, Max: 400 * time.Millisecond},
			{Timer: commitTimer, Min: 50 * time.Millisecond, Max: 50 * time.Millisecond},
			{Timer: recoverTimer, Min: 100 * time.Millisecond, Max: 200 * time.Millisecond},
		},
	}
	retry := model.Timer("")
	if c.retries {
		retry = retryTimer
	}
	groups := client.Append([]model.Group{servers}, clientPrefix, c.scripts, func(script client.Script[spec.KeyValueOp]) model.Node {
		return &Client{Session: client.Session[spec.KeyValueOp]{Script: script.Ops, Next: script.Next, Retry: retry}}
	})
	groups[1].Timers = []model.TimerRange{{Timer: retryTimer, Min: 100 * time.Millisecond, Max: 200 * time.Millisecond}}
	return groups
}
