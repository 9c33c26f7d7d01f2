package system

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/handler"
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
)

// System is a system ready to be searched. Its tables are shared by all workers; see
// Space for a worker's view.
type System struct {
	Model *model.System
	seed  uint64

	codec *canon.Codec
	Names shown.Names

	Nodes []nodeInfo // by node index, which is the NodeID less 1
	Perms [][]int    // of node indexes; the first one changes nothing
	// Questions are the properties, or the goal that is looked for.
	Questions []question
	Checks    checks     // the questions by kind
	Mons      []*monitor // the monitors that the properties judge
	Faults    faultRules
	Watches   []Watched       // by node index: of whom failure detectors tell it
	Detects   []model.NodeSet // by failure detector: of whom it tells somebody
	assumed   assumed

	Handlers   handler.Runner
	calls      guard.Calls
	NodeTable  nodeTable
	msgTable   msgTable
	chanTable  chanTable
	difference *difference  // nil when no numbers are taken by difference
	batchTable intern.Table // of the events of one handler run
	Batches    intern.Flat[batch]

	Outcomes    intern.Memo // node state and input → first outcome and their number
	OutcomeList intern.Flat[outcome]
	sendList    intern.Flat[uint32]
	outcomeMu   sync.Mutex
	// idle has the first of the outcomes of an input that has, besides, a branch which is
	// no step.
	idle        sync.Map
	HandlerRuns atomic.Uint64
	// compared says whether machines ran on further ways to their states after a search, on how
	// many they were to run, and on how many they did.
	compared struct {
		after      bool
		ways, done int
	}

	// Origin, when set, is where the search starts instead of booting the nodes.
	Origin *Origin

	// Observed is what the marks of a state graph tell, see Observe.
	Observed observed

	Classes  classes
	Findings findings
	Tested   []atomic.Bool // by question: it had something to test somewhere
	decoded  atomic.Int64  // bytes of decoded nodes that the spaces hold, roughly
}

// nodeInfo is what is fixed about one node.
type nodeInfo struct {
	ID    model.NodeID
	Group int
	// Invoker says that the node is an Invoker.
	Invoker bool
}

// Seed is that of the fingerprints.
func (c *System) Seed() uint64 { return c.seed }

// Compile checks a system and prepares it. The error says what is wrong with
// the system in one line.
func Compile(given *model.System, seed uint64, goal string) (c *System, err error) {
	defer guard.Caught(&err)
	sys, err := given.Select(nil) // a copy: its budgets are lifted while a prefix is walked, see startFrom
	if err != nil {
		return nil, err
	}
	c = &System{Model: sys, seed: seed}
	if c.Handlers.Limit = sys.HandlerTime; c.Handlers.Limit <= 0 {
		c.Handlers.Limit = handler.DefaultTime
	}
	if err := c.Supervised(context.Background(), func() error { return c.compile(goal) }); err != nil {
		return nil, err
	}
	return c, nil
}

// CompileLive is Compile for nodes that run for real, of which there may be more than a search
// can divide: no partition is taken as a step.
func CompileLive(given *model.System) (*System, error) {
	live := *given
	live.Faults.Partitions = 0
	return Compile(&live, 0, "")
}

// Supervised runs f. When code of the system's that f calls does not return, or ends
// its goroutine, it leaves f alone and returns an error that names the code.
func (c *System) Supervised(ctx context.Context, f func() error) error {
	return c.calls.Supervise(ctx, c.Handlers.Limit, f)
}

func (c *System) compile(goal string) (err error) {
	sys := c.Model
	if c.Questions, err = questionsOf(sys, goal); err != nil {
		return err
	}
	options := canon.Options{Rename: []canon.Renamer{
		canon.Renaming(func(id model.NodeID, perm func(int) int) model.NodeID { return renameID(id, perm) }),
		canon.Renaming(func(s model.NodeSet, perm func(int) int) model.NodeSet {
			var out model.NodeSet
			for _, id := range s.IDs() {
				out = out.With(renameID(id, perm))
			}
			return out
		}),
	}}
	if err := c.compileNumbers(&options); err != nil {
		return err
	}
	c.codec = canon.New(options)
	for _, m := range sys.Messages {
		if _, err := c.codec.Append(nil, m); err != nil {
			return fmt.Errorf("the declared messages: %w", err)
		}
	}
	if err := c.compileNodes(); err != nil {
		return err
	}
	if err := c.difference.anyNumber(); err != nil {
		return err
	}
	if err := c.compileFaults(); err != nil {
		return err
	}
	if err := c.compileDetectors(); err != nil {
		return err
	}
	if err := c.checkAssumptions(); err != nil {
		return err
	}
	c.Perms = identityOnly(len(c.Nodes))
	if sys.Symmetry {
		perms, err := c.symmetries()
		if err != nil {
			return err
		}
		c.Perms = perms
	}
	c.Outcomes.Init()
	c.NodeTable.init(c)
	c.msgTable.init(c)
	c.chanTable.init(c)
	c.batchTable.Added = func(uint32, []byte) { c.Batches.Add(batch{}) }
	if id := c.batchTable.Intern(nil); id != 0 {
		return fmt.Errorf("internal error: the empty batch of events has id %d", id)
	}
	if err := c.compileQuestions(); err != nil {
		return err
	}
	if err := c.compileAssumed(); err != nil {
		return err
	}
	c.Faults.init(c)
	return nil
}

