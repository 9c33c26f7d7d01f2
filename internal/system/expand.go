package system

import (
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/handler"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// Expand implements explore.Space. The order of the successors: deliveries in
// the order of the messages, drops and duplicates likewise, then node by node
// timeouts, invoke, suspicions, crash, restart, then heal and partition, then links, then stabilise.
func (sp *Space) Expand(s []uint32, out *explore.Successors) {
	defer guard.Failing(out)
	if len(s) == 0 {
		sp.expandRoot(out)
		return
	}
	if code, tooMany := sp.TooMany(s); tooMany {
		out.FindHere(code)
		return
	}
	sp.beginMarks(s, out)
	if sp.isFinal(s, out) {
		sp.endMarks(s, out)
		return
	}
	f := sp.faultsOf(s)
	sp.expandDeliveries(s, f, 0, len(s)-sp.items, out)
	budget := &sp.Sys.Model.Faults
	if budget.Drops != 0 {
		sp.expandNetworkFault(s, f, step.Drop, useDrop, sp.Sys.Faults.dropped, out)
	}
	if budget.Duplicates > 0 && sp.network != model.Set {
		sp.expandNetworkFault(s, f, step.Duplicate, useDuplicate, sp.Sys.Faults.doubled, out)
	}
	sp.expandNodes(s, f, out)
	if budget.Partitions > 0 {
		sp.expandCuts(s, f, out)
	}
	if budget.Links > 0 {
		sp.expandLinks(s, f, out)
	}
	sp.expandStabilise(s, f, out)
	sp.endMarks(s, out)
}

// faultsOf returns the id of a state's budgets.
func (sp *Space) faultsOf(s []uint32) uint32 {
	if !sp.HasFaults {
		return 0
	}
	return s[sp.faults]
}

// expandDeliveries expands the deliveries of the items of the network from one
// place up to another.
func (sp *Space) expandDeliveries(s []uint32, f uint32, from, to int, out *explore.Successors) {
	items := s[sp.items:][:to]
	var apart []model.NodeSet
	if sp.Sys.Model.Faults.Partitions > 0 || sp.Sys.Model.Faults.Links > 0 {
		apart = sp.Sys.Faults.values.At(f).apart
	}
	nodes := s[sp.Nodes:sp.Mons]
	previous := ^uint32(0)
	if from > 0 {
		previous = items[from-1]
	}
	for i := from; i < to; i++ {
		item := items[i]
		if sp.network == model.FIFO {
			item = sp.channel(item).head
		} else if item == previous {
			continue // equal messages make one step
		}
		previous = item
		addressee := sp.addressee(item)
		node := addressee.node()
		if sp.idle.Has(nodes[node], addressee.slot()) {
			continue // it would do nothing
		}
		if apart != nil && apart[sp.msg(item).from].Has(model.NodeID(node+1)) {
			continue
		}
		first, count := sp.Sys.outcomesOf(nodes[node], step.MessageInput(item))
		if count == 0 {
			sp.idle.Add(nodes[node], addressee.slot())
			continue
		}
		if sp.marking.on {
			sp.choose(s, change{kind: step.Deliver, about: i, item: i, Node: node, faults: f}, first, count)
		}
		for b := range count {
			sp.emit(s, &change{kind: step.Deliver, about: i, branch: int(b), item: i, Outcome: sp.outcome(first + b), Number: first + b, Node: node, faults: f}, out)
		}
	}
}

// TooMany reports, with what is found, whether a state has more messages in
// flight than labels can speak of.
func (sp *Space) TooMany(s []uint32) (code uint32, tooMany bool) {
	if len(s)-sp.items <= step.MaxAbout {
		return 0, false
	}
	return sp.Sys.Findings.code(-1, handler.Model, fmt.Sprintf("more than %d messages are in flight; bound what is sent again and again (Env.Resend, timer bounds, in-flight)", step.MaxAbout)), true
}

func (sp *Space) expandNetworkFault(s []uint32, f uint32, kind step.Kind, use faultUse, hits []model.NodeSet, out *explore.Successors) {
	after, ok := sp.Sys.Faults.use(f, use)
	if !ok {
		return
	}
	items := s[sp.items:]
	for i, item := range items {
		if sp.network != model.FIFO && i > 0 && items[i-1] == item || !sp.hits(hits, item) {
			continue
		}
		sp.emit(s, &change{kind: kind, about: i, item: i, Node: -1, faults: after}, out)
	}
}

// hits reports whether a fault that hits some links hits an item of the network.
func (sp *Space) hits(links []model.NodeSet, item uint32) bool {
	m := sp.msg(sp.headOf(item))
	return links[m.from].Has(model.NodeID(m.to + 1))
}

func (sp *Space) expandNodes(s []uint32, f uint32, out *explore.Successors) {
	nodes := s[sp.Nodes:sp.Mons]
	crashed, mayCrash := uint32(0), false
	if sp.Sys.Model.Faults.Crashes > 0 {
		crashed, mayCrash = sp.Sys.Faults.use(f, useCrash)
	}
	firing := sp.firing(s, f)
	for i, id := range nodes {
		n := sp.node(id)
		if !n.up {
			if !sp.stops.Has(model.NodeID(i + 1)) {
				sp.emitOutcomes(s, step.Restart, i, i, step.RestartInput, f, out)
			}
			continue
		}
		if n.NumTimers == 0 && !mayCrash && !(sp.invokers | sp.informed).Has(model.NodeID(i+1)) {
			continue
		}
		for k, timer := range sp.timersOf(n) {
			if sp.mayFire(firing, i, timer) {
				sp.expandTimeout(s, f, i, k, out)
			}
		}
		if sp.invokers.Has(model.NodeID(i + 1)) {
			sp.emitOutcomes(s, step.Invoke, i, i, step.InvokeInput, f, out)
		}
		if sp.informed.Has(model.NodeID(i + 1)) {
			sp.expandSuspicions(s, f, i, out)
		}
		if mayCrash {
			sp.emitOutcomes(s, step.Crash, i, i, step.CrashInput, crashed, out)
		}
	}
}

// expandTimeout expands the firing of the k-th timer of a node.
func (sp *Space) expandTimeout(s []uint32, f uint32, node, k int, out *explore.Successors) {
	timer := sp.timersOf(sp.node(s[sp.Nodes+node]))[k]
	if after, ok := sp.Sys.Faults.use(f, useOf(node, timer)); ok {
		sp.emitOutcomes(s, step.Timeout, step.AboutTimer(node, k), node, step.FireInput(timer), after, out)
	} else {
		sp.actTimeout(s, f, node, k)
		sp.refuseTimer(f, node, timer)
	}
}

func (sp *Space) emitOutcomes(s []uint32, kind step.Kind, about, node int, in step.Input, faults uint32, out *explore.Successors) {
	first, count := sp.Sys.outcomesOf(s[sp.Nodes+node], in)
	if sp.marking.on {
		sp.choose(s, change{kind: kind, about: about, item: -1, Node: node, faults: faults}, first, count)
	}
	for b := range count {
		sp.emit(s, &change{kind: kind, about: about, branch: int(b), item: -1, Outcome: sp.outcome(first + b), Number: first + b, Node: node, faults: faults}, out)
	}
}

func (sp *Space) expandCuts(s []uint32, f uint32, out *explore.Successors) {
	sp.expandFault(s, f, useHeal, change{kind: step.Heal, item: -1, Node: -1}, out)
	for k := range sp.Sys.Faults.cuts {
		sp.expandFault(s, f, useCut+faultUse(k), change{kind: step.Partition, about: k, item: -1, Node: -1}, out)
	}
}

func (sp *Space) expandLinks(s []uint32, f uint32, out *explore.Successors) {
	for k := range sp.Sys.Faults.links {
		sp.expandFault(s, f, useMend+faultUse(k), change{kind: step.HealLink, about: k, item: -1, Node: -1}, out)
		sp.expandFault(s, f, useLink+faultUse(k), change{kind: step.CutLink, about: k, item: -1, Node: -1}, out)
	}
}

// expandFault expands a fault in which no node runs, if its budget allows it.
func (sp *Space) expandFault(s []uint32, f uint32, use faultUse, ch change, out *explore.Successors) {
	if after, ok := sp.Sys.Faults.use(f, use); ok {
		ch.faults = after
		sp.emit(s, &ch, out)
	}
}

// change is a step on its way: what it does to a state.
type change struct {
	kind          step.Kind
	about, branch int
	item          int      // the message or channel that it is about; -1 is none
	Outcome       *outcome // nil when no node runs
	Number        uint32   // of the outcome
	Node          int      // index of the node that runs; -1 is none
	faults        uint32   // the budgets after it
	booting       bool     // a first start, which no bound keeps from happening
}

// emit names the successor of s under a change, if it is a step.
func (sp *Space) emit(s []uint32, ch *change, out *explore.Successors) {
	sp.keepClocks(s, ch)
	if sp.marking.on {
		sp.act(s, ch)
	}
	if ch.Outcome != nil && ch.Outcome.refused != 0 && !sp.Stabilised(s) {
		sp.refuse(int(ch.Outcome.refused) - 1)
		return
	}
	var name uint64
	if sp.Watcher == nil && sp.sums(ch.Outcome) {
		var isStep bool
		if name, isStep = sp.sum(s, ch); !isStep {
			return
		}
	} else {
		if !sp.Apply(s, ch) {
			return
		}
		if len(sp.Sys.Model.Assumptions) > 0 && !sp.isBroken(ch) {
			if by := sp.Sys.excludedBy(sp.after(s)); by >= 0 {
				sp.refuseAssumption(by)
				return
			}
		}
		if sp.Sys.difference == nil {
			name = sp.FX.name(sp, s)
		} else {
			var tooFar bool
			if name, tooFar = sp.spreads(s); tooFar && !sp.isBroken(ch) {
				sp.refuse(sp.Sys.SpreadBound())
				return
			}
		}
	}
	hint := uint32(0)
	if ch.Outcome != nil {
		hint = ch.Number + 1
	}
	out.Add(name, uint32(step.LabelOf(ch.kind, ch.about, ch.branch)), hint)
	sp.markStep(out)
	if !sp.CountTaken {
		sp.countStep(ch)
	}
	if ch.Outcome != nil {
		if ch.Outcome.Finding != 0 {
			out.Find(ch.Outcome.Finding - 1)
		}
		if len(sp.Sys.Checks.steps) > 0 {
			for _, code := range sp.JudgeStep(s[sp.Nodes+ch.Node], ch.Number, ch.Outcome) {
				out.Find(code)
			}
		}
	}
	if sp.FX.Finding != 0 {
		out.Find(sp.FX.Finding - 1)
	}
	if sp.Watcher != nil {
		if code, found := sp.watchStep(s); found {
			out.Find(code)
		}
	}
	if sp.Sys.Model.Constraint != nil && !sp.Sys.inConstraint(sp.after(s)) {
		out.Cut()
	}
}

// isBroken reports whether something is wrong with the handler or a declaration in the
// step that was applied, which is found whatever an assumption says of it.
func (sp *Space) isBroken(ch *change) bool {
	return sp.FX.Finding != 0 || ch.Outcome != nil && ch.Outcome.Finding != 0
}

func (sp *Space) countStep(ch *change) {
	if ch.kind != step.Crash && ch.kind != step.Restart {
		sp.Acted |= 1 << uint(ch.Node+1)
	}
	sp.count(sp.classOf(ch))
}

// classOf is the kind of a step.
func (sp *Space) classOf(ch *change) uint16 {
	switch {
	case ch.Outcome != nil:
		return ch.Outcome.class
	case ch.kind == step.Drop:
		return sp.dropped
	case ch.kind == step.Duplicate:
		return sp.doubled
	case ch.kind == step.Partition:
		return sp.cutting
	case ch.kind == step.CutLink:
		return sp.cuttingOne
	case ch.kind == step.HealLink:
		return sp.healingOne
	case ch.kind == step.Stabilise:
		return sp.calming
	}
	return sp.healing
}

// Kind implements explore.Kinder: which property it is, and which handler, timer
// or fault made the last step.
func (sp *Space) Kind(code uint32, s []uint32, by uint32, here bool) (kind string, err error) {
	defer guard.Caught(&err)
	about := sp.Sys.Findings.Of(code)
	kind = about.Kind
	if about.Property >= 0 {
		kind = sp.Sys.Questions[about.Property].Name
	}
	if here || len(s) == 0 {
		return kind, nil
	}
	ch := sp.ChangeOf(s, step.Label(by), 0)
	return kind + " by " + sp.Sys.Classes.name(sp.classOf(&ch)), nil
}
