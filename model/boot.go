package model

import (
	"slices"

	"github.com/synod-go/synod/explore"
)

// The initial states are what the nodes' Start makes of the state in which
// every node is down and nothing was sent, node by node.

func (sp *space) bootOnce() {
	if sp.boot != nil {
		return
	}
	defer func() {
		if !sp.booted {
			sp.boot = nil // it was interrupted
		}
	}()
	c := sp.c
	if c.origin != nil {
		sp.boot, sp.bootCode, sp.booted = [][]uint32{c.origin.words}, [][]uint32{nil}, true
		return
	}
	base := make([]uint32, sp.layout.items)
	for i := range c.nodes {
		fields := must1(c.nodes[i].fields.AppendFields(nil, c.newNode(i)))
		base[sp.nodes+i] = c.nodeTable.intern(nodeParts{node: i, fields: fields}.append(nil))
	}
	for p := range sp.perms {
		fp := uint64(0)
		at := uint32(p)
		for _, id := range base[sp.nodes:sp.mons] {
			fp += c.nodeTable.fp.at(id*uint32(sp.perms) + at)
		}
		for i := range c.mons {
			fp += c.mons[i].fp.at(base[sp.mons+i]*uint32(sp.perms) + at)
		}
		if sp.hasFaults {
			fp += c.faults.fp.at(at)
		}
		base[2*p], base[2*p+1] = uint32(fp), uint32(fp>>32)
	}
	sp.boot, sp.bootCode = [][]uint32{base}, [][]uint32{nil}
	for i := range c.nodes {
		var states, codes [][]uint32
		for k, s := range sp.boot {
			first, count := c.outcomesOf(s[sp.nodes+i], inputBoot)
			for b := range count {
				ch := change{kind: stepRestart, arg: i, branch: int(b), item: -1, outcome: sp.outcome(first + b), number: first + b, node: i, faults: sp.faultsOf(s), booting: true}
				broken := slices.Clone(sp.bootCode[k])
				if ch.outcome.finding != 0 {
					broken = append(broken, ch.outcome.finding-1)
				}
				sp.apply(s, &ch)
				if sp.fx.finding != 0 {
					broken = append(broken, sp.fx.finding-1)
				}
				states = append(states, sp.fx.write(sp, s, nil))
				codes = append(codes, broken)
			}
		}
		sp.boot, sp.bootCode = states, codes
	}
	sp.booted = true
}

func (sp *space) expandRoot(out *explore.Successors) {
	sp.bootOnce()
	for i, s := range sp.boot {
		name := uint64(s[0]) | uint64(s[1])<<32
		for p := 1; p < sp.perms; p++ {
			name = min(name, uint64(s[2*p])|uint64(s[2*p+1])<<32)
		}
		out.Add(name, uint32(i), 0)
		for _, code := range sp.bootCode[i] {
			out.Find(code)
		}
		if code, found := sp.watchInitial(s); found {
			out.Find(code)
		}
		if sp.c.sys.Constraint != nil && !sp.c.inConstraint(sp.state(s)) {
			out.Cut()
			sp.bootCuts++
		}
	}
}

func (sp *space) buildRoot(picked []explore.Successor, out *explore.States) {
	sp.bootOnce()
	for _, p := range picked {
		out.Add(sp.boot[p.Label])
		sp.report(sp.judgeAll(sp.boot[p.Label]), out)
	}
}
