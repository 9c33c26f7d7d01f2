package model

import (
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
)

// Expand implements explore.Space. The order of the successors: deliveries in
// the order of the messages, drops and duplicates likewise, then node by node
// timeouts, invoke, crash, restart, then partition and heal.
func (sp *space) Expand(s []uint32, out *explore.Successors) {
	defer failing(out)
	if len(s) == 0 {
		sp.expandRoot(out)
		return
	}
	if code, tooMany := sp.tooMany(s); tooMany {
		out.FindHere(code)
		return
	}
	f := sp.faultsOf(s)
	sp.expandDeliveries(s, f, 0, len(s)-sp.items, out)
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

// expandDeliveries expands the deliveries of the items of the network from one
// place up to another.
func (sp *space) expandDeliveries(s []uint32, f uint32, from, to int, out *explore.Successors) {
	items := s[sp.items:][:to]
	var cut *faultState
	if sp.c.sys.Faults.Partitions > 0 {
		if v := sp.c.faults.values.at(f); v.cut > 0 {
			cut = &v
		}
	}
	nodes := s[sp.nodes:sp.mons]
	previous := ^uint32(0)
	if from > 0 {
		previous = items[from-1]
	}
	for i := from; i < to; i++ {
		item := items[i]
		if sp.network == FIFO {
			item = sp.channel(item).head
		} else if item == previous {
			continue // equal messages make one step
		}
		previous = item
		addressee := sp.addressee(item)
		node := addressee.node()
		if sp.idle.has(nodes[node], addressee.slot()) {
			continue // it would do nothing
		}
		if cut != nil && sp.c.faults.separated(*cut, sp.msg(item).from, uint8(node)) {
			continue
		}
		first, count := sp.c.outcomesOf(nodes[node], inputMessage+input(item))
		if count == 0 {
			sp.idle.add(nodes[node], addressee.slot())
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
		for k := range sp.timersOf(n) {
			sp.expandTimeout(s, f, i, k, out)
		}
		if sp.invokers.Has(NodeID(i + 1)) {
			sp.emitOutcomes(s, stepInvoke, i, i, inputInvoke, f, out)
		}
		if mayCrash {
			sp.emitOutcomes(s, stepCrash, i, i, inputCrash, crashed, out)
		}
	}
}

// expandTimeout expands the firing of the k-th timer of a node.
func (sp *space) expandTimeout(s []uint32, f uint32, node, k int, out *explore.Successors) {
	timer := sp.timersOf(sp.node(s[sp.nodes+node]))[k]
	if after, ok := sp.c.faults.use(f, useOf(node, timer)); ok {
		sp.emitOutcomes(s, stepTimeout, node<<5|k, node, inputTimer+input(timer), after, out)
	} else {
		sp.refuseTimer(f, node, timer)
	}
}

func (sp *space) emitOutcomes(s []uint32, kind, arg, node int, in input, faults uint32, out *explore.Successors) {
	first, count := sp.c.outcomesOf(s[sp.nodes+node], in)
	for b := range count {
		sp.emit(s, &change{kind: kind, arg: arg, branch: int(b), item: -1, outcome: sp.outcome(first + b), number: first + b, node: node, faults: faults}, out)
	}
}

func (sp *space) expandCuts(s []uint32, f uint32, out *explore.Successors) {
	sp.expandFault(s, f, useHeal, change{kind: stepHeal, item: -1, node: -1}, out)
	for k := range sp.c.faults.cuts {
		sp.expandFault(s, f, useCut+faultUse(k), change{kind: stepPartition, arg: k, item: -1, node: -1}, out)
	}
}

// expandFault expands a fault in which no node runs, if its budget allows it.
func (sp *space) expandFault(s []uint32, f uint32, use faultUse, ch change, out *explore.Successors) {
	if after, ok := sp.c.faults.use(f, use); ok {
		ch.faults = after
		sp.emit(s, &ch, out)
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
	if ch.outcome != nil && ch.outcome.refused != 0 {
		sp.refuse(int(ch.outcome.refused) - 1)
		return
	}
	var name uint64
	if sp.watcher == nil && sp.sums(ch.outcome) {
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
	if sp.watcher != nil {
		if code, found := sp.watchStep(s); found {
			out.Find(code)
		}
	}
	if sp.c.sys.Constraint != nil && !sp.inside(s) {
		out.Cut()
	}
}

func (sp *space) countStep(ch *change) {
	if ch.kind != stepCrash && ch.kind != stepRestart {
		sp.acted |= 1 << uint(ch.node+1)
	}
	sp.count(sp.classOf(ch))
}

// classOf is the kind of a step.
func (sp *space) classOf(ch *change) uint16 {
	switch {
	case ch.outcome != nil:
		return ch.outcome.class
	case ch.kind == stepDrop:
		return sp.dropped
	case ch.kind == stepDuplicate:
		return sp.doubled
	case ch.kind == stepPartition:
		return sp.cutting
	}
	return sp.healing
}

// Kind implements explore.Kinder: which property it is, and which handler, timer
// or fault made the last step.
func (sp *space) Kind(code uint32, s []uint32, by uint32, here bool) (kind string, err error) {
	defer rescue.Known(func(e systemError) { err = e.error })
	about := sp.c.findings.of(code)
	kind = about.kind
	if about.property >= 0 {
		kind = sp.c.questions[about.property].name
	}
	if here || len(s) == 0 {
		return kind, nil
	}
	ch := sp.changeOf(s, label(by), 0)
	return kind + " by " + sp.c.classes.name(sp.classOf(&ch)), nil
}
