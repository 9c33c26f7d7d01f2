package system

import (
	"encoding/binary"
	"fmt"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// nodeTable holds every distinct state of a node: whose it is, up or down, the
// timers that are set, and the fields.
type nodeTable struct {
	intern.Table
	c *System
	// Hot is what the search needs of each state; fp holds the content hashes,
	// one per permutation; epochs the epochs, numEpochs per state.
	Hot       intern.Flat[nodeHot]
	fp        intern.Flat[uint64]
	epochs    intern.Flat[int]
	numEpochs int
	Timers    intern.Flat[uint16] // numbers of timers, for all states
	timerIDs  map[string]uint16
	TimerName intern.Flat[string]
}

// nodeHot is what the search needs of a node state.
type nodeHot struct {
	Timers    uint32 // where its timers begin, in the order of their names
	NumTimers uint8
	Node      uint8 // index
	up        bool
	clocks    uint8 // those that run, a bit for each
}

func (t *nodeTable) init(c *System) {
	t.c = c
	t.timerIDs = map[string]uint16{}
	if c.Model.Epochs != nil {
		t.numEpochs = len(c.epochsOf(c.fresh(0)))
		for i := range c.Nodes {
			t.numEpochs = max(t.numEpochs, len(c.epochsOf(c.fresh(i))))
		}
	}
	t.Added = t.add
}

// add is called for every new state with the table's lock held.
func (t *nodeTable) add(_ uint32, b []byte) {
	p := node.Split(b)
	hot := nodeHot{Node: uint8(p.Node), up: p.Up, NumTimers: uint8(len(p.Timers))}
	ids := make([]uint16, len(p.Timers))
	for i, name := range p.Timers {
		id, ok := t.timerIDs[name]
		if !ok {
			if len(t.timerIDs) == step.MaxTimerNames {
				panic(guard.System{Err: fmt.Errorf("the system has more than %d different timers; one of them is %q", step.MaxTimerNames, name)})
			}
			id = uint16(len(t.timerIDs))
			t.timerIDs[name] = id
			t.TimerName.Add(name)
		}
		ids[i] = id
		hot.clocks |= t.c.Faults.clocksOf(name)
	}
	hot.Timers = t.Timers.Add(ids...)
	t.Hot.Add(hot)
	t.c.difference.addNode(p)
	for _, perm := range t.c.Perms {
		t.fp.Add(t.c.hash(placeNode, t.renamed(p, b, perm)))
	}
	if t.numEpochs > 0 {
		epochs := make([]int, t.numEpochs)
		copy(epochs, t.c.epochsOf(t.c.show(p)))
		t.epochs.Add(epochs...)
	}
}

// renamed returns the bytes of a node state under a permutation.
func (t *nodeTable) renamed(p node.State, b []byte, perm []int) []byte {
	if isIdentity(perm) {
		return b
	}
	p.Inner = t.c.Handlers.Kinds[p.Node].Rename(p.Inner, renaming(perm))
	p.Node = perm[p.Node]
	return p.Append(nil)
}

// StateOf returns a node state.
func (c *System) StateOf(id uint32) node.State { return node.Split(c.NodeTable.Bytes(id)) }

// show returns a fresh node in a state.
func (c *System) show(s node.State) any { return c.Handlers.Kinds[s.Node].Show(s.Inner) }

// View returns a fresh view of a node state.
func (c *System) View(id uint32) *model.View[any] {
	s := c.StateOf(id)
	v := &model.View[any]{ID: model.NodeID(s.Node + 1), Name: c.Names[s.Node+1], Up: s.Up, Node: c.show(s)}
	for _, t := range s.Timers {
		v.Timers = append(v.Timers, model.Timer(t))
	}
	return v
}

// msgTable holds every distinct message with its sender and receiver.
type msgTable struct {
	intern.Table
	c   *System
	hot intern.Flat[msgHot]
	to  intern.Flat[msgTo]
	// order is by content; messages in flight are kept in it.
	order intern.Flat[uint64]
	fp    intern.Flat[uint64] // one per permutation
	// received counts the messages to each node.
	received []uint32
}

// msgHot is what the search needs of a message.
type msgHot struct {
	fp       uint64 // under the identity
	stamp    int
	from, to uint8 // indexes
	epoch    int8  // of the receiver; -1: the message never dies
}

// msgTo is what is needed of every message in flight, in one word: the index of
// the receiver, and the number among the messages to it.
type msgTo uint32

const msgToBits = 6

func (a msgTo) node() int    { return int(a & (1<<msgToBits - 1)) }
func (a msgTo) slot() uint32 { return uint32(a >> msgToBits) }

func (t *msgTable) init(c *System) {
	t.c = c
	t.received = make([]uint32, len(c.Nodes))
	t.Added = t.add
}

func (t *msgTable) add(_ uint32, b []byte) {
	h := msgHot{
		fp:   t.c.hash(placeMessage, b),
		from: b[0], to: b[1], epoch: -1,
	}
	t.order.Add(xxh3.Hash(b))
	t.to.Add(msgTo(b[1]) | msgTo(t.received[b[1]])<<msgToBits)
	t.received[b[1]]++
	m := guard.Must1(t.c.codec.Decode(b[2:]))
	if epochs := t.c.Model.Epochs; epochs != nil {
		guard.Watched(&t.c.calls, "Epochs.Stamp", func() bool {
			epoch, stamp, ok := epochs.Stamp(m)
			if ok && epoch >= 0 && epoch < t.c.NodeTable.numEpochs {
				h.epoch, h.stamp = int8(epoch), stamp
			}
			return ok
		})
	}
	t.c.Classes.of(t.c.receiveClass(int(h.to), m))
	t.hot.Add(h)
	t.c.difference.addMessage(m)
	for _, perm := range t.c.Perms {
		t.fp.Add(t.c.hash(placeMessage, t.renamed(b, perm)))
	}
}

func (t *msgTable) renamed(b []byte, perm []int) []byte {
	if isIdentity(perm) {
		return b
	}
	m := guard.Must1(t.c.codec.Rename(guard.Must1(t.c.codec.Decode(b[2:])), renaming(perm)))
	return guard.Must1(t.c.codec.Append([]byte{byte(perm[b[0]]), byte(perm[b[1]])}, m))
}

func (c *System) receiveClass(to int, m model.Message) string {
	return c.GroupPrefix(to) + " receives " + shown.TypeName(m)
}

// packet returns a fresh copy of a message in flight.
func (c *System) packet(id uint32) model.Packet {
	b := c.msgTable.Bytes(id)
	return model.Packet{From: model.NodeID(b[0] + 1), To: model.NodeID(b[1] + 1), Message: guard.Must1(c.codec.Decode(b[2:]))}
}

// chanTable holds every distinct content of a FIFO channel: the messages on
// their way from one node to another, the oldest first. A state has no entry
// for an empty channel.
type chanTable struct {
	intern.Table
	c    *System
	hot  intern.Flat[chanHot]
	fp   intern.Flat[uint64] // one per permutation
	push intern.Memo         // channel (plus one; 0 is empty) and message → channel
}

type chanHot struct {
	head     uint32 // the oldest message
	rest     uint32 // 1 + the channel without its head; 0 is empty
	length   uint32
	from, to uint8
	order    uint16
}

func (t *chanTable) init(c *System) {
	t.c = c
	t.push.Init()
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
	return t.InternHook(key[:], func(uint32, []byte) {
		b := t.c.msgTable.Bytes(head)
		hot := chanHot{head: head, rest: rest, length: 1, from: b[0], to: b[1], order: uint16(b[0])<<8 | uint16(b[1])}
		if rest != 0 {
			hot.length += t.hot.At(rest - 1).length
		}
		t.hot.Add(hot)
		t.c.difference.addChannel(head, rest)
		perms := uint32(len(t.c.Perms))
		for p := range perms {
			var content [16]byte
			binary.LittleEndian.PutUint64(content[:], t.c.msgTable.fp.At(head*perms+p))
			if rest != 0 {
				binary.LittleEndian.PutUint64(content[8:], t.fp.At((rest-1)*perms+p))
			}
			t.fp.Add(t.c.hash(placeChannel, content[:]))
		}
	})
}

// messages returns the messages of a channel, the oldest first.
func (t *chanTable) messages(id uint32) []uint32 {
	hot := t.hot.Snapshot()
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
		if id, ok := t.push.Get(key); ok {
			return uint32(id)
		}
	}
	all := messages
	if channel != 0 {
		all = append(t.messages(channel-1), messages...)
	}
	id := t.of(all) + 1
	if one {
		t.push.Put(key, uint64(id))
	}
	return id
}
