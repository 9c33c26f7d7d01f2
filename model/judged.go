package model

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
)

// judge checks a new state that a step of a node (-1 is none) from s led to. What
// the step did not touch was checked before.
func (sp *space) judge(s, to []uint32, node int, out *explore.States) {
	checks := &sp.c.checks
	var codes []uint32
	if node >= 0 && checks.watched.Has(NodeID(node+1)) && s[sp.nodes+node] != to[sp.nodes+node] {
		codes = sp.judgeNodeAmong(to[sp.nodes:sp.mons], node, codes)
		codes = append(codes, sp.judgeEvery(to[sp.nodes:sp.mons])...)
	}
	for i := range sp.c.mons {
		if v := to[sp.mons+i]; v != s[sp.mons+i] {
			codes = append(codes, sp.judgeMonitor(i, v)...)
		}
	}
	if len(checks.globals) > 0 {
		codes = append(codes, sp.judgeGlobals(to)...)
	}
	sp.report(codes, out)
}

// report passes the findings on in the order of the properties.
func (sp *space) report(codes []uint32, out *explore.States) {
	if len(codes) == 0 {
		return
	}
	slices.SortFunc(codes, func(a, b uint32) int {
		x, y := sp.c.findings.of(a), sp.c.findings.of(b)
		if x.property != y.property {
			return x.property - y.property
		}
		if x.text < y.text {
			return -1
		}
		return 1
	})
	for _, code := range slices.Compact(codes) {
		out.Find(code)
	}
}

// judgeNodeAmong checks a node alone and with every other one.
func (sp *space) judgeNodeAmong(nodes []uint32, i int, codes []uint32) []uint32 {
	codes = append(codes, sp.judgeNode(nodes[i])...)
	if len(sp.c.checks.pairs) == 0 {
		return codes
	}
	for rest := sp.c.checks.partners[i]; rest != 0; rest &= rest - 1 {
		j := bits.TrailingZeros64(uint64(rest)) - 1
		var found []uint32
		if j < i {
			found = sp.judgePair(nodes[j], nodes[i])
		} else {
			found = sp.judgePair(nodes[i], nodes[j])
		}
		if found != nil {
			codes = append(codes, found...)
		}
	}
	return codes
}

// judgeAll checks everything about a state.
func (sp *space) judgeAll(s []uint32) []uint32 {
	var codes []uint32
	nodes := s[sp.nodes:sp.mons]
	for i := range nodes {
		codes = append(codes, sp.judgeNode(nodes[i])...)
		if len(sp.c.checks.pairs) > 0 {
			for j := i + 1; j < len(nodes); j++ {
				if sp.c.checks.partners[i].Has(sp.c.nodes[j].id) {
					codes = append(codes, sp.judgePair(nodes[i], nodes[j])...)
				}
			}
		}
	}
	codes = append(codes, sp.judgeEvery(nodes)...)
	for i := range sp.c.mons {
		codes = append(codes, sp.judgeMonitor(i, s[sp.mons+i])...)
	}
	return append(codes, sp.judgeGlobals(s)...)
}

func (sp *space) judgeGlobals(s []uint32) []uint32 {
	if len(sp.c.checks.globals) == 0 {
		return nil
	}
	var codes []uint32
	state := sp.state(s)
	for _, g := range sp.c.checks.globals {
		o := sp.c.guard(g.question, func() Outcome { return g.check(state) })
		if code, found := sp.c.noted(g.question, o); found {
			codes = append(codes, code)
		}
	}
	return codes
}

// judged keeps, for one worker, which components were judged already and what
// was found. A worker judges what another has judged, too: that is cheaper than
// to agree.
type judged struct {
	nodes    bitset
	outcomes bitset
	monitors []bitset // by monitor
	pairs    pairSet
	// broken holds the codes of what violates something; what is not in it
	// violates nothing.
	brokenNode    map[uint32][]uint32
	brokenStep    map[uint32][]uint32
	brokenMonitor []map[uint32][]uint32
	brokenPair    map[uint64][]uint32
}

