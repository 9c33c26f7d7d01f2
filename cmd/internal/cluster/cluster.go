// Package cluster runs a system as a cluster of processes on this machine, breaks it on
// purpose, and says whether what its clients saw and what its nodes logged is as it must be.
//
// The servers are processes of their own: this program again, as the command node. Clients,
// which only generate load, run here, where one clock gives the times of their history. All
// messages go through a network that is made here (network), so that faults of the network
// need no rights and work everywhere.
package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/internal/wire"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
	"github.com/synod-go/synod/spec"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// Name is the command that runs clusters.
const Name = "cluster"

// Options say which cluster runs, and how.
type Options struct {
	System *model.System
	// Protocol is that of the system; its small model is what the run is compared with. Nil is none.
	Protocol *model.Protocol
	// Command returns the command that runs a node under the control of Serve, with the
	// arguments of Arguments.
	Command func(a Arguments) *exec.Cmd
	// Faults is the schedule of what goes wrong, and Length how long the run is.
	Faults []Fault
	Length time.Duration
	Seed   uint64
	// After is an event that a node is killed after, whenever none is down; nil is none.
	After *Trigger
	// Rate is how many operations each client starts in a second at most; 0 is one after
	// the other.
	Rate    float64
	Logging host.Logging
	// Dir is the directory, empty or not there yet, for disks, logs, the history.
	Dir string
	// Check is how long to look whether the history is linearizable.
	Check time.Duration
	// Trace is the module, in Specs, that says what the logs mean to the spec; "" is none.
	// Validate says how they are held against it.
	Trace    string
	Specs    fs.FS
	Validate validate.Options
	// Progress is told what is going on, again and again.
	Progress func(string)
	Every    time.Duration
}

// Arguments are what the process of a node is told.
type Arguments struct {
	Node, Disk, Log string
	Peers           map[string]string
}

// cluster is a running cluster.
type cluster struct {
	Options
	names     []string
	clients   []string
	net       *network
	netLog    *netLog
	processes map[string]*process
	history   *history
	watches   []system.Watched // by the index of a name, of whom failure detectors tell it
	start     time.Time
	ran       time.Duration // how long it ran

	// What only the nemesis uses: how the nodes are, and for crashes after an event who may still
	// crash, and who must not now.
	absent  map[string]absence
	victims Victims
	spared  []string
	random  *rand.Rand

	mu      sync.Mutex
	broken  []Fault // what went wrong, with the times when it did
	leads   []report.Lead
	clientN map[string]*host.Host
	failed  []error // of nodes
}

// VictimsOf returns the nodes of a system that faults may hit.
func VictimsOf(sys *model.System) Victims {
	nameOf := model.Names(sys.Groups...)
	v := Victims{Crashes: sys.Faults.Crashes, Cut: cutOf(sys)}
	id := model.NodeID(0)
	for _, g := range sys.Groups {
		for range g.Count {
			id++
			name := nameOf(id)
			v.All = append(v.All, name)
			if IsClient(&g, id) {
				continue
			}
			v.Servers = append(v.Servers, name)
			switch {
			case g.Crashes && g.CrashStop:
				v.CrashFor = append(v.CrashFor, name)
				v.Crash = append(v.Crash, name)
			case g.Crashes:
				v.Crash = append(v.Crash, name)
			}
		}
	}
	if len(v.Crash) == 0 {
		v.Crash, v.Crashes = silent(sys)
		v.CrashFor = v.Crash
	}
	return v
}

// silent returns the servers that may be killed for ever in a system without crashes, and how
// many of them at a time: a minority of the largest group. To the others such a node is one
// whose messages take for ever.
func silent(sys *model.System) (names []string, most int) {
	nameOf := model.Names(sys.Groups...)
	id := model.NodeID(0)
	for _, g := range sys.Groups {
		var of []string
		for range g.Count {
			if id++; !IsClient(&g, id) {
				of = append(of, nameOf(id))
			}
		}
		if len(of) > len(names) {
			names = of
		}
	}
	if most = (len(names) - 1) / 2; most < 1 {
		return nil, 0
	}
	return names, most
}

// Possible says of the kinds of faults why they cannot be; "" is that they can.
func Possible(sys *model.System) map[string]string {
	v := VictimsOf(sys)
	why := map[string]string{}
	if len(v.Crash) == 0 {
		why[Crash] = fmt.Sprintf("no node of %s crashes (Group.Crashes), and none can be killed for ever: that needs a group of three servers or more", sys.Protocol)
	}
	if len(v.Crash) > 0 && len(v.CrashFor) == len(v.Crash) && v.Crashes == 0 {
		why[Crash] = "-crashes says how many nodes crash for ever, and is 0"
	}
	if !CanPause {
		why[Pause] = "processes cannot be stopped and continued on this system"
	}
	return why
}

