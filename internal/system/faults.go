package system

import (
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/model"
)

// faultRules are the budgets of a system. What was used of them, and the cut
// that is in force, are one component of the state.
type faultRules struct {
	intern.Table
	c    *System
	used bool // some fault or bound exists; otherwise states have no such component
	// Lifted says that what is used is counted, but nothing is refused.
	Lifted bool

	Counters []Counter
	cuts     [][2]model.NodeSet // every way to cut the nodes into two sides

	values     intern.Flat[faultState]
	refusals   intern.Flat[[]int] // counters that refuse a use together
	refusalsMu sync.Mutex
	fp         intern.Flat[uint64] // one per permutation
	Next       intern.Memo         // state and use → state, or noFault
}

// Counter counts the firings of a timer, at one node or at all.
type Counter struct {
	Timer model.Timer
	Node  int // index; -1 is all nodes
	Limit int
}

// faultState is what was used so far.
type faultState struct {
	crashes, drops, duplicates, partitions int
	cut                                    int   // 1 + the number of the cut in force; 0 is none
	fired                                  []int // by counter
}

// faultUse is one use of a budget.
type faultUse uint32

const (
	useCrash faultUse = iota
	useDrop
	useDuplicate
	useHeal
	useCut   faultUse = 16      // plus the number of the cut
	useTimer faultUse = 1 << 20 // plus the node's index << 12 plus the timer's number
)

// useOf is the use of a timer's bounds by its firing at a node.
func useOf(node int, timer uint16) faultUse { return useTimer + faultUse(node<<12) + faultUse(timer) }

// noFault marks the memo's words for uses that are not allowed; below it stands
// the place in refusals of the bounds of timers that refuse one.
const noFault = 1 << 40

// maxCutNodes bounds the nodes of a system with partitions: there are
// 2^(n-1)-1 ways to cut n nodes into two sides.
const maxCutNodes = 12

func (c *System) compileFaults() error {
	if n := c.Model.Network; n < model.Multiset || n > model.FIFO {
		return fmt.Errorf("there is no network %d; there are %v, %v and %v", int(n), model.Multiset, model.Set, model.FIFO)
	}
	if k := c.Model.Epochs; k != nil && (k.Of == nil || k.Stamp == nil) {
		return fmt.Errorf("the declaration of dead messages (Epochs) needs both Of and Stamp")
	}
	f := c.Model.Faults
	for _, b := range []struct {
		name  string
		value int
	}{{"crashes", f.Crashes}, {"drops", f.Drops}, {"duplicates", f.Duplicates}, {"partitions", f.Partitions}, {"in-flight", c.Model.InFlight}} {
		if b.value < 0 {
			return fmt.Errorf("%s is %d; it must not be negative", b.name, b.value)
		}
	}
	r := &c.Faults
	r.c = c
	for _, b := range c.Model.TimerBounds {
		if b.Total > 0 && !b.Never {
			r.Counters = append(r.Counters, Counter{b.Timer, -1, b.Total})
		}
		if b.Never {
			r.Counters = append(r.Counters, Counter{b.Timer, -1, 0})
		}
		for i, limit := range b.PerNode {
			if i < len(c.Nodes) && limit >= 0 {
				r.Counters = append(r.Counters, Counter{b.Timer, i, limit})
			}
		}
	}
	if f.Partitions > 0 {
		if len(c.Nodes) > maxCutNodes {
			return fmt.Errorf("partitions are possible with at most %d nodes; the system has %d", maxCutNodes, len(c.Nodes))
		}
		var all model.NodeSet
		for _, n := range c.Nodes {
			all = all.With(n.ID)
		}
		// The side of node 1 is named first, so that no cut is listed twice.
		for bits := range 1<<(len(c.Nodes)-1) - 1 {
			side := model.NodeSet(bits)<<2 | model.SetOf(1)
			r.cuts = append(r.cuts, [2]model.NodeSet{side, all &^ side})
		}
	}
	r.used = f != model.Faults{} || len(r.Counters) > 0
	return nil
}

func (r *faultRules) init(c *System) {
	r.c = c
	r.Next.Init()
	r.of(faultState{fired: make([]int, len(r.Counters))})
}

