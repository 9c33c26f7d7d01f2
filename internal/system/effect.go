package system

import (
	"slices"

	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// Effect is what a step does to a state, worked out in full.
type Effect struct {
	items   []uint32 // what is in the network after the step
	mons    []uint32 // the monitors after it
	removed []uint32 // components that left the network
	added   []uint32 // components that came into it
	node    int      // index of the node that changed; -1 is none
	before  uint32   // that node's state before
	after   uint32   // and after
	faults  uint32
	Finding uint32 // 1 + the code of what is wrong with the declarations
	// sent holds, in its first numSent elements, what is to go behind the others
	// of each FIFO channel.
	sent    []channelSends
	numSent int
}

// channelSends is what a step sends on one FIFO channel, the first first.
type channelSends struct {
	order    uint16 // of the channel
	messages []uint32
}

// Apply works out what a step does, into sp.FX. It returns false when it is not
// a step: not enabled, without effect, or refused.
func (sp *Space) Apply(s []uint32, ch *change) bool {
	return sp.apply(s, ch) && (ch.booting || sp.fitsOrRefuses())
}

// apply is Apply without the bound on messages in flight.
func (sp *Space) apply(s []uint32, ch *change) (isStep bool) {
	fx := &sp.FX
	fx.items = append(fx.items[:0], s[sp.items:]...)
	fx.mons = append(fx.mons[:0], s[sp.Mons:sp.faults]...)
	fx.removed, fx.added = fx.removed[:0], fx.added[:0]
	fx.node, fx.faults, fx.Finding, fx.numSent = -1, ch.faults, 0, 0
	switch ch.kind {
	case step.Deliver:
		sp.take(ch.item)
	case step.Drop:
		sp.remove(ch.item)
	case step.Duplicate:
		sp.duplicate(ch.item)
	}
	o := ch.Outcome
	if o == nil {
		return true
	}
	fx.node, fx.before, fx.after = ch.Node, s[sp.Nodes+ch.Node], o.node
	monsChanged := false
	if o.events != 0 {
		for i, m := range sp.Sys.Mons {
			v := m.after(fx.mons[i], o.events)
			monsChanged = monsChanged || v != fx.mons[i]
			fx.mons[i] = v
		}
	}
	sent := false
	for _, id := range sp.sendsOf(o) {
		sent = sp.send(s, ch, id) || sent
	}
	sp.enqueueAll()
	if o.advances {
		sp.bury(ch.Node, o.node)
	}
	return ch.booting || !o.unchanged || monsChanged || sent || o.Finding != 0 || fx.Finding != 0 ||
		ch.kind == step.Restart || ch.kind == step.Crash || (sp.network == model.FIFO && ch.kind == step.Deliver) || sp.isTick(s, ch)
}

// take removes what a delivery consumes.
func (sp *Space) take(item int) {
	if sp.network != model.Set {
		sp.remove(item)
	}
}

// remove takes one copy of a message, or the head of a channel, away.
func (sp *Space) remove(item int) {
	fx := &sp.FX
	id := fx.items[item]
	fx.removed = append(fx.removed, id)
	if sp.network == model.FIFO {
		if rest := sp.channel(id).rest; rest != 0 {
			fx.items[item] = rest - 1
			fx.added = append(fx.added, rest-1)
			return
		}
	}
	fx.items = append(fx.items[:item], fx.items[item+1:]...)
}

// duplicate puts a copy of a message beside it; on a channel, a copy of the
// head right behind the head.
func (sp *Space) duplicate(item int) {
	fx := &sp.FX
	id := fx.items[item]
	if sp.network == model.FIFO {
		messages := sp.Sys.chanTable.messages(id)
		doubled := sp.Sys.chanTable.of(append([]uint32{messages[0]}, messages...))
		fx.items[item] = doubled
		fx.removed, fx.added = append(fx.removed, id), append(fx.added, doubled)
		return
	}
	fx.insert(item, id)
}

func (fx *Effect) insert(at int, id uint32) {
	fx.items = append(fx.items, 0)
	copy(fx.items[at+1:], fx.items[at:])
	fx.items[at] = id
	fx.added = append(fx.added, id)
}

// send puts a message into the network, unless it is dead on arrival, or sent
// again while an equal one is in flight. It reports whether the network
// changed.
func (sp *Space) send(s []uint32, ch *change, id uint32) bool {
	resend := id&resendBit != 0
	id &^= resendBit
	m := sp.msg(id)
	if m.epoch >= 0 && sp.isDead(s, ch.Node, ch.Outcome.node, m) {
		sp.checkDead(sp.receiverOf(s, ch.Node, ch.Outcome.node, m), id)
		return false
	}
	if sp.network == model.FIFO {
		sent := sp.enqueue(m, id, resend)
		if ch.Outcome.numSends <= fewSends {
			sp.enqueueAll()
		}
		return sent
	}
	fx := &sp.FX
	at := 0
	for at < len(fx.items) {
		if fx.items[at] == id {
			if resend || sp.network == model.Set {
				return false
			}
			break
		}
		if sp.msgAfter(fx.items[at], id) {
			break
		}
		at++
	}
	fx.insert(at, id)
	return true
}

// msgAfter reports whether message a stands behind message b, which are not
// equal.
func (sp *Space) msgAfter(a, b uint32) bool {
	x, y := sp.order(a), sp.order(b)
	if x != y {
		return x > y
	}
	// Two messages of one hash: by their bytes, so that the order never depends
	// on ids.
	return string(sp.Sys.msgTable.Bytes(a)) > string(sp.Sys.msgTable.Bytes(b))
}

// fewSends is up to how many messages of a step are put into their channels one by
// one: what a channel becomes with one more is remembered.
const fewSends = 16

// enqueue puts a message among those that are to go behind the others of its
// channel. The channels are made when all are known: to make one takes as long as
// it is long.
func (sp *Space) enqueue(m *msgHot, id uint32, resend bool) bool {
	fx := &sp.FX
	order := uint16(m.from)<<8 | uint16(m.to)
	k := 0
	for k < fx.numSent && fx.sent[k].order != order {
		k++
	}
	if resend {
		if at := sp.channelAt(order); at < len(fx.items) && sp.channel(fx.items[at]).order == order {
			for next := fx.items[at] + 1; next != 0; next = sp.channel(next - 1).rest {
				if sp.channel(next-1).head == id {
					return false
				}
			}
		}
		if k < fx.numSent && slices.Contains(fx.sent[k].messages, id) {
			return false
		}
	}
	if k == fx.numSent {
		if k == len(fx.sent) {
			fx.sent = append(fx.sent, channelSends{})
		}
		fx.sent[k].order, fx.sent[k].messages = order, fx.sent[k].messages[:0]
		fx.numSent++
	}
	fx.sent[k].messages = append(fx.sent[k].messages, id)
	return true
}

// enqueueAll puts what enqueue gathered into the channels.
func (sp *Space) enqueueAll() {
	fx := &sp.FX
	for _, c := range fx.sent[:fx.numSent] {
		at := sp.channelAt(c.order)
		if at == len(fx.items) || sp.channel(fx.items[at]).order > c.order {
			fx.insert(at, sp.Sys.chanTable.with(0, c.messages...)-1)
			continue
		}
		have := fx.items[at]
		longer := sp.Sys.chanTable.with(have+1, c.messages...) - 1
		fx.items[at] = longer
		fx.removed, fx.added = append(fx.removed, have), append(fx.added, longer)
	}
	fx.numSent = 0
}

// channelAt returns where the channel of an order stands in the network, or
// would.
func (sp *Space) channelAt(order uint16) int {
	at := 0
	for at < len(sp.FX.items) && sp.channel(sp.FX.items[at]).order < order {
		at++
	}
	return at
}

// bury takes the messages away that died when an epoch of their receiver went
// forward.
func (sp *Space) bury(node int, state uint32) {
	fx := &sp.FX
	kept := fx.items[:0]
	for _, id := range fx.items {
		if sp.network == model.FIFO {
			if ch := sp.channel(id); int(ch.to) == node {
				if rest, changed := sp.buryInChannel(id, state); changed {
					fx.removed = append(fx.removed, id)
					if rest != 0 {
						fx.added = append(fx.added, rest-1)
						kept = append(kept, rest-1)
					}
					continue
				}
			}
		} else if m := sp.msg(id); int(m.to) == node && sp.died(state, m) {
			sp.checkDead(state, id)
			fx.removed = append(fx.removed, id)
			continue
		}
		kept = append(kept, id)
	}
	fx.items = kept
}

// buryInChannel returns the channel (plus one; 0 is empty) without its dead
// messages.
func (sp *Space) buryInChannel(channel, state uint32) (rest uint32, changed bool) {
	messages := sp.Sys.chanTable.messages(channel)
	var alive []uint32
	for _, id := range messages {
		if m := sp.msg(id); sp.died(state, m) {
			sp.checkDead(state, id)
			continue
		}
		alive = append(alive, id)
	}
	switch len(alive) {
	case len(messages):
		return 0, false
	case 0:
		return 0, true
	}
	return sp.Sys.chanTable.of(alive) + 1, true
}

// fitsOrRefuses reports whether the step fits; if not, it counts the refusal.
func (sp *Space) fitsOrRefuses() bool {
	if sp.fits() {
		return true
	}
	sp.refuseInFlight()
	return false
}

// fits reports whether no more messages are in flight than the system allows.
func (sp *Space) fits() bool {
	limit := sp.Sys.Model.InFlight
	if limit == 0 {
		return true
	}
	n := len(sp.FX.items)
	if sp.network == model.FIFO {
		n = 0
		for _, id := range sp.FX.items {
			n += int(sp.channel(id).length)
		}
	}
	return n <= limit
}

// name returns the successor's name: the smallest of its fingerprints.
func (fx *Effect) name(sp *Space, s []uint32) uint64 {
	name := fx.fingerprint(sp, s, 0)
	for p := 1; p < sp.perms; p++ {
		name = min(name, fx.fingerprint(sp, s, p))
	}
	return name
}

// fingerprint returns the successor's fingerprint under a permutation: that of
// s, less what went, plus what came.
func (fx *Effect) fingerprint(sp *Space, s []uint32, p int) uint64 {
	fp := uint64(s[2*p]) | uint64(s[2*p+1])<<32
	c := sp.Sys
	stride := uint32(sp.perms)
	at := uint32(p)
	if fx.node >= 0 && fx.before != fx.after {
		table := c.NodeTable.fp.Snapshot()
		fp += table[fx.after*stride+at] - table[fx.before*stride+at]
	}
	for i, v := range fx.mons {
		if before := s[sp.Mons+i]; before != v {
			table := c.Mons[i].fp.Snapshot()
			fp += table[v*stride+at] - table[before*stride+at]
		}
	}
	if sp.HasFaults && s[sp.faults] != fx.faults {
		table := c.Faults.fp.Snapshot()
		fp += table[fx.faults*stride+at] - table[s[sp.faults]*stride+at]
	}
	if len(fx.removed)+len(fx.added) > 0 {
		table := c.msgTable.fp.Snapshot()
		if sp.network == model.FIFO {
			table = c.chanTable.fp.Snapshot()
		}
		for _, id := range fx.removed {
			fp -= table[id*stride+at]
		}
		for _, id := range fx.added {
			fp += table[id*stride+at]
		}
	}
	return fp
}

// Write appends the successor to dst.
func (fx *Effect) Write(sp *Space, s, dst []uint32) []uint32 { return fx.writeNamed(sp, s, 0, dst) }

// writeNamed appends the successor of a name; 0 is one that is not known.
func (fx *Effect) writeNamed(sp *Space, s []uint32, name uint64, dst []uint32) []uint32 {
	if sp.Sys.difference != nil {
		at := len(dst)
		dst = fx.writeParts(sp, s, append(dst, 0, 0))
		next := dst[at:]
		if name == 0 {
			name = sp.nameByDifference(next, sp.formOf(next))
		}
		setFingerprint(next, name)
		return dst
	}
	for p := range sp.perms {
		fp := fx.fingerprint(sp, s, p)
		dst = append(dst, uint32(fp), uint32(fp>>32))
	}
	return fx.writeParts(sp, s, dst)
}

// writeParts appends the successor without its fingerprints.
func (fx *Effect) writeParts(sp *Space, s, dst []uint32) []uint32 {
	dst = append(dst, s[sp.Nodes:sp.Mons]...)
	if fx.node >= 0 {
		dst[len(dst)-len(sp.Sys.Nodes)+fx.node] = fx.after
	}
	dst = append(dst, fx.mons...)
	if sp.HasFaults {
		dst = append(dst, fx.faults)
	}
	return append(dst, fx.items...)
}