// Usual reports whether the settings of a system speak for a kind of fault: what a search
// gives no budget to is not broken unless somebody asks.
func Usual(sys *model.System, kind string) bool {
	f := sys.Faults
	switch kind {
	case Crash:
		return f.Crashes > 0
	case Partition:
		return sys.Network != model.FIFO || f.Partitions > 0 || f.Drops != 0
	case Loss:
		return sys.Network != model.FIFO || f.Drops != 0
	case Duplicate:
		return sys.Network == model.Set || f.Duplicates > 0
	}
	return true
}

// cutOf returns the nodes that partitions divide; nil is all.
func cutOf(sys *model.System) (names []string) {
	nameOf := model.Names(sys.Groups...)
	for _, part := range sys.Scope.Partitions {
		id := model.NodeID(0)
		for _, g := range sys.Groups {
			for range g.Count {
				if id++; nameOf(id) == part || g.Prefix == part {
					names = append(names, nameOf(id))
				}
			}
		}
	}
	return names
}

// IsClient reports whether a node only generates load: it starts operations, as package client
// has it, and does not crash.
func IsClient(g *model.Group, id model.NodeID) bool {
	if g.New == nil || g.Crashes {
		return false
	}
	_, ok := g.New(id).(interface{ CanInvoke() bool })
	return ok
}

// Run runs the cluster, and returns what it found: of the report all but its subject. The
// error says that it could not run.
func Run(ctx context.Context, o Options) (*report.Report, error) {
	c, err := newCluster(o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Dir, 0o777); err != nil {
		return nil, err
	}
	if err := c.run(ctx); err != nil {
		return nil, err
	}
	return c.judge(ctx)
}

func newCluster(o Options) (*cluster, error) {
	compiled, err := system.CompileLive(o.System)
	if err != nil {
		return nil, err
	}
	return &cluster{
		Options: o, names: compiled.Names[1:], history: newHistory(), processes: map[string]*process{}, clientN: map[string]*host.Host{},
		watches: compiled.Watches, absent: map[string]absence{},
	}, nil
}

// run runs the cluster for its time.
func (c *cluster) run(ctx context.Context) (err error) {
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	if err := c.prepare(inner); err != nil {
		return err
	}
	defer func() {
		c.net.close()
		cancel()
		c.net.conns.Wait()
		err = errors.Join(err, c.netLog.close())
	}()
	defer func() {
		var all sync.WaitGroup
		for _, p := range c.processes {
			all.Go(p.end)
		}
		all.Wait()
	}()
	if err := c.boot(ctx); err != nil {
		return err
	}
	endClients, err := c.startClients(inner)
	defer endClients()
	if err != nil {
		return err
	}
	c.mu.Lock() // servers have news already
	c.start = time.Now()
	c.mu.Unlock()
	breaking, stop := context.WithCancel(ctx)
	defer stop()
	over := make(chan struct{})
	go func() {
		defer close(over)
		c.nemesis(breaking)
	}()
	c.watch(over)
	stop()
	<-over
	c.ran = time.Since(c.start)
	c.windUp(ctx)
	return nil
}

// prepare makes the network, and the schedule's file.
func (c *cluster) prepare(ctx context.Context) (err error) {
	v := VictimsOf(c.System)
	c.victims, c.random = v, rand.New(rand.NewPCG(c.Seed, 3))
	for _, name := range v.All {
		if !slices.Contains(v.Servers, name) {
			c.clients = append(c.clients, name)
		}
	}
	after := ""
	if c.After != nil {
		after = c.After.String()
	}
	plan, err := json.MarshalIndent(struct {
		Seed   uint64  `json:"seed"`
		Length float64 `json:"length_ms"`
		After  string  `json:"crashes_after,omitempty"`
		Faults []Fault `json:"faults"`
	}{c.Seed, float64(c.Length.Milliseconds()), after, c.Faults}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.path("schedule.json"), append(plan, '\n'), 0o666); err != nil {
		return err
	}
	messages, err := wire.NewMessages(c.System.Messages)
	if err != nil {
		return err
	}
	if c.netLog, err = newNetLog(c.path("net.ndjson"), host.LogHeader(c.System, c.Seed), append(shown.Names{"nobody"}, c.names...), messages); err != nil {
		return err
	}
	if c.net, err = newNetwork(ctx, c.names, c.System.Network == model.FIFO, c.Seed); err != nil {
		return errors.Join(err, c.netLog.close())
	}
	c.net.change(func(n *network) { n.note = c.netLog.message })
	return nil
}

func (c *cluster) path(parts ...string) string {
	return filepath.Join(append([]string{c.Dir}, parts...)...)
}

