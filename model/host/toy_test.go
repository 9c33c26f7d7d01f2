package host_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
	"github.com/synod-go/synod/traces"
)

// toy is a node that does what a test says.
type toy struct {
	Count int            `model:"durable"`
	Seen  []string       // lost in a crash
	Map   map[string]int `model:"durable"`

	do behaviour `model:"const"`
}

type behaviour struct {
	start   func(t *toy, env model.Env)
	receive func(t *toy, env model.Env, from model.NodeID, m model.Message)
	timeout func(t *toy, env model.Env, timer model.Timer)
}

func (t *toy) Start(env model.Env) {
	if t.do.start != nil {
		t.do.start(t, env)
	}
}

func (t *toy) Receive(env model.Env, from model.NodeID, m model.Message) {
	if t.do.receive != nil {
		t.do.receive(t, env, from, m)
	}
}

func (t *toy) Timeout(env model.Env, timer model.Timer) {
	if t.do.timeout != nil {
		t.do.timeout(t, env, timer)
	}
}

// note is a message, noted an event.
type (
	note  struct{ Text string }
	noted struct{ Text string }
)

// toys is a system of so many toys.
func toys(count int, do behaviour) *model.System {
	return &model.System{
		Groups:   []model.Group{{Prefix: "T", Count: count, New: func(model.NodeID) model.Node { return &toy{do: do} }}},
		Messages: []model.Message{note{}},
	}
}

// texts returns what was recorded, with who did.
func (r *running) texts() (all []string) {
	for _, e := range r.all() {
		if n, ok := e.Value.(noted); ok {
			all = append(all, e.Node+" "+n.Text)
		}
	}
	return all
}

// saw waits until all of the texts were recorded.
func (r *running) saw(texts ...string) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		all := strings.Join(r.texts(), "\n") + "\n"
		for _, text := range texts {
			if !strings.Contains(all, text+"\n") {
				return false
			}
		}
		return true
	}, 10*time.Second, time.Millisecond, "%v", texts)
}

func TestMessagesArrive(t *testing.T) {
	r := run(t, toys(3, behaviour{
		start: func(_ *toy, env model.Env) {
			if env.ID() == 1 {
				env.Broadcast(note{"hello"})
				env.Send(1, note{"to myself"})
				env.Send(2, note{"peers " + fmt.Sprint(env.Peers(), env.Group("T"))})
			}
		},
		receive: func(_ *toy, env model.Env, from model.NodeID, m model.Message) {
			env.Record(noted{fmt.Sprintf("%s from %d", m.(note).Text, from)})
		},
	}), nil)
	r.saw("T2 hello from 1", "T3 hello from 1", "T1 to myself from 1", "T2 peers [2 3] [1 2 3] from 1")
	require.Len(t, r.texts(), 4)
	logs := r.logs()
	require.Equal(t, 7, logs.Len())
	for _, l := range logs.Sequences {
		require.Equal(t, traces.StepStart, l.Events[0].Kind)
	}
	require.Equal(t, []string{"T1.1.1", "T1.1.2", "T1.1.3", "T1.1.4"}, logs.Sequences[0].Events[0].SentIDs)
}

// A handler sees its fields as in a search: fresh, with nothing that two of them share.
func TestFieldsAreFresh(t *testing.T) {
	r := run(t, toys(1, behaviour{
		start: func(n *toy, env model.Env) {
			n.Seen = append(make([]string, 0, 10), "a")
			n.Map = map[string]int{}
			env.SetTimer("look")
		},
		timeout: func(n *toy, env model.Env, _ model.Timer) {
			env.Record(noted{fmt.Sprintf("%d %t", cap(n.Seen), n.Map == nil)})
		},
	}), nil)
	r.saw("T 1 true")
}

func TestDurableFieldsOutliveARestart(t *testing.T) {
	r := run(t, toys(1, behaviour{start: func(n *toy, env model.Env) {
		n.Count++
		n.Seen = append(n.Seen, "x")
		env.Record(noted{fmt.Sprint(n.Count, len(n.Seen))})
	}}), nil)
	r.saw("T 1 1")
	require.NoError(t, r.stop("T"))
	r.start("T", nil)
	r.saw("T 2 1")
	log := r.logs().Sequences[0]
	var kinds []string
	for _, e := range log.Events {
		kinds = append(kinds, e.Kind)
	}
	require.Equal(t, []string{traces.StepStart, traces.StepCrash, traces.StepRestart}, kinds)
}

