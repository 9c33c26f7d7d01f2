package simulated

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// invoking is when a client goes on.
const invoking model.Timer = "(invoke)"

func (c *cluster) boot(n *running) {
	n.up, n.timers, n.seq = true, map[model.Timer]int{}, 0
	n.boot++
	kind := traces.StepStart
	if n.boot > 1 {
		kind = traces.StepRestart
	}
	c.run(n, node.Input{Call: node.Start}, traces.LogEvent{Kind: kind})
}

// run gives a node an input, and logs it.
func (c *cluster) run(n *running, in node.Input, e traces.LogEvent) {
	did := &env{c: c, n: n}
	state, err := n.kind.Run(n.state, did, in)
	if errors.Is(err, node.ErrIdle) {
		return // another handler ran since it was asked
	}
	if err != nil {
		panic(err)
	}
	n.state = state
	kill := n.crashes && e.Kind != traces.StepRestart && e.Kind != traces.StepStart && c.per(c.Crashes)
	if kill && c.Lost && c.rng.IntN(2) == 0 {
		c.kill(n) // before the event is logged
		return
	}
	c.left--
	e.Node = c.names[n.id]
	n.clock[e.Node]++
	if in.Call == node.Invoke && did.invoked != nil {
		e.Name, e.Message = shown.TypeName(did.invoked), c.names.Plain(did.invoked)
	}
	e.State = c.observed(n, e.Kind)
	e.SentLogged = !c.NoSent
	if c.Clocks {
		e.Clock = maps.Clone(n.clock)
	}
	for _, m := range did.sent {
		n.seq++
		m.id = fmt.Sprintf("%s.%d.%d", e.Node, n.boot, n.seq)
		m.clock = maps.Clone(n.clock)
		if !c.NoSent {
			p := traces.Packet{From: e.Node, To: c.names[m.to], Name: shown.TypeName(m.message), Message: traces.Record{}}
			if !c.NoMessages {
				p.Message = c.names.Plain(m.message)
			}
			e.Sent = append(e.Sent, p)
			if !c.NoIDs {
				e.SentIDs = append(e.SentIDs, m.id)
			}
		}
		if c.NoIDs {
			m.id = ""
		}
		if c.per(c.Loss) || kill && c.rng.IntN(2) == 0 {
			continue
		}
		c.later(200+c.rng.IntN(800), dueItem{message: m})
		if c.per(c.Duplicates) {
			c.later(200+c.rng.IntN(30_000), dueItem{message: m})
		}
	}
	n.log.Events = append(n.log.Events, e)
	if kill {
		c.kill(n)
		return
	}
	for _, t := range slices.Sorted(maps.Keys(did.timers)) {
		if did.timers[t] {
			c.setTimer(n, t)
		} else {
			delete(n.timers, t)
		}
	}
	if n.kind.Has(node.Invoke) && n.kind.CanInvoke(n.state, did) {
		c.setTimer(n, invoking)
	}
	if c.sides == nil && c.per(c.Partitions) {
		c.sides = map[int]bool{1 + c.rng.IntN(len(c.nodes)): true}
		c.later(150_000, dueItem{do: func() { c.sides = nil }})
	}
}

func (c *cluster) setTimer(n *running, t model.Timer) {
	c.count++
	n.timers[t] = c.count
	between, ok := c.Timers[t]
	if !ok {
		between = [2]int{20, 60}
	}
	c.later(between[0]*1000+c.rng.IntN(1000*(between[1]-between[0])+1), dueItem{node: int(n.id) - 1, timer: t, set: c.count})
}

// kill ends a node. When it comes back it logs that it had been killed.
func (c *cluster) kill(n *running) {
	n.state, n.up, n.timers = n.kind.Disk(n.state), false, nil
	c.later(20_000+c.rng.IntN(100_000), dueItem{do: func() {
		name := c.names[n.id]
		n.clock[name]++
		e := traces.LogEvent{Kind: traces.StepCrash, Node: name}
		if c.Clocks {
			e.Clock = maps.Clone(n.clock)
		}
		n.log.Events = append(n.log.Events, e)
		c.left--
		c.boot(n)
	}})
}

// observed is what is logged of a node. To turn a value into one of a trace takes long, so
// fields that are left out are emptied first.
func (c *cluster) observed(n *running, kind string) (kept traces.Record) {
	shown := n.kind.Show(n.state)
	left := map[string]bool{}
	fields := reflect.ValueOf(shown).Elem()
	for i := range fields.NumField() {
		f := fields.Type().Field(i)
		large := c.Most > 0 && kind != traces.StepRestart && f.IsExported() && size(fields.Field(i)) > c.Most
		if large || c.Fields != nil && !slices.Contains(c.Fields, f.Name) {
			left[f.Name] = true
			if f.IsExported() {
				fields.Field(i).SetZero()
			}
		}
	}
	for _, f := range c.names.Record(shown) {
		if !left[f.Name] {
			kept = append(kept, f)
		}
	}
	return kept
}

// size is how many values a field is made of, about.
func size(v reflect.Value) int {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Len()
	}
	return 1
}

// env is the Env of one handler run.
type env struct {
	c       *cluster
	n       *running
	sent    []*arriving
	timers  map[model.Timer]bool
	invoked any
}

func (e *env) ID() model.NodeID { return e.n.id }

func (e *env) Group(prefix string) []model.NodeID {
	return model.IDs(prefix, e.c.sys.Groups...)
}

func (e *env) Peers() []model.NodeID {
	first := model.NodeID(1)
	for _, g := range e.c.sys.Groups {
		if int(e.n.id) < int(first)+g.Count {
			return slices.DeleteFunc(e.Group(g.Prefix), func(id model.NodeID) bool { return id == e.n.id })
		}
		first += model.NodeID(g.Count)
	}
	return nil
}

func (e *env) Send(to model.NodeID, m model.Message) {
	e.sent = append(e.sent, &arriving{from: e.n.id, to: to, message: m})
}

func (e *env) Resend(to model.NodeID, m model.Message) { e.Send(to, m) }

func (e *env) Broadcast(m model.Message) {
	for _, peer := range e.Peers() {
		e.Send(peer, m)
	}
}

func (e *env) timer(t model.Timer, set bool) {
	if e.timers == nil {
		e.timers = map[model.Timer]bool{}
	}
	e.timers[t] = set
}

func (e *env) SetTimer(t model.Timer)  { e.timer(t, true) }
func (e *env) StopTimer(t model.Timer) { e.timer(t, false) }
func (e *env) Choose(n int) int        { return e.c.rng.IntN(n) }
func (e *env) Log(string, ...any)      {}

func (e *env) Record(x model.Event) {
	if i, ok := x.(model.Invoke); ok {
		e.invoked = i.Op
	}
}
