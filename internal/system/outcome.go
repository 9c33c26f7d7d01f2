package system

import (
	"bytes"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// maxBranches bounds the branches of one handler run (the product of what its
// calls of Choose ask for).
const maxBranches = 4096

// outcomesOf returns the outcomes of an input at a node state: the first one's
// place in outcomeList, and how many there are (none: not a step).
func (c *System) outcomesOf(node uint32, in step.Input) (first, count uint32) {
	key := uint64(node)<<32 | uint64(in)
	v, ok := c.Outcomes.Get(key)
	if !ok {
		v = c.computeOutcomes(key, node, in)
	}
	return uint32(v >> 16), uint32(v & 0xffff)
}

// computeOutcomes runs the handler, once for every branch of Choose.
func (c *System) computeOutcomes(key uint64, node uint32, in step.Input) uint64 {
	parts := SplitNode(c.NodeTable.Bytes(node))
	var branches []branch
	switch {
	case in == step.CrashInput:
		branches = c.crash(parts)
	case parts.up == (in == step.RestartInput || in == step.BootInput):
		// A node that is down takes nothing but a restart, one that is up
		// anything else.
	case in == step.InvokeInput && !c.Nodes[parts.Node].Invoker:
	default:
		branches = c.branches(parts, in)
	}
	if branches == nil && c.Patience.Skipped.Load() {
		return 0 // not known, so not remembered
	}
	list, sends := c.steps(node, in, branches)
	c.outcomeMu.Lock()
	defer c.outcomeMu.Unlock()
	if v, ok := c.Outcomes.Get(key); ok {
		return v // another worker was faster
	}
	v, _ := c.Outcomes.Put(key, c.keep(list, sends))
	c.HandlerRuns.Add(1)
	return v
}

// steps interns the branches of a handler run that are steps. In each outcome
// sends is a place in the list of all messages that is returned.
func (c *System) steps(node uint32, in step.Input, branches []branch) (list []outcome, sends []uint32) {
	for _, b := range branches {
		o, s, isStep := c.outcomeOf(node, in, b)
		if !isStep {
			continue
		}
		o.sends = uint32(len(sends))
		sends = append(sends, s...)
		list = append(list, o)
	}
	return list, sends
}

// keep appends outcomes and their messages to the tables, and returns the memo's
// word for them. The caller holds outcomeMu.
func (c *System) keep(list []outcome, sends []uint32) uint64 {
	firstSend := c.sendList.Add(sends...)
	for i := range list {
		list[i].sends += firstSend
	}
	return uint64(c.OutcomeList.Add(list...))<<16 | uint64(len(list))
}

// branch is one branch of a handler run, with its state after it.
type branch struct {
	after  []byte // the node state
	run    *run   // nil for a crash
	broken string
	kind   string
}

func (c *System) crash(p NodeParts) []branch {
	if !p.up || !c.Model.Groups[c.Nodes[p.Node].Group].Crashes {
		return nil
	}
	info := &c.Nodes[p.Node]
	node := c.DecodeNode(p)
	must(info.Fields.ClearVolatile(node))
	after := NodeParts{Node: p.Node, Fields: must1(info.Fields.AppendFields(nil, node))}
	return []branch{{after: after.append(nil)}}
}

func (c *System) canInvoke(p NodeParts) bool {
	return protect("CanInvoke", c.DecodeNode(p).(model.Invoker).CanInvoke)
}

// runBranches runs a handler once for every sequence of choices, each twice, and
// counts the runs.
func (c *System) runBranches(p NodeParts, in step.Input, runs *atomic.Int64) []branch {
	if in == step.InvokeInput && !c.canInvoke(p) {
		return nil
	}
	var out []branch
	var chosen []int
	for {
		r := c.handle(p, in, chosen)
		runs.Add(1)
		again := c.handle(p, in, chosen)
		runs.Add(1)
		if diff := r.same(again); diff != "" {
			return []branch{{after: p.append(nil), broken: c.inputName(in) + ": two runs of the same handler on the same input differ: " + diff, kind: kindNondeterminism}}
		}
		b := branch{run: r, broken: r.broken, kind: r.kind}
		if r.broken == "" {
			b.after = NodeParts{Node: p.Node, up: true, timers: r.timers, Fields: r.fields}.append(nil)
		} else {
			b.after = p.append(nil)
			b.run = nil
		}
		out = append(out, b)
		if len(out) > maxBranches {
			return []branch{{after: p.append(nil), broken: fmt.Sprintf("the choices of one handler run have more than %d branches", maxBranches), kind: kindModel}}
		}
		// The next sequence: the last choice that can go on does, and what
		// follows it starts anew.
		chosen = slices.Clone(r.chosen[:len(r.arity)]) // those of the run stay what they were
		for len(chosen) > 0 && chosen[len(chosen)-1]+1 == r.arity[len(chosen)-1] {
			chosen = chosen[:len(chosen)-1]
		}
		if len(chosen) == 0 {
			return out
		}
		chosen[len(chosen)-1]++
	}
}

// outcomeOf interns a branch. It returns false when the branch is not a step
// whatever the rest of the state is.
func (c *System) outcomeOf(node uint32, in step.Input, b branch) (o outcome, sends []uint32, isStep bool) {
	o.node = c.NodeTable.Intern(b.after)
	if in != step.BootInput { // to boot is no step, so nobody counts it
		o.class = c.Classes.of(c.className(node, in))
	}
	if b.run != nil {
		for i, s := range b.run.sends {
			if s.resend && seenBefore(b.run.sends[:i], s.bytes) {
				continue // an equal one was sent a moment ago
			}
			id := c.msgTable.Intern(s.bytes)
			if s.resend {
				id |= resendBit
				o.resends = true
			}
			sends = append(sends, id)
		}
		o.events = c.batchOf(b.run.node, b.run.events)
	}
	o.numSends = uint16(len(sends))
	o.unchanged = o.node == node
	o.change = c.NodeTable.fp.At(o.node*uint32(len(c.Perms))) - c.NodeTable.fp.At(node*uint32(len(c.Perms)))
	if b.broken != "" {
		o.Finding = 1 + c.Findings.code(-1, b.kind, c.Names[c.NodeTable.Hot.At(node).Node+1]+": "+b.broken)
		return o, nil, true
	}
	if in != step.BootInput && !o.unchanged && !c.Faults.Lifted {
		o.refused = c.refusedBy(node, o.node)
	}
	o.advances = c.compareEpochs(node, &o)
	fifoDelivery := c.Model.Network == model.FIFO && in.IsMessage()
	isStep = !o.unchanged || len(sends) > 0 || o.events != 0 || o.Finding != 0 || fifoDelivery
	return o, sends, isStep
}

func seenBefore(sends []sent, b []byte) bool {
	for _, s := range sends {
		if bytes.Equal(s.bytes, b) {
			return true
		}
	}
	return false
}

// batchOf returns the id of a batch of events, 0 when there are none or when no
// monitor listens.
func (c *System) batchOf(node int, events []eventOf) uint32 {
	if len(events) == 0 || len(c.Mons) == 0 {
		return 0
	}
	b := []byte{byte(node)}
	for _, e := range events {
		b = append(b, byte(len(e)>>16), byte(len(e)>>8), byte(len(e)))
		b = append(b, e...)
	}
	return c.batchTable.InternHook(b, func(uint32, []byte) { c.Batches.Add(batch{node, events}) })
}

// compareEpochs reports whether an epoch of the node went forward; one that went
// back is a finding.
func (c *System) compareEpochs(node uint32, o *outcome) (advances bool) {
	n := uint32(c.NodeTable.numEpochs)
	if n == 0 || o.unchanged {
		return false
	}
	before := c.NodeTable.epochs.Snapshot()[node*n:][:n]
	after := c.NodeTable.epochs.Snapshot()[o.node*n:][:n]
	for i := range before {
		if after[i] > before[i] {
			advances = true
		}
		if after[i] < before[i] {
			name := c.Names[c.NodeTable.Hot.At(node).Node+1]
			o.Finding = 1 + c.Findings.code(-1, kindModel, fmt.Sprintf("epoch %d of %s went back from %d to %d; the declaration of dead messages needs epochs that never do", i, name, before[i], after[i]))
		}
	}
	return advances
}

// className is the class of a step for the statistics.
func (c *System) className(node uint32, in step.Input) string {
	idx := int(c.NodeTable.Hot.At(node).Node)
	prefix := c.GroupPrefix(idx)
	switch {
	case in.IsMessage():
		return c.receiveClass(idx, c.packet(in.Message()).Message)
	case in == step.CrashInput:
		return prefix + " crashes"
	case in == step.RestartInput:
		return prefix + " restarts"
	case in == step.InvokeInput:
		return prefix + " invokes"
	case in == step.BootInput:
		return prefix + " starts"
	}
	return c.TimerClass(prefix, c.NodeTable.TimerName.At(in.Timer()))
}

func (c *System) TimerClass(prefix, timer string) string { return prefix + " timeout " + timer }
