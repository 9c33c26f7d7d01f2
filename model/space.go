package model

import (
	"fmt"

	"github.com/synod-go/synod/explore"
)

// A state is a vector of words: two for every running fingerprint (one per
// permutation), one per node, one per monitor, one for the budgets if there are
// any, and then what is in the network: the ids of messages in the order of
// their content, equal ones side by side, or of channels in the order of sender
// and receiver.

// layout says where things are in a state.
type layout struct {
	nodes, mons, faults, items int
	hasFaults                  bool
}

func (c *compiled) layout() layout {
	var l layout
	l.nodes = 2 * len(c.perms)
	l.mons = l.nodes + len(c.nodes)
	l.faults = l.mons + len(c.mons)
	l.items = l.faults
	l.hasFaults = c.faults.used
	if l.hasFaults {
		l.items++
	}
	return l
}

// The kinds of steps, as labels spell them.
const (
	stepDeliver = iota
	stepDrop
	stepDuplicate
	stepTimeout
	stepInvoke
	stepCrash
	stepRestart
	stepPartition
	stepHeal
	stepInitial
)

// label is the code of a step: its kind, what it is about (the place of a
// message or channel in the network, a node, a node and the place among its
// timers, a cut), and the branch of Choose.
type label uint32

const (
	labelKindBits = 4
	labelArgBits  = 12
	maxLabelArg   = 1<<labelArgBits - 1
)

func makeLabel(kind, arg, branch int) label {
	return label(kind | arg<<labelKindBits | branch<<(labelKindBits+labelArgBits))
}

func (l label) kind() int   { return int(l & (1<<labelKindBits - 1)) }
func (l label) arg() int    { return int(l >> labelKindBits & maxLabelArg) }
func (l label) branch() int { return int(l >> (labelKindBits + labelArgBits)) }

// space is one worker's view of a compiled system.
type space struct {
	c *compiled
	layout
	network Network
	perms   int
	simple  bool // the fast way to name a successor will do
	// invokers are the clients that are driven from outside.
	invokers NodeSet

	// Snapshots of the shared tables, renewed when an id is beyond them.
	nodeHot  []nodeHot
	msgHot   []msgHot
	msgTo    []msgTo
	msgOrder []uint64
	chanHot  []chanHot
	outcomes []outcome
	sends    []uint32
	timers   []uint16
	clocks   []int

	views   []*View
	packets []*Packet
	judged  judged
	idle    idleSet
	counts  []uint64 // steps by class
	// countTaken counts the steps that are built instead of all enabled ones.
	countTaken bool
	fx         effect
	next       []uint32
	boot       [][]uint32 // the initial states
	bootCode   [][]uint32 // what is broken in each
	dropped    uint16     // classes of the steps of the network
	doubled    uint16
	cutting    uint16
	healing    uint16
}

func newSpace(c *compiled) *space {
	sp := &space{
		c: c, layout: c.layout(), network: c.sys.Network, perms: len(c.perms),
		judged: newJudged(len(c.mons)),
	}
	sp.simple = sp.network == Multiset && sp.perms == 1 && c.sys.InFlight == 0 && c.sys.Constraint == nil
	for _, n := range c.nodes {
		if n.invoker {
			sp.invokers = sp.invokers.With(n.id)
		}
	}
	if c.faults.lifted {
		return sp // a walk to where the search starts is not counted
	}
	if c.sys.Faults.Drops > 0 {
		sp.dropped = c.classes.of("network drops")
	}
	if c.sys.Faults.Duplicates > 0 {
		sp.doubled = c.classes.of("network duplicates")
	}
	if c.sys.Faults.Partitions > 0 {
		sp.cutting, sp.healing = c.classes.of("network is cut"), c.classes.of("network heals")
	}
	return sp
}

func (sp *space) node(id uint32) *nodeHot {
	if int(id) >= len(sp.nodeHot) {
		sp.nodeHot = sp.c.nodeTable.hot.snapshot()
	}
	return &sp.nodeHot[id]
}

func (sp *space) msg(id uint32) *msgHot {
	if int(id) >= len(sp.msgHot) {
		sp.msgHot = sp.c.msgTable.hot.snapshot()
	}
	return &sp.msgHot[id]
}

func (sp *space) addressee(id uint32) msgTo {
	if int(id) >= len(sp.msgTo) {
		sp.msgTo = sp.c.msgTable.to.snapshot()
	}
	return sp.msgTo[id]
}

// order returns where a message stands among those in flight.
func (sp *space) order(id uint32) uint64 {
	if int(id) >= len(sp.msgOrder) {
		sp.msgOrder = sp.c.msgTable.order.snapshot()
	}
	return sp.msgOrder[id]
}