func renameID(id model.NodeID, perm func(int) int) model.NodeID {
	if id < 1 || id > model.MaxNodes {
		return id // Nobody, or a number that names no node
	}
	return model.NodeID(perm(int(id)-1) + 1)
}

func (c *System) compileNodes() error {
	nameOf := model.Names(c.Model.Groups...)
	c.Names = []string{"nobody"}
	c.Handlers.Groups = map[string][]model.NodeID{}
	for g, group := range c.Model.Groups {
		if group.Count < 0 {
			return fmt.Errorf("group %s has %d nodes", group.Prefix, group.Count)
		}
		if err := c.checkConstructor(&group); err != nil {
			return err
		}
		if group.CrashStop && !group.Crashes && c.Model.Faults.Crashes > 0 {
			return fmt.Errorf("group %s: its nodes never restart (CrashStop), but do not crash; set Crashes, too", group.Prefix)
		}
		for _, t := range group.Timers {
			if t.Min < 0 || t.Max < t.Min {
				return fmt.Errorf("group %s: timer %s lasts from %s to %s; accepted are times of 0 and more, the smaller one first", group.Prefix, t.Timer, t.Min, t.Max)
			}
		}
		first := model.NodeID(len(c.Names))
		c.Handlers.Groups[group.Prefix] = nil
		for i := range group.Count {
			id := first + model.NodeID(i)
			if id > model.MaxNodes {
				return fmt.Errorf("the system has more than %d nodes", model.MaxNodes)
			}
			name := nameOf(id)
			info := nodeInfo{ID: id, Group: g}
			var peers []model.NodeID
			for j := range group.Count {
				if j != i {
					peers = append(peers, first+model.NodeID(j))
				}
			}
			kind, err := c.kindOf(g, id, name)
			if err != nil {
				return err
			}
			info.Invoker = kind.Has(node.Invoke)
			c.Handlers.Kinds = append(c.Handlers.Kinds, kind)
			c.Handlers.Peers = append(c.Handlers.Peers, peers)
			c.Handlers.Groups[group.Prefix] = append(c.Handlers.Groups[group.Prefix], id)
			c.Names = append(c.Names, name)
			c.Nodes = append(c.Nodes, info)
		}
	}
	c.Handlers.Codec, c.Handlers.Names = c.codec, c.Names
	if len(c.Nodes) == 0 {
		return fmt.Errorf("the system has no nodes; at least 1 is needed")
	}
	seen := map[string]bool{}
	for _, name := range c.Names {
		if seen[name] {
			return fmt.Errorf("two nodes are named %q; groups need different prefixes", name)
		}
		seen[name] = true
	}
	for g, group := range c.Model.Groups {
		if slices.ContainsFunc(c.Model.Groups[:g], func(other model.Group) bool { return other.Prefix == group.Prefix }) {
			return fmt.Errorf("two groups have the prefix %q; groups need different prefixes", group.Prefix)
		}
	}
	return nil
}

// checkConstructor checks that there is one way to make the nodes of a group, and that
// nothing is declared of them which needs plain data.
func (c *System) checkConstructor(g *model.Group) error {
	switch {
	case g.New == nil && g.Boot == nil:
		return fmt.Errorf("group %s has no constructor", g.Prefix)
	case g.New != nil && g.Boot != nil:
		return fmt.Errorf("group %s has two constructors, New and Boot; accepted is one", g.Prefix)
	case g.New != nil && len(g.Omit) > 0:
		return fmt.Errorf("group %s: Omit is for machines (Boot); the fields of a node that are no state are tagged model:\"const\"", g.Prefix)
	case g.New != nil:
		return nil
	case c.Model.Symmetry:
		return fmt.Errorf("symmetry: group %s is of machines, in which nodes cannot be renamed; leave symmetry off", g.Prefix)
	case c.Model.Numbers != nil:
		return fmt.Errorf("numbers by difference: group %s is of machines, in which numbers cannot be shifted", g.Prefix)
	}
	return nil
}

