// Package ftvm is the fault-tolerant virtual machine of "The Design of a Practical System
// for Fault-Tolerant Virtual Machines" by Daniel J. Scales, Mike Nelson and Ganesh
// Venkitachalam (ACM SIGOPS Operating Systems Review, 2010). Sections in the comments are
// those of that paper.
//
// A virtual machine runs on a primary server. A backup server executes the same instructions
// a little later: the machine is deterministic but for what comes from outside, and that the
// primary logs and sends to the backup over the logging channel. When the primary fails the
// backup goes on where the log ends, and nobody outside can tell. The rules below make that
// true. Each has mutants that leave it out.
//
//   - Everything that is not deterministic is in the log (unlogged-clock), with the point of
//     the instruction stream where it happened, and is replayed there (moved-interrupt).
//   - The Output Rule: an output leaves only when the backup has acknowledged the log entry
//     of the instruction that made it. Not at once (early-output), nor when the backup has
//     all that came before that instruction (unlogged-output), for it could go on
//     otherwise from there.
//   - A backup that goes live first replays all that it has received (dropped-log). It
//     acknowledges nothing that it will not replay (late-ack).
//   - A server that hears no heartbeat takes the other one for dead, and may be wrong. So a
//     flag on shared storage is tested and set before a server goes live (no-test-and-set),
//     and the one that comes second halts (no-halt).
//   - A server that goes live issues again the disk writes that were under way (lost-write).
//   - A live server gets a new backup by a copy of the whole machine (disk-copy).
//
// The failure detector may be wrong here, unlike in chain replication. What is presumed is
// that servers stop when they fail, that the logging channel is reliable and FIFO, and that
// the shared storage does not fail. Two mutants take the channel's promises away: reordered
// and lost-entry.
//
// Start with machine.go, the virtual machine and its program. server.go is the server on
// which it runs, replay.go the backup, failover.go what happens when one fails, storage.go
// the flags, client.go who asks. mutants.go lists the known mistakes, properties.go and
// progress.go what must hold, and this file what can be set.
//
// The machine is small. Its program is a key-value store, with a thread for each request.
// An update goes to the disk; the interrupt that this is done wakes its thread. Which of
// several threads runs next depends on the clock. Every server has the virtual disk for
// itself (Section 4.1), so disk writes are no outputs, and storage is shared for the flags
// alone. Answers may be lost with a primary, and so clients ask again, as TCP does.
package ftvm

import (
	"math"
	"slices"
	"time"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/warn"
)

const paper = "Scales, Nelson and Venkitachalam, The Design of a Practical System for Fault-Tolerant Virtual Machines"

// Protocol is the fault-tolerant virtual machine, for the command line.
var Protocol = model.Protocol{
	Name:    "ftvm",
	Doc:     "the fault-tolerant virtual machine: a backup replays the primary's log (Scales, Nelson and Venkitachalam)",
	Source:  paper,
	Params:  params,
	Mutants: mutants,
	Claims:  claims,
	Live: map[string]any{
		"servers": 5, "clients": 3, "scripts": "put,get,append,get,...", "retries": unbounded, "crashes": 3,
	},
	Mapping: &model.Mapping{
		Module: "FTVMCode", Trace: "TraceFTVM",
		With: map[string]any{"clients": 1, "scripts": "append,get", "retries": 0, "mistakes": 0, "network": model.FIFO.String()},
	},
	Messages: (&settings{servers: 3, environment: model.Environment{Faults: model.Faults{Crashes: 1}}}).messages(),
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
			buffer:      s.Int("buffer"),
			lag:         s.Int("lag"),
		})
	},
}

// unbounded, as how often a timer fires, does not count it.
const unbounded = -1

var params = slices.Concat([]model.Param{
	{Name: "servers", Doc: "servers: S1 is the first primary, S2 its backup, and the others are backups later", Default: 3, Min: 2, Max: 6},
	{Name: "clients", Doc: "clients that wait for answers", Default: 2, Min: 1, Max: 3},
	{Name: "scripts", Doc: `what clients do: "append,get;put:y" lets the first append to key x and get it, the second put key y; "put,get,..." lets all of them do that for ever; where nothing is said one appends, the next one gets, and so on`, Default: ""},
	{Name: "retries", Doc: "how often clients ask again, all together; -1: any number", Default: 1, Min: unbounded, Max: 100, Bounds: []string{string(retryTimer)}},
	{Name: "buffer", Doc: "how many entries the primary logs before they are acknowledged: when its log buffer is full the machine stops", Default: 2, Min: 1, Max: 16},
	{Name: "lag", Doc: "how many entries the backup has received and not replayed, at most", Default: 1, Max: 16},
	model.CrashesParam("servers", 1),
	model.MistakesParam(1),
	model.NetworkParam(model.FIFO),
}, model.NetworkFaultParams())

// settings are the params' values.
type settings struct {
	environment      model.Environment
	mutant           mutant
	servers, clients int
	scripts          string
	retries          int
	buffer, lag      int
}