func (sp *space) channel(id uint32) *chanHot {
	if int(id) >= len(sp.chanHot) {
		sp.chanHot = sp.c.chanTable.hot.snapshot()
	}
	return &sp.chanHot[id]
}

func (sp *space) outcome(i uint32) *outcome {
	if int(i) >= len(sp.outcomes) {
		sp.outcomes = sp.c.outcomeList.snapshot()
	}
	return &sp.outcomes[i]
}

func (sp *space) sendsOf(o *outcome) []uint32 {
	end := int(o.sends) + int(o.numSends)
	if end > len(sp.sends) {
		sp.sends = sp.c.sendList.snapshot()
	}
	return sp.sends[o.sends:end]
}

func (sp *space) timersOf(n *nodeHot) []uint16 {
	end := int(n.timers) + int(n.numTimers)
	if end > len(sp.timers) {
		sp.timers = sp.c.nodeTable.timers.snapshot()
	}
	return sp.timers[n.timers:end]
}

// clock returns a clock of a node state.
func (sp *space) clock(node uint32, clock int8) int {
	at := int(node)*sp.c.nodeTable.numClocks + int(clock)
	if at >= len(sp.clocks) {
		sp.clocks = sp.c.nodeTable.clocks.snapshot()
	}
	return sp.clocks[at]
}

func (sp *space) count(class uint16) {
	if int(class) >= len(sp.counts) {
		grown := make([]uint64, int(class)+64)
		copy(grown, sp.counts)
		sp.counts = grown
	}
	sp.counts[class]++
}

// idleSet remembers which messages do nothing at which node states: one bit
// each, in rows of equal length. In most states most messages in flight do
// nothing, and a bit is found faster than an outcome.
type idleSet struct {
	bits  []uint64
	words int // of a row
}

// idleLimit is how many words an idleSet may have; past it, it is not used.
const idleLimit = 1 << 24

func (d *idleSet) has(node, message uint32) bool {
	word := int(message >> 6)
	at := int(node)*d.words + word
	return word < d.words && at < len(d.bits) && d.bits[at]>>(message&63)&1 != 0
}

func (d *idleSet) add(node, message uint32) {
	if word := int(message >> 6); word >= d.words {
		d.widen(2*word + 1)
	}
	at := int(node)*d.words + int(message>>6)
	if at >= idleLimit {
		return
	}
	if at >= len(d.bits) {
		grown := make([]uint64, min(idleLimit, at+at/2+64))
		copy(grown, d.bits)
		d.bits = grown
	}
	d.bits[at] |= 1 << (message & 63)
}

// widen makes the rows longer.
func (d *idleSet) widen(words int) {
	var wider []uint64
	if d.words > 0 {
		rows := len(d.bits) / d.words
		wider = make([]uint64, min(idleLimit, rows*words))
		for r := range rows {
			if (r+1)*words > len(wider) {
				break
			}
			copy(wider[r*words:], d.bits[r*d.words:(r+1)*d.words])
		}
	}
	d.bits, d.words = wider, words
}

// Expand implements explore.Space. The order of the successors: deliveries in
// the order of the messages, drops and duplicates likewise, then node by node
// timeouts, invoke, crash, restart, then partition and heal.
func (sp *space) Expand(s []uint32, out *explore.Successors) {
	if len(s) == 0 {
		sp.expandRoot(out)
		return
	}
	if code, tooMany := sp.tooMany(s); tooMany {
		out.FindHere(code)
		return
	}
	f := sp.faultsOf(s)
	sp.expandDeliveries(s, f, out)
	budget := &sp.c.sys.Faults
	if budget.Drops > 0 {
		sp.expandNetworkFault(s, f, stepDrop, useDrop, out)
	}
	if budget.Duplicates > 0 && sp.network != Set {
		sp.expandNetworkFault(s, f, stepDuplicate, useDuplicate, out)
	}
	sp.expandNodes(s, f, out)
	if budget.Partitions > 0 {
		sp.expandCuts(s, f, out)
	}
}

// faultsOf returns the id of a state's budgets.
func (sp *space) faultsOf(s []uint32) uint32 {
	if !sp.hasFaults {
		return 0
	}
	return s[sp.faults]
}

