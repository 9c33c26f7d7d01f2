package model

import (
	"encoding/binary"
	"fmt"
	"sync"
)

// faultRules are the budgets of a system. What was used of them, and the cut
// that is in force, are one component of the state.
type faultRules struct {
	interner
	c    *compiled
	used bool // some fault or bound exists; otherwise states have no such component
	// lifted says that what is used is counted, but nothing is refused.
	lifted bool

	counters []counter
	cuts     [][2]NodeSet // every way to cut the nodes into two sides

	values     flat[faultState]
	refusals   flat[[]int] // counters that refuse a use together
	refusalsMu sync.Mutex
	fp         flat[uint64] // one per permutation
	next       memo         // state and use → state, or noFault
}

// counter counts the firings of a timer, at one node or at all.
type counter struct {
	timer Timer
	node  int // index; -1 is all nodes
	limit int
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

func (c *compiled) compileFaults() error {
	if n := c.sys.Network; n < Multiset || n > FIFO {
		return fmt.Errorf("there is no network %d; there are %v, %v and %v", int(n), Multiset, Set, FIFO)
	}
	if k := c.sys.Clocks; k != nil && (k.Of == nil || k.Stamp == nil) {
		return fmt.Errorf("the declaration of dead messages (Clocks) needs both Of and Stamp")
	}
	f := c.sys.Faults
	for _, b := range []struct {
		name  string
		value int
	}{{"crashes", f.Crashes}, {"drops", f.Drops}, {"duplicates", f.Duplicates}, {"partitions", f.Partitions}, {"in-flight", c.sys.InFlight}} {
		if b.value < 0 {
			return fmt.Errorf("%s is %d; it must not be negative", b.name, b.value)
		}
	}
	r := &c.faults
	r.c = c
	for _, b := range c.sys.TimerBounds {
		if b.Total > 0 && !b.Never {
			r.counters = append(r.counters, counter{b.Timer, -1, b.Total})
		}
		if b.Never {
			r.counters = append(r.counters, counter{b.Timer, -1, 0})
		}
		for i, limit := range b.PerNode {
			if i < len(c.nodes) && limit >= 0 {
				r.counters = append(r.counters, counter{b.Timer, i, limit})
			}
		}
	}
	if f.Partitions > 0 {
		if len(c.nodes) > maxCutNodes {
			return fmt.Errorf("partitions are possible with at most %d nodes; the system has %d", maxCutNodes, len(c.nodes))
		}
		var all NodeSet
		for _, n := range c.nodes {
			all = all.With(n.id)
		}
		// The side of node 1 is named first, so that no cut is listed twice.
		for bits := range 1<<(len(c.nodes)-1) - 1 {
			side := NodeSet(bits)<<2 | SetOf(1)
			r.cuts = append(r.cuts, [2]NodeSet{side, all &^ side})
		}
	}
	r.used = f != Faults{} || len(r.counters) > 0
	return nil
}

func (r *faultRules) init(c *compiled) {
	r.c = c
	r.next.init()
	r.of(faultState{fired: make([]int, len(r.counters))})
}

// of returns the id of a fault state.
func (r *faultRules) of(s faultState) uint32 {
	var b []byte
	for _, n := range append([]int{s.crashes, s.drops, s.duplicates, s.partitions, s.cut}, s.fired...) {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return r.internHook(b, func(uint32, []byte) {
		r.values.add(s)
		for _, perm := range r.c.perms {
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
			r.fp.add(r.c.hash(placeFaults, content))
		}
	})
}

// renamedCut returns the number of a cut under a permutation of the nodes.
func (r *faultRules) renamedCut(cut int, perm []int) int {
	var side NodeSet
	for _, id := range r.cuts[cut][0].IDs() {
		side = side.With(renameID(id, func(i int) int { return perm[i] }))
	}
	for i, sides := range r.cuts {
		if sides[0] == side || sides[1] == side {
			return i
		}
	}
	panic(internalError{fmt.Errorf("cut %v has no image", side)})
}

// use returns the fault state after a use, or false when it is not allowed.
func (r *faultRules) use(id uint32, what faultUse) (uint32, bool) {
	if !r.used {
		return id, what >= useTimer || r.lifted
	}
	key := uint64(id)<<32 | uint64(what)
	v, ok := r.next.get(key)
	if !ok {
		v = r.compute(id, what)
		r.next.put(key, v)
	}
	return uint32(v), v&noFault == 0
}

// refusing returns the numbers of the bounds of timers that refuse a use, which
// use refused.
func (r *faultRules) refusing(id uint32, what faultUse) []int {
	v, _ := r.next.get(uint64(id)<<32 | uint64(what))
	return r.refusals.at(uint32(v &^ noFault))
}

func (r *faultRules) compute(id uint32, what faultUse) uint64 {
	s := r.values.at(id)
	s.fired = append([]int(nil), s.fired...)
	f := r.c.sys.Faults
	spend := func(used *int, budget int) bool {
		*used++
		return *used <= budget || r.lifted
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
		node, timer := int(what>>12), Timer(r.c.nodeTable.timerName.at(uint32(what&0xfff)))
		ok = true
		for i, c := range r.counters {
			if c.timer == timer && (c.node < 0 || c.node == node) {
				if !spend(&s.fired[i], c.limit) {
					ok, refusing = false, append(refusing, i)
				}
			}
		}
	}
	if !ok {
		r.refusalsMu.Lock()
		defer r.refusalsMu.Unlock()
		return noFault | uint64(r.refusals.add(refusing))
	}
	return uint64(r.of(s))
}

// separated reports whether the cut of a fault state lies between two nodes.
func (r *faultRules) separated(s faultState, from, to uint8) bool {
	side := r.cuts[s.cut-1][0]
	return side.Has(NodeID(from+1)) != side.Has(NodeID(to+1))
}
