package system

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/model"
)

// judge checks a new state that a step of a node (-1 is none) from s led to. What
// the step did not touch was checked before.
func (sp *Space) judge(s, to []uint32, node int, out *explore.States) {
	checks := &sp.Sys.Checks
	var codes []uint32
	if node >= 0 && checks.watched.Has(model.NodeID(node+1)) && s[sp.Nodes+node] != to[sp.Nodes+node] {
		codes = sp.judgeNodeAmong(to[sp.Nodes:sp.Mons], node, codes)
		codes = append(codes, sp.judgeEvery(to[sp.Nodes:sp.Mons])...)
	}
	for i := range sp.Sys.Mons {
		if v := to[sp.Mons+i]; v != s[sp.Mons+i] {
			codes = append(codes, sp.judgeMonitor(i, v)...)
		}
	}
	if len(checks.Globals) > 0 {
		codes = append(codes, sp.judgeGlobals(to)...)
	}
	if code, found := sp.checkNormal(to); found {
		codes = append(codes, code)
	}
	sp.report(codes, out)
}

// report passes the findings on in the order of the properties.
func (sp *Space) report(codes []uint32, out *explore.States) {
	if len(codes) == 0 {
		return
	}
	slices.SortFunc(codes, func(a, b uint32) int {
		x, y := sp.Sys.Findings.Of(a), sp.Sys.Findings.Of(b)
		if x.Property != y.Property {
			return x.Property - y.Property
		}
		if x.Text < y.Text {
			return -1
		}
		return 1
	})
	for _, code := range slices.Compact(codes) {
		out.Find(code)
	}
}

// judgeNodeAmong checks a node alone and with every other one.
func (sp *Space) judgeNodeAmong(nodes []uint32, i int, codes []uint32) []uint32 {
	codes = append(codes, sp.judgeNode(nodes[i])...)
	if len(sp.Sys.Checks.pairs) == 0 {
		return codes
	}
	for rest := sp.Sys.Checks.partners[i]; rest != 0; rest &= rest - 1 {
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

// JudgeAll checks everything about a state.
func (sp *Space) JudgeAll(s []uint32) []uint32 {
	var codes []uint32
	nodes := s[sp.Nodes:sp.Mons]
	for i := range nodes {
		codes = append(codes, sp.judgeNode(nodes[i])...)
		if len(sp.Sys.Checks.pairs) > 0 {
			for j := i + 1; j < len(nodes); j++ {
				if sp.Sys.Checks.partners[i].Has(sp.Sys.Nodes[j].ID) {
					codes = append(codes, sp.judgePair(nodes[i], nodes[j])...)
				}
			}
		}
	}
	codes = append(codes, sp.judgeEvery(nodes)...)
	for i := range sp.Sys.Mons {
		codes = append(codes, sp.judgeMonitor(i, s[sp.Mons+i])...)
	}
	return append(codes, sp.judgeGlobals(s)...)
}

func (sp *Space) judgeGlobals(s []uint32) []uint32 {
	if len(sp.Sys.Checks.Globals) == 0 {
		return nil
	}
	var codes []uint32
	state := sp.state(s)
	for _, g := range sp.Sys.Checks.Globals {
		o := sp.Sys.Guard(g.Question, func() model.Outcome { return g.check(state) })
		if code, found := sp.Sys.noted(g.Question, o); found {
			codes = append(codes, code)
		}
	}
	return codes
}

// judged keeps, for one worker, which components were judged already and what
// was found. A worker judges what another has judged, too: that is cheaper than
// to agree.
type judged struct {
	nodes    intern.Bitset
	outcomes intern.Bitset
	monitors []intern.Bitset // by monitor
	pairs    intern.PairSet
	// broken holds the codes of what violates something; what is not in it
	// violates nothing.
	brokenNode    map[uint32][]uint32
	brokenStep    map[uint32][]uint32
	brokenMonitor []map[uint32][]uint32
	brokenPair    map[uint64][]uint32
}

func newJudged(monitors int) judged {
	j := judged{
		monitors:      make([]intern.Bitset, monitors),
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
func (sp *Space) judgeNode(id uint32) []uint32 {
	if len(sp.Sys.Checks.Locals) == 0 {
		return nil
	}
	if sp.judged.nodes.Add(id) {
		for _, l := range sp.Sys.Checks.Locals {
			if !l.nodes.Has(sp.View(id).ID) {
				continue
			}
			o := sp.Sys.Guard(l.Question, func() model.Outcome { return l.Check(*sp.View(id)) })
			if code, found := sp.Sys.noted(l.Question, o); found {
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
func (sp *Space) judgeEvery(nodes []uint32) (codes []uint32) {
	for _, e := range sp.Sys.Checks.everys {
		var words []string
		for _, id := range e.nodes.IDs() {
			view := *sp.View(nodes[id-1])
			o := sp.Sys.Guard(e.Question, func() model.Outcome { return e.Check(view) })
			if !o.Found {
				words = nil
				break
			}
			words = append(words, sp.Sys.Names.Text(o.Text))
		}
		if words != nil {
			codes = append(codes, sp.Sys.Findings.code(e.Question, KindInvariant, strings.Join(words, "; ")))
		}
	}
	return codes
}

// judgePair returns what two node states, the first one of the lower node,
// violate together.
func (sp *Space) judgePair(a, b uint32) []uint32 {
	key := uint64(a)<<32 | uint64(b)
	if sp.judged.pairs.Add(key) {
		x, y := sp.View(a), sp.View(b)
		for _, p := range sp.Sys.Checks.pairs {
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
func (sp *Space) askPair(key uint64, p pairCheck, a, b model.View[any]) {
	o := sp.Sys.Guard(p.question, func() model.Outcome { return p.check(a, b) })
	if code, found := sp.Sys.noted(p.question, o); found {
		sp.judged.brokenPair[key] = append(sp.judged.brokenPair[key], code)
	}
}

// judgeMonitor returns what a monitor's value violates.
func (sp *Space) judgeMonitor(at int, value uint32) []uint32 {
	if sp.judged.monitors[at].Add(value) {
		m := sp.Sys.Mons[at]
		for _, j := range sp.Sys.Checks.judges {
			if j.monitor != at {
				continue
			}
			o := sp.Sys.Guard(j.question, func() model.Outcome { return j.judge(guard.Must1(sp.Sys.codec.Decode(m.Bytes(value)))) })
			if code, found := sp.Sys.noted(j.question, o); found {
				sp.judged.brokenMonitor[at][value] = append(sp.judged.brokenMonitor[at][value], code)
			}
		}
	}
	if len(sp.judged.brokenMonitor[at]) == 0 {
		return nil
	}
	return sp.judged.brokenMonitor[at][value]
}
