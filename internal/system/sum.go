package system

import (
	"github.com/synod-go/synod/internal/handler"
	"github.com/synod-go/synod/internal/step"
)

// sums reports whether what an outcome does to the fingerprint is a sum that
// needs no look at the network but for messages that die: on a multiset,
// without symmetry and without a bound on messages in flight.
func (sp *Space) sums(o *outcome) bool { return sp.simple && o != nil && !o.resends }

// sum names the successor of s by a step with an outcome, and reports whether
// it is a step. It says what apply and effect.name say, without building
// anything.
func (sp *Space) sum(s []uint32, ch *change) (name uint64, isStep bool) {
	o := ch.Outcome
	name = fingerprintOf(s) + o.change
	isStep = !o.unchanged || o.Finding != 0 || ch.kind == step.Restart || ch.kind == step.Crash || o.unchanged && sp.isTick(s, ch)
	sp.FX.Finding = 0
	if ch.item >= 0 {
		name -= sp.msg(s[sp.items+ch.item]).fp
	}
	if o.events != 0 {
		for i, m := range sp.Sys.Mons {
			before := s[sp.Mons+i]
			if after := m.after(before, o.events); after != before {
				table := m.fp.Snapshot()
				name += table[after] - table[before]
				isStep = true
			}
		}
	}
	if sp.HasFaults && ch.faults != s[sp.faults] {
		table := sp.Sys.Faults.fp.Snapshot()
		name += table[ch.faults] - table[s[sp.faults]]
	}
	if o.advances {
		for i, id := range s[sp.items:] {
			if m := sp.msg(id); int(m.to) == ch.Node && i != ch.item && sp.died(o.node, m) {
				sp.checkDead(o.node, id)
				name -= m.fp
			}
		}
	}
	for _, id := range sp.sendsOf(o) {
		m := sp.msg(id)
		if m.epoch >= 0 && sp.isDead(s, ch.Node, o.node, m) {
			sp.checkDead(sp.receiverOf(s, ch.Node, o.node, m), id)
			continue
		}
		name += m.fp
		isStep = true
	}
	return name, isStep || sp.FX.Finding != 0
}

// died reports whether a message can do nothing at its receiver in the given
// state.
func (sp *Space) died(receiver uint32, m *msgHot) bool {
	return m.epoch >= 0 && m.stamp < sp.epoch(receiver, m.epoch)
}

// receiverOf returns the state of a message's receiver after the step in which
// node ran and came to the given state.
func (sp *Space) receiverOf(s []uint32, node int, after uint32, m *msgHot) uint32 {
	if int(m.to) == node {
		return after
	}
	return s[sp.Nodes+int(m.to)]
}

// isDead reports whether a message with an epoch, sent in that step, can do
// nothing at its receiver.
func (sp *Space) isDead(s []uint32, node int, after uint32, m *msgHot) bool {
	return m.stamp < sp.epoch(sp.receiverOf(s, node, after, m), m.epoch)
}

// checkDead holds the declaration of dead messages against the handler: what
// was declared dead must do nothing.
func (sp *Space) checkDead(receiver, id uint32) {
	slot := sp.addressee(id).slot()
	if sp.idle.Has(receiver, slot) || !sp.node(receiver).up {
		return
	}
	first, count := sp.Sys.outcomesOf(receiver, step.MessageInput(id))
	if count == 0 {
		sp.idle.Add(receiver, slot)
	}
	for b := range count {
		o := sp.outcome(first + b)
		if o.unchanged && o.numSends == 0 && o.events == 0 {
			continue
		}
		p := sp.Sys.packet(id)
		sp.FX.Finding = 1 + sp.Sys.Findings.code(-1, handler.Model, sp.Sys.Names.Message(p.Message)+" from "+sp.Sys.Names[p.From]+" was declared dead at "+sp.Sys.Names[p.To]+", but its handler does something with it")
		return
	}
}

// writeSum appends the successor whose name sum gave; name is 0 when it is not
// known.
func (sp *Space) writeSum(s []uint32, ch *change, name uint64, dst []uint32) []uint32 {
	o := ch.Outcome
	at := len(dst)
	fp := name
	if name == 0 {
		fp, _ = sp.sum(s, ch)
	}
	dst = append(dst, s...)
	dst[at], dst[at+1] = uint32(fp), uint32(fp>>32)
	dst[at+sp.Nodes+ch.Node] = o.node
	if o.events != 0 {
		for i, m := range sp.Sys.Mons {
			dst[at+sp.Mons+i] = m.after(s[sp.Mons+i], o.events)
		}
	}
	if sp.HasFaults {
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
			if m := sp.msg(id); int(m.to) != ch.Node || !sp.died(o.node, m) {
				alive = append(alive, id)
			}
		}
		dst = alive
	}
	for _, id := range sp.sendsOf(o) {
		m := sp.msg(id)
		if m.epoch >= 0 && sp.isDead(s, ch.Node, o.node, m) {
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

// setFingerprint sets what fingerprintOf returns.
func setFingerprint(s []uint32, fp uint64) { s[0], s[1] = uint32(fp), uint32(fp>>32) }

// fingerprintOf returns the running fingerprint of a state, under the identity.
func fingerprintOf(s []uint32) uint64 { return uint64(s[0]) | uint64(s[1])<<32 }
