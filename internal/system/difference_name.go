package system

import (
	"encoding/binary"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/model"
)

// nameByDifference returns the name of a state: the fingerprint of its normal form.
func (sp *Space) nameByDifference(s []uint32, f form) (name uint64) {
	d := sp.Sys.difference
	for _, id := range s[sp.Nodes:sp.Mons] {
		name += d.hashOfNode(id, f.renumbering)
	}
	for i, id := range s[sp.Mons:sp.faults] {
		name += d.hashOfMonitor(i, id, f.renumbering)
	}
	if sp.HasFaults {
		name += sp.Sys.Faults.fp.At(s[sp.faults])
	}
	lost := sp.lostReceivers(s)
	for _, id := range s[sp.items:] {
		if lost.Has(sp.receiver(id)) {
			continue
		}
		name += sp.hashOfItem(id, f.renumbering)
	}
	return name
}

// hash returns the content hash of a renumbered component, which is looked up.
func (d *difference) hash(memo *intern.Memo, plain *intern.Flat[uint64], numbers *spans, id, by uint32,
	bytes func(id uint32, r *renumbering) []byte, place uint64) uint64 {
	if by == 0 || numbers.Snapshot()[id].none() {
		return plain.Snapshot()[id]
	}
	key := uint64(id)<<32 | uint64(by)
	if h, ok := memo.Get(key); ok {
		return h
	}
	h := d.c.hash(place, bytes(id, d.list.At(by)))
	memo.Put(key, h)
	return h
}

func (d *difference) hashOfNode(id, by uint32) uint64 {
	return d.hash(&d.nodeFP, &d.c.NodeTable.fp, &d.nodes, id, by, d.nodeBytes, placeNode)
}

func (d *difference) hashOfMonitor(monitor int, id, by uint32) uint64 {
	m := d.c.Mons[monitor]
	return d.hash(d.monitorFP[monitor], &m.fp, d.monitors[monitor], id, by, m.renumbered, m.place)
}

func (d *difference) hashOfMessage(id, by uint32) uint64 {
	return d.hash(&d.messageFP, &d.c.msgTable.fp, &d.messages, id, by, d.messageBytes, placeMessage)
}

// hashOfChannel is made as cons makes it.
func (d *difference) hashOfChannel(id, by uint32) uint64 {
	return d.hash(&d.channelFP, &d.c.chanTable.fp, &d.channels, id, by, func(id uint32, _ *renumbering) []byte {
		hot := d.c.chanTable.hot.At(id)
		var content [16]byte
		binary.LittleEndian.PutUint64(content[:], d.hashOfMessage(hot.head, by))
		if hot.rest != 0 {
			binary.LittleEndian.PutUint64(content[8:], d.hashOfChannel(hot.rest-1, by))
		}
		return content[:]
	}, placeChannel)
}

// The bytes of renumbered components.

func (d *difference) nodeBytes(id uint32, r *renumbering) []byte {
	return d.renumberedNode(d.c.StateOf(id), r.of).Append(nil)
}

func (d *difference) renumberedNode(s node.State, to canon.Renumbering) node.State {
	s.Inner = d.c.Handlers.Kinds[s.Node].Renumber(s.Inner, to)
	return s
}

func (d *difference) messageBytes(id uint32, r *renumbering) []byte {
	return d.renumberedPacket(d.c.msgTable.Bytes(id), r.of)
}

// renumberedPacket returns the bytes of a message between two nodes with other numbers.
func (d *difference) renumberedPacket(b []byte, to canon.Renumbering) []byte {
	return d.renumberedValue([]byte{b[0], b[1]}, b[2:], to)
}

// renumberedValue appends to dst an encoded value with other numbers.
func (d *difference) renumberedValue(dst, b []byte, to canon.Renumbering) []byte {
	v := guard.Must1(d.c.codec.Decode(b))
	return guard.Must1(d.c.codec.Append(dst, guard.Must1(d.c.codec.Renumber(v, to))))
}

