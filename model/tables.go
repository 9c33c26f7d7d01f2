package model

import (
	"encoding/binary"
	"fmt"

	"github.com/zeebo/xxh3"
)

// nodeTable holds every distinct state of a node: whose it is, up or down, the
// timers that are set, and the fields.
type nodeTable struct {
	interner
	c *compiled
	// hot is what the search needs of each state; fp holds the content hashes,
	// one per permutation; clocks the clocks, numClocks per state.
	hot       flat[nodeHot]
	fp        flat[uint64]
	clocks    flat[int]
	numClocks int
	timers    flat[uint16] // numbers of timers, for all states
	timerIDs  map[string]uint16
	timerName flat[string]
}

// nodeHot is what the search needs of a node state.
type nodeHot struct {
	timers    uint32 // where its timers begin, in the order of their names
	numTimers uint8
	node      uint8 // index
	up        bool
}

const (
	// maxTimers is how many timers a node may have set, maxTimerNames how many
	// different ones there may be in all.
	maxTimers     = 32
	maxTimerNames = 1 << 12
)

// nodeParts is a node state taken apart.
type nodeParts struct {
	node   int
	up     bool
	timers []string // sorted
	fields []byte
}

func (p nodeParts) append(dst []byte) []byte {
	up := byte(0)
	if p.up {
		up = 1
	}
	dst = append(dst, byte(p.node), up, byte(len(p.timers)))
	for _, t := range p.timers {
		dst = binary.AppendUvarint(dst, uint64(len(t)))
		dst = append(dst, t...)
	}
	return append(dst, p.fields...)
}

func splitNode(b []byte) nodeParts {
	p := nodeParts{node: int(b[0]), up: b[1] == 1}
	count := int(b[2])
	b = b[3:]
	for range count {
		n, size := binary.Uvarint(b)
		p.timers = append(p.timers, string(b[size:size+int(n)]))
		b = b[size+int(n):]
	}
	p.fields = b
	return p
}

func (t *nodeTable) init(c *compiled) {
	t.c = c
	t.timerIDs = map[string]uint16{}
	if c.sys.Clocks != nil {
		t.numClocks = len(c.clocksOf(c.newNode(0)))
		for i := range c.nodes {
			t.numClocks = max(t.numClocks, len(c.clocksOf(c.newNode(i))))
		}
	}
	t.added = t.add
}

// add is called for every new state with the table's lock held.
func (t *nodeTable) add(_ uint32, b []byte) {
	p := splitNode(b)
	hot := nodeHot{node: uint8(p.node), up: p.up, numTimers: uint8(len(p.timers))}
	ids := make([]uint16, len(p.timers))
	for i, name := range p.timers {
		id, ok := t.timerIDs[name]
		if !ok {
			if len(t.timerIDs) == maxTimerNames {
				panic(systemError{fmt.Errorf("the system has more than %d different timers; one of them is %q", maxTimerNames, name)})
			}
			id = uint16(len(t.timerIDs))
			t.timerIDs[name] = id
			t.timerName.add(name)
		}
		ids[i] = id
	}
	hot.timers = t.timers.add(ids...)
	t.hot.add(hot)
	for _, perm := range t.c.perms {
		t.fp.add(t.c.hash(placeNode, t.renamed(p, b, perm)))
	}
	if t.numClocks > 0 {
		clocks := make([]int, t.numClocks)
		copy(clocks, t.c.clocksOf(t.c.decodeNode(p)))
		t.clocks.add(clocks...)
	}
}

// renamed returns the bytes of a node state under a permutation.
func (t *nodeTable) renamed(p nodeParts, b []byte, perm []int) []byte {
	if isIdentity(perm) {
		return b
	}
	node := t.c.decodeNode(p)
	fields := t.c.nodes[p.node].fields
	must(fields.RenameFields(node, func(i int) int { return perm[i] }))
	p.node = perm[p.node]
	p.fields = must1(fields.AppendFields(nil, node))
	return p.append(nil)
}

// decodeNode returns a fresh node with the given fields.
func (c *compiled) decodeNode(p nodeParts) Node {
	node := c.newNode(p.node)
	must(c.nodes[p.node].fields.DecodeFields(p.fields, node))
	return node
}

// view returns a fresh view of a node state.
func (c *compiled) view(b []byte) *View[any] {
	p := splitNode(b)
	v := &View[any]{ID: NodeID(p.node + 1), Name: c.names[p.node+1], Up: p.up, Node: c.decodeNode(p)}
	for _, t := range p.timers {
		v.Timers = append(v.Timers, Timer(t))
	}
	return v
}

// msgTable holds every distinct message with its sender and receiver.
type msgTable struct {
	interner
	c   *compiled
	hot flat[msgHot]
	to  flat[msgTo]
	// order is by content; messages in flight are kept in it.
	order flat[uint64]
	fp    flat[uint64] // one per permutation
	// received counts the messages to each node.
	received []uint32
}

// msgHot is what the search needs of a message.
type msgHot struct {
	fp       uint64 // under the identity
	stamp    int
	from, to uint8 // indexes
	clock    int8  // of the receiver; -1: the message never dies
}

// msgTo is what is needed of every message in flight, in one word: the index of
// the receiver, and the number among the messages to it.
type msgTo uint32

const msgToBits = 6

func (a msgTo) node() int    { return int(a & (1<<msgToBits - 1)) }
func (a msgTo) slot() uint32 { return uint32(a >> msgToBits) }

