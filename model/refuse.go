package model

// A step that a bound of the system refuses is counted, by the bound: first the
// protocol's own bounds, then those of timers, then that of messages in flight.

// refusedBy returns 1 + the number of the first of the protocol's bounds that
// refuses a node's step from one state to another, or 0.
func (c *compiled) refusedBy(before, after uint32) uint8 {
	var from, to Node
	for i, b := range c.sys.Bounds {
		if b.Refuses == nil {
			continue
		}
		if from == nil {
			from = c.decodeNode(splitNode(c.nodeTable.Bytes(before)))
			to = c.decodeNode(splitNode(c.nodeTable.Bytes(after)))
		}
		if protect("bound "+b.Name, func() bool { return b.Refuses(from, to) }) {
			return uint8(i + 1)
		}
	}
	return 0
}

// refuse counts a step that a bound refused.
func (sp *space) refuse(bound int) {
	if sp.refused == nil {
		sp.refused = make([]uint64, len(sp.c.sys.Bounds)+len(sp.c.faults.counters)+1)
	}
	sp.refused[bound]++
}

// refuseTimer counts a timeout that bounds of its timer refused.
func (sp *space) refuseTimer(faults uint32, node int, timer uint16) {
	for _, counter := range sp.c.faults.refusing(faults, useOf(node, timer)) {
		sp.refuse(len(sp.c.sys.Bounds) + counter)
	}
}

// refuseInFlight counts a step after which too many messages would be in flight.
func (sp *space) refuseInFlight() { sp.refuse(len(sp.c.sys.Bounds) + len(sp.c.faults.counters)) }