func (sp *space) expandDeliveries(s []uint32, f uint32, out *explore.Successors) {
	items := s[sp.items:]
	var cut *faultState
	if sp.c.sys.Faults.Partitions > 0 {
		if v := sp.c.faults.values.at(f); v.cut > 0 {
			cut = &v
		}
	}
	nodes := s[sp.nodes:sp.mons]
	previous := ^uint32(0)
	for i, item := range items {
		if sp.network == FIFO {
			item = sp.channel(item).head
		} else if item == previous {
			continue // equal messages make one step
		}
		previous = item
		to := sp.addressee(item)
		node := to.node()
		if sp.idle.has(nodes[node], to.slot()) {
			continue // it would do nothing
		}
		if cut != nil && sp.c.faults.separated(*cut, sp.msg(item).from, uint8(node)) {
			continue
		}
		first, count := sp.c.outcomesOf(nodes[node], inputMessage+input(item))
		if count == 0 {
			sp.idle.add(nodes[node], to.slot())
			continue
		}
		for b := range count {
			sp.emit(s, &change{kind: stepDeliver, arg: i, branch: int(b), item: i, outcome: sp.outcome(first + b), number: first + b, node: node, faults: f}, out)
		}
	}
}

// tooMany reports, with what is found, whether a state has more messages in
// flight than labels can speak of.
func (sp *space) tooMany(s []uint32) (code uint32, tooMany bool) {
	if len(s)-sp.items <= maxLabelArg {
		return 0, false
	}
	return sp.c.findings.code(-1, kindModel, fmt.Sprintf("more than %d messages are in flight; bound what is sent again and again (Env.Resend, timer bounds, in-flight)", maxLabelArg)), true
}

func (sp *space) expandNetworkFault(s []uint32, f uint32, kind int, use faultUse, out *explore.Successors) {
	after, ok := sp.c.faults.use(f, use)
	if !ok {
		return
	}
	items := s[sp.items:]
	for i, item := range items {
		if sp.network != FIFO && i > 0 && items[i-1] == item {
			continue
		}
		sp.emit(s, &change{kind: kind, arg: i, item: i, node: -1, faults: after}, out)
	}
}

func (sp *space) expandNodes(s []uint32, f uint32, out *explore.Successors) {
	nodes := s[sp.nodes:sp.mons]
	crashed, mayCrash := uint32(0), false
	if sp.c.sys.Faults.Crashes > 0 {
		crashed, mayCrash = sp.c.faults.use(f, useCrash)
	}
	for i, id := range nodes {
		n := sp.node(id)
		if !n.up {
			sp.emitOutcomes(s, stepRestart, i, i, inputRestart, f, out)
			continue
		}
		if n.numTimers == 0 && !mayCrash && !sp.invokers.Has(NodeID(i+1)) {
			continue
		}
		for k, timer := range sp.timersOf(n) {
			if after, ok := sp.c.faults.use(f, useTimer+faultUse(i<<12)+faultUse(timer)); ok {
				sp.emitOutcomes(s, stepTimeout, i<<5|k, i, inputTimer+input(timer), after, out)
			}
		}
		if sp.invokers.Has(NodeID(i + 1)) {
			sp.emitOutcomes(s, stepInvoke, i, i, inputInvoke, f, out)
		}
		if mayCrash {
			sp.emitOutcomes(s, stepCrash, i, i, inputCrash, crashed, out)
		}
	}
}

func (sp *space) emitOutcomes(s []uint32, kind, arg, node int, in input, faults uint32, out *explore.Successors) {
	first, count := sp.c.outcomesOf(s[sp.nodes+node], in)
	for b := range count {
		sp.emit(s, &change{kind: kind, arg: arg, branch: int(b), item: -1, outcome: sp.outcome(first + b), number: first + b, node: node, faults: faults}, out)
	}
}

func (sp *space) expandCuts(s []uint32, f uint32, out *explore.Successors) {
	if after, ok := sp.c.faults.use(f, useHeal); ok {
		sp.emit(s, &change{kind: stepHeal, item: -1, node: -1, faults: after}, out)
	}
	for k := range sp.c.faults.cuts {
		if after, ok := sp.c.faults.use(f, useCut+faultUse(k)); ok {
			sp.emit(s, &change{kind: stepPartition, arg: k, item: -1, node: -1, faults: after}, out)
		}
	}
}

// change is a step on its way: what it does to a state.
type change struct {
	kind, arg, branch int
	item              int      // the message or channel that it is about; -1 is none
	outcome           *outcome // nil when no node runs
	number            uint32   // of the outcome
	node              int      // index of the node that runs; -1 is none
	faults            uint32   // the budgets after it
	booting           bool     // a first start, which no bound keeps from happening
}