// messages lists the messages that are sent under the settings.
func (s *settings) messages() []model.Message {
	list := []model.Message{Request{}, Reply{}, Entry{}, Ack{}}
	if s.environment.Faults.Crashes+s.environment.Faults.Mistakes == 0 {
		return list
	}
	list = append(list, Announce{})
	if s.mutant != noTestAndSet {
		list = append(list, TestAndSet{}, Flag{})
	}
	if s.servers > 2 {
		list = append(list, Copy{})
	}
	return list
}

// config is what servers know of the settings.
type config struct {
	mutant      mutant
	buffer, lag int
}

// The prefixes of the groups.
const (
	serverPrefix  = "S"
	storagePrefix = "D"
	clientPrefix  = "C"
)

// storageOf returns the shared storage.
func storageOf(env model.Env) model.NodeID { return env.Group(storagePrefix)[0] }

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	scripts, scriptsBound, err := language.Scripts(s.scripts, s.clients)
	if err != nil {
		return nil, err
	}
	c := config{mutant: s.mutant, buffer: s.buffer, lag: s.lag}
	faults := s.environment.Faults
	system := &model.System{
		Groups:     c.groups(s.servers, scripts, s.retries != 0),
		Detectors:  []model.Detector{{By: serverPrefix, Of: serverPrefix, Eventual: faults.Mistakes > 0}},
		Properties: properties(),
		Goals:      goals,
		Bounds:     []model.Bound{scriptsBound},
		Epochs:     c.epochs(),
		Messages:   s.messages(),
		Meant: []model.Meant{
			{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"},
			{Warning: warn.IdleDetector, Reason: "-crashes says how many, and -mistakes how often it is wrong"},
			{Warning: warn.IdleNode + " " + storagePrefix, Reason: "nobody asks the shared storage where no server is suspected"},
			{Warning: warn.NeverStepped + " S trusts S", Reason: "a server that is suspected is done with"},
		},
	}
	s.environment.Into(system)
	if s.retries > 0 {
		system.TimerBounds = append(system.TimerBounds, model.TimerBound{Timer: retryTimer, Total: s.retries})
	}
	return system, nil
}

// groups are the servers, the shared storage, and the clients.
func (c config) groups(servers int, scripts []client.Script[operation], retries bool) []model.Group {
	groups := []model.Group{
		{
			Prefix: serverPrefix, Count: servers, Crashes: true, CrashStop: true,
			New: func(id model.NodeID) model.Node { return newServer(id, c) },
			Timers: []model.TimerRange{
				{Timer: cpuTimer, Min: 2 * time.Millisecond, Max: 5 * time.Millisecond},
				{Timer: replayTimer, Min: 2 * time.Millisecond, Max: 5 * time.Millisecond},
				{Timer: diskTimer, Min: 5 * time.Millisecond, Max: 15 * time.Millisecond},
			},
		},
		{Prefix: storagePrefix, Count: 1, New: func(model.NodeID) model.Node { return &Storage{} }},
	}
	retry := model.Timer("")
	if retries {
		retry = retryTimer
	}
	return client.Append(groups, clientPrefix, scripts, func(script client.Script[operation]) model.Node {
		return &Client{Session: client.Session[operation]{Script: script.Ops, Next: script.Next, Retry: retry}, Server: 1}
	})
}

// newServer returns a server as it is at first: the first two are a pair.
func newServer(id model.NodeID, c config) *Server {
	switch id {
	case 1:
		return &Server{Role: Primary, Pair: 1, Peer: 2, config: c}
	case 2:
		return &Server{Role: Backup, Pair: 1, Peer: 1, config: c}
	}
	return &Server{Role: Spare, config: c}
}

// epochs says which messages are dead: all to a server that has crashed or halted, what
// comes over a logging channel that is closed, answers to an operation that has its answer
// already, and old news.
func (c config) epochs() *model.Epochs {
	const (
		all     = 0 // at servers: none is dead, or all are
		channel = 1 // at servers: what comes over the channel of an older pair is dead
		reply   = 0 // at clients: what does not answer the running operation is dead
		news    = 1 // at clients: what is older than what the client knows is dead
	)
	return &model.Epochs{
		Of: func(n any) []int {
			switch n := n.(type) {
			case *Server:
				switch {
				case n.Role == Down || n.Role == Halted:
					return []int{math.MaxInt, math.MaxInt}
				case n.Role == Live || n.Suspects:
					return []int{0, n.Pair + 1}
				}
				return []int{0, n.Pair}
			case *Client:
				awaits := 2 * n.Started
				if !n.Waiting {
					awaits++
				}
				return []int{awaits, n.Pair}
			}
			return []int{0}
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case Entry:
				return channel, m.Pair, c.mutant != lateAck
			case Ack:
				return channel, m.Pair, true
			case Reply:
				return reply, 2 * m.Number, true
			case Announce:
				return news, m.Pair, true
			case TestAndSet:
				return 0, 0, true
			}
			return all, 0, true
		},
	}
}
