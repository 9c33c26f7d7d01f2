package model

// space is one worker's view of a compiled system.
type space struct {
	c *compiled
	layout
	network Network
	perms   int
	simple  bool // the fast way to name a successor will do
	// invokers are the clients that are driven from outside.
	invokers NodeSet

	// Snapshots of the shared tables, renewed when an id is beyond them.
	nodeHot  []nodeHot
	msgHot   []msgHot
	msgTo    []msgTo
	msgOrder []uint64
	chanHot  []chanHot
	outcomes []outcome
	sends    []uint32
	timers   []uint16
	clocks   []int

	views   []*View[any]
	packets []*Packet
	judged  judged
	idle    idleSet
	counts  []uint64 // steps by class
	// countTaken counts the steps that are built instead of all enabled ones.
	countTaken bool
	watcher    Watcher // nil unless the search is watched
	shown      shown
	fx         effect
	next       []uint32
	boot       [][]uint32 // the initial states
	bootCode   [][]uint32 // what is broken in each
	booted     bool       // boot is complete
	bootCuts   int        // how many of boot lie outside the state constraint
	acted      NodeSet    // the nodes of which a handler but Start made a step; bit 0 is none
	dropped    uint16     // classes of the steps of the network
	doubled    uint16
	cutting    uint16
	healing    uint16
}

func newSpace(c *compiled) *space {
	sp := &space{
		c: c, layout: c.layout(), network: c.sys.Network, perms: len(c.perms),
		judged: newJudged(len(c.mons)),
	}
	sp.simple = sp.network == Multiset && sp.perms == 1 && c.sys.InFlight == 0 && c.sys.Constraint == nil
	for _, n := range c.nodes {
		if n.invoker {
			sp.invokers = sp.invokers.With(n.id)
		}
	}
	if c.faults.lifted {
		return sp // a walk to where the search starts is not counted
	}
	if c.sys.Faults.Drops > 0 {
		sp.dropped = c.classes.of("network drops")
	}
	if c.sys.Faults.Duplicates > 0 {
		sp.doubled = c.classes.of("network duplicates")
	}
	if c.sys.Faults.Partitions > 0 {
		sp.cutting, sp.healing = c.classes.of("network is cut"), c.classes.of("network heals")
	}
	return sp
}

func (sp *space) node(id uint32) *nodeHot {
	if int(id) >= len(sp.nodeHot) {
		sp.nodeHot = sp.c.nodeTable.hot.snapshot()
	}
	return &sp.nodeHot[id]
}

func (sp *space) msg(id uint32) *msgHot {
	if int(id) >= len(sp.msgHot) {
		sp.msgHot = sp.c.msgTable.hot.snapshot()
	}
	return &sp.msgHot[id]
}

func (sp *space) addressee(id uint32) msgTo {
	if int(id) >= len(sp.msgTo) {
		sp.msgTo = sp.c.msgTable.to.snapshot()
	}
	return sp.msgTo[id]
}

// order returns where a message stands among those in flight.
func (sp *space) order(id uint32) uint64 {
	if int(id) >= len(sp.msgOrder) {
		sp.msgOrder = sp.c.msgTable.order.snapshot()
	}
	return sp.msgOrder[id]
}

func (sp *space) channel(id uint32) *chanHot {
	if int(id) >= len(sp.chanHot) {
		sp.chanHot = sp.c.chanTable.hot.snapshot()
	}
	return &sp.chanHot[id]
}

func (sp *space) outcome(i uint32) *outcome {
	if int(i) >= len(sp.outcomes) {
		sp.outcomes = sp.c.outcomeList.snapshot()
	}
	return &sp.outcomes[i]
}

func (sp *space) sendsOf(o *outcome) []uint32 {
	end := int(o.sends) + int(o.numSends)
	if end > len(sp.sends) {
		sp.sends = sp.c.sendList.snapshot()
	}
	return sp.sends[o.sends:end]
}

func (sp *space) timersOf(n *nodeHot) []uint16 {
	end := int(n.timers) + int(n.numTimers)
	if end > len(sp.timers) {
		sp.timers = sp.c.nodeTable.timers.snapshot()
	}
	return sp.timers[n.timers:end]
}

// clock returns a clock of a node state.
func (sp *space) clock(node uint32, clock int8) int {
	at := int(node)*sp.c.nodeTable.numClocks + int(clock)
	if at >= len(sp.clocks) {
		sp.clocks = sp.c.nodeTable.clocks.snapshot()
	}
	return sp.clocks[at]
}

func (sp *space) count(class uint16) {
	if int(class) >= len(sp.counts) {
		grown := make([]uint64, int(class)+64)
		copy(grown, sp.counts)
		sp.counts = grown
	}
	sp.counts[class]++
}