// boot starts the processes of the servers, all at a time.
func (c *cluster) boot(ctx context.Context) error {
	var all sync.WaitGroup
	errs := make(chan error, len(c.names))
	for _, name := range c.names {
		if slices.Contains(c.clients, name) {
			continue
		}
		p := &process{name: name, path: c.path(name + ".err"), heed: func(n news) { c.heed(name, n) }}
		p.make = func() *exec.Cmd {
			return c.Command(Arguments{Node: name, Disk: c.path(name), Log: c.path(name + ".ndjson"), Peers: c.net.peers(name)})
		}
		c.processes[name] = p
		all.Go(func() { errs <- p.start(ctx) })
	}
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// heed takes the news of a server.
func (c *cluster) heed(name string, n news) {
	if n.Addr != "" {
		c.net.at(name, n.Addr)
	}
	if n.Leads {
		c.mu.Lock()
		defer c.mu.Unlock()
		at := time.Duration(0)
		if !c.start.IsZero() {
			at = time.Since(c.start)
		}
		c.leads = append(c.leads, report.Lead{At: at, Node: name, Epoch: n.Epoch})
	}
}

// startClients runs the clients, until they are ended.
func (c *cluster) startClients(ctx context.Context) (end func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	end = func() {
		cancel()
		all.Wait()
	}
	for _, name := range c.clients {
		h, err := host.New(host.Config{
			System: c.System, Node: name, Peers: c.net.peers(name), Log: c.path(name + ".ndjson"), Logging: c.Logging,
			Rate: c.Rate, Seed: c.Seed, Logger: slog.New(slog.DiscardHandler), OnEvent: c.history.heed,
		})
		if err != nil {
			return end, err
		}
		c.net.at(name, h.Addr().String())
		c.clientN[name] = h
		all.Go(func() {
			if err := h.Run(ctx); err != nil {
				c.fail(err)
			}
		})
	}
	return end, nil
}

// fail notes that a node has ended by itself.
func (c *cluster) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = append(c.failed, err)
}

func (c *cluster) failures() []error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.failed)
}

// watch waits until the time is over, or something has gone wrong that nobody wanted.
func (c *cluster) watch(over <-chan struct{}) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	next := c.start.Add(c.Every)
	for {
		select {
		case <-over:
			return
		case now := <-tick.C:
			c.look()
			if len(c.failures()) > 0 {
				return
			}
			if c.Progress != nil && now.After(next) {
				next = now.Add(c.Every)
				c.Progress(c.progress(now))
			}
		}
	}
}

// look notes the processes that have ended by themselves.
func (c *cluster) look() {
	for _, p := range c.processes {
		if err := p.unexpected(); err != nil {
			c.fail(err)
		}
	}
}

// windUp lets the clients have their last answers.
func (c *cluster) windUp(ctx context.Context) {
	for _, h := range c.clientN {
		h.Rest()
	}
	if len(c.failures()) > 0 {
		return
	}
	for deadline := time.Now().Add(answerTime); ctx.Err() == nil && c.history.pending() > 0 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	c.look()
}

// answerTime is how long clients wait for their last answers when all is well again.
const answerTime = 5 * time.Second

// judge makes the report.
func (c *cluster) judge(ctx context.Context) (*report.Report, error) {
	if err := c.history.write(c.path("history.jsonl"), c.start); err != nil {
		return nil, err
	}
	r := &report.Report{Command: report.LiveCluster, Verdict: report.Holds, Cluster: c.figures()}
	if c.After != nil && !slices.ContainsFunc(c.broken, func(f Fault) bool { return f.After != "" }) {
		r.Warnings = append(r.Warnings, report.Warning{Text: fmt.Sprintf("nothing was killed: no node that may crash logged an event %s while none was down", quote.Quoted(c.After.String()))})
	}
	for _, err := range c.failures() {
		r.Verdict = report.Violated
		r.Violations = append(r.Violations, report.Violation{Property: "running", Kind: traces.KindPanic, Text: err.Error()})
	}
	if err := c.judgeHistory(r); err != nil {
		return nil, err
	}
	if err := c.judgeLogs(ctx, r); err != nil {
		return nil, err
	}
	if ctx.Err() != nil && r.Verdict == report.Holds {
		r.Verdict, r.BoundedBy = report.Inconclusive, []string{"an interrupt"}
	}
	r.Complete = r.Verdict != report.Inconclusive
	return r, nil
}

