package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/traces"
)

// nemesis breaks what the schedule says, when it says so, and mends it. It ends when the time
// of the cluster is over, and not before the last fault is mended and all was well for a
// while. When the context ends it mends what is broken, and starts what was killed.
func (c *cluster) nemesis(ctx context.Context) {
	for _, f := range c.Faults {
		if !c.calm(ctx, c.start.Add(f.At)) {
			return
		}
		begun := time.Since(c.start)
		c.begin(f)
		until := c.start.Add(begun + f.For)
		switch f.Kind {
		case Crash, Disk: // one crash at a time
			sleep(ctx, time.Until(until))
		default:
			c.spared = f.Nodes
			c.calm(ctx, until)
			c.spared = nil
		}
		c.mended(f, begun)
	}
	rest := min(coolDown, c.Length/4)
	c.calm(ctx, c.start.Add(c.Length-rest))
	sleep(ctx, max(time.Until(c.start.Add(c.Length)), rest))
}

// mended ends a fault that began at a time, and notes when it was.
func (c *cluster) mended(f Fault, begun time.Duration) {
	c.mend(f)
	f.At, f.For = begun, time.Since(c.start)-begun
	c.mu.Lock()
	c.broken = append(c.broken, f)
	c.mu.Unlock()
}

// calm waits until a time while no scheduled fault has a process down, and reports whether the
// context was not done in the meantime. Crashes that wait for an event come in that time.
func (c *cluster) calm(ctx context.Context, until time.Time) bool {
	if c.After != nil {
		log := func(node string) string { return c.path(node + ".ndjson") }
		for {
			node, ok := c.After.await(ctx, c.mayCrash(), log, until.Add(-minRestart))
			if !ok {
				break
			}
			begun := time.Since(c.start)
			f := c.struck(node, until)
			c.begin(f)
			sleep(ctx, f.For)
			c.mended(f, begun)
		}
	}
	return sleep(ctx, time.Until(until))
}

// mayCrash returns the nodes that may crash now. Those that never come back may, as long as the
// budget of crashes is not spent.
func (c *cluster) mayCrash() []string {
	return slices.DeleteFunc(slices.Clone(c.victims.Crash), func(n string) bool {
		return slices.Contains(c.spared, n) || c.victims.Crashes == 0 && slices.Contains(c.victims.CrashFor, n)
	})
}

// struck returns the crash of a node that has just logged the event that crashes wait for.
func (c *cluster) struck(node string, until time.Time) Fault {
	length := minRestart + time.Duration(c.random.Int64N(int64(maxStruck-minRestart)))
	f := Fault{Kind: Crash, Nodes: []string{node}, For: min(length, time.Until(until)), After: c.After.String()}
	if slices.Contains(c.victims.CrashFor, node) {
		f.Forever = true
		c.victims.Crashes--
		c.victims.Crash = slices.DeleteFunc(slices.Clone(c.victims.Crash), func(n string) bool { return n == node })
	}
	return f
}

// maxStruck is how long a node that was killed after an event is down at most.
const maxStruck = 500 * time.Millisecond

// sleep sleeps, and reports whether the context was not done in the meantime.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// begin breaks something.
func (c *cluster) begin(f Fault) {
	switch f.Kind {
	case Crash:
		c.each(f, c.kill)
	case Partition:
		c.net.change(func(n *network) { n.sides = f.Sides })
		c.netLog.add(&traces.LogEvent{Kind: traces.StepPartition, Sides: f.Sides})
	case Loss:
		c.net.change(func(n *network) { n.lose = f.Chance })
	case Delay:
		c.net.change(func(n *network) { n.delay = f.Most })
	case Duplicate:
		c.net.change(func(n *network) { n.double = f.Chance })
	case Pause:
		c.each(f, func(p *process) {
			if err := p.pause(); err != nil {
				c.fail(fmt.Errorf("node %s cannot be stopped: %w", p.name, err))
			}
			c.detect(p.name, stopped)
		})
	case Clock:
		c.each(f, func(p *process) { p.tell(order{Clock: f.Rate}) })
	case Disk:
		c.each(f, func(p *process) { c.spoil(p, f) })
	}
}

// spoil breaks a disk.
func (c *cluster) spoil(p *process, f Fault) {
	switch f.Disk {
	case diskSlow:
		p.tell(order{Disk: &disk{SlowMs: float64(f.Most) / float64(time.Millisecond)}})
	case diskFull:
		p.expect()
		p.tell(order{Disk: &disk{Full: true}})
	case diskLossy:
		p.tell(order{Disk: &disk{Lossy: true}})
		time.Sleep(min(f.For/2, lossyTime))
		c.kill(p)
	}
}

// lossyTime is how long a node works on a lossy disk before it is killed.
const lossyTime = 200 * time.Millisecond

// mend ends a fault.
func (c *cluster) mend(f Fault) {
	switch f.Kind {
	case Crash:
		if !f.Forever {
			c.each(f, c.revive)
		}
	case Partition:
		c.net.change(func(n *network) { n.sides = nil })
		c.netLog.add(&traces.LogEvent{Kind: traces.StepHeal})
	case Loss:
		c.net.change(func(n *network) { n.lose = 0 })
	case Delay:
		c.net.change(func(n *network) { n.delay = 0 })
	case Duplicate:
		c.net.change(func(n *network) { n.double = 0 })
	case Pause:
		c.each(f, func(p *process) {
			if err := p.resume(); err != nil {
				c.fail(fmt.Errorf("node %s cannot be continued: %w", p.name, err))
			}
			c.detect(p.name, present)
		})
	case Clock:
		c.each(f, func(p *process) { p.tell(order{Clock: 1}) })
	case Disk:
		c.each(f, func(p *process) {
			if f.Disk == diskSlow {
				p.tell(order{Disk: &disk{}})
				return
			}
			c.kill(p) // one with a full disk that has had nothing to write
			c.revive(p)
		})
	}
}

// each does something to each node of a fault.
func (c *cluster) each(f Fault, do func(*process)) {
	for _, name := range f.Nodes {
		do(c.processes[name])
	}
}

// kill kills a node.
func (c *cluster) kill(p *process) {
	p.kill()
	c.detect(p.name, killed)
}

// revive starts a node again.
func (c *cluster) revive(p *process) {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	if err := p.start(ctx); err != nil {
		c.fail(err)
		return
	}
	c.detectAll(p.name)
	c.detect(p.name, present)
}

// progress is a line about what is going on.
func (c *cluster) progress(now time.Time) string {
	at := now.Sub(c.start)
	text := fmt.Sprintf("%s of %s", at.Round(100*time.Millisecond), c.Length)
	if len(c.clients) > 0 {
		text += fmt.Sprintf(" · %d answers", c.history.answered())
	}
	var down []string
	for name, p := range c.processes {
		if !p.up() {
			down = append(down, name)
		}
	}
	if slices.Sort(down); len(down) > 0 {
		text += " · down: " + strings.Join(down, ", ")
	}
	for _, f := range c.Faults {
		if f.At <= at && at < f.At+f.For {
			text += " · " + f.String()
		}
	}
	return text
}
