package host_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
	"github.com/synod-go/synod/traces"
)

// quiet is a logger that says nothing.
var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// running is a system whose nodes run, all in this process.
type running struct {
	t     *testing.T
	names []string
	dir   string
	sys   *model.System
	addrs map[string]net.Listener
	with  func(*host.Config)

	mu     sync.Mutex
	events []host.Event
	ends   map[string]func() error // end a node, and wait for that
	waits  map[string]func() error // wait for the end of a node
}

// run runs all nodes of a system until the test ends.
func run(t *testing.T, sys *model.System, with func(*host.Config)) *running {
	t.Helper()
	r := &running{t: t, dir: t.TempDir(), sys: sys, with: with, addrs: map[string]net.Listener{}, ends: map[string]func() error{}, waits: map[string]func() error{}}
	nameOf := model.Names(sys.Groups...)
	for id := model.NodeID(1); nameOf(id) != "nobody"; id++ {
		r.names = append(r.names, nameOf(id))
	}
	for _, name := range r.names {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		r.addrs[name] = l
	}
	for _, name := range r.names {
		r.start(name, r.addrs[name])
	}
	t.Cleanup(func() {
		for _, name := range r.names {
			require.NoError(t, r.stop(name))
		}
	})
	return r
}

// config is the configuration of a node.
func (r *running) config(name string) host.Config {
	cfg := host.Config{
		System: r.sys, Node: name, Peers: map[string]string{}, Logger: quiet,
		Disk: filepath.Join(r.dir, name), Log: r.log(name),
		OnEvent: func(e host.Event) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.events = append(r.events, e)
		},
	}
	for other, l := range r.addrs {
		if other != name {
			cfg.Peers[other] = l.Addr().String()
		}
	}
	if r.with != nil {
		r.with(&cfg)
	}
	return cfg
}

func (r *running) log(name string) string { return filepath.Join(r.dir, name+".ndjson") }

// start starts a node with the listener, or at the address that it had.
func (r *running) start(name string, l net.Listener) {
	r.t.Helper()
	cfg := r.config(name)
	if cfg.Listener = l; l == nil {
		cfg.Listen = r.addrs[name].Addr().String()
	}
	h, err := host.New(cfg)
	require.NoError(r.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	wait := sync.OnceValue(func() error { return <-ended })
	r.waits[name] = wait
	r.ends[name] = func() error {
		cancel()
		return wait()
	}
}

// stop ends a node.
func (r *running) stop(name string) error { return r.ends[name]() }

// all returns the events so far.
func (r *running) all() []host.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]host.Event(nil), r.events...)
}

// answers counts the operations that have returned.
func (r *running) answers() (n int) {
	for _, e := range r.all() {
		if _, ok := e.Value.(model.Return); ok {
			n++
		}
	}
	return n
}

// logs ends all nodes and returns what they logged.
func (r *running) logs() *traces.Logs {
	r.t.Helper()
	var logs []*traces.Log
	for _, name := range r.names {
		require.NoError(r.t, r.stop(name))
		l, err := traces.ReadLogFile(r.log(name))
		require.NoError(r.t, err)
		logs = append(logs, l)
	}
	j, err := traces.Join(logs...)
	require.NoError(r.t, err)
	return j
}

// live returns a protocol's system as it runs for real.
func live(t *testing.T, p *model.Protocol, mutant string, given map[string]string) *model.System {
	t.Helper()
	settings := map[string]string{}
	for name, v := range p.Live {
		settings[name] = model.Spell(v)
	}
	for name, v := range given {
		settings[name] = v
	}
	sys, err := p.System(mutant, settings)
	require.NoError(t, err)
	sys.Messages = p.Messages
	return sys
}

func TestRaftAnswersItsClients(t *testing.T) {
	r := run(t, live(t, &raft.Protocol, "", map[string]string{"clients": "2"}), nil)
	require.Eventually(t, func() bool { return r.answers() >= 100 }, 20*time.Second, 10*time.Millisecond)
	require.Len(t, r.logs().Sequences, 5)
}
