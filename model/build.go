package model

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/synod-go/synod/explore"
)

// Build implements explore.Space.
func (sp *space) Build(s []uint32, picked []explore.Successor, out *explore.States) {
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

// writeSum appends the successor whose name sum gave; name is 0 when it is not
// known.
func (sp *space) writeSum(s []uint32, ch *change, name uint64, dst []uint32) []uint32 {
	o := ch.outcome
	at := len(dst)
	fp := name
	if name == 0 {
		fp, _ = sp.sum(s, ch)
	}
	dst = append(dst, s...)
	dst[at], dst[at+1] = uint32(fp), uint32(fp>>32)
	dst[at+sp.nodes+ch.node] = o.node
	if o.events != 0 {
		for i, m := range sp.c.mons {
			dst[at+sp.mons+i] = m.after(s[sp.mons+i], o.events)
		}
	}
	if sp.hasFaults {
		dst[at+sp.faults] = ch.faults
	}
	if ch.item >= 0 {
		item := at + sp.items + ch.item
		copy(dst[item:], dst[item+1:])
		dst = dst[:len(dst)-1]
	}
	if o.advances {
		alive := dst[:at+sp.items]
		for _, id := range dst[at+sp.items:] {
			if m := sp.msg(id); int(m.to) != ch.node || !sp.died(o.node, m) {
				alive = append(alive, id)
			}
		}
		dst = alive
	}
	for _, id := range sp.sendsOf(o) {
		m := sp.msg(id)
		if m.clock >= 0 && sp.isDead(s, ch.node, o.node, m) {
			continue
		}
		to := len(dst)
		dst = append(dst, id)
		for first := at + sp.items; to > first && dst[to-1] != id && sp.msgAfter(dst[to-1], id); to-- {
			dst[to] = dst[to-1]
		}
		dst[to] = id
	}
	return dst
}

// fingerprintOf returns the running fingerprint of a state, under the identity.
func fingerprintOf(s []uint32) uint64 { return uint64(s[0]) | uint64(s[1])<<32 }

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
		use(useTimer + faultUse(ch.node<<12) + faultUse(timer))
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

// judge checks a new state that a step of a node (-1 is none) from s led to. What
// the step did not touch was checked before.
func (sp *space) judge(s, to []uint32, node int, out *explore.States) {
	checks := &sp.c.checks
	var codes []uint32
	if node >= 0 && checks.watched.Has(NodeID(node+1)) && s[sp.nodes+node] != to[sp.nodes+node] {
		codes = sp.judgeNodeAmong(to[sp.nodes:sp.mons], node, codes)
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
		v := sp.c.guard(g.property, func() Verdict { return g.check(state) })
		if code, violated := sp.c.noted(g.property, v); violated {
			codes = append(codes, code)
		}
	}
	return codes
}

// inside reports whether the successor that sp.fx describes lies inside the
// state constraint.
func (sp *space) inside(s []uint32) bool {
	sp.next = sp.fx.write(sp, s, sp.next[:0])
	return sp.c.inConstraint(sp.state(sp.next))
}

// viewLimit is how many decoded nodes a worker keeps.
const viewLimit = 1 << 17

// view returns a node state as properties see it.
func (sp *space) view(id uint32) *View {
	if int(id) < len(sp.views) && sp.views[id] != nil {
		return sp.views[id]
	}
	if len(sp.views) > viewLimit && int(id) >= 2*viewLimit {
		return sp.c.view(sp.c.nodeTable.bytes(id)) // too many to keep
	}
	for int(id) >= len(sp.views) {
		sp.views = append(sp.views, nil)
	}
	b := sp.c.nodeTable.bytes(id)
	sp.views[id] = sp.c.view(b)
	sp.c.decoded.Add(int64(4*len(b)) + 256)
	return sp.views[id]
}

// state returns a whole state as properties see it.
func (sp *space) state(s []uint32) *State {
	st := &State{names: sp.c.names}
	for _, id := range s[sp.nodes:sp.mons] {
		st.Nodes = append(st.Nodes, *sp.view(id))
	}
	for _, item := range s[sp.items:] {
		if sp.network != FIFO {
			st.InFlight = append(st.InFlight, *sp.packet(item))
			continue
		}
		for _, m := range sp.c.chanTable.messages(item) {
			st.InFlight = append(st.InFlight, *sp.packet(m))
		}
	}
	return st
}

func (sp *space) packet(id uint32) *Packet {
	for int(id) >= len(sp.packets) {
		sp.packets = append(sp.packets, nil)
	}
	if sp.packets[id] == nil {
		p := sp.c.packet(id)
		sp.packets[id] = &p
	}
	return sp.packets[id]
}

// The initial states are what the nodes' Start makes of the state in which
// every node is down and nothing was sent, node by node.

func (sp *space) bootOnce() {
	if sp.boot != nil {
		return
	}
	c := sp.c
	if c.origin != nil {
		sp.boot, sp.bootCode = [][]uint32{c.origin.words}, [][]uint32{nil}
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
		if sp.c.sys.Constraint != nil && !sp.c.inConstraint(sp.state(s)) {
			out.Cut()
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

// Key implements explore.Space.
func (sp *space) Key(dst, s []uint32) []uint32 {
	if sp.perms == 1 {
		return append(dst, s[sp.nodes:]...)
	}
	return sp.smallestKey(dst, s)
}

// smallestKey appends the smallest of the permutations of s.
func (sp *space) smallestKey(dst, s []uint32) []uint32 {
	var smallest []uint32
	for _, perm := range sp.c.perms {
		key := sp.permuted(s, perm)
		if smallest == nil || slices.Compare(key, smallest) < 0 {
			smallest = key
		}
	}
	return append(dst, smallest...)
}

// permuted returns s without its fingerprints under a permutation of the nodes.
func (sp *space) permuted(s []uint32, perm []int) []uint32 {
	c := sp.c
	key := make([]uint32, len(s)-sp.nodes)
	at := func(i int) *uint32 { return &key[i-sp.nodes] }
	for i, id := range s[sp.nodes:sp.mons] {
		b := c.nodeTable.bytes(id)
		*at(sp.nodes + perm[i]) = c.nodeTable.intern(c.nodeTable.renamed(splitNode(b), b, perm))
	}
	rename := func(i int) int { return perm[i] }
	for i, m := range c.mons {
		v := must1(c.codec.Rename(must1(c.codec.Decode(m.bytes(s[sp.mons+i]))), rename))
		*at(sp.mons + i) = m.intern(must1(c.codec.Append(nil, v)))
	}
	if sp.hasFaults {
		f := c.faults.values.at(s[sp.faults])
		if f.cut > 0 {
			f.cut = c.faults.renamedCut(f.cut-1, perm) + 1
		}
		*at(sp.faults) = c.faults.of(f)
	}
	items := key[sp.layout.items-sp.nodes:]
	for i, item := range s[sp.layout.items:] {
		if sp.network == FIFO {
			var messages []uint32
			for _, m := range c.chanTable.messages(item) {
				messages = append(messages, c.msgTable.intern(c.msgTable.renamed(c.msgTable.bytes(m), perm)))
			}
			items[i] = c.chanTable.of(messages)
			continue
		}
		items[i] = c.msgTable.intern(c.msgTable.renamed(c.msgTable.bytes(item), perm))
	}
	slices.SortFunc(items, func(a, b uint32) int {
		switch {
		case a == b:
			return 0
		case sp.network == FIFO && sp.channel(a).order > sp.channel(b).order, sp.network != FIFO && sp.msgAfter(a, b):
			return 1
		}
		return -1
	})
	return key
}