// judgeHistory asks whether the clients' history is linearizable, if that is claimed.
func (c *cluster) judgeHistory(r *report.Report) error {
	for i := range c.System.Properties {
		p := &c.System.Properties[i]
		object, ok := p.Object.(spec.Object)
		if !ok {
			continue
		}
		picture := c.path("history.html")
		found, err := c.history.check(object, c.Check, picture)
		if err != nil {
			return err
		}
		property := report.Property{Name: p.Name, Verdict: report.Holds}
		switch found {
		case untested:
			property.Verdict = report.Vacuous
		case undecided:
			property.Verdict, property.Why = report.Open, fmt.Sprintf("not decided in %s", c.Check)
			r.Open = append(r.Open, p.Name)
			if r.Verdict == report.Holds {
				r.Verdict = report.Inconclusive
				r.BoundedBy = append(r.BoundedBy, "time")
			}
		case notLinearizable:
			property.Verdict, r.Verdict = report.Violated, report.Violated
			r.Cluster.Picture = picture
			r.Violations = append(r.Violations, report.Violation{Property: p.Name, Kind: system.KindInvariant, Text: "no order of the clients' operations explains their answers"})
		}
		r.Properties = append(r.Properties, property)
	}
	return nil
}

// judgeLogs holds the logs against the spec, if there is one.
func (c *cluster) judgeLogs(ctx context.Context, r *report.Report) error {
	paths, err := filepath.Glob(c.path("*.ndjson"))
	if err != nil {
		return err
	}
	if c.Trace == "" || ctx.Err() != nil {
		return nil
	}
	for _, path := range paths {
		if err := cutOff(path); err != nil {
			return err
		}
	}
	if err := c.logCrashes(); err != nil {
		return err
	}
	if c.Progress != nil {
		c.Progress("the logs are held against the spec")
		c.Validate.ProgressEvery = c.Every
		c.Validate.Progress = func(p validate.Progress) {
			c.Progress(fmt.Sprintf("%s of %s fit the spec", numbers.Count(p.Matched), numbers.Some(p.Events, "event")))
		}
	}
	c.Validate.Abstract = abstract
	part, refused, path, err := validated(ctx, paths, c.Specs, c.Trace, c.Validate)
	if unmodelled := (*check.FalseAssumption)(nil); errors.As(err, &unmodelled) {
		if r.Verdict == report.Holds {
			r.Verdict = report.Inconclusive
		}
		r.BoundedBy = append(r.BoundedBy, fmt.Sprintf("the spec, which does not model these settings: in %s %s", c.Trace, unmodelled.Text))
		return nil
	}
	if err != nil {
		return err
	}
	r.Validation, r.Bounds = part.Validation, part.Bounds
	r.Cluster.Spec, r.Cluster.Refused = strings.TrimPrefix(c.Trace, "Trace"), refused
	if err := c.compare(ctx, r, path); err != nil {
		return err
	}
	if m := part.Validation.Misfit; m != nil {
		r.Cluster.Explanation = c.path("explanation.txt")
		if err := os.WriteFile(r.Cluster.Explanation, []byte(strings.TrimLeft(m.Explanation, "\n")), 0o666); err != nil {
			return err
		}
	}
	switch {
	case part.Verdict == report.Rejected && r.Verdict != report.Violated:
		r.Verdict = report.Rejected
	case part.Verdict == report.Inconclusive && r.Verdict == report.Holds:
		r.Verdict, r.BoundedBy = report.Inconclusive, part.BoundedBy
	}
	return nil
}

// figures are what happened, in numbers.
func (c *cluster) figures() *report.Cluster {
	h := c.history
	sorted := h.latencies()
	out := &report.Cluster{
		Dir: c.Dir, Length: c.ran, Seed: c.Seed, Clients: len(c.clients), Servers: len(c.processes),
		Operations: len(h.ops), Answered: h.answers, Leads: c.leads, Starts: map[string]int{},
	}
	if !h.last.IsZero() {
		out.Busy = min(h.last.Sub(c.start), out.Length)
	}
	for _, percent := range []float64{50, 90, 99, 100} {
		out.Latency = append(out.Latency, report.Percentile{Percent: percent, Time: percentile(sorted, percent)})
	}
	for name, p := range c.processes {
		out.Starts[name] = p.starts
	}
	c.net.change(func(n *network) {
		out.Lost, out.Doubled, out.Cut = n.counts.lost, n.counts.doubled, n.counts.cut
	})
	slices.SortStableFunc(out.Leads, func(a, b report.Lead) int { return cmp.Compare(a.At, b.At) })
	for i, f := range c.broken {
		until := out.Length
		if i+1 < len(c.broken) {
			until = c.broken[i+1].At
		}
		fault := report.Fault{Kind: f.Kind, At: f.At, For: f.For, What: f.String()}
		if len(c.clients) > 0 {
			fault.Silence = h.silence(c.start.Add(f.At), c.start.Add(until))
		}
		out.Faults = append(out.Faults, fault)
	}
	return out
}
