// Package raft is the Raft consensus algorithm, as Figure 2 of "In Search of an
// Understandable Consensus Algorithm (Extended Version)" by Diego Ongaro and John
// Ousterhout condenses it, written as a protocol of package model.
//
// Start with server.go: the state of a server, and how messages and timers come
// in. election.go is how a leader is elected (Sections 5.2 and 5.4.1),
// replication.go how it replicates its log and when an entry is committed
// (Sections 5.3 and 5.4.2), client.go who sends commands. mutants.go lists known
// mistakes, properties.go what must hold (Figure 3), and this file what can be
// set. extra.go leads to what Figure 2 leaves out, each turned on by a param.
//
// Two things are always there that are not in Figure 2. A reply to AppendEntries names the request that
// it answers. And unless asked for (param refusals) servers leave out the answers
// that cannot do anything at their receiver: refusals of stale terms, votes not
// granted, and that of no entries none matches. Then a message of an older term is
// dead and leaves the state, which makes the space smaller by orders of magnitude.
// The refusal of a stale term is how a deposed leader or candidate learns of the
// newer term from the one it asks; without, it learns from the new term's own
// requests only.
package raft

import (
	"fmt"
	"slices"
	"time"

	"github.com/synod-go/synod/impl/internal/crashstop"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/warn"
)

// Protocol is Raft, for the command line.
var Protocol = model.Protocol{
	Name:     "raft",
	Doc:      "leader election and log replication, as in Figure 2 of the Raft paper",
	Source:   paper,
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: slices.Concat(serverMessages, []model.Message{Request{}, Reply{}}, extraMessages),
	Live: map[string]any{
		"clients": 4, "scripts": "w,r,...", "sessions": true, "retries": unbounded, "heartbeats": unbounded, "refusals": true,
		"crashes": 5, "duplicates": 1, "partitions": 1,
	},
	Mapping: &model.Mapping{
		Module: "RaftCode", Trace: "TraceRaft",
		With: map[string]any{"terms": 2, "commands": 1, "elections": []int{1, 1, 0}, "crashes": 1},
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
			terms:       s.Int("terms"),
			commands:    s.Int("commands"),
			elections:   s.Ints("elections"),
			spread:      s.Int("spread"),
			heartbeats:  s.Int("heartbeats"),
			refusals:    s.Bool("refusals"),
			scripts:     s.Text("scripts"),
			crashStop:   s.Bool(crashstop.Name),
			sessions:    s.Bool("sessions"),
			retries:     s.Int("retries"),
			symmetry:    s.Bool("symmetry"),
			preVote:     s.Bool("pre-vote"),
			checkQuorum: s.Bool("check-quorum"),
			transfers:   s.Int("transfers"),
			membership:  s.Text("membership"),
			learners:    s.Int("learners"),
			changes:     s.Text("changes"),
			tries:       s.Int("change-tries"),
			compactions: s.Int("compactions"),
			reads:       s.Text("reads"),
			drift:       s.Int("drift"),
			lease:       lease{lasts: s.Int("lease-ticks"), waits: s.Int("election-ticks")},
		})
	},
}