func (t *msgTable) init(c *compiled) {
	t.c = c
	t.received = make([]uint32, len(c.nodes))
	t.added = t.add
}

func (t *msgTable) add(_ uint32, b []byte) {
	h := msgHot{
		fp:   t.c.hash(placeMessage, b),
		from: b[0], to: b[1], clock: -1,
	}
	t.order.add(xxh3.Hash(b))
	t.to.add(msgTo(b[1]) | msgTo(t.received[b[1]])<<msgToBits)
	t.received[b[1]]++
	m := must1(t.c.codec.Decode(b[2:]))
	if clocks := t.c.sys.Clocks; clocks != nil {
		watched(t.c, "Clocks.Stamp", func() bool {
			clock, stamp, ok := clocks.Stamp(m)
			if ok && clock >= 0 && clock < t.c.nodeTable.numClocks {
				h.clock, h.stamp = int8(clock), stamp
			}
			return ok
		})
	}
	t.c.classes.of(t.c.receiveClass(int(h.to), m))
	t.hot.add(h)
	for _, perm := range t.c.perms {
		t.fp.add(t.c.hash(placeMessage, t.renamed(b, perm)))
	}
}

func (t *msgTable) renamed(b []byte, perm []int) []byte {
	if isIdentity(perm) {
		return b
	}
	m := must1(t.c.codec.Rename(must1(t.c.codec.Decode(b[2:])), func(i int) int { return perm[i] }))
	return must1(t.c.codec.Append([]byte{byte(perm[b[0]]), byte(perm[b[1]])}, m))
}

func (c *compiled) receiveClass(to int, m Message) string {
	return c.groupPrefix(to) + " receives " + typeName(m)
}

// packet returns a fresh copy of a message in flight.
func (c *compiled) packet(id uint32) Packet {
	b := c.msgTable.bytes(id)
	return Packet{NodeID(b[0] + 1), NodeID(b[1] + 1), must1(c.codec.Decode(b[2:]))}
}

// chanTable holds every distinct content of a FIFO channel: the messages on
// their way from one node to another, the oldest first. A state has no entry
// for an empty channel.
type chanTable struct {
	interner
	c    *compiled
	hot  flat[chanHot]
	fp   flat[uint64] // one per permutation
	push memo         // channel (plus one; 0 is empty) and message → channel
}

type chanHot struct {
	head     uint32 // the oldest message
	rest     uint32 // 1 + the channel without its head; 0 is empty
	length   uint32
	from, to uint8
	order    uint16
}

func (t *chanTable) init(c *compiled) {
	t.c = c
	t.push.init()
}

// A channel's bytes are the id of its head and that of the rest, plus one; so a
// channel of n messages takes n entries, whatever they share. The fingerprint is
// made of what the messages say, as ids are accidental.
func (t *chanTable) of(messages []uint32) uint32 {
	rest := uint32(0) // plus one
	for i := len(messages) - 1; i >= 0; i-- {
		rest = t.cons(messages[i], rest) + 1
	}
	return rest - 1
}

// cons returns the channel with a head before a rest (plus one; 0 is empty).
func (t *chanTable) cons(head, rest uint32) uint32 {
	var key [8]byte
	binary.LittleEndian.PutUint32(key[:], head)
	binary.LittleEndian.PutUint32(key[4:], rest)
	return t.internHook(key[:], func(uint32, []byte) {
		b := t.c.msgTable.bytes(head)
		hot := chanHot{head: head, rest: rest, length: 1, from: b[0], to: b[1], order: uint16(b[0])<<8 | uint16(b[1])}
		if rest != 0 {
			hot.length += t.hot.at(rest - 1).length
		}
		t.hot.add(hot)
		perms := uint32(len(t.c.perms))
		for p := range perms {
			var content [16]byte
			binary.LittleEndian.PutUint64(content[:], t.c.msgTable.fp.at(head*perms+p))
			if rest != 0 {
				binary.LittleEndian.PutUint64(content[8:], t.fp.at((rest-1)*perms+p))
			}
			t.fp.add(t.c.hash(placeChannel, content[:]))
		}
	})
}

// messages returns the messages of a channel, the oldest first.
func (t *chanTable) messages(id uint32) []uint32 {
	hot := t.hot.snapshot()
	out := make([]uint32, 0, hot[id].length)
	for at := id + 1; at != 0; at = hot[at-1].rest {
		out = append(out, hot[at-1].head)
	}
	return out
}

// with returns the channel (plus one; 0 is empty) with messages behind it, plus
// one.
func (t *chanTable) with(channel uint32, messages ...uint32) uint32 {
	one := len(messages) == 1
	key := uint64(channel)<<32 | uint64(messages[0])
	if one {
		if id, ok := t.push.get(key); ok {
			return uint32(id)
		}
	}
	all := messages
	if channel != 0 {
		all = append(t.messages(channel-1), messages...)
	}
	id := t.of(all) + 1
	if one {
		t.push.put(key, uint64(id))
	}
	return id
}

// must ends the search with an internal error; the callers' errors mean that
// what was encoded by this process cannot be read back by it.
func must(err error) {
	if err != nil {
		panic(internalError{err})
	}
}

func must1[T any](v T, err error) T {
	must(err)
	return v
}

// internalError is a defect of this package, not of the system under test.
type internalError struct{ error }