func TestTimersTakeTheirTime(t *testing.T) {
	const atLeast, atMost = 30 * time.Millisecond, 40 * time.Millisecond
	sys := toys(1, behaviour{
		start: func(_ *toy, env model.Env) {
			for _, timer := range []model.Timer{"once", "stopped", "again", "fault"} {
				env.SetTimer(timer)
			}
			env.SetTimer("once") // it is set already
			env.StopTimer("stopped")
			env.StopTimer("again")
			env.SetTimer("again")
		},
		timeout: func(n *toy, env model.Env, timer model.Timer) {
			env.Record(noted{string(timer)})
			if n.Count++; n.Count < 40 {
				env.SetTimer("again")
			}
		},
	})
	sys.Groups[0].Timers = []model.TimerRange{
		{Timer: "once", Min: atLeast, Max: atMost}, {Timer: "again"}, {Timer: "stopped"}, {Timer: "fault"}, // these would fire at once
	}
	sys.TimerBounds = []model.TimerBound{{Timer: "fault", Total: 1, Fault: true}, {Timer: "again", Total: 1}}
	began := time.Now()
	r := run(t, sys, nil)
	r.saw("T once", "T again")
	require.Eventually(t, func() bool { return len(r.texts()) >= 40 }, 10*time.Second, time.Millisecond)
	all := strings.Join(r.texts(), "\n")
	require.Equal(t, 1, strings.Count(all, "T once"))
	require.NotContains(t, all, "T stopped")
	require.NotContains(t, all, "T fault", "a timer whose firing is a fault never fires")
	for _, e := range r.all() {
		if strings.HasPrefix(e.Value.(noted).Text, "once") {
			require.GreaterOrEqual(t, e.At.Sub(began), atLeast)
		}
	}
}

// A clock that runs a hundred times too fast is noticed, and one that is too slow.
func TestClockRunsWrong(t *testing.T) {
	for rate, fires := range map[float64]bool{100: true, 0.0001: false} {
		sys := toys(1, behaviour{
			start:   func(_ *toy, env model.Env) { env.Record(noted{"starts"}); env.SetTimer("t") },
			timeout: func(_ *toy, env model.Env, _ model.Timer) { env.Record(noted{"fired"}) },
		})
		length := 20 * time.Millisecond
		if fires {
			length = 20 * time.Second
		}
		sys.Groups[0].Timers = []model.TimerRange{{Timer: "t", Min: length, Max: length}}
		faults := &host.Faults{}
		faults.Clock(rate)
		r := run(t, sys, func(c *host.Config) { c.Faults = faults })
		r.saw("T starts")
		if fires {
			r.saw("T fired")
			continue
		}
		time.Sleep(100 * time.Millisecond)
		require.Equal(t, []string{"T starts"}, r.texts())
	}
}

// What does not fit into the queue of a node that is down is lost, and counted; Resend does
// not let equal messages wait.
func TestQueuesAreBounded(t *testing.T) {
	sys := toys(2, behaviour{
		start: func(_ *toy, env model.Env) {
			if env.ID() == 2 {
				return
			}
			for i := range 30 {
				env.Send(2, note{fmt.Sprint("n", i)})
			}
			for range 30 {
				env.Resend(2, note{"n3"})
			}
			env.SetTimer("next")
		},
		timeout: func(_ *toy, env model.Env, _ model.Timer) { env.Record(noted{"next"}) },
		receive: func(_ *toy, env model.Env, _ model.NodeID, m model.Message) { env.Record(noted{m.(note).Text}) },
	})
	held, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer held.Close()
	addr := held.Addr().String()
	var mu sync.Mutex
	var seen []string
	var one *host.Host
	for _, name := range []string{"T1", "T2"} {
		cfg := host.Config{System: sys, Node: name, Queue: 10, Logger: quiet, Metrics: "127.0.0.1:0", OnEvent: func(e host.Event) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, e.Value.(noted).Text)
		}}
		switch name {
		case "T1":
			cfg.Peers = map[string]string{"T2": addr}
		case "T2":
			require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(seen) == 1 }, 10*time.Second, time.Millisecond)
			require.NoError(t, held.Close())
			cfg.Listen, cfg.Peers = addr, map[string]string{"T1": "127.0.0.1:1"}
		}
		h, err := host.New(cfg)
		require.NoError(t, err)
		if one == nil {
			one = h
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error)
		go func() { ended <- h.Run(ctx) }()
		t.Cleanup(func() { cancel(); require.NoError(t, <-ended) })
	}
	require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(seen) == 11 }, 20*time.Second, time.Millisecond)
	require.Equal(t, "next n0 n1 n2 n3 n4 n5 n6 n7 n8 n9", strings.Join(seen, " "))
	for _, want := range []string{ // what was sent is counted when it has left, perhaps after it was received
		`synod_messages_lost_total{node="T1",reason="queue full",to="T2"} 20`,
		`synod_messages_lost_total{node="T1",reason="equal one waits",to="T2"} 30`,
		`synod_messages_sent_total{node="T1",to="T2"} 10`,
	} {
		require.Eventually(t, func() bool { return strings.Contains(scrape(t, one), want+"\n") }, 10*time.Second, 10*time.Millisecond, want)
	}
}