func (m *monitor) renumbered(id uint32, r *renumbering) []byte {
	return m.c.difference.renumberedValue(nil, m.Bytes(id), r.of)
}

// normalKey appends the normal form of s, without a fingerprint.
func (sp *Space) normalKey(dst, s []uint32) []uint32 {
	f, lost := sp.formOf(s), sp.lostReceivers(s)
	if f.renumbering == 0 && lost == 0 {
		return append(dst, s[sp.Nodes:]...)
	}
	c, d := sp.Sys, sp.Sys.difference
	r := d.list.At(f.renumbering)
	for _, id := range s[sp.Nodes:sp.Mons] {
		dst = append(dst, c.NodeTable.Intern(d.nodeBytes(id, r)))
	}
	for i, id := range s[sp.Mons:sp.faults] {
		dst = append(dst, c.Mons[i].Intern(c.Mons[i].renumbered(id, r)))
	}
	dst = append(dst, s[sp.faults:sp.items]...)
	items := len(dst)
	for _, item := range s[sp.items:] {
		if lost.Has(sp.receiver(item)) {
			continue
		}
		if sp.network != model.FIFO {
			dst = append(dst, c.msgTable.Intern(d.messageBytes(item, r)))
			continue
		}
		var messages []uint32
		for _, m := range c.chanTable.messages(item) {
			messages = append(messages, c.msgTable.Intern(d.messageBytes(m, r)))
		}
		dst = append(dst, c.chanTable.of(messages))
	}
	sp.sortItems(dst[items:])
	return dst
}

// spreads names the successor that sp.FX describes, and reports whether its numbers lie
// further apart than the system allows, and further than in s.
func (sp *Space) spreads(s []uint32) (name uint64, tooFar bool) {
	sp.next = sp.FX.writeParts(sp, s, append(sp.next[:0], 0, 0))
	before := sp.marking.form
	if !sp.marking.expanding {
		before = sp.formOf(s)
	}
	f, most := sp.formOf(sp.next), int64(sp.Sys.difference.Spread)
	sp.marking.acting.Grows = f.base > before.base && !sp.Plain
	tooFar = most > 0 && f.spread > most && !sp.Sys.Faults.Lifted && f.spread > before.spread
	if f.renumbering == before.renumbering && sp.stops == 0 {
		return sp.changedName(s, f), tooFar
	}
	return sp.nameByDifference(sp.next, f), tooFar
}

// changedName names the successor of s that sp.FX describes, of which the numbers are
// renumbered as those of s are: by what came and what went.
func (sp *Space) changedName(s []uint32, f form) (name uint64) {
	fx, d := &sp.FX, sp.Sys.difference
	name = fingerprintOf(s)
	if fx.node >= 0 && fx.before != fx.after {
		name += d.hashOfNode(fx.after, f.renumbering) - d.hashOfNode(fx.before, f.renumbering)
	}
	for i, v := range fx.mons {
		if before := s[sp.Mons+i]; before != v {
			name += d.hashOfMonitor(i, v, f.renumbering) - d.hashOfMonitor(i, before, f.renumbering)
		}
	}
	if sp.HasFaults && s[sp.faults] != fx.faults {
		fp := sp.Sys.Faults.fp.Snapshot()
		name += fp[fx.faults] - fp[s[sp.faults]]
	}
	for _, id := range fx.removed {
		name -= sp.hashOfItem(id, f.renumbering)
	}
	for _, id := range fx.added {
		name += sp.hashOfItem(id, f.renumbering)
	}
	return name
}

// hashOfItem returns the content hash of a renumbered message, or channel.
func (sp *Space) hashOfItem(id, by uint32) uint64 {
	if sp.network == model.FIFO {
		return sp.Sys.difference.hashOfChannel(id, by)
	}
	return sp.Sys.difference.hashOfMessage(id, by)
}
