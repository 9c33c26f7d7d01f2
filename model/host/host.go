// Package host runs a node of a system as a real process: its messages go over TCP, its
// durable fields are on disk, its timers take real time. The node is the one that a search
// explores, a model.Node or a model.Machine, and it needs nothing more.
//
//	h, err := host.New(host.Config{
//		System: system, Node: "S1", Listen: "127.0.0.1:7001", Disk: "data/S1",
//		Peers: map[string]string{"S2": "127.0.0.1:7002", "S3": "127.0.0.1:7003"},
//	})
//	…
//	err = h.Run(ctx)
//
// What holds of a node in a search holds of it here:
//
//   - One handler runs at a time, and sees the fields as a search shows them to it: each
//     handler of a model.Node runs on a fresh copy.
//   - The durable fields are on disk before any message of the handler leaves. Whenever the
//     process is killed, it finds on disk what they were before a handler, or after it.
//     Inputs that wait for each other share one write.
//   - The network loses messages: those that do not fit into the queue of a connection that
//     is slow or broken, and those in flight when one breaks. It delivers none twice and
//     keeps the order between two nodes. What is broken on purpose is somebody else's
//     business, see the command explore cluster.
//   - What failure detectors say is somebody else's business, too (Suspect, Trust).
//   - The bounds of a system and the budgets of its faults and timers have no meaning here.
//     A timer whose firing is a fault (model.TimerBound.Fault) never fires.
//
// docs/cluster.md says more.
package host

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/stable"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/internal/wire"
	"github.com/synod-go/synod/model"
)

// Config says which node to run, and how. System, Node and Peers are needed.
type Config struct {
	// System has the node. The nodes that talk to each other must have equal systems.
	System *model.System
	// Node is the name of the node.
	Node string
	// Listen is the address at which others reach the node; "" is a free port of 127.0.0.1.
	// Listener, when set, is used instead, and closed in the end.
	Listen   string
	Listener net.Listener
	// Peers are the addresses of the other nodes, by their names.
	Peers map[string]string
	// Disk is the directory in which the durable fields are kept, made if there is none. "" keeps
	// nothing: then the node must not run a second time.
	Disk string
	// Log is the file to which the node logs its events (docs/events.md), and Logging
	// what is logged; "" is none. A node that runs again goes on with its log.
	Log     string
	Logging Logging
	// Timers are how long timers last, instead of what the node's group says. One that neither
	// names lasts between DefaultTimer and twice as long.
	Timers []model.TimerRange
	// Rate is how many operations a client, a model.Invoker, starts in a second at most;
	// 0 is one after the other.
	Rate float64
	// TLS, when set, has all connections encrypted, and both sides show a certificate, which
	// must be valid for the name of the node. See MutualTLS.
	TLS *tls.Config
	// MaxMessage is how long a message may be in bytes; 0 is 4 MiB. A longer one is lost.
	MaxMessage int
	// Queue is how many messages wait for a connection at most; 0 is 1024.
	Queue int
	// Metrics is the address at which metrics (/metrics) and profiles (/debug/pprof/) are
	// served; "" is none.
	Metrics string
	// Seed is the seed of what is chosen at random: the results of Choose, and how long
	// timers last.
	Seed uint64
	// Logger gets what the operator should know; nil is slog.Default().
	Logger *slog.Logger
	// Faults breaks the node's clock and disk on purpose; nil does not.
	Faults *Faults
	// OnEvent is told each event that the node records, a copy of it, before the messages of
	// the handler leave. OnLead is told when System.Leads says otherwise than before. Neither
	// may block.
	OnEvent func(Event)
	OnLead  func(epoch int, leads bool)
}

// Event is an event that a node recorded, as the monitors of a search see it.
type Event struct {
	Node  string
	At    time.Time
	Value model.Event
}

// DefaultTimer is the shortest time that a timer lasts of which nothing is said.
const DefaultTimer = 100 * time.Millisecond

const (
	defaultQueue = 1024
	inboxLen     = 1024
	maxBatch     = 64 // inputs that share one write to the disk
)

