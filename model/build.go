package model

import (
	"fmt"

	"github.com/synod-go/synod/explore"
)

// Build implements explore.Space.
func (sp *space) Build(s []uint32, picked []explore.Successor, out *explore.States) {
	defer failing(out)
	if len(s) == 0 {
		sp.buildRoot(picked, out)
		return
	}
	for i := range picked {
		ch := sp.changeOf(s, label(picked[i].Label), picked[i].Hint)
		if sp.countTaken {
			sp.countStep(&ch)
		}
		if sp.sums(ch.outcome) {
			sp.judge(s, out.End(sp.writeSum(s, &ch, picked[i].Name, out.Begin())), ch.node, out)
			continue
		}
		if !sp.apply(s, &ch) {
			panic(internalError{fmt.Errorf("label %#x is not a step of the state that it was given for", picked[i].Label)})
		}
		sp.judge(s, out.End(sp.fx.write(sp, s, out.Begin())), ch.node, out)
	}
}

// changeOf looks the step up that a label of s stands for; the hint, if not 0,
// is the number of its outcome, plus one.
func (sp *space) changeOf(s []uint32, l label, hint uint32) change {
	ch := change{kind: l.kind(), arg: l.arg(), branch: l.branch(), item: -1, node: -1, faults: sp.faultsOf(s)}
	use := func(what faultUse) {
		after, ok := sp.c.faults.use(ch.faults, what)
		if !ok {
			panic(internalError{fmt.Errorf("label %#x spends a budget that is spent", uint32(l))})
		}
		ch.faults = after
	}
	var in input
	switch ch.kind {
	case stepDeliver:
		ch.item = ch.arg
		item := s[sp.items+ch.arg]
		if sp.network == FIFO {
			item = sp.channel(item).head
		}
		ch.node = int(sp.msg(item).to)
		in = inputMessage + input(item)
	case stepDrop:
		ch.item = ch.arg
		use(useDrop)
	case stepDuplicate:
		ch.item = ch.arg
		use(useDuplicate)
	case stepTimeout:
		ch.node = ch.arg >> 5
		timer := sp.timersOf(sp.node(s[sp.nodes+ch.node]))[ch.arg&31]
		use(useOf(ch.node, timer))
		in = inputTimer + input(timer)
	case stepInvoke:
		ch.node, in = ch.arg, inputInvoke
	case stepCrash:
		ch.node, in = ch.arg, inputCrash
		use(useCrash)
	case stepRestart:
		ch.node, in = ch.arg, inputRestart
	case stepPartition:
		use(useCut + faultUse(ch.arg))
	case stepHeal:
		use(useHeal)
	}
	switch {
	case hint != 0:
		ch.number = hint - 1
		ch.outcome = sp.outcome(ch.number)
	case ch.node >= 0:
		first, _ := sp.c.outcomesOf(s[sp.nodes+ch.node], in)
		ch.number = first + uint32(ch.branch)
		ch.outcome = sp.outcome(ch.number)
	}
	return ch
}

// inside reports whether the successor that sp.fx describes lies inside the
// state constraint.
func (sp *space) inside(s []uint32) bool {
	sp.next = sp.fx.write(sp, s, sp.next[:0])
	return sp.c.inConstraint(sp.state(sp.next))
}
