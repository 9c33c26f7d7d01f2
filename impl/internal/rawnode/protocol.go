// Package rawnode is a harness for RawNode of etcd's raft library: everything around it but
// the library itself, of which one program can have one version. The modules in
// impl/etcdraft bring the versions.
//
// Start with server.go: a RawNode with its loop, a model.Machine. loop.go does what the
// RawNode has ready, request.go answers clients, timers.go says what can happen besides
// messages. library.go is the way to the library, convert.go and message.go make plain data
// of its messages. properties.go is what must hold, and this file what can be set.
package rawnode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/impl/internal/crashstop"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
	"github.com/synod-go/synod/spec"
)

const serverPrefix = "S"

// harness is what all servers of a system know.
type harness struct {
	library      *Library
	form         form
	initial      ConfState
	servers      int // with the spare ones
	scripts      [][]spec.RegisterOp
	retries      []int // by server; those left out have none
	changes      []ConfChange
	ticks        int
	electionTick int
	heartbeats   int
	transfers    int
	compactions  int
	preVote      bool
	checkQuorum  bool
	panics       string
}

// What a panic of the library is.
const (
	panicsFound = "finding"
	panicsEnd   = "end"
)

// NewProtocol returns the protocol of a version of the library.
func NewProtocol(l *Library) *model.Protocol {
	return &model.Protocol{
		Name:     "etcdraft",
		Doc:      "RawNode of " + strings.TrimSpace(l.Path+" "+versionOf(l.Path)) + ", the library itself",
		Params:   params(l),
		Messages: Messages(),
		Claims:   claims(l.Path, versionOf(l.Path)),
		New:      func(s model.Settings) (*model.System, error) { return l.system(s) },
	}
}

func params(l *Library) []model.Param {
	forms := []string{string(oneStep), string(applyLater), string(parallel)}
	if l.Async {
		forms = append(forms, string(async))
	}
	return slices.Concat([]model.Param{
		{Name: "servers", Doc: "servers that vote at first", Default: 3, Min: 1, Max: 5},
		{Name: "learners", Doc: "servers that learn at first", Default: 0, Max: 2},
		{Name: "spares", Doc: "servers that are not in the configuration at first", Default: 0, Max: 2},
		{Name: "ready", Doc: "when a Ready is done: written, sent and applied in one step; applied later; written and applied in parallel; as messages to the disk (AsyncStorageWrites)", Default: string(oneStep), Choices: forms},
		model.NetworkParam(model.FIFO),
		{Name: "terms", Doc: "largest term; the first election is for term 2", Default: 3, Min: 1, Max: 1000},
		{Name: "entries", Doc: "largest index of the log; 0: not bounded by itself", Default: 0, Max: 1000},
		{Name: "elections", Doc: "how often S1, S2, … campaign; one that is left out does not", Default: []int{1, 1}, Max: 1000, Bounds: []string{string(electionTimer)}, Without: "ticks"},
		{Name: "heartbeats", Doc: "how often leaders send heartbeats of themselves, in all", Default: 0, Max: 1000, Bounds: []string{string(heartbeatTimer)}, Without: "ticks"},
		{Name: "ticks", Doc: "ticks of the library's clock, of each server, instead of elections and heartbeats", Default: 0, Max: 1000, Bounds: []string{string(tickTimer)}},
		{Name: "election-tick", Doc: "ticks until a follower may campaign", Default: 2, Min: 2, Max: 10},
		{Name: "scripts", Doc: `what the client of each server does: "w,r;none;r" lets that of S1 write, then read, that of S2 nothing, that of S3 read`, Default: "w;r"},
		{Name: "retries", Doc: "how often the clients of S1, S2, … try again; one that is left out does not", Default: []int(nil), Max: 100, Bounds: []string{string(retryTimer)}},
		{Name: "changes", Doc: `changes of the configuration, in turn: "v4,r2,v4r3,joint:v4,leave,auto:v4,l5"; vN: server N votes, lN: it learns, rN: it leaves`, Default: ""},
		{Name: "change-tries", Doc: "how often leaders propose a change, in all", Default: 2, Min: 1, Max: 100, With: "changes", Bounds: []string{string(changeTimer)}},
		{Name: "transfers", Doc: "transfers of the leadership, in all", Default: 0, Max: 100, Bounds: []string{string(transferTimer)}},
		{Name: "compactions", Doc: "how often servers compact their logs, in all", Default: 0, Max: 100, Bounds: []string{string(compactTimer)}},
		{Name: "pre-vote", Doc: "Config.PreVote", Default: false},
		{Name: "check-quorum", Doc: "Config.CheckQuorum, which needs ticks", Default: false, With: "ticks"},
		{Name: "panics", Doc: "what a panic of the library is: a finding; or the end of its server until that restarts", Default: panicsFound, Choices: []string{panicsFound, panicsEnd}},
		model.CrashesParam("servers", 0), crashstop.Param(),
	}, model.NetworkFaultParams())
}