// serverMessages are what servers send to each other.
var serverMessages = []model.Message{RequestVote{}, RequestVoteReply{}, AppendEntries{}, AppendEntriesReply{}}

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "servers", Default: 3, Min: 1, Max: 5},
	{Name: "clients", Doc: "clients that wait for answers; with none, commands come out of nowhere", Default: 0, Max: 9},
	model.NetworkParam(model.Multiset),
	{Name: "terms", Doc: "largest term in which an election starts", Default: 2, Min: 1, Max: 10_000, Without: "spread"},
	{Name: "commands", Doc: "commands that leaders get in all", Default: 2, Max: 10_000, Without: "clients", Bounds: []string{string(commandTimer)}},
	{Name: "elections", Doc: "how often the election timer of S1, S2, … fires; one that is left out is not bounded", Default: []int(nil), Max: 10_000, Bounds: []string{string(electionTimer)}},
	{Name: "spread", Doc: "take terms by difference, at most so far apart; then terms bounds nothing, and leader-completeness is not checked (0: as terms says)", Default: 0, Max: 100},
	{Name: "heartbeats", Doc: "heartbeats, which are the retries as well, in all; -1: any number", Default: 0, Min: unbounded, Max: 10_000, Bounds: []string{string(heartbeatTimer)}},
	model.CrashesParam("servers", 1), crashstop.Param(),
}, model.NetworkFaultParams(), []model.Param{
	{Name: "refusals", Doc: "also send the answers that tell their receiver nothing but a newer term, or nothing", Default: false},
	{Name: "scripts", Doc: `what clients do: "w@1,r;r" lets the first write at server 1 and read anywhere, the second read; "w,r,..." lets all of them do that for ever; "" is w,r for each`, Default: "", With: "clients"},
	{Name: "sessions", Doc: "clients ask again, the next server, and servers execute no request twice (Section 8)", Default: false, With: "clients"},
	{Name: "retries", Doc: "requests that clients send again, in all; -1: any number", Default: 1, Min: unbounded, Max: 10_000, With: "sessions", Bounds: []string{string(retryTimer)}},
	{Name: "pre-vote", Doc: "a server asks first whether it would be elected (dissertation, Section 9.6)", Default: false},
	{Name: "check-quorum", Doc: "a leader that no majority answers steps down (Section 6.2), and who hears a leader leaves candidates alone (Section 4.2.3)", Default: false},
	{Name: "transfers", Doc: "how often leaders hand their leadership over, in all (Section 3.10)", Default: 0, Max: 10_000, Bounds: []string{string(transferTimer)}},
	{Name: "membership", Doc: `how servers join and leave: single (one at a time; dissertation, Section 4.1) or joint (Section 6); "" is not at all`, Default: ""},
	{Name: "learners", Doc: "servers that at first get the log and do not vote, besides those that do", Default: 0, Max: 2, With: "membership"},
	{Name: "changes", Doc: `what leaders may change: "v4,r1" lets server 4 vote and server 1 leave, l4 lets it learn; with joint several servers at once, "v4r1"`, Default: "v4,r1", With: "membership"},
	{Name: "change-tries", Doc: "how often leaders begin a change, in all", Default: 1, Max: 100, With: "membership", Bounds: []string{string(changeTimer)}},
	{Name: "compactions", Doc: "how often servers take a snapshot and discard what it stands for, in all (Section 7)", Default: 0, Max: 10_000, Bounds: []string{string(compactTimer)}},
	{Name: "reads", Doc: "how clients' reads are served: through the log, by the read index (dissertation, Section 6.4), or under a lease (6.4.1)", Default: readLog, Choices: []string{readLog, readIndex, readLease}, With: "clients"},
	{Name: "drift", Doc: "how many ticks the clocks of servers may be apart", Default: 1, Min: 1, Max: 10, With: "reads=" + readLease},
	{Name: "lease-ticks", Doc: "how long a lease lasts; it is safe up to election-ticks - 2 drift", Default: 1, Min: 1, Max: 100, With: "reads=" + readLease},
	{Name: "election-ticks", Doc: "how long a server that has heard from a leader supports no other", Default: 3, Min: 1, Max: 100, With: "reads=" + readLease},
	{Name: "symmetry", Doc: "take servers as interchangeable (without clients and elections)", Default: false},
})

// unbounded, as how often a timer fires, does not count it.
const unbounded = -1

// settings are the params' values.
type settings struct {
	environment      model.Environment
	mutant           mutant
	servers, clients int
	terms, commands  int
	elections        []int
	spread           int
	heartbeats       int
	refusals         bool
	scripts          string
	crashStop        bool
	sessions         bool
	retries          int
	symmetry         bool
	preVote          bool
	checkQuorum      bool
	transfers        int
	membership       string
	learners         int
	changes          string
	tries            int
	compactions      int
	reads            string
	drift            int
	lease            lease
}

