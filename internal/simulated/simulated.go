// Package simulated runs the nodes of a protocol as real ones run: in simulated time, with
// messages that mostly arrive soon, and crashes, loss, duplicates and partitions. Each node
// has a log of its own. Tests have long logs of several nodes from it: random walks of the
// model have far more messages in flight, and never get as far.
package simulated

import (
	"container/heap"
	"math/rand/v2"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// cluster is a run that is going on.
type cluster struct {
	Options
	sys   *model.System
	names shown.Names
	nodes []*running
	rng   *rand.Rand
	now   int // microseconds
	queue due
	count int
	left  int          // events
	sides map[int]bool // who is on one side of a partition; nil without one
}

// Options say what happens in a run, and what is logged.
type Options struct {
	Protocol *model.Protocol
	Mutant   string
	Settings map[string]string
	Seed     uint64
	// Events is how many events there are in all logs.
	Events int
	// What happens, so many times in ten thousand events or messages.
	Crashes, Loss, Duplicates, Partitions int
	// Timers says how long timers last, from and to so many milliseconds; 20 to 60 if it does not.
	Timers map[model.Timer][2]int
	// Hastened are timers that start anew when a message of a type arrives.
	Hastened map[string]model.Timer
	// Lost has every other kill hit a handler whose event is not logged yet.
	Lost bool
	// Fields are what is logged of a node; nil is all. Fields of more than Most values are left
	// out, if it is not 0, but at a restart.
	Fields []string
	Most   int
	// Clocks adds vector clocks.
	Clocks bool
	// NoIDs, NoMessages and NoSent leave out ids of messages, what sent messages say, and what
	// is sent.
	NoIDs, NoMessages, NoSent bool
}

// running is a node of a cluster.
type running struct {
	id      model.NodeID
	kind    node.Kind
	state   []byte
	crashes bool
	up      bool
	timers  map[model.Timer]int // when they were set, by a number
	boot    int
	seq     int
	clock   map[string]int
	log     *traces.Log
}

// arriving is a message that was sent.
type arriving struct {
	id       string
	from, to model.NodeID
	message  model.Message
	clock    map[string]int
}

// A dueItem is due at some time: a message, a timer, or what do does.
type dueItem struct {
	at, order int
	message   *arriving
	node      int
	timer     model.Timer
	set       int
	do        func()
}

type due []*dueItem

func (d due) Len() int { return len(d) }
func (d due) Less(i, j int) bool {
	return d[i].at < d[j].at || d[i].at == d[j].at && d[i].order < d[j].order
}
func (d due) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *due) Push(x any)   { *d = append(*d, x.(*dueItem)) }
func (d *due) Pop() any {
	old := *d
	x := old[len(old)-1]
	*d = old[:len(old)-1]
	return x
}

// Run runs a system until so many events have happened, and returns the logs of its nodes.
// Equal options make equal logs.
func Run(o Options) ([]*traces.Log, error) {
	sys, err := o.Protocol.System(o.Mutant, o.Settings)
	if err != nil {
		return nil, err
	}
	c := &cluster{Options: o, sys: sys, rng: rand.New(rand.NewPCG(o.Seed, 1)), left: o.Events}
	if err := c.makeNodes(); err != nil {
		return nil, err
	}
	for _, n := range c.nodes {
		c.boot(n)
	}
	for c.left > 0 && len(c.queue) > 0 {
		x := heap.Pop(&c.queue).(*dueItem)
		c.now = x.at
		c.happens(x)
	}
	var logs []*traces.Log
	for _, n := range c.nodes {
		logs = append(logs, n.log)
	}
	return logs, nil
}

func (c *cluster) makeNodes() error {
	name := model.Names(c.sys.Groups...)
	c.names = shown.Names{name(model.Nobody)}
	codec := canon.New(canon.Options{})
	for _, g := range c.sys.Groups {
		for range g.Count {
			id := model.NodeID(len(c.names))
			c.names = append(c.names, name(id))
			kind, err := node.Of(codec, name(id), func() model.Node { return g.New(id) })
			if err != nil {
				return err
			}
			c.nodes = append(c.nodes, &running{
				id: id, kind: kind, state: kind.Boot(), crashes: g.Crashes, clock: map[string]int{},
				log: &traces.Log{Protocol: c.Protocol.Name, Mutant: c.Mutant, Settings: c.sys.Settings, Only: []string{name(id)}, Lost: c.Lost},
			})
		}
	}
	for _, n := range c.nodes {
		n.log.Nodes = c.names[1:]
	}
	return nil
}

func (c *cluster) later(after int, x dueItem) {
	c.count++
	x.at, x.order = c.now+after, c.count
	heap.Push(&c.queue, &x)
}

// per reports true with a probability of many in 10,000.
func (c *cluster) per(many int) bool { return c.rng.IntN(10_000) < many }

func (c *cluster) happens(x *dueItem) {
	if x.do != nil {
		x.do()
		return
	}
	if m := x.message; m != nil {
		n := c.nodes[m.to-1]
		if !n.up || c.sides != nil && c.sides[int(m.from)] != c.sides[int(m.to)] {
			return
		}
		for node, k := range m.clock {
			n.clock[node] = max(n.clock[node], k)
		}
		name := shown.TypeName(m.message)
		c.run(n, node.Input{Call: node.Receive, From: m.from, Message: m.message},
			traces.LogEvent{Kind: traces.StepDeliver, From: c.names[m.from], Name: name, Message: c.names.Plain(m.message), ID: m.id})
		if t, ok := c.Hastened[name]; ok && n.timers[t] != 0 {
			c.setTimer(n, t)
		}
		return
	}
	n := c.nodes[x.node]
	if !n.up || n.timers[x.timer] != x.set {
		return
	}
	if x.timer == invoking {
		c.run(n, node.Input{Call: node.Invoke}, traces.LogEvent{Kind: traces.StepInvoke})
		return
	}
	delete(n.timers, x.timer)
	c.run(n, node.Input{Call: node.Timeout, Timer: x.timer}, traces.LogEvent{Kind: traces.StepTimeout, Name: string(x.timer)})
}
