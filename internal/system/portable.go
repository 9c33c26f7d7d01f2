package system

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/model"
)

var (
	_ explore.Portable = (*Space)(nil)
	_ explore.Namer    = (*Space)(nil)
)

// Name implements explore.Namer.
func (sp *Space) Name(s []uint32) uint64 {
	name := fingerprintOf(s)
	for p := 1; p < sp.perms; p++ {
		name = min(name, uint64(s[2*p])|uint64(s[2*p+1])<<32)
	}
	return name
}

// Encode implements explore.Portable. A state is written as its components, in the
// order in which they stand in it, each as the length of its bytes and the bytes; before
// those of the network stands their number, before the messages of a channel theirs.
func (sp *Space) Encode(dst []byte, s []uint32) []byte {
	c := sp.Sys
	for _, id := range s[sp.Nodes:sp.Mons] {
		dst = appendPart(dst, c.NodeTable.Bytes(id))
	}
	for i, m := range c.Mons {
		dst = appendPart(dst, m.Bytes(s[sp.Mons+i]))
	}
	if sp.HasFaults {
		dst = appendPart(dst, c.Faults.Bytes(s[sp.faults]))
	}
	items := s[sp.items:]
	dst = binary.AppendUvarint(dst, uint64(len(items)))
	for _, item := range items {
		if sp.network != model.FIFO {
			dst = appendPart(dst, c.msgTable.Bytes(item))
			continue
		}
		messages := c.chanTable.messages(item)
		dst = binary.AppendUvarint(dst, uint64(len(messages)))
		for _, m := range messages {
			dst = appendPart(dst, c.msgTable.Bytes(m))
		}
	}
	return dst
}

func appendPart(dst, part []byte) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(part))), part...)
}

// Decode implements explore.Portable. It accepts what Encode of the same system writes,
// in this process or another one. The types of messages and of what is in interfaces
// must be known: from System.Messages, or because this process met them. A component that
// this process has already was checked then.
func (sp *Space) Decode(dst []uint32, data []byte) (words []uint32, err error) {
	defer guard.Caught(&err)
	at := len(dst)
	d := &stateDecoder{c: sp.Sys, rest: data}
	words = append(dst, make([]uint32, sp.items)...)
	s := words[at:]
	for i := range sp.Sys.Nodes {
		s[sp.Nodes+i] = d.node(i)
	}
	for i, m := range sp.Sys.Mons {
		s[sp.Mons+i] = d.monitor(m)
	}
	if sp.HasFaults {
		s[sp.faults] = d.faults()
	}
	for range d.count() {
		var item uint32
		if sp.network == model.FIFO {
			item = d.channel()
		} else {
			item = d.message()
		}
		if d.err != nil {
			break
		}
		if last := len(words) - 1; last >= at+sp.items && !sp.mayFollow(words[last], item) {
			d.fail("what is in the network is out of order")
			break
		}
		words = append(words, item)
	}
	if d.err == nil && len(d.rest) > 0 {
		d.fail("%d bytes are left over", len(d.rest))
	}
	if d.err != nil {
		return dst, d.err
	}
	sp.sumUp(words[at:])
	return words, nil
}

// mayFollow reports whether an item may stand behind another one in the network.
func (sp *Space) mayFollow(before, item uint32) bool {
	switch {
	case sp.network == model.FIFO:
		return sp.channel(item).order > sp.channel(before).order
	case before == item:
		return sp.network == model.Multiset
	}
	return sp.msgAfter(item, before)
}

// sumUp computes the running fingerprints of a state from its components.
func (sp *Space) sumUp(s []uint32) {
	c := sp.Sys
	if c.difference != nil {
		setFingerprint(s, sp.nameByDifference(s, sp.formOf(s)))
		return
	}
	perms := uint32(sp.perms)
	items := &c.msgTable.fp
	if sp.network == model.FIFO {
		items = &c.chanTable.fp
	}
	for p := range perms {
		fp := uint64(0)
		for _, id := range s[sp.Nodes:sp.Mons] {
			fp += c.NodeTable.fp.At(id*perms + p)
		}
		for i, m := range c.Mons {
			fp += m.fp.At(s[sp.Mons+i]*perms + p)
		}
		if sp.HasFaults {
			fp += c.Faults.fp.At(s[sp.faults]*perms + p)
		}
		for _, id := range s[sp.items:] {
			fp += items.At(id*perms + p)
		}
		s[2*p], s[2*p+1] = uint32(fp), uint32(fp>>32)
	}
}