// Host is a node that runs for real.
type Host struct {
	cfg      Config
	sys      *system.System
	self     model.NodeID
	group    *model.Group
	kind     node.Kind
	messages *wire.Messages
	events   *canon.Codec
	system   string // see wire.Messages.System
	logger   *slog.Logger
	random   *rand.Rand // of the loop

	listener net.Listener
	unlock   func() error
	disk     *stable.Store // nil if there is none
	log      *eventLog     // nil if there is none
	metrics  *metrics
	timers   *timers
	links    map[model.NodeID]*link
	inbox    chan input
	toSelf   []input
	calls    guard.Calls

	alive    node.Alive
	boot     uint64 // how often the node has booted, this time included
	lastID   uint64 // of a message, in this boot
	stored   []byte // what is on disk of the node
	written  bool   // something of this boot is on disk
	inner    []byte // what a crash would leave now
	out      []sent
	recorded []Event
	leads    bool
	epoch    int
	invokeAt time.Time

	suspected atomic.Uint64 // a model.NodeSet: of whom failure detectors say that they have crashed

	resting atomic.Bool           // no operation is started any more
	failed  atomic.Pointer[error] // of a goroutine
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// New prepares a node to run: it finds what an earlier run left on its disk and in its log,
// and listens at its address. The error says what is wrong with the configuration, the disk
// or the log.
func New(cfg Config) (host *Host, err error) {
	defer guard.Caught(&err)
	h := &Host{cfg: cfg, inbox: make(chan input, inboxLen), links: map[model.NodeID]*link{}, logger: cfg.Logger, events: canon.New(canon.Options{})}
	if h.logger == nil {
		h.logger = slog.Default()
	}
	h.logger = h.logger.With("node", cfg.Node)
	if err := h.find(); err != nil {
		return nil, err
	}
	defer func() {
		if host == nil {
			err = errors.Join(err, h.close())
		}
	}()
	h.metrics = newMetrics(h)
	if h.timers, err = newTimers(h); err != nil {
		return nil, err
	}
	h.connect()
	if err := h.recover(); err != nil {
		return nil, err
	}
	// One seed gives each node, and each boot of it, choices of its own.
	h.random = rand.New(rand.NewPCG(cfg.Seed, uint64(h.self)<<32|h.boot))
	h.timers.random = rand.New(rand.NewPCG(^cfg.Seed, uint64(h.self)<<32|h.boot))
	if cfg.Metrics != "" {
		if h.metrics.listener, err = net.Listen("tcp", cfg.Metrics); err != nil {
			return nil, err
		}
	}
	if err := h.listen(); err != nil {
		return nil, err
	}
	return h, nil
}

// find finds the node in its system.
func (h *Host) find() (err error) {
	cfg := &h.cfg
	if cfg.System == nil {
		return errors.New("Config.System is missing")
	}
	if h.sys, err = system.CompileLive(cfg.System); err != nil {
		return err
	}
	names := h.sys.Names[1:]
	at := slices.Index(names, cfg.Node)
	if at < 0 {
		return fmt.Errorf("there is no node %s; there are %s", quote.Quoted(cfg.Node), strings.Join(names, ", "))
	}
	h.self = model.NodeID(at + 1)
	h.group, h.kind = &cfg.System.Groups[h.sys.Nodes[at].Group], h.sys.Handlers.Kinds[at]
	for name := range cfg.Peers {
		if name == cfg.Node || !slices.Contains(names, name) {
			return fmt.Errorf("an address is given for %s, which is no other node; there are %s", quote.Quoted(name), strings.Join(names, ", "))
		}
	}
	for _, name := range names {
		if name != cfg.Node && cfg.Peers[name] == "" {
			return fmt.Errorf("the address of node %s is missing", name)
		}
	}
	if cfg.MaxMessage == 0 {
		cfg.MaxMessage = wire.MaxFrame
	}
	if cfg.Queue == 0 {
		cfg.Queue = defaultQueue
	}
	switch {
	case cfg.MaxMessage < 0:
		return fmt.Errorf("Config.MaxMessage is %d; accepted are numbers of bytes above 0", cfg.MaxMessage)
	case cfg.Queue < 0:
		return fmt.Errorf("Config.Queue is %d; accepted are numbers of messages above 0", cfg.Queue)
	case cfg.Rate < 0:
		return fmt.Errorf("Config.Rate is %g; accepted are operations a second, from 0 on", cfg.Rate)
	}
	if len(cfg.System.Messages) == 0 && len(names) > 1 {
		return errors.New("no messages are declared; a node that runs for real needs a value of each type that is sent (Protocol.Messages, or System.Messages)")
	}
	if h.messages, err = wire.NewMessages(cfg.System.Messages); err != nil {
		return err
	}
	h.system = h.messages.System(cfg.System)
	return nil
}

// watched returns the nodes of which failure detectors tell this one.
func (h *Host) watched() system.Watched { return h.sys.Watches[h.self-1] }

// Addr returns the address at which the node listens.
func (h *Host) Addr() net.Addr { return h.listener.Addr() }

// Run boots the node and runs it until ctx is done, which is no error, or until it cannot
// go on: a handler panicked or broke a rule, the disk failed, the log could not be written. A
// Host runs once.
func (h *Host) Run(ctx context.Context) error {
	ctx, h.cancel = context.WithCancel(ctx)
	defer h.cancel()
	h.serveMetrics()
	h.running.Go(func() { h.accept(ctx) })
	for _, l := range h.links {
		h.running.Go(func() { l.run(ctx) })
	}
	h.running.Go(func() { h.detect(ctx) })
	err := h.calls.Supervise(ctx, h.sys.Handlers.Limit, func() error { return h.loop(ctx) })
	h.cancel()
	if failed := h.failed.Load(); failed != nil && err == nil {
		err = *failed
	}
	return errors.Join(err, h.close())
}

// Rest has a client start no further operation.
func (h *Host) Rest() { h.resting.Store(true) }

// fail ends the node from another goroutine than the loop's.
func (h *Host) fail(err error) {
	h.failed.CompareAndSwap(nil, &err)
	h.cancel()
}

// close ends what the node has begun, and waits for that.
func (h *Host) close() (err error) {
	if h.timers != nil {
		h.timers.end()
	}
	if h.listener != nil {
		_ = h.listener.Close() // it may be closed
	}
	err = h.metrics.stop()
	h.running.Wait()
	if h.log != nil {
		err = errors.Join(err, h.log.close())
	}
	if h.disk != nil {
		err = errors.Join(err, h.disk.Close())
	}
	if h.unlock != nil {
		err = errors.Join(err, h.unlock())
	}
	return err
}
