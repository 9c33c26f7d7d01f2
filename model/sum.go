package model

import "github.com/synod-go/synod/internal/step"

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
	isStep = !o.unchanged || o.finding != 0 || ch.kind == step.Restart || ch.kind == step.Crash
	sp.fx.finding = 0
	if ch.item >= 0 {
		name -= sp.msg(s[sp.items+ch.item]).fp
	}
	if o.events != 0 {
		for i, m := range sp.c.mons {
			before := s[sp.mons+i]
			if after := m.after(before, o.events); after != before {
				table := m.fp.Snapshot()
				name += table[after] - table[before]
				isStep = true
			}
		}
	}
	if sp.hasFaults && ch.faults != s[sp.faults] {
		table := sp.c.faults.fp.Snapshot()
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
	if sp.idle.Has(receiver, slot) || !sp.node(receiver).up {
		return
	}
	first, count := sp.c.outcomesOf(receiver, step.MessageInput(id))
	if count == 0 {
		sp.idle.Add(receiver, slot)
	}
	for b := range count {
		o := sp.outcome(first + b)
		if o.unchanged && o.numSends == 0 && o.events == 0 {
			continue
		}
		p := sp.c.packet(id)
		sp.fx.finding = 1 + sp.c.findings.code(-1, kindModel, sp.c.names.message(p.Message)+" from "+sp.c.names[p.From]+" was declared dead at "+sp.c.names[p.To]+", but its handler does something with it")
		return
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