// scrape returns the metrics of a node.
func scrape(t *testing.T, h *host.Host) string {
	t.Helper()
	resp, err := http.Get("http://" + h.MetricsAddr().String() + "/metrics")
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	return string(b)
}

func TestMetricsAndProfiles(t *testing.T) {
	sys := toys(1, behaviour{start: func(n *toy, _ model.Env) { n.Count++ }})
	h, err := host.New(host.Config{System: sys, Node: "T", Disk: t.TempDir(), Metrics: "127.0.0.1:0", Logger: quiet})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- h.Run(ctx) }()
	require.Eventually(t, func() bool {
		return regexp.MustCompile(`synod_disk_write_seconds_count{node="T"} 1\n`).MatchString(scrape(t, h))
	}, 10*time.Second, 10*time.Millisecond)
	resp, err := http.Get("http://" + h.MetricsAddr().String() + "/debug/pprof/goroutine?debug=1")
	require.NoError(t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Contains(t, string(b), "host.(*Host).loop")
	cancel()
	require.NoError(t, <-ended)
	_, err = http.Get("http://" + h.MetricsAddr().String() + "/metrics")
	require.Error(t, err, "it is over")
}

// A handler that breaks a rule, panics or does not return ends its node, in words.
func TestHandlersThatCannotGoOn(t *testing.T) {
	for want, start := range map[string]func(*toy, model.Env){
		"T: Start: the handler panicked: oh\n  at ":                                           func(*toy, model.Env) { panic("oh") },
		"T: Start: note is sent to node 9; the nodes are 1 to 1":                              func(_ *toy, env model.Env) { env.Send(9, note{}) },
		"T: Start: nil is sent to T; a message is a value":                                    func(_ *toy, env model.Env) { env.Send(1, nil) },
		"T: Start: a message cannot be sent: int is no declared message":                      func(_ *toy, env model.Env) { env.Send(1, 1) },
		`T: Start: Group("X"); the groups are T`:                                              func(_ *toy, env model.Env) { env.Group("X") },
		"T: Start: Choose(65); it takes 1 to 64":                                              func(_ *toy, env model.Env) { env.Choose(65) },
		"T: Start: an event cannot be recorded: ":                                             func(_ *toy, env model.Env) { env.Record(make(chan int)) },
		`T: Start: the handler changed a setting (a field tagged model:"const")`:              func(n *toy, _ model.Env) { n.do.start = nil; n.do = behaviour{} },
		"Start has not returned for 100ms":                                                    func(*toy, model.Env) { select {} },
		"Start ended its goroutine (runtime.Goexit; FailNow and Fatal of package testing do ": func(*toy, model.Env) { goexit() },
		"T: Env.Send was called after the handler had returned; an Env is valid only until ":  func(_ *toy, env model.Env) { go func() { time.Sleep(20 * time.Millisecond); env.Send(1, note{}) }() },
		"T: Start: Choose(0); it takes 1 to 64": func(_ *toy, env model.Env) {
			defer func() { _ = recover() }() // the rule is broken all the same
			env.Choose(0)
		},
	} {
		sys := toys(1, behaviour{start: start})
		sys.HandlerTime = 100 * time.Millisecond
		if strings.Contains(want, "setting") {
			sys.Groups[0].New = func(model.NodeID) model.Node { return &fixed{Fixed: 1} }
		}
		h, err := host.New(host.Config{System: sys, Node: "T", Logger: quiet})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		err = h.Run(ctx)
		require.ErrorContains(t, err, want)
		cancel()
	}
}

func goexit() { runtime.Goexit() }

// fixed is a node that changes a setting.
type fixed struct {
	Fixed int `model:"const"`
}

func (f *fixed) Start(model.Env)                                { f.Fixed++ }
func (f *fixed) Receive(model.Env, model.NodeID, model.Message) {}
func (f *fixed) Timeout(model.Env, model.Timer)                 {}

