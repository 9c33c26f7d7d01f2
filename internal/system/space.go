package system

import (
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/model"
)

// Space is one worker's view of a compiled system.
type Space struct {
	Sys *System
	Layout
	// Plain makes the marks of steps name messages as they are, also where numbers go by
	// difference. They are then the same as long as the message is, whatever else happens.
	Plain   bool
	network model.Network
	perms   int
	simple  bool // the fast way to name a successor will do
	// invokers are the clients that are driven from outside, informed the nodes that
	// failure detectors tell something, stops those that never restart.
	invokers, informed, stops model.NodeSet
	// bootNumbers has for each of Boot its place among all that the choices of the nodes make.
	bootNumbers []int

	// Snapshots of the shared tables, renewed when an id is beyond them.
	nodeHot  []nodeHot
	msgHot   []msgHot
	msgTo    []msgTo
	msgOrder []uint64
	chanHot  []chanHot
	outcomes []outcome
	sends    []uint32
	timers   []uint16
	epochs   []int

	Views   []*model.View[any]
	packets []*model.Packet
	judged  judged
	marking marking
	idle    intern.IdleSet
	Counts  []uint64 // steps by class
	Refused []uint64 // steps by bound, see refuse
	// CountTaken counts the steps that are built instead of all enabled ones.
	CountTaken bool
	Watcher    Watcher // nil unless the search is watched
	cache      cache
	FX         Effect
	next       []uint32
	numbers    gathered
	Boot       [][]uint32    // the initial states
	BootCode   [][]uint32    // what is broken in each
	Booted     bool          // Boot is complete
	BootCuts   int           // how many of Boot lie outside the state constraint
	BootOut    []uint64      // how many initial states each assumption excludes
	Acted      model.NodeSet // the nodes of which a handler but Start made a step; bit 0 is none
	dropped    uint16        // classes of the steps of the network
	doubled    uint16
	cutting    uint16
	healing    uint16
	cuttingOne uint16
	healingOne uint16
	calming    uint16
}

func NewSpace(c *System) *Space {
	sp := &Space{
		Sys: c, Layout: c.Layout(), network: c.Model.Network, perms: len(c.Perms),
		judged: newJudged(len(c.Mons)),
	}
	sp.simple = sp.network == model.Multiset && sp.perms == 1 && c.Model.InFlight == 0 && c.Model.Constraint == nil && len(c.Model.Assumptions) == 0 && c.difference == nil
	sp.stops = c.stopped()
	for _, n := range c.Nodes {
		if n.Invoker {
			sp.invokers = sp.invokers.With(n.ID)
		}
		if c.Watches[n.ID-1].All != 0 {
			sp.informed = sp.informed.With(n.ID)
		}
	}
	if c.Faults.Lifted {
		return sp // a walk to where the search starts is not counted
	}
	hits := c.Faults.Hits()
	if c.Model.Faults.Drops != 0 && hits.Drops {
		sp.dropped = c.Classes.of("network drops")
	}
	if c.Model.Faults.Duplicates > 0 && hits.Duplicates {
		sp.doubled = c.Classes.of("network duplicates")
	}
	if hits.Partitions > 0 {
		sp.cutting, sp.healing = c.Classes.of("network is cut"), c.Classes.of("network heals")
	}
	if c.assumed.some() {
		sp.calming = c.Classes.of("system stabilises")
	}
	if hits.Links > 0 {
		sp.cuttingOne, sp.healingOne = c.Classes.of("link is cut"), c.Classes.of("link heals")
	}
	return sp
}

func (sp *Space) node(id uint32) *nodeHot {
	if int(id) >= len(sp.nodeHot) {
		sp.nodeHot = sp.Sys.NodeTable.Hot.Snapshot()
	}
	return &sp.nodeHot[id]
}

func (sp *Space) msg(id uint32) *msgHot {
	if int(id) >= len(sp.msgHot) {
		sp.msgHot = sp.Sys.msgTable.hot.Snapshot()
	}
	return &sp.msgHot[id]
}

func (sp *Space) addressee(id uint32) msgTo {
	if int(id) >= len(sp.msgTo) {
		sp.msgTo = sp.Sys.msgTable.to.Snapshot()
	}
	return sp.msgTo[id]
}

// order returns where a message stands among those in flight.
func (sp *Space) order(id uint32) uint64 {
	if int(id) >= len(sp.msgOrder) {
		sp.msgOrder = sp.Sys.msgTable.order.Snapshot()
	}
	return sp.msgOrder[id]
}

func (sp *Space) channel(id uint32) *chanHot {
	if int(id) >= len(sp.chanHot) {
		sp.chanHot = sp.Sys.chanTable.hot.Snapshot()
	}
	return &sp.chanHot[id]
}

func (sp *Space) outcome(i uint32) *outcome {
	if int(i) >= len(sp.outcomes) {
		sp.outcomes = sp.Sys.OutcomeList.Snapshot()
	}
	return &sp.outcomes[i]
}

func (sp *Space) sendsOf(o *outcome) []uint32 {
	end := int(o.sends) + int(o.numSends)
	if end > len(sp.sends) {
		sp.sends = sp.Sys.sendList.Snapshot()
	}
	return sp.sends[o.sends:end]
}

func (sp *Space) timersOf(n *nodeHot) []uint16 {
	end := int(n.Timers) + int(n.NumTimers)
	if end > len(sp.timers) {
		sp.timers = sp.Sys.NodeTable.Timers.Snapshot()
	}
	return sp.timers[n.Timers:end]
}

// epoch returns an epoch of a node state.
func (sp *Space) epoch(node uint32, epoch int8) int {
	at := int(node)*sp.Sys.NodeTable.numEpochs + int(epoch)
	if at >= len(sp.epochs) {
		sp.epochs = sp.Sys.NodeTable.epochs.Snapshot()
	}
	return sp.epochs[at]
}

func (sp *Space) count(class uint16) {
	if int(class) >= len(sp.Counts) {
		grown := make([]uint64, int(class)+64)
		copy(grown, sp.Counts)
		sp.Counts = grown
	}
	sp.Counts[class]++
}
