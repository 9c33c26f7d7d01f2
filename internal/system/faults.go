package system

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/model"
)

// faultRules are the budgets of a system. What was used of them, and the cuts
// that are in force, are one component of the state.
type faultRules struct {
	intern.Table
	c    *System
	used bool // some fault or bound exists; otherwise states have no such component
	// Lifted says that what is used is counted, but nothing is refused.
	Lifted bool

	Counters []Counter
	clocks   []clock
	// stopping are the timers whose firing is a fault.
	stopping []model.Timer
	cuts     [][2]model.NodeSet // every way to cut the nodes into two sides
	links    []link             // those that can be cut
	// dropped and doubled are, by the index of the sender, the receivers of messages that
	// can be dropped and duplicated.
	dropped, doubled []model.NodeSet

	values     intern.Flat[faultState]
	refusals   intern.Flat[[]int] // counters that refuse a use together
	refusalsMu sync.Mutex
	fp         intern.Flat[uint64] // one per permutation
	Next       intern.Memo         // state and use → state, or noFault
}

// Counter counts the firings of a timer, at one node or at all; one of a clock's Drift
// counts nothing, and has its bound.
type Counter struct {
	Timer model.Timer
	Node  int // index; -1 is all nodes
	Limit int
	Drift bool
}

// faultState is what was used so far.
type faultState struct {
	crashes, drops, duplicates, partitions, cutLinks, mistakes int

	stabilised int // 0 before stabilisation; after it 1, or 2 + the index of the leader

	cut   int             // 1 + the number of the cut in force; 0 is none
	links []int           // the numbers of the links that are cut, in order
	fired []int           // by counter
	ahead []int           // by clock and node; see aheadOf
	apart []model.NodeSet // whom each node does not reach, by its index; nil if no cut is in force
}

// numbers are the numbers that every fault state has.
func (s *faultState) numbers() []*int {
	all := []*int{&s.crashes, &s.drops, &s.duplicates, &s.partitions, &s.cutLinks, &s.mistakes, &s.stabilised, &s.cut}
	for i := range s.fired {
		all = append(all, &s.fired[i])
	}
	for i := range s.ahead {
		all = append(all, &s.ahead[i])
	}
	return all
}

// content is what tells fault states apart.
func (s *faultState) content() (b []byte) {
	for _, n := range s.numbers() {
		b = binary.AppendUvarint(b, uint64(*n))
	}
	for _, l := range s.links { // nothing follows them
		b = binary.AppendUvarint(b, uint64(l))
	}
	return b
}

// faultUse is one use of a budget.
type faultUse uint32

const (
	useCrash faultUse = iota
	useDrop
	useDuplicate
	useHeal
	useMistake
	useCut       faultUse = 16      // plus the number of the cut
	useLink      faultUse = 1 << 13 // plus the number of the link that is cut
	useMend      faultUse = 1 << 14 // plus the number of the link that is healed
	useStabilise faultUse = 1 << 15 // plus 0, or 1 + the index of the leader
	useTimer     faultUse = 1 << 20 // plus the node's index << 12 plus the timer's number
	useClocks    faultUse = 1 << 21 // plus the node's index << 8 plus the clocks that run there
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
	}{
		{"crashes", f.Crashes}, {"drops", f.Drops}, {"duplicates", f.Duplicates}, {"partitions", f.Partitions},
		{"links", f.Links}, {"mistakes", f.Mistakes}, {"in-flight", c.Model.InFlight},
	} {
		if b.value < 0 && (b.name != "drops" || b.value != -1) {
			return fmt.Errorf("%s is %d; it must not be negative", b.name, b.value)
		}
	}
	r := &c.Faults
	r.c = c
	for _, b := range c.Model.TimerBounds {
		if b.Fault {
			r.stopping = append(r.stopping, b.Timer)
		}
		if b.Total > 0 && !b.Never {
			r.Counters = append(r.Counters, Counter{Timer: b.Timer, Node: -1, Limit: b.Total})
		}
		if b.Never {
			r.Counters = append(r.Counters, Counter{Timer: b.Timer, Node: -1})
		}
		for i, limit := range b.PerNode {
			if i < len(c.Nodes) && limit >= 0 {
				r.Counters = append(r.Counters, Counter{Timer: b.Timer, Node: i, Limit: limit})
			}
		}
		if err := r.compileClock(b); err != nil {
			return err
		}
	}
	if err := c.compileScope(); err != nil {
		return err
	}
	r.used = f != model.Faults{} || len(r.Counters) > 0 || c.Model.Assume != ""
	return nil
}