// emit names the successor of s under a change, if it is a step.
func (sp *space) emit(s []uint32, ch *change, out *explore.Successors) {
	var name uint64
	if sp.sums(ch.outcome) {
		var isStep bool
		if name, isStep = sp.sum(s, ch); !isStep {
			return
		}
	} else {
		if !sp.apply(s, ch) {
			return
		}
		name = sp.fx.name(sp, s)
	}
	hint := uint32(0)
	if ch.outcome != nil {
		hint = ch.number + 1
	}
	out.Add(name, uint32(makeLabel(ch.kind, ch.arg, ch.branch)), hint)
	if !sp.countTaken {
		sp.countStep(ch)
	}
	if ch.outcome != nil {
		if ch.outcome.finding != 0 {
			out.Find(ch.outcome.finding - 1)
		}
		if len(sp.c.checks.steps) > 0 {
			for _, code := range sp.judgeStep(s[sp.nodes+ch.node], ch.number, ch.outcome) {
				out.Find(code)
			}
		}
	}
	if sp.fx.finding != 0 {
		out.Find(sp.fx.finding - 1)
	}
	if sp.c.sys.Constraint != nil && !sp.inside(s) {
		out.Cut()
	}
}

func (sp *space) countStep(ch *change) {
	switch {
	case ch.outcome != nil:
		sp.count(ch.outcome.class)
	case ch.kind == stepDrop:
		sp.count(sp.dropped)
	case ch.kind == stepDuplicate:
		sp.count(sp.doubled)
	case ch.kind == stepPartition:
		sp.count(sp.cutting)
	case ch.kind == stepHeal:
		sp.count(sp.healing)
	}
}

// sums reports whether what an outcome does to the fingerprint is a sum that
// needs no look at the network but for messages that die: on a multiset,
// without symmetry and without a bound on messages in flight.
func (sp *space) sums(o *outcome) bool { return sp.simple && o != nil && !o.resends }

// sum names the successor of s by a step with an outcome, and reports whether
// it is a step. It says what apply and effect.name say, without building
// anything.
func (sp *space) sum(s []uint32, ch *change) (name uint64, isStep bool) {
	o := ch.outcome
	name = fingerprintOf(s) + o.change
	isStep = !o.unchanged || o.finding != 0 || ch.kind == stepRestart || ch.kind == stepCrash
	sp.fx.finding = 0
	if ch.item >= 0 {
		name -= sp.msg(s[sp.items+ch.item]).fp
	}
	if o.events != 0 {
		for i, m := range sp.c.mons {
			before := s[sp.mons+i]
			if after := m.after(before, o.events); after != before {
				table := m.fp.snapshot()
				name += table[after] - table[before]
				isStep = true
			}
		}
	}
	if sp.hasFaults && ch.faults != s[sp.faults] {
		table := sp.c.faults.fp.snapshot()
		name += table[ch.faults] - table[s[sp.faults]]
	}
	if o.advances {
		for i, id := range s[sp.items:] {
			if m := sp.msg(id); int(m.to) == ch.node && i != ch.item && sp.died(o.node, m) {
				sp.checkDead(o.node, id)
				name -= m.fp
			}
		}
	}
	for _, id := range sp.sendsOf(o) {
		m := sp.msg(id)
		if m.clock >= 0 && sp.isDead(s, ch.node, o.node, m) {
			sp.checkDead(sp.receiverOf(s, ch.node, o.node, m), id)
			continue
		}
		name += m.fp
		isStep = true
	}
	return name, isStep || sp.fx.finding != 0
}

// died reports whether a message can do nothing at its receiver in the given
// state.
func (sp *space) died(receiver uint32, m *msgHot) bool {
	return m.clock >= 0 && m.stamp < sp.clock(receiver, m.clock)
}

// receiverOf returns the state of a message's receiver after the step in which
// node ran and came to the given state.
func (sp *space) receiverOf(s []uint32, node int, after uint32, m *msgHot) uint32 {
	if int(m.to) == node {
		return after
	}
	return s[sp.nodes+int(m.to)]
}

// isDead reports whether a message with a clock, sent in that step, can do
// nothing at its receiver.
func (sp *space) isDead(s []uint32, node int, after uint32, m *msgHot) bool {
	return m.stamp < sp.clock(sp.receiverOf(s, node, after, m), m.clock)
}

// checkDead holds the declaration of dead messages against the handler: what
// was declared dead must do nothing.
func (sp *space) checkDead(receiver, id uint32) {
	slot := sp.addressee(id).slot()
	if sp.idle.has(receiver, slot) || !sp.node(receiver).up {
		return
	}
	first, count := sp.c.outcomesOf(receiver, inputMessage+input(id))
	if count == 0 {
		sp.idle.add(receiver, slot)
	}
	for b := range count {
		o := sp.outcome(first + b)
		if o.unchanged && o.numSends == 0 && o.events == 0 {
			continue
		}
		p := sp.c.packet(id)
		sp.fx.finding = 1 + sp.c.findings.code(-1, kindModel, sp.c.message(p.Message)+" from "+sp.c.names[p.From]+" was declared dead at "+sp.c.names[p.To]+", but its handler does something with it")
		return
	}
}