// config is what servers and properties know of the settings.
type config struct {
	mutant     mutant
	servers    int
	clients    bool // commands come from clients
	commands   bool // commands come from the timer
	heartbeats bool
	recurring  bool // heartbeats are not counted
	refusals   bool
	difference bool // of terms
	sessions   bool
	retries    bool
	scripts    []client.Script[operation]

	preVote     bool
	checkQuorum bool
	transfers   bool
	membership  string
	initial     Membership // with which the servers start
	changes     []change
	compactions bool
	readIndex   bool
	lease       lease // zero: none
	spares      int   // servers besides, which learn or may join
	noOps       bool  // leaders begin with an entry that asks for nothing
}

// full reports whether servers have a state beyond Figure 2.
func (c config) full() bool {
	return c.preVote || c.checkQuorum || c.transfers || c.compactions || c.readIndex || c.leases()
}

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	c := config{
		mutant:     s.mutant,
		servers:    s.servers,
		clients:    s.clients > 0,
		commands:   s.clients == 0 && s.commands > 0,
		heartbeats: s.heartbeats != 0,
		recurring:  s.heartbeats == unbounded,
		refusals:   s.refusals,
		difference: s.spread > 0,
		sessions:   s.clients > 0 && s.sessions,
		retries:    s.clients > 0 && s.sessions && s.retries != 0,

		preVote:     s.preVote,
		checkQuorum: s.checkQuorum,
		transfers:   s.transfers > 0,
		membership:  s.membership,
		compactions: s.compactions > 0,
		readIndex:   s.clients > 0 && s.reads == readIndex,
		noOps:       s.membership != "" && s.tries > 0 || s.clients > 0 && s.reads != readLog,
	}
	if c.clients && s.reads == readLease {
		c.lease = s.lease
	}
	if err := s.checkExtra(); err != nil {
		return nil, err
	}
	if err := c.setMembership(s); err != nil {
		return nil, err
	}
	// Without clients a mutant's scripts lie idle.
	var scripts model.Bound
	if c.clients {
		var err error
		if c.scripts, scripts, err = language(model.IDs(serverPrefix, c.groups()...)).Scripts(s.scripts, s.clients); err != nil {
			return nil, err
		}
	}
	if nodes := c.servers + c.spares; len(s.elections) > nodes {
		return nil, fmt.Errorf("elections %s are for %d servers, but there are %d; accepted is at most one number per server",
			model.Spell(s.elections), len(s.elections), nodes)
	}
	if s.symmetry && (c.clients || len(s.elections) > 0) {
		return nil, fmt.Errorf("symmetry needs interchangeable servers; accepted is clients 0 without elections, not clients %d with elections %q",
			s.clients, model.Spell(s.elections))
	}
	system := &model.System{
		Groups:     c.groups(),
		Properties: c.properties(),
		Goals:      slices.Concat(goals, c.decisions()),
		Bounds: []model.Bound{
			c.limit("terms", s.terms, func(server *Server) bool { return int(server.Term) <= s.terms }),
		},
		Symmetry: s.symmetry,
		Leads:    leads,
		Messages: c.messages(s.commands > 0),
		Meant: []model.Meant{
			{Warning: warn.NoSymmetry, Reason: "-symmetry turns it on"},
			{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"},
		},
	}
	if c.difference {
		system.Bounds, system.Numbers = nil, numbers(s.spread)
	}
	s.environment.Into(system)
	crashstop.Into(system, s.crashStop)
	system.Groups[0].Symmetric = !c.clients && len(s.elections) == 0 && !c.transfers && !c.changesMembership()
	if c.clients {
		system.Bounds = append(system.Bounds, scripts)
	}
	if len(s.elections) > 0 {
		system.TimerBounds = append(system.TimerBounds,
			model.TimerBound{Timer: electionTimer, PerNode: slices.Clone(s.elections)})
	}
	if c.heartbeats && s.heartbeats != unbounded {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: heartbeatTimer, Total: s.heartbeats})
	}
	if c.retries && s.retries != unbounded {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: retryTimer, Total: s.retries})
	}
	if c.commands {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: commandTimer, Total: s.commands})
	}
	if c.transfers {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: transferTimer, Total: s.transfers})
	}
	if c.leases() {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: tickTimer, Drift: s.drift})
	}
	if c.compactions {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: compactTimer, Total: s.compactions})
	}
	if c.changes != nil {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: changeTimer, Total: s.tries})
	}
	if !s.refusals {
		once := system.Network != model.Set && system.Faults.Duplicates == 0
		system.Epochs = c.epochs(once)
	}
	return system, nil
}