func (r *faultRules) init(c *System) {
	r.c = c
	r.Next.Init()
	r.of(r.unused())
}

// unused is the fault state in which nothing was used and no clock runs.
func (r *faultRules) unused() faultState {
	return faultState{fired: make([]int, len(r.Counters)), ahead: make([]int, len(r.clocks)*len(r.c.Nodes))}
}

// of returns the id of a fault state.
func (r *faultRules) of(s faultState) uint32 {
	return r.InternHook(s.content(), func(uint32, []byte) {
		s.apart = r.apart(&s)
		r.values.Add(s)
		for _, perm := range r.c.Perms {
			renamed := r.renamed(s, perm)
			r.fp.Add(r.c.hash(placeFaults, renamed.content()))
		}
	})
}

// parse reads the bytes of a fault state that of wrote.
func (r *faultRules) parse(b []byte) (faultState, error) {
	given := b
	s := r.unused()
	next := func() (int, error) {
		v, size := binary.Uvarint(b)
		if size <= 0 || v > lifted {
			return 0, fmt.Errorf("the budgets are malformed")
		}
		b = b[size:]
		return int(v), nil
	}
	for _, n := range s.numbers() {
		v, err := next()
		if err != nil {
			return s, err
		}
		*n = v
	}
	for len(b) > 0 {
		l, err := next()
		switch last := len(s.links) - 1; {
		case err != nil:
			return s, err
		case l >= len(r.links), last >= 0 && l <= s.links[last]:
			return s, fmt.Errorf("the budgets are those of another system")
		}
		s.links = append(s.links, l)
	}
	if s.cut > len(r.cuts) || !r.c.assumed.mayBe(s.stabilised) || !bytes.Equal(s.content(), given) {
		return s, fmt.Errorf("the budgets are those of another system")
	}
	return s, nil
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

// isStopping reports whether the firing of a timer is a fault.
func (r *faultRules) isStopping(timer uint32) bool {
	return slices.Contains(r.stopping, model.Timer(r.c.NodeTable.TimerName.At(timer)))
}

func (r *faultRules) compute(id uint32, what faultUse) uint64 {
	s := r.values.At(id)
	counted := s.stabilised == 0 // afterwards timers are not, but for those whose firing is a fault
	s.fired, s.ahead = slices.Clone(s.fired), slices.Clone(s.ahead)
	f := r.c.Model.Faults
	spend := func(used *int, budget int) bool {
		*used++
		return *used <= budget || r.Lifted
	}
	var ok bool
	var refusing []int
	switch {
	case what >= useClocks:
		ok = true
		r.run(&s, int(what-useClocks)>>8, uint8(what))
	case !counted && (what < useTimer || r.isStopping(uint32(what&0xfff))): // nothing new goes wrong
	case what == useCrash:
		ok = spend(&s.crashes, f.Crashes)
	case what == useDrop:
		ok = f.Drops == -1 || spend(&s.drops, f.Drops)
	case what == useDuplicate:
		ok = spend(&s.duplicates, f.Duplicates)
	case what == useHeal:
		ok = s.cut != 0
		s.cut = 0
	case what == useMistake:
		ok = spend(&s.mistakes, f.Mistakes)
	case what < useLink:
		ok = s.cut == 0 && spend(&s.partitions, f.Partitions)
		s.cut = int(what-useCut) + 1
	case what < useMend:
		at, cut := slices.BinarySearch(s.links, int(what-useLink))
		ok = !cut && spend(&s.cutLinks, f.Links)
		s.links = slices.Insert(slices.Clone(s.links), at, int(what-useLink))
	case what < useStabilise:
		at, cut := slices.BinarySearch(s.links, int(what-useMend))
		if ok = cut; cut {
			s.links = slices.Delete(slices.Clone(s.links), at, at+1)
		}
	case what < useTimer:
		ok = s.cut == 0 && len(s.links) == 0
		s = r.stable(1+int(what-useStabilise), s.ahead)
	default:
		what -= useTimer
		node, timer := int(what>>12), model.Timer(r.c.NodeTable.TimerName.At(uint32(what&0xfff)))
		if refusing = r.tick(&s, node, timer); refusing != nil {
			break
		}
		for i, c := range r.Counters {
			if counted && c.Timer == timer && !c.Drift && (c.Node < 0 || c.Node == node) && !spend(&s.fired[i], c.Limit) {
				refusing = append(refusing, i)
			}
		}
		ok = refusing == nil
	}
	if !ok {
		r.refusalsMu.Lock()
		defer r.refusalsMu.Unlock()
		return noFault | uint64(r.refusals.Add(refusing))
	}
	return uint64(r.of(s))
}