func TestImpossibleConfigurations(t *testing.T) {
	dir := t.TempDir()
	sys := toys(2, behaviour{})
	good := func() host.Config {
		return host.Config{System: sys, Node: "T1", Peers: map[string]string{"T2": "127.0.0.1:1"}, Logger: quiet}
	}
	for want, change := range map[string]func(*host.Config){
		"Config.System is missing":                                               func(c *host.Config) { c.System = nil },
		`there is no node "X"; there are T1, T2`:                                 func(c *host.Config) { c.Node = "X" },
		"the address of node T2 is missing":                                      func(c *host.Config) { c.Peers = nil },
		`an address is given for "T3", which is no other node; there are T1, T2`: func(c *host.Config) { c.Peers["T3"] = "x" },
		`an address is given for "T1", which is no other node; there are T1, T2`: func(c *host.Config) { c.Peers["T1"] = "x" },
		"Config.MaxMessage is -1; accepted are numbers of bytes above 0":         func(c *host.Config) { c.MaxMessage = -1 },
		"Config.Queue is -1; accepted are numbers of messages above 0":           func(c *host.Config) { c.Queue = -1 },
		"Config.Rate is -1; accepted are operations a second, from 0 on":         func(c *host.Config) { c.Rate = -1 },
		"timer x lasts from 2s to 1s; accepted are times of 0 and more, the smaller one first": func(c *host.Config) {
			c.Timers = []model.TimerRange{{Timer: "x", Min: 2 * time.Second, Max: time.Second}}
		},
		"no messages are declared; a node that runs for real needs a value of each type that is sent": func(c *host.Config) {
			mute := *sys
			mute.Messages = nil
			c.System = &mute
		},
		`"jump" is no kind of event that could be left out of the log`: func(c *host.Config) {
			c.Log, c.Logging.Unlogged = filepath.Join(dir, "log"), []string{"jump"}
		},
		"missing port": func(c *host.Config) { c.Listen = "127.0.0.1" },
	} {
		cfg := good()
		change(&cfg)
		_, err := host.New(cfg)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "\n")
	}
}

// What strangers say is refused, and the node goes on.
func TestStrangersAreRefused(t *testing.T) {
	var told strings.Builder
	var mu sync.Mutex
	logger := slog.New(slog.NewTextHandler(writer(func(p []byte) { mu.Lock(); defer mu.Unlock(); told.Write(p) }), nil))
	r := run(t, toys(2, behaviour{
		receive: func(_ *toy, env model.Env, _ model.NodeID, m model.Message) { env.Record(noted{m.(note).Text}) },
		timeout: func(_ *toy, env model.Env, _ model.Timer) { env.Send(2, note{"still here"}) },
		start: func(_ *toy, env model.Env) {
			if env.ID() == 1 {
				env.SetTimer("t")
			}
		},
	}), func(c *host.Config) {
		c.Timers = []model.TimerRange{{Timer: "t", Min: 300 * time.Millisecond, Max: 300 * time.Millisecond}}
		if c.Node == "T2" {
			c.Logger = logger
		}
	})
	for _, garbage := range []string{"GET / HTTP/1.1\r\n\r\n", "\x00\x00\x00\x02\xa1\x01", "\x00\x00\x00\x00"} {
		conn, err := net.Dial("tcp", r.addrs["T2"].Addr().String())
		require.NoError(t, err)
		_, err = conn.Write([]byte(garbage))
		require.NoError(t, err)
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
		_, err = io.ReadAll(conn) // until it closes
		require.NoError(t, err)
	}
	// A node of another system, at first; that of the right one talks.
	other := toys(2, behaviour{start: func(_ *toy, env model.Env) { env.Send(2, note{"foreign"}) }})
	other.Protocol = "another"
	cfg := r.config("T1")
	var refused strings.Builder
	cfg.System, cfg.Disk, cfg.Log, cfg.OnEvent = other, "", "", nil
	cfg.Logger = slog.New(slog.NewTextHandler(writer(func(p []byte) { mu.Lock(); defer mu.Unlock(); refused.Write(p) }), nil))
	h, err := host.New(cfg)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- h.Run(ctx) }()
	text := func(b *strings.Builder) string { mu.Lock(); defer mu.Unlock(); return b.String() }
	require.Eventually(t, func() bool { return strings.Contains(text(&refused), "it refuses: its system is another one") }, 10*time.Second, time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
	r.saw("T2 still here")
	require.NotContains(t, r.texts(), "T2 foreign")
	require.Contains(t, text(&told), "the frame is too long")
	require.Contains(t, text(&told), "its system is another one")
}

// writer makes a function an io.Writer.
type writer func([]byte)

func (w writer) Write(p []byte) (int, error) {
	w(p)
	return len(p), nil
}