// kindOf returns the kind of a node.
func (c *System) kindOf(group int, id model.NodeID, name string) (node.Kind, error) {
	g := &c.Model.Groups[group]
	what, check := "the constructor of group "+g.Prefix, oneType(g, name)
	if g.Boot != nil {
		return node.OfMachine(c.codec, name, c.seed, g.Omit, func(disk any) model.Machine {
			if disk != nil {
				return g.Boot(id, disk) // what goes wrong is a finding about the run that left the disk
			}
			return guard.Watched(&c.calls, what, func() model.Machine { return checked(check, g.Boot(id, nil)) })
		}, func(what string, code func()) {
			guard.Watched(&c.calls, what, func() bool { code(); return true })
		})
	}
	return node.Of(c.codec, name, func() model.Node {
		return guard.Watched(&c.calls, what, func() model.Node { return checked(check, g.New(id)) })
	})
}

func checked[N any](check func(any), n N) N {
	check(n)
	return n
}

// oneType returns a check that the constructor of a group makes a node of the same type
// each time.
func oneType(g *model.Group, name string) func(n any) {
	var first atomic.Pointer[reflect.Type]
	return func(n any) {
		t := reflect.TypeOf(n)
		if was := first.Load(); was == nil {
			first.Store(&t)
		} else if *was != t {
			panic(guard.System{Err: fmt.Errorf("the constructor of group %s made a %v as node %s, and then a %v", g.Prefix, *was, name, t)})
		}
	}
}

// fresh returns a node as its constructor makes it.
func (c *System) fresh(idx int) any {
	kind := c.Handlers.Kinds[idx]
	return kind.Show(kind.Boot())
}

// hash is the content hash of a component at its place.
func (c *System) hash(place uint64, b []byte) uint64 {
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
func (c *System) Memory() int64 {
	n := c.NodeTable.Size.Load() + c.msgTable.Size.Load() + c.chanTable.Size.Load() + c.batchTable.Size.Load()
	n += c.Outcomes.Bytes() + c.chanTable.push.Bytes()
	n += int64(cap(c.OutcomeList.Snapshot()))*outcomeBytes + int64(cap(c.sendList.Snapshot()))*4
	for _, m := range c.machines() {
		n += m.Bytes()
	}
	for _, m := range c.Mons {
		n += m.Size.Load() + m.folds.Bytes()
	}
	return n + c.decoded.Load()
}

// numbered gives things numbers, in the order in which they become known. Many
// goroutines may use it.
type numbered[K comparable] struct {
	mu   sync.Mutex
	ids  map[K]int
	list []K
}

// number returns the number of a thing, which it makes known.
func (k *numbered[K]) number(thing K) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if id, ok := k.ids[thing]; ok {
		return id
	}
	if k.ids == nil {
		k.ids = map[K]int{}
	}
	id := len(k.list)
	k.ids[thing] = id
	k.list = append(k.list, thing)
	return id
}

// at returns the thing of a number.
func (k *numbered[K]) at(id int) K {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.list[id]
}

// Known returns all things, in the order of their numbers.
func (k *numbered[K]) Known() []K {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.list)
}

// classes number the kinds of steps for the statistics: a message type received by a
// group, a timer of a group, a fault.
type classes struct{ numbered[string] }

func (k *classes) of(name string) uint16    { return uint16(k.number(name)) }
func (k *classes) name(class uint16) string { return k.at(int(class)) }

// findings number what was found broken.
type findings struct{ numbered[Finding] }

// Finding is what a finding is about. Property is an index, or negative for what is
// wrong with the system itself.
type Finding struct {
	Property int
	Kind     string
	Text     string
}

func (f *findings) code(property int, kind, text string) uint32 {
	return uint32(f.number(Finding{property, kind, text}))
}

// Register gives a finding a code, if it has none.
func (f *findings) Register(about Finding) uint32 { return uint32(f.number(about)) }

// Of returns what the finding of a code is about.
func (f *findings) Of(code uint32) Finding { return f.at(int(code)) }

// GroupPrefix is how a node's group is named in statistics.
func (c *System) GroupPrefix(idx int) string { return c.Model.Groups[c.Nodes[idx].Group].Prefix }
