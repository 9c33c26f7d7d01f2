package vr

import (
	"fmt"
	"slices"

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
	Messages: []model.Message{Request{}, Reply{}, Prepare{}, PrepareOK{}, Commit{}, StartViewChange{}, DoViewChange{}, StartView{}, Recovery{}, RecoveryResponse{}, GetState{}, NewState{}},
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

const unbounded = -1

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "replicas: 2f+1, of which f may fail", Default: 3, Min: 1, Max: 5},
	{Name: "clients", Doc: "clients that wait for answers", Default: 1, Min: 1, Max: 3},
	{Name: "scripts", Doc: `what clients do: "p,g;ay" lets the first put and get, the second append to key y; those left out do as in "a,g;a;g"`, Default: ""},
	{Name: "retries", Doc: "requests that clients send again, to all replicas, in all; -1: any number", Default: 1, Min: unbounded, Max: 100, Bounds: []string{string(retryTimer)}},
	model.NetworkParam(model.Multiset),
	{Name: "views", Doc: "number of the last view", Default: 2, Min: 1, Max: 100},
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
	scripts    [][]spec.KeyValueOp
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
	var err error
	var scriptsBound model.Bound
	if c.scripts, scriptsBound, err = language.Parse(s.scripts, s.clients); err != nil {
		return nil, err
	}
	if s.servers%2 == 0 {
		return nil, fmt.Errorf("servers %d is no 2f+1; accepted are 1, 3 and 5", s.servers)
	}
	system := &model.System{
		Groups:     c.groups(),
		Properties: c.properties(),
		Goals: []model.Goal{{Name: "all-clients-done", Doc: "All clients have all their answers.", Check: model.Local(clientDone), Every: true},
			{Name: "asked-all", Doc: "A client has asked all replicas, and waits.", Check: model.Local(func(v model.View[*Client]) model.Reached { return model.ReachedIf(v.Node.ToAll, "%s waits", v.Name) })},
			{Name: "all-answered", Every: true, Doc: "No client has asked all replicas, and waits.", Check: model.Local(func(v model.View[*Client]) model.Reached {
				return model.ReachedIf(!v.Node.ToAll, "%s does not wait", v.Name)
			})}},

		Epochs: c.epochs(),
		Bounds: []model.Bound{
			model.Limit("views", fmt.Sprint(s.views), func(server *Server) bool { return int(server.View) <= s.views }),
			scriptsBound,
		},
		Meant: []model.Meant{{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"}},
	}
	if s.spread > 0 {
		system.Bounds, system.Numbers = []model.Bound{scriptsBound}, c.numbers(s.spread)
		system.Properties = slices.DeleteFunc(system.Properties, func(p model.Property) bool { return p.Name == "view-completeness" })
	}
	s.environment.Into(system)
	crashstop.Into(system, s.crashStop)
	for _, b := range []struct {
		timer   model.Timer
		perNode []int
		set     bool
	}{{changeTimer, s.changes, true}, {recoverTimer, s.recoveries, c.recoveries}} {
		if len(b.perNode) > s.servers {
			return nil, fmt.Errorf("%v timeouts %s are for %d servers, but there are %d; accepted is at most one number per server",
				b.timer, model.Spell(b.perNode), len(b.perNode), s.servers)
		}
		if b.set && len(b.perNode) > 0 {
			perNode := make([]int, s.servers)
			copy(perNode, b.perNode)
			system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: b.timer, PerNode: perNode})
		}
	}
	for _, b := range []model.TimerBound{{Timer: commitTimer, Total: s.commits}, {Timer: retryTimer, Total: s.retries}} {
		if b.Total > 0 {
			system.TimerBounds = append(system.TimerBounds, b)
		}
	}
	return system, nil
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
	}
	retry := model.Timer("")
	if c.retries {
		retry = retryTimer
	}
	return client.Append([]model.Group{servers}, clientPrefix, c.scripts, func(script []spec.KeyValueOp) model.Node {
		return &Client{Session: client.Session[spec.KeyValueOp]{Script: script, Retry: retry}}
	})
}
