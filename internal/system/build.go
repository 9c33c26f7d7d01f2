package system

import (
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// Build implements explore.Space.
func (sp *Space) Build(s []uint32, picked []explore.Successor, out *explore.States) {
	defer guard.Failing(out)
	if len(s) == 0 {
		sp.buildRoot(picked, out)
		return
	}
	for i := range picked {
		ch := sp.ChangeOf(s, step.Label(picked[i].Label), picked[i].Hint)
		if sp.CountTaken {
			sp.countStep(&ch)
		}
		if sp.sums(ch.Outcome) {
			sp.judge(s, out.End(sp.writeSum(s, &ch, picked[i].Name, out.Begin())), ch.Node, out)
			continue
		}
		if !sp.Apply(s, &ch) {
			panic(guard.Internal{Err: fmt.Errorf("label %#x is not a step of the state that it was given for", picked[i].Label)})
		}
		sp.judge(s, out.End(sp.FX.writeNamed(sp, s, picked[i].Name, out.Begin())), ch.Node, out)
	}
}

// ChangeOf looks the step up that a label of s stands for; the hint, if not 0,
// is the number of its outcome, plus one.
func (sp *Space) ChangeOf(s []uint32, l step.Label, hint uint32) change {
	ch := change{kind: l.Kind(), about: l.About(), branch: l.Branch(), item: -1, Node: -1, faults: sp.faultsOf(s)}
	use := func(what faultUse) {
		after, ok := sp.Sys.Faults.use(ch.faults, what)
		if !ok {
			panic(guard.Internal{Err: fmt.Errorf("label %#x spends a budget that is spent", uint32(l))})
		}
		ch.faults = after
	}
	var in step.Input
	switch ch.kind {
	case step.Deliver:
		ch.item = ch.about
		item := sp.headOf(s[sp.items+ch.about])
		ch.Node = int(sp.msg(item).to)
		in = step.MessageInput(item)
	case step.Drop:
		ch.item = ch.about
		use(useDrop)
	case step.Duplicate:
		ch.item = ch.about
		use(useDuplicate)
	case step.Timeout:
		var place int
		ch.Node, place = step.TimerOf(ch.about)
		timer := sp.timersOf(sp.node(s[sp.Nodes+ch.Node]))[place]
		use(useOf(ch.Node, timer))
		in = step.FireInput(timer)
	case step.Invoke:
		ch.Node, in = ch.about, step.InvokeInput
	case step.Crash:
		ch.Node, in = ch.about, step.CrashInput
		use(useCrash)
	case step.Restart:
		ch.Node, in = ch.about, step.RestartInput
	case step.Partition:
		use(useCut + faultUse(ch.about))
	case step.Heal:
		use(useHeal)
	case step.CutLink:
		use(useLink + faultUse(ch.about))
	case step.HealLink:
		use(useMend + faultUse(ch.about))
	case step.Stabilise:
		use(useStabilise + faultUse(ch.about))
	case step.Suspect:
		var whom int
		ch.Node, whom = step.PairOf(ch.about)
		if in = step.SuspectInput(whom); sp.node(s[sp.Nodes+whom]).up {
			use(useMistake)
		}
	case step.Trust:
		var whom int
		ch.Node, whom = step.PairOf(ch.about)
		in = step.TrustInput(whom)
	}
	switch {
	case hint != 0:
		ch.Number = hint - 1
		ch.Outcome = sp.outcome(ch.Number)
	case ch.Node >= 0:
		first, _ := sp.Sys.outcomesOf(s[sp.Nodes+ch.Node], in)
		ch.Number = first + uint32(ch.branch)
		ch.Outcome = sp.outcome(ch.Number)
	}
	sp.keepClocks(s, &ch)
	return ch
}

// after returns the successor that sp.FX describes, as properties see it.
func (sp *Space) after(s []uint32) *model.State {
	sp.next = sp.FX.Write(sp, s, sp.next[:0])
	return sp.state(sp.next)
}