func newJudged(monitors int) judged {
	j := judged{
		monitors:      make([]bitset, monitors),
		brokenNode:    map[uint32][]uint32{},
		brokenStep:    map[uint32][]uint32{},
		brokenMonitor: make([]map[uint32][]uint32, monitors),
		brokenPair:    map[uint64][]uint32{},
	}
	for i := range j.brokenMonitor {
		j.brokenMonitor[i] = map[uint32][]uint32{}
	}
	return j
}

// judgeNode returns what a node state violates by itself.
func (sp *space) judgeNode(id uint32) []uint32 {
	if len(sp.c.checks.locals) == 0 {
		return nil
	}
	if sp.judged.nodes.add(id) {
		for _, l := range sp.c.checks.locals {
			if !l.nodes.Has(sp.view(id).ID) {
				continue
			}
			o := sp.c.guard(l.question, func() Outcome { return l.check(*sp.view(id)) })
			if code, found := sp.c.noted(l.question, o); found {
				sp.judged.brokenNode[id] = append(sp.judged.brokenNode[id], code)
			}
		}
	}
	if len(sp.judged.brokenNode) == 0 {
		return nil
	}
	return sp.judged.brokenNode[id]
}

// judgeEvery returns the goals that every node has reached that they look at.
func (sp *space) judgeEvery(nodes []uint32) (codes []uint32) {
	for _, e := range sp.c.checks.everys {
		var words []string
		for _, id := range e.nodes.IDs() {
			view := *sp.view(nodes[id-1])
			o := sp.c.guard(e.question, func() Outcome { return e.check(view) })
			if !o.Found {
				words = nil
				break
			}
			words = append(words, sp.c.text(o.Text))
		}
		if words != nil {
			codes = append(codes, sp.c.findings.code(e.question, kindInvariant, strings.Join(words, "; ")))
		}
	}
	return codes
}

// judgePair returns what two node states, the first one of the lower node,
// violate together.
func (sp *space) judgePair(a, b uint32) []uint32 {
	key := uint64(a)<<32 | uint64(b)
	if sp.judged.pairs.add(key) {
		x, y := sp.view(a), sp.view(b)
		for _, p := range sp.c.checks.pairs {
			if p.first.Has(x.ID) && p.second.Has(y.ID) {
				sp.askPair(key, p, *x, *y)
			}
			if p.bothOrders && p.first.Has(y.ID) && p.second.Has(x.ID) {
				sp.askPair(key, p, *y, *x)
			}
		}
	}
	if len(sp.judged.brokenPair) == 0 {
		return nil
	}
	return sp.judged.brokenPair[key]
}

// askPair asks a check about two nodes, which have a key together.
func (sp *space) askPair(key uint64, p pairCheck, a, b View[any]) {
	o := sp.c.guard(p.question, func() Outcome { return p.check(a, b) })
	if code, found := sp.c.noted(p.question, o); found {
		sp.judged.brokenPair[key] = append(sp.judged.brokenPair[key], code)
	}
}

// judgeMonitor returns what a monitor's value violates.
func (sp *space) judgeMonitor(at int, value uint32) []uint32 {
	if sp.judged.monitors[at].add(value) {
		m := sp.c.mons[at]
		for _, j := range sp.c.checks.judges {
			if j.monitor != at {
				continue
			}
			o := sp.c.guard(j.question, func() Outcome { return j.judge(must1(sp.c.codec.Decode(m.bytes(value)))) })
			if code, found := sp.c.noted(j.question, o); found {
				sp.judged.brokenMonitor[at][value] = append(sp.judged.brokenMonitor[at][value], code)
			}
		}
	}
	if len(sp.judged.brokenMonitor[at]) == 0 {
		return nil
	}
	return sp.judged.brokenMonitor[at][value]
}
