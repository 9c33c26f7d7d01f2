package system

import (
	"bytes"
	"fmt"

	"github.com/synod-go/synod/internal/handler"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// outcome is what one input does to one node state, one branch of Choose. It is
// computed once.
type outcome struct {
	change    uint64 // of the fingerprint, by the node's change alone
	node      uint32 // the node state after it
	sends     uint32 // where its messages begin in sendList
	events    uint32 // the batch of events; 0 is none
	Finding   uint32 // 1 + the code of what is wrong with the handler
	numSends  uint16
	class     uint16
	resends   bool  // some messages are sent only if they are not in flight
	advances  bool  // an epoch went forward, so messages may have died
	unchanged bool  // the node's state stays as it is
	refused   uint8 // 1 + the number of the bound that refuses the step; 0 is none
}

// outcomeBytes is the size of an outcome: two of them share a cache line.
const outcomeBytes = 32

// The entries of sendList are ids of messages; resendBit marks those that are
// sent only if no equal one is in flight.
const resendBit = 1 << 31

// batch is the events of one handler run, encoded.
type batch struct {
	node   int // index
	events [][]byte
}

// outcomesOf returns the outcomes of an input at a node state: the first one's
// place in OutcomeList, and how many there are (none: not a step).
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
	parts := c.StateOf(node)
	var branches []handler.Branch
	switch {
	case in == step.CrashInput:
		branches = c.crash(parts)
	case parts.Up == (in == step.RestartInput || in == step.BootInput):
		// A node that is down takes nothing but a restart, one that is up
		// anything else.
	case in == step.InvokeInput && !c.Nodes[parts.Node].Invoker:
	default:
		branches = c.branches(parts, in)
	}
	if branches == nil && c.Handlers.Skipped.Load() {
		return 0 // not known, so not remembered
	}
	list, sends := c.steps(node, in, branches)
	idles := len(list) < len(branches)
	if text := c.difference.checkOutcomes(parts, in, branches, false); text != "" {
		list, sends = []outcome{c.broken(node, in, handler.Model, text)}, nil
	}
	c.outcomeMu.Lock()
	defer c.outcomeMu.Unlock()
	if v, ok := c.Outcomes.Get(key); ok {
		return v // another worker was faster
	}
	v, _ := c.Outcomes.Put(key, c.keep(list, sends, idles))
	c.HandlerRuns.Add(1)
	return v
}

// steps interns the branches of a handler run that are steps. In each outcome
// sends is a place in the list of all messages that is returned.
func (c *System) steps(node uint32, in step.Input, branches []handler.Branch) (list []outcome, sends []uint32) {
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
func (c *System) keep(list []outcome, sends []uint32, idles bool) uint64 {
	firstSend := c.sendList.Add(sends...)
	for i := range list {
		list[i].sends += firstSend
	}
	first := c.OutcomeList.Add(list...)
	if idles && len(list) > 0 {
		c.idle.Store(first, true)
	}
	return uint64(first)<<16 | uint64(len(list))
}

// crash is the one branch of a crash; a node of a group that does not crash has none.
func (c *System) crash(s node.State) []handler.Branch {
	if !s.Up || !c.Model.Groups[c.Nodes[s.Node].Group].Crashes {
		return nil
	}
	return c.Handlers.Crash(s)
}

// branches runs the handler of an input.
func (c *System) branches(s node.State, in step.Input) []handler.Branch {
	return c.Handlers.Branches(s, c.call(in))
}

// call is the call of a handler that an input makes.
func (c *System) call(in step.Input) handler.Call {
	call := handler.Call{In: in}
	switch {
	case in.IsMessage():
		call.Kind, call.Message = node.Receive, c.msgTable.Bytes(in.Message())
	case in.IsTimer():
		call.Kind, call.Timer = node.Timeout, c.NodeTable.TimerName.At(in.Timer())
	case in == step.InvokeInput:
		call.Kind = node.Invoke
	case in.IsSuspect():
		call.Kind, call.Whom = node.Suspect, in.Whom()
	case in.IsTrust():
		call.Kind, call.Whom = node.Trust, in.Whom()
	}
	return call
}

// outcomeOf interns a branch. It returns false when the branch is not a step
// whatever the rest of the state is.
func (c *System) outcomeOf(node uint32, in step.Input, b handler.Branch) (o outcome, sends []uint32, isStep bool) {
	o.node = c.NodeTable.Intern(b.After)
	if in != step.BootInput { // to boot is no step, so nobody counts it
		o.class = c.Classes.of(c.className(node, in))
	}
	if b.Did != nil {
		for i, s := range b.Did.Sends {
			if s.Resend && seenBefore(b.Did.Sends[:i], s.Bytes) {
				continue // an equal one was sent a moment ago
			}
			id := c.msgTable.Intern(s.Bytes)
			if s.Resend {
				id |= resendBit
				o.resends = true
			}
			sends = append(sends, id)
		}
		o.events = c.batchOf(b.Did.Node, b.Did.Events)
	}
	o.numSends = uint16(len(sends))
	o.unchanged = o.node == node
	o.change = c.NodeTable.fp.At(o.node*uint32(len(c.Perms))) - c.NodeTable.fp.At(node*uint32(len(c.Perms)))
	if b.Broken != "" {
		o.Finding = 1 + c.Findings.code(-1, b.Kind, c.Names[c.NodeTable.Hot.At(node).Node+1]+": "+b.Broken)
		return o, nil, true
	}
	if in != step.BootInput && !o.unchanged && !c.Faults.Lifted {
		o.refused = c.refusedBy(node, o.node)
	}
	o.advances = c.compareEpochs(node, &o)
	fifoDelivery := c.Model.Network == model.FIFO && in.IsMessage()
	tick := in.IsTimer() && c.Faults.isClock(in.Timer())
	isStep = !o.unchanged || len(sends) > 0 || o.events != 0 || o.Finding != 0 || fifoDelivery || tick
	return o, sends, isStep
}

func seenBefore(sends []handler.Sent, b []byte) bool {
	for _, s := range sends {
		if bytes.Equal(s.Bytes, b) {
			return true
		}
	}
	return false
}

// batchOf returns the id of a batch of events, 0 when there are none or when no
// monitor listens.
func (c *System) batchOf(node int, events [][]byte) uint32 {
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
			o.Finding = 1 + c.Findings.code(-1, handler.Model, fmt.Sprintf("epoch %d of %s went back from %d to %d; the declaration of dead messages needs epochs that never do", i, name, before[i], after[i]))
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
	case in.IsSuspect():
		return c.SuspectClass(idx, in.Whom())
	case in.IsTrust():
		return c.TrustClass(idx, in.Whom())
	}
	return c.TimerClass(prefix, c.NodeTable.TimerName.At(in.Timer()))
}

func (c *System) TimerClass(prefix, timer string) string { return prefix + " timeout " + timer }

// SuspectClass is the class of the suspicions of a node by another, by their indexes.
func (c *System) SuspectClass(by, whom int) string {
	return c.GroupPrefix(by) + " suspects " + c.GroupPrefix(whom)
}

// TrustClass is the class of the steps that take such suspicions back.
func (c *System) TrustClass(by, whom int) string {
	return c.GroupPrefix(by) + " trusts " + c.GroupPrefix(whom)
}