// serverPrefix is the prefix of the group of servers.
const serverPrefix = "S"

// groups are the servers, then the clients, if there are any.
func (c config) groups() []model.Group {
	groups := []model.Group{{
		Prefix:  serverPrefix,
		Count:   c.servers + c.spares,
		New:     c.server,
		Crashes: true,
		Timers:  serverTimers,
	}}
	if len(c.scripts) == 0 {
		return groups
	}
	groups = client.Append(groups, "C", c.scripts, func(script client.Script[operation]) model.Node {
		return c.client(script)
	})
	groups[1].Timers = clientTimers
	return groups
}

// How long timers last in real time. The election timeout is that of Section 9.3.
var (
	serverTimers = []model.TimerRange{
		{Timer: electionTimer, Min: 150 * time.Millisecond, Max: 300 * time.Millisecond},
		{Timer: heartbeatTimer, Min: 50 * time.Millisecond, Max: 50 * time.Millisecond},
		{Timer: commandTimer, Min: 10 * time.Millisecond, Max: 50 * time.Millisecond},

		{Timer: silenceTimer, Min: 150 * time.Millisecond, Max: 150 * time.Millisecond},
		{Timer: quorumTimer, Min: 300 * time.Millisecond, Max: 300 * time.Millisecond},
		{Timer: transferTimer, Min: time.Second, Max: 2 * time.Second},
		{Timer: abortTimer, Min: 300 * time.Millisecond, Max: 300 * time.Millisecond},
		{Timer: changeTimer, Min: time.Second, Max: 2 * time.Second},
		{Timer: compactTimer, Min: 500 * time.Millisecond, Max: time.Second},
		{Timer: tickTimer, Min: 50 * time.Millisecond, Max: 50 * time.Millisecond},
	}
	clientTimers = []model.TimerRange{{Timer: retryTimer, Min: 50 * time.Millisecond, Max: 100 * time.Millisecond}}
)

// leads says that a leader leads its term.
func leads(n model.View[any]) (term int, leading bool) {
	server, ok := n.Node.(anyServer)
	if !ok || server.basic().Role != Leader {
		return 0, false
	}
	return int(server.basic().Term), true
}

// client makes a client.
func (c config) client(script client.Script[operation]) model.Node {
	plain := Client{client.Session[operation]{Script: script.Ops, Next: script.Next}}
	if !c.sessions {
		return &plain
	}
	if c.retries {
		plain.Retry = retryTimer
	}
	return &SessionClient{Client: plain}
}

// epochs says which messages are dead when refusals are left out. Those of an
// older term than their receiver's are. And so is a RequestVote at a server that
// has voted in its term: for another candidate, since what the network delivers
// once cannot come back. Half a term stands for that vote.
//
// That needs a vote to be given once per term, and kept, which two mutants do not do.
func (c config) epochs(deliversOnce bool) *model.Epochs {
	const term, vote = 0, 1
	votes := deliversOnce && c.mutant != forgetVote && c.mutant != doubleVote
	return &model.Epochs{
		Of: func(n any) []int {
			server, ok := n.(anyServer)
			if !ok {
				return nil
			}
			switch s := server.basic(); {
			case !votes:
				return []int{int(s.Term)}
			case s.VotedFor == model.Nobody:
				return []int{int(s.Term), 2 * int(s.Term)}
			default:
				return []int{int(s.Term), 2*int(s.Term) + 1}
			}
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case RequestVote:
				if votes {
					return vote, 2 * int(m.Term), true
				}
				return term, int(m.Term), true
			case RequestVoteReply:
				return term, int(m.Term), true
			case AppendEntries:
				return term, int(m.Term), true
			case AppendEntriesReply:
				return term, int(m.Term), true
			}
			return extraStamp(m)
		},
	}
}
