package model

import (
	"bytes"
	"fmt"
	"slices"
	"sync/atomic"
)

// maxBranches bounds the branches of one handler run (the product of what its
// calls of Choose ask for).
const maxBranches = 4096

// outcomesOf returns the outcomes of an input at a node state: the first one's
// place in outcomeList, and how many there are (none: not a step).
func (c *compiled) outcomesOf(node uint32, in input) (first, count uint32) {
	key := uint64(node)<<32 | uint64(in)
	v, ok := c.outcomes.get(key)
	if !ok {
		v = c.computeOutcomes(key, node, in)
	}
	return uint32(v >> 16), uint32(v & 0xffff)
}

// computeOutcomes runs the handler, once for every branch of Choose.
func (c *compiled) computeOutcomes(key uint64, node uint32, in input) uint64 {
	parts := splitNode(c.nodeTable.bytes(node))
	var branches []branch
	switch {
	case in == inputCrash:
		branches = c.crash(parts)
	case parts.up == (in == inputRestart || in == inputBoot):
		// A node that is down takes nothing but a restart, one that is up
		// anything else.
	case in == inputInvoke && !c.nodes[parts.node].invoker:
	default:
		branches = c.branches(parts, in)
	}
	if branches == nil && c.patience.skipped.Load() {
		return 0 // not known, so not remembered
	}
	list, sends := c.steps(node, in, branches)
	c.outcomeMu.Lock()
	defer c.outcomeMu.Unlock()
	if v, ok := c.outcomes.get(key); ok {
		return v // another worker was faster
	}
	v, _ := c.outcomes.put(key, c.keep(list, sends))
	c.handlerRuns.Add(1)
	return v
}

// steps interns the branches of a handler run that are steps. In each outcome
// sends is a place in the list of all messages that is returned.
func (c *compiled) steps(node uint32, in input, branches []branch) (list []outcome, sends []uint32) {
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
func (c *compiled) keep(list []outcome, sends []uint32) uint64 {
	firstSend := c.sendList.add(sends...)
	for i := range list {
		list[i].sends += firstSend
	}
	return uint64(c.outcomeList.add(list...))<<16 | uint64(len(list))
}

// branch is one branch of a handler run, with its state after it.
type branch struct {
	after  []byte // the node state
	run    *run   // nil for a crash
	broken string
	kind   string
}

func (c *compiled) crash(p nodeParts) []branch {
	if !p.up || !c.sys.Groups[c.nodes[p.node].group].Crashes {
		return nil
	}
	info := &c.nodes[p.node]
	node := c.decodeNode(p)
	must(info.fields.ClearVolatile(node))
	after := nodeParts{node: p.node, fields: must1(info.fields.AppendFields(nil, node))}
	return []branch{{after: after.append(nil)}}
}

func (c *compiled) canInvoke(p nodeParts) bool {
	return protect("CanInvoke", c.decodeNode(p).(Invoker).CanInvoke)
}

// runBranches runs a handler once for every sequence of choices, each twice, and
// counts the runs.
func (c *compiled) runBranches(p nodeParts, in input, runs *atomic.Int64) []branch {
	if in == inputInvoke && !c.canInvoke(p) {
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
			b.after = nodeParts{node: p.node, up: true, timers: r.timers, fields: r.fields}.append(nil)
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
func (c *compiled) outcomeOf(node uint32, in input, b branch) (o outcome, sends []uint32, isStep bool) {
	o.node = c.nodeTable.intern(b.after)
	if in != inputBoot { // to boot is no step, so nobody counts it
		o.class = c.classes.of(c.className(node, in))
	}
	if b.run != nil {
		for i, s := range b.run.sends {
			if s.resend && seenBefore(b.run.sends[:i], s.bytes) {
				continue // an equal one was sent a moment ago
			}
			id := c.msgTable.intern(s.bytes)
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
	o.change = c.nodeTable.fp.at(o.node*uint32(len(c.perms))) - c.nodeTable.fp.at(node*uint32(len(c.perms)))
	if b.broken != "" {
		o.finding = 1 + c.findings.code(-1, b.kind, c.names[c.nodeTable.hot.at(node).node+1]+": "+b.broken)
		return o, nil, true
	}
	if in != inputBoot && !o.unchanged && !c.faults.lifted {
		o.refused = c.refusedBy(node, o.node)
	}
	o.advances = c.compareClocks(node, &o)
	fifoDelivery := c.sys.Network == FIFO && in >= inputMessage
	isStep = !o.unchanged || len(sends) > 0 || o.events != 0 || o.finding != 0 || fifoDelivery
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
func (c *compiled) batchOf(node int, events []eventOf) uint32 {
	if len(events) == 0 || len(c.mons) == 0 {
		return 0
	}
	b := []byte{byte(node)}
	for _, e := range events {
		b = append(b, byte(len(e)>>16), byte(len(e)>>8), byte(len(e)))
		b = append(b, e...)
	}
	return c.batchTable.internHook(b, func(uint32, []byte) { c.batches.add(batch{node, events}) })
}

// compareClocks reports whether a clock of the node went forward; one that went
// back is a finding.
func (c *compiled) compareClocks(node uint32, o *outcome) (advances bool) {
	n := uint32(c.nodeTable.numClocks)
	if n == 0 || o.unchanged {
		return false
	}
	before := c.nodeTable.clocks.snapshot()[node*n:][:n]
	after := c.nodeTable.clocks.snapshot()[o.node*n:][:n]
	for i := range before {
		if after[i] > before[i] {
			advances = true
		}
		if after[i] < before[i] {
			name := c.names[c.nodeTable.hot.at(node).node+1]
			o.finding = 1 + c.findings.code(-1, kindModel, fmt.Sprintf("clock %d of %s went back from %d to %d; the declaration of dead messages needs clocks that never do", i, name, before[i], after[i]))
		}
	}
	return advances
}

// className is the class of a step for the statistics.
func (c *compiled) className(node uint32, in input) string {
	idx := int(c.nodeTable.hot.at(node).node)
	prefix := c.groupPrefix(idx)
	switch {
	case in >= inputMessage:
		return c.receiveClass(idx, c.packet(uint32(in-inputMessage)).Message)
	case in == inputCrash:
		return prefix + " crashes"
	case in == inputRestart:
		return prefix + " restarts"
	case in == inputInvoke:
		return prefix + " invokes"
	case in == inputBoot:
		return prefix + " starts"
	}
	return c.timerClass(prefix, c.nodeTable.timerName.at(uint32(in-inputTimer)))
}

func (c *compiled) timerClass(prefix, timer string) string { return prefix + " timeout " + timer }
