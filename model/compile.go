package model

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model/internal/canon"
)

// compiled is a system ready to be searched: it is the explore.System behind a
// System. Its tables are shared by all workers; see space for a worker's view.
type compiled struct {
	sys  *System
	seed uint64

	codec *canon.Codec
	names []string   // by NodeID
	nodes []nodeInfo // by node index, which is the NodeID less 1
	perms [][]int    // of node indexes; the first one changes nothing
	// questions are the properties, or the goal that is looked for.
	questions []question
	checks    checks     // the questions by kind
	mons      []*monitor // the monitors that the properties judge
	faults    faultRules

	nodeTable  nodeTable
	msgTable   msgTable
	chanTable  chanTable
	batchTable interner // of the events of one handler run
	batches    flat[batch]

	outcomes    memo // node state and input → first outcome and their number
	outcomeList flat[outcome]
	sendList    flat[uint32]
	outcomeMu   sync.Mutex
	handlerRuns atomic.Uint64
	patience    patience
	calls       calls
	late        lateUses
	owned       atomic.Bool // it is looked at which goroutine uses an Env

	// origin, when set, is where the search starts instead of booting the nodes.
	origin *origin

	classes  classes
	findings findings
	tested   []atomic.Bool // by question: it had something to test somewhere
	decoded  atomic.Int64  // bytes of decoded nodes that the spaces hold, roughly
}

// nodeInfo is what is fixed about one node.
type nodeInfo struct {
	id     NodeID
	group  int
	fields *canon.StructCodec
	made   reflect.Type // what the constructor makes
	peers  []NodeID
	// invoker says that the node is an Invoker.
	invoker bool
}

// compile checks a system and prepares it. The error says what is wrong with
// the system in one line.
func compile(given *System, seed uint64, goal string) (c *compiled, err error) {
	defer rescue.Known(func(e systemError) { err = e.error })
	sys := new(System)
	*sys = *given // its budgets are lifted while a prefix is walked, see startFrom
	c = &compiled{sys: sys, seed: seed}
	if c.patience.limit = sys.HandlerTime; c.patience.limit <= 0 {
		c.patience.limit = defaultHandlerTime
	}
	if err := c.supervised(context.Background(), func() error { return c.compile(goal) }); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *compiled) compile(goal string) (err error) {
	sys := c.sys
	if c.questions, err = sys.questions(goal); err != nil {
		return err
	}
	c.codec = canon.New(canon.Options{Rename: []canon.Renamer{
		canon.Renaming(func(id NodeID, perm func(int) int) NodeID { return renameID(id, perm) }),
		canon.Renaming(func(s NodeSet, perm func(int) int) NodeSet {
			var out NodeSet
			for _, id := range s.IDs() {
				out = out.With(renameID(id, perm))
			}
			return out
		}),
	}})
	if err := c.compileNodes(); err != nil {
		return err
	}
	if err := c.compileFaults(); err != nil {
		return err
	}
	c.perms = identityOnly(len(c.nodes))
	if sys.Symmetry {
		perms, err := c.symmetries()
		if err != nil {
			return err
		}
		c.perms = perms
	}
	c.outcomes.init()
	c.nodeTable.init(c)
	c.msgTable.init(c)
	c.chanTable.init(c)
	c.batchTable.added = func(uint32, []byte) { c.batches.add(batch{}) }
	if id := c.batchTable.intern(nil); id != 0 {
		return fmt.Errorf("internal error: the empty batch of events has id %d", id)
	}
	if err := c.compileQuestions(); err != nil {
		return err
	}
	c.faults.init(c)
	return nil
}

func renameID(id NodeID, perm func(int) int) NodeID {
	if id < 1 || id > MaxNodes {
		return id // Nobody, or a number that names no node
	}
	return NodeID(perm(int(id)-1) + 1)
}