func (l *Library) system(s model.Settings) (*model.System, error) {
	environment, err := s.Environment()
	if err != nil {
		return nil, err
	}
	voters, learners := s.Int("servers"), s.Int("learners")
	h := &harness{
		library:      l,
		form:         form(s.Text("ready")),
		servers:      voters + learners + s.Int("spares"),
		ticks:        s.Int("ticks"),
		electionTick: s.Int("election-tick"),
		heartbeats:   s.Int("heartbeats"),
		transfers:    s.Int("transfers"),
		compactions:  s.Int("compactions"),
		preVote:      s.Bool("pre-vote"),
		checkQuorum:  s.Bool("check-quorum"),
		panics:       s.Text("panics"),
	}
	for n := range voters + learners {
		if id := model.NodeID(n + 1); n < voters {
			h.initial.Voters = append(h.initial.Voters, id)
		} else {
			h.initial.Learners = append(h.initial.Learners, id)
		}
	}
	var script model.Bound
	if h.scripts, script, err = scripts(s.Text("scripts"), h.servers); err != nil {
		return nil, err
	}
	if h.changes, err = parseChanges(s.Text("changes"), h.servers); err != nil {
		return nil, err
	}
	elections, retries := s.Ints("elections"), s.Ints("retries")
	if h.ticks > 0 {
		elections = nil
	}
	for name, list := range map[string][]int{"elections": elections, "retries": retries} {
		if len(list) > h.servers {
			return nil, fmt.Errorf("%s %s are for %d servers, but there are %d; accepted is at most one number per server", name, model.Spell(list), len(list), h.servers)
		}
	}
	h.retries = retries
	sys := &model.System{
		Groups: []model.Group{{
			Prefix: serverPrefix, Count: h.servers, Crashes: environment.Faults.Crashes > 0,
			Boot: h.boot, Omit: omissions,
		}},
		Properties: append(properties(), leaderPossible, leaderSteady),
		Goals:      goals,
		Messages:   h.messages(),
		Meant:      []model.Meant{{Warning: warn.IdleOmission, Reason: "it depends on the version and the settings what there is to omit"}},
	}
	environment.Into(sys)
	crashstop.Into(sys, s.Bool(crashstop.Name))
	if !h.asks(true) && !h.asks(false) {
		sys.Meant = append(sys.Meant, model.Meant{Warning: warn.NeverStepped + " " + serverPrefix + " invokes", Reason: "-scripts says what clients do"})
	}
	if terms := s.Int("terms"); terms > 0 {
		sys.Bounds = append(sys.Bounds, model.Limit("terms", fmt.Sprint(terms), func(s *Server) bool { return s.Term <= terms }))
	}
	if entries := s.Int("entries"); entries > 0 {
		sys.Bounds = append(sys.Bounds, model.Limit("entries", fmt.Sprint(entries), func(s *Server) bool { return len(s.Log) <= entries }))
	}
	sys.Bounds = append(sys.Bounds, script)
	sys.TimerBounds = h.timerBounds(elections, s.Int("change-tries"))
	if !h.checkQuorum && !h.preVote {
		sys.Epochs = epochs
	}
	return sys, nil
}

// timerBounds bounds the timers that there are.
func (h *harness) timerBounds(elections []int, changeTries int) (bounds []model.TimerBound) {
	total := func(t model.Timer, n int) {
		if n > 0 {
			bounds = append(bounds, model.TimerBound{Timer: t, Total: n})
		}
	}
	if h.ticks > 0 {
		bounds = append(bounds, model.TimerBound{Timer: tickTimer, PerNode: slices.Repeat([]int{h.ticks}, h.servers)})
	} else {
		rest := make([]int, h.servers-len(elections))
		bounds = append(bounds, model.TimerBound{Timer: electionTimer, PerNode: slices.Concat(elections, rest)})
		total(heartbeatTimer, h.heartbeats)
	}
	if slices.Max(append(h.retries, 0)) > 0 {
		bounds = append(bounds, model.TimerBound{Timer: retryTimer, PerNode: slices.Clone(h.retries)})
	}
	if len(h.changes) > 0 {
		total(changeTimer, changeTries)
	}
	total(transferTimer, h.transfers)
	total(compactTimer, h.compactions)
	return bounds
}

// epochs says that a message of an older term is dead: the library ignores it, unless it
// has PreVote or CheckQuorum.
var epochs = &model.Epochs{
	Of: func(n any) []int {
		if s, ok := n.(*Server); ok {
			return []int{s.Stable.Term} // a crash may take a newer one back
		}
		return nil
	},
	Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
		term := 0
		switch m := m.(type) {
		case MsgApp:
			term = m.Term
		case MsgAppResp:
			term = m.Term
		case MsgVote:
			term = m.Term
		case MsgVoteResp:
			term = m.Term
		case MsgSnap:
			term = m.Term
		case MsgHeartbeat:
			term = m.Term
		case MsgHeartbeatResp:
			term = m.Term
		case MsgTimeoutNow:
			term = m.Term
		case MsgReadIndexResp:
			term = m.Term
		}
		return 0, term, term > 0
	},
}

// omissions are what of a RawNode does not tell its states apart.
var omissions = func() map[string]string {
	all := map[string]string{
		"*rawnode.Logger":                     "it only writes",
		"*raft.MemoryStorage":                 "all that it holds is on the disk",
		"raft.raft.randomizedElectionTimeout": "the harness sets it before Tick, which alone reads it",
		"tracker.Progress.Inflights":          "a ring with a part that is forgotten; the rest stands beside it, in order",
		"impl.MessageState":                   "machinery of protocol buffers",
	}
	for _, name := range []string{"Message", "Entry", "Snapshot", "SnapshotMetadata", "ConfState", "HardState"} {
		all["raftpb."+name+".sizeCache"] = "machinery of protocol buffers"
	}
	return all
}()
