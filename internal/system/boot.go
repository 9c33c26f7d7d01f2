package system

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/step"
)

// The initial states are what the nodes' Start makes of the state in which
// every node is down and nothing was sent, node by node.

func (sp *Space) BootOnce() {
	if sp.Boot != nil {
		return
	}
	defer func() {
		if !sp.Booted {
			sp.Boot = nil // it was interrupted
		}
	}()
	c := sp.Sys
	if c.Origin != nil {
		sp.Boot, sp.BootCode = [][]uint32{c.Origin.Words}, [][]uint32{nil}
		sp.assumeInitial()
		sp.Booted = true
		return
	}
	base := make([]uint32, sp.Layout.items)
	for i := range c.Nodes {
		base[sp.Nodes+i] = c.NodeTable.Intern(node.State{Node: i, Inner: c.Handlers.Kinds[i].Boot()}.Append(nil))
	}
	sp.sumUp(base)
	sp.Boot, sp.BootCode = [][]uint32{base}, [][]uint32{nil}
	for i := range c.Nodes {
		var states, codes [][]uint32
		for k, s := range sp.Boot {
			first, count := c.outcomesOf(s[sp.Nodes+i], step.BootInput)
			for b := range count {
				ch := change{kind: step.Restart, about: i, branch: int(b), item: -1, Outcome: sp.outcome(first + b), Number: first + b, Node: i, faults: sp.faultsOf(s), booting: true}
				broken := slices.Clone(sp.BootCode[k])
				if ch.Outcome.Finding != 0 {
					broken = append(broken, ch.Outcome.Finding-1)
				}
				sp.keepClocks(s, &ch)
				sp.Apply(s, &ch)
				if sp.FX.Finding != 0 {
					broken = append(broken, sp.FX.Finding-1)
				}
				states = append(states, sp.FX.Write(sp, s, nil))
				codes = append(codes, broken)
			}
		}
		sp.Boot, sp.BootCode = states, codes
	}
	sp.assumeInitial()
	sp.Booted = true
}

// assumeInitial leaves out the initial states that the assumptions exclude.
func (sp *Space) assumeInitial() {
	sp.BootOut = make([]uint64, len(sp.Sys.Model.Assumptions))
	var states, codes [][]uint32
	var numbers []int
	last := -1
	for i, s := range sp.Boot {
		if len(sp.BootOut) > 0 && len(sp.BootCode[i]) == 0 {
			if by := sp.Sys.excludedBy(sp.state(s)); by >= 0 {
				sp.BootOut[by]++
				last = by
				continue
			}
		}
		states, codes, numbers = append(states, s), append(codes, sp.BootCode[i]), append(numbers, i)
	}
	if len(states) == 0 {
		panic(guard.System{Err: fmt.Errorf("assumption %s excludes every initial state: there is nothing to explore", sp.Sys.Model.Assumptions[last].Name)})
	}
	sp.Boot, sp.BootCode, sp.bootNumbers = states, codes, numbers
}

func (sp *Space) expandRoot(out *explore.Successors) {
	sp.BootOnce()
	for i, s := range sp.Boot {
		out.Add(sp.Name(s), uint32(i), 0)
		for _, code := range sp.BootCode[i] {
			out.Find(code)
		}
		if code, found := sp.watchInitial(s); found {
			out.Find(code)
		}
		if sp.Sys.Model.Constraint != nil && !sp.Sys.inConstraint(sp.state(s)) {
			out.Cut()
			sp.BootCuts++
		}
	}
}

func (sp *Space) buildRoot(picked []explore.Successor, out *explore.States) {
	sp.BootOnce()
	for _, p := range picked {
		out.Add(sp.Boot[p.Label])
		codes := sp.JudgeAll(sp.Boot[p.Label])
		if code, found := sp.checkNormal(sp.Boot[p.Label]); found {
			codes = append(codes, code)
		}
		sp.report(codes, out)
	}
}