// stateDecoder reads what Encode wrote. After an error it reads nothing more.
type stateDecoder struct {
	c    *System
	rest []byte
	err  error
}

var errShort = errors.New("the encoded state ends too early")

func (d *stateDecoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("this is no state of the system: "+format, args...)
	}
	d.rest = nil
}

// count reads a number of things, each of which takes a byte at least.
func (d *stateDecoder) count() int {
	if d.err != nil {
		return 0
	}
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || n > uint64(len(d.rest)-size) {
		d.err, d.rest = errShort, nil
		return 0
	}
	d.rest = d.rest[size:]
	return int(n)
}

// part reads the bytes of a component.
func (d *stateDecoder) part() []byte {
	n := d.count()
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *stateDecoder) node(i int) uint32 {
	b := d.part()
	if d.err != nil {
		return 0
	}
	if id, has := d.c.NodeTable.Find(b); has && int(d.c.NodeTable.Hot.At(id).Node) == i {
		return id
	}
	s, err := node.Parse(b)
	switch {
	case err != nil:
		d.fail("%v", err)
		return 0
	case !bytes.Equal(s.Append(nil), b):
		d.fail("the state of a node is not in its shortest form")
		return 0
	case s.Node != i:
		d.fail("the state of %s stands where that of another node does", d.c.Names[i+1])
		return 0
	}
	if err := d.c.Handlers.Kinds[i].Check(s.Inner); err != nil {
		d.fail("%s: %v", d.c.Names[i+1], err)
		return 0
	}
	return d.c.NodeTable.Intern(b)
}

func (d *stateDecoder) monitor(m *monitor) uint32 {
	b := d.part()
	if d.err != nil {
		return 0
	}
	if id, has := m.Find(b); has {
		return id
	}
	if _, err := d.c.codec.Decode(b); err != nil {
		d.fail("monitor %s: %v", m.of.Monitor.Name, err)
		return 0
	}
	return m.Intern(b)
}

func (d *stateDecoder) faults() uint32 {
	b := d.part()
	if d.err != nil {
		return 0
	}
	if id, has := d.c.Faults.Find(b); has {
		return id
	}
	s, err := d.c.Faults.parse(b)
	if err != nil {
		d.fail("%v", err)
		return 0
	}
	return d.c.Faults.of(s)
}

func (d *stateDecoder) message() uint32 {
	b := d.part()
	if d.err != nil {
		return 0
	}
	if id, has := d.c.msgTable.Find(b); has {
		return id
	}
	switch {
	case len(b) < 2 || int(b[0]) >= len(d.c.Nodes) || int(b[1]) >= len(d.c.Nodes):
		d.fail("a message between nodes that the system does not have")
		return 0
	}
	if _, err := d.c.codec.Decode(b[2:]); err != nil {
		d.fail("a message from %s: %v", d.c.Names[b[0]+1], err)
		return 0
	}
	return d.c.msgTable.Intern(b)
}

func (d *stateDecoder) channel() uint32 {
	n := d.count()
	if d.err == nil && n == 0 {
		d.fail("a channel without messages")
	}
	var messages []uint32
	for range n {
		m := d.message()
		if d.err != nil {
			return 0
		}
		messages = append(messages, m)
		first, is := d.c.msgTable.Bytes(messages[0]), d.c.msgTable.Bytes(m)
		if first[0] != is[0] || first[1] != is[1] {
			d.fail("a channel with messages between different nodes")
		}
	}
	if d.err != nil {
		return 0
	}
	return d.c.chanTable.of(messages)
}