func (c *compiled) compileNodes() error {
	c.names = []string{"nobody"}
	for g, group := range c.sys.Groups {
		if group.Count < 0 {
			return fmt.Errorf("group %s has %d nodes", group.Prefix, group.Count)
		}
		if group.New == nil {
			return fmt.Errorf("group %s has no constructor", group.Prefix)
		}
		first := NodeID(len(c.names))
		for i := range group.Count {
			id := first + NodeID(i)
			if id > MaxNodes {
				return fmt.Errorf("the system has more than %d nodes", MaxNodes)
			}
			name := group.nodeName(i)
			info := nodeInfo{id: id, group: g}
			for j := range group.Count {
				if j != i {
					info.peers = append(info.peers, first+NodeID(j))
				}
			}
			node := c.made(g, id)
			t := reflect.TypeOf(node)
			info.made = t
			if t == nil {
				return fmt.Errorf("node %s is nil; a node must be a pointer to a struct", name)
			}
			if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
				return fmt.Errorf("node %s is a %v; a node must be a pointer to a struct", name, t)
			}
			fields, err := c.codec.Struct(t.Elem())
			if err != nil {
				return err
			}
			if _, err := fields.AppendFields(nil, node); err != nil {
				return err
			}
			info.fields = fields
			_, info.invoker = node.(Invoker)
			c.names = append(c.names, name)
			c.nodes = append(c.nodes, info)
		}
	}
	if len(c.nodes) == 0 {
		return fmt.Errorf("the system has no nodes; at least 1 is needed")
	}
	seen := map[string]bool{}
	for _, name := range c.names {
		if seen[name] {
			return fmt.Errorf("two nodes are named %q; groups need different prefixes", name)
		}
		seen[name] = true
	}
	for g, group := range c.sys.Groups {
		if slices.ContainsFunc(c.sys.Groups[:g], func(other Group) bool { return other.Prefix == group.Prefix }) {
			return fmt.Errorf("two groups have the prefix %q; groups need different prefixes", group.Prefix)
		}
	}
	return nil
}

// newNode returns a node as its constructor makes it.
func (c *compiled) newNode(idx int) Node {
	info := &c.nodes[idx]
	node := c.made(info.group, info.id)
	if t := reflect.TypeOf(node); t != info.made {
		panic(systemError{fmt.Errorf("the constructor of group %s made a %v as node %s, and then a %v", c.groupPrefix(idx), info.made, c.names[info.id], t)})
	}
	return node
}

// made calls the constructor of a group.
func (c *compiled) made(group int, id NodeID) Node {
	g := &c.sys.Groups[group]
	return watched(c, "the constructor of group "+g.Prefix, func() Node { return g.New(id) })
}

// hash is the content hash of a component at its place.
func (c *compiled) hash(place uint64, b []byte) uint64 {
	return xxh3.HashSeed(b, c.seed^(place+1)*0x9e3779b97f4a7c15)
}

// The places that are mixed into the hashes of components. A node, a message
// and a channel carry in their bytes whose they are.
const (
	placeNode = iota
	placeMessage
	placeChannel
	placeFaults
	placeMonitor // plus the monitor's number
)

// Memory implements explore.System.
func (c *compiled) Memory() int64 {
	n := c.nodeTable.size.Load() + c.msgTable.size.Load() + c.chanTable.size.Load() + c.batchTable.size.Load()
	n += c.outcomes.bytes() + c.chanTable.push.bytes()
	n += int64(cap(c.outcomeList.snapshot()))*outcomeBytes + int64(cap(c.sendList.snapshot()))*4
	for _, m := range c.mons {
		n += m.size.Load() + m.folds.bytes()
	}
	return n + c.decoded.Load()
}

// Space implements explore.System.
func (c *compiled) Space() explore.Space { return newSpace(c) }

// classes number the kinds of steps for the statistics: a message type
// received by a group, a timer of a group, a fault.
type classes struct {
	mu    sync.Mutex
	ids   map[string]uint16
	names []string
}

// of returns the number of a class, which it makes known.
func (k *classes) of(name string) uint16 {
	k.mu.Lock()
	defer k.mu.Unlock()
	if id, ok := k.ids[name]; ok {
		return id
	}
	if k.ids == nil {
		k.ids = map[string]uint16{}
	}
	id := uint16(len(k.names))
	k.ids[name] = id
	k.names = append(k.names, name)
	return id
}

func (k *classes) name(id uint16) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.names[id]
}

func (k *classes) len() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.names)
}

// findings number what was found broken.
type findings struct {
	mu   sync.Mutex
	ids  map[foundation]uint32
	list []foundation
}

// foundation is what a finding is about. Property is an index, or negative for
// what is wrong with the system itself.
type foundation struct {
	property int
	kind     string
	text     string
}

func (f *findings) code(property int, kind, text string) uint32 {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := foundation{property, kind, text}
	if id, ok := f.ids[key]; ok {
		return id
	}
	if f.ids == nil {
		f.ids = map[foundation]uint32{}
	}
	id := uint32(len(f.list))
	f.ids[key] = id
	f.list = append(f.list, key)
	return id
}

func (f *findings) of(code uint32) foundation {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.list[code]
}

// groupPrefix is how a node's group is named in statistics.
func (c *compiled) groupPrefix(idx int) string { return c.sys.Groups[c.nodes[idx].group].Prefix }

// typeName is the name of a message's type as people write it.
func typeName(v any) string {
	t := reflect.TypeOf(v)
	if t == nil {
		return "nil"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() != "" {
		return t.Name()
	}
	return t.String()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