// of returns the id of a fault state.
func (r *faultRules) of(s faultState) uint32 {
	var b []byte
	for _, n := range append([]int{s.crashes, s.drops, s.duplicates, s.partitions, s.cut}, s.fired...) {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return r.InternHook(b, func(uint32, []byte) {
		r.values.Add(s)
		for _, perm := range r.c.Perms {
			content := b
			if s.cut > 0 && !isIdentity(perm) {
				// Which cut is in force depends on the names of the nodes; the
				// rest does not (bounds per node exclude symmetry).
				s := s
				s.cut = r.renamedCut(s.cut-1, perm) + 1
				content = nil
				for _, n := range append([]int{s.crashes, s.drops, s.duplicates, s.partitions, s.cut}, s.fired...) {
					content = binary.AppendUvarint(content, uint64(n))
				}
			}
			r.fp.Add(r.c.hash(placeFaults, content))
		}
	})
}

// parse reads the bytes of a fault state that of wrote.
func (r *faultRules) parse(b []byte) (faultState, error) {
	s := faultState{fired: make([]int, len(r.Counters))}
	all := []*int{&s.crashes, &s.drops, &s.duplicates, &s.partitions, &s.cut}
	for i := range s.fired {
		all = append(all, &s.fired[i])
	}
	for _, n := range all {
		v, size := binary.Uvarint(b)
		if size <= 0 || v > lifted {
			return s, fmt.Errorf("the budgets are malformed")
		}
		*n = int(v)
		b = b[size:]
	}
	if len(b) > 0 || s.cut > len(r.cuts) {
		return s, fmt.Errorf("the budgets are those of another system")
	}
	return s, nil
}

// renamedCut returns the number of a cut under a permutation of the nodes.
func (r *faultRules) renamedCut(cut int, perm []int) int {
	var side model.NodeSet
	for _, id := range r.cuts[cut][0].IDs() {
		side = side.With(renameID(id, func(i int) int { return perm[i] }))
	}
	for i, sides := range r.cuts {
		if sides[0] == side || sides[1] == side {
			return i
		}
	}
	panic(guard.Internal{Err: fmt.Errorf("cut %v has no image", side)})
}

// use returns the fault state after a use, or false when it is not allowed.
func (r *faultRules) use(id uint32, what faultUse) (uint32, bool) {
	if !r.used {
		return id, what >= useTimer || r.Lifted
	}
	key := uint64(id)<<32 | uint64(what)
	v, ok := r.Next.Get(key)
	if !ok {
		v = r.compute(id, what)
		r.Next.Put(key, v)
	}
	return uint32(v), v&noFault == 0
}

// refusing returns the numbers of the bounds of timers that refuse a use, which
// use refused.
func (r *faultRules) refusing(id uint32, what faultUse) []int {
	v, _ := r.Next.Get(uint64(id)<<32 | uint64(what))
	return r.refusals.At(uint32(v &^ noFault))
}

func (r *faultRules) compute(id uint32, what faultUse) uint64 {
	s := r.values.At(id)
	s.fired = append([]int(nil), s.fired...)
	f := r.c.Model.Faults
	spend := func(used *int, budget int) bool {
		*used++
		return *used <= budget || r.Lifted
	}
	var ok bool
	var refusing []int
	switch {
	case what == useCrash:
		ok = spend(&s.crashes, f.Crashes)
	case what == useDrop:
		ok = spend(&s.drops, f.Drops)
	case what == useDuplicate:
		ok = spend(&s.duplicates, f.Duplicates)
	case what == useHeal:
		ok = s.cut != 0
		s.cut = 0
	case what < useTimer:
		ok = s.cut == 0 && spend(&s.partitions, f.Partitions)
		s.cut = int(what-useCut) + 1
	default:
		what -= useTimer
		node, timer := int(what>>12), model.Timer(r.c.NodeTable.TimerName.At(uint32(what&0xfff)))
		ok = true
		for i, c := range r.Counters {
			if c.Timer == timer && (c.Node < 0 || c.Node == node) {
				if !spend(&s.fired[i], c.Limit) {
					ok, refusing = false, append(refusing, i)
				}
			}
		}
	}
	if !ok {
		r.refusalsMu.Lock()
		defer r.refusalsMu.Unlock()
		return noFault | uint64(r.refusals.Add(refusing))
	}
	return uint64(r.of(s))
}

// separated reports whether the cut of a fault state lies between two nodes.
func (r *faultRules) separated(s faultState, from, to uint8) bool {
	side := r.cuts[s.cut-1][0]
	return side.Has(model.NodeID(from+1)) != side.Has(model.NodeID(to+1))
}
